//! The tables of a problem while they are read.

use super::book::Book;
use super::table::{Row, Table};
use crate::error::Diagnostics;
use crate::format::options::Budget;
use crate::format::source::FolderLines;
use crate::problem::ProblemDraft;

/// What the tables of a problem have become so far, and what is wrong with them.
pub(super) struct Intake<'a> {
    pub(super) book: &'a Book<'a>,
    pub(super) budget: &'a mut Budget,
    pub(super) draft: ProblemDraft,
    pub(super) lines: FolderLines,
    pub(super) found: Diagnostics,
}

impl<'a> Intake<'a> {
    /// Nothing is read yet; `found` is what was found before.
    pub(super) fn new(book: &'a Book<'a>, budget: &'a mut Budget, found: Diagnostics) -> Self {
        Self {
            book,
            budget,
            draft: ProblemDraft::default(),
            lines: FolderLines::default(),
            found,
        }
    }

    /// Reads a table, if it is there; `pointer` is the list of the draft that its rows go to.
    pub(super) fn table<R: Row>(&mut self, file: &str, pointer: &str) -> Option<Table<R>> {
        self.book.read(file, pointer, self.budget, &mut self.found)
    }

    /// The next rows of the list at `pointer` come from these lines of a table.
    pub(super) fn add_lines(&mut self, pointer: &'static str, file: &str, lines: Vec<u64>) {
        self.lines.add(pointer, self.book.place(file), lines);
    }
}

//! A row of a short table: where it stands, and whom and what it speaks of.

use super::book::Book;
use super::table::Table;
#[cfg(feature = "spreadsheet")]
use super::table::{Cells, cells_of};
use crate::error::{Code, Diagnostic, Diagnostics};
#[cfg(feature = "spreadsheet")]
use crate::format::options::Budget;
use crate::format::options::finding;
use crate::problem::draft::{ActivityFilter, DoctorFilter, ProblemDraft};

/// Where a row stands.
#[derive(Clone, Copy)]
pub(super) struct At<'a, 'b> {
    book: &'a Book<'b>,
    file: &'static str,
    line: u64,
}

impl<'a, 'b> At<'a, 'b> {
    pub(super) fn new(book: &'a Book<'b>, file: &'static str, line: u64) -> Self {
        Self { book, file, line }
    }

    /// A mistake in the row.
    pub(super) fn finding(self, code: Code, message: impl Into<String>) -> Diagnostic {
        let file = self.book.place(self.file);
        finding(code, Some(&file), Some(self.line), message)
    }
}

/// A table that is there as it stands.
#[cfg(feature = "spreadsheet")]
pub(super) fn as_it_stands<R: super::table::Row>(
    file: &'static str,
    book: &Book<'_>,
    budget: &mut Budget,
    found: &mut Diagnostics,
) -> Option<Cells> {
    let table = book.read::<R>(file, "", budget, found)?;
    Some(cells_of(file, "", table.rows.iter()))
}

/// Rows with their number, from 1, and line.
pub(super) fn numbered<R>(table: Table<R>) -> impl Iterator<Item = (usize, u64, R)> {
    table
        .rows
        .into_iter()
        .zip(table.lines)
        .enumerate()
        .map(|(index, (row, line))| (index + 1, line, row))
}

/// The activities of a department, or the activity, of this id; a finding if there is neither.
pub(super) fn place(
    draft: &ProblemDraft,
    of: &str,
    at: At<'_, '_>,
    found: &mut Diagnostics,
) -> Option<ActivityFilter> {
    if draft.departments.iter().any(|row| row.id == of) {
        return Some(ActivityFilter {
            departments: vec![of.to_owned()],
            ..ActivityFilter::default()
        });
    }
    if draft.activities.iter().any(|row| row.id == of) {
        return Some(ActivityFilter {
            activities: vec![of.to_owned()],
            ..ActivityFilter::default()
        });
    }
    let is_vacation = |row: &crate::problem::draft::ActivityDraft| {
        row.leave_of.is_some() && row.tags.iter().any(|tag| tag == of)
    };
    if of == super::vacation_parts::TAG && draft.activities.iter().any(is_vacation) {
        return Some(ActivityFilter {
            tags: vec![of.to_owned()],
            ..ActivityFilter::default()
        });
    }
    let ids = || {
        let departments = draft.departments.iter().map(|row| row.id.as_str());
        departments.chain(draft.activities.iter().map(|row| row.id.as_str()))
    };
    // The planner's own vacations are a place that no table of the user has.
    let is_missing = ids().all(|id| id == super::vacation_parts::TAG);
    let table = is_missing.then_some("departments");
    unknown(
        Reference {
            kind: "department or activity",
            id: of,
            column: "of",
        },
        ids(),
        table,
        at,
        found,
    );
    None
}

/// What a cell refers to.
struct Reference<'a> {
    kind: &'static str,
    id: &'a str,
    column: &'static str,
}

/// Reports a reference that leads nowhere. A whole table that is missing is one mistake, however many rows refer to it. A table that cannot be read has been
/// reported already.
fn unknown<'a>(
    Reference { kind, id, column }: Reference<'_>,
    ids: impl Iterator<Item = &'a str>,
    missing: Option<&str>,
    at: At<'_, '_>,
    found: &mut Diagnostics,
) {
    let message = match missing {
        Some(table) => {
            let broken = Some(at.book.place(&format!("{table}.csv")));
            let told = format!("the table {table} is missing or empty");
            if found
                .as_slice()
                .iter()
                .any(|one| one.place.file == broken || one.message.contains(&told))
            {
                return;
            }
            crate::problem::no_table(kind, id, table)
        }
        None => {
            let near = crate::error::nearest(id, ids)
                .map_or_else(String::new, |near| format!(" Is {near:?} meant?"));
            format!("there is no {kind} {id:?}.{near}")
        }
    };
    let mut wrong = at.finding(Code::UnknownReference, message);
    wrong.subject = format!("column {column:?}");
    found.push(wrong);
}

/// The doctor of this id; a finding if there is none.
pub(super) fn whom(
    draft: &ProblemDraft,
    doctor: &str,
    at: At<'_, '_>,
    found: &mut Diagnostics,
) -> Option<DoctorFilter> {
    if draft.doctors.iter().any(|row| row.id == doctor) {
        return Some(DoctorFilter {
            doctors: vec![doctor.to_owned()],
            ..DoctorFilter::default()
        });
    }
    let ids = draft.doctors.iter().map(|row| row.id.as_str());
    let table = draft.doctors.is_empty().then_some("doctors");
    let reference = Reference {
        kind: "doctor",
        id: doctor,
        column: "doctor",
    };
    unknown(reference, ids, table, at, found);
    None
}

/// Doctors of these levels, everybody if there is none.
pub(super) fn levels(levels: Vec<String>) -> DoctorFilter {
    DoctorFilter {
        levels,
        ..DoctorFilter::default()
    }
}

//! A row of a short table: what it is, where it stands, and whom and what it speaks of.

use super::book::Book;
use super::intake::Intake;
use super::table::Row;
#[cfg(feature = "spreadsheet")]
use super::table::{Cells, cells_of};
use crate::error::{Code, Diagnostic, Diagnostics};
use crate::format::options::finding;
use crate::problem::draft::{ActivityFilter, DoctorFilter, ProblemDraft};

/// A row of a short table: a short way to write rows of one list of the draft.
pub(super) trait ShortRow: Row {
    /// The file of the table.
    const FILE: &'static str;
    /// The list of the draft that its rows are limited as.
    const LIST: &'static str;
    /// What each column means.
    const MEANINGS: &'static [&'static str];
}

/// The columns of a table, empty, and what each means.
#[cfg(feature = "spreadsheet")]
pub(in crate::format) type Explained = (Cells, &'static [&'static str]);

/// The columns of a short table.
#[cfg(feature = "spreadsheet")]
pub(super) fn explained<R: ShortRow>() -> Explained {
    let cells = cells_of::<R>(R::FILE, "", std::iter::empty());
    (cells, R::MEANINGS)
}

/// A short table as it stands, if it is there.
#[cfg(feature = "spreadsheet")]
pub(super) fn as_it_stands<R: ShortRow>(intake: &mut Intake<'_>) -> Option<Cells> {
    let table = intake.table::<R>(R::FILE, "")?;
    Some(cells_of(R::FILE, "", table.rows.iter()))
}

/// The rows of a short table, if it is there, each with where it stands.
pub(super) fn short_rows<'a, R: ShortRow>(intake: &mut Intake<'a>) -> Option<Vec<(At<'a>, R)>> {
    let book = intake.book;
    let table = intake.table::<R>(R::FILE, R::LIST)?;
    let rows = table.rows.into_iter().zip(table.lines).enumerate();
    let placed = rows.map(|(index, (row, line))| {
        let at = At {
            book,
            file: R::FILE,
            line,
            number: index + 1,
        };
        (at, row)
    });
    Some(placed.collect())
}

/// Where a row stands.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    book: &'a Book<'a>,
    file: &'static str,
    pub(super) line: u64,
    /// Which row of its table it is, from 1.
    pub(super) number: usize,
}

impl At<'_> {
    /// A mistake in the row.
    pub(super) fn finding(self, code: Code, message: impl Into<String>) -> Diagnostic {
        let file = self.book.place(self.file);
        finding(code, Some(&file), Some(self.line), message)
    }
}

/// The activities of a department, or the activity, of this id; a finding if there is neither.
pub(super) fn place(
    draft: &ProblemDraft,
    of: &str,
    at: At<'_>,
    found: &mut Diagnostics,
) -> Option<ActivityFilter> {
    if draft.departments.iter().any(|row| row.id == of) {
        return Some(ActivityFilter::departments([of]));
    }
    if draft.activities.iter().any(|row| row.id == of) {
        return Some(ActivityFilter::activities([of]));
    }
    let is_vacation = |row: &crate::problem::draft::ActivityDraft| {
        row.leave_of.is_some() && row.tags.iter().any(|tag| tag == of)
    };
    if of == super::vacation_parts::TAG && draft.activities.iter().any(is_vacation) {
        return Some(ActivityFilter::tags([of]));
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
    at: At<'_>,
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
    at: At<'_>,
    found: &mut Diagnostics,
) -> Option<DoctorFilter> {
    if draft.doctors.iter().any(|row| row.id == doctor) {
        return Some(DoctorFilter::doctors([doctor]));
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

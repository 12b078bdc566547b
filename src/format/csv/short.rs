//! Short tables for the rules that everybody has: here staffing by level, rotations that are fixed, and wishes; `availability`, `no_leave` and `vacations` are
//! tables of this kind, too.
//!
//! Each row is a short way to write a rule or row that the draft has already; nothing here means anything of its own. What was read into a draft is
//! written as the rules that it stands for; `copy_tables` alone keeps these tables as they stand.

use super::book::Book;
#[cfg(feature = "spreadsheet")]
use super::short_row::as_it_stands;
use super::short_row::{At, levels, numbered, place, whom};
use super::table::{Cells, cells_of, rows};
use crate::error::Diagnostics;
use crate::format::options::Budget;
use crate::format::source::FolderLines;
use crate::problem::RuleDraft;
use crate::problem::draft::{PerDraft, PeriodFilter, PreferenceDraft, ProblemDraft, When};
use crate::problem::rule_draft::CellsModeDraft;
use crate::problem::rules;

/// The names of these tables.
pub(super) const FILES: &[&str] = &[
    "staffing.csv",
    "pins.csv",
    "wishes.csv",
    super::availability::FILE,
    super::no_leave::FILE,
    super::vacations::FILE,
];

#[derive(Default)]
struct StaffingRow {
    of: String,
    level: Vec<String>,
    from: Option<When>,
    to: Option<When>,
    min: i64,
    max: Option<i64>,
    weight: Option<i64>,
}

#[derive(Default)]
struct PinRow {
    doctor: String,
    of: String,
    from: When,
    to: When,
    weight: Option<i64>,
}

#[derive(Default)]
struct WishRow {
    doctor: String,
    of: String,
    value: i64,
    from: Option<When>,
    to: Option<When>,
    per: PerDraft,
}

rows! {
    StaffingRow(1) { of, level, from, to, min, max, weight }
    PinRow(4) { doctor, of, from, to, weight }
    WishRow(3) { doctor, of, value, from, to, per }
}

/// The columns of these tables, empty, and what each column means.
pub(super) fn explained() -> Vec<(Cells, &'static [&'static str])> {
    vec![
        (
            cells_of::<StaffingRow>(FILES[0], "", std::iter::empty()),
            &[
                "Department or activity.",
                "Levels that count, with ; between them; everybody if empty.",
                "First date it holds for; the horizon's first if empty.",
                "Last date it holds for, included; the horizon's last if empty.",
                "Fewest doctors of these levels at the same time.",
                "Most doctors of these levels at the same time; no limit if empty.",
                "Cost of each doctor too few or too many in a period; never broken if empty.",
            ],
        ),
        (
            cells_of::<PinRow>(FILES[1], "", std::iter::empty()),
            &[
                "Doctor whose rotation is fixed.",
                "Department or activity.",
                "First date.",
                "Last date, included.",
                "Cost of each period elsewhere; never broken if empty.",
            ],
        ),
        (
            cells_of::<WishRow>(FILES[2], "", std::iter::empty()),
            &[
                "Doctor who wishes it.",
                "Department or activity.",
                "What it is worth; negative for a dislike.",
                "First date of the wish; always if empty.",
                "Last date, included.",
                "Paid for each period there (default), each block, or each rotation that starts.",
            ],
        ),
        super::availability::explained(),
        super::no_leave::explained(),
        super::vacations::explained(),
    ]
}

/// These tables as they stand, those that are there.
#[cfg(feature = "spreadsheet")]
pub(super) fn cells(book: &Book<'_>, budget: &mut Budget, found: &mut Diagnostics) -> Vec<Cells> {
    let tables = [
        as_it_stands::<StaffingRow>(FILES[0], book, budget, found),
        as_it_stands::<PinRow>(FILES[1], book, budget, found),
        as_it_stands::<WishRow>(FILES[2], book, budget, found),
        super::availability::as_it_stands(book, budget, found),
        super::no_leave::as_it_stands(book, budget, found),
        super::vacations::as_it_stands(book, budget, found),
    ];
    tables.into_iter().flatten().collect()
}

/// Reads the tables that are there and adds what they stand for; all other tables are read already.
pub(super) fn read(
    book: &Book<'_>,
    draft: &mut ProblemDraft,
    lines: &mut FolderLines,
    budget: &mut Budget,
    found: &mut Diagnostics,
) {
    // What it adds is a place that the other tables may name.
    super::vacations::read(book, draft, lines, budget, found);
    read_staffing(book, draft, lines, budget, found);
    read_pins(book, draft, lines, budget, found);
    read_wishes(book, draft, lines, budget, found);
    super::availability::read(book, draft, lines, budget, found);
    super::no_leave::read(book, draft, lines, budget, found);
}

/// A rule `capacity` for each row.
fn read_staffing(
    book: &Book<'_>,
    draft: &mut ProblemDraft,
    lines: &mut FolderLines,
    budget: &mut Budget,
    found: &mut Diagnostics,
) {
    let Some(table) = book.read::<StaffingRow>(FILES[0], "/rules", budget, found) else {
        return;
    };
    let mut used = Vec::new();
    for (number, line, row) in numbered(table) {
        let Some(activities) = place(draft, &row.of, At::new(book, FILES[0], line), found) else {
            continue;
        };
        let whom = if row.level.is_empty() {
            String::new()
        } else {
            format!(" {}", row.level.join(" or "))
        };
        used.push(line);
        draft.rules.push(RuleDraft::Capacity(rules::Capacity {
            id: format!("staffing/{number}: {}{whom}", row.of),
            doctors: levels(row.level),
            activities,
            periods: PeriodFilter {
                from: row.from,
                to: row.to,
                ..PeriodFilter::default()
            },
            min: row.min,
            max: row.max,
            weight: row.weight,
        }));
    }
    lines.add("/rules", book.place(FILES[0]), used);
}

/// A rule `cells` for each row: the doctor is there in all of these periods.
fn read_pins(
    book: &Book<'_>,
    draft: &mut ProblemDraft,
    lines: &mut FolderLines,
    budget: &mut Budget,
    found: &mut Diagnostics,
) {
    let Some(table) = book.read::<PinRow>(FILES[1], "/rules", budget, found) else {
        return;
    };
    let mut used = Vec::new();
    for (number, line, row) in numbered(table) {
        let at = At::new(book, FILES[1], line);
        let (Some(activities), Some(doctors)) = (
            place(draft, &row.of, at, found),
            whom(draft, &row.doctor, at, found),
        ) else {
            continue;
        };
        used.push(line);
        draft.rules.push(RuleDraft::Cells(rules::Cells {
            id: format!("pin/{number}: {} in {}", row.doctor, row.of),
            doctors,
            activities,
            periods: PeriodFilter {
                from: Some(row.from),
                to: Some(row.to),
                ..PeriodFilter::default()
            },
            mode: CellsModeDraft::Fixed,
            weight: row.weight,
        }));
    }
    lines.add("/rules", book.place(FILES[1]), used);
}

/// A preference for each row.
fn read_wishes(
    book: &Book<'_>,
    draft: &mut ProblemDraft,
    lines: &mut FolderLines,
    budget: &mut Budget,
    found: &mut Diagnostics,
) {
    let Some(table) = book.read::<WishRow>(FILES[2], "/preferences", budget, found) else {
        return;
    };
    let mut used = Vec::new();
    for (number, line, row) in numbered(table) {
        let at = At::new(book, FILES[2], line);
        let (Some(activities), Some(doctors)) = (
            place(draft, &row.of, at, found),
            whom(draft, &row.doctor, at, found),
        ) else {
            continue;
        };
        used.push(line);
        draft.preferences.push(PreferenceDraft {
            id: format!("wish/{number}: {} and {}", row.doctor, row.of),
            doctors,
            activities,
            periods: PeriodFilter {
                from: row.from,
                to: row.to,
                ..PeriodFilter::default()
            },
            value: row.value,
            per: row.per,
        });
    }
    lines.add("/preferences", book.place(FILES[2]), used);
}

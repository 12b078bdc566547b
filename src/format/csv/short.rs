//! Short tables for the rules that everybody has: here staffing by level, rotations that are fixed, and wishes; `availability`, `no_leave` and `vacations` are
//! tables of this kind, too.
//!
//! Each row is a short way to write a rule or row that the draft has already; nothing here means anything of its own. What was read into a draft is
//! written as the rules that it stands for; `copy_tables` alone keeps these tables as they stand.

use super::availability::OpenRow;
use super::intake::Intake;
use super::no_leave::NoLeaveRow;
use super::short_row::{At, ShortRow, place, short_rows, whom};
#[cfg(feature = "spreadsheet")]
use super::short_row::{Explained, as_it_stands, explained};
#[cfg(feature = "spreadsheet")]
use super::table::Cells;
use super::table::rows;
use super::vacations::VacationRow;
use crate::error::Diagnostics;
use crate::problem::RuleDraft;
use crate::problem::draft::{
    DoctorFilter, PerDraft, PeriodFilter, PreferenceDraft, ProblemDraft, When,
};
use crate::problem::rule_draft::CellsModeDraft;
use crate::problem::rules;

/// The short tables, in the order in which people fill them in.
macro_rules! each_short_table {
    ($($row:ident),+) => {
        /// The names of these tables.
        pub(super) const FILES: &[&str] = &[$($row::FILE),+];

        /// The columns of these tables, empty, and what each column means.
        #[cfg(feature = "spreadsheet")]
        pub(in crate::format) fn short_tables() -> Vec<Explained> {
            vec![$(explained::<$row>()),+]
        }

        /// These tables as they stand, those that are there.
        #[cfg(feature = "spreadsheet")]
        pub(super) fn cells(intake: &mut Intake<'_>) -> Vec<Cells> {
            [$(as_it_stands::<$row>(intake)),+].into_iter().flatten().collect()
        }
    };
}

each_short_table!(
    StaffingRow,
    PinRow,
    WishRow,
    OpenRow,
    NoLeaveRow,
    VacationRow
);

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

impl ShortRow for StaffingRow {
    const FILE: &'static str = "staffing.csv";
    const LIST: &'static str = "/rules";
    const MEANINGS: &'static [&'static str] = &[
        "Department or activity.",
        "Levels that count, with ; between them; everybody if empty.",
        "First date it holds for; the horizon's first if empty.",
        "Last date it holds for, included; the horizon's last if empty.",
        "Fewest doctors of these levels at the same time.",
        "Most doctors of these levels at the same time; no limit if empty.",
        "Cost of each doctor too few or too many in a period; never broken if empty.",
    ];
}

impl ShortRow for PinRow {
    const FILE: &'static str = "pins.csv";
    const LIST: &'static str = "/rules";
    const MEANINGS: &'static [&'static str] = &[
        "Doctor whose rotation is fixed.",
        "Department or activity.",
        "First date.",
        "Last date, included.",
        "Cost of each period elsewhere; never broken if empty.",
    ];
}

impl ShortRow for WishRow {
    const FILE: &'static str = "wishes.csv";
    const LIST: &'static str = "/preferences";
    const MEANINGS: &'static [&'static str] = &[
        "Doctor who wishes it.",
        "Department or activity.",
        "What it is worth; negative for a dislike.",
        "First date of the wish; always if empty.",
        "Last date, included.",
        "Paid for each period there (default), each block, or each rotation that starts.",
    ];
}

/// Reads the tables that are there and adds what they stand for; all other tables are read already.
pub(super) fn read(intake: &mut Intake<'_>) {
    // What it adds is a place that the other tables may name.
    super::vacations::read(intake);
    read_each(intake, |draft| &mut draft.rules, staffing);
    read_each(intake, |draft| &mut draft.rules, pin);
    read_each(intake, |draft| &mut draft.preferences, wish);
    super::availability::read(intake);
    super::no_leave::read(intake);
}

/// Reads a table each row of which stands for one row of a list of the draft; `stands_for` has none for a row with a mistake, which it reports.
fn read_each<R: ShortRow, T>(
    intake: &mut Intake<'_>,
    list: fn(&mut ProblemDraft) -> &mut Vec<T>,
    stands_for: fn(R, At<'_>, &ProblemDraft, &mut Diagnostics) -> Option<T>,
) {
    let Some(rows) = short_rows::<R>(intake) else {
        return;
    };
    let mut used = Vec::new();
    for (at, row) in rows {
        if let Some(added) = stands_for(row, at, &intake.draft, &mut intake.found) {
            used.push(at.line);
            list(&mut intake.draft).push(added);
        }
    }
    intake.add_lines(R::LIST, R::FILE, used);
}

/// A rule `capacity`.
fn staffing(
    row: StaffingRow,
    at: At<'_>,
    draft: &ProblemDraft,
    found: &mut Diagnostics,
) -> Option<RuleDraft> {
    let activities = place(draft, &row.of, at, found)?;
    let whom = if row.level.is_empty() {
        String::new()
    } else {
        format!(" {}", row.level.join(" or "))
    };
    Some(RuleDraft::Capacity(rules::Capacity {
        id: format!("staffing/{}: {}{whom}", at.number, row.of),
        doctors: DoctorFilter::levels(row.level),
        activities,
        periods: PeriodFilter::between(row.from, row.to),
        min: row.min,
        max: row.max,
        weight: row.weight,
    }))
}

/// A rule `cells`: the doctor is there in all of these periods.
fn pin(
    row: PinRow,
    at: At<'_>,
    draft: &ProblemDraft,
    found: &mut Diagnostics,
) -> Option<RuleDraft> {
    let activities = place(draft, &row.of, at, found);
    let doctors = whom(draft, &row.doctor, at, found);
    Some(RuleDraft::Cells(rules::Cells {
        id: format!("pin/{}: {} in {}", at.number, row.doctor, row.of),
        doctors: doctors?,
        activities: activities?,
        periods: PeriodFilter::between(Some(row.from), Some(row.to)),
        mode: CellsModeDraft::Fixed,
        weight: row.weight,
    }))
}

/// A preference.
fn wish(
    row: WishRow,
    at: At<'_>,
    draft: &ProblemDraft,
    found: &mut Diagnostics,
) -> Option<PreferenceDraft> {
    let activities = place(draft, &row.of, at, found);
    let doctors = whom(draft, &row.doctor, at, found);
    Some(PreferenceDraft {
        id: format!("wish/{}: {} and {}", at.number, row.doctor, row.of),
        doctors: doctors?,
        activities: activities?,
        periods: PeriodFilter::between(row.from, row.to),
        value: row.value,
        per: row.per,
    })
}

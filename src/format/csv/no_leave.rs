//! The table `no_leave.csv`: where nobody may be on leave. What was read is written as rules `cells`.

use super::book::Book;
use super::short_row::{At, numbered, place};
use super::table::{Cells, cells_of, rows};
use crate::calendar::Grid;
use crate::error::Diagnostics;
use crate::format::options::Budget;
use crate::format::source::FolderLines;
use crate::ids::PeriodId;
use crate::problem::draft::{ActivityFilter, DoctorFilter, PeriodFilter, ProblemDraft};
use crate::problem::rule_draft::CellsModeDraft;
use crate::problem::{Doctor, Problem, RuleDraft, rules};
use std::collections::BTreeSet;

pub(super) const FILE: &str = "no_leave.csv";

#[derive(Default)]
struct NoLeaveRow {
    of: String,
    level: Vec<String>,
    weight: Option<i64>,
}

rows! {
    NoLeaveRow(1) { of, level, weight }
}

/// The columns, empty, and what each means.
pub(super) fn explained() -> (Cells, &'static [&'static str]) {
    (
        cells_of::<NoLeaveRow>(FILE, "", std::iter::empty()),
        &[
            "Department or activity in which nobody is in a block that a leave of his touches.",
            "Levels of whom it holds, with ; between them; everybody if empty.",
            "Cost of each period; never broken if empty.",
        ],
    )
}

/// The table as it stands, if it is there.
#[cfg(feature = "spreadsheet")]
pub(super) fn as_it_stands(
    book: &Book<'_>,
    budget: &mut Budget,
    found: &mut Diagnostics,
) -> Option<Cells> {
    super::short_row::as_it_stands::<NoLeaveRow>(FILE, book, budget, found)
}

/// For each leave of whom the row speaks a rule `cells` that keeps the doctor out of the place in the blocks that the leave touches.
pub(super) fn read(
    book: &Book<'_>,
    draft: &mut ProblemDraft,
    lines: &mut FolderLines,
    budget: &mut Budget,
    found: &mut Diagnostics,
) {
    let Some(table) = book.read::<NoLeaveRow>(FILE, "/rules", budget, found) else {
        return;
    };
    let rows: Vec<_> = numbered(table).collect();
    let places: Vec<_> = rows
        .iter()
        .map(|(_, line, row)| place(draft, &row.of, At::new(book, FILE, *line), found))
        .collect();
    // The blocks are known only when all the rest is resolved; what keeps it from being is reported there.
    if found.has_errors() {
        return;
    }
    let Ok(problem) = draft.clone().validate() else {
        return;
    };
    let mut used = Vec::new();
    for ((number, line, row), activities) in rows.into_iter().zip(places) {
        let Some(activities) = activities else {
            continue;
        };
        let before = draft.rules.len();
        draft
            .rules
            .extend(rules_of(&row, number, &activities, &problem));
        used.extend((before..draft.rules.len()).map(|_| line));
    }
    lines.add("/rules", book.place(FILE), used);
}

/// The rules of a row: one for each block that a leave of one of its doctors touches.
fn rules_of(
    row: &NoLeaveRow,
    number: usize,
    activities: &ActivityFilter,
    problem: &Problem,
) -> impl Iterator<Item = RuleDraft> {
    let doctors = problem.doctors().iter();
    let doctors =
        doctors.filter(|doctor| row.level.is_empty() || row.level.contains(&doctor.level));
    let rules = doctors.flat_map(move |doctor| {
        let grid = problem.grid(doctor.grid);
        let point = |period: PeriodId| Some(format!("#{}", period.index() + 1));
        blocks_on_leave(doctor, grid)
            .into_iter()
            .map(move |block| rules::Cells {
                id: format!(
                    "no leave/{number}: {} in {}, block {}",
                    doctor.key,
                    row.of,
                    block + 1
                ),
                doctors: DoctorFilter {
                    doctors: vec![doctor.key.clone()],
                    ..DoctorFilter::default()
                },
                activities: activities.clone(),
                periods: PeriodFilter {
                    from: point(grid.first(block)),
                    to: point(grid.last(block)),
                    ..PeriodFilter::default()
                },
                mode: CellsModeDraft::Forbidden,
                weight: row.weight,
            })
    });
    rules.map(RuleDraft::Cells)
}

/// The blocks that a leave of the doctor touches.
fn blocks_on_leave(doctor: &Doctor, grid: &Grid) -> BTreeSet<usize> {
    let periods = doctor
        .leaves
        .iter()
        .flat_map(|leave| leave.away.iter().chain(leave.half.iter()));
    periods.map(|period| grid.block_of(period)).collect()
}

//! The table `no_leave.csv`: where nobody may be on leave. What was read is written as rules `cells`.

use super::intake::Intake;
use super::short_row::{ShortRow, place, short_rows};
use super::table::rows;
use crate::calendar::Grid;
use crate::ids::PeriodId;
use crate::problem::draft::{ActivityFilter, DoctorFilter, PeriodFilter};
use crate::problem::rule_draft::CellsModeDraft;
use crate::problem::{Doctor, Problem, RuleDraft, rules};
use std::collections::BTreeSet;

#[derive(Default)]
pub(super) struct NoLeaveRow {
    of: String,
    level: Vec<String>,
    weight: Option<i64>,
}

rows! {
    NoLeaveRow(1) { of, level, weight }
}

impl ShortRow for NoLeaveRow {
    const FILE: &'static str = "no_leave.csv";
    const LIST: &'static str = "/rules";
    const MEANINGS: &'static [&'static str] = &[
        "Department or activity in which nobody is in a block that a leave of his touches.",
        "Levels of whom it holds, with ; between them; everybody if empty.",
        "Cost of each period; never broken if empty.",
    ];
}

/// For each leave of whom the row speaks a rule `cells` that keeps the doctor out of the place in the blocks that the leave touches.
pub(super) fn read(intake: &mut Intake<'_>) {
    let Some(rows) = short_rows::<NoLeaveRow>(intake) else {
        return;
    };
    let places: Vec<_> = rows
        .iter()
        .map(|(at, row)| place(&intake.draft, &row.of, *at, &mut intake.found))
        .collect();
    // The blocks are known only when all the rest is resolved; what keeps it from being is reported there.
    if intake.found.has_errors() {
        return;
    }
    let Ok(problem) = intake.draft.clone().validate() else {
        return;
    };
    let mut used = Vec::new();
    for ((at, row), activities) in rows.into_iter().zip(places) {
        let Some(activities) = activities else {
            continue;
        };
        let before = intake.draft.rules.len();
        let rules = rules_of(&row, at.number, &activities, &problem);
        intake.draft.rules.extend(rules);
        used.resize(used.len() + intake.draft.rules.len() - before, at.line);
    }
    intake.add_lines(NoLeaveRow::LIST, NoLeaveRow::FILE, used);
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
                doctors: DoctorFilter::doctors([doctor.key.clone()]),
                activities: activities.clone(),
                periods: PeriodFilter::between(point(grid.first(block)), point(grid.last(block))),
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

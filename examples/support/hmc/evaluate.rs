//! The year's rules once more, judged on the plain table of residents and blocks: shares nothing with the crate.
//!
//! Every broken rule is named as the mapping names it, so that the two can be held against each other.

use super::residents::Resident;
use super::table::{
    BLOCKS, FIXED, FORBIDDEN, NEW_TEAMS, SEQUENCES, STAFFING, Sequence, Staffing, TOGETHER,
    UNDIVIDED, WINDOWS,
};
use std::collections::BTreeSet;

/// What a resident does in a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    /// On a rotation.
    Rotation(String),
    /// On leave for all of it.
    Leave,
    /// Nothing, which no rule allows.
    Empty,
}

impl Cell {
    fn is(&self, rotation: &str) -> bool {
        matches!(self, Self::Rotation(name) if name == rotation)
    }
    fn any(&self, rotations: &[&str]) -> bool {
        rotations.iter().any(|rotation| self.is(rotation))
    }
}

/// The judgement: broken rules, each with a sentence, and the score.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Evaluation {
    pub(crate) broken: Vec<(String, String)>,
    pub(crate) score: i64,
}

impl Evaluation {
    /// Names of the broken rules.
    pub(crate) fn rules(&self) -> BTreeSet<&str> {
        self.broken.iter().map(|(rule, _)| rule.as_str()).collect()
    }
}

/// Judges a table with a row for each resident and a cell for each block.
pub(crate) fn evaluate(residents: &[Resident], rows: &[Vec<Cell>]) -> Evaluation {
    let mut evaluation = Evaluation::default();
    for (resident, row) in residents.iter().zip(rows) {
        judge_content(resident, row, &mut evaluation.broken);
        judge_sequence(resident, row, &mut evaluation.broken);
        evaluation.score += SEQUENCES
            .iter()
            .map(|sequence| worth(resident, row, sequence))
            .sum::<i64>();
    }
    if residents.len() != rows.len() || rows.iter().any(|row| row.len() != BLOCKS) {
        evaluation
            .broken
            .push(("table".into(), "a row or a block is missing".into()));
        return evaluation;
    }
    judge_staffing(residents, rows, &mut evaluation.broken);
    evaluation
}

/// Leave, the year's rotations, blocks per rotation, fixed and forbidden blocks.
fn judge_content(resident: &Resident, row: &[Cell], broken: &mut Vec<(String, String)>) {
    let year = resident.year();
    let level = year.level;
    let mut report =
        |rule: String, what: String| broken.push((rule, format!("{}: {what}", resident.id)));
    let own = year.rotations();
    for (block, cell) in row.iter().enumerate() {
        let when = format!("block {}", block + 1);
        if resident.away(block) {
            if *cell != Cell::Leave {
                report("availability".into(), format!("{when} is leave"));
            }
            continue;
        }
        if !cell.any(&own) {
            report(
                format!("rotations/{level}"),
                format!("{when} has no rotation of the year"),
            );
        }
        if resident.half(block) && matches!(cell, Cell::Rotation(_)) && !cell.any(year.half_leave) {
            report(
                format!("half_leave/{level}/{}", block + 1),
                format!("{when} does not go with half a leave"),
            );
        }
    }
    for amount in year
        .amounts
        .iter()
        .filter(|amount| !(amount.waived_by_leave && resident.has_whole_leave()))
    {
        let count = row.iter().filter(|cell| cell.any(amount.rotations)).count();
        if !(amount.min..=amount.max).contains(&i64::try_from(count).unwrap_or(i64::MAX)) {
            report(
                format!("blocks/{level}/{}", amount.rotations.join("+")),
                format!("{count} blocks"),
            );
        }
    }
    let stretch = |(first, last): (usize, usize)| {
        row.iter()
            .enumerate()
            .skip(first - 1)
            .take(last + 1 - first)
    };
    for &(_, rotation, blocks) in FIXED.iter().filter(|rule| rule.0 == level) {
        for (block, _) in stretch(blocks).filter(|(_, cell)| !cell.is(rotation)) {
            let leave = if resident.away(block) { "/leave" } else { "" };
            report(
                format!("fixed/{level}/{rotation}{leave}"),
                format!("block {} is something else", block + 1),
            );
        }
    }
    for &(_, rotation, blocks) in FORBIDDEN.iter().filter(|rule| rule.0 == level) {
        for (block, _) in stretch(blocks).filter(|(_, cell)| cell.is(rotation)) {
            report(
                format!("forbidden/{level}/{rotation}"),
                format!("block {}", block + 1),
            );
        }
    }
}

/// Windows and rotations across a change of teams.
fn judge_sequence(resident: &Resident, row: &[Cell], broken: &mut Vec<(String, String)>) {
    let level = resident.year().level;
    let mut report =
        |rule: String, what: String| broken.push((rule, format!("{}: {what}", resident.id)));
    for &(_, rotation, window, most) in WINDOWS.iter().filter(|rule| rule.0 == level) {
        for (first, blocks) in row.windows(window).enumerate() {
            let count = blocks.iter().filter(|cell| cell.is(rotation)).count();
            if count > most {
                report(
                    format!("window/{level}/{rotation}"),
                    format!("{count} of {window} blocks from block {}", first + 1),
                );
            }
        }
    }
    for rotation in UNDIVIDED {
        for &block in NEW_TEAMS {
            let pair = row.get(block - 2).zip(row.get(block - 1));
            if pair.is_some_and(|(before, after)| before.is(rotation) && after.is(rotation)) {
                report(
                    format!("undivided/{level}/{rotation}"),
                    format!("blocks {} and {block}", block - 1),
                );
            }
        }
    }
}

fn worth(resident: &Resident, row: &[Cell], sequence: &Sequence) -> i64 {
    if !sequence.level.is_empty() && sequence.level != resident.year().level {
        return 0;
    }
    let fits = |blocks: &&[Cell]| {
        sequence
            .steps
            .iter()
            .zip(*blocks)
            .all(|(step, cell)| step.is_none_or(|rotation| cell.is(rotation)))
    };
    let times = row.windows(sequence.steps.len()).filter(fits).count();
    sequence.value * i64::try_from(times).unwrap_or(i64::MAX)
}

fn judge_staffing(residents: &[Resident], rows: &[Vec<Cell>], broken: &mut Vec<(String, String)>) {
    for block in 0..BLOCKS {
        let speaks = |row: &&Staffing| row.blocks.0 <= block + 1 && block < row.blocks.1;
        let mut seen = BTreeSet::new();
        for row in STAFFING
            .iter()
            .rev()
            .filter(speaks)
            .filter(|row| seen.insert(row.rotation))
        {
            let count = rows
                .iter()
                .filter(|cells| cells[block].is(row.rotation))
                .count();
            let count = i64::try_from(count).unwrap_or(i64::MAX);
            if count < row.min || row.max.is_some_and(|max| count > max) {
                broken.push((
                    format!("capacity/{}", row.rotation),
                    format!("block {}: {count} residents", block + 1),
                ));
            }
        }
        for row in TOGETHER {
            let mut counted = residents
                .iter()
                .zip(rows)
                .filter(|(resident, _)| resident.year().level != "R_NEURO")
                .peekable();
            if counted.peek().is_none() {
                continue;
            }
            let units = counted.filter(|(_, cells)| cells[block].any(row.rotations));
            let units: i64 = units
                .map(|(resident, _)| {
                    if resident.half(block) {
                        row.units.1
                    } else {
                        row.units.0
                    }
                })
                .sum();
            if units < row.min {
                broken.push((
                    format!("together/{}", row.name),
                    format!("block {}: {units} units", block + 1),
                ));
            }
        }
    }
}

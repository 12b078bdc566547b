//! Activities that are leave within rotations: of whole blocks, and of each part of longer blocks.

use crate::calendar::{Grid, PeriodKind};
use crate::ids::PeriodId;
use crate::problem::draft::{ActivityDraft, PeriodFilter, ProblemDraft};
use crate::problem::{Problem, when};
use std::collections::{BTreeMap, BTreeSet};

/// Tag of the activities that are leave, and the place that other short tables know them by.
pub(super) const TAG: &str = "vacation";

/// Which of the activities that were added are leave in a part of each block only.
#[derive(Default)]
pub(super) struct Parts {
    /// By activity: its grid, and how many periods in a row are leave.
    of: BTreeMap<String, (String, i64)>,
    /// Longest block of each grid that somebody moves on, where a row asks for a part of blocks.
    longest: BTreeMap<String, i64>,
}

/// A place in the blocks of a grid that leave may take.
struct Span {
    grid: String,
    /// Periods in a row.
    length: i64,
    /// What it adds to the id of an activity.
    name: String,
    periods: Vec<PeriodId>,
}

impl Parts {
    /// Adds activities that are leave, for each activity that has none. One is leave of whole blocks, if `lengths` has `None` or a number of periods that
    /// fills a block. For each smaller number there is one for each place in a block.
    ///
    /// Only a draft that `is_sound` is asked for its blocks. What is wrong with others is reported where they are resolved.
    pub(super) fn add(
        draft: &mut ProblemDraft,
        lengths: &BTreeSet<Option<i64>>,
        is_sound: bool,
    ) -> Self {
        let bases = without_leave(draft);
        let asked: Vec<i64> = lengths
            .iter()
            .flatten()
            .copied()
            .filter(|length| *length > 0)
            .collect();
        let problem = if asked.is_empty() || !is_sound {
            None
        } else {
            draft.clone().validate().ok()
        };

        let mut parts = Self::default();
        let spans = match &problem {
            Some(problem) => parts.spans(problem, &asked),
            None => Vec::new(),
        };
        let whole = lengths.contains(&None)
            || asked
                .iter()
                .any(|length| parts.longest.values().any(|longest| longest <= length));
        for base in &bases {
            if whole || problem.is_none() {
                add_leave(draft, base, "", PeriodFilter::default());
            }
            for span in &spans {
                let periods = PeriodFilter::periods(span.periods.iter().copied().map(when));
                let id = add_leave(draft, base, &span.name, periods);
                parts.of.insert(id, (span.grid.clone(), span.length));
            }
        }
        parts
    }

    /// Places of so many periods in the blocks of each grid that somebody moves on. Keeps the longest block of each.
    fn spans(&mut self, problem: &Problem, lengths: &[i64]) -> Vec<Span> {
        let grids: BTreeSet<_> = problem.doctors().iter().map(|doctor| doctor.grid).collect();
        let grids: Vec<&Grid> = grids.into_iter().map(|grid| problem.grid(grid)).collect();
        let is_cut = |grid: &&&Grid| lengths.iter().any(|length| *length < longest(grid));
        let several = grids.iter().filter(is_cut).count() > 1;

        let mut spans = Vec::new();
        for grid in grids {
            let longest = longest(grid);
            self.longest.insert(grid.id().to_owned(), longest);
            let of_grid = if several {
                format!(" of {}", grid.id())
            } else {
                String::new()
            };
            for &length in lengths.iter().filter(|length| **length < longest) {
                spans.extend((0..=longest - length).map(|start| Span {
                    grid: grid.id().to_owned(),
                    length,
                    name: format!(" in {}{of_grid}", part_name(problem, start, length)),
                    periods: part(grid, start, length),
                }));
            }
        }
        spans
    }

    /// True if the leave is of a length that a row asks for: a part, or whole blocks that are no longer.
    pub(super) fn is_for(&self, activity: &str, periods: Option<i64>) -> bool {
        match (self.of.get(activity), periods) {
            (Some((_, length)), periods) => periods == Some(*length),
            (None, None) => true,
            (None, Some(periods)) => self.longest.values().any(|longest| *longest <= periods),
        }
    }

    /// True if doctors on a grid take this leave where a row asks for so much.
    pub(super) fn is_on(&self, grid: &str, activity: &str, periods: Option<i64>) -> bool {
        match (self.of.get(activity), periods) {
            (Some((of, _)), _) => of == grid,
            (None, None) => true,
            (None, Some(periods)) => self
                .longest
                .get(grid)
                .is_some_and(|longest| *longest <= periods),
        }
    }
}

/// An activity that gets leave.
#[derive(Clone)]
struct Base {
    activity: String,
    department: String,
}

/// Activities that no activity is leave of; a department without activities of its own is one.
fn without_leave(draft: &ProblemDraft) -> Vec<Base> {
    let rows = draft.activities.iter().filter(|row| row.leave_of.is_none());
    let listed: Vec<Base> = rows
        .map(|row| Base {
            activity: row.id.clone(),
            department: row.department.clone(),
        })
        .collect();
    let offering: BTreeSet<&String> = listed.iter().map(|base| &base.department).collect();
    let whole = draft
        .departments
        .iter()
        .filter(|row| !offering.contains(&row.id))
        .map(|row| Base {
            activity: row.id.clone(),
            department: row.id.clone(),
        });
    let has_leave: BTreeSet<&String> = draft
        .activities
        .iter()
        .filter_map(|row| row.leave_of.as_ref())
        .collect();
    listed
        .iter()
        .cloned()
        .chain(whole)
        .filter(|base| !has_leave.contains(&base.activity))
        .collect()
}

/// Adds an activity that is leave within rotations of another one; returns its id.
fn add_leave(
    draft: &mut ProblemDraft,
    base: &Base,
    name: &str,
    leave_periods: PeriodFilter,
) -> String {
    let of = &base.activity;
    let id = format!("{of}, vacation{name}");
    draft.activities.push(ActivityDraft {
        id: id.clone(),
        department: base.department.clone(),
        tags: vec![TAG.to_owned()],
        leave_of: Some(of.clone()),
        leave_periods,
        ..ActivityDraft::default()
    });
    id
}

/// Periods of the longest block.
fn longest(grid: &Grid) -> i64 {
    let length = |block: usize| grid.last(block).index() + 1 - grid.first(block).index();
    i64::try_from((0..grid.len()).map(length).max().unwrap_or(0)).unwrap_or(i64::MAX)
}

/// `length` periods from the same place on in each block that has them.
fn part(grid: &Grid, start: i64, length: i64) -> Vec<PeriodId> {
    let (start, length) = (
        usize::try_from(start).unwrap_or(0),
        usize::try_from(length).unwrap_or(0),
    );
    let of_block = |block: usize| {
        let (first, last) = (grid.first(block).index() + start, grid.last(block).index());
        let fits = first + length <= last + 1;
        (first..first + length)
            .filter(move |_| fits)
            .map(PeriodId::new)
    };
    (0..grid.len()).flat_map(of_block).collect()
}

/// The place in a block: "week 2", "weeks 2 to 3".
fn part_name(problem: &Problem, start: i64, length: i64) -> String {
    let noun = match problem.horizon().kind() {
        PeriodKind::Week => "week",
        PeriodKind::Day => "day",
        PeriodKind::HalfDay => "half-day",
        PeriodKind::Block => "block",
    };
    match length {
        1 => format!("{noun} {}", start + 1),
        _ => format!("{noun}s {} to {}", start + 1, start + length),
    }
}

//! How explanations write lists, dates and periods.

use crate::calendar::PeriodKind;
use crate::ids::PeriodId;
use crate::problem::Problem;

/// An id of the input, on one line and without anything hidden.
pub(super) fn shown(key: &str) -> String {
    crate::error::visible(key).into_owned()
}

/// The first few of a list, and how many more there are.
pub(super) fn few(list: &[String]) -> String {
    const MOST: usize = 6;
    match list.len().checked_sub(MOST) {
        Some(more) if more > 0 => format!("{} and {more} more", list[..MOST].join(", ")),
        _ => list.join(", "),
    }
}

/// What a period is called.
pub(super) fn noun(problem: &Problem) -> &'static str {
    match problem.horizon().kind() {
        PeriodKind::Week => "week",
        PeriodKind::Day => "day",
        PeriodKind::HalfDay => "half-day",
        PeriodKind::Block => "block",
    }
}

/// The dates of a stretch of periods.
pub(super) fn dates(problem: &Problem, (first, last): (PeriodId, PeriodId)) -> String {
    let (from, to) = (problem.horizon().span(first), problem.horizon().span(last));
    match problem.horizon().kind() {
        _ if first == last => from.to_string(),
        PeriodKind::Block => format!("{from}..{to}"),
        PeriodKind::HalfDay => format!("{}..{}", from.first, to.last),
        PeriodKind::Week | PeriodKind::Day => format!("{}..{}", from.first.date, to.last.date),
    }
}

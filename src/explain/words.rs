//! How explanations write lists, dates and periods.

use crate::calendar::PeriodKind;
use crate::ids::{DoctorId, PeriodId};
use crate::problem::Problem;

/// An id of the input, on one line and without anything hidden.
pub(super) fn shown(key: &str) -> String {
    crate::error::visible(key).into_owned()
}

/// How people call something, and its id behind it where that is another word. Written with `{:?}`.
pub(super) struct Called<'a> {
    pub(super) name: &'a str,
    pub(super) key: &'a str,
}

impl std::fmt::Debug for Called<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.name.is_empty() || self.name == self.key {
            write!(formatter, "{:?}", self.key)
        } else {
            write!(formatter, "{:?} ({})", self.name, shown(self.key))
        }
    }
}

/// How people call a doctor.
pub(super) fn doctor(problem: &Problem, id: DoctorId) -> Called<'_> {
    let data = problem.doctor(id);
    Called {
        name: &data.name,
        key: &data.key,
    }
}

/// `1 doctor`, `2 doctors`.
pub(super) fn count(number: i64, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
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

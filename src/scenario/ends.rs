//! Between which dates changes hold.

use super::change::Change;
use super::work::Work;
use crate::calendar::{Half, HalfDay, Horizon};
use crate::error::Code;
use crate::ids::PeriodId;
use std::fmt;

/// The ends of a span as a change writes them; one that is missing is the horizon's.
#[derive(Clone, Copy)]
pub(super) struct Ends<'a> {
    pub(super) from: Option<&'a str>,
    pub(super) to: Option<&'a str>,
}

impl Change {
    /// Between which dates it holds, as far as it says so.
    pub(super) fn ends(&self) -> Ends<'_> {
        let (from, to) = match self {
            Self::AddPlaces { from, to, .. }
            | Self::SetPlaces { from, to, .. }
            | Self::Reopen { from, to, .. }
            | Self::PartTime { from, to, .. } => (from.as_deref(), to.as_deref()),
            Self::Close { from, to, .. }
            | Self::SupervisorAway { from, to, .. }
            | Self::Leave { from, to, .. }
            | Self::Swap { from, to, .. } => (Some(from.as_str()), Some(to.as_str())),
            Self::Waive { from, .. } => (from.as_deref(), None),
            Self::Return { from, .. } => (Some(from.as_str()), None),
            Self::AddDoctor { .. }
            | Self::Withdraw { .. }
            | Self::Arrive { .. }
            | Self::Depart { .. }
            | Self::LeaveProgramme { .. }
            | Self::Extend { .. }
            | Self::AddCohort { .. }
            | Self::MoveCohort { .. }
            | Self::EnlargeCohort { .. }
            | Self::AddEvent { .. }
            | Self::MoveEvent { .. }
            | Self::SetNumber { .. }
            | Self::SetRule { .. }
            | Self::SwitchOff { .. } => (None, None),
        };
        Ends { from, to }
    }
}

/// ` 2026-09-06 to 2026-09-12`, with nothing for ends that are the horizon's.
impl fmt::Display for Ends<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.from, self.to) {
            (None, None) => Ok(()),
            (Some(from), None) => write!(out, " from {from}"),
            (None, Some(to)) => write!(out, " until {to}"),
            (Some(from), Some(to)) if from == to => write!(out, " on {from}"),
            (Some(from), Some(to)) => write!(out, " {from} to {to}"),
        }
    }
}

/// The periods touched by a span; reported if it cannot be read.
pub(super) fn touched(work: &mut Work<'_>, ends: Ends<'_>) -> Option<Vec<PeriodId>> {
    let (start, end) = half_days(work, ends)?;
    let covered = work.problem.horizon().covered(start, end);
    Some(covered.into_iter().map(|(period, _)| period).collect())
}

/// First and last half-day of a span; reported if it cannot be read.
pub(super) fn half_days(work: &mut Work<'_>, ends: Ends<'_>) -> Option<(HalfDay, HalfDay)> {
    let horizon = work.problem.horizon();
    let mut sound = true;
    for (field, text) in [("from", ends.from), ("to", ends.to)] {
        if let Some(Err((code, message))) = text.map(|text| horizon.moment(text)) {
            work.report(code, field, &message);
            sound = false;
        }
    }
    let (start, end) = half_days_between(horizon, ends).filter(|_| sound)?;
    if end < start {
        work.report(Code::ReversedSpan, "to", "it ends before it starts.");
        return None;
    }
    Some((start, end))
}

/// First and last half-day of a span; `None` if it cannot be read.
pub(super) fn half_days_between(horizon: &Horizon, ends: Ends<'_>) -> Option<(HalfDay, HalfDay)> {
    let start = match ends.from {
        Some(text) => horizon.moment(text).ok()?.0,
        None => horizon.periods().first()?.first,
    };
    let end = match ends.to {
        Some(text) => horizon.moment(text).ok()?.1,
        None => horizon.periods().last()?.last,
    };
    Some((start, end))
}

pub(super) fn before(half_day: HalfDay) -> HalfDay {
    match half_day.half {
        Half::Afternoon => HalfDay::morning(half_day.date),
        Half::Morning => HalfDay::afternoon(half_day.date.plus_days(-1)),
    }
}

pub(super) fn after(half_day: HalfDay) -> HalfDay {
    match half_day.half {
        Half::Morning => HalfDay::afternoon(half_day.date),
        Half::Afternoon => HalfDay::morning(half_day.date.next()),
    }
}

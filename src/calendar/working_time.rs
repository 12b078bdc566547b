//! Working half-days: where spans of dates are joined before anything is rounded to periods.
//!
//! A **stretch** is a range of positions in the horizon's list of working half-days. Rows of a table that speak of one
//! thing are joined as stretches, and only what they cover together is read as periods (`docs/formats.md`, "From dates to
//! periods"): a leave written in two rows is the leave written in one.

use super::{Coverage, HalfDay, Horizon};
use crate::ids::PeriodId;
use std::ops::Range;

impl Horizon {
    /// The working half-days from `first` to `last`, both included; empty if there are none.
    pub(crate) fn stretch(&self, first: HalfDay, last: HalfDay) -> Range<usize> {
        let start = self
            .half_days()
            .partition_point(|&(half_day, _)| half_day < first);
        let end = self
            .half_days()
            .partition_point(|&(half_day, _)| half_day <= last);
        start..end.max(start)
    }
    /// The periods that have working time in `first..=last`, and how much of each.
    #[must_use]
    pub fn covered(&self, first: HalfDay, last: HalfDay) -> Vec<(PeriodId, Coverage)> {
        self.coverage(vec![self.stretch(first, last)])
    }
    /// The first and the last period whose whole working time lies in `first..=last`, if there is one.
    #[must_use]
    pub fn whole_periods(&self, first: HalfDay, last: HalfDay) -> Option<(PeriodId, PeriodId)> {
        whole_periods(&self.covered(first, last))
    }
    /// The periods that have working time in any of the stretches, and how much of each they cover together.
    ///
    /// Linear in the periods covered, whatever their length.
    pub(crate) fn coverage(&self, stretches: Vec<Range<usize>>) -> Vec<(PeriodId, Coverage)> {
        let whole = |period: PeriodId| self.span(period).working_half_days as usize;
        let kind = |period: PeriodId, half_days: usize| {
            if half_days >= whole(period) {
                Coverage::Full
            } else {
                Coverage::Part
            }
        };
        self.covered_half_days(stretches)
            .into_iter()
            .map(|(period, half_days)| (period, kind(period, half_days)))
            .collect()
    }
    /// The periods that stretches touch together, ascending, each with the number of its working half-days that they cover.
    pub(crate) fn covered_half_days(&self, stretches: Vec<Range<usize>>) -> Vec<(PeriodId, usize)> {
        let mut covered: Vec<(PeriodId, usize)> = Vec::new();
        let whole = |period: PeriodId| self.span(period).working_half_days as usize;
        for stretch in joined(stretches) {
            let half_days = self.half_days().get(stretch).unwrap_or_default();
            let (Some(&(_, first)), Some(&(_, last))) = (half_days.first(), half_days.last())
            else {
                continue;
            };
            // All between the first and the last period are covered altogether.
            let in_first = half_days.partition_point(|&(_, period)| period == first);
            let in_last = half_days.len() - half_days.partition_point(|&(_, period)| period < last);
            for period in (first.index()..=last.index()).map(PeriodId::new) {
                let half_days = if period == first {
                    in_first
                } else if period == last {
                    in_last
                } else {
                    whole(period)
                };
                match covered.last_mut() {
                    Some(entry) if entry.0 == period => entry.1 += half_days,
                    _ => covered.push((period, half_days)),
                }
            }
        }
        covered
    }
    /// The period of the first working half-day at or after `half_day`.
    pub(crate) fn first_worked(&self, half_day: HalfDay) -> Option<PeriodId> {
        let position = self
            .half_days()
            .partition_point(|&(worked, _)| worked < half_day);
        self.half_days().get(position).map(|entry| entry.1)
    }
    /// The period of the last working half-day at or before `half_day`.
    pub(crate) fn last_worked(&self, half_day: HalfDay) -> Option<PeriodId> {
        let end = self
            .half_days()
            .partition_point(|&(worked, _)| worked <= half_day);
        end.checked_sub(1)
            .and_then(|position| self.half_days().get(position))
            .map(|entry| entry.1)
    }
    /// The first period that has not begun at `half_day`: no working time of it lies before. The number of periods if all have begun.
    pub(crate) fn first_not_begun(&self, half_day: HalfDay) -> PeriodId {
        let end = self
            .half_days()
            .partition_point(|&(worked, _)| worked < half_day);
        let begun = end
            .checked_sub(1)
            .and_then(|position| self.half_days().get(position));
        PeriodId::new(begun.map_or(0, |(_, period)| period.index() + 1))
    }
    /// How many working half-days there are.
    pub(crate) fn working_half_days(&self) -> usize {
        self.half_days().len()
    }
    /// One value for each period from one for each working half-day.
    pub(crate) fn by_period<T: Copy>(&self, values: &[T], both: impl Fn(T, T) -> T) -> Vec<T> {
        let chunks = self.half_days().chunk_by(|one, other| one.1 == other.1);
        let mut start = 0;
        chunks
            .filter_map(|chunk| {
                let own = values.get(start..start + chunk.len())?;
                start += chunk.len();
                own.iter().copied().reduce(&both)
            })
            .collect()
    }
}

/// The first and the last period covered altogether.
pub(crate) fn whole_periods(covered: &[(PeriodId, Coverage)]) -> Option<(PeriodId, PeriodId)> {
    let mut whole = covered
        .iter()
        .filter(|(_, coverage)| *coverage == Coverage::Full)
        .map(|(period, _)| *period);
    let first = whole.next()?;
    Some((first, whole.next_back().unwrap_or(first)))
}

/// The stretches in ascending order, those that touch or overlap made one.
pub(crate) fn joined(mut stretches: Vec<Range<usize>>) -> Vec<Range<usize>> {
    stretches.retain(|stretch| !stretch.is_empty());
    stretches.sort_unstable_by_key(|stretch| (stretch.start, stretch.end));
    let mut joined: Vec<Range<usize>> = Vec::new();
    for stretch in stretches {
        match joined.last_mut() {
            Some(last) if stretch.start <= last.end => last.end = last.end.max(stretch.end),
            _ => joined.push(stretch),
        }
    }
    joined
}

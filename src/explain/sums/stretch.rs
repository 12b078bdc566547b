//! The stretches of time over which is added up.

use crate::ids::{EventId, PeriodId};
use crate::problem::Problem;
use crate::problem::rule::Rule;
use std::collections::BTreeSet;

/// Most stretches besides the horizon.
const MOST: usize = 12;

/// Periods over which is added up, and the slot at which a joint event is taken to be held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    /// Ascending.
    periods: Vec<PeriodId>,
    first: PeriodId,
    last: PeriodId,
    pub(super) held: Option<(EventId, u32)>,
}

impl Stretch {
    /// Periods, ascending; `None` if there are none.
    pub(super) fn new(periods: Vec<PeriodId>) -> Option<Self> {
        let (first, last) = periods.first().copied().zip(periods.last().copied())?;
        Some(Self {
            periods,
            first,
            last,
            held: None,
        })
    }
    /// All periods of a slot.
    pub(super) fn of_slot(first: PeriodId, last: PeriodId) -> impl Iterator<Item = PeriodId> {
        (first.index()..=last.index()).map(PeriodId::new)
    }
    /// The same with a joint event at this slot.
    pub(super) fn holding(self, event: EventId, slot: u32) -> Self {
        let held = Some((event, slot));
        Self { held, ..self }
    }

    /// First and last period.
    pub(super) fn ends(&self) -> (PeriodId, PeriodId) {
        (self.first, self.last)
    }
    pub(super) fn len(&self) -> usize {
        self.periods.len()
    }
    pub(super) fn contains(&self, period: PeriodId) -> bool {
        let has_no_gap = self.last.index() - self.first.index() + 1 == self.periods.len();
        (self.first..=self.last).contains(&period)
            && (has_no_gap || self.periods.binary_search(&period).is_ok())
    }
}

/// The horizon, then where amounts count, then the parts between changes of limits.
pub(super) fn stretches(problem: &Problem) -> Vec<Stretch> {
    let Some(last) = problem.horizon().len().checked_sub(1) else {
        return Vec::new();
    };
    let whole = (0, last);
    let mut narrow: BTreeSet<(usize, usize)> = BTreeSet::new();
    for requirement in problem.requirements() {
        if let Some((first, last)) = requirement
            .within
            .iter()
            .next()
            .zip(requirement.within.iter().next_back())
        {
            narrow.insert((first.index(), last.index()));
        }
    }
    for (_, rule) in problem.rules() {
        let Rule::Capacity(capacity) = rule else {
            continue;
        };
        let mut runs = capacity.limits.chunk_by(|one, other| {
            one.period.index() + 1 == other.period.index()
                && (one.min, one.max) == (other.min, other.max)
        });
        // One limit for all of the time is the horizon's.
        for run in runs.by_ref().take(MOST) {
            if let (Some(first), Some(last)) = (run.first(), run.last()) {
                narrow.insert((first.period.index(), last.period.index()));
            }
        }
    }
    narrow.remove(&whole);
    let mut narrow: Vec<(usize, usize)> = narrow
        .into_iter()
        .filter(|(first, last)| first < last)
        .collect();
    narrow.sort_by_key(|(first, last)| (std::cmp::Reverse(last - first), *first));
    let all = std::iter::once(whole).chain(narrow.into_iter().take(MOST));
    all.filter_map(|(first, last)| Stretch::new((first..=last).map(PeriodId::new).collect()))
        .collect()
}

//! The stretches of time over which is added up.

use crate::ids::PeriodId;
use crate::problem::Problem;
use crate::problem::rule::Rule;
use std::collections::BTreeSet;

/// Most stretches besides the horizon.
const MOST: usize = 12;

/// The horizon, then where amounts count, then the parts between changes of limits.
pub(super) fn stretches(problem: &Problem) -> Vec<(PeriodId, PeriodId)> {
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
    all.map(|(first, last)| (PeriodId::new(first), PeriodId::new(last)))
        .collect()
}

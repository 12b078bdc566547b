//! Family 1: requirements and electives.

use super::judge::{JudgeDoctor, OfDoctor};
use super::ledger::{Findings, count, distance};
use super::timeline::{Stay, Timeline};
use crate::ids::PeriodId;
use crate::problem::RequirementLimits;
use crate::problem::rule::Requirement;

/// Amount and rotations, history included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) amount: i64,
    pub(super) runs: i64,
}

/// When a requirement is complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Completion {
    /// By history alone.
    Before,
    /// With this period.
    With(PeriodId),
    /// Not within the horizon.
    Never,
}

impl Completion {
    /// Complete by what lies strictly before `period`.
    pub(super) fn is_before(self, period: PeriodId) -> bool {
        match self {
            Self::Before => true,
            Self::With(with) => with < period,
            Self::Never => false,
        }
    }
}

/// What `timeline` completes of a requirement.
pub(super) fn tally(limits: &RequirementLimits, timeline: &Timeline) -> Tally {
    let (amount, runs) = limits.history_of(timeline.doctor);
    let more = counted(limits, timeline).count();
    let started = rotations(limits, timeline)
        .filter(|stay| limits.within.contains(stay.first))
        .count();
    Tally {
        amount: amount.saturating_add(count(more)),
        runs: runs.saturating_add(count(started)),
    }
}

/// When `timeline` completes a requirement.
pub(super) fn completion(limits: &RequirementLimits, timeline: &Timeline) -> Completion {
    let missing = limits
        .complete_at()
        .saturating_sub(limits.history_of(timeline.doctor).0);
    if missing <= 0 {
        return Completion::Before;
    }
    let last_missing = usize::try_from(missing - 1).unwrap_or(usize::MAX);
    counted(limits, timeline)
        .nth(last_missing)
        .map_or(Completion::Never, Completion::With)
}

impl JudgeDoctor for Requirement {
    fn judge(&self, case: &OfDoctor<'_>, findings: &mut Findings<'_>) {
        let (limits, timeline) = (case.problem.requirement(self.requirement), case.timeline);
        let total = tally(limits, timeline);
        if limits.optional && total == (Tally { amount: 0, runs: 0 }) {
            return;
        }
        findings.add(
            limits.weight,
            None,
            distance(total.amount, limits.min, limits.max),
        );
        findings.add(
            None,
            None,
            distance(total.runs, limits.runs_min, limits.runs_max),
        );
        for stay in rotations(limits, timeline).filter(|stay| limits.within.contains(stay.first)) {
            let length = if limits.in_blocks {
                timeline.blocks[stay.from..=stay.to]
                    .iter()
                    .filter(|block| block.served)
                    .count()
            } else {
                timeline.served_periods(stay).count()
            };
            findings.add(
                None,
                Some(stay.first),
                distance(count(length), limits.run_min, limits.run_max),
            );
        }
    }
}

fn rotations<'a>(
    limits: &'a RequirementLimits,
    timeline: &'a Timeline,
) -> impl Iterator<Item = &'a Stay> + 'a {
    timeline
        .stays
        .iter()
        .filter(|stay| limits.activities.contains(stay.activity))
}

/// The period of every unit of the amount, ascending: first periods of blocks that count, or periods present or on leave that counts.
fn counted<'a>(
    limits: &'a RequirementLimits,
    timeline: &'a Timeline,
) -> impl Iterator<Item = PeriodId> + 'a {
    let held = timeline
        .blocks
        .iter()
        .filter(|block| block.served && block.is_in(&limits.activities))
        .map(|block| block.first);
    let blocks = limits
        .in_blocks
        .then(|| held.filter(|first| limits.within.contains(*first)));
    let is_in = |period: &PeriodId| {
        let activity = timeline.moment(*period).and_then(|moment| moment.activity);
        limits.within.contains(*period)
            && activity.is_some_and(|activity| limits.activities.contains(activity))
    };
    let periods = (!limits.in_blocks).then(|| {
        timeline
            .stays
            .iter()
            .flat_map(|stay| timeline.served_periods(stay))
            .filter(is_in)
    });
    blocks
        .into_iter()
        .flatten()
        .chain(periods.into_iter().flatten())
}

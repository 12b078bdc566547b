//! What hard requirements still ask for, in periods.

use super::Limits;
use crate::diagram::Axis;
use crate::ids::{ActivityId, DoctorId, PeriodId, RuleId};
use crate::problem::rule::Rule;
use crate::problem::{Problem, RequirementLimits};
use std::collections::BTreeMap;

/// What some doctors, alike in this, still need of a requirement.
#[derive(Clone, Debug)]
pub(super) struct Ask {
    pub(super) rule: RuleId,
    /// Where: of the requirement's activities those they are eligible for.
    pub(super) activities: Vec<ActivityId>,
    /// Periods that each of them needs at least.
    pub(super) need: u64,
    /// Periods that can count, ascending.
    pub(super) periods: Vec<PeriodId>,
    /// Capacities of some doctors only that count them.
    pub(super) restricted: Vec<usize>,
    pub(super) doctors: Vec<DoctorId>,
}

/// What makes doctors alike.
type Key = (RuleId, Vec<ActivityId>, u64, Vec<PeriodId>, Vec<usize>);

/// All asks of a round, doctors that are alike together; empty if the round has nothing new.
///
/// Requirements of one doctor in one round share no activity, since one rotation would count for both. Round `k` starts
/// with the requirement that came `k`-th of those that could not be together.
pub(super) fn asks_of_round(
    problem: &Problem,
    axes: &[Axis],
    limits: &Limits<'_>,
    round: usize,
) -> Vec<Ask> {
    let mut groups: BTreeMap<Key, Vec<DoctorId>> = BTreeMap::new();
    let mut is_new = false;
    for doctor in problem.doctor_ids() {
        let all = asks_of(problem, doctor, &axes[doctor.index()], limits);
        let colours = colours(&all);
        is_new |= colours.contains(&round);
        let mut order: Vec<usize> = (0..all.len()).collect();
        order.sort_by_key(|&index| (colours[index] != round, colours[index], index));
        let mut chosen: Vec<usize> = Vec::new();
        for index in order {
            if !chosen.iter().any(|&other| share(&all[index], &all[other])) {
                chosen.push(index);
            }
        }
        for (index, ask) in all.into_iter().enumerate() {
            if chosen.contains(&index) {
                groups
                    .entry((
                        ask.rule,
                        ask.activities,
                        ask.need,
                        ask.periods,
                        ask.restricted,
                    ))
                    .or_default()
                    .push(doctor);
            }
        }
    }
    if !is_new {
        return Vec::new();
    }
    let asks = groups.into_iter();
    asks.map(
        |((rule, activities, need, periods, restricted), doctors)| Ask {
            rule,
            activities,
            need,
            periods,
            restricted,
            doctors,
        },
    )
    .collect()
}

/// The earliest round of each ask in which nothing it shares an activity with came first.
fn colours(asks: &[Ask]) -> Vec<usize> {
    let mut colours: Vec<usize> = Vec::with_capacity(asks.len());
    for (index, ask) in asks.iter().enumerate() {
        let is_taken = |colour: usize| {
            (0..index).any(|other| colours[other] == colour && share(ask, &asks[other]))
        };
        colours.push(
            (0..index)
                .find(|&colour| !is_taken(colour))
                .unwrap_or(index),
        );
    }
    colours
}

fn share(one: &Ask, other: &Ask) -> bool {
    one.activities
        .iter()
        .any(|activity| other.activities.contains(activity))
}

/// What one doctor's hard requirements still ask for, the largest first.
fn asks_of(problem: &Problem, doctor: DoctorId, axis: &Axis, limits: &Limits<'_>) -> Vec<Ask> {
    let mut asks = Vec::new();
    let restricted = limits.restricted(doctor);
    for &id in problem.rules_of(doctor) {
        let Rule::Requirement(rule) = problem.rule(id) else {
            continue;
        };
        let requirement = problem.requirement(rule.requirement);
        if requirement.optional || requirement.weight.is_some() {
            continue;
        }
        let open = requirement
            .min
            .saturating_sub(requirement.history_of(doctor).0);
        let eligible = problem.eligible(doctor);
        let activities: Vec<ActivityId> = requirement
            .activities
            .iter()
            .filter(|activity| eligible.contains(*activity))
            .collect();
        let is_limited =
            |activity: &ActivityId| limits.chain(*activity, &restricted).next().is_some();
        if open <= 0 || activities.is_empty() || !activities.iter().all(is_limited) {
            continue;
        }
        let (need, periods) = in_periods(
            requirement,
            usize::try_from(open).unwrap_or(usize::MAX),
            axis,
        );
        if need > 0 {
            asks.push(Ask {
                rule: id,
                activities,
                need,
                periods,
                restricted: restricted.clone(),
                doctors: vec![doctor],
            });
        }
    }
    asks.sort_by(|one, other| (other.need, one.rule).cmp(&(one.need, other.rule)));
    asks
}

/// The fewest periods of presence that `open` units take, and where they can be. Never more periods than there are: whether a doctor is
/// there long enough is decided by the doctor's pathway diagram.
fn in_periods(requirement: &RequirementLimits, open: usize, axis: &Axis) -> (u64, Vec<PeriodId>) {
    let within = |period: &PeriodId| requirement.within.contains(*period);
    if !requirement.in_blocks {
        let periods: Vec<PeriodId> = axis
            .steps
            .iter()
            .flat_map(|step| step.present.iter().copied())
            .filter(within)
            .collect();
        let leave = axis
            .steps
            .iter()
            .flat_map(|step| &step.served)
            .filter(|period| within(period))
            .count();
        return (
            open.saturating_sub(leave).min(periods.len()) as u64,
            periods,
        );
    }
    let blocks = axis
        .steps
        .iter()
        .filter(|step| !step.leave && step.is_served() && within(&step.first));
    let periods: Vec<PeriodId> = blocks
        .clone()
        .flat_map(|step| step.present.iter().copied())
        .collect();
    let mut lengths: Vec<usize> = blocks.map(|step| step.present.len()).collect();
    lengths.sort_unstable();
    (lengths.iter().take(open).sum::<usize>() as u64, periods)
}

//! Where a doctor can be at all, and where the doctor has to be.

use crate::diagram::{Axis, Step};
use crate::ids::{ActivityId, DoctorId, EventId, PeriodId};
use crate::problem::rule::Rule;
use crate::problem::{Problem, RequirementIndex, RequirementLimits};
use std::collections::BTreeMap;

/// The steps of a doctor's axis in which each activity is possible.
///
/// Eligibility, cells, closures and the shortest rotations count, so a cell between two fixed ones is out of reach of a rotation that takes
/// longer. Rules that say nothing about single periods are left out.
pub(super) struct Reach {
    /// By activity and step.
    possible: Vec<Vec<bool>>,
    /// The only activity of a step, where there is one and being idle is not allowed.
    forced: Vec<Option<ActivityId>>,
    /// The steps of which an event with a choice may take time.
    slotted: Vec<bool>,
    /// Fewest blocks that the axis has, whichever slots are attended.
    pub(super) fewest_blocks: usize,
    /// What the whole axis holds for each requirement of the doctor.
    asked: BTreeMap<RequirementIndex, Asked>,
}

/// What an axis holds for a requirement.
#[derive(Default)]
pub(super) struct Asked {
    /// Periods of the steps that count and are possible, whether the periods count themselves or not where blocks are counted.
    pub(super) whole: i64,
    /// Periods that the shortest 0, 1, 2 … of these steps take at least, where blocks are counted.
    shortest: Vec<i64>,
}

impl Asked {
    /// Fewest periods that so many blocks take. A block beyond those of the axis takes one more period, so that such a number never fits.
    pub(super) fn of_blocks(&self, open: i64) -> i64 {
        let blocks = self.shortest.len().saturating_sub(1);
        let taken = usize::try_from(open).unwrap_or(usize::MAX).min(blocks);
        let missing = open
            .saturating_sub(i64::try_from(blocks).unwrap_or(i64::MAX))
            .max(0);
        self.shortest
            .get(taken)
            .copied()
            .unwrap_or(0)
            .saturating_add(missing)
    }
}

impl Reach {
    pub(super) fn new(problem: &Problem, doctor: DoctorId, axis: &Axis) -> Self {
        let eligible = problem.eligible(doctor);
        let activities = || (0..problem.activities().len()).map(ActivityId::new);
        let mut possible: Vec<Vec<bool>> = activities()
            .map(|activity| {
                axis.steps
                    .iter()
                    .map(|step| !step.leave && eligible.contains(activity))
                    .collect()
            })
            .collect();
        let mut must = vec![false; axis.len()];
        let mut step_of: Vec<Option<usize>> = vec![None; problem.horizon().len()];
        for (index, step) in axis.steps.iter().enumerate() {
            step.present
                .iter()
                .for_each(|period| step_of[period.index()] = Some(index));
        }
        for &id in problem.rules_of(doctor) {
            let Rule::Cells(cells) = problem.rule(id) else {
                continue;
            };
            if cells.weight.is_some() {
                continue;
            }
            for entry in &cells.entries {
                for step in entry
                    .periods
                    .iter()
                    .filter_map(|period| step_of[period.index()])
                {
                    must[step] |= !entry.idle;
                    for activity in
                        activities().filter(|activity| !entry.allowed.contains(*activity))
                    {
                        possible[activity.index()][step] = false;
                    }
                }
            }
        }
        for (_, rule) in problem.rules() {
            let Rule::Capacity(capacity) = rule else {
                continue;
            };
            if capacity.weight.is_some() || !capacity.doctors.contains(doctor) {
                continue;
            }
            for limit in capacity.limits.iter().filter(|limit| limit.max == Some(0)) {
                if let Some(step) = step_of[limit.period.index()] {
                    let works = |activity: &ActivityId| problem.works_in(*activity, limit.period);
                    let closed = |activity: &ActivityId| {
                        works(activity)
                            .is_some_and(|activity| capacity.activities.contains(activity))
                    };
                    activities()
                        .filter(closed)
                        .for_each(|activity| possible[activity.index()][step] = false);
                }
            }
        }
        for &id in problem.rules_of(doctor) {
            let Rule::Requirement(rule) = problem.rule(id) else {
                continue;
            };
            let requirement = problem.requirement(rule.requirement);
            if requirement.run_min > 1 {
                for activity in requirement.activities.iter() {
                    without_short(&mut possible[activity.index()], axis, requirement);
                }
            }
        }
        let only = |step: usize| {
            let mut there = activities().filter(|activity| possible[activity.index()][step]);
            there
                .next()
                .filter(|_| must[step] && there.next().is_none())
        };
        let forced = (0..axis.len()).map(only).collect();
        let mut slotted = vec![false; axis.len()];
        for slot in &axis.slots {
            slotted
                .iter_mut()
                .skip(slot.first_step)
                .take(slot.steps)
                .for_each(|step| *step = true);
        }
        let mut reach = Self {
            possible,
            forced,
            slotted,
            fewest_blocks: fewest_blocks(axis),
            asked: BTreeMap::new(),
        };
        for &id in problem.rules_of(doctor) {
            let mut requirements: Vec<RequirementIndex> = Vec::new();
            if let Rule::Requirement(rule) = problem.rule(id) {
                requirements.push(rule.requirement);
            } else if let Rule::Elective(rule) = problem.rule(id) {
                requirements.extend(&rule.requirements);
            }
            for requirement in requirements {
                let asked = reach.of_requirement(axis, problem.requirement(requirement));
                reach.asked.insert(requirement, asked);
            }
        }
        reach
    }

    fn of_requirement(&self, axis: &Axis, limits: &RequirementLimits) -> Asked {
        let mut asked = Asked::default();
        let mut lengths: Vec<i64> = Vec::new();
        for (index, step) in axis.steps.iter().enumerate() {
            if !counts(limits, step)
                || !limits
                    .activities
                    .iter()
                    .any(|activity| self.is_possible(activity, index))
            {
                continue;
            }
            let counted = step
                .present
                .iter()
                .filter(|period| limits.in_blocks || limits.within.contains(**period))
                .count();
            // Leave that counts takes no time of anybody.
            let leave = step
                .served
                .iter()
                .filter(|period| !limits.in_blocks && limits.within.contains(**period))
                .count();
            asked.whole = asked
                .whole
                .saturating_add(i64::try_from(counted + leave).unwrap_or(i64::MAX));
            lengths.push(if self.is_slotted(index) {
                0
            } else {
                i64::try_from(step.present.len()).unwrap_or(0)
            });
        }
        if limits.in_blocks {
            lengths.sort_unstable();
            asked.shortest.push(0);
            for length in lengths {
                asked.shortest.push(
                    asked
                        .shortest
                        .last()
                        .copied()
                        .unwrap_or(0)
                        .saturating_add(length),
                );
            }
        }
        asked
    }

    /// What the axis holds for a requirement of the doctor.
    pub(super) fn asked(&self, requirement: RequirementIndex) -> Option<&Asked> {
        self.asked.get(&requirement)
    }
    /// True if an event with a choice may take time from the step, or all of it.
    pub(super) fn is_slotted(&self, step: usize) -> bool {
        self.slotted[step]
    }

    /// True if the doctor can be in the activity in a step of the axis.
    pub(super) fn is_possible(&self, activity: ActivityId, step: usize) -> bool {
        self.possible[activity.index()][step]
    }
    /// The activity in which the doctor has to be in a step.
    pub(super) fn forced(&self, step: usize) -> Option<ActivityId> {
        self.forced[step]
    }
}

/// True if the time of a step, or some of it, counts.
pub(super) fn counts(limits: &RequirementLimits, step: &Step) -> bool {
    let is_within = |period: PeriodId| limits.within.contains(period);
    !step.leave
        && if limits.in_blocks {
            is_within(step.first)
        } else {
            step.served_periods().any(is_within)
        }
}

/// Fewest blocks that an axis has, whichever slots are attended: one of each event.
fn fewest_blocks(axis: &Axis) -> usize {
    let mut taken: BTreeMap<EventId, usize> = BTreeMap::new();
    for slot in &axis.slots {
        let most = taken.entry(slot.event).or_default();
        *most = slot.steps.max(*most);
    }
    axis.len().saturating_sub(taken.values().sum())
}

/// Takes out stretches in which no rotation that is long enough can lie.
fn without_short(possible: &mut [bool], axis: &Axis, requirement: &RequirementLimits) {
    let mut first = 0;
    while first < possible.len() {
        if !possible[first] {
            first += 1;
            continue;
        }
        let end = (first..possible.len())
            .find(|&step| !possible[step])
            .unwrap_or(possible.len());
        let steps = &axis.steps[first..end];
        let length: usize = if requirement.in_blocks {
            steps.len()
        } else {
            steps.iter().map(|step| step.served_periods().count()).sum()
        };
        // Rotations that begin where nothing counts may be as short as they like.
        let counts = |period: PeriodId| requirement.within.contains(period);
        if i64::try_from(length).is_ok_and(|length| length < requirement.run_min)
            && steps.iter().all(|step| counts(step.first))
        {
            possible[first..end].fill(false);
        }
        first = end;
    }
}

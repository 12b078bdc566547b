//! Where a doctor can be at all, and where the doctor has to be.

use crate::diagram::{Axis, Step};
use crate::ids::{ActivityId, DoctorId, EventId, PeriodId};
use crate::problem::rule::{Capacity, Cells, Rule};
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
        let possible = Possible::new(problem, doctor, axis);
        let mut slotted = vec![false; axis.len()];
        for slot in &axis.slots {
            slotted
                .iter_mut()
                .skip(slot.first_step)
                .take(slot.steps)
                .for_each(|step| *step = true);
        }
        let mut reach = Self {
            forced: (0..axis.len()).map(|step| possible.only(step)).collect(),
            possible: possible.by_activity,
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

/// What is possible while rules take away from it.
struct Possible {
    /// By activity and step.
    by_activity: Vec<Vec<bool>>,
    /// Steps in which being idle is not allowed.
    busy: Vec<bool>,
    /// The step of each period.
    step_of: Vec<Option<usize>>,
}

impl Possible {
    fn new(problem: &Problem, doctor: DoctorId, axis: &Axis) -> Self {
        let eligible = problem.eligible(doctor);
        let by_activity = problem.activity_ids();
        let by_activity = by_activity.map(|activity| {
            let is_open = |step: &Step| !step.leave && eligible.contains(activity);
            axis.steps.iter().map(is_open).collect()
        });
        let mut step_of: Vec<Option<usize>> = vec![None; problem.horizon().len()];
        for (index, step) in axis.steps.iter().enumerate() {
            step.present
                .iter()
                .for_each(|period| step_of[period.index()] = Some(index));
        }
        let mut possible = Self {
            by_activity: by_activity.collect(),
            busy: vec![false; axis.len()],
            step_of,
        };
        for &id in problem.rules_of(doctor) {
            if let Rule::Cells(cells) = problem.rule(id) {
                possible.keep_cells(cells);
            }
        }
        for (_, rule) in problem.rules() {
            if let Rule::Capacity(capacity) = rule
                && capacity.doctors.contains(doctor)
            {
                possible.close(problem, capacity);
            }
        }
        for &id in problem.rules_of(doctor) {
            let Rule::Requirement(rule) = problem.rule(id) else {
                continue;
            };
            let requirement = problem.requirement(rule.requirement);
            if requirement.run_min > 1 {
                for activity in requirement.activities.iter() {
                    let possible = &mut possible.by_activity[activity.index()];
                    without_short(possible, axis, requirement);
                }
            }
        }
        possible
    }

    /// Takes out what hard cells do not allow.
    fn keep_cells(&mut self, cells: &Cells) {
        if cells.weight.is_some() {
            return;
        }
        for entry in &cells.entries {
            for period in entry.periods.iter() {
                let Some(step) = self.step_of[period.index()] else {
                    continue;
                };
                self.busy[step] |= !entry.idle;
                for (activity, steps) in self.by_activity.iter_mut().enumerate() {
                    steps[step] &= entry.allowed.contains(ActivityId::new(activity));
                }
            }
        }
    }

    /// Takes out what a hard capacity has no place for.
    fn close(&mut self, problem: &Problem, capacity: &Capacity) {
        if capacity.weight.is_some() {
            return;
        }
        for limit in capacity.limits.iter().filter(|limit| limit.max == Some(0)) {
            let Some(step) = self.step_of[limit.period.index()] else {
                continue;
            };
            for (activity, steps) in self.by_activity.iter_mut().enumerate() {
                let works_in = problem.works_in(ActivityId::new(activity), limit.period);
                steps[step] &= works_in.is_none_or(|place| !capacity.activities.contains(place));
            }
        }
    }

    /// The only activity of a step in which being idle is not allowed, where there is one.
    fn only(&self, step: usize) -> Option<ActivityId> {
        let activities = self.by_activity.iter().enumerate();
        let mut there = activities.filter(|(_, steps)| steps[step]);
        let (first, second) = (there.next(), there.next());
        let (only, _) = first.filter(|_| self.busy[step] && second.is_none())?;
        Some(ActivityId::new(only))
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

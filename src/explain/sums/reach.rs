//! Where a doctor can be at all, and where the doctor has to be.

use crate::diagram::Axis;
use crate::ids::{ActivityId, DoctorId, PeriodId};
use crate::problem::rule::Rule;
use crate::problem::{Problem, RequirementLimits};

/// The steps of a doctor's axis in which each activity is possible.
///
/// Left out: what no rule of periods says. Eligibility, cells, closures and the shortest rotations are heeded, so that a cell between two
/// fixed ones is out of reach of a rotation that takes longer.
pub(super) struct Reach {
    /// By activity and step.
    possible: Vec<Vec<bool>>,
    /// The only activity of a step, where there is one and being idle is not allowed.
    forced: Vec<Option<ActivityId>>,
}

impl Reach {
    pub(super) fn new(problem: &Problem, doctor: DoctorId, axis: &Axis) -> Self {
        let eligible = problem.eligible(doctor);
        let activities = || (0..problem.activities().len()).map(ActivityId::new);
        let mut possible: Vec<Vec<bool>> =
            activities().map(|activity| axis.steps.iter().map(|step| !step.leave && eligible.contains(activity)).collect()).collect();
        let mut must = vec![false; axis.len()];
        let mut step_of: Vec<Option<usize>> = vec![None; problem.horizon().len()];
        for (index, step) in axis.steps.iter().enumerate() {
            step.present.iter().for_each(|period| step_of[period.index()] = Some(index));
        }
        for &id in problem.rules_of(doctor) {
            let Rule::Cells(cells) = problem.rule(id) else { continue };
            if cells.weight.is_some() {
                continue;
            }
            for entry in &cells.entries {
                for step in entry.periods.iter().filter_map(|period| step_of[period.index()]) {
                    must[step] |= !entry.idle;
                    for activity in activities().filter(|activity| !entry.allowed.contains(*activity)) {
                        possible[activity.index()][step] = false;
                    }
                }
            }
        }
        for (_, rule) in problem.rules() {
            let Rule::Capacity(capacity) = rule else { continue };
            if capacity.weight.is_some() || !capacity.doctors.contains(doctor) {
                continue;
            }
            for limit in capacity.limits.iter().filter(|limit| limit.max == Some(0)) {
                if let Some(step) = step_of[limit.period.index()] {
                    capacity.activities.iter().for_each(|activity| possible[activity.index()][step] = false);
                }
            }
        }
        for &id in problem.rules_of(doctor) {
            let Rule::Requirement(rule) = problem.rule(id) else { continue };
            let requirement = problem.requirement(rule.requirement);
            if requirement.run_min > 1 {
                for activity in requirement.activities.iter() {
                    without_short(&mut possible[activity.index()], axis, requirement);
                }
            }
        }
        let only = |step: usize| {
            let mut there = activities().filter(|activity| possible[activity.index()][step]);
            there.next().filter(|_| must[step] && there.next().is_none())
        };
        let forced = (0..axis.len()).map(only).collect();
        Self { possible, forced }
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

/// Takes out stretches in which no rotation that is long enough can lie.
fn without_short(possible: &mut [bool], axis: &Axis, requirement: &RequirementLimits) {
    let mut first = 0;
    while first < possible.len() {
        if !possible[first] {
            first += 1;
            continue;
        }
        let end = (first..possible.len()).find(|&step| !possible[step]).unwrap_or(possible.len());
        let steps = &axis.steps[first..end];
        let length: usize = if requirement.in_blocks { steps.len() } else { steps.iter().map(|step| step.present.len()).sum() };
        // Rotations that begin where nothing counts may be as short as they like.
        let counts = |period: PeriodId| requirement.within.contains(period);
        if i64::try_from(length).is_ok_and(|length| length < requirement.run_min) && steps.iter().all(|step| counts(step.first)) {
            possible[first..end].fill(false);
        }
        first = end;
    }
}

//! What a doctor's own rules and calendar say of a stretch.

use super::reach::Reach;
use super::rows::Side;
use super::shared::Shared;
use crate::diagram::{Axis, Step};
use crate::ids::{ActivityId, DoctorId, EventId, PeriodId, RuleId};
use crate::problem::rule::Rule;
use crate::problem::{Problem, RequirementLimits};
use std::collections::{BTreeMap, BTreeSet};

/// What a doctor's own rules say of a stretch.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Own {
    pub(super) available: i64,
    /// Activity, forced and possible periods.
    pub(super) cells: Vec<(ActivityId, i64, i64)>,
    /// Rule, side, bound, activities.
    pub(super) limits: Vec<(RuleId, Side, i64, Vec<ActivityId>)>,
    /// What the doctor counts in each shared rule.
    pub(super) counts: Vec<i64>,
}

/// A doctor in a stretch.
pub(super) struct Doctor<'a> {
    pub(super) problem: &'a Problem,
    pub(super) doctor: DoctorId,
    pub(super) axis: &'a Axis,
    pub(super) reach: &'a Reach,
    pub(super) stretch: (PeriodId, PeriodId),
}

impl Doctor<'_> {
    pub(super) fn own(&self, shared: &[Shared]) -> Own {
        let within = |step: &Step| self.periods(step);
        let mut cells = Vec::new();
        for activity in (0..self.problem.activities().len()).map(ActivityId::new) {
            let steps = || self.axis.steps.iter().enumerate();
            let most: i64 = steps().filter(|(index, _)| self.reach.is_possible(activity, *index)).map(|(_, step)| within(step)).sum();
            let is_forced = |index: usize| self.reach.forced(index) == Some(activity) && !self.has_slot(index);
            let least: i64 = steps().filter(|(index, _)| is_forced(*index)).map(|(_, step)| within(step)).sum();
            if most > 0 {
                cells.push((activity, least, most));
            }
        }
        let mut own = Own {
            available: self.axis.steps.iter().map(within).sum(),
            cells,
            limits: Vec::new(),
            counts: shared.iter().map(|rule| rule.weights.get(&self.doctor).copied().unwrap_or(0)).collect(),
        };
        for &id in self.problem.rules_of(self.doctor) {
            let rule = self.problem.rule(id);
            if let Rule::Requirement(rule) = rule {
                self.add_requirement(&mut own, id, self.problem.requirement(rule.requirement));
            } else if let Rule::Elective(rule) = rule
                && rule.weight.is_none()
            {
                let requirements: Vec<&RequirementLimits> =
                    rule.requirements.iter().map(|&index| self.problem.requirement(index)).collect();
                self.add_elective(&mut own, id, &requirements, rule.min);
            } else if self.problem.is_hard(id)
                && let Some((activities, blocks)) = rule.facts().most_blocks(self.blocks(), self.fewest_blocks())
            {
                self.add_most(&mut own, id, activities.iter().collect(), blocks);
            }
        }
        own
    }

    /// Periods of a step that lie in the stretch.
    fn periods(&self, step: &Step) -> i64 {
        let (first, last) = self.stretch;
        i64::try_from(step.present.iter().filter(|period| (first..=last).contains(*period)).count()).unwrap_or(0)
    }
    /// Steps of the axis that touch the stretch.
    fn blocks(&self) -> usize {
        let (first, last) = self.stretch;
        self.axis.steps.iter().filter(|step| step.first <= last && first <= step.last).count()
    }
    /// Fewest blocks that the axis has, whichever slots are attended: one of each event.
    fn fewest_blocks(&self) -> usize {
        let mut taken: BTreeMap<EventId, usize> = BTreeMap::new();
        for slot in &self.axis.slots {
            let most = taken.entry(slot.event).or_default();
            *most = slot.steps.max(*most);
        }
        self.axis.len().saturating_sub(taken.values().sum())
    }
    /// True if an event with a choice may take time from the step, or all of it.
    fn has_slot(&self, step: usize) -> bool {
        self.axis.slots.iter().any(|slot| (slot.first_step..slot.first_step + slot.steps).contains(&step))
    }

    fn add_requirement(&self, own: &mut Own, id: RuleId, limits: &RequirementLimits) {
        if limits.weight.is_some() {
            return;
        }
        let done = limits.history_of(self.doctor).0;
        let counted: Vec<usize> = self.steps(limits).collect();
        let activities: Vec<ActivityId> = limits.activities.iter().collect();
        let open = limits.min.saturating_sub(done);
        if open > 0 && !limits.optional {
            let least = self.fewest(limits, open).saturating_sub(self.outside(limits, &counted));
            if least > 0 {
                own.limits.push((id, Side::AtLeast, least, activities.clone()));
            }
        }
        if limits.max != i64::MAX {
            let left = limits.max.saturating_sub(done).max(0);
            let free: i64 =
                (0..self.axis.len()).filter(|step| !counted.contains(step)).map(|step| self.possible_in(&activities, step)).sum();
            let most = if limits.in_blocks {
                let mut lengths: Vec<i64> = counted.iter().map(|&step| self.possible_in(&activities, step)).collect();
                lengths.sort_unstable_by(|one, other| other.cmp(one));
                lengths.iter().take(usize::try_from(left).unwrap_or(usize::MAX)).sum()
            } else {
                // Of a step that counts some periods may lie outside.
                let uncounted = counted.iter().map(|&step| self.uncounted(limits, step)).sum::<i64>();
                left.saturating_add(uncounted)
            };
            own.limits.push((id, Side::AtMost, most.saturating_add(free), activities));
        }
    }

    /// Steps whose time, or some of it, counts.
    fn steps<'b>(&'b self, limits: &'b RequirementLimits) -> impl Iterator<Item = usize> + 'b {
        let counts = |step: &Step| {
            if limits.in_blocks {
                limits.within.contains(step.first)
            } else {
                step.present.iter().any(|period| limits.within.contains(*period))
            }
        };
        (0..self.axis.len()).filter(move |&step| !self.axis.steps[step].leave && counts(&self.axis.steps[step]))
    }
    /// Periods of the stretch that a step can give to some activities.
    fn possible_in(&self, activities: &[ActivityId], step: usize) -> i64 {
        let is_possible = activities.iter().any(|activity| self.reach.is_possible(*activity, step));
        if is_possible { self.periods(&self.axis.steps[step]) } else { 0 }
    }
    /// Periods of the stretch in a step that do not count.
    fn uncounted(&self, limits: &RequirementLimits, step: usize) -> i64 {
        let (first, last) = self.stretch;
        let present = self.axis.steps[step].present.iter();
        let outside = present.filter(|period| (first..=last).contains(*period) && !limits.within.contains(**period));
        i64::try_from(outside.count()).unwrap_or(0)
    }
    /// Periods that count and lie outside the stretch.
    fn outside(&self, limits: &RequirementLimits, counted: &[usize]) -> i64 {
        let (first, last) = self.stretch;
        let is_outside = |period: &PeriodId| !(first..=last).contains(period) && (limits.in_blocks || limits.within.contains(*period));
        let of_step = |&step: &usize| {
            if limits.activities.iter().any(|activity| self.reach.is_possible(activity, step)) {
                self.axis.steps[step].present.iter().filter(|period| is_outside(period)).count()
            } else {
                0
            }
        };
        i64::try_from(counted.iter().map(of_step).sum::<usize>()).unwrap_or(i64::MAX)
    }
    /// Fewest periods that `open` units of a requirement take.
    fn fewest(&self, limits: &RequirementLimits, open: i64) -> i64 {
        if !limits.in_blocks {
            return open;
        }
        let length = |step: usize| {
            if self.has_slot(step) { 0 } else { i64::try_from(self.axis.steps[step].present.len()).unwrap_or(0) }
        };
        let is_possible = |step: &usize| limits.activities.iter().any(|activity| self.reach.is_possible(activity, *step));
        let mut lengths: Vec<i64> = self.steps(limits).filter(is_possible).map(length).collect();
        lengths.sort_unstable();
        let blocks = i64::try_from(lengths.len()).unwrap_or(i64::MAX);
        // Blocks that there are not take a period more each: so many cannot be.
        let missing = open.saturating_sub(blocks).max(0);
        lengths.iter().take(usize::try_from(open).unwrap_or(usize::MAX)).sum::<i64>().saturating_add(missing)
    }

    /// So many of some requirements are complete: at least the shortest ones, where no time counts for two of them.
    fn add_elective(&self, own: &mut Own, id: RuleId, requirements: &[&RequirementLimits], min: i64) {
        let mut activities: BTreeSet<ActivityId> = BTreeSet::new();
        let mut needs: Vec<i64> = Vec::new();
        let mut outside = 0_i64;
        for limits in requirements {
            if limits.activities.iter().any(|activity| !activities.insert(activity)) {
                return;
            }
            let open = limits.complete_at().saturating_sub(limits.history_of(self.doctor).0);
            needs.push(if open > 0 { self.fewest(limits, open) } else { 0 });
            outside = outside.saturating_add(self.outside(limits, &self.steps(limits).collect::<Vec<_>>()));
        }
        needs.sort_unstable();
        let least = needs.iter().take(usize::try_from(min).unwrap_or(0)).fold(0_i64, |sum, need| sum.saturating_add(*need));
        let least = least.saturating_sub(outside);
        if least > 0 {
            own.limits.push((id, Side::AtLeast, least, activities.into_iter().collect()));
        }
    }

    /// At most so many blocks of the stretch are in some activities.
    fn add_most(&self, own: &mut Own, id: RuleId, activities: Vec<ActivityId>, blocks: usize) {
        let mut lengths: Vec<i64> = (0..self.axis.len()).map(|step| self.possible_in(&activities, step)).collect();
        lengths.sort_unstable_by(|one, other| other.cmp(one));
        let most: i64 = lengths.iter().take(blocks).sum();
        if most < lengths.iter().sum() {
            own.limits.push((id, Side::AtMost, most, activities));
        }
    }
}

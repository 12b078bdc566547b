//! What a doctor's own rules and calendar say about a stretch.

use super::reach::{Reach, counts};
use super::shared::Shared;
use super::stretch::Stretch;
use crate::diagram::{Axis, AxisSlot};
use crate::ids::{ActivityId, DoctorId, EventId, PeriodId, RuleId};
use crate::problem::rule::Rule;
use crate::problem::{Problem, RequirementIndex, RequirementLimits};
use std::collections::BTreeSet;
use std::ops::Range;

/// Which way a row limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    AtLeast,
    AtMost,
}

/// How long a doctor may be in an activity within a stretch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cell {
    pub(super) activity: ActivityId,
    /// Forced periods.
    pub(super) least: i64,
    /// Possible periods.
    pub(super) most: i64,
}

/// What a rule says of a doctor's time in some activities.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Limit {
    pub(super) rule: RuleId,
    pub(super) side: Side,
    pub(super) bound: i64,
    pub(super) activities: Vec<ActivityId>,
}

/// What a doctor's own rules say of a stretch.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Own {
    pub(super) available: i64,
    pub(super) cells: Vec<Cell>,
    pub(super) limits: Vec<Limit>,
    /// Periods that events with a choice take at least, by the rule that asks for it.
    pub(super) events: Vec<(RuleId, i64)>,
    /// What the doctor counts in each shared rule.
    pub(super) counts: Vec<i64>,
}

/// A doctor in a stretch.
pub(super) struct Doctor<'a> {
    problem: &'a Problem,
    doctor: DoctorId,
    axis: &'a Axis,
    reach: &'a Reach,
    stretch: &'a Stretch,
    /// The steps of the axis that touch the stretch.
    touched: Range<usize>,
}

impl<'a> Doctor<'a> {
    pub(super) fn new(
        problem: &'a Problem,
        doctor: DoctorId,
        axis: &'a Axis,
        reach: &'a Reach,
        stretch: &'a Stretch,
    ) -> Self {
        let (first, last) = stretch.ends();
        let begin = axis.steps.partition_point(|step| step.last < first);
        let end = axis.steps.partition_point(|step| step.first <= last);
        Self {
            problem,
            doctor,
            axis,
            reach,
            stretch,
            touched: begin..end.max(begin),
        }
    }

    /// O(steps that touch the stretch x activities, and as much for each rule of the doctor).
    pub(super) fn own(&self, shared: &[Shared]) -> Own {
        let steps = || self.touched.clone();
        let mut cells = Vec::new();
        for activity in self.problem.activity_ids() {
            let most: i64 = steps()
                .filter(|&step| self.reach.is_possible(activity, step))
                .map(|step| self.periods(step))
                .sum();
            let is_forced = |step: &usize| {
                self.reach.forced(*step) == Some(activity) && !self.reach.is_slotted(*step)
            };
            let least: i64 = steps()
                .filter(is_forced)
                .map(|step| self.periods(step))
                .sum();
            if most > 0 {
                cells.push(Cell {
                    activity,
                    least,
                    most,
                });
            }
        }
        let mut own = Own {
            available: steps().map(|step| self.periods(step)).sum(),
            cells,
            limits: Vec::new(),
            events: self.events(),
            counts: shared
                .iter()
                .map(|rule| rule.weights.get(&self.doctor).copied().unwrap_or(0))
                .collect(),
        };
        for &id in self.problem.rules_of(self.doctor) {
            let rule = self.problem.rule(id);
            if let Rule::Requirement(rule) = rule {
                self.add_requirement(&mut own, id, rule.requirement);
            } else if let Rule::Elective(rule) = rule
                && rule.weight.is_none()
            {
                self.add_elective(&mut own, id, &rule.requirements, rule.min);
            } else if self.problem.is_hard(id)
                && let Some((activities, blocks)) = rule
                    .facts()
                    .most_blocks(self.touched.len(), self.reach.fewest_blocks)
            {
                self.add_most(&mut own, id, activities.iter().collect(), blocks);
            }
        }
        own
    }

    /// Periods of a step that lie in the stretch.
    fn periods(&self, step: usize) -> i64 {
        let present = self.axis.steps[step].present.iter();
        i64::try_from(
            present
                .filter(|period| self.stretch.contains(**period))
                .count(),
        )
        .unwrap_or(0)
    }

    /// What events with a choice that the doctor has to attend take of the stretch, whichever slots those are. No two of the slots attended
    /// overlap, so all of it adds up.
    fn events(&self) -> Vec<(RuleId, i64)> {
        let mut events: Vec<EventId> = self.axis.slots.iter().map(|slot| slot.event).collect();
        events.dedup();
        let taken = |event: EventId| {
            let rule = self.problem.attendance_of(event)?;
            let is_held = |slot: &&AxisSlot| {
                let held = self.stretch.held.filter(|held| held.0 == event);
                slot.event == event && held.is_none_or(|held| held.1 == slot.slot)
            };
            let slots = self.axis.slots.iter().filter(is_held);
            let least = slots.map(|slot| {
                let steps = slot.first_step..slot.first_step + slot.steps;
                steps.map(|step| self.periods(step)).sum::<i64>()
            });
            let least = least.min().filter(|least| *least > 0)?;
            Some((rule, least))
        };
        let asked = events
            .into_iter()
            .filter(|event| !self.problem.event(*event).optional);
        asked.filter_map(taken).collect()
    }

    fn add_requirement(&self, own: &mut Own, id: RuleId, requirement: RequirementIndex) {
        let limits = self.problem.requirement(requirement);
        if limits.weight.is_some() {
            return;
        }
        let done = limits.history_of(self.doctor).0;
        let activities: Vec<ActivityId> = limits.activities.iter().collect();
        let open = limits.min.saturating_sub(done);
        if open > 0 && !limits.optional {
            let least = self
                .fewest(requirement, open)
                .saturating_sub(self.outside(requirement));
            if least > 0 {
                own.limits.push(Limit {
                    rule: id,
                    side: Side::AtLeast,
                    bound: least,
                    activities: activities.clone(),
                });
            }
        }
        if limits.max != i64::MAX {
            let left = limits.max.saturating_sub(done).max(0);
            own.limits.push(Limit {
                rule: id,
                side: Side::AtMost,
                bound: self.most_of(limits, &activities, left),
                activities,
            });
        }
    }

    /// Most periods of the stretch that the activities of a requirement can take, where so many units are left.
    fn most_of(&self, limits: &RequirementLimits, activities: &[ActivityId], left: i64) -> i64 {
        let (counted, others): (Vec<usize>, Vec<usize>) = self
            .touched
            .clone()
            .partition(|&step| counts(limits, &self.axis.steps[step]));
        let possible = |steps: &[usize]| -> Vec<i64> {
            let steps = steps.iter();
            steps
                .map(|&step| self.possible_in(activities, step))
                .collect()
        };
        let free: i64 = possible(&others).iter().sum();
        let most = if limits.in_blocks {
            let left = usize::try_from(left).unwrap_or(usize::MAX);
            sum_of_longest(possible(&counted), left)
        } else {
            // Some periods of a step that counts may lie outside the stretch.
            let uncounted = counted.iter().map(|&step| self.uncounted(limits, step));
            left.saturating_add(uncounted.sum::<i64>())
        };
        most.saturating_add(free)
    }

    /// Periods of the stretch that a step can give to some activities.
    fn possible_in(&self, activities: &[ActivityId], step: usize) -> i64 {
        let is_possible = activities
            .iter()
            .any(|activity| self.reach.is_possible(*activity, step));
        if is_possible { self.periods(step) } else { 0 }
    }
    /// Periods of the stretch in a step that do not count.
    fn uncounted(&self, limits: &RequirementLimits, step: usize) -> i64 {
        let present = self.axis.steps[step].present.iter();
        let outside = present
            .filter(|period| self.stretch.contains(**period) && !limits.within.contains(**period));
        i64::try_from(outside.count()).unwrap_or(0)
    }
    /// Periods that count and lie outside the stretch: all that there are without those in it.
    fn outside(&self, requirement: RequirementIndex) -> i64 {
        let limits = self.problem.requirement(requirement);
        let inside = |period: &PeriodId| {
            self.stretch.contains(*period) && (limits.in_blocks || limits.within.contains(*period))
        };
        let of_step = |step: usize| {
            let data = &self.axis.steps[step];
            let is_possible = limits
                .activities
                .iter()
                .any(|activity| self.reach.is_possible(activity, step));
            if counts(limits, data) && is_possible {
                data.present.iter().filter(|period| inside(period)).count()
            } else {
                0
            }
        };
        let within: usize = self.touched.clone().map(of_step).sum();
        let whole = self.reach.asked(requirement).map_or(0, |asked| asked.whole);
        whole.saturating_sub(i64::try_from(within).unwrap_or(i64::MAX))
    }
    /// Fewest periods that `open` units of a requirement take.
    fn fewest(&self, requirement: RequirementIndex, open: i64) -> i64 {
        match self.reach.asked(requirement) {
            Some(asked) if self.problem.requirement(requirement).in_blocks => asked.of_blocks(open),
            _ => open,
        }
    }

    /// So many of some requirements are complete: at least the shortest ones, where no time counts for two of them.
    fn add_elective(&self, own: &mut Own, id: RuleId, requirements: &[RequirementIndex], min: i64) {
        let mut activities: BTreeSet<ActivityId> = BTreeSet::new();
        let mut needs: Vec<i64> = Vec::new();
        let mut outside = 0_i64;
        for &requirement in requirements {
            let limits = self.problem.requirement(requirement);
            if limits
                .activities
                .iter()
                .any(|activity| !activities.insert(activity))
            {
                return;
            }
            let open = limits
                .complete_at()
                .saturating_sub(limits.history_of(self.doctor).0);
            needs.push(if open > 0 {
                self.fewest(requirement, open)
            } else {
                0
            });
            outside = outside.saturating_add(self.outside(requirement));
        }
        needs.sort_unstable();
        let least = needs
            .iter()
            .take(usize::try_from(min).unwrap_or(0))
            .fold(0_i64, |sum, need| sum.saturating_add(*need));
        let least = least.saturating_sub(outside);
        if least > 0 {
            own.limits.push(Limit {
                rule: id,
                side: Side::AtLeast,
                bound: least,
                activities: activities.into_iter().collect(),
            });
        }
    }

    /// At most so many blocks of the stretch are in some activities.
    fn add_most(&self, own: &mut Own, id: RuleId, activities: Vec<ActivityId>, blocks: usize) {
        let lengths: Vec<i64> = self
            .touched
            .clone()
            .map(|step| self.possible_in(&activities, step))
            .collect();
        let all: i64 = lengths.iter().sum();
        let most = sum_of_longest(lengths, blocks);
        if most < all {
            own.limits.push(Limit {
                rule: id,
                side: Side::AtMost,
                bound: most,
                activities,
            });
        }
    }
}

fn sum_of_longest(mut lengths: Vec<i64>, number: usize) -> i64 {
    lengths.sort_unstable_by(|one, other| other.cmp(one));
    lengths.iter().take(number).sum()
}

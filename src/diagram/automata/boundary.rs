//! 4. Boundary: where rotations start, end and must not cross.

use super::personal::{Found, OfDoctor, Personal};
use super::{Automaton, Members, Move, Relaxation, breach, sign_weight};
use crate::diagram::Axis;
use crate::ids::{ActivityId, PeriodId, RuleId};
use crate::problem::rule::{ActivitySet, Boundary, PeriodSet};

/// State: whether the rotation so far ends where it may not (1), ends where it may (2), or there is none (0); and how many uncrossed periods
/// of attended slots lie behind its last step.
#[derive(Debug)]
pub(crate) struct BoundaryAutomaton {
    rule: RuleId,
    activities: Members,
    /// Per step: rotations may start, may end here.
    may_start: Vec<bool>,
    may_end: Vec<bool>,
    /// Per step: crossings when a rotation starts here, and when it goes on into here.
    inside: Vec<u32>,
    into: Vec<u32>,
    /// Per slot of the axis: uncrossed periods that it takes away.
    slots: Vec<u32>,
    weight: Option<i64>,
}

impl BoundaryAutomaton {
    pub(crate) fn new(
        rule: RuleId,
        boundary: &Boundary,
        axis: &Axis,
        relevant: &ActivitySet,
    ) -> Self {
        let within = |set: &Option<PeriodSet>, period: PeriodId| {
            set.as_ref().is_none_or(|set| set.contains(period))
        };
        let count = |from: PeriodId, to: PeriodId| match &boundary.uncrossed {
            Some(set) => set
                .iter()
                .filter(|period| from < *period && *period <= to)
                .count() as u32,
            None => 0,
        };
        let mut into = Vec::with_capacity(axis.len());
        for (index, step) in axis.steps.iter().enumerate() {
            into.push(if index == 0 {
                0
            } else {
                count(axis.steps[index - 1].last, step.last)
            });
        }
        let slots = axis.slots.iter().map(|slot| {
            (slot.first_step..slot.first_step + slot.steps)
                .map(|step| into[step])
                .sum()
        });
        Self {
            rule,
            activities: Members::new(boundary.activities.iter(), relevant),
            may_start: axis
                .steps
                .iter()
                .map(|step| within(&boundary.starts, step.first))
                .collect(),
            may_end: axis
                .steps
                .iter()
                .map(|step| within(&boundary.ends, step.last))
                .collect(),
            inside: axis
                .steps
                .iter()
                .map(|step| count(step.first, step.last))
                .collect(),
            slots: slots.collect(),
            into,
            weight: boundary.weight,
        }
    }
}

impl Automaton for BoundaryAutomaton {
    fn width(&self) -> usize {
        2
    }
    fn start(&self, state: &mut [u32]) {
        state.fill(0);
    }
    fn step(&self, state: &mut [u32], step: usize, moved: Move) -> Option<i64> {
        let mut breaches = 0;
        match moved {
            Move::Attend(slot) => {
                if state[0] > 0 {
                    state[1] += self.slots[slot];
                }
                return Some(0);
            }
            Move::Idle { .. } => {
                breaches += i64::from(state[0] == 1);
                state.fill(0);
            }
            Move::Start(activity) => {
                breaches += i64::from(state[0] == 1);
                state.fill(0);
                if self.activities.contains(activity) {
                    breaches += i64::from(!self.may_start[step]) + i64::from(self.inside[step]);
                    state[0] = if self.may_end[step] { 2 } else { 1 };
                }
            }
            Move::Stay(_) => {
                if state[0] > 0 {
                    breaches += i64::from(self.into[step]) + i64::from(state[1]);
                    state[1] = 0;
                    state[0] = if self.may_end[step] { 2 } else { 1 };
                }
            }
        }
        breach(breaches, self.weight)
    }
    fn end(&self, state: &[u32]) -> Option<i64> {
        breach(i64::from(state[0] == 1), self.weight)
    }
    fn parameters(&self, out: &mut Vec<u32>) {
        self.activities.sign(out);
        out.extend(
            self.may_start
                .iter()
                .chain(&self.may_end)
                .map(|may| u32::from(*may)),
        );
        out.extend(self.inside.iter().chain(&self.into).chain(&self.slots));
        sign_weight(self.weight, out);
    }
    fn relaxation(&self) -> Relaxation {
        Relaxation::Keep
    }
    fn most(&self, _moved: Move) -> i64 {
        0
    }
    fn role(&self, activity: ActivityId, out: &mut Vec<u32>) {
        out.push(u32::from(self.activities.contains(activity)));
    }
    fn rule(&self) -> Option<RuleId> {
        Some(self.rule)
    }
}

impl Personal for Boundary {
    fn automata(&self, rule: RuleId, of: &OfDoctor<'_>, found: &mut Found) {
        found.push(BoundaryAutomaton::new(rule, self, of.axis, of.relevant));
    }
}

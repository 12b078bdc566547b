//! 6. First by: a rotation has started by a given period.

use super::personal::{Found, OfDoctor, Personal};
use super::{Automaton, Linear, LinearRow, Members, Move, Relaxation, Sum, breach, sign_weight};
use crate::ids::{ActivityId, RuleId};
use crate::problem::rule::FirstBy;

/// State: 1 once a rotation started in time.
#[derive(Debug)]
pub(crate) struct FirstByAutomaton {
    pub(crate) rule: RuleId,
    pub(crate) activities: Members,
    /// Number of steps that start in time.
    pub(crate) steps: u32,
    pub(crate) weight: Option<i64>,
    /// Number of all steps.
    pub(crate) axis: usize,
}

impl Automaton for FirstByAutomaton {
    fn width(&self) -> usize {
        1
    }
    fn start(&self, state: &mut [u32]) {
        state[0] = 0;
    }
    fn step(&self, state: &mut [u32], step: usize, moved: Move) -> Option<i64> {
        if let Move::Start(activity) = moved
            && self.activities.contains(activity)
            && step < self.steps as usize
        {
            state[0] = 1;
        }
        if self.weight.is_none()
            && state[0] == 0
            && step + 1 >= self.steps as usize
            && !matches!(moved, Move::Attend(_))
        {
            return None;
        }
        Some(0)
    }
    fn end(&self, state: &[u32]) -> Option<i64> {
        breach(i64::from(state[0] == 0), self.weight)
    }
    fn parameters(&self, out: &mut Vec<u32>) {
        self.activities.sign(out);
        out.push(self.steps);
        sign_weight(self.weight, out);
    }
    fn relaxation(&self) -> Relaxation {
        Relaxation::without_rows(2)
    }
    fn most(&self, _moved: Move) -> i64 {
        0
    }
    fn linear(&self, slots: bool) -> Option<Linear> {
        if slots {
            // A slot may take the last step in time, after which the automaton looks at the step behind it.
            return None;
        }
        let amounts = (0..self.axis)
            .map(|step| u32::from(step < self.steps as usize))
            .collect();
        let sum = Sum::counting(self.activities.list(), true, amounts);
        Some(Linear {
            rows: vec![LinearRow::whole(sum, (Some(1), None), self.weight)],
            ..Linear::default()
        })
    }
    fn role(&self, activity: ActivityId, out: &mut Vec<u32>) {
        out.push(u32::from(self.activities.contains(activity)));
    }
    fn rule(&self) -> Option<RuleId> {
        Some(self.rule)
    }
}

impl Personal for FirstBy {
    fn automata(&self, rule: RuleId, of: &OfDoctor<'_>, found: &mut Found) {
        let steps = of
            .axis
            .steps
            .iter()
            .filter(|step| step.first <= self.by)
            .count() as u32;
        let activities = of.members(&self.activities);
        found.push(FirstByAutomaton {
            rule,
            activities,
            steps,
            axis: of.axis.len(),
            weight: self.weight,
        });
    }
}

//! 6. Succession: what must or may not follow a rotation.

use super::personal::{Found, OfDoctor, Personal};
use super::{Automaton, Members, Move, Relaxation, breach, sign_weight};
use crate::ids::{ActivityId, RuleId};
use crate::problem::rule::Succession;

/// State: 1 while the last rotation restricts its successor.
#[derive(Debug)]
pub(crate) struct SuccessionAutomaton {
    pub(crate) rule: RuleId,
    pub(crate) first: Members,
    pub(crate) next: Members,
    pub(crate) must: bool,
    pub(crate) immediate: bool,
    pub(crate) weight: Option<i64>,
}

impl Automaton for SuccessionAutomaton {
    fn width(&self) -> usize {
        1
    }
    fn start(&self, state: &mut [u32]) {
        state[0] = 0;
    }
    fn step(&self, state: &mut [u32], _step: usize, moved: Move) -> Option<i64> {
        match moved {
            Move::Start(activity) => {
                let broken = state[0] == 1 && self.next.contains(activity) != self.must;
                state[0] = u32::from(self.first.contains(activity));
                breach(i64::from(broken), self.weight)
            }
            Move::Idle { .. } if self.immediate && state[0] == 1 => {
                state[0] = 0;
                breach(i64::from(self.must), self.weight)
            }
            Move::Idle { .. } | Move::Stay(_) | Move::Attend(_) => Some(0),
        }
    }
    fn end(&self, state: &[u32]) -> Option<i64> {
        breach(i64::from(state[0] == 1 && self.must), self.weight)
    }
    fn parameters(&self, out: &mut Vec<u32>) {
        self.first.sign(out);
        self.next.sign(out);
        out.extend([u32::from(self.must), u32::from(self.immediate)]);
        sign_weight(self.weight, out);
    }
    fn relaxation(&self) -> Relaxation {
        Relaxation::without_rows(2)
    }
    fn most(&self, _moved: Move) -> i64 {
        0
    }
    fn role(&self, activity: ActivityId, out: &mut Vec<u32>) {
        out.extend([&self.first, &self.next].map(|members| u32::from(members.contains(activity))));
    }
    fn is_steady(&self) -> bool {
        true
    }
    fn rule(&self) -> Option<RuleId> {
        Some(self.rule)
    }
}

impl Personal for Succession {
    fn automata(&self, rule: RuleId, of: &OfDoctor<'_>, found: &mut Found) {
        let (first, next) = (of.members(&self.first), of.members(&self.next));
        found.push(SuccessionAutomaton {
            rule,
            first,
            next,
            must: self.must,
            immediate: self.immediate,
            weight: self.weight,
        });
    }
}

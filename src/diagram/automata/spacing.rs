//! 6. Spacing: blocks between a rotation and a later one.

use super::personal::{Found, OfDoctor, Personal};
use super::{Automaton, Members, Move, Relaxation, breach, sign_weight};
use crate::ids::{ActivityId, RuleId};
use crate::problem::rule::Spacing;

/// State: blocks since the last rotation of `first` ended, capped at the gap; and whether that rotation is still going on.
#[derive(Debug)]
pub(crate) struct SpacingAutomaton {
    pub(crate) rule: RuleId,
    pub(crate) first: Members,
    pub(crate) second: Members,
    pub(crate) gap: u32,
    pub(crate) weight: Option<i64>,
}

impl Automaton for SpacingAutomaton {
    fn width(&self) -> usize {
        2
    }
    fn start(&self, state: &mut [u32]) {
        state[0] = self.gap;
        state[1] = 0;
    }
    fn step(&self, state: &mut [u32], _step: usize, moved: Move) -> Option<i64> {
        let mut broken = false;
        match moved {
            Move::Attend(_) => return Some(0),
            Move::Idle { .. } => state[1] = 0,
            Move::Stay(_) => {}
            Move::Start(activity) => {
                broken = self.second.contains(activity) && state[0] < self.gap;
                state[1] = u32::from(self.first.contains(activity));
            }
        }
        state[0] = if state[1] == 1 {
            0
        } else {
            (state[0] + 1).min(self.gap)
        };
        breach(i64::from(broken), self.weight)
    }
    fn end(&self, _state: &[u32]) -> Option<i64> {
        Some(0)
    }
    fn parameters(&self, out: &mut Vec<u32>) {
        self.first.sign(out);
        self.second.sign(out);
        out.push(self.gap);
        sign_weight(self.weight, out);
    }
    fn relaxation(&self) -> Relaxation {
        Relaxation::without_rows(2)
    }
    fn most(&self, _moved: Move) -> i64 {
        0
    }
    fn role(&self, activity: ActivityId, out: &mut Vec<u32>) {
        out.extend(
            [&self.first, &self.second].map(|members| u32::from(members.contains(activity))),
        );
    }
    fn is_steady(&self) -> bool {
        true
    }
    fn rule(&self) -> Option<RuleId> {
        Some(self.rule)
    }
}

impl Personal for Spacing {
    fn automata(&self, rule: RuleId, of: &OfDoctor<'_>, found: &mut Found) {
        let (first, second) = (of.members(&self.first), of.members(&self.second));
        found.push(SpacingAutomaton {
            rule,
            first,
            second,
            gap: self.min_gap_blocks,
            weight: self.weight,
        });
    }
}

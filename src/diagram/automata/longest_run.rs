//! 6. Longest run: the longest stretch of blocks in any of the activities.

use super::personal::{Found, OfDoctor, Personal};
use super::{
    Automaton, Linear, LinearRow, Members, Move, Relaxation, Span, Sum, breach, sign_weight,
};
use crate::ids::{ActivityId, RuleId};
use crate::problem::rule::LongestRun;

/// State: length of the current stretch, capped at the limit.
#[derive(Debug)]
pub(crate) struct LongestRunAutomaton {
    pub(crate) rule: RuleId,
    pub(crate) activities: Members,
    pub(crate) max: u32,
    pub(crate) weight: Option<i64>,
}

impl Automaton for LongestRunAutomaton {
    fn width(&self) -> usize {
        1
    }
    fn start(&self, state: &mut [u32]) {
        state[0] = 0;
    }
    fn step(&self, state: &mut [u32], _step: usize, moved: Move) -> Option<i64> {
        match moved {
            Move::Attend(_) => Some(0),
            Move::Start(activity) | Move::Stay(activity) if self.activities.contains(activity) => {
                let beyond = state[0] >= self.max;
                state[0] = (state[0] + 1).min(self.max);
                breach(i64::from(beyond), self.weight)
            }
            Move::Start(_) | Move::Stay(_) | Move::Idle { .. } => {
                state[0] = 0;
                Some(0)
            }
        }
    }
    fn end(&self, _state: &[u32]) -> Option<i64> {
        Some(0)
    }
    fn parameters(&self, out: &mut Vec<u32>) {
        self.activities.sign(out);
        out.push(self.max);
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
            return None;
        }
        // Every block beyond the limit ends a stretch of one more that is full.
        let sum = Sum::counting(self.activities.list(), false, Vec::new());
        let most = i64::from(self.max);
        let row = LinearRow {
            span: Span::Window(self.max as usize + 1),
            ..LinearRow::whole(sum, (None, Some(most)), self.weight)
        };
        Some(Linear {
            rows: vec![row],
            ..Linear::default()
        })
    }
    fn role(&self, activity: ActivityId, out: &mut Vec<u32>) {
        out.push(u32::from(self.activities.contains(activity)));
    }
    fn is_steady(&self) -> bool {
        true
    }
    fn rule(&self) -> Option<RuleId> {
        Some(self.rule)
    }
}

impl Personal for LongestRun {
    fn automata(&self, rule: RuleId, of: &OfDoctor<'_>, found: &mut Found) {
        found.push(LongestRunAutomaton {
            rule,
            activities: of.members(&self.activities),
            max: self.max_blocks,
            weight: self.weight,
        });
    }
}

//! 6. Window: at least and at most so many blocks in any window.

use super::personal::{Found, OfDoctor, Personal};
use super::{
    Automaton, Linear, LinearRow, Members, Move, Relaxation, Span, Sum, breach, sign_weight,
};
use crate::ids::{ActivityId, RuleId};
use crate::problem::rule::Window;

/// State: the last blocks as bits (1 where the activity counts), and how many blocks there were, capped at the window.
#[derive(Debug)]
pub(crate) struct WindowAutomaton {
    pub(crate) rule: RuleId,
    pub(crate) activities: Members,
    pub(crate) window: u32,
    pub(crate) min: u32,
    pub(crate) max: u32,
    pub(crate) weight: Option<i64>,
}

impl Automaton for WindowAutomaton {
    fn width(&self) -> usize {
        2
    }
    fn start(&self, state: &mut [u32]) {
        state.fill(0);
    }
    fn step(&self, state: &mut [u32], _step: usize, moved: Move) -> Option<i64> {
        let counts = match moved {
            Move::Attend(_) => return Some(0),
            Move::Idle { .. } => false,
            Move::Start(activity) | Move::Stay(activity) => self.activities.contains(activity),
        };
        let bits = (u64::from(state[0]) << 1) | u64::from(counts);
        let seen = (state[1] + 1).min(self.window);
        let mut broken = 0;
        if seen == self.window {
            let inside = (bits & ((1_u64 << self.window) - 1)).count_ones();
            broken = i64::from(inside.saturating_sub(self.max))
                + i64::from(self.min.saturating_sub(inside));
        }
        // The oldest block leaves the window with the next step.
        state[0] = (bits & ((1_u64 << (self.window - 1)) - 1)) as u32;
        state[1] = seen.min(self.window - 1);
        breach(broken, self.weight)
    }
    fn end(&self, _state: &[u32]) -> Option<i64> {
        Some(0)
    }
    fn parameters(&self, out: &mut Vec<u32>) {
        self.activities.sign(out);
        out.extend([self.window, self.min, self.max]);
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
        let sum = Sum::counting(self.activities.list(), false, Vec::new());
        let limits = (
            (self.min > 0).then_some(self.min.into()),
            (self.max < self.window).then_some(self.max.into()),
        );
        let row = LinearRow {
            span: Span::Window(self.window as usize),
            ..LinearRow::whole(sum, limits, self.weight)
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

impl Personal for Window {
    fn automata(&self, rule: RuleId, of: &OfDoctor<'_>, found: &mut Found) {
        let (window, min, max) = (self.window_blocks, self.min, self.max);
        found.push(WindowAutomaton {
            rule,
            activities: of.members(&self.activities),
            window,
            min,
            max,
            weight: self.weight,
        });
    }
}

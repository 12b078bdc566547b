//! An automaton that has to stay but is too large for a table, as two automata. One gives each move the most that it may be worth, and
//! stays; the other takes away what that is too much, and is left out.

use super::{Automaton, Move, Relaxation};
use crate::ids::{ActivityId, RuleId};
use std::sync::Arc;

/// Allows everything, and gives each move the most that it may be worth.
#[derive(Debug)]
pub(crate) struct Generous(pub(crate) Arc<dyn Automaton>);

/// The automaton itself, less what [`Generous`] gives: no move is worth more than 0.
#[derive(Debug)]
pub(crate) struct Excess(pub(crate) Arc<dyn Automaton>);

impl Automaton for Generous {
    fn width(&self) -> usize {
        0
    }
    fn start(&self, _state: &mut [u32]) {}
    fn step(&self, _state: &mut [u32], _step: usize, moved: Move) -> Option<i64> {
        Some(self.0.most(moved))
    }
    fn end(&self, _state: &[u32]) -> Option<i64> {
        Some(0)
    }
    fn parameters(&self, out: &mut Vec<u32>) {
        self.0.signature(out);
    }
    fn relaxation(&self) -> Relaxation {
        Relaxation::Keep
    }
    fn most(&self, moved: Move) -> i64 {
        self.0.most(moved)
    }
    fn role(&self, activity: ActivityId, out: &mut Vec<u32>) {
        self.0.role(activity, out);
    }
    fn is_steady(&self) -> bool {
        self.0.is_steady()
    }
    fn rule(&self) -> Option<RuleId> {
        self.0.rule()
    }
}

impl Automaton for Excess {
    fn lacks(&self, state: &[u32]) -> i64 {
        self.0.lacks(state)
    }
    fn width(&self) -> usize {
        self.0.width()
    }
    fn start(&self, state: &mut [u32]) {
        self.0.start(state);
    }
    fn step(&self, state: &mut [u32], step: usize, moved: Move) -> Option<i64> {
        Some(
            self.0
                .step(state, step, moved)?
                .saturating_sub(self.0.most(moved)),
        )
    }
    fn end(&self, state: &[u32]) -> Option<i64> {
        self.0.end(state)
    }
    fn parameters(&self, out: &mut Vec<u32>) {
        self.0.signature(out);
    }
    fn relaxation(&self) -> Relaxation {
        Relaxation::without_rows(0)
    }
    fn most(&self, _moved: Move) -> i64 {
        0
    }
    fn role(&self, activity: ActivityId, out: &mut Vec<u32>) {
        self.0.role(activity, out);
    }
    fn is_steady(&self) -> bool {
        self.0.is_steady()
    }
    fn rule(&self) -> Option<RuleId> {
        self.0.rule()
    }
}

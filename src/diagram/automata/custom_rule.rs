//! 15. Custom rules: a table of what code said when the problem was validated.

use super::personal::{Found, OfDoctor, Personal};
use super::{Automaton, Move, Relaxation, breach, sign_number, sign_weight};
use crate::ids::RuleId;
use crate::problem::custom::{Answers, Letter};
use crate::problem::rule::CustomRule;
use std::sync::Arc;

/// State: that of the code, by its number in the table.
#[derive(Debug)]
struct CustomAutomaton {
    rule: RuleId,
    answers: Arc<Answers>,
    start: u32,
    /// Kind of each step's block.
    blocks: Vec<u32>,
    weight: Option<i64>,
}

/// A block that the table does not have.
const UNKNOWN: u32 = u32::MAX;

impl Automaton for CustomAutomaton {
    fn width(&self) -> usize {
        1
    }
    fn start(&self, state: &mut [u32]) {
        state[0] = self.start;
    }
    fn step(&self, state: &mut [u32], step: usize, moved: Move) -> Option<i64> {
        let letter = match moved {
            Move::Attend(_) => return Some(0),
            Move::Start(activity) => Letter::Starts(activity),
            Move::Stay(activity) => Letter::GoesOn(activity),
            Move::Idle { leave: true, .. } => Letter::Leave,
            Move::Idle { leave: false, .. } => Letter::Idle,
        };
        let block = self.blocks.get(step).copied().unwrap_or(UNKNOWN);
        // Tables are made of moves in any order, also such as no pathway has: these may as well be refused.
        let (next, units) = self.answers.step(state[0], block, letter)?;
        state[0] = next;
        breach(units, self.weight)
    }
    fn end(&self, state: &[u32]) -> Option<i64> {
        breach(self.answers.end(state[0])?, self.weight)
    }
    fn parameters(&self, out: &mut Vec<u32>) {
        // A table of another problem has another number, so that nothing is taken over from one to the other.
        sign_number(self.answers.number() as i64, out);
        out.push(self.start);
        sign_weight(self.weight, out);
        out.push(self.blocks.len() as u32);
        if !self.answers.is_steady() {
            out.extend(&self.blocks);
        }
    }
    fn relaxation(&self) -> Relaxation {
        Relaxation::without_rows(2)
    }
    fn most(&self, _moved: Move) -> i64 {
        0
    }
    fn is_steady(&self) -> bool {
        self.answers.is_steady()
    }
    fn rule(&self) -> Option<RuleId> {
        Some(self.rule)
    }
}

impl Personal for CustomRule {
    fn automata(&self, rule: RuleId, of: &OfDoctor<'_>, found: &mut Found) {
        // Validation asks the code before anybody sees the problem.
        let Some(answers) = self.code.answers() else {
            return;
        };
        let known = answers.blocks(of.doctor);
        let block = |step: &crate::diagram::Step| {
            let found = known.binary_search_by_key(&step.first, |block| block.0);
            found.map_or(UNKNOWN, |position| known[position].1)
        };
        found.push(CustomAutomaton {
            rule,
            answers: answers.clone(),
            start: answers.start(of.doctor),
            blocks: of.axis.steps.iter().map(block).collect(),
            weight: self.weight,
        });
    }
}

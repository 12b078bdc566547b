//! 1. Elective: so many of the requirements are complete at the end.

use super::{Automaton, Move, Progress, Relaxation, breach, sign_number, sign_weight};
use crate::ids::{ActivityId, RuleId};

/// State: number of atomic requirements begun; then a word for each other requirement.
#[derive(Debug)]
pub(crate) struct ElectiveAutomaton {
    pub(crate) rule: RuleId,
    /// Requirements whose start completes them.
    pub(crate) atomic: Vec<Progress>,
    /// The others.
    pub(crate) others: Vec<Progress>,
    pub(crate) min: i64,
    pub(crate) max: i64,
    pub(crate) weight: Option<i64>,
}

impl ElectiveAutomaton {
    fn complete(&self, state: &[u32]) -> i64 {
        let others = self.others.iter().zip(&state[1..]).filter(|(progress, word)| progress.is_complete(**word)).count();
        i64::from(state[0]) + others as i64
    }
}

impl Automaton for ElectiveAutomaton {
    fn width(&self) -> usize {
        1 + self.others.len()
    }
    fn start(&self, state: &mut [u32]) {
        state[0] = 0;
        for (progress, word) in self.others.iter().zip(&mut state[1..]) {
            *word = progress.initial();
        }
    }
    fn step(&self, state: &mut [u32], step: usize, moved: Move) -> Option<i64> {
        if let Move::Start(activity) = moved {
            state[0] += self.atomic.iter().filter(|progress| progress.activities.contains(activity)).count() as u32;
        }
        for (progress, word) in self.others.iter().zip(&mut state[1..]) {
            progress.advance(word, step, moved);
        }
        if self.weight.is_none() && self.complete(state) > self.max {
            return None;
        }
        Some(0)
    }
    fn end(&self, state: &[u32]) -> Option<i64> {
        let complete = self.complete(state);
        breach((self.min - complete).max(0) + (complete - self.max).max(0), self.weight)
    }
    fn signature(&self, out: &mut Vec<u32>) {
        out.push(3);
        out.push(self.atomic.len() as u32);
        self.atomic.iter().chain(&self.others).for_each(|progress| progress.sign(out));
        sign_number(self.min, out);
        sign_number(self.max, out);
        sign_weight(self.weight, out);
    }
    fn relaxation(&self) -> Relaxation {
        if self.others.is_empty() { Relaxation::Keep } else { Relaxation::Drop { tier: 3, rows: Vec::new() } }
    }
    fn role(&self, activity: ActivityId, out: &mut Vec<u32>) {
        // How many it begins counts, not which.
        out.push(self.atomic.iter().filter(|progress| progress.activities.contains(activity)).count() as u32);
        out.extend(self.others.iter().map(|progress| u32::from(progress.activities.contains(activity))));
    }
    fn is_steady(&self) -> bool {
        self.atomic.iter().chain(&self.others).all(Progress::is_steady)
    }
    fn rule(&self) -> Option<RuleId> {
        Some(self.rule)
    }
}

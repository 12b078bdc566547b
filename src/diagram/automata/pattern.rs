//! 6. Pattern: consecutive blocks that match a sequence of sets.

use super::personal::{Found, OfDoctor, Personal};
use super::{Automaton, Members, Move, Relaxation, sign_number};
use crate::ids::{ActivityId, RuleId};
use crate::problem::rule::Pattern;

/// State: bit i is set if the last i + 1 blocks match the first i + 1 steps of the pattern.
#[derive(Debug)]
pub(crate) struct PatternAutomaton {
    pub(crate) rule: RuleId,
    /// Activities that match each step, and whether idleness does.
    pub(crate) steps: Vec<(Members, bool)>,
    pub(crate) value: Option<i64>,
}

impl Automaton for PatternAutomaton {
    fn width(&self) -> usize {
        1
    }
    fn start(&self, state: &mut [u32]) {
        state[0] = 0;
    }
    fn step(&self, state: &mut [u32], _step: usize, moved: Move) -> Option<i64> {
        let matching = match moved {
            Move::Attend(_) => return Some(0),
            Move::Start(activity) | Move::Stay(activity) => {
                self.bits(|(activities, _)| activities.contains(activity))
            }
            Move::Idle { .. } => self.bits(|(_, idle)| *idle),
        };
        let last = 1_u64 << (self.steps.len() - 1);
        let reached = ((u64::from(state[0]) << 1) | 1) & matching;
        // A full match needs no memory: what follows it starts from its prefixes.
        state[0] = (reached & !last) as u32;
        if reached & last == 0 {
            Some(0)
        } else {
            self.value
        }
    }
    fn end(&self, _state: &[u32]) -> Option<i64> {
        Some(0)
    }
    fn parameters(&self, out: &mut Vec<u32>) {
        out.push(self.steps.len() as u32);
        for (activities, idle) in &self.steps {
            activities.sign(out);
            out.push(u32::from(*idle));
        }
        out.push(u32::from(self.value.is_some()));
        sign_number(self.value.unwrap_or(0), out);
    }
    fn relaxation(&self) -> Relaxation {
        if self.value.unwrap_or(0) > 0 {
            Relaxation::Keep
        } else {
            Relaxation::without_rows(2)
        }
    }
    fn most(&self, moved: Move) -> i64 {
        let ends = self
            .steps
            .last()
            .is_some_and(|(activities, idle)| match moved {
                Move::Attend(_) => false,
                Move::Start(activity) | Move::Stay(activity) => activities.contains(activity),
                Move::Idle { .. } => *idle,
            });
        if ends {
            self.value.unwrap_or(0).max(0)
        } else {
            0
        }
    }
    fn role(&self, activity: ActivityId, out: &mut Vec<u32>) {
        out.extend(
            self.steps
                .iter()
                .map(|step| u32::from(step.0.contains(activity))),
        );
    }
    fn is_steady(&self) -> bool {
        true
    }
    fn rule(&self) -> Option<RuleId> {
        Some(self.rule)
    }
}

impl PatternAutomaton {
    fn bits(&self, matches: impl Fn(&(Members, bool)) -> bool) -> u64 {
        self.steps
            .iter()
            .enumerate()
            .filter(|(_, step)| matches(step))
            .map(|(index, _)| 1_u64 << index)
            .sum()
    }
}

impl Personal for Pattern {
    fn automata(&self, rule: RuleId, of: &OfDoctor<'_>, found: &mut Found) {
        let steps = self
            .steps
            .iter()
            .map(|step| (of.members(&step.activities), step.idle))
            .collect();
        found.push(PatternAutomaton {
            rule,
            steps,
            value: self.value,
        });
    }
}

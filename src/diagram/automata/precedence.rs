//! 2. Precedence: a rotation starts only when enough other requirements are complete.

use super::personal::{Found, OfDoctor, Personal};
use super::{
    Automaton, Linear, LinearRow, Members, Move, PrivateRow, Progress, Relaxation, Span, Sum,
    breach, sign_number, sign_weight,
};
use crate::ids::{ActivityId, RuleId};
use crate::problem::rule::Precedence;

/// State: a word for each requirement that comes before.
#[derive(Debug)]
pub(crate) struct PrecedenceAutomaton {
    pub(crate) rule: RuleId,
    pub(crate) before: Vec<Progress>,
    pub(crate) count: usize,
    pub(crate) after: Members,
    /// At most one rotation in `after` is allowed anyway.
    pub(crate) after_once: bool,
    pub(crate) weight: Option<i64>,
}

impl Automaton for PrecedenceAutomaton {
    fn width(&self) -> usize {
        self.before.len()
    }
    fn start(&self, state: &mut [u32]) {
        for (progress, word) in self.before.iter().zip(state) {
            *word = progress.initial();
        }
    }
    fn step(&self, state: &mut [u32], step: usize, moved: Move) -> Option<i64> {
        let mut value = 0;
        if let Move::Start(activity) = moved
            && self.after.contains(activity)
        {
            let complete = self
                .before
                .iter()
                .zip(&*state)
                .filter(|(progress, word)| progress.is_complete(**word))
                .count();
            value = breach(i64::from(complete < self.count), self.weight)?;
        }
        for (progress, word) in self.before.iter().zip(state) {
            progress.advance(word, step, moved);
        }
        Some(value)
    }
    fn end(&self, _state: &[u32]) -> Option<i64> {
        Some(0)
    }
    fn parameters(&self, out: &mut Vec<u32>) {
        out.push(self.before.len() as u32);
        self.before.iter().for_each(|progress| progress.sign(out));
        sign_number(self.count as i64, out);
        self.after.sign(out);
        sign_weight(self.weight, out);
    }
    fn relaxation(&self) -> Relaxation {
        // Where all of `before` are needed and each rotation in question happens at most once: starts after ≤ starts before.
        let mut rows = Vec::new();
        if self.weight.is_none() && self.count == self.before.len() && self.after_once {
            for progress in self.before.iter().filter(|progress| progress.atomic) {
                let starts = |members: &Members, coefficient: i64| {
                    let each = |activity: &ActivityId| (*activity, coefficient);
                    members.list().iter().map(each).collect::<Vec<_>>()
                };
                let terms = [starts(&self.after, 1), starts(&progress.activities, -1)].concat();
                rows.push(PrivateRow::hard(terms, true, (i64::MIN, 0)));
            }
        }
        Relaxation::Drop { tier: 1, rows }
    }
    fn most(&self, _moved: Move) -> i64 {
        0
    }
    fn linear(&self, _slots: bool) -> Option<Linear> {
        if self.weight.is_some() || self.count != self.before.len() {
            return None;
        }
        let mut linear = Linear::default();
        for progress in &self.before {
            if progress.atomic && self.after_once {
                // Those that have begun before a step, less those of `after` up to it.
                let begun = Sum {
                    delay: 1,
                    ..Sum::counting(progress.activities.list(), true, Vec::new())
                };
                let mut after = Sum::counting(self.after.list(), true, Vec::new());
                after.terms.iter_mut().for_each(|term| term.1 = -1);
                let row = LinearRow {
                    span: Span::Running,
                    ..LinearRow::whole(begun, (Some(0), None), None)
                };
                linear.rows.push(LinearRow {
                    sums: vec![row.sums[0].clone(), after],
                    ..row
                });
            } else {
                let alone = Self {
                    before: vec![progress.clone()],
                    count: 1,
                    after: self.after.clone(),
                    ..*self
                };
                linear.rest.push(Box::new(alone));
            }
        }
        Some(linear)
    }
    fn role(&self, activity: ActivityId, out: &mut Vec<u32>) {
        out.push(u32::from(self.after.contains(activity)));
        out.extend(
            self.before
                .iter()
                .map(|progress| u32::from(progress.activities.contains(activity))),
        );
    }
    fn is_steady(&self) -> bool {
        self.before.iter().all(Progress::is_steady)
    }
    fn rule(&self) -> Option<RuleId> {
        Some(self.rule)
    }
}

impl Personal for Precedence {
    fn automata(&self, rule: RuleId, of: &OfDoctor<'_>, found: &mut Found) {
        let before = self.before.iter();
        let before: Vec<Progress> = before.map(|&index| of.progress(index)).collect();
        let mut push = |before: Vec<Progress>, count: usize| {
            found.push(PrecedenceAutomaton {
                rule,
                before,
                count,
                after: of.members(&of.problem.requirement(self.after).activities),
                after_once: of.progress(self.after).atomic,
                weight: self.weight,
            });
        };
        // Where all of them are needed each is asked for by itself: together they would have a state for each combination.
        if self.weight.is_none() && self.count == before.len() {
            before
                .into_iter()
                .for_each(|progress| push(vec![progress], 1));
        } else {
            push(before, self.count);
        }
    }
}

//! 7. Hospital limit.

use super::personal::{Found, OfDoctor, Personal};
use super::{
    Automaton, Linear, LinearRow, Members, Move, PrivateRow, Relaxation, Sum, breach, sign_weight,
};
use crate::ids::{ActivityId, RuleId};
use crate::problem::rule::HospitalLimit;

/// State: rotations in one hospital, capped at the limit. Each hospital has its own: together they would have a state for each combination of counts.
#[derive(Debug)]
pub(crate) struct HospitalLimitAutomaton {
    pub(crate) rule: RuleId,
    pub(crate) activities: Members,
    pub(crate) max: u32,
    pub(crate) weight: Option<i64>,
}

impl HospitalLimitAutomaton {
    fn row(&self) -> LinearRow {
        LinearRow::whole(
            Sum::counting(self.activities.list(), true, Vec::new()),
            (None, Some(self.max.into())),
            self.weight,
        )
    }
}

impl Automaton for HospitalLimitAutomaton {
    fn width(&self) -> usize {
        1
    }
    fn start(&self, state: &mut [u32]) {
        state.fill(0);
    }
    fn step(&self, state: &mut [u32], _step: usize, moved: Move) -> Option<i64> {
        let Move::Start(activity) = moved else {
            return Some(0);
        };
        if !self.activities.contains(activity) {
            return Some(0);
        }
        let beyond = state[0] >= self.max;
        state[0] = (state[0] + 1).min(self.max);
        breach(i64::from(beyond), self.weight)
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
        Relaxation::Drop {
            tier: 0,
            rows: PrivateRow::of(vec![self.row()]),
        }
    }
    fn most(&self, _moved: Move) -> i64 {
        0
    }
    fn linear(&self, _slots: bool) -> Option<Linear> {
        Some(Linear {
            rows: vec![self.row()],
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

impl Personal for HospitalLimit {
    fn automata(&self, rule: RuleId, of: &OfDoctor<'_>, found: &mut Found) {
        // Every rotation takes a step at least: a limit that cannot be reached needs no state.
        if (self.max_rotations as usize) < of.axis.len() {
            let (hospitals, count) = of.hospitals(|_| true);
            for hospital in 0..count as u32 {
                let inside = hospitals.iter().filter(|entry| entry.1 == hospital);
                found.push(HospitalLimitAutomaton {
                    rule,
                    activities: Members::new(inside.map(|entry| entry.0), of.relevant),
                    max: self.max_rotations,
                    weight: self.weight,
                });
            }
        }
    }
}

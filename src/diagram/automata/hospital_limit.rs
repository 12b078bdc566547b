//! 7. Hospital limit.

use super::hospitals::{hospital_of, sign_hospitals};
use super::personal::{Found, OfDoctor, Personal};
use super::{Automaton, Linear, LinearRow, Move, PrivateRow, Relaxation, Sum, breach, sign_weight};
use crate::ids::{ActivityId, RuleId};
use crate::problem::rule::HospitalLimit;

/// State: rotations in each hospital, capped at the limit.
#[derive(Debug)]
pub(crate) struct HospitalLimitAutomaton {
    pub(crate) rule: RuleId,
    /// Local number of each activity's hospital, ascending by activity.
    pub(crate) hospitals: Vec<(ActivityId, u32)>,
    pub(crate) count: usize,
    pub(crate) max: u32,
    pub(crate) weight: Option<i64>,
}

impl HospitalLimitAutomaton {
    /// A row for each hospital.
    fn rows(&self) -> impl Iterator<Item = LinearRow> + '_ {
        (0..self.count as u32).map(|hospital| {
            let activities: Vec<ActivityId> = self
                .hospitals
                .iter()
                .filter(|entry| entry.1 == hospital)
                .map(|entry| entry.0)
                .collect();
            LinearRow::whole(
                Sum::counting(&activities, true, Vec::new()),
                (None, Some(self.max.into())),
                self.weight,
            )
        })
    }
}

impl Automaton for HospitalLimitAutomaton {
    fn width(&self) -> usize {
        self.count
    }
    fn start(&self, state: &mut [u32]) {
        state.fill(0);
    }
    fn step(&self, state: &mut [u32], _step: usize, moved: Move) -> Option<i64> {
        let Move::Start(activity) = moved else {
            return Some(0);
        };
        let Some(hospital) = hospital_of(&self.hospitals, activity) else {
            return Some(0);
        };
        let count = &mut state[hospital as usize];
        let beyond = *count >= self.max;
        *count = (*count + 1).min(self.max);
        breach(i64::from(beyond), self.weight)
    }
    fn end(&self, _state: &[u32]) -> Option<i64> {
        Some(0)
    }
    fn parameters(&self, out: &mut Vec<u32>) {
        sign_hospitals(&self.hospitals, out);
        out.push(self.max);
        sign_weight(self.weight, out);
    }
    fn relaxation(&self) -> Relaxation {
        Relaxation::Drop {
            tier: 0,
            rows: PrivateRow::of(self.rows().collect()),
        }
    }
    fn most(&self, _moved: Move) -> i64 {
        0
    }
    fn linear(&self, _slots: bool) -> Option<Linear> {
        Some(Linear {
            rows: self.rows().collect(),
            ..Linear::default()
        })
    }
    fn role(&self, activity: ActivityId, out: &mut Vec<u32>) {
        out.push(hospital_of(&self.hospitals, activity).map_or(0, |hospital| hospital + 1));
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
            found.push(HospitalLimitAutomaton {
                rule,
                hospitals,
                count,
                max: self.max_rotations,
                weight: self.weight,
            });
        }
    }
}

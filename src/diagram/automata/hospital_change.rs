//! 7. Hospital change.

use super::hospitals::{hospital_of, sign_hospitals};
use super::personal::{Found, OfDoctor, Personal};
use super::{Automaton, Move, Relaxation, breach, sign_weight};
use crate::ids::{ActivityId, RuleId};
use crate::problem::rule::HospitalChange;

/// State: 1 + hospital of the last rotation, 0 before the first.
#[derive(Debug)]
pub(crate) struct HospitalChangeAutomaton {
    pub(crate) rule: RuleId,
    /// Local number of each activity's hospital, ascending by activity.
    pub(crate) hospitals: Vec<(ActivityId, u32)>,
    pub(crate) weight: Option<i64>,
}

impl Automaton for HospitalChangeAutomaton {
    fn width(&self) -> usize {
        1
    }
    fn start(&self, state: &mut [u32]) {
        state[0] = 0;
    }
    fn step(&self, state: &mut [u32], _step: usize, moved: Move) -> Option<i64> {
        let Move::Start(activity) = moved else {
            return Some(0);
        };
        let Some(hospital) = hospital_of(&self.hospitals, activity) else {
            return Some(0);
        };
        let changed = state[0] != 0 && state[0] != hospital + 1;
        state[0] = hospital + 1;
        breach(i64::from(changed), self.weight)
    }
    fn end(&self, _state: &[u32]) -> Option<i64> {
        Some(0)
    }
    fn parameters(&self, out: &mut Vec<u32>) {
        sign_hospitals(&self.hospitals, out);
        sign_weight(self.weight, out);
    }
    fn relaxation(&self) -> Relaxation {
        Relaxation::without_rows(3)
    }
    fn most(&self, _moved: Move) -> i64 {
        0
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

impl Personal for HospitalChange {
    fn automata(&self, rule: RuleId, of: &OfDoctor<'_>, found: &mut Found) {
        let (hospitals, _) = of.hospitals(|_| true);
        found.push(HospitalChangeAutomaton {
            rule,
            hospitals,
            weight: self.weight,
        });
    }
}

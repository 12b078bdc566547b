//! 7. Same hospital: all rotations of two requirements in one hospital.

use super::personal::{Found, OfDoctor, Personal};
use super::{Automaton, Move, Relaxation, breach, sign_weight};
use crate::ids::{ActivityId, RuleId};
use crate::problem::rule::SameHospital;

/// State: the hospitals seen, as bits.
#[derive(Debug)]
pub(crate) struct SameHospitalAutomaton {
    pub(crate) rule: RuleId,
    /// Local number of the hospital of each activity that counts, ascending by activity.
    pub(crate) hospitals: Vec<(ActivityId, u32)>,
    pub(crate) count: usize,
    pub(crate) weight: Option<i64>,
}

impl Automaton for SameHospitalAutomaton {
    fn width(&self) -> usize {
        self.count.div_ceil(32).max(1)
    }
    fn start(&self, state: &mut [u32]) {
        state.fill(0);
    }
    fn step(&self, state: &mut [u32], _step: usize, moved: Move) -> Option<i64> {
        let Move::Start(activity) = moved else {
            return Some(0);
        };
        let Ok(position) = self
            .hospitals
            .binary_search_by_key(&activity, |entry| entry.0)
        else {
            return Some(0);
        };
        let hospital = self.hospitals[position].1;
        let (word, bit) = ((hospital / 32) as usize, 1_u32 << (hospital % 32));
        let others = state.iter().any(|word| *word != 0);
        let new = state[word] & bit == 0;
        state[word] |= bit;
        breach(i64::from(new && others), self.weight)
    }
    fn end(&self, _state: &[u32]) -> Option<i64> {
        Some(0)
    }
    fn parameters(&self, out: &mut Vec<u32>) {
        out.push(self.hospitals.len() as u32);
        out.extend(
            self.hospitals
                .iter()
                .flat_map(|(activity, hospital)| [activity.index() as u32, *hospital]),
        );
        sign_weight(self.weight, out);
    }
    fn relaxation(&self) -> Relaxation {
        Relaxation::without_rows(2)
    }
    fn most(&self, _moved: Move) -> i64 {
        0
    }
    fn role(&self, activity: ActivityId, out: &mut Vec<u32>) {
        let position = self
            .hospitals
            .binary_search_by_key(&activity, |entry| entry.0);
        out.push(position.map_or(0, |position| self.hospitals[position].1 + 1));
    }
    fn is_steady(&self) -> bool {
        true
    }
    fn rule(&self) -> Option<RuleId> {
        Some(self.rule)
    }
}

impl Personal for SameHospital {
    fn automata(&self, rule: RuleId, of: &OfDoctor<'_>, found: &mut Found) {
        let (first, second) = (
            of.problem.requirement(self.first),
            of.problem.requirement(self.second),
        );
        let (hospitals, count) = of.hospitals(|activity| {
            first.activities.contains(activity) || second.activities.contains(activity)
        });
        found.push(SameHospitalAutomaton {
            rule,
            hospitals,
            count,
            weight: self.weight,
        });
    }
}

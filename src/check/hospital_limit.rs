//! Family 7: most rotations in one hospital.

use super::judge::{JudgeDoctor, OfDoctor};
use super::ledger::Findings;
use crate::ids::HospitalId;
use crate::problem::rule::HospitalLimit;
use std::collections::BTreeMap;

impl JudgeDoctor for HospitalLimit {
    fn judge(&self, case: &OfDoctor<'_>, findings: &mut Findings<'_>) {
        let (problem, timeline) = (case.problem, case.timeline);
        let mut rotations: BTreeMap<HospitalId, i64> = BTreeMap::new();
        for stay in &timeline.stays {
            *rotations
                .entry(problem.activity(stay.activity).hospital)
                .or_default() += 1;
        }
        for in_one in rotations.values() {
            findings.add(self.weight, None, in_one - i64::from(self.max_rotations));
        }
    }
}

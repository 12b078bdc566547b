//! Family 7: two requirements in one hospital.

use super::judge::{JudgeDoctor, OfDoctor};
use super::ledger::{Findings, count};
use crate::ids::HospitalId;
use crate::problem::rule::SameHospital;
use std::collections::BTreeSet;

impl JudgeDoctor for SameHospital {
    fn judge(&self, case: &OfDoctor<'_>, findings: &mut Findings<'_>) {
        let (problem, timeline) = (case.problem, case.timeline);
        let (first, second) = (
            problem.requirement(self.first),
            problem.requirement(self.second),
        );
        let speaks_of =
            |activity| first.activities.contains(activity) || second.activities.contains(activity);
        let stays = timeline
            .stays
            .iter()
            .filter(|stay| speaks_of(stay.activity));
        let hospitals: BTreeSet<HospitalId> = stays
            .map(|stay| problem.activity(stay.activity).hospital)
            .collect();
        findings.add(self.weight, None, count(hospitals.len()) - 1);
    }
}

//! Family 7: consecutive rotations in different hospitals.

use super::judge::{JudgeDoctor, OfDoctor};
use super::ledger::Findings;
use crate::problem::rule::HospitalChange;

impl JudgeDoctor for HospitalChange {
    fn judge(&self, case: &OfDoctor<'_>, findings: &mut Findings<'_>) {
        let (problem, timeline) = (case.problem, case.timeline);
        for pair in timeline.stays.windows(2) {
            if problem.activity(pair[0].activity).hospital
                != problem.activity(pair[1].activity).hospital
            {
                findings.add(self.weight, Some(pair[1].first), 1);
            }
        }
    }
}

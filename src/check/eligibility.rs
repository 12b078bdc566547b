//! Family 8: specialty, role, language and tags fit, or are waived.

use super::judge::{JudgeDoctor, OfDoctor};
use super::ledger::{Findings, count};
use crate::problem::rule::Eligibility;

impl JudgeDoctor for Eligibility {
    fn judge(&self, case: &OfDoctor<'_>, findings: &mut Findings<'_>) {
        let (problem, timeline) = (case.problem, case.timeline);
        let eligible = problem.eligible(timeline.doctor);
        for stay in timeline.stays.iter().filter(|stay| !eligible.contains(stay.activity)) {
            let mut present = timeline.present_periods(stay);
            if let Some(first) = present.next() {
                findings.add(None, Some(first), 1 + count(present.count()));
            }
        }
    }
}

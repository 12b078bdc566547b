//! Family 8: specialty, role, language and tags fit, or are waived.

use super::ledger::{Findings, count};
use super::timeline::Timeline;
use crate::problem::Problem;

pub(super) fn judge(problem: &Problem, timeline: &Timeline, findings: &mut Findings<'_>) {
    let eligible = problem.eligible(timeline.doctor);
    for stay in timeline.stays.iter().filter(|stay| !eligible.contains(stay.activity)) {
        let mut present = timeline.present_periods(stay);
        if let Some(first) = present.next() {
            findings.add(None, Some(first), 1 + count(present.count()));
        }
    }
}

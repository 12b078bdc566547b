//! Family 8: specialty, role, language and tags fit, or are waived.

use super::judge::{JudgeDoctor, OfDoctor};
use super::ledger::{Findings, count};
use crate::problem::rule::Eligibility;

impl JudgeDoctor for Eligibility {
    fn judge(&self, case: &OfDoctor<'_>, findings: &mut Findings<'_>) {
        let (problem, timeline) = (case.problem, case.timeline);
        let eligible = problem.eligible(timeline.doctor);
        for stay in &timeline.stays {
            let moments = timeline
                .moments()
                .filter(|(period, _)| stay.first <= *period && *period <= stay.last);
            // Whoever keeps a place has to be eligible for it.
            let mut wrong = moments.filter(|(_, moment)| {
                let activity = moment.present_in().or(moment.kept_in());
                activity.is_some_and(|activity| !eligible.contains(activity))
            });
            if let Some((first, _)) = wrong.next() {
                findings.add(None, Some(first), 1 + count(wrong.count()));
            }
        }
    }
}

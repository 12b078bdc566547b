//! Family 6: begun in or before a period.

use super::judge::{JudgeDoctor, OfDoctor};
use super::ledger::Findings;
use crate::problem::rule::FirstBy;

impl JudgeDoctor for FirstBy {
    fn judge(&self, case: &OfDoctor<'_>, findings: &mut Findings<'_>) {
        let timeline = case.timeline;
        let begun = timeline
            .stays
            .iter()
            .any(|stay| stay.first <= self.by && self.activities.contains(stay.activity));
        if !begun {
            findings.add(self.weight, Some(self.by), 1);
        }
    }
}

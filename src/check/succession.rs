//! Family 6: which rotations follow which, and how soon.

use super::judge::{JudgeDoctor, OfDoctor};
use super::ledger::Findings;
use crate::problem::rule::Succession;

impl JudgeDoctor for Succession {
    fn judge(&self, case: &OfDoctor<'_>, findings: &mut Findings<'_>) {
        let timeline = case.timeline;
        for (position, stay) in timeline.stays.iter().enumerate() {
            if !self.first.contains(stay.activity) {
                continue;
            }
            let next = timeline
                .stays
                .get(position + 1)
                .filter(|next| !self.immediate || next.from == stay.to + 1);
            let follows = next.is_some_and(|next| self.next.contains(next.activity));
            if follows != self.must {
                findings.add(self.weight, Some(stay.first), 1);
            }
        }
    }
}

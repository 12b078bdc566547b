//! Family 6: how soon rotations follow each other.

use super::judge::{JudgeDoctor, OfDoctor};
use super::ledger::{Findings, count};
use crate::problem::rule::Spacing;

impl JudgeDoctor for Spacing {
    fn judge(&self, case: &OfDoctor<'_>, findings: &mut Findings<'_>) {
        let timeline = case.timeline;
        let mut earlier: Option<usize> = None;
        for stay in &timeline.stays {
            if let Some(end) = earlier.filter(|_| self.second.contains(stay.activity))
                && count(stay.from.saturating_sub(end + 1)) < i64::from(self.min_gap_blocks)
            {
                findings.add(self.weight, Some(stay.first), 1);
            }
            if self.first.contains(stay.activity) {
                earlier = Some(stay.to);
            }
        }
    }
}

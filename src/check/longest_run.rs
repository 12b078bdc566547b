//! Family 6: the longest stretch in any of the activities.

use super::judge::{JudgeDoctor, OfDoctor};
use super::ledger::{Findings, count};
use crate::problem::rule::LongestRun;

impl JudgeDoctor for LongestRun {
    fn judge(&self, case: &OfDoctor<'_>, findings: &mut Findings<'_>) {
        let timeline = case.timeline;
        for stretch in timeline
            .blocks
            .chunk_by(|one, next| one.is_in(&self.activities) == next.is_in(&self.activities))
        {
            if let Some(first) = stretch
                .first()
                .filter(|first| first.is_in(&self.activities))
            {
                findings.add(
                    self.weight,
                    Some(first.first),
                    count(stretch.len()) - i64::from(self.max_blocks),
                );
            }
        }
    }
}

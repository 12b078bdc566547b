//! Family 9: what being idle costs.

use super::judge::{JudgeDoctor, OfDoctor};
use super::ledger::{Findings, count};
use super::timeline::{Block, Content};
use crate::problem::rule::Idle;

impl JudgeDoctor for Idle {
    fn judge(&self, case: &OfDoctor<'_>, findings: &mut Findings<'_>) {
        let timeline = case.timeline;
        let first = timeline.stays.first().map_or(0, |stay| stay.from);
        let after = timeline.stays.last().map_or(0, |stay| stay.to + 1);
        let costs = |block: &Block| match block.content {
            Content::Activity(_) => false,
            Content::Idle => true,
            Content::Leave => self.leave,
        };
        let in_range = |position: usize| {
            (position >= first || self.leading) && (position < after || self.trailing)
        };
        let idle = timeline
            .blocks
            .iter()
            .enumerate()
            .filter(|(position, block)| in_range(*position) && costs(block))
            .count();
        findings.earn(self.cost.saturating_neg(), count(idle));
    }
}

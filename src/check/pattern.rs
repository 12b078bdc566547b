//! Family 6: occurrences of a pattern, overlapping ones included.

use super::judge::{JudgeDoctor, OfDoctor};
use super::ledger::Findings;
use super::timeline::{Block, Content};
use crate::problem::rule::{Pattern, PatternStep};

impl JudgeDoctor for Pattern {
    fn judge(&self, case: &OfDoctor<'_>, findings: &mut Findings<'_>) {
        let timeline = case.timeline;
        if self.steps.is_empty() {
            return;
        }
        for blocks in timeline.blocks.windows(self.steps.len()) {
            if blocks
                .iter()
                .zip(&self.steps)
                .all(|(block, step)| matches(block, step))
            {
                match self.value {
                    Some(value) => findings.earn(value, 1),
                    None => findings.add(None, blocks.first().map(|block| block.first), 1),
                }
            }
        }
    }
}

fn matches(block: &Block, step: &PatternStep) -> bool {
    match block.content {
        Content::Activity(activity) => step.activities.contains(activity),
        Content::Idle | Content::Leave => step.idle,
    }
}

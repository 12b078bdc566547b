//! Family 6: so many blocks in any window.

use super::judge::{JudgeDoctor, OfDoctor};
use super::ledger::{Findings, count, distance};
use super::timeline::Block;
use crate::problem::rule::Window;

impl JudgeDoctor for Window {
    fn judge(&self, case: &OfDoctor<'_>, findings: &mut Findings<'_>) {
        let timeline = case.timeline;
        let length = self.window_blocks as usize;
        let holds = |block: &Block| usize::from(block.is_in(&self.activities));
        if length == 0 || timeline.blocks.len() < length {
            return;
        }
        let mut inside: usize = timeline.blocks[..length].iter().map(holds).sum();
        for start in 0..=timeline.blocks.len() - length {
            if start > 0 {
                inside = inside + holds(&timeline.blocks[start + length - 1])
                    - holds(&timeline.blocks[start - 1]);
            }
            let amount = distance(count(inside), self.min.into(), self.max.into());
            findings.add(self.weight, Some(timeline.blocks[start].first), amount);
        }
    }
}

//! Family 6: windows, longest runs, first starts and patterns along the axis.

use super::ledger::{Findings, count, distance};
use super::timeline::{Block, Content, Timeline};
use crate::problem::rule::{ActivitySet, FirstBy, LongestRun, Pattern, PatternStep, Window};

/// At least and at most so many in any window.
pub(super) fn judge_window(rule: &Window, timeline: &Timeline, findings: &mut Findings<'_>) {
    let length = rule.window_blocks as usize;
    let holds = |block: &Block| usize::from(is_in(block, &rule.activities));
    if length == 0 || timeline.blocks.len() < length {
        return;
    }
    let mut inside: usize = timeline.blocks[..length].iter().map(holds).sum();
    for start in 0..=timeline.blocks.len() - length {
        if start > 0 {
            inside = inside + holds(&timeline.blocks[start + length - 1]) - holds(&timeline.blocks[start - 1]);
        }
        let amount = distance(count(inside), rule.min.into(), rule.max.into());
        findings.add(rule.weight, Some(timeline.blocks[start].first), amount);
    }
}

/// Longest stretch in any of the activities.
pub(super) fn judge_longest_run(rule: &LongestRun, timeline: &Timeline, findings: &mut Findings<'_>) {
    for stretch in timeline.blocks.chunk_by(|one, next| is_in(one, &rule.activities) == is_in(next, &rule.activities)) {
        if let Some(first) = stretch.first().filter(|first| is_in(first, &rule.activities)) {
            findings.add(rule.weight, Some(first.first), count(stretch.len()) - i64::from(rule.max_blocks));
        }
    }
}

/// Begun in or before a period.
pub(super) fn judge_first_by(rule: &FirstBy, timeline: &Timeline, findings: &mut Findings<'_>) {
    let begun = timeline.stays.iter().any(|stay| stay.first <= rule.by && rule.activities.contains(stay.activity));
    if !begun {
        findings.add(rule.weight, Some(rule.by), 1);
    }
}

/// Occurrences of a pattern, overlapping ones included.
pub(super) fn judge_pattern(rule: &Pattern, timeline: &Timeline, findings: &mut Findings<'_>) {
    if rule.steps.is_empty() {
        return;
    }
    for blocks in timeline.blocks.windows(rule.steps.len()) {
        if blocks.iter().zip(&rule.steps).all(|(block, step)| matches(block, step)) {
            match rule.value {
                Some(value) => findings.earn(value, 1),
                None => findings.add(None, blocks.first().map(|block| block.first), 1),
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

fn is_in(block: &Block, activities: &ActivitySet) -> bool {
    block.content.activity().is_some_and(|activity| activities.contains(activity))
}

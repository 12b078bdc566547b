//! Family 6: which rotations follow which, and how soon.

use super::ledger::{Findings, count};
use super::timeline::Timeline;
use crate::problem::rule::{Spacing, Succession};

/// Must be, may not be followed by.
pub(super) fn judge(rule: &Succession, timeline: &Timeline, findings: &mut Findings<'_>) {
    for (position, stay) in timeline.stays.iter().enumerate() {
        if !rule.first.contains(stay.activity) {
            continue;
        }
        let next = timeline.stays.get(position + 1).filter(|next| !rule.immediate || next.from == stay.to + 1);
        let follows = next.is_some_and(|next| rule.next.contains(next.activity));
        if follows != rule.must {
            findings.add(rule.weight, Some(stay.first), 1);
        }
    }
}

/// Cool-down.
pub(super) fn judge_spacing(rule: &Spacing, timeline: &Timeline, findings: &mut Findings<'_>) {
    let mut earlier: Option<usize> = None;
    for stay in &timeline.stays {
        if let Some(end) = earlier.filter(|_| rule.second.contains(stay.activity))
            && count(stay.from.saturating_sub(end + 1)) < i64::from(rule.min_gap_blocks)
        {
            findings.add(rule.weight, Some(stay.first), 1);
        }
        if rule.first.contains(stay.activity) {
            earlier = Some(stay.to);
        }
    }
}

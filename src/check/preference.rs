//! Family 9: what being somewhere is worth, and what being idle costs.

use super::ledger::{Findings, count};
use super::timeline::{Block, Content, Timeline};
use crate::ids::PeriodId;
use crate::problem::rule::{Idle, Per, Preference};

/// Values of periods, blocks or rotations.
pub(super) fn judge(rule: &Preference, timeline: &Timeline, findings: &mut Findings<'_>) {
    let is_paid = |period: PeriodId| rule.periods.as_ref().is_none_or(|periods| periods.contains(period));
    for stay in timeline.stays.iter().filter(|stay| rule.activities.contains(stay.activity)) {
        let units = match rule.per {
            Per::Period => timeline.present_periods(stay).filter(|period| is_paid(*period)).count(),
            Per::Block => {
                let held = timeline.blocks[stay.from..=stay.to].iter().filter(|block| block.content.activity().is_some());
                held.filter(|block| is_paid(block.first)).count()
            }
            Per::Rotation => usize::from(is_paid(stay.first)),
        };
        findings.earn(rule.value, count(units));
    }
}

/// Costs of idle blocks.
pub(super) fn judge_idle(rule: &Idle, timeline: &Timeline, findings: &mut Findings<'_>) {
    let first = timeline.stays.first().map_or(0, |stay| stay.from);
    let after = timeline.stays.last().map_or(0, |stay| stay.to + 1);
    let costs = |block: &Block| match block.content {
        Content::Activity(_) => false,
        Content::Idle => true,
        Content::Leave => rule.leave,
    };
    let in_range = |position: usize| (position >= first || rule.leading) && (position < after || rule.trailing);
    let idle = timeline.blocks.iter().enumerate().filter(|(position, block)| in_range(*position) && costs(block)).count();
    findings.earn(rule.cost.saturating_neg(), count(idle));
}

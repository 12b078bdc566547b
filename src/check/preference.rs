//! Family 9: what being somewhere is worth, and what being idle costs.

use super::judge::{JudgeDoctor, OfDoctor};
use super::ledger::{Findings, count};
use super::timeline::Timeline;
use crate::ids::PeriodId;
use crate::problem::rule::{Per, Preference};

impl JudgeDoctor for Preference {
    fn judge(&self, case: &OfDoctor<'_>, findings: &mut Findings<'_>) {
        findings.earn(self.value, units(self, case.timeline));
    }
}

/// How many periods, blocks or rotations are paid for.
pub(super) fn units(rule: &Preference, timeline: &Timeline) -> i64 {
    let is_paid = |period: PeriodId| {
        rule.periods
            .as_ref()
            .is_none_or(|periods| periods.contains(period))
    };
    let stays = timeline
        .stays
        .iter()
        .filter(|stay| rule.activities.contains(stay.activity));
    count(match rule.per {
        Per::Period => timeline
            .doing(&rule.activities)
            .filter(|period| is_paid(*period))
            .count(),
        Per::Block => timeline
            .blocks
            .iter()
            .filter(|block| block.is_in(&rule.activities) && is_paid(block.first))
            .count(),
        Per::Rotation => stays.filter(|stay| is_paid(stay.first)).count(),
    })
}

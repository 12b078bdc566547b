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
    let is_paid = |period: PeriodId| rule.periods.as_ref().is_none_or(|periods| periods.contains(period));
    let stays = timeline.stays.iter().filter(|stay| rule.activities.contains(stay.activity));
    stays
        .map(|stay| match rule.per {
            Per::Period => timeline.present_periods(stay).filter(|period| is_paid(*period)).count(),
            Per::Block => {
                let held = timeline.blocks[stay.from..=stay.to].iter().filter(|block| block.content.activity().is_some());
                held.filter(|block| is_paid(block.first)).count()
            }
            Per::Rotation => usize::from(is_paid(stay.first)),
        })
        .fold(0, |sum, units| count(units).saturating_add(sum))
}

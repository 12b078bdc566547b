//! Family 9: what being somewhere is worth, and what being idle costs.

use super::judge::{JudgeDoctor, OfDoctor};
use super::ledger::{Findings, count};
use crate::ids::PeriodId;
use crate::problem::rule::{Per, Preference};

impl JudgeDoctor for Preference {
    fn judge(&self, case: &OfDoctor<'_>, findings: &mut Findings<'_>) {
        let timeline = case.timeline;
        let is_paid = |period: PeriodId| self.periods.as_ref().is_none_or(|periods| periods.contains(period));
        for stay in timeline.stays.iter().filter(|stay| self.activities.contains(stay.activity)) {
            let units = match self.per {
                Per::Period => timeline.present_periods(stay).filter(|period| is_paid(*period)).count(),
                Per::Block => {
                    let held = timeline.blocks[stay.from..=stay.to].iter().filter(|block| block.content.activity().is_some());
                    held.filter(|block| is_paid(block.first)).count()
                }
                Per::Rotation => usize::from(is_paid(stay.first)),
            };
            findings.earn(self.value, count(units));
        }
    }
}

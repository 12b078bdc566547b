//! Family 15: values of cells in code.

use super::judge::{JudgeDoctor, OfDoctor};
use super::ledger::Findings;
use crate::problem::rule::CustomValue;

impl JudgeDoctor for CustomValue {
    fn judge(&self, case: &OfDoctor<'_>, findings: &mut Findings<'_>) {
        let timeline = case.timeline;
        for (period, moment) in timeline.moments() {
            if let Some(activity) = moment.does() {
                let count = self.counts.count(timeline.doctor, activity, period);
                findings.earn(self.value, count);
            }
        }
    }
}

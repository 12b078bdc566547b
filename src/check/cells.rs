//! Family 5: what a doctor may do in given periods.

use super::judge::{JudgeDoctor, OfDoctor};
use super::ledger::Findings;
use crate::problem::rule::Cells;

impl JudgeDoctor for Cells {
    fn judge(&self, case: &OfDoctor<'_>, findings: &mut Findings<'_>) {
        let timeline = case.timeline;
        for entry in &self.entries {
            for &period in timeline.within(&entry.periods) {
                let Some(moment) = timeline.moment(period).filter(|moment| moment.is_open()) else {
                    continue;
                };
                let fits = moment
                    .activity
                    .map_or(entry.idle, |activity| entry.allowed.contains(activity));
                if !fits {
                    findings.add(self.weight, Some(period), 1);
                }
            }
        }
    }
}

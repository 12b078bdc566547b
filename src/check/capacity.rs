//! Family 10: places of departments and activities in each period.

use super::judge::{JudgeAll, OfAll};
use super::ledger::Findings;
use super::loads::subject_of_activities;
use crate::problem::rule::Capacity;

impl JudgeAll for Capacity {
    fn judge(&self, case: &OfAll<'_>, findings: &mut Findings<'_>) {
        let loads = case.loads;
        let counts = loads.head_counts(&self.doctors, &self.activities);
        let taken = loads.places_taken(&self.doctors, &self.activities);
        for limit in &self.limits {
            let at = |counts: &[i64]| counts.get(limit.period.index()).copied().unwrap_or(0);
            let beyond = limit
                .max
                .map_or(0, |max| at(&taken).saturating_sub(max))
                .max(0);
            let amount = beyond.saturating_add(limit.min.saturating_sub(at(&counts)).max(0));
            if amount > 0 {
                findings.add_for(
                    subject_of_activities(loads.problem, &self.activities),
                    self.weight,
                    Some(limit.period),
                    amount,
                );
            }
        }
    }
}

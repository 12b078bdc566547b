//! Family 12: at most so many in one place.

use super::judge::{JudgeAll, OfAll};
use super::ledger::Findings;
use super::loads::{at, subject_of_place};
use crate::problem::rule::Apart;

impl JudgeAll for Apart {
    fn judge(&self, case: &OfAll<'_>, findings: &mut Findings<'_>) {
        let loads = case.loads;
        let counts = loads.head_counts_by_place(&self.doctors, &self.activities, self.scope);
        for (place, counts) in counts
            .iter()
            .enumerate()
            .filter(|(_, counts)| !counts.is_empty())
        {
            let subject = subject_of_place(loads.problem, self.scope, place);
            for (period, doctors) in at(counts, &self.periods) {
                findings.add_for(
                    subject,
                    self.weight,
                    Some(period),
                    doctors.saturating_sub(self.max_together),
                );
            }
        }
    }
}

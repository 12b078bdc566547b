//! Family 13: fullest minus emptiest period.

use super::judge::{JudgeAll, OfAll};
use super::ledger::Findings;
use super::loads::at;
use crate::problem::rule::EvenLoad;

impl JudgeAll for EvenLoad {
    fn judge(&self, case: &OfAll<'_>, findings: &mut Findings<'_>) {
        let loads = case.loads;
        let counts = loads.head_counts(&self.doctors, &self.activities);
        let fullest = at(&counts, &self.periods)
            .map(|(_, doctors)| doctors)
            .max()
            .unwrap_or(0);
        let emptiest = at(&counts, &self.periods)
            .map(|(_, doctors)| doctors)
            .min()
            .unwrap_or(0);
        let difference = fullest - emptiest;
        findings.earn(self.weight.saturating_neg(), difference);
        findings.add(
            None,
            None,
            self.at_most
                .map_or(0, |at_most| difference.saturating_sub(at_most)),
        );
    }
}

//! Family 12: at most so many doctors for each companion.

use super::judge::{JudgeAll, OfAll};
use super::ledger::Findings;
use super::loads::{at, subject_of_place};
use crate::problem::rule::Team;

impl JudgeAll for Team {
    fn judge(&self, case: &OfAll<'_>, findings: &mut Findings<'_>) {
        let loads = case.loads;
        let doctors = loads.head_counts_by_place(&self.doctors, &self.activities, self.scope);
        let companions = loads.head_counts_by_place(&self.companions, &self.activities, self.scope);
        for (place, (doctors, companions)) in doctors
            .iter()
            .zip(&companions)
            .enumerate()
            .filter(|(_, counts)| !counts.0.is_empty())
        {
            let subject = subject_of_place(loads.problem, self.scope, place);
            for (period, doctors) in at(doctors, &self.periods) {
                let company = companions.get(period.index()).copied().unwrap_or(0);
                let amount =
                    doctors.saturating_sub(company.saturating_mul(self.doctors_per_companion));
                findings.add_for(subject, self.weight, Some(period), amount);
            }
        }
    }
}

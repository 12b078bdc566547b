//! Family 12: head counts of any two places differ by little; the excess over all other places is written about the fuller one.

use super::judge::{JudgeAll, OfAll};
use super::ledger::Findings;
use super::loads::subject_of_activities;
use crate::problem::rule::SplitEvenly;

impl JudgeAll for SplitEvenly {
    fn judge(&self, case: &OfAll<'_>, findings: &mut Findings<'_>) {
        let loads = case.loads;
        let counts: Vec<Vec<i64>> = self
            .departments
            .iter()
            .map(|place| loads.head_counts(&self.doctors, place))
            .collect();
        for period in self.periods.iter() {
            let doctors_at = |counts: &Vec<i64>| counts.get(period.index()).copied().unwrap_or(0);
            for (place, fuller) in counts.iter().enumerate() {
                let excess = |emptier: &Vec<i64>| {
                    (doctors_at(fuller) - doctors_at(emptier))
                        .saturating_sub(self.tolerance)
                        .max(0)
                };
                let amount = counts.iter().map(excess).sum();
                if amount > 0 {
                    findings.add_for(
                        subject_of_activities(loads.problem, &self.departments[place]),
                        self.weight,
                        Some(period),
                        amount,
                    );
                }
            }
        }
    }
}

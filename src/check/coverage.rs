//! Family 11: weighted sums over doctors, activities and periods.

use super::judge::{JudgeAll, OfAll};
use super::ledger::{Findings, distance};
use super::loads::{at, subject_of_activities};
use crate::problem::rule::{Coverage, DoctorSet};

impl JudgeAll for Coverage {
    fn judge(&self, case: &OfAll<'_>, findings: &mut Findings<'_>) {
        let loads = case.loads;
        let doctors: DoctorSet = self.doctor_weights.iter().map(|entry| entry.0).collect();
        let mut sums = vec![0_i64; loads.problem.horizon().len()];
        loads.visit(&doctors, &self.activities, |cell| {
            let found = self
                .doctor_weights
                .binary_search_by_key(&cell.doctor, |entry| entry.0);
            let weight = found.map_or(0, |position| self.doctor_weights[position].1);
            let counted = if self.half_presence && cell.half {
                weight / 2
            } else {
                weight
            };
            let sum = &mut sums[cell.period.index()];
            *sum = sum.saturating_add(counted);
        });
        let subject = subject_of_activities(loads.problem, &self.activities);
        if self.each_period {
            for (period, sum) in at(&sums, &self.periods) {
                findings.add_for(
                    subject,
                    self.weight,
                    Some(period),
                    distance_to_allowed(sum, self),
                );
            }
        } else {
            let total =
                at(&sums, &self.periods).fold(0_i64, |total, (_, sum)| total.saturating_add(sum));
            findings.add_for(subject, self.weight, None, distance_to_allowed(total, self));
        }
    }
}

/// Distance to the nearest value between the limits that is allowed; where there is none, the larger of the distances to
/// the limits and to the allowed values.
fn distance_to_allowed(sum: i64, rule: &Coverage) -> i64 {
    let (min, max) = (rule.min.unwrap_or(i64::MIN), rule.max.unwrap_or(i64::MAX));
    let to_limits = distance(sum, min, max);
    if rule.allowed.is_empty() {
        return to_limits;
    }
    let nearest = |values: &mut dyn Iterator<Item = &i64>| {
        values.map(|value| distance(sum, *value, *value)).min()
    };
    let inside = nearest(
        &mut rule
            .allowed
            .iter()
            .filter(|value| min <= **value && **value <= max),
    );
    inside.unwrap_or_else(|| to_limits.max(nearest(&mut rule.allowed.iter()).unwrap_or(0)))
}

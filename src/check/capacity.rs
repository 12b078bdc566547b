//! Family 10: places of departments and activities in each period.

use super::ledger::Findings;
use super::loads::{Loads, subject_of_activities};
use crate::problem::rule::Capacity;

pub(super) fn judge(rule: &Capacity, loads: &Loads<'_>, findings: &mut Findings<'_>) {
    let counts = loads.head_counts(&rule.doctors, &rule.activities);
    for limit in &rule.limits {
        let doctors = counts.get(limit.period.index()).copied().unwrap_or(0);
        let beyond = limit.max.map_or(0, |max| doctors.saturating_sub(max));
        let amount = beyond.max(limit.min.saturating_sub(doctors));
        if amount > 0 {
            findings.add_for(subject_of_activities(loads.problem, &rule.activities), rule.weight, Some(limit.period), amount);
        }
    }
}

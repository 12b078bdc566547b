//! Family 1: amounts, runs and rotations.

use super::prelude::*;

resolved_rule! {
    /// 1. Amount, run length and number of rotations in a set of activities.
    Requirement {
        /// Position in [`Problem::requirements`](crate::Problem::requirements), where the limits are.
        requirement: RequirementIndex = Plain,
    }
}

impl resolved::Requirement {
    fn limits<'a>(&self, data: &'a ProblemData) -> &'a RequirementLimits {
        &data.requirements[self.requirement]
    }
}

impl Facts for resolved::Requirement {
    fn meaning(&self) -> (&'static str, &'static str) {
        (
            "amount, number or length of rotations outside the limits",
            "units",
        )
    }
    fn breach(&self, amount: i64, say: &dyn Say) -> String {
        format!("{} off by {amount}", say.requirement(self.requirement))
    }
    fn wants(&self, data: &ProblemData, add: &mut dyn FnMut(ActivityId)) -> Wants {
        self.limits(data).activities.iter().for_each(add);
        Wants::Named
    }
    fn is_blind_to_idle(&self, _new: &[PeriodId]) -> bool {
        true
    }
    fn treats_doctors_alike(&self) -> bool {
        true
    }
    fn doctors<'a>(&'a self, data: &'a ProblemData) -> Option<&'a DoctorSet> {
        Some(&self.limits(data).doctors)
    }
    fn is_hard(&self, data: &ProblemData) -> bool {
        // Limits of rotations are hard whatever the weight.
        let limits = self.limits(data);
        limits.weight.is_none()
            || limits.runs_min > 0
            || limits.run_min > 1
            || limits.run_max < i64::MAX
            || limits.runs_max < i64::MAX
    }
    fn cost(&self, data: &ProblemData) -> Option<i64> {
        self.limits(data).weight
    }
    fn numbers(&self, data: &ProblemData) -> Vec<i64> {
        let limits = self.limits(data);
        let bounded = |limit: i64| if limit == i64::MAX { 0 } else { limit };
        let mut numbers = vec![
            limits.min,
            bounded(limits.max),
            limits.run_min,
            bounded(limits.run_max),
            limits.runs_min,
            bounded(limits.runs_max),
        ];
        numbers.extend(limits.history.iter().flat_map(|entry| [entry.1, entry.2]));
        numbers.extend(limits.weight);
        numbers
    }
    fn units(&self, size: &Size<'_>) -> i128 {
        let limits = self.limits(size.data);
        let earlier = limits
            .history
            .iter()
            .map(|entry| i128::from(entry.1))
            .max()
            .unwrap_or(0);
        (size.periods + earlier).max(limits.min.into())
    }
}

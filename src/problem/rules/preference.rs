//! Family 9: values of being somewhere.

use super::prelude::*;

resolved_rule! {
    /// 9. Value of being somewhere.
    Preference {
        /// Who.
        doctors: DoctorSet = Doctors,
        /// Where.
        activities: ActivitySet = Activities,
        /// When; always if `None`.
        periods: Option<PeriodSet> = Periods,
        /// Value of each unit.
        value: i64 = Number,
        /// What the value is paid for.
        per: Per = Plain,
    }
}

impl Facts for resolved::Preference {
    fn meaning(&self) -> (&'static str, &'static str) {
        ("a wish is not met", "units")
    }
    fn breach(&self, amount: i64, say: &dyn Say) -> String {
        format!("{} against a preference", say.count(amount, "unit"))
    }
    fn wants(&self, _data: &ProblemData, add: &mut dyn FnMut(ActivityId)) -> Wants {
        if self.value > 0 {
            self.activities.iter().for_each(add);
        }
        Wants::Named
    }
    fn cost(&self, _data: &ProblemData) -> Option<i64> {
        Some(self.value.saturating_neg())
    }
}

//! Family 15: values of cells in code.

use super::prelude::*;
use crate::problem::custom::{CellCode, Counts};

draft_rule! {
    /// 15. Value of cells that code counts; see [`custom`](crate::problem::custom). It is in no file.
    CustomValue {
        /// Who; everybody if empty.
        [default] doctors: DoctorFilter = Doctors,
        /// Where; everywhere if empty.
        [default] activities: ActivityFilter = Activities,
        /// When; always if empty.
        [default] periods: PeriodFilter = Periods,
        /// What each cell counts.
        counts: CellCode = Plain,
        /// Value of one of the count; negative for a cost.
        value: i64 = Cost,
    }
}

resolved_rule! {
    /// 15. Value of cells that code counts.
    CustomValue {
        /// Who.
        doctors: DoctorSet = Doctors,
        /// What each cell counts.
        counts: Counts = Plain,
        /// Value of one of the count; negative for a cost.
        value: i64 = Cost,
    }
}

impl Draft for CustomValue {
    fn add_to(&self, at: &mut At<'_>) -> Option<()> {
        let doctors: Option<DoctorSet> = Doctors.resolve(&self.doctors, "doctors", at);
        let activities: Option<ActivitySet> =
            Activities.resolve(&self.activities, "activities", at);
        let periods: Option<PeriodSet> = Periods.resolve(&self.periods, "periods", at);
        let doctors = doctors?;
        let counts = ask_counts(&self.counts, &doctors, &activities?, &periods?, at)?;
        at.add(Rule::CustomValue(resolved::CustomValue {
            doctors,
            counts,
            value: self.value,
        }));
        Some(())
    }
}

impl Facts for resolved::CustomValue {
    fn meaning(&self) -> (&'static str, &'static str) {
        ("a custom value", "units")
    }
    fn breach(&self, amount: i64, _say: &dyn Say) -> String {
        format!("custom value off by {amount}")
    }
    fn wants(&self, _data: &ProblemData, add: &mut dyn FnMut(ActivityId)) -> Wants {
        self.counts.activities().iter().for_each(add);
        Wants::Named
    }
    fn cost(&self, _data: &ProblemData) -> Option<i64> {
        Some(self.value.saturating_neg())
    }
    fn units(&self, _size: &Size<'_>) -> i128 {
        self.counts.most().1
    }
}

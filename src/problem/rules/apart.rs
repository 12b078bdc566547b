//! Family 12: not all in one place.

use super::prelude::*;

rule! {
    /// 12. At most so many in one place at the same time. Unit: a doctor beyond, per place and period.
    Apart {
        /// Who.
        doctors: DoctorFilter => DoctorSet = Doctors,
        /// What a place is.
        [default] scope: ScopeDraft => Scope = Plain,
        /// Where it matters; everywhere if empty.
        [default] activities: ActivityFilter => ActivitySet = Activities,
        /// When; always if empty.
        [default] periods: PeriodFilter => PeriodSet = JudgedPeriods,
        /// Most of them together, 1 if missing.
        [default] max_together: Option<i64> => i64 = Count(0, 1_000_000),
        /// Cost of each doctor beyond; the rule is hard if it is missing.
        [default] weight: Option<i64> => Option<i64> = Weight,
    }
}

impl Facts for resolved::Apart {
    fn meaning(&self) -> (&'static str, &'static str) {
        ("too many of the doctors in one place", "doctors")
    }
    fn breach(&self, amount: i64, say: &dyn Say) -> String {
        format!(
            "{} beyond {} in one place",
            say.count(amount, "doctor"),
            self.max_together
        )
    }
    fn wants(&self, _data: &ProblemData, _add: &mut dyn FnMut(ActivityId)) -> Wants {
        Wants::Named
    }
    fn is_blind_to_idle(&self, _new: &[PeriodId]) -> bool {
        true
    }
    fn judged_periods(&self) -> Option<&PeriodSet> {
        Some(&self.periods)
    }
    fn shared_units(&self, _size: &Size<'_>) -> i128 {
        (self.doctors.len() * self.periods.len()) as i128
    }
    fn rows_and_cells(&self, size: &Size<'_>) -> (usize, usize) {
        let places = size.places(self.scope).min(self.activities.len());
        (
            places.saturating_mul(self.periods.len()),
            size.cells(places, self.doctors.len()),
        )
    }
}

//! Family 12: the same place.

use super::prelude::*;

rule! {
    /// 12. Same place at the same time. Unit: a place of one of two neighbours in the list where the other is not, per period.
    Together {
        /// Who.
        doctors: DoctorFilter => DoctorSet = Doctors,
        /// What a place is.
        [default] scope: ScopeDraft => Scope = Plain,
        /// When; always if empty.
        [default] periods: PeriodFilter => PeriodSet = JudgedPeriods,
        /// Cost of each unit; the rule is hard if it is missing.
        [default] weight: Option<i64> => Option<i64> = Weight,
    }
}

impl Facts for resolved::Together {
    fn meaning(&self) -> (&'static str, &'static str) {
        ("not in the same place", "places")
    }
    fn breach(&self, amount: i64, say: &dyn Say) -> String {
        format!(
            "not in the same place ({})",
            say.count(amount, "difference")
        )
    }
    fn wants(&self, _data: &ProblemData, _add: &mut dyn FnMut(ActivityId)) -> Wants {
        Wants::Everything
    }
    fn judged_periods(&self) -> Option<&PeriodSet> {
        Some(&self.periods)
    }
    fn is_blind_to_idle(&self, _new: &[PeriodId]) -> bool {
        // Neighbours are together where both are there.
        false
    }
    fn shared_units(&self, _size: &Size<'_>) -> i128 {
        (2 * self.doctors.len() * self.periods.len()) as i128
    }
    fn rows_and_cells(&self, size: &Size<'_>) -> (usize, usize) {
        let pairs = self.doctors.as_slice().windows(2);
        let places = size.places(self.scope);
        let rows: usize = pairs
            .map(|pair| size.common_periods(pair[0].index(), pair[1].index(), &self.periods))
            .sum();
        (
            rows.saturating_mul(places),
            size.cells(places, 2)
                .saturating_mul(self.doctors.len().saturating_sub(1)),
        )
    }
}

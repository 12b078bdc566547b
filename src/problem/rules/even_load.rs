//! Family 13: an even load over time.

use super::prelude::*;

rule! {
    /// 13. `weight` times (fullest minus emptiest period) is subtracted; the difference is at most `at_most`. Unit: a doctor.
    EvenLoad {
        /// Who counts; everybody if empty.
        [default] doctors: DoctorFilter => DoctorSet = Doctors,
        /// Where.
        activities: ActivityFilter => ActivitySet = Activities,
        /// Periods compared; all if empty.
        [default] periods: PeriodFilter => PeriodSet = Periods,
        /// Cost of each doctor of the difference, not negative.
        weight: i64 => i64 = Price,
        /// Greatest difference, hard; any if missing.
        [default] at_most: Option<i64> => Option<i64> = HardLimit,
    }
}

impl Facts for resolved::EvenLoad {
    fn meaning(&self) -> (&'static str, &'static str) {
        ("fullest and emptiest period differ too much", "doctors")
    }
    fn breach(&self, amount: i64, _say: &dyn Say) -> String {
        format!(
            "fullest and emptiest period differ by {amount} more than {}",
            self.at_most.unwrap_or(0)
        )
    }
    fn wants(&self, _data: &ProblemData, add: &mut dyn FnMut(ActivityId)) -> Wants {
        self.activities.iter().for_each(add);
        Wants::Named
    }
    fn is_blind_to_idle(&self, _new: &[PeriodId]) -> bool {
        true
    }
    fn shared_units(&self, _size: &Size<'_>) -> i128 {
        self.doctors.len() as i128
    }
    fn rows_and_cells(&self, size: &Size<'_>) -> (usize, usize) {
        (self.periods.len(), size.cells(1, self.doctors.len()))
    }
}

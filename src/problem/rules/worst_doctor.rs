//! Family 13: the lowest score.

use super::prelude::*;

rule! {
    /// 13. `weight` times the lowest score of a doctor is added; it is at least `at_least`. Unit: a point too low.
    WorstDoctor {
        /// Who; everybody if empty.
        [default] doctors: DoctorFilter => DoctorSet = Doctors,
        /// Multiplier, not negative.
        weight: i64 => i64 = Multiplier,
        /// Least score, hard; any if missing.
        [default] at_least: Option<i64> => Option<i64> = ScoreLimit,
    }
}

impl Facts for resolved::WorstDoctor {
    fn meaning(&self) -> (&'static str, &'static str) {
        ("the lowest score is too low", "points")
    }
    fn breach(&self, amount: i64, _say: &dyn Say) -> String {
        format!("lowest score {amount} below {}", self.at_least.unwrap_or(0))
    }
    fn wants(&self, _data: &ProblemData, _add: &mut dyn FnMut(ActivityId)) -> Wants {
        Wants::Named
    }
    fn compares_scores(&self) -> bool {
        true
    }
    fn is_blind_to_idle(&self, _new: &[PeriodId]) -> bool {
        // Scores may pay for idle blocks.
        false
    }
    fn shared_units(&self, size: &Size<'_>) -> i128 {
        size.highest(&self.doctors)
    }
    fn rows_and_cells(&self, _size: &Size<'_>) -> (usize, usize) {
        (self.doctors.len(), self.doctors.len())
    }
}

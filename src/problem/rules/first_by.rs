//! Family 6: begun in time.

use super::prelude::*;

rule! {
    /// 6. A rotation in the activities has started in or before the period. Unit: missing it, once.
    FirstBy {
        /// Who; everybody if empty.
        [default] doctors: DoctorFilter => DoctorSet = Doctors,
        /// Activities that count.
        activities: ActivityFilter => ActivitySet = Activities,
        /// Latest start.
        by: When => PeriodId = LastBegun,
        /// Cost of missing it, once; the rule is hard if it is missing.
        [default] weight: Option<i64> => Option<i64> = Weight,
    }
}

impl Facts for resolved::FirstBy {
    fn meaning(&self) -> (&'static str, &'static str) {
        ("not begun in time", "times")
    }
    fn breach(&self, _amount: i64, say: &dyn Say) -> String {
        format!("not started by {}", say.period(self.by))
    }
    fn wants(&self, _data: &ProblemData, add: &mut dyn FnMut(ActivityId)) -> Wants {
        self.activities.iter().for_each(add);
        Wants::Named
    }
    fn is_blind_to_idle(&self, _new: &[PeriodId]) -> bool {
        true
    }
    fn units(&self, _size: &Size<'_>) -> i128 {
        1
    }
}

//! Family 4: where rotations start and end.

use super::prelude::*;

rule! {
    /// 4. Where rotations start, end and must not cross. Unit: a rotation start, a rotation end, a crossing.
    Boundary {
        /// Who; everybody if empty.
        [default] doctors: DoctorFilter => DoctorSet = Doctors,
        /// Which rotations.
        [default] activities: ActivityFilter => ActivitySet = Activities,
        /// A rotation's first period is one of these.
        [default] starts: Option<PeriodFilter> => Option<PeriodSet> = Periods,
        /// A rotation's last period is one of these.
        [default] ends: Option<PeriodFilter> => Option<PeriodSet> = Periods,
        /// A rotation that holds one of these periods starts there.
        [default] uncrossed: Option<PeriodFilter> => Option<PeriodSet> = Periods,
        /// Cost of each breach; the rule is hard if it is missing.
        [default] weight: Option<i64> => Option<i64> = Weight,
    }
}

impl Facts for resolved::Boundary {
    fn meaning(&self) -> (&'static str, &'static str) {
        (
            "a rotation starts, ends or crosses where it may not",
            "breaches",
        )
    }
    fn breach(&self, amount: i64, say: &dyn Say) -> String {
        format!(
            "{} off the allowed boundaries",
            say.count(amount, "rotation start, end or crossing")
        )
    }
    fn wants(&self, _data: &ProblemData, _add: &mut dyn FnMut(ActivityId)) -> Wants {
        Wants::Named
    }
    fn is_blind_to_idle(&self, _new: &[PeriodId]) -> bool {
        true
    }
    fn units(&self, size: &Size<'_>) -> i128 {
        // A start and an end for each rotation, and a crossing for each period.
        3 * size.periods
    }
}

//! Family 6: blocks between rotations.

use super::prelude::*;

rule! {
    /// 6. At least so many blocks between a rotation of `first` and a later one of `second`. Unit: a pair too close.
    Spacing {
        /// Who; everybody if empty.
        [default] doctors: DoctorFilter => DoctorSet = Doctors,
        /// Earlier rotation.
        first: ActivityFilter => ActivitySet = Activities,
        /// Later rotation.
        second: ActivityFilter => ActivitySet = Activities,
        /// Least number of the doctor's blocks between them.
        min_gap_blocks: i64 => u32 = Count(0, 100_000),
        /// Cost of each rotation of `second` that starts too soon after the last end of one of `first`; the rule is hard if it is missing.
        [default] weight: Option<i64> => Option<i64> = Weight,
    }
}

impl Facts for resolved::Spacing {
    fn meaning(&self) -> (&'static str, &'static str) {
        ("too soon after an earlier rotation", "rotations")
    }
    fn breach(&self, amount: i64, say: &dyn Say) -> String {
        let started = if amount == 1 {
            "1 rotation started".to_owned()
        } else {
            format!("{amount} rotations started")
        };
        format!(
            "{started} too soon, less than {} between",
            say.count(self.min_gap_blocks.into(), "block")
        )
    }
    fn wants(&self, _data: &ProblemData, _add: &mut dyn FnMut(ActivityId)) -> Wants {
        Wants::Named
    }
    fn is_blind_to_idle(&self, _new: &[PeriodId]) -> bool {
        true
    }
}

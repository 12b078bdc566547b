//! Family 7: most rotations in one hospital.

use super::prelude::*;

rule! {
    /// 7. Most rotations in one hospital. Unit: a rotation beyond.
    HospitalLimit {
        /// Who; everybody if empty.
        [default] doctors: DoctorFilter => DoctorSet = Doctors,
        /// Most rotations in any one hospital.
        max_rotations: i64 => u32 = Count(0, 100_000),
        /// Cost of each rotation beyond; the rule is hard if it is missing.
        [default] weight: Option<i64> => Option<i64> = Weight,
    }
}

impl Facts for resolved::HospitalLimit {
    fn meaning(&self) -> (&'static str, &'static str) {
        ("too many rotations in one hospital", "rotations")
    }
    fn breach(&self, amount: i64, say: &dyn Say) -> String {
        format!(
            "{} beyond {} in one hospital",
            say.count(amount, "rotation"),
            self.max_rotations
        )
    }
    fn wants(&self, _data: &ProblemData, _add: &mut dyn FnMut(ActivityId)) -> Wants {
        Wants::Named
    }
    fn is_blind_to_idle(&self, _new: &[PeriodId]) -> bool {
        true
    }
}

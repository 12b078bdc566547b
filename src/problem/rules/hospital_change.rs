//! Family 7: changes of hospital.

use super::prelude::*;

rule! {
    /// 7. Consecutive rotations in different hospitals. Unit: a change.
    HospitalChange {
        /// Who; everybody if empty.
        [default] doctors: DoctorFilter => DoctorSet = Doctors,
        /// Cost of each change; changes are forbidden if it is missing.
        [default] weight: Option<i64> => Option<i64> = Weight,
    }
}

impl Facts for resolved::HospitalChange {
    fn meaning(&self) -> (&'static str, &'static str) {
        ("the hospital changes", "changes")
    }
    fn breach(&self, amount: i64, say: &dyn Say) -> String {
        format!("{} of hospital", say.count(amount, "change"))
    }
    fn wants(&self, _data: &ProblemData, _add: &mut dyn FnMut(ActivityId)) -> Wants {
        Wants::Named
    }
    fn is_blind_to_idle(&self, _new: &[PeriodId]) -> bool {
        true
    }
}

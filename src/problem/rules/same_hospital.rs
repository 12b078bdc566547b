//! Family 7: two requirements in one hospital.

use super::prelude::*;

rule! {
    /// 7. All rotations of the two requirements are in one hospital. Unit: a hospital beyond the first.
    SameHospital {
        /// Who; everybody if empty.
        [default] doctors: DoctorFilter => DoctorSet = Doctors,
        /// One requirement.
        first: String => RequirementIndex = Requires,
        /// The other.
        second: String => RequirementIndex = Requires,
        /// Cost of each hospital beyond the first; the rule is hard if it is missing.
        [default] weight: Option<i64> => Option<i64> = Weight,
    }
}

impl Facts for resolved::SameHospital {
    fn meaning(&self) -> (&'static str, &'static str) {
        ("rotations in more than one hospital", "hospitals")
    }
    fn breach(&self, amount: i64, say: &dyn Say) -> String {
        let (first, second) = (say.requirement(self.first), say.requirement(self.second));
        format!(
            "{} too many for {first} and {second}, which belong in one",
            say.count(amount, "hospital")
        )
    }
    fn wants(&self, _data: &ProblemData, _add: &mut dyn FnMut(ActivityId)) -> Wants {
        Wants::Named
    }
    fn is_blind_to_idle(&self, _new: &[PeriodId]) -> bool {
        true
    }
}

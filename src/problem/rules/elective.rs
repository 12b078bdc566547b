//! Family 1: so many of some requirements.

use super::prelude::*;

resolved_rule! {
    /// 1. So many of the requirements are complete. Unit: a requirement too few or too many.
    Elective {
        /// Who.
        doctors: DoctorSet = Doctors,
        /// To choose from.
        requirements: Vec<RequirementIndex> = Plain,
        /// Fewest.
        min: i64 = Number,
        /// Most.
        max: i64 = OpenLimit,
        /// Cost of each too few or too many.
        weight: Option<i64> = Weight,
    }
}

impl Facts for resolved::Elective {
    fn meaning(&self) -> (&'static str, &'static str) {
        ("too few or too many requirements complete", "requirements")
    }
    fn breach(&self, amount: i64, say: &dyn Say) -> String {
        format!(
            "{} too few or too many, asked for {}",
            say.count(amount, "completed elective"),
            say.range(self.min, self.max)
        )
    }
    fn wants(&self, data: &ProblemData, add: &mut dyn FnMut(ActivityId)) -> Wants {
        self.requirements
            .iter()
            .flat_map(|&index| data.requirements[index].activities.iter())
            .for_each(add);
        Wants::Named
    }
    fn is_blind_to_idle(&self, _new: &[PeriodId]) -> bool {
        true
    }
    fn units(&self, _size: &Size<'_>) -> i128 {
        (self.requirements.len() as i128).max(self.min.into())
    }
}

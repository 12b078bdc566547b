//! Family 6: patterns of blocks.

use super::prelude::*;

rule! {
    /// 6. Every place where consecutive blocks match the steps is worth `value`, or forbidden if that is missing. Unit: an occurrence.
    Pattern {
        /// Who; everybody if empty.
        [default] doctors: DoctorFilter => DoctorSet = Doctors,
        /// What each block must match, 1 to 32 steps.
        steps: Vec<PatternStepDraft> => Vec<PatternStep> = Steps,
        /// Value of each occurrence; occurrences may overlap. The pattern is forbidden if it is missing.
        [default] value: Option<i64> => Option<i64> = ValueOrForbidden,
    }
}

impl Facts for resolved::Pattern {
    fn meaning(&self) -> (&'static str, &'static str) {
        ("a forbidden pattern occurs", "times")
    }
    fn breach(&self, amount: i64, say: &dyn Say) -> String {
        format!("{} of a forbidden pattern", say.count(amount, "occurrence"))
    }
    fn wants(&self, _data: &ProblemData, add: &mut dyn FnMut(ActivityId)) -> Wants {
        if self.value.unwrap_or(0) <= 0 {
            return Wants::Everything;
        }
        self.steps
            .iter()
            .flat_map(|step| step.activities.iter())
            .for_each(add);
        Wants::Named
    }
    fn is_blind_to_idle(&self, _new: &[PeriodId]) -> bool {
        self.steps.iter().all(|step| !step.idle)
    }
}

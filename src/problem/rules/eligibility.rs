//! Family 8: who may do what.

use super::prelude::*;

resolved_rule! {
    /// 8. Specialty, role, language and tags fit, or are waived; always hard, built in. Unit: a period.
    Eligibility {}
}

impl Facts for resolved::Eligibility {
    fn meaning(&self) -> (&'static str, &'static str) {
        ("the doctor is not eligible", "periods")
    }
    fn breach(&self, amount: i64, say: &dyn Say) -> String {
        format!(
            "{} in an activity without eligibility",
            say.count(amount, say.period_noun())
        )
    }
    fn wants(&self, _data: &ProblemData, _add: &mut dyn FnMut(ActivityId)) -> Wants {
        Wants::Named
    }
    fn is_blind_to_idle(&self, _new: &[PeriodId]) -> bool {
        true
    }
}

//! Family 15: a rule about one doctor in code.

use super::prelude::*;
use crate::problem::custom::{Asked, LARGEST_UNITS, PersonalCode};

rule! {
    /// 15. A rule about one doctor's blocks in code; see [`custom`](crate::problem::custom). It is in no file. Unit: the code's own.
    CustomRule {
        /// Who; everybody if empty.
        [default] doctors: DoctorFilter => DoctorSet = Doctors,
        /// The code.
        code: PersonalCode => Asked = OwnCode,
        /// Cost of each unit; the rule is hard if it is missing.
        [default] weight: Option<i64> => Option<i64> = Weight,
    }
}

impl Facts for resolved::CustomRule {
    fn meaning(&self) -> (&'static str, &'static str) {
        ("a custom rule is broken", "units")
    }
    fn breach(&self, amount: i64, say: &dyn Say) -> String {
        match self.code.code() {
            Some(code) => say.named(&code.breach(amount)),
            None => format!("custom rule broken by {amount}"),
        }
    }
    fn wants(&self, _data: &ProblemData, _add: &mut dyn FnMut(ActivityId)) -> Wants {
        // Nobody can see what code wants.
        Wants::Everything
    }
    fn is_blind_to_idle(&self, _new: &[PeriodId]) -> bool {
        false
    }
    fn units(&self, size: &Size<'_>) -> i128 {
        // Each block, and the end. What is out of range is refused when the code is asked.
        let most = self.code.code().map_or(0, |code| code.most_units());
        (size.periods + 1).saturating_mul(most.clamp(0, LARGEST_UNITS).into())
    }
}

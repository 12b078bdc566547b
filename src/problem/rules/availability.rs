//! Family 3: presence.

use super::prelude::*;

resolved_rule! {
    /// 3. Nobody is anywhere outside their presence; always hard, built in. Unit: a period.
    Availability {}
}

impl Facts for resolved::Availability {
    fn meaning(&self) -> (&'static str, &'static str) {
        (
            "a rotation or attendance does not fit the doctor's time",
            "periods",
        )
    }
    fn breach(&self, amount: i64, say: &dyn Say) -> String {
        format!(
            "{} placed outside presence, on leave or twice",
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

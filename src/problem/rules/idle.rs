//! Family 9: cost of idle blocks.

use super::prelude::*;

rule! {
    /// 9. Cost of idle blocks. Unit: an idle block.
    Idle {
        /// Who; everybody if empty.
        [default] doctors: DoctorFilter => DoctorSet = Doctors,
        /// Cost of an idle block.
        cost: i64 => i64 = Cost,
        /// Blocks before the first rotation count.
        [default] leading: bool => bool = Plain,
        /// Blocks after the last rotation count.
        [default] trailing: bool => bool = Plain,
        /// Blocks on leave count like idle ones.
        [default] leave: bool => bool = Plain,
    }
}

impl Facts for resolved::Idle {
    fn meaning(&self) -> (&'static str, &'static str) {
        ("idle", "blocks")
    }
    fn breach(&self, amount: i64, say: &dyn Say) -> String {
        say.count(amount, "idle block")
    }
    fn wants(&self, _data: &ProblemData, _add: &mut dyn FnMut(ActivityId)) -> Wants {
        // Idle blocks that are worth something count only next to a rotation, whichever.
        let counts_any = self.cost > 0 || (self.cost < 0 && !(self.leading && self.trailing));
        if counts_any {
            Wants::Everything
        } else {
            Wants::Named
        }
    }
}

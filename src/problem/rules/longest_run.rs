//! Family 6: the longest stretch.

use super::prelude::*;

rule! {
    /// 6. Longest stretch of consecutive blocks in any of the activities. Unit: a block beyond.
    LongestRun {
        /// Who; everybody if empty.
        [default] doctors: DoctorFilter => DoctorSet = Doctors,
        /// Activities that count.
        activities: ActivityFilter => ActivitySet = Activities,
        /// Most blocks in a row.
        max_blocks: i64 => u32 = Count(0, 100_000),
        /// Cost of each block beyond; the rule is hard if it is missing.
        [default] weight: Option<i64> => Option<i64> = Weight,
    }
}

impl Facts for resolved::LongestRun {
    fn meaning(&self) -> (&'static str, &'static str) {
        ("too many blocks in a row", "blocks")
    }
    fn breach(&self, amount: i64, say: &dyn Say) -> String {
        format!(
            "{} beyond the longest run of {}",
            say.count(amount, "block"),
            self.max_blocks
        )
    }
    fn wants(&self, _data: &ProblemData, _add: &mut dyn FnMut(ActivityId)) -> Wants {
        Wants::Named
    }
    fn is_blind_to_idle(&self, _new: &[PeriodId]) -> bool {
        true
    }
    fn most_blocks(&self, blocks: usize, _axis: usize) -> Option<(&ActivitySet, usize)> {
        Some((
            &self.activities,
            blocks - blocks / (self.max_blocks as usize + 1),
        ))
    }
    fn treats_doctors_alike(&self) -> bool {
        true
    }
}

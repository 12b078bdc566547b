//! Family 6: so many blocks in any window.

use super::prelude::*;

draft_rule! {
    /// 6. In every window of consecutive blocks between `min` and `max` blocks are in the activities. Unit: a block too few or many, per window.
    Window {
        /// Who; everybody if empty.
        [default] doctors: DoctorFilter = Doctors,
        /// Activities that count.
        activities: ActivityFilter = Activities,
        /// Length of the window in blocks, 1 to 32.
        window_blocks: i64 = Number,
        /// Fewest blocks.
        [default] min: i64 = Number,
        /// Most blocks; any number if missing.
        [default] max: Option<i64> = Number,
        /// Cost of each block too few or too many; the rule is hard if it is missing.
        [default] weight: Option<i64> = Weight,
    }
}

resolved_rule! {
    /// 6. In every window of consecutive blocks between `min` and `max` blocks are in the activities. Unit: a block too few or many, per window.
    Window {
        /// Who.
        doctors: DoctorSet = Doctors,
        /// What counts.
        activities: ActivitySet = Activities,
        /// Length of the window, 1 to 32.
        window_blocks: u32 = Plain,
        /// Fewest.
        min: u32 = Number,
        /// Most.
        max: u32 = Plain,
        /// Cost of each.
        weight: Option<i64> = Weight,
    }
}

/// The length of a window; what limits a longer time is told of one that is too long.
pub(super) fn window_of(blocks: i64, at: &mut At<'_>) -> Option<u32> {
    const MOST: i64 = 32;
    if blocks > MOST {
        let message = format!(
            "{blocks} is outside 1 to {MOST}. Over a longer time a requirement with `within` limits blocks, and a weighted_amount without window_blocks \
             what the whole stay comes to."
        );
        at.error(Code::NumberTooLarge, "window_blocks", message);
        return None;
    }
    Count(1, MOST).resolve(&blocks, "window_blocks", at)
}

impl Draft for Window {
    fn add_to(&self, at: &mut At<'_>) -> Option<()> {
        let weight = Weight.resolve(&self.weight, "weight", at)?;
        let window_blocks = window_of(self.window_blocks, at)?;
        if !at
            .resolver
            .limits(self.min, self.max, ["min", "max"], at.pointer, at.subject)
        {
            return None;
        }
        if self.min > i64::from(window_blocks) && weight.is_none() {
            at.error(
                Code::ContradictoryRule,
                "min",
                format!(
                    "min {} does not fit into a window of {window_blocks}.",
                    self.min
                ),
            );
            return None;
        }
        let doctors: Option<DoctorSet> = Doctors.resolve(&self.doctors, "doctors", at);
        let activities: Option<ActivitySet> =
            Activities.resolve(&self.activities, "activities", at);
        let min = u32::try_from(self.min).unwrap_or(u32::MAX);
        let max = self.max.map_or(window_blocks, |max| {
            u32::try_from(max).unwrap_or(window_blocks)
        });
        at.add(Rule::Window(resolved::Window {
            doctors: doctors?,
            activities: activities?,
            window_blocks,
            min,
            max,
            weight,
        }));
        Some(())
    }
}

impl Facts for resolved::Window {
    fn meaning(&self) -> (&'static str, &'static str) {
        ("too few or too many blocks in a window", "blocks")
    }
    fn breach(&self, amount: i64, say: &dyn Say) -> String {
        format!(
            "{} too few or too many in a window of {}",
            say.count(amount, "block"),
            self.window_blocks
        )
    }
    fn wants(&self, _data: &ProblemData, add: &mut dyn FnMut(ActivityId)) -> Wants {
        if self.min > 0 {
            self.activities.iter().for_each(add);
        }
        Wants::Named
    }
    fn most_blocks(&self, blocks: usize, axis: usize) -> Option<(&ActivitySet, usize)> {
        let (window, most) = (self.window_blocks as usize, self.max as usize);
        let in_all = || {
            (blocks / window)
                .saturating_mul(most)
                .saturating_add((blocks % window).min(most))
        };
        // An axis that is shorter than the window has none.
        (window > 0 && blocks >= window && axis >= window).then(|| (&self.activities, in_all()))
    }
    fn units(&self, size: &Size<'_>) -> i128 {
        size.periods
            .saturating_mul(self.min.max(self.window_blocks).into())
    }
    fn is_blind_to_idle(&self, _new: &[PeriodId]) -> bool {
        // A window needs so many blocks.
        false
    }
}

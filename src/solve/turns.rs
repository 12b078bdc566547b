//! Turns of an engine beside others, by what they gain.

/// What an engine may spend of all that is spent: one part in so many, half as much after each turn in vain.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Turns {
    /// Time or work of its turns.
    spent: u64,
    /// Turns in vain, one after another.
    vain: u32,
}

impl Turns {
    /// True if its turns have had no more than one part in `part` of all that was spent, halved at most `most` times.
    pub(super) fn may_go_on(self, part: u64, most: u32, all: u64) -> bool {
        self.spent.saturating_mul(part << self.vain.min(most)) <= all
    }

    /// Takes note of a turn.
    pub(super) fn judge(&mut self, cost: u64, has_gained: bool) {
        self.spent = self.spent.saturating_add(cost);
        self.vain = if has_gained {
            0
        } else {
            self.vain.saturating_add(1)
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turn_in_vain_halves_what_may_be_spent_and_a_gain_restores_it() {
        let mut turns = Turns::default();
        assert!(turns.may_go_on(4, 2, 0));
        turns.judge(10, true);
        assert!(turns.may_go_on(4, 2, 40) && !turns.may_go_on(4, 2, 39));
        turns.judge(10, false);
        assert!(turns.may_go_on(4, 2, 160) && !turns.may_go_on(4, 2, 159));
        (0..5).for_each(|_| turns.judge(0, false));
        assert!(turns.may_go_on(4, 2, 320) && !turns.may_go_on(4, 2, 319));
        turns.judge(0, true);
        assert!(turns.may_go_on(4, 2, 80));
    }
}

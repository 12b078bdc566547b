//! The one source of chance.

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

/// A seeded stream of choices: a fixed generator, so that a seed means the same for ever.
pub(super) struct Dice(Pcg64);

impl Dice {
    /// The stream of a seed; families number theirs differently, so that they do not resemble each other.
    pub(super) fn new(seed: u64, family: u64) -> Self {
        Self(Pcg64::seed_from_u64(
            seed ^ family.wrapping_mul(0x9E37_79B9_7F4A_7C15),
        ))
    }
    /// A number from `low` to `high`, both included; `low` if they are the wrong way round.
    pub(super) fn between(&mut self, low: usize, high: usize) -> usize {
        // 64 bits on every machine, so that 32-bit ones draw the same numbers.
        let drawn = self.0.random_range(low as u64..=high.max(low) as u64);
        usize::try_from(drawn).unwrap_or(low)
    }
    /// True in `percent` of a hundred draws.
    pub(super) fn chance(&mut self, percent: usize) -> bool {
        self.between(1, 100) <= percent
    }
    /// `count` different numbers below `of`, ascending; all of them if there are fewer.
    pub(super) fn several(&mut self, count: usize, of: usize) -> Vec<usize> {
        let mut numbers: Vec<usize> = (0..of).collect();
        let count = count.min(of);
        for position in 0..count {
            let other = self.between(position, of - 1);
            numbers.swap(position, other);
        }
        numbers.truncate(count);
        numbers.sort_unstable();
        numbers
    }
    /// The position of one of the weights, drawn with that weight; 0 if there is none.
    pub(super) fn weighted(&mut self, weights: &[usize]) -> usize {
        let total: usize = weights.iter().sum();
        let mut left = self.between(1, total);
        for (position, &weight) in weights.iter().enumerate() {
            if left <= weight {
                return position;
            }
            left -= weight;
        }
        0
    }
}

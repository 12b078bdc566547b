//! Seeded chance.

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

/// A seeded source of small decisions.
#[derive(Debug)]
pub(crate) struct Dice(Pcg64Mcg);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(Pcg64Mcg::seed_from_u64(seed))
    }
    /// A number of `low..=high`.
    pub(crate) fn between(&mut self, low: usize, high: usize) -> usize {
        self.0.random_range(low..=high.max(low))
    }
    /// A number of `low..=high`.
    pub(crate) fn amount(&mut self, low: i64, high: i64) -> i64 {
        self.0.random_range(low..=high.max(low))
    }
    /// True in `percent` of all cases.
    pub(crate) fn chance(&mut self, percent: u32) -> bool {
        self.0.random_range(0..100) < percent
    }
    /// One of the list.
    pub(crate) fn pick<T: Clone>(&mut self, list: &[T]) -> T {
        list[self.between(0, list.len() - 1)].clone()
    }
    /// `Some` in `percent` of all cases, with a number of `low..=high`.
    pub(crate) fn perhaps(&mut self, percent: u32, low: i64, high: i64) -> Option<i64> {
        self.chance(percent).then(|| self.amount(low, high))
    }
    /// The weight of a rule that is soft in half of all cases.
    pub(crate) fn weight(&mut self) -> Option<i64> {
        self.perhaps(50, 0, 9)
    }
    /// A number of `0..count` for each position, all different.
    pub(crate) fn shuffled(&mut self, count: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..count).collect();
        for position in (1..count).rev() {
            order.swap(position, self.between(0, position));
        }
        order
    }
}

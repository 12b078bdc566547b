//! Seeds.

/// Seed of one of several generators of random numbers that have one seed in common.
pub(super) fn seed_of(seed: u64, number: u64) -> u64 {
    // An odd number without a pattern: 2^64 over the golden ratio.
    seed.wrapping_mul(0x9e37_79b9_7f4a_7c15)
        .wrapping_add(number)
}

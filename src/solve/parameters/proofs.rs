//! From prices of a linear programme to what they prove.

/// Fractions that prices of a programme are rounded to.
pub(in crate::solve) const DENOMINATORS: [i64; 8] = [1, 2, 3, 4, 6, 12, 1_000, 1_000_000];
/// A price this near to a multiple of a fraction is one.
pub(in crate::solve) const NEAR_FRACTION: f64 = 1e-4;
/// Scales of multipliers that prove that there is no schedule, where private prices go with them.
pub(in crate::solve) const SCALES: [f64; 6] = [1.0, 2.0, 6.0, 12.0, 1_000.0, 1_000_000.0];
/// Multipliers below this are round-off.
pub(in crate::solve) const ZERO: f64 = 1e-6;
/// Broken rows that are tried one by one as a proof.
pub(in crate::solve) const MOST_ROWS: usize = 12;

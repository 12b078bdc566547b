//! The closer look at best scores.

/// It is worth its time within one part in so many of the bound.
pub(in crate::solve) const NEAR: i64 = 200;
/// Factor of partial paths from one look to the next.
pub(in crate::solve) const EFFORT_GROWTH: usize = 8;

//! The closer look at best scores.

/// It is worth its time within one part in so many of the bound. *Measured* on the 40 published instances of student scheduling with 60 s each: with 200, as diagrams became coarser, three were left open and one took
/// 54 s.
pub(in crate::solve) const NEAR: i64 = 50;
/// Factor of partial paths from one look to the next.
pub(in crate::solve) const EFFORT_GROWTH: usize = 8;
/// Looks follow each other in a turn until they have taken one part in so many of all that was spent.
pub(in crate::solve) const PART_OF_ALL: u64 = 8;

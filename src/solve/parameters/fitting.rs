//! Closer looks at the optimum of column generation where diagrams are relaxed.

/// Partial paths that may be taken up for each doctor in the first look, the factor from one look to the next, and the most.
pub(in crate::solve) const FIRST_EFFORT: usize = 3_000;
pub(in crate::solve) const EFFORT_GROWTH: usize = 8;
pub(in crate::solve) const MOST_EFFORT: usize = 200_000;
/// Looks take one part in so many of all that is spent, half as much after each in vain, down to so many halvings.
pub(in crate::solve) const SHARE: u64 = 4;
pub(in crate::solve) const MOST_HALVINGS: u32 = 2;
/// What a look counts as, in passes over all diagrams, and partial paths that count as a re-pathing.
pub(in crate::solve) const PASSES: u64 = 80;
pub(in crate::solve) const PARTIALS_OF_WORK: usize = 50;

//! Components that are solved apart.

/// Work for each doctor of a component at first, so that all are nearly good early on.
pub(in crate::solve) const FIRST: u64 = 100;
/// The same later on where there is no limit, doubled every time, so many times at most.
pub(in crate::solve) const UNLIMITED: u64 = 2_000;
pub(in crate::solve) const MOST_DOUBLINGS: u32 = 32;
/// Largest denominator that prices of all components are brought to.
pub(in crate::solve) const MOST_DENOMINATOR: i64 = 100_000_000;

//! Programmes over what is within reach.

use std::time::Duration;

/// Most arcs of all doctors that are gone through.
pub(in crate::solve) const MOST_ARCS: usize = 500_000;
/// Most arcs that are solved over, of all doctors; with a work limit and no time limit.
pub(in crate::solve) const MOST_COLUMNS: usize = 4_000;
pub(in crate::solve) const MOST_COLUMNS_WITHOUT_CLOCK: usize = 500;
/// Arcs of the first neighbourhood. It grows by half when it was searched through in vain, and shrinks by a third when it was not searched through.
pub(in crate::solve) const FIRST_COLUMNS: usize = 2_000;
pub(in crate::solve) const LEAST_COLUMNS: usize = 500;
/// A turn is at most as long as the time so far, within these limits, and all turns together take at most this part of it.
pub(in crate::solve) const SHORTEST: Duration = Duration::from_secs(1);
pub(in crate::solve) const LONGEST: Duration = Duration::from_secs(8);
pub(in crate::solve) const SHARE_OF_TIME: u32 = 6;

//! The flow programme.

use std::time::Duration;

/// Walks in vain before it has its turn.
pub(in crate::solve) const WALKS_IN_VAIN: u32 = 3;
/// Most arcs of all doctors, unless the options or the backend's [`Reach`](crate::solve::lp::Reach) say otherwise: what microlp solves in a minute, roughly. The figures are at [`MicroLp`](crate::solve::lp::MicroLp).
pub(in crate::solve) const MOST_COLUMNS: usize = 4_000;
/// With a work limit and no time limit the programme runs to its end, which must not be far away.
pub(in crate::solve) const MOST_COLUMNS_WITHOUT_CLOCK: usize = 500;
/// Most terms in shared rows for each column that there may be.
pub(in crate::solve) const DENSITY: usize = 25;
/// Longest run beside the search where there is no time limit: backends cannot be cancelled in the middle.
pub(in crate::solve) const UNLIMITED: Duration = Duration::from_secs(30);
/// Part of the time left that it takes beside the search, and part of that for its relaxation.
pub(in crate::solve) const SHARE_OF_TIME: u32 = 2;
pub(in crate::solve) const SHARE_OF_RELAXATION: u32 = 3;
/// Part of the gap asked for that the backend may leave.
pub(in crate::solve) const SHARE_OF_GAP: f64 = 0.9;
/// Walks for a first schedule where it is alone.
pub(in crate::solve) const FIRST_WALKS: u64 = 3;
/// Round-off of a backend's objective, relative.
pub(in crate::solve) const ROUND_OFF: f64 = 1e-6;

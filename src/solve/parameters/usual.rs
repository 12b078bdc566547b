//! A solve's own defaults.

use std::time::Duration;

/// The usual time limit.
pub(in crate::solve) const TIME: Duration = Duration::from_secs(60);
/// Most arcs of an exact diagram: what is larger is merged. More arcs prove more and cost time and memory, about 8 bytes each.
pub(crate) const ARCS: usize = 400_000;

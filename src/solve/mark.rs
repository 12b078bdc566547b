//! What something costs an engine that shares its time with others.

use super::limits::Limits;
use crate::clock::Instant;

/// A moment of a solve. What was spent since then is told as time, or as work where there is a work limit, so that nothing depends on the clock then.
///
/// Work is a poor measure of time: *measured*, programmes of few doctors count three to eight times as much as walks that take as long, and a re-pathing by
/// a beam as much as one that takes a hundredth of its time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    began: Instant,
    work: u64,
}

impl Mark {
    /// Now, with so much work done.
    pub(super) fn new(work: u64) -> Self {
        Self {
            began: Instant::now(),
            work,
        }
    }

    /// Microseconds or work since then.
    pub(super) fn cost(self, limits: &Limits<'_>, work: u64) -> u64 {
        match limits.options.work_limit {
            Some(_) => work.saturating_sub(self.work),
            None => u64::try_from(self.began.elapsed().as_micros()).unwrap_or(u64::MAX),
        }
    }
}

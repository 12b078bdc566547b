//! What a solve may take, and what it has taken.

use super::limits::Limits;
use super::{Options, Statistics, Termination};

/// Limits, and the work done within them.
#[derive(Debug)]
pub(super) struct Effort<'a> {
    pub(super) limits: Limits<'a>,
    /// Units of work done; [`Solver::work_limit`](super::Solver::work_limit) says what a unit is.
    pub(super) work: u64,
    pub(super) statistics: Statistics,
}

impl<'a> Effort<'a> {
    pub(super) fn options(&self) -> &'a Options {
        self.limits.options
    }

    /// Why to stop now, if a limit is reached.
    pub(super) fn reason(&self) -> Option<Termination> {
        self.limits.reason(self.work)
    }

    /// True if the clock or a cancel says stop; for use inside a unit of work.
    pub(super) fn is_urgent(&self) -> bool {
        self.limits.is_urgent()
    }
}

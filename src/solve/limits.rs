//! When to stop.

use super::{Options, Phase, Progress, Termination};
use std::time::{Duration, Instant};

/// The clock and the work meter of one solve.
#[derive(Debug)]
pub(crate) struct Limits<'a> {
    pub(crate) options: &'a Options,
    started: Instant,
}

impl<'a> Limits<'a> {
    pub(crate) fn new(options: &'a Options) -> Self {
        Self { options, started: Instant::now() }
    }
    pub(crate) fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }
    /// Time left, if there is a limit.
    pub(crate) fn remaining(&self) -> Option<Duration> {
        self.options.time_limit.map(|limit| limit.saturating_sub(self.started.elapsed()))
    }
    /// Why to stop now, if there is a reason. `work` is the work done so far.
    pub(crate) fn reason(&self, work: u64) -> Option<Termination> {
        if self.options.cancel.is_cancelled() {
            return Some(Termination::Cancelled);
        }
        if self.options.time_limit.is_some_and(|limit| self.started.elapsed() >= limit) {
            return Some(Termination::TimeLimit);
        }
        self.options.work_limit.is_some_and(|limit| work >= limit).then_some(Termination::WorkLimit)
    }
    /// True if the clock or a cancel says stop; for use inside a unit of work.
    pub(crate) fn is_urgent(&self) -> bool {
        self.options.cancel.is_cancelled() || self.options.time_limit.is_some_and(|limit| self.started.elapsed() >= limit)
    }
    pub(crate) fn tell(&self, phase: Phase, value: Option<i64>, bound: Option<i64>) {
        if let Some(observer) = &self.options.observer {
            observer(&Progress { phase, value, bound, elapsed: self.started.elapsed() });
        }
    }
}

//! When to stop.

use super::parameters::search::{LEAST_WALK, SHARE_OF_REST};
use super::{Options, Phase, Progress, Stop, Termination};
use crate::clock::Instant;
use std::time::Duration;

/// The clock and the work meter of one solve.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits<'a> {
    pub(crate) options: &'a Options,
    started: Instant,
    /// When the best schedule was found, once there is one.
    gained: Option<Instant>,
    /// The time without gain after which a stop rule will stop.
    patience: Option<Duration>,
}

impl<'a> Limits<'a> {
    pub(crate) fn new(options: &'a Options) -> Self {
        let patience = options.stop.iter().filter_map(Stop::patience).min();
        Self {
            options,
            started: Instant::now(),
            gained: None,
            patience,
        }
    }
    pub(crate) fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }
    /// A better schedule was found now.
    pub(crate) fn gained(&mut self) {
        self.gained = Some(Instant::now());
    }
    /// Time since then, or since the beginning.
    pub(crate) fn idle(&self) -> Duration {
        self.gained.unwrap_or(self.started).elapsed()
    }
    /// Time left, if there is a limit.
    pub(crate) fn remaining(&self) -> Option<Duration> {
        self.options
            .time_limit
            .map(|limit| limit.saturating_sub(self.started.elapsed()))
    }
    /// Why to stop now, if there is a reason. `work` is the work done so far.
    pub(crate) fn reason(&self, work: u64) -> Option<Termination> {
        if self.options.cancel.is_cancelled() {
            return Some(Termination::Cancelled);
        }
        if self
            .options
            .time_limit
            .is_some_and(|limit| self.started.elapsed() >= limit)
        {
            return Some(Termination::TimeLimit);
        }
        self.options
            .work_limit
            .is_some_and(|limit| work >= limit)
            .then_some(Termination::WorkLimit)
    }

    /// What was spent since the start: microseconds, or work under a work limit.
    pub(crate) fn spent(&self, work: u64) -> u64 {
        match self.options.work_limit {
            Some(_) => work,
            None => u64::try_from(self.elapsed().as_micros()).unwrap_or(u64::MAX),
        }
    }
    /// What may still be spent: microseconds, or work under a work limit.
    pub(crate) fn left(&self, work: u64) -> u64 {
        match (self.options.work_limit, self.remaining()) {
            (Some(limit), _) => limit.saturating_sub(work),
            (None, Some(left)) => u64::try_from(left.as_micros()).unwrap_or(u64::MAX),
            (None, None) => u64::MAX,
        }
    }
    /// True if the clock or a cancel says stop; for use inside a unit of work.
    pub(crate) fn is_urgent(&self) -> bool {
        if let (Some(patience), Some(gained)) = (self.patience, self.gained)
            && gained.elapsed() >= patience
        {
            return true;
        }
        self.options.cancel.is_cancelled()
            || self
                .options
                .time_limit
                .is_some_and(|limit| self.started.elapsed() >= limit)
    }
    pub(crate) fn tell(&self, phase: Phase, value: Option<i64>, bound: Option<i64>) {
        if let Some(observer) = &self.options.observer {
            observer(&Progress {
                phase,
                value,
                bound,
                elapsed: self.started.elapsed(),
            });
        }
    }
}

/// What a round of the search took, so that the next walk ends in time: a walk that is cut off has not closed, and is lost.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Pace {
    sweeps: usize,
    elapsed: Duration,
    work: u64,
}

impl Pace {
    pub(crate) fn of(sweeps: usize, elapsed: Duration, work: u64) -> Self {
        Self {
            sweeps,
            elapsed,
            work,
        }
    }

    /// What it took: microseconds, or work under a work limit.
    pub(crate) fn cost(&self, limits: &Limits<'_>) -> u64 {
        match limits.options.work_limit {
            Some(_) => self.work,
            None => u64::try_from(self.elapsed.as_micros()).unwrap_or(u64::MAX),
        }
    }

    /// Sweeps that take about so much.
    pub(crate) fn within(&self, cost: u64, limits: &Limits<'_>) -> usize {
        let sweeps = (self.sweeps as u64).saturating_mul(cost) / self.cost(limits).max(1);
        usize::try_from(sweeps).unwrap_or(usize::MAX)
    }

    /// `wanted` sweeps, or as many as the limits leave room for.
    pub(crate) fn fitting(&self, wanted: usize, limits: &Limits<'_>, work: u64) -> usize {
        let share = |left: f64, took: f64| {
            if took > 0.0 {
                left / took
            } else {
                f64::INFINITY
            }
        };
        // Under a work limit nothing may depend on the clock.
        let rounds = match (limits.options.work_limit, limits.remaining()) {
            (Some(limit), _) => share(limit.saturating_sub(work) as f64, self.work as f64),
            (None, Some(left)) => share(left.as_secs_f64(), self.elapsed.as_secs_f64()),
            (None, None) => f64::INFINITY,
        };
        let most = self.sweeps as f64 * rounds * SHARE_OF_REST;
        if most < wanted as f64 {
            (most as usize).max(LEAST_WALK.min(wanted))
        } else {
            wanted
        }
    }
}

//! What rounding works on, and what it may take.

use super::super::known::Incumbent;
use super::super::lp::LpOptions;
use super::super::parameters::compact::{LOSS, UNLIKELY};
use super::super::setting::Setting;
use super::CompactModel;
use crate::clock::Instant;
use std::time::Duration;

/// The optimum of a relaxation.
#[derive(Debug)]
pub(in crate::solve) struct Optimum {
    /// What it is worth in the programme's objective.
    pub(super) worth: f64,
    /// What it loses at least if a column is taken once.
    pub(super) short: Vec<f64>,
    /// Prices of the shared rows.
    pub(super) prices: Vec<f64>,
}

/// A programme to be rounded.
#[derive(Clone, Copy, Debug)]
pub(super) struct Task<'a> {
    pub(super) compact: &'a CompactModel,
    pub(super) setting: Setting<'a>,
    pub(super) options: LpOptions<'a>,
    /// No schedule is worth more.
    pub(super) bound: Option<i64>,
    /// There is a schedule, so that a dive that would not end in time is worth nothing.
    pub(super) has_schedule: bool,
    /// Nobody else had a turn: what comes to nothing ends.
    pub(super) is_early: bool,
    /// When to stop; `None` under a work limit, where only small programmes are solved.
    pub(super) until: Option<Instant>,
    /// The optimum of its relaxation, if it is known.
    pub(super) optimum: Option<&'a Optimum>,
    /// Unit of value.
    pub(super) unit: f64,
    pub(super) seed: u64,
}

impl<'a> Task<'a> {
    pub(super) fn left(&self) -> Option<Duration> {
        self.until
            .map(|until| until.saturating_duration_since(Instant::now()))
    }
    pub(super) fn is_over(&self) -> bool {
        self.left() == Some(Duration::ZERO)
    }
    /// True if nothing can be better.
    pub(super) fn is_best(&self, schedule: &Incumbent) -> bool {
        self.bound.is_some_and(|bound| schedule.value >= bound)
    }
    /// What the programme is worth where a schedule may be better, as values are whole numbers.
    pub(super) fn better_than(&self, schedule: &Incumbent) -> f64 {
        schedule.value as f64 + 0.5 - self.compact.constant as f64
    }
    /// What the programme is worth where a schedule is as good as the optimum, or nearly so.
    pub(super) fn near_optimum(&self) -> Option<f64> {
        self.optimum.map(|optimum| optimum.worth - self.unit * LOSS)
    }
    /// What the optimum loses at most where a schedule is better than this one; `None` without an optimum.
    fn may_lose(&self, schedule: &Incumbent) -> Option<f64> {
        let least = schedule.value as f64 + 1.0 - self.compact.constant as f64;
        self.optimum.map(|optimum| (optimum.worth - least).max(0.0))
    }
    /// True if a better schedule is as good as the optimum, or nearly so.
    pub(super) fn is_close(&self, schedule: &Incumbent) -> bool {
        self.may_lose(schedule)
            .is_some_and(|loss| loss <= self.unit * LOSS)
    }
    /// Columns that no schedule better than this one takes, as the optimum would lose too much.
    pub(super) fn useless(&self, schedule: &Incumbent) -> Vec<usize> {
        let (Some(optimum), Some(loss)) = (self.optimum, self.may_lose(schedule)) else {
            return Vec::new();
        };
        let most = loss + self.unit * UNLIKELY;
        let whole = self.compact.whole.iter().copied();
        whole
            .filter(|&column| optimum.short[column] > most)
            .collect()
    }
    /// The options with the time that is left.
    pub(super) fn lp(&self) -> LpOptions<'a> {
        LpOptions {
            time_limit: self.left(),
            ..self.options
        }
    }
}

//! What rounding works on, and what it may take.

use super::super::known::Incumbent;
use super::super::lp::LpOptions;
use super::super::setting::Setting;
use super::CompactModel;
use crate::clock::Instant;
use std::time::Duration;

/// A programme to be rounded.
#[derive(Clone, Copy, Debug)]
pub(super) struct Task<'a> {
    pub(super) compact: &'a CompactModel,
    pub(super) setting: Setting<'a>,
    pub(super) options: LpOptions<'a>,
    /// No schedule is worth more.
    pub(super) bound: Option<i64>,
    /// When to stop; `None` under a work limit, where only small programmes are solved.
    pub(super) until: Option<Instant>,
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
    /// The options with the time that is left.
    pub(super) fn lp(&self) -> LpOptions<'a> {
        LpOptions {
            time_limit: self.left(),
            ..self.options
        }
    }
}

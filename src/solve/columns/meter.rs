//! What a turn may spend.

use super::super::limits::Limits;
use super::super::lp::LinearModel;
use super::super::parameters::columns::{
    CUBES_OF_WORK, LEAST_TIME, LEAST_WORK, NONZEROS_OF_INTERIOR_WORK, NONZEROS_OF_WORK,
    ROWS_OF_WORK, SQUARES_OF_WORK,
};
use super::backends::Backends;
use crate::clock::Instant;

/// How much may be spent.
#[derive(Clone, Copy, Debug)]
pub(super) struct Meter<'a> {
    pub(super) limits: &'a Limits<'a>,
    /// Work done before.
    pub(super) before: u64,
    /// Work done here: a re-pathing is one, and so is what a programme takes for one coefficient.
    pub(super) spent: u64,
    /// Most that may be done here.
    pub(super) most: u64,
    /// When it is over, where no work limit asks for the same result on every machine.
    pub(super) until: Option<Instant>,
}

impl<'a> Meter<'a> {
    /// One part in so many of what was spent before, by the clock or in work.
    pub(super) fn new(limits: &'a Limits<'a>, work: u64, part: u32) -> Self {
        let is_counted = limits.options.work_limit.is_some();
        Self {
            limits,
            before: work,
            spent: 0,
            most: if is_counted {
                (work / u64::from(part)).max(LEAST_WORK)
            } else {
                u64::MAX
            },
            until: (!is_counted)
                .then(|| Instant::now() + (limits.elapsed() / part).max(LEAST_TIME)),
        }
    }

    /// True if not even a last programme may be solved.
    pub(super) fn is_out_of_time(&self) -> bool {
        self.limits.reason(self.before + self.spent).is_some()
    }

    /// What may still be spent here: microseconds, or work where there is a work limit.
    pub(super) fn left(&self) -> u64 {
        let here = match self.until {
            Some(until) => {
                let left = until.saturating_duration_since(Instant::now());
                u64::try_from(left.as_micros()).unwrap_or(u64::MAX)
            }
            None => self.most.saturating_sub(self.spent),
        };
        here.min(self.limits.left(self.before + self.spent))
    }

    pub(super) fn spend(&mut self, work: usize) {
        self.spent += work as u64;
    }
    pub(super) fn is_over(&self) -> bool {
        self.spent >= self.most
            || self.until.is_some_and(|until| Instant::now() >= until)
            || self.limits.reason(self.before + self.spent).is_some()
    }
}

/// Re-pathings that take about as long as a programme of real numbers, for a formulation of so many rows. Rows that the programme does not have still have to be looked at.
pub(super) fn work_of(model: &LinearModel, backends: Backends<'_>, rows: usize) -> usize {
    let (nonzeros, own) = (model.nonzeros(), model.rows().len());
    let solving = if backends.is_interior(model) {
        nonzeros / NONZEROS_OF_INTERIOR_WORK + own.saturating_pow(3) / CUBES_OF_WORK
    } else {
        nonzeros / NONZEROS_OF_WORK + nonzeros.saturating_mul(nonzeros) / SQUARES_OF_WORK
    };
    solving + rows / ROWS_OF_WORK
}

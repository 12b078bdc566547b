//! What a turn may spend.

use super::super::limits::Limits;
use super::super::parameters::columns::{NONZEROS_OF_WORK, ROWS_OF_WORK, SQUARES_OF_WORK};

/// How much may be spent.
#[derive(Debug)]
pub(super) struct Meter<'a> {
    pub(super) limits: &'a Limits<'a>,
    /// Work done before.
    pub(super) before: u64,
    /// Work done here: a re-pathing is one, and so is what a programme takes for one coefficient.
    pub(super) spent: u64,
    /// Most that may be done here.
    pub(super) most: u64,
}

impl Meter<'_> {
    pub(super) fn spend(&mut self, work: usize) {
        self.spent += work as u64;
    }
    pub(super) fn is_over(&self) -> bool {
        self.spent >= self.most || self.limits.reason(self.before + self.spent).is_some()
    }
}

/// Re-pathings that take about as long as a programme of real numbers with so many non-zeros, for a formulation of so many rows. Rows that the programme does not
/// have still have to be looked at.
pub(super) fn work_of(nonzeros: usize, rows: usize) -> usize {
    nonzeros / NONZEROS_OF_WORK
        + nonzeros.saturating_mul(nonzeros) / SQUARES_OF_WORK
        + rows / ROWS_OF_WORK
}

//! What is known in the course of a solve: schedules, bounds, proofs. Engines tell each other of these here, as soon as they find them.

use super::Exhausted;
use super::compact::Optimum;
use crate::certificate::{Prices, Proven};
use std::sync::Arc;

/// A feasible schedule as labels of paths.
#[derive(Clone, Debug)]
pub(crate) struct Incumbent {
    pub(crate) value: i64,
    pub(crate) labels: Vec<Vec<u32>>,
}

/// Paths that keep all personal rules, but not all shared ones.
#[derive(Clone, Debug)]
pub(super) struct Nearest {
    /// Distance of the hard rows from what they allow.
    pub(super) violation: i64,
    pub(super) labels: Vec<Vec<u32>>,
}

/// The best of everything so far.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub(super) best: Option<Incumbent>,
    /// What came nearest to the hard rules before anything kept them all.
    pub(super) nearest: Option<Nearest>,
    /// The best bound that prices prove.
    pub(super) bound: Option<Proven>,
    /// The best one that prices and cuts prove, if it is better.
    pub(super) cut_bound: Option<Proven>,
    /// A bound without a certificate, and what came to its end.
    pub(super) exhausted_bound: Option<(i64, Exhausted)>,
    /// What came to its end and found no schedule at all.
    pub(super) exhausted: Option<Exhausted>,
    /// Prices that prove that there is no feasible schedule.
    pub(super) infeasible: Option<Prices>,
    /// What dives of the compact programme have come to.
    pub(super) dived: Dived,
}

/// Dives of the compact programme so far. A later turn goes on from there.
#[derive(Debug, Default)]
pub(super) struct Dived {
    /// Where time ended a dive: the paths of the doctors who were settled by then.
    pub(super) half: Option<Vec<Option<Vec<u32>>>>,
    /// Dives and looks around that were begun: each changes the objective a little in a way of its own.
    pub(super) begun: u64,
    /// Doctors who were free in the last look around a schedule.
    pub(super) free: usize,
    /// Value of the schedule that was looked around last, in vain in the end.
    pub(super) looked: Option<i64>,
    /// The programme's relaxation is as good a bound as there is, and dives from its points are not too slow, so that these are worth one.
    pub(super) is_tight: bool,
    /// The optimum of the programme's relaxation.
    pub(super) optimum: Option<Arc<Optimum>>,
}

impl Dived {
    /// The number of a dive that begins now.
    pub(super) fn next(&mut self) -> u64 {
        let number = self.begun;
        self.begun += 1;
        number
    }
}

impl Known {
    pub(super) fn value(&self) -> Option<i64> {
        self.best.as_ref().map(|best| best.value)
    }

    /// The best bound, certified or exhausted.
    pub(super) fn proven(&self) -> Option<i64> {
        let certified = self.bound.as_ref().map(Proven::bound);
        let cut = self.cut_bound.as_ref().map(Proven::bound);
        certified
            .into_iter()
            .chain(cut)
            .chain(self.exhausted_bound.map(|bound| bound.0))
            .min()
    }

    /// True if prices other than none prove the bound.
    pub(super) fn has_prices(&self) -> bool {
        self.bound
            .as_ref()
            .is_some_and(|known| known.prices().rows.iter().any(|price| *price != 0))
    }

    /// Keeps a schedule if it is better than the best one.
    pub(super) fn offer_schedule(&mut self, found: Incumbent) {
        if self.value().is_none_or(|value| value < found.value) {
            self.best = Some(found);
        }
    }

    /// Keeps paths if they are nearer to the hard rules than any before.
    pub(super) fn offer_nearest(&mut self, found: &Nearest) {
        if self
            .nearest
            .as_ref()
            .is_none_or(|known| found.violation < known.violation)
        {
            self.nearest = Some(found.clone());
        }
    }

    /// Keeps a bound with the prices that prove it, if it is less than what prices prove so far.
    pub(super) fn offer_certified(&mut self, proven: Proven) {
        let known = if proven.has_cuts() {
            &mut self.cut_bound
        } else {
            &mut self.bound
        };
        if known
            .as_ref()
            .is_none_or(|known| proven.bound() < known.bound())
        {
            *known = Some(proven);
        }
    }

    /// The best bound that has a certificate.
    pub(super) fn certified(&self) -> Option<&Proven> {
        let both = self.bound.iter().chain(&self.cut_bound);
        both.min_by_key(|proven| proven.bound())
    }

    /// Keeps a bound without a certificate if it is less than what is proven.
    pub(super) fn offer_exhausted(&mut self, bound: i64, exhausted: Exhausted) {
        if self.proven().is_none_or(|known| bound < known) {
            self.exhausted_bound = Some((bound, exhausted));
        }
    }
}

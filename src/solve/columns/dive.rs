//! Diving: settle the most certain pathways of the programme without whole numbers, price against what they leave, and so on.

use super::super::parameters::columns::{AT_ONCE, CERTAIN, FRACTION, NOISE, ROUNDS_OF_DIVE};
use super::super::seed::seed_of;
use super::generate::{Ended, Generator};
use super::master::{MasterPrices, Part};
use crate::error::Result;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

/// An optimum of the whole programme.
#[derive(Clone, Debug)]
pub(super) struct Optimum {
    pub(super) prices: MasterPrices,
    /// Columns of the pool with their values, where not 0.
    pub(super) point: Vec<(u32, f64)>,
}

/// Which way a dive goes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Way {
    /// The first goes by shares alone, others change them a little.
    pub(super) number: u64,
    pub(super) seed: u64,
    /// A dive that cannot be worth more than this ends.
    pub(super) known: Option<i64>,
}

impl Way {
    /// A share as this dive sees it.
    fn share(self, column: u32, value: f64) -> f64 {
        if self.number == 0 {
            return value;
        }
        let seed = seed_of(self.seed, u64::from(column));
        value * (1.0 - NOISE * Pcg64Mcg::seed_from_u64(seed).random::<f64>())
    }

    fn is_hopeless(self, worth: f64) -> bool {
        self.known
            .is_some_and(|known| worth < known as f64 + 1.0 - FRACTION)
    }
}

/// How far a dive came.
#[derive(Debug)]
pub(super) struct Dive {
    /// Columns settled, with how often, and what they are worth to their doctors.
    pub(super) settled: Vec<u32>,
    worth: i64,
    /// What is left open.
    pub(super) part: Part,
    /// Prices where it ended.
    pub(super) prices: MasterPrices,
    /// It ended because nothing better was to be found below.
    pub(super) is_hopeless: bool,
}

impl Generator<'_> {
    /// Dives from the optimum of the programme of a part, next to doctors who are worth so much to themselves.
    ///
    /// # Errors
    /// If the backend refuses a programme.
    pub(super) fn dive(&mut self, from: Optimum, part: Part, worth: i64, way: Way) -> Result<Dive> {
        let mut dive = Dive {
            settled: Vec::new(),
            worth,
            part,
            prices: from.prices,
            is_hopeless: false,
        };
        let mut point = from.point;
        loop {
            let is_any = self.settle_certain(&mut dive, &point, way);
            let left: i64 = dive.part.free.iter().sum();
            if left == 0 || !is_any || self.meter.is_over() {
                return Ok(dive);
            }
            // Settling makes another programme: it is taken to have a point until a round finds none.
            self.is_feasible = true;
            let part = dive.part.clone();
            let mut ended = self.run(&part, ROUNDS_OF_DIVE)?.0;
            // More columns may make it better again.
            if let Ended::Optimal {
                prices,
                is_final: false,
                ..
            } = &ended
                && way.is_hopeless(prices.objective + dive.worth as f64)
            {
                ended = self.run(&part, ROUNDS_OF_DIVE)?.0;
            }
            match ended {
                Ended::Optimal {
                    prices,
                    point: next,
                    ..
                } => {
                    let worth = prices.objective + dive.worth as f64;
                    crate::trace::trace!(left, worth, "dive");
                    dive.prices = prices;
                    point = next;
                    if way.is_hopeless(worth) {
                        dive.is_hopeless = true;
                        return Ok(dive);
                    }
                }
                Ended::Infeasible(_) | Ended::Stopped => return Ok(dive),
            }
        }
    }

    /// Settles whole pathways and, next, the largest shares; false if nothing could be settled.
    fn settle_certain(&self, dive: &mut Dive, point: &[(u32, f64)], way: Way) -> bool {
        let formulation = self.setting.formulation;
        let share = |entry: &(u32, f64)| way.share(entry.0, entry.1);
        let mut order = point.to_vec();
        order.sort_by(|one, other| {
            share(other)
                .total_cmp(&share(one))
                .then(one.0.cmp(&other.0))
        });
        let left: i64 = dive.part.free.iter().sum();
        let mut more = (left as usize / AT_ONCE).max(1);
        let mut is_any = false;
        for (index, value) in order {
            let column = &self.stock.pool.columns[index as usize];
            let mut copies = (value + FRACTION).floor() as i64;
            if copies == 0 && more > 0 && (value > CERTAIN || !is_any) {
                copies = 1;
                more -= 1;
            }
            for _ in 0..copies {
                if dive.part.free[column.group as usize] > 0
                    && self.stock.fits(formulation, column, &dive.part)
                {
                    dive.part.settle(column);
                    dive.worth += column.score;
                    dive.settled.push(index);
                    is_any = true;
                }
            }
        }
        is_any
    }

    /// The paths of a dive; doctors who are still open get the pathway that is worth most at the last prices, and a search then resolves what is overfull.
    pub(super) fn paths_of(&self, dive: &Dive) -> Option<Vec<Vec<u32>>> {
        let mut settled = dive.settled.clone();
        for group in dive.part.groups() {
            let pool = &self.stock.pool;
            let worth = |index: u32| pool.columns[index as usize].worth(1.0, &dive.prices.rows);
            let of_group = pool.of_group[group as usize].iter().copied();
            if let Some(index) = of_group
                .max_by(|one, other| worth(*one).total_cmp(&worth(*other)).then(other.cmp(one)))
            {
                (0..dive.part.free[group as usize]).for_each(|_| settled.push(index));
            }
        }
        self.labels_of(&settled)
    }
}

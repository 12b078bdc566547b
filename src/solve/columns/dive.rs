//! Diving: settle the most certain pathways of the programme without whole numbers, price against what they leave, and so on.

use super::super::parameters::columns::{AT_ONCE, CERTAIN, ROUND_OFF, ROUNDS_OF_DIVE};
use super::generate::{Ended, Generator};
use super::master::{MasterPrices, Part};
use crate::error::Result;

/// How far a dive came.
#[derive(Debug)]
pub(super) struct Dive {
    /// Columns settled, with how often.
    pub(super) settled: Vec<u32>,
    /// What is left open.
    pub(super) part: Part,
    /// Prices where it ended.
    pub(super) prices: MasterPrices,
}

impl Generator<'_> {
    /// Dives from the optimum of the whole programme.
    ///
    /// # Errors
    /// If the backend refuses a programme.
    pub(super) fn dive(&mut self, prices: MasterPrices, point: Vec<(u32, f64)>) -> Result<Dive> {
        let mut dive = Dive {
            settled: Vec::new(),
            part: self.stock.whole(self.setting),
            prices,
        };
        let mut point = point;
        loop {
            let is_any = self.settle_certain(&mut dive, &point);
            let left: i64 = dive.part.free.iter().sum();
            if left == 0 || !is_any || self.meter.is_over() {
                return Ok(dive);
            }
            // Settling makes another programme: it is taken to have a point until a round finds none.
            self.is_feasible = true;
            match self.run(&dive.part.clone(), ROUNDS_OF_DIVE)? {
                Ended::Optimal {
                    prices,
                    point: next,
                    ..
                } => {
                    dive.prices = prices;
                    point = next;
                }
                Ended::Infeasible(_) | Ended::Stopped => return Ok(dive),
            }
        }
    }

    /// Settles whole pathways and, next, the largest shares; false if nothing could be settled.
    fn settle_certain(&self, dive: &mut Dive, point: &[(u32, f64)]) -> bool {
        let formulation = self.setting.formulation;
        let left: i64 = dive.part.free.iter().sum();
        let mut order = point.to_vec();
        order.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
        let mut more = (left as usize / AT_ONCE).max(1);
        let mut is_any = false;
        for (index, value) in order {
            let column = &self.stock.pool.columns[index as usize];
            let mut copies = (value + ROUND_OFF).floor() as i64;
            if copies == 0 && more > 0 && (value > CERTAIN || !is_any) {
                copies = 1;
                more -= 1;
            }
            for _ in 0..copies {
                if dive.part.free[column.group as usize] > 0
                    && self.stock.fits(formulation, column, &dive.part)
                {
                    dive.part.settle(column);
                    dive.settled.push(index);
                    is_any = true;
                }
            }
        }
        is_any
    }
}

//! Prices of the private rows of a relaxed diagram, by which it bounds well.

use super::class::Class;
use super::exact::ExactSearch;

/// Private prices are multiples of 1 / this.
pub(crate) const UNIT: i64 = 16;
/// Steps of the private prices.
const STEPS: usize = 80;

/// Every so many steps a new path is looked for, towards which the prices go.
const STEPS_OF_GOAL: usize = 20;
/// Steps without a better bound after which the pace falls, and to which part of it.
const PATIENCE: usize = 8;
const SLOWER: f64 = 0.6;

impl ExactSearch {
    /// Private prices that bound well, by steps towards the best path known (Polyak 1969), in units of the weights, of which a value of one is `unit`.
    ///
    /// # Complexity
    /// At most [`STEPS`] passes over the diagram.
    pub(crate) fn private_prices(&mut self, class: &Class, plain: &[i64], unit: i64) -> Vec<i64> {
        let mut prices = vec![0.0_f64; class.private_rows.len()];
        let (mut kept, mut least) = (vec![0_i64; prices.len()], i64::MAX);
        let mut path = Vec::new();
        let mut goal = None;
        let (mut pace, mut since) = (1.0, 0);
        for step in 0..STEPS {
            let rounded: Vec<i64> = prices.iter().map(|price| price.round() as i64).collect();
            let Ok(Some(bound)) = self.price(class, (plain, unit), &rounded) else {
                break;
            };
            since += 1;
            if bound < least {
                (kept, least) = (rounded, bound);
                since = 0;
            }
            if !self.best_labels(class, &mut path) {
                break;
            }
            if step % STEPS_OF_GOAL == 0 {
                goal = self.beam_value(class, plain, &prices, unit).max(goal);
            }
            let goal = goal.unwrap_or(bound - bound.abs() / 10 - 1);
            if bound <= goal {
                break;
            }

            let slopes = slopes(class, &prices, &path);
            let square = slopes
                .iter()
                .fold(0.0, |sum, slope| sum + (slope * slope) as f64);
            if square == 0.0 {
                break;
            }
            if since > PATIENCE {
                (pace, since) = (pace * SLOWER, 0);
            }
            let length = pace * (bound - goal) as f64 / square;
            move_prices(class, &mut prices, &slopes, (length, unit as f64));
        }
        kept
    }
}

/// By how much a path leaves each private row: what a price of one more would take off the bound.
fn slopes(class: &Class, prices: &[f64], path: &[u32]) -> Vec<i64> {
    let mut used = vec![0_i64; prices.len()];
    for &label in path {
        for &(row, amount) in class.private_uses(label as usize) {
            used[row as usize] += amount;
        }
    }
    let rows = class.private_rows.iter().zip(prices).zip(&used);
    rows.map(|((row, price), used)| {
        if *price == 0.0 && row.lower <= *used && *used <= row.upper {
            0
        } else if *price > 0.0 || *used > row.upper {
            used - row.upper
        } else {
            used - row.lower
        }
    })
    .collect()
}

/// Moves each price along its slope.
fn move_prices(class: &Class, prices: &mut [f64], slopes: &[i64], (length, unit): (f64, f64)) {
    for ((row, price), slope) in class.private_rows.iter().zip(prices).zip(slopes) {
        let moved = *price + length * *slope as f64;
        // A price does not cross zero in one step: the other side of the row has another slope.
        let moved = if moved * *price < 0.0 { 0.0 } else { moved };
        *price = row.clamp(moved, unit);
    }
}

//! Where the method stands, and where it may go.

use super::normal::{Normal, largest};
use super::standard::Standard;

/// What is added to the inverse weight of every column, so that none is without limit.
const LEAST_INVERSE: f64 = 1e-10;

/// What rows may miss after a step, next to what they missed before, and whatever that was.
const PRECISION: f64 = 1e-2;
const FINEST: f64 = 1e-9;

/// A point inside the boxes with prices, or a step from one to the next.
#[derive(Clone, Debug)]
pub(super) struct Iterate {
    pub(super) values: Vec<f64>,
    /// Prices of the rows.
    pub(super) prices: Vec<f64>,
    /// Distances from lower and upper limits, and what a unit of each costs; nothing where there is no limit.
    pub(super) above: Vec<f64>,
    pub(super) below: Vec<f64>,
    pub(super) lower: Vec<f64>,
    pub(super) upper: Vec<f64>,
}

/// How far a point is from an optimum.
#[derive(Clone, Debug)]
pub(super) struct Standing {
    /// What each row and each column misses.
    pub(super) rows: Vec<f64>,
    pub(super) columns: Vec<f64>,
    /// Mean of distance × cost over all limits.
    pub(super) mean: f64,
    /// Largest of what rows miss, what columns miss and the gap, all relative.
    pub(super) error: f64,
    /// What rows and columns miss, relative.
    pub(super) missing: (f64, f64),
    /// Cost of the point and worth of the prices.
    pub(super) worth: (f64, f64),
}

/// Limits that there are: of a column's lower and upper one.
fn limits(standard: &Standard, column: usize) -> (bool, bool) {
    (
        standard.lower[column].is_finite(),
        standard.upper[column].is_finite(),
    )
}

impl Iterate {
    /// A point well inside the boxes near the equations (Mehrotra 1992), with prices that the costs suggest.
    pub(super) fn first(standard: &Standard, normal: &Normal<'_>) -> Self {
        let centre = |column: usize| match limits(standard, column) {
            (true, true) => f64::midpoint(standard.lower[column], standard.upper[column]),
            (true, false) => standard.lower[column],
            (false, true) => standard.upper[column],
            (false, false) => 0.0,
        };
        let mut values: Vec<f64> = (0..standard.size()).map(centre).collect();
        let activities = standard.activities(&values);
        let missing: Vec<f64> = standard
            .right
            .iter()
            .zip(&activities)
            .map(|(right, sum)| right - sum)
            .collect();
        let moved = standard.priced(&normal.solve(&missing, FINEST));
        let mut outside = 0.1_f64;
        for (column, (value, moved)) in values.iter_mut().zip(moved).enumerate() {
            *value += moved;
            outside = outside
                .max(1.5 * (standard.lower[column] - *value))
                .max(1.5 * (*value - standard.upper[column]));
        }
        for (column, value) in values.iter_mut().enumerate() {
            let (lower, upper) = (standard.lower[column], standard.upper[column]);
            match limits(standard, column) {
                (true, true) => {
                    let inside = (0.25 * (upper - lower)).min(outside);
                    *value = value.max(lower + inside).min(upper - inside);
                }
                (true, false) => *value = value.max(lower) + outside,
                (false, true) => *value = value.min(upper) - outside,
                (false, false) => {}
            }
        }
        let prices = normal.solve(&standard.activities(&standard.cost), FINEST);
        let reduced: Vec<f64> = standard
            .cost
            .iter()
            .zip(standard.priced(&prices))
            .map(|(cost, priced)| cost - priced)
            .collect();
        let inside = (0.5 * largest(&reduced)).clamp(0.1, 1.0);
        let costs = |sign: f64, limits: &[f64]| {
            let of = |(limit, reduced): (&f64, &f64)| match limit.is_finite() {
                true => (sign * reduced).max(0.0) + inside,
                false => 0.0,
            };
            limits.iter().zip(&reduced).map(of).collect()
        };
        Self {
            above: values
                .iter()
                .zip(&standard.lower)
                .map(|(value, limit)| value - limit)
                .collect(),
            below: values
                .iter()
                .zip(&standard.upper)
                .map(|(value, limit)| limit - value)
                .collect(),
            lower: costs(1.0, &standard.lower),
            upper: costs(-1.0, &standard.upper),
            values,
            prices,
        }
    }

    /// Weights of the columns: how easily each moves.
    pub(super) fn weights(&self, standard: &Standard) -> Vec<f64> {
        let weight = |column: usize| {
            let (has_lower, has_upper) = limits(standard, column);
            let mut inverse = LEAST_INVERSE;
            if has_lower {
                inverse += self.lower[column] / self.above[column];
            }
            if has_upper {
                inverse += self.upper[column] / self.below[column];
            }
            1.0 / inverse
        };
        (0..standard.size()).map(weight).collect()
    }

    pub(super) fn standing(&self, standard: &Standard) -> Standing {
        let activities = standard.activities(&self.values);
        let rows: Vec<f64> = standard
            .right
            .iter()
            .zip(&activities)
            .map(|(right, sum)| right - sum)
            .collect();
        let priced = standard.priced(&self.prices);
        let (mut cost, mut worth) = (0.0, 0.0);
        let (mut products, mut count) = (0.0, 0_usize);
        for (right, price) in standard.right.iter().zip(&self.prices) {
            worth += right * price;
        }
        let mut columns = Vec::with_capacity(standard.size());
        for (column, priced) in priced.into_iter().enumerate() {
            let (has_lower, has_upper) = limits(standard, column);
            cost += standard.cost[column] * self.values[column];
            if has_lower {
                worth += standard.lower[column] * self.lower[column];
                products += self.lower[column] * self.above[column];
                count += 1;
            }
            if has_upper {
                worth -= standard.upper[column] * self.upper[column];
                products += self.upper[column] * self.below[column];
                count += 1;
            }
            columns.push(standard.cost[column] - priced - self.lower[column] + self.upper[column]);
        }
        let missing = (
            largest(&rows) / (1.0 + largest(&standard.right)),
            largest(&columns) / (1.0 + largest(&standard.cost)),
        );
        let gap = (cost - worth).abs() / (1.0 + cost.abs());
        Standing {
            rows,
            columns,
            mean: products / count.max(1) as f64,
            error: missing.0.max(missing.1).max(gap),
            missing,
            worth: (cost, worth),
        }
    }

    /// Distance × cost of every limit, less what is wanted of it: lower limits, then upper ones.
    pub(super) fn products(&self, standard: &Standard) -> (Vec<f64>, Vec<f64>) {
        let of = |limits: &[f64], distances: &[f64], costs: &[f64]| {
            let each = limits.iter().zip(distances.iter().zip(costs));
            each.map(|(limit, (distance, cost))| match limit.is_finite() {
                true => -distance * cost,
                false => 0.0,
            })
            .collect()
        };
        (
            of(&standard.lower, &self.above, &self.lower),
            of(&standard.upper, &self.below, &self.upper),
        )
    }

    /// The step that makes up for what rows and columns miss and changes the products by `products`, to first order.
    pub(super) fn step(
        &self,
        standard: &Standard,
        normal: &Normal<'_>,
        standing: &Standing,
        products: &(Vec<f64>, Vec<f64>),
    ) -> Self {
        let pushed = |column: usize| {
            let (has_lower, has_upper) = limits(standard, column);
            let mut push = standing.columns[column];
            if has_lower {
                push -= products.0[column] / self.above[column];
            }
            if has_upper {
                push += products.1[column] / self.below[column];
            }
            push
        };
        let pushed: Vec<f64> = (0..standard.size()).map(pushed).collect();
        let weights = normal.weights();
        let weighted: Vec<f64> = pushed
            .iter()
            .zip(weights)
            .map(|(push, weight)| push * weight)
            .collect();
        let moved = standard.activities(&weighted);
        let right: Vec<f64> = standing
            .rows
            .iter()
            .zip(moved)
            .map(|(row, moved)| row + moved)
            .collect();
        let wanted = PRECISION * largest(&standing.rows);
        let prices = normal.solve(
            &right,
            wanted.max(FINEST * (1.0 + largest(&standard.right))),
        );
        let priced = standard.priced(&prices);
        let mut values: Vec<f64> = weights.to_vec();
        for ((value, priced), push) in values.iter_mut().zip(&priced).zip(&pushed) {
            *value *= priced - push;
        }
        let (mut lower, mut upper) = (vec![0.0; values.len()], vec![0.0; values.len()]);
        for (column, value) in values.iter().enumerate() {
            let (has_lower, has_upper) = limits(standard, column);
            if has_lower {
                lower[column] =
                    (products.0[column] - self.lower[column] * value) / self.above[column];
            }
            if has_upper {
                upper[column] =
                    (products.1[column] + self.upper[column] * value) / self.below[column];
            }
        }
        Self {
            above: values.clone(),
            below: values.iter().map(|value| -value).collect(),
            values,
            prices,
            lower,
            upper,
        }
    }

    /// How much of a step stays inside: of the point, and of the prices.
    pub(super) fn room(&self, standard: &Standard, step: &Self) -> (f64, f64) {
        let most = |limits: &[f64], at: &[f64], step: &[f64]| {
            let each = limits.iter().zip(at.iter().zip(step));
            let shrinking = each.filter(|(limit, (_, step))| limit.is_finite() && **step < 0.0);
            shrinking.fold(1.0_f64, |room, (_, (at, step))| room.min(-at / step))
        };
        let (lower, upper) = (&standard.lower, &standard.upper);
        (
            most(lower, &self.above, &step.above).min(most(upper, &self.below, &step.below)),
            most(lower, &self.lower, &step.lower).min(most(upper, &self.upper, &step.upper)),
        )
    }

    /// Products after so much of a step: lower limits, then upper ones.
    pub(super) fn products_after(
        &self,
        step: &Self,
        (point, prices): (f64, f64),
    ) -> (Vec<f64>, Vec<f64>) {
        let after = |distances: (&[f64], &[f64]), costs: (&[f64], &[f64])| {
            let distances = distances
                .0
                .iter()
                .zip(distances.1)
                .map(|(at, step)| at + point * step);
            let costs = costs
                .0
                .iter()
                .zip(costs.1)
                .map(|(at, step)| at + prices * step);
            distances
                .zip(costs)
                .map(|(distance, cost)| distance * cost)
                .collect()
        };
        (
            after((&self.above, &step.above), (&self.lower, &step.lower)),
            after((&self.below, &step.below), (&self.upper, &step.upper)),
        )
    }

    /// Goes so much of a step.
    pub(super) fn go(&mut self, step: &Self, (point, prices): (f64, f64)) {
        let add = |values: &mut [f64], steps: &[f64], part: f64| {
            for (value, step) in values.iter_mut().zip(steps) {
                *value += part * step;
            }
        };
        add(&mut self.values, &step.values, point);
        add(&mut self.above, &step.above, point);
        add(&mut self.below, &step.below, point);
        add(&mut self.prices, &step.prices, prices);
        add(&mut self.lower, &step.lower, prices);
        add(&mut self.upper, &step.upper, prices);
    }
}

//! Numerical checks of what solvers claim, on nothing but the model.

use super::LinearModel;

/// Absolute tolerance of limits and of a price's sign, scaled by the numbers involved.
const FEASIBILITY: f64 = 1e-6;
/// How far a whole number may be off before it is rounded.
const INTEGRALITY: f64 = 1e-5;
/// Relative tolerance between the objective and the bound of its prices.
const DUALITY: f64 = 1e-6;

/// The point with whole numbers rounded and values moved into their boxes, or `None` if that is no point of the model.
///
/// A column may be off its box, and a row off its limits, by `1e-6`, scaled by the limit where that is larger than 1, and by
/// `1e-9` of the sum of the magnitudes of the row's terms (round-off).
pub(crate) fn snapped(model: &LinearModel, point: &[f64]) -> Option<Vec<f64>> {
    if point.len() != model.columns().len() {
        return None;
    }
    let mut values = Vec::with_capacity(point.len());
    for (column, &raw) in model.columns().iter().zip(point) {
        if !raw.is_finite() {
            return None;
        }
        let value = if column.integer { raw.round() } else { raw };
        if column.integer && (value - raw).abs() > INTEGRALITY {
            return None;
        }
        if value < column.lower - slack(column.lower)
            || value > column.upper + slack(column.upper)
            || column.lower > column.upper
        {
            return None;
        }
        values.push(value.clamp(column.lower, column.upper));
    }
    for row in model.rows() {
        let (mut activity, mut magnitude) = (0.0, 0.0);
        for &(column, coefficient) in row.coefficients() {
            let term = coefficient * values.get(column)?;
            activity += term;
            magnitude += term.abs();
        }
        let round_off = 1e-9 * magnitude;
        let met = activity >= row.lower - slack(row.lower) - round_off
            && activity <= row.upper + slack(row.upper) + round_off;
        if !met {
            return None;
        }
    }
    Some(values)
}

fn slack(limit: f64) -> f64 {
    if limit.is_finite() {
        FEASIBILITY * limit.abs().max(1.0)
    } else {
        0.0
    }
}

/// The bound that row prices prove on the objective of any point of the (relaxed) model.
///
/// For prices `y` and reduced objectives `d = c - A'y` it is the sum over rows of `y * upper` for `y > 0` and `y * lower` for
/// `y < 0`, plus the sum over columns of `d * upper` for `d > 0` and `d * lower` for `d < 0`. Any prices give a bound; it is
/// infinite if a price or a reduced objective pushes against a limit that is infinite. Round-off there counts as zero, so the
/// bound is a numerical one; proofs are the business of certificates.
///
/// ```
/// use medrota::solve::lp::{LinearModel, bound_of_prices};
///
/// let mut model = LinearModel::new();
/// let column = model.add_column(0.0, f64::INFINITY, 6.0);
/// model.add_row(f64::NEG_INFINITY, 8.0, [(column, 2.0)]);
/// assert_eq!(bound_of_prices(&model, &[3.0]), 24.0);
/// assert_eq!(bound_of_prices(&model, &[4.0]), 32.0);
/// ```
#[must_use]
pub fn bound_of_prices(model: &LinearModel, prices: &[f64]) -> f64 {
    bound(model, prices, true, 0.0)
}

/// As [`bound_of_prices`] with a zero objective: below zero, the prices prove that no point meets the model.
#[must_use]
pub fn infeasibility_of_prices(model: &LinearModel, prices: &[f64]) -> f64 {
    bound(model, prices, false, 0.0)
}

/// How far beyond its largest limit, or beyond 1, a model's points are looked for.
const REACH: f64 = 1e6;

/// As [`infeasibility_of_prices`] over the points whose columns and rows are within a million times the largest limit: there round-off counts.
///
/// Where a model has but one point, prices grow without end while what they prove is round-off; next to it a small push against infinity is no longer small.
pub(crate) fn infeasibility_within_reach(model: &LinearModel, prices: &[f64]) -> f64 {
    let columns = model.columns().iter();
    let rows = model.rows().iter();
    let largest = columns
        .flat_map(|column| [column.lower, column.upper])
        .chain(rows.flat_map(|row| [row.lower, row.upper]))
        .filter(|limit| limit.is_finite())
        .fold(1.0_f64, |largest, limit| largest.max(limit.abs()));
    bound(model, prices, false, REACH * largest)
}

/// Small pushes against infinity are taken to get as far as `reach`.
fn bound(model: &LinearModel, prices: &[f64], with_objective: bool, reach: f64) -> f64 {
    if prices.len() != model.rows().len() || prices.iter().any(|price| !price.is_finite()) {
        return f64::INFINITY;
    }
    let noise = FEASIBILITY
        * prices
            .iter()
            .fold(1.0_f64, |largest, price| largest.max(price.abs()));
    let mut total = 0.0;
    let objective = |column: usize| {
        if with_objective {
            model
                .columns()
                .get(column)
                .map_or(0.0, |column| column.objective)
        } else {
            0.0
        }
    };
    let mut reduced: Vec<f64> = (0..model.columns().len()).map(objective).collect();
    let mut magnitude: Vec<f64> = reduced.iter().map(|value| value.abs().max(1.0)).collect();
    for (row, &price) in model.rows().iter().zip(prices) {
        total += pushed(price, row.lower, row.upper, noise, reach);
        for &(column, coefficient) in row.coefficients() {
            if let (Some(value), Some(size)) = (reduced.get_mut(column), magnitude.get_mut(column))
            {
                *value -= coefficient * price;
                *size += (coefficient * price).abs();
            }
        }
    }
    for ((column, value), size) in model.columns().iter().zip(reduced).zip(magnitude) {
        total += pushed(value, column.lower, column.upper, FEASIBILITY * size, reach);
    }
    total
}

/// What a push gains at most between two limits; a push smaller than `noise` against an infinite limit gets as far as `reach`.
fn pushed(push: f64, lower: f64, upper: f64, noise: f64, reach: f64) -> f64 {
    let limit = if push > 0.0 { upper } else { lower };
    if push == 0.0 {
        0.0
    } else if limit.is_finite() {
        push * limit
    } else if push.abs() <= noise {
        push.abs() * reach
    } else {
        f64::INFINITY
    }
}

/// True if the prices prove that no point is better than `objective`, within a relative tolerance of `1e-6`.
///
/// This one number stands for dual feasibility, complementarity and the sign convention together: where one of them fails, the
/// bound of the prices is above the objective.
#[must_use]
pub fn prices_prove(model: &LinearModel, prices: &[f64], objective: f64) -> bool {
    let bound = bound_of_prices(model, prices);
    (bound - objective).abs() <= DUALITY * (1.0 + objective.abs())
}

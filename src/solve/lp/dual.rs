//! Prices from any backend: the explicit dual programme, and multipliers that prove infeasibility.

use super::verify::{bound_of_prices, infeasibility_of_prices};
use super::{Backend, Column, LinearModel, LpOptions, LpStatus};
use crate::error::Error;

/// Row prices and the bound they prove.
#[derive(Clone, Debug, PartialEq)]
pub struct Duals {
    /// Prices, indexed by row: `>= 0` where the upper limit binds, `<= 0` where the lower one does.
    pub rows: Vec<f64>,
    /// The bound on the objective that they prove, see [`bound_of_prices`](super::bound_of_prices); the optimum of the
    /// relaxed model, up to tolerance.
    pub bound: f64,
}

/// Optimal row prices of the relaxed model, or `None` if there are none or the solver did not get there.
///
/// A backend with duals of its own is asked for them; without, the explicit dual programme is solved with the same backend.
/// With columns moved so that one limit of their boxes is zero, it is: minimise the sum of `upper * price` (`lower * price` for
/// negative prices) plus `width * z`, where for every column `A'y + z >= c` (`<=` with a zero upper limit, `=` if free),
/// with a `z >= 0` of its own for every column with two limits; fixed columns ask for nothing.
///
/// # Errors
/// As [`Backend::solve`].
///
/// ```
/// use medrota::solve::lp::{LinearModel, LpOptions, MicroLp, duals};
/// let mut model = LinearModel::new();
/// let column = model.add_column(0.0, f64::INFINITY, 6.0);
/// model.add_row(f64::NEG_INFINITY, 8.0, [(column, 2.0)]);
/// let duals = duals(&MicroLp::default(), &model, &LpOptions::default())?;
/// assert!(duals.is_some_and(|duals| (duals.rows[0] - 3.0).abs() < 1e-9 && (duals.bound - 24.0).abs() < 1e-6));
/// # Ok::<(), medrota::Error>(())
/// ```
pub fn duals(
    backend: &dyn Backend,
    model: &LinearModel,
    options: &LpOptions<'_>,
) -> Result<Option<Duals>, Error> {
    model.validate()?;
    let options = LpOptions {
        relax_integers: true,
        ..*options
    };
    if backend.capabilities().duals {
        let result = backend.solve(model, &options)?;
        match (
            result.status,
            result.solution.and_then(|solution| solution.row_duals),
        ) {
            (LpStatus::Optimal, Some(rows)) => {
                return Ok(Some(Duals {
                    bound: bound_of_prices(model, &rows),
                    rows,
                }));
            }
            (LpStatus::Optimal, None) => {}
            _ => return Ok(None),
        }
    }
    explicit_duals(backend, model, &options)
}

/// As [`duals`], always by the explicit dual programme.
///
/// # Errors
/// As [`Backend::solve`].
pub fn explicit_duals(
    backend: &dyn Backend,
    model: &LinearModel,
    options: &LpOptions<'_>,
) -> Result<Option<Duals>, Error> {
    model.validate()?;
    if model
        .columns()
        .iter()
        .any(|column| column.lower > column.upper)
        || model.rows().iter().any(|row| row.lower > row.upper)
    {
        return Ok(None);
    }
    let programme = DualProgramme::of(model);
    let result = backend.solve(
        &programme.model,
        &LpOptions {
            warm_start: None,
            ..*options
        },
    )?;
    let (LpStatus::Optimal, Some(solution)) = (result.status, result.solution) else {
        return Ok(None);
    };
    let rows = programme.prices(&solution.columns);
    let bound = bound_of_prices(model, &rows);
    let claimed = programme.constant - solution.objective;
    let agrees = (bound - claimed).abs() <= 1e-6 * (1.0 + claimed.abs());
    Ok(agrees.then_some(Duals { rows, bound }))
}

/// Row multipliers that prove the relaxed model infeasible, or `None` if it is feasible or the solver did not get there.
///
/// The proof: with a zero objective the multipliers' bound, [`infeasibility_of_prices`](super::infeasibility_of_prices), is
/// below zero, while any point would have to stay at or under it with an objective of zero. They are the prices of the model in
/// which every row may be broken at a cost of 1 a unit, so none is beyond -1 or 1; the bound is minus the least total amount by
/// which rows must be broken. Amounts below `1e-6` count as feasible.
///
/// ```
/// use medrota::solve::lp::{LinearModel, LpOptions, infeasibility_of_prices, infeasibility_ray};
///
/// let mut model = LinearModel::new();
/// let column = model.add_column(0.0, 1.0, 0.0);
/// model.add_row(2.0, f64::INFINITY, [(column, 1.0)]);
/// let ray = infeasibility_ray(&medrota::solve::lp::MicroLp::default(), &model, &LpOptions::default())?.ok_or("none")?;
/// assert!(infeasibility_of_prices(&model, &ray) < 0.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// As [`Backend::solve`].
pub fn infeasibility_ray(
    backend: &dyn Backend,
    model: &LinearModel,
    options: &LpOptions<'_>,
) -> Result<Option<Vec<f64>>, Error> {
    model.validate()?;
    let options = LpOptions {
        warm_start: None,
        ..*options
    };
    let Some(mut ray) = duals(backend, &elastic(model), &options)?.map(|duals| duals.rows) else {
        return Ok(None);
    };
    for multiplier in &mut ray {
        if multiplier.abs() < 1e-9 {
            *multiplier = 0.0;
        }
    }
    Ok((infeasibility_of_prices(model, &ray) < -1e-6).then_some(ray))
}

/// The relaxed model in which every row may be broken, at a cost of 1 a unit, and nothing else costs.
fn elastic(model: &LinearModel) -> LinearModel {
    let mut elastic = LinearModel::new();
    for &column in model.columns() {
        elastic.push_column(Column {
            objective: 0.0,
            integer: false,
            ..column
        });
    }
    for row in model.rows() {
        let mut coefficients = row.coefficients().to_vec();
        if row.upper.is_finite() {
            coefficients.push((elastic.add_column(0.0, f64::INFINITY, -1.0), -1.0));
        }
        if row.lower.is_finite() {
            coefficients.push((elastic.add_column(0.0, f64::INFINITY, -1.0), 1.0));
        }
        elastic.add_row(row.lower, row.upper, coefficients);
    }
    elastic
}

/// The dual programme, to be maximised (minus the dual objective), and how to read prices from it.
struct DualProgramme {
    model: LinearModel,
    /// The price of a row is the sum of these columns.
    price_columns: Vec<Vec<usize>>,
    /// What moving the columns took out of the objective.
    constant: f64,
}

impl DualProgramme {
    fn of(primal: &LinearModel) -> Self {
        let shifts: Vec<f64> = primal
            .columns()
            .iter()
            .map(|column| shift(column.lower, column.upper))
            .collect();
        let moved = primal.row_activities(&shifts);
        let mut model = LinearModel::new();
        let mut price_columns = Vec::with_capacity(primal.rows().len());
        let mut by_column: Vec<Vec<(usize, f64)>> = vec![Vec::new(); primal.columns().len()];
        for (row, moved) in primal.rows().iter().zip(moved) {
            let (lower, upper) = (row.lower - moved, row.upper - moved);
            let mut prices = Vec::new();
            if row.lower == row.upper {
                prices.push(model.add_column(f64::NEG_INFINITY, f64::INFINITY, -upper));
            } else {
                if row.upper.is_finite() {
                    prices.push(model.add_column(0.0, f64::INFINITY, -upper));
                }
                if row.lower.is_finite() {
                    prices.push(model.add_column(f64::NEG_INFINITY, 0.0, -lower));
                }
            }
            for &(column, coefficient) in row.coefficients() {
                by_column[column].extend(prices.iter().map(|&price| (price, coefficient)));
            }
            price_columns.push(prices);
        }
        for (column, mut coefficients) in primal.columns().iter().zip(by_column) {
            let objective = column.objective;
            match (column.lower.is_finite(), column.upper.is_finite()) {
                (true, true) => {
                    let width = column.upper - column.lower;
                    if width > 0.0 {
                        coefficients.push((model.add_column(0.0, f64::INFINITY, -width), 1.0));
                        model.add_row(objective, f64::INFINITY, coefficients);
                    }
                }
                (true, false) => at_least(&mut model, objective, coefficients),
                (false, true) => at_least(&mut model, -objective, negated(coefficients)),
                (false, false) => {
                    model.add_row(objective, objective, coefficients);
                }
            }
        }
        Self {
            model,
            price_columns,
            constant: primal.objective_value(&shifts),
        }
    }

    fn prices(&self, point: &[f64]) -> Vec<f64> {
        let price = |columns: &Vec<usize>| columns.iter().map(|&column| point[column]).sum();
        self.price_columns.iter().map(price).collect()
    }
}

/// The limit of a box that becomes zero.
fn shift(lower: f64, upper: f64) -> f64 {
    if lower.is_finite() {
        lower
    } else if upper.is_finite() {
        upper
    } else {
        0.0
    }
}

fn negated(coefficients: Vec<(usize, f64)>) -> Vec<(usize, f64)> {
    coefficients
        .into_iter()
        .map(|(column, coefficient)| (column, -coefficient))
        .collect()
}

/// A row with one coefficient becomes a limit of the column's box: a smaller basis.
fn at_least(model: &mut LinearModel, least: f64, coefficients: Vec<(usize, f64)>) {
    if let [(column, coefficient)] = coefficients[..] {
        let limit = least / coefficient;
        let column = &mut model.columns_mut()[column];
        if coefficient > 0.0 {
            column.lower = column.lower.max(limit);
        } else {
            column.upper = column.upper.min(limit);
        }
    } else {
        model.add_row(least, f64::INFINITY, coefficients);
    }
}

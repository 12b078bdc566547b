//! What needs no solver: rows that allow everything, limits that contradict each other, models without rows.

use super::{Column, LinearModel, LpResult, LpSolution, LpStatus};
use std::borrow::Cow;

/// A model as a solver gets it.
#[derive(Debug)]
pub(crate) enum Prepared<'model> {
    /// Solved without a solver.
    Answer(LpResult),
    /// To be solved; `kept_rows` are the rows of the original, if some were left out.
    Model {
        model: Cow<'model, LinearModel>,
        kept_rows: Option<Vec<usize>>,
    },
}

/// Rounds whole-number boxes inwards, leaves out rows without coefficients or limits, and answers trivial models.
pub(crate) fn prepare(mut model: Cow<'_, LinearModel>) -> Prepared<'_> {
    for index in 0..model.columns().len() {
        let column = model.columns()[index];
        let tight = if column.integer {
            Column {
                lower: ceiling(column.lower),
                upper: floor(column.upper),
                ..column
            }
        } else {
            column
        };
        if tight.lower > tight.upper {
            return infeasible();
        }
        if tight != column {
            model.to_mut().columns_mut()[index] = tight;
        }
    }
    let mut kept_rows = Vec::with_capacity(model.rows().len());
    for (index, row) in model.rows().iter().enumerate() {
        if row.lower > row.upper {
            return infeasible();
        }
        if row.coefficients().is_empty() {
            if row.lower > 0.0 || row.upper < 0.0 {
                return infeasible();
            }
        } else if row.lower.is_finite() || row.upper.is_finite() {
            kept_rows.push(index);
        }
    }
    if kept_rows.is_empty() {
        return Prepared::Answer(boxes_only(&model));
    }
    if kept_rows.len() == model.rows().len() {
        return Prepared::Model {
            model,
            kept_rows: None,
        };
    }
    let mut smaller = LinearModel::new();
    for &column in model.columns() {
        smaller.push_column(column);
    }
    for &index in &kept_rows {
        let row = &model.rows()[index];
        smaller.add_row(row.lower, row.upper, row.coefficients().iter().copied());
    }
    Prepared::Model {
        model: Cow::Owned(smaller),
        kept_rows: Some(kept_rows),
    }
}

fn infeasible<'model>() -> Prepared<'model> {
    Prepared::Answer(LpResult::of(LpStatus::Infeasible))
}

/// A limit a hair off a whole number means the whole number.
fn ceiling(lower: f64) -> f64 {
    (lower - 1e-9).ceil()
}

fn floor(upper: f64) -> f64 {
    (upper + 1e-9).floor()
}

/// Without rows every column goes where its objective pushes it.
fn boxes_only(model: &LinearModel) -> LpResult {
    let mut columns = Vec::with_capacity(model.columns().len());
    for column in model.columns() {
        let value = if column.objective > 0.0 {
            column.upper
        } else if column.objective < 0.0 {
            column.lower
        } else {
            0.0_f64.clamp(column.lower, column.upper)
        };
        if !value.is_finite() {
            return LpResult::of(LpStatus::Unbounded);
        }
        columns.push(value);
    }
    let objective = model.objective_value(&columns);
    let row_duals = (!model.has_integers()).then(|| vec![0.0; model.rows().len()]);
    LpResult {
        status: LpStatus::Optimal,
        solution: Some(LpSolution {
            columns,
            row_duals,
            objective,
        }),
        bound: Some(objective),
    }
}

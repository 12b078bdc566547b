//! Programmes without whole numbers.

use super::{INFINITY, Verdict, close, optimum, status};
use crate::solve::lp::{Backend, LinearModel, LpOptions, LpStatus, bound_of_prices, duals};

pub(super) fn two_columns(backend: &dyn Backend) -> Verdict {
    let mut model = LinearModel::new();
    let [first, second] = [
        model.add_column(0.0, INFINITY, 3.0),
        model.add_column(0.0, INFINITY, 5.0),
    ];
    model.add_row(-INFINITY, 4.0, [(first, 1.0)]);
    model.add_row(-INFINITY, 12.0, [(second, 2.0)]);
    model.add_row(-INFINITY, 18.0, [(first, 3.0), (second, 2.0)]);
    optimum(backend, &model, 36.0)
}

pub(super) fn degenerate_corner(backend: &dyn Backend) -> Verdict {
    let mut model = LinearModel::new();
    let columns: Vec<usize> = (0..3)
        .map(|_| model.add_column(0.0, INFINITY, 1.0))
        .collect();
    for pair in [[0, 1], [1, 2], [0, 2]] {
        model.add_row(-INFINITY, 1.0, pair.map(|index| (columns[index], 1.0)));
        model.add_row(-INFINITY, 2.0, pair.map(|index| (columns[index], 2.0)));
    }
    optimum(backend, &model, 1.5)
}

pub(super) fn beale(backend: &dyn Backend) -> Verdict {
    let mut model = LinearModel::new();
    let columns =
        [0.75, -150.0, 0.02, -6.0].map(|objective| model.add_column(0.0, INFINITY, objective));
    let row = |coefficients: [f64; 4]| columns.into_iter().zip(coefficients);
    model.add_row(-INFINITY, 0.0, row([0.25, -60.0, -0.04, 9.0]));
    model.add_row(-INFINITY, 0.0, row([0.5, -90.0, -0.02, 3.0]));
    model.add_row(-INFINITY, 1.0, row([0.0, 0.0, 1.0, 0.0]));
    optimum(backend, &model, 0.05)
}

pub(super) fn all_kinds_of_columns(backend: &dyn Backend) -> Verdict {
    let mut model = LinearModel::new();
    let free = model.add_column(-INFINITY, INFINITY, -1.0);
    let fixed = model.add_column(2.0, 2.0, 1.0);
    let negative = model.add_column(-INFINITY, -1.0, 1.0);
    let boxed = model.add_column(-3.0, 3.0, 2.0);
    model.add_row(5.0, 5.0, [(free, 1.0), (fixed, 1.0), (boxed, 1.0)]);
    model.add_row(-4.0, 1.0, [(free, 1.0), (negative, 1.0)]);
    // free = 3 - boxed, so 3 * boxed - 3 + 2 + negative, negative <= min(-1, boxed - 2).
    optimum(backend, &model, 7.0)
}

pub(super) fn two_limits(backend: &dyn Backend) -> Verdict {
    for (objective, expected) in [(1.0, 7.0), (-1.0, -3.0)] {
        let mut model = LinearModel::new();
        let columns = [
            model.add_column(0.0, 10.0, objective),
            model.add_column(0.0, 10.0, objective),
        ];
        model.add_row(3.0, 7.0, columns.map(|column| (column, 1.0)));
        optimum(backend, &model, expected)?;
    }
    Ok(())
}

pub(super) fn same_column(backend: &dyn Backend) -> Verdict {
    let mut model = LinearModel::new();
    let column = model.add_column(0.0, INFINITY, 1.0);
    model.add_row(-INFINITY, 6.0, [(column, 1.0), (column, 2.0)]);
    optimum(backend, &model, 2.0)
}

pub(super) fn no_rows(backend: &dyn Backend) -> Verdict {
    optimum(backend, &LinearModel::new(), 0.0)?;
    let mut model = LinearModel::new();
    model.add_row(-1.0, 0.0, []);
    optimum(backend, &model, 0.0)?;
    let mut model = LinearModel::new();
    model.add_column(-1.0, 4.0, 2.0);
    model.add_column(-1.0, 4.0, -3.0);
    model.add_integer_column(0.2, 2.9, 1.0);
    optimum(backend, &model, 13.0)?;
    model.add_row(-1.0, 1.0, []);
    model.add_row(-INFINITY, INFINITY, [(0, 1.0)]);
    optimum(backend, &model, 13.0)?;
    model.add_column(0.0, INFINITY, 1.0);
    status(backend, &model, LpStatus::Unbounded)?;
    model.add_row(1.0, 2.0, []);
    status(backend, &model, LpStatus::Infeasible)
}

pub(super) fn infeasible(backend: &dyn Backend) -> Verdict {
    let mut model = LinearModel::new();
    let columns = [
        model.add_column(0.0, INFINITY, 1.0),
        model.add_column(0.0, INFINITY, 1.0),
    ];
    model.add_row(-INFINITY, 1.0, columns.map(|column| (column, 1.0)));
    model.add_row(3.0, INFINITY, columns.map(|column| (column, 2.0)));
    status(backend, &model, LpStatus::Infeasible)?;
    let mut reversed = LinearModel::new();
    let column = reversed.add_column(2.0, 1.0, 0.0);
    status(backend, &reversed, LpStatus::Infeasible)?;
    reversed.columns_mut()[column].upper = 3.0;
    reversed.add_row(2.0, 1.0, [(column, 1.0)]);
    status(backend, &reversed, LpStatus::Infeasible)
}

pub(super) fn unbounded(backend: &dyn Backend) -> Verdict {
    let mut model = LinearModel::new();
    let columns = [
        model.add_column(0.0, INFINITY, 1.0),
        model.add_column(0.0, INFINITY, 1.0),
    ];
    model.add_row(-INFINITY, 1.0, [(columns[0], 1.0), (columns[1], -1.0)]);
    status(backend, &model, LpStatus::Unbounded)?;
    let blocked = model.add_column(0.0, 1.0, 0.0);
    model.add_row(2.0, INFINITY, [(blocked, 1.0)]);
    model.add_row(
        -INFINITY,
        4.0,
        [(columns[0], 1.0), (columns[1], -2.0), (blocked, 1.0)],
    );
    status(backend, &model, LpStatus::Infeasible)
}

/// Potentials of a cycle: only differences matter, so that all of them can move along for nothing.
pub(super) fn shifting(backend: &dyn Backend) -> Verdict {
    let mut model = LinearModel::new();
    let potentials =
        [-1.0, 0.0, 1.0].map(|objective| model.add_column(-INFINITY, INFINITY, objective));
    for (from, to, length) in [(0, 1, 2.0), (1, 2, 3.0), (0, 2, 9.0)] {
        model.add_row(
            -INFINITY,
            length,
            [(potentials[to], 1.0), (potentials[from], -1.0)],
        );
    }
    optimum(backend, &model, 5.0)?;
    model.columns_mut()[potentials[1]].objective = 1.0;
    status(backend, &model, LpStatus::Unbounded)
}

/// Prices of the optimum prove it, whether the backend has any of its own or the dual programme gives them.
pub(super) fn prices(backend: &dyn Backend) -> Verdict {
    let mut model = LinearModel::new();
    let columns = [3.0, 5.0].map(|objective| model.add_column(0.0, INFINITY, objective));
    model.add_row(-INFINITY, 8.0, columns.map(|column| (column, 1.0)));
    model.add_row(2.0, 6.0, [(columns[1], 1.0)]);
    let found = duals(backend, &model, &LpOptions::default())
        .map_err(|error| format!("it refuses the programme: {error}"))?;
    let found = found.ok_or("no prices")?;
    close(found.bound, 36.0, "the bound of the prices")?;
    close(
        bound_of_prices(&model, &found.rows),
        36.0,
        "the bound of the prices, computed anew",
    )
}

//! Programmes with whole numbers.

use super::{INFINITY, Verdict, close, ensure, optimum, refuses, solve, status};
use crate::solve::lp::{Backend, LimitKind, LinearModel, LpOptions, LpStatus};

pub(super) fn knapsack(backend: &dyn Backend) -> Verdict {
    let mut model = LinearModel::new();
    let items = [(8.0, 5.0), (11.0, 7.0), (6.0, 4.0), (4.0, 3.0)];
    let columns: Vec<(usize, f64)> = items
        .iter()
        .map(|&(value, weight)| (model.add_integer_column(0.0, 1.0, value), weight))
        .collect();
    model.add_row(-INFINITY, 14.0, columns);
    optimum(backend, &model, 21.0)?;
    let relaxed = solve(
        backend,
        &model,
        &LpOptions {
            relax_integers: true,
            ..LpOptions::default()
        },
    )?;
    close(
        relaxed
            .solution
            .ok_or("no point of the relaxation")?
            .objective,
        22.0,
        "the relaxation",
    )
}

pub(super) fn whole_without_limits(backend: &dyn Backend) -> Verdict {
    let mut model = LinearModel::new();
    let columns = [
        model.add_integer_column(0.0, INFINITY, 1.0),
        model.add_integer_column(-INFINITY, INFINITY, -1.0),
    ];
    model.add_row(-INFINITY, 7.0, [(columns[0], 2.0)]);
    model.add_row(-9.0, INFINITY, [(columns[1], 2.0)]);
    optimum(backend, &model, 7.0)?;
    model.columns_mut()[columns[1]].objective = 1.0;
    status(backend, &model, LpStatus::Unbounded)
}

pub(super) fn whole_infeasible(backend: &dyn Backend) -> Verdict {
    let mut model = LinearModel::new();
    let columns = [
        model.add_integer_column(0.0, 5.0, 1.0),
        model.add_integer_column(0.0, 5.0, 1.0),
    ];
    model.add_row(3.0, 3.0, columns.map(|column| (column, 2.0)));
    status(backend, &model, LpStatus::Infeasible)?;
    let mut narrow = LinearModel::new();
    narrow.add_integer_column(0.1, 0.9, 1.0);
    status(backend, &narrow, LpStatus::Infeasible)
}

/// A knapsack of nearly equal ratios, whose proof takes longer than its solution.
fn stubborn() -> LinearModel {
    let mut model = LinearModel::new();
    let columns: Vec<(usize, f64)> = (0..24)
        .map(|item| {
            (
                model.add_integer_column(0.0, 1.0, f64::from(40 + item * 7 % 23)),
                f64::from(41 + item * 5 % 19),
            )
        })
        .collect();
    model.add_row(-INFINITY, 607.0, columns);
    model
}

pub(super) fn gap(backend: &dyn Backend) -> Verdict {
    let model = stubborn();
    if refuses(backend, &model)? {
        return Ok(());
    }
    let exact = solve(backend, &model, &LpOptions::default())?;
    ensure(exact.status == LpStatus::Optimal, || {
        format!("{exact:?} instead of an optimum")
    })?;
    let best = exact
        .solution
        .ok_or("an optimum without a point")?
        .objective;
    let result = solve(
        backend,
        &model,
        &LpOptions {
            relative_gap: 0.2,
            ..LpOptions::default()
        },
    )?;
    let is_stopped = matches!(
        result.status,
        LpStatus::Optimal | LpStatus::Limit(LimitKind::Gap)
    );
    ensure(is_stopped, || {
        format!("{result:?} instead of a point within the gap")
    })?;
    let (found, bound) = (
        result.solution.ok_or("no point")?.objective,
        result.bound.ok_or("no bound")?,
    );
    ensure(found <= best + 1e-6 && best <= bound + 1e-6, || {
        format!("the optimum, {best}, is not between {found} and {bound}")
    })?;
    ensure(bound - found <= 0.2 * found.abs() + 1e-6, || {
        format!("{found} and {bound} are farther apart than the gap asked for")
    })
}

pub(super) fn warm_starts(backend: &dyn Backend) -> Verdict {
    let model = stubborn();
    if refuses(backend, &model)? {
        return Ok(());
    }
    let exact = solve(backend, &model, &LpOptions::default())?
        .solution
        .ok_or("no point")?;
    for point in [exact.columns.clone(), vec![1.0; 24], vec![0.5; 24]] {
        let result = solve(
            backend,
            &model,
            &LpOptions {
                warm_start: Some(&point),
                ..LpOptions::default()
            },
        )?;
        ensure(result.status == LpStatus::Optimal, || {
            format!("{result:?} instead of an optimum")
        })?;
        close(
            result.solution.ok_or("no point")?.objective,
            exact.objective,
            "the objective",
        )?;
    }
    Ok(())
}

pub(super) fn twice(backend: &dyn Backend) -> Verdict {
    let model = if backend.capabilities().integers {
        stubborn()
    } else {
        stubborn().relaxed()
    };
    let options = LpOptions {
        seed: 7,
        ..LpOptions::default()
    };
    let (first, second) = (
        solve(backend, &model, &options)?,
        solve(backend, &model, &options)?,
    );
    ensure(first == second, || format!("{first:?} and then {second:?}"))
}

//! Tiny models with known answers.

use crate::{INFINITY, assert_close, backends, backends_for, linear_backends, solve};
use medrota::ErrorKind;
use medrota::solve::CancelToken;
use medrota::solve::lp::{Backend, LimitKind, LinearModel, LpOptions, LpStatus, default_backend};
use std::time::Duration;

fn optimum(model: &LinearModel, expected: f64) {
    for backend in backends_for(model) {
        let result = solve(&*backend, model);
        assert_eq!(result.status, LpStatus::Optimal, "{}: {result:?}", backend.name());
        let solution = result.solution.unwrap();
        assert_close(solution.objective, expected, backend.name());
        assert_close(model.objective_value(&solution.columns), expected, backend.name());
        assert_close(result.bound.unwrap(), expected, backend.name());
    }
}

fn status(model: &LinearModel, expected: LpStatus) {
    for backend in backends_for(model) {
        let result = solve(&*backend, model);
        assert_eq!(result.status, expected, "{}", backend.name());
        assert_eq!(result.solution, None, "{}", backend.name());
    }
}

#[test]
fn two_columns_two_rows() {
    let mut model = LinearModel::new();
    let [first, second] = [model.add_column(0.0, INFINITY, 3.0), model.add_column(0.0, INFINITY, 5.0)];
    model.add_row(-INFINITY, 4.0, [(first, 1.0)]);
    model.add_row(-INFINITY, 12.0, [(second, 2.0)]);
    model.add_row(-INFINITY, 18.0, [(first, 3.0), (second, 2.0)]);
    optimum(&model, 36.0);
}

#[test]
fn degenerate_corner() {
    let mut model = LinearModel::new();
    let columns: Vec<usize> = (0..3).map(|_| model.add_column(0.0, INFINITY, 1.0)).collect();
    for pair in [[0, 1], [1, 2], [0, 2]] {
        model.add_row(-INFINITY, 1.0, pair.map(|index| (columns[index], 1.0)));
        model.add_row(-INFINITY, 2.0, pair.map(|index| (columns[index], 2.0)));
    }
    optimum(&model, 1.5);
}

#[test]
fn beale_cycles_under_a_naive_pivot_rule() {
    let mut model = LinearModel::new();
    let columns = [0.75, -150.0, 0.02, -6.0].map(|objective| model.add_column(0.0, INFINITY, objective));
    let row = |coefficients: [f64; 4]| columns.into_iter().zip(coefficients);
    model.add_row(-INFINITY, 0.0, row([0.25, -60.0, -0.04, 9.0]));
    model.add_row(-INFINITY, 0.0, row([0.5, -90.0, -0.02, 3.0]));
    model.add_row(-INFINITY, 1.0, row([0.0, 0.0, 1.0, 0.0]));
    optimum(&model, 0.05);
}

#[test]
fn equalities_free_fixed_and_ranges() {
    let mut model = LinearModel::new();
    let free = model.add_column(-INFINITY, INFINITY, -1.0);
    let fixed = model.add_column(2.0, 2.0, 1.0);
    let negative = model.add_column(-INFINITY, -1.0, 1.0);
    let boxed = model.add_column(-3.0, 3.0, 2.0);
    model.add_row(5.0, 5.0, [(free, 1.0), (fixed, 1.0), (boxed, 1.0)]);
    model.add_row(-4.0, 1.0, [(free, 1.0), (negative, 1.0)]);
    // free = 3 - boxed, so 3 * boxed - 3 + 2 + negative, negative <= min(-1, boxed - 2).
    optimum(&model, 7.0);
}

#[test]
fn range_row_binds_on_either_side() {
    for (objective, expected) in [(1.0, 7.0), (-1.0, -3.0)] {
        let mut model = LinearModel::new();
        let columns = [model.add_column(0.0, 10.0, objective), model.add_column(0.0, 10.0, objective)];
        model.add_row(3.0, 7.0, columns.map(|column| (column, 1.0)));
        optimum(&model, expected);
    }
}

#[test]
fn coefficients_of_the_same_column_add_up() {
    let mut model = LinearModel::new();
    let column = model.add_column(0.0, INFINITY, 1.0);
    model.add_row(-INFINITY, 6.0, [(column, 1.0), (column, 2.0)]);
    assert_eq!(model.rows()[0].coefficients(), [(column, 3.0)]);
    optimum(&model, 2.0);
}

#[test]
fn empty_models_and_boxes_only() {
    optimum(&LinearModel::new(), 0.0);
    let mut model = LinearModel::new();
    model.add_column(-1.0, 4.0, 2.0);
    model.add_column(-1.0, 4.0, -3.0);
    model.add_integer_column(0.2, 2.9, 1.0);
    optimum(&model, 13.0);
    model.add_row(-1.0, 1.0, []);
    model.add_row(-INFINITY, INFINITY, [(0, 1.0)]);
    optimum(&model, 13.0);
    model.add_column(0.0, INFINITY, 1.0);
    status(&model, LpStatus::Unbounded);
    model.add_row(1.0, 2.0, []);
    status(&model, LpStatus::Infeasible);
}

#[test]
fn a_row_without_columns() {
    let mut model = LinearModel::new();
    model.add_row(-1.0, 0.0, []);
    optimum(&model, 0.0);
    model.add_row(1.0, 1.0, []);
    status(&model, LpStatus::Infeasible);
}

#[test]
fn infeasible_rows_boxes_and_ranges() {
    let mut model = LinearModel::new();
    let columns = [model.add_column(0.0, INFINITY, 1.0), model.add_column(0.0, INFINITY, 1.0)];
    model.add_row(-INFINITY, 1.0, columns.map(|column| (column, 1.0)));
    model.add_row(3.0, INFINITY, columns.map(|column| (column, 2.0)));
    status(&model, LpStatus::Infeasible);
    let mut reversed = LinearModel::new();
    let column = reversed.add_column(2.0, 1.0, 0.0);
    status(&reversed, LpStatus::Infeasible);
    reversed.columns_mut()[column].upper = 3.0;
    reversed.add_row(2.0, 1.0, [(column, 1.0)]);
    status(&reversed, LpStatus::Infeasible);
}

#[test]
fn unbounded_and_infeasible_are_told_apart() {
    let mut model = LinearModel::new();
    let columns = [model.add_column(0.0, INFINITY, 1.0), model.add_column(0.0, INFINITY, 1.0)];
    model.add_row(-INFINITY, 1.0, [(columns[0], 1.0), (columns[1], -1.0)]);
    status(&model, LpStatus::Unbounded);
    let blocked = model.add_column(0.0, 1.0, 0.0);
    model.add_row(2.0, INFINITY, [(blocked, 1.0)]);
    model.add_row(-INFINITY, 4.0, [(columns[0], 1.0), (columns[1], -2.0), (blocked, 1.0)]);
    status(&model, LpStatus::Infeasible);
}

#[test]
fn free_columns_that_can_shift_together_are_not_unbounded() {
    // Potentials of a cycle: only differences matter, so that all of them can move along for nothing.
    let mut model = LinearModel::new();
    let potentials = [-1.0, 0.0, 1.0].map(|objective| model.add_column(-INFINITY, INFINITY, objective));
    for (from, to, length) in [(0, 1, 2.0), (1, 2, 3.0), (0, 2, 9.0)] {
        model.add_row(-INFINITY, length, [(potentials[to], 1.0), (potentials[from], -1.0)]);
    }
    optimum(&model, 5.0);
    model.columns_mut()[potentials[1]].objective = 1.0;
    status(&model, LpStatus::Unbounded);
}

#[test]
fn knapsack() {
    let mut model = LinearModel::new();
    let items = [(8.0, 5.0), (11.0, 7.0), (6.0, 4.0), (4.0, 3.0)];
    let columns: Vec<(usize, f64)> = items.iter().map(|&(value, weight)| (model.add_integer_column(0.0, 1.0, value), weight)).collect();
    model.add_row(-INFINITY, 14.0, columns);
    optimum(&model, 21.0);
    for backend in linear_backends() {
        let relaxed = backend.solve(&model, &LpOptions { relax_integers: true, ..LpOptions::default() }).unwrap();
        assert_close(relaxed.solution.unwrap().objective, 22.0, backend.name());
    }
}

#[test]
fn whole_numbers_without_limits() {
    let mut model = LinearModel::new();
    let columns = [model.add_integer_column(0.0, INFINITY, 1.0), model.add_integer_column(-INFINITY, INFINITY, -1.0)];
    model.add_row(-INFINITY, 7.0, [(columns[0], 2.0)]);
    model.add_row(-9.0, INFINITY, [(columns[1], 2.0)]);
    optimum(&model, 7.0);
    model.columns_mut()[columns[1]].objective = 1.0;
    status(&model, LpStatus::Unbounded);
}

#[test]
fn infeasible_in_whole_numbers_only() {
    let mut model = LinearModel::new();
    let columns = [model.add_integer_column(0.0, 5.0, 1.0), model.add_integer_column(0.0, 5.0, 1.0)];
    model.add_row(3.0, 3.0, columns.map(|column| (column, 2.0)));
    status(&model, LpStatus::Infeasible);
    let mut narrow = LinearModel::new();
    narrow.add_integer_column(0.1, 0.9, 1.0);
    status(&narrow, LpStatus::Infeasible);
}

#[test]
fn a_limit_of_no_time_is_a_limit_without_solution() {
    let mut model = LinearModel::new();
    let column = model.add_integer_column(0.0, 5.0, 1.0);
    model.add_row(-INFINITY, 7.0, [(column, 2.0)]);
    for backend in backends() {
        let options = LpOptions { time_limit: Some(Duration::ZERO), ..LpOptions::default() };
        let result = backend.solve(&model, &options).unwrap();
        assert_eq!((result.status, result.solution), (LpStatus::Limit(LimitKind::Time), None), "{}", backend.name());
    }
}

#[test]
fn a_cancelled_token_stops() {
    let mut model = LinearModel::new();
    let column = model.add_column(0.0, 5.0, 1.0);
    model.add_row(-INFINITY, 7.0, [(column, 2.0)]);
    let token = CancelToken::new();
    token.cancel();
    for backend in backends() {
        let result = backend.solve(&model, &LpOptions { cancel: Some(&token), ..LpOptions::default() }).unwrap();
        assert_eq!(result.status, LpStatus::Limit(LimitKind::Cancelled), "{}", backend.name());
    }
}

/// A knapsack of equal ratios, whose proof takes longer than its solution.
fn stubborn() -> LinearModel {
    let mut model = LinearModel::new();
    let columns: Vec<(usize, f64)> =
        (0..24).map(|item| (model.add_integer_column(0.0, 1.0, f64::from(40 + item * 7 % 23)), f64::from(41 + item * 5 % 19))).collect();
    model.add_row(-INFINITY, 607.0, columns);
    model
}

#[test]
fn a_gap_gives_a_solution_and_a_bound() {
    let model = stubborn();
    for backend in backends() {
        let exact = solve(&*backend, &model);
        assert_eq!(exact.status, LpStatus::Optimal, "{}", backend.name());
        let optimum = exact.solution.unwrap().objective;
        let result = backend.solve(&model, &LpOptions { relative_gap: 0.2, ..LpOptions::default() }).unwrap();
        assert!(matches!(result.status, LpStatus::Optimal | LpStatus::Limit(LimitKind::Gap)), "{}: {result:?}", backend.name());
        let (found, bound) = (result.solution.unwrap().objective, result.bound.unwrap());
        assert!(found <= optimum + 1e-6 && optimum <= bound + 1e-6, "{}: {found} {optimum} {bound}", backend.name());
        assert!(bound - found <= 0.2 * found.abs() + 1e-6, "{}", backend.name());
    }
}

#[test]
fn warm_starts_are_taken_and_bad_ones_survived() {
    let model = stubborn();
    for backend in backends() {
        let exact = solve(&*backend, &model).solution.unwrap();
        for point in [exact.columns.clone(), vec![1.0; 24], vec![0.5; 24]] {
            let result = backend.solve(&model, &LpOptions { warm_start: Some(&point), ..LpOptions::default() }).unwrap();
            assert_eq!(result.status, LpStatus::Optimal, "{}", backend.name());
            assert_close(result.solution.unwrap().objective, exact.objective, backend.name());
        }
    }
}

#[test]
fn the_same_answer_twice() {
    let model = stubborn();
    for backend in backends() {
        let options = LpOptions { seed: 7, ..LpOptions::default() };
        assert_eq!(backend.solve(&model, &options).unwrap(), backend.solve(&model, &options).unwrap(), "{}", backend.name());
    }
}

#[test]
fn malformed_models_and_options_are_failures() {
    let with_column = |lower, upper, objective| {
        let mut model = LinearModel::new();
        model.add_column(lower, upper, objective);
        model
    };
    let with_row = |lower, upper, column, coefficient| {
        let mut model = with_column(0.0, 1.0, 1.0);
        model.add_row(lower, upper, [(column, coefficient)]);
        model
    };
    let malformed = [
        with_column(f64::NAN, 1.0, 1.0),
        with_column(INFINITY, INFINITY, 1.0),
        with_column(0.0, -INFINITY, 1.0),
        with_column(0.0, 1e30, 1.0),
        with_column(0.0, 1.0, INFINITY),
        with_row(f64::NAN, 1.0, 0, 1.0),
        with_row(0.0, f64::NAN, 0, 1.0),
        with_row(0.0, 1.0, 0, f64::NAN),
        with_row(0.0, 1.0, 1, 1.0),
    ];
    for backend in backends() {
        for model in &malformed {
            let error = backend.solve(model, &LpOptions::default()).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Backend, "{}: {model:?}", backend.name());
        }
        let model = with_column(0.0, 1.0, 1.0);
        for options in [
            LpOptions { relative_gap: -0.1, ..LpOptions::default() },
            LpOptions { relative_gap: f64::NAN, ..LpOptions::default() },
            LpOptions { warm_start: Some(&[0.0, 0.0]), ..LpOptions::default() },
        ] {
            assert_eq!(backend.solve(&model, &options).unwrap_err().kind(), ErrorKind::Option, "{}", backend.name());
        }
    }
}

#[test]
fn the_default_backend_is_the_best_of_the_build() {
    let expected = if cfg!(feature = "highs") { "highs" } else { "microlp" };
    assert_eq!(Backend::name(&*default_backend()), expected);
}

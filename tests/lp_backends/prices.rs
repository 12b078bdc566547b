//! Prices and proofs of infeasibility.

use crate::{INFINITY, assert_close, linear_backends, solve};
use medrota::solve::lp::{
    LinearModel, LpOptions, bound_of_prices, duals, explicit_duals, infeasibility_of_prices,
    infeasibility_ray,
};

fn assert_prices(model: &LinearModel, expected: &[f64]) {
    for backend in linear_backends() {
        let options = LpOptions::default();
        let own = duals(&*backend, model, &options).unwrap().unwrap();
        let explicit = explicit_duals(&*backend, model, &options).unwrap().unwrap();
        for found in [own, explicit] {
            for (index, (&price, &expected)) in found.rows.iter().zip(expected).enumerate() {
                assert_close(
                    price,
                    expected,
                    &format!("{} row {index} of {:?}", backend.name(), found.rows),
                );
            }
            assert_eq!(found.rows.len(), expected.len());
            let optimum = solve(&*backend, &model.relaxed())
                .solution
                .unwrap()
                .objective;
            assert_close(found.bound, optimum, backend.name());
        }
    }
}

#[test]
fn upper_limits_have_prices_of_at_least_zero() {
    let mut model = LinearModel::new();
    let [first, second] = [
        model.add_column(0.0, INFINITY, 3.0),
        model.add_column(0.0, INFINITY, 5.0),
    ];
    model.add_row(-INFINITY, 4.0, [(first, 1.0)]);
    model.add_row(-INFINITY, 12.0, [(second, 2.0)]);
    model.add_row(-INFINITY, 18.0, [(first, 3.0), (second, 2.0)]);
    assert_prices(&model, &[0.0, 1.5, 1.0]);
}

#[test]
fn lower_limits_have_prices_of_at_most_zero() {
    let mut model = LinearModel::new();
    let [first, second] = [
        model.add_column(0.0, INFINITY, -2.0),
        model.add_column(0.0, INFINITY, -3.0),
    ];
    model.add_row(4.0, INFINITY, [(first, 1.0), (second, 1.0)]);
    model.add_row(6.0, INFINITY, [(first, 1.0), (second, 3.0)]);
    assert_prices(&model, &[-1.5, -0.5]);
}

#[test]
fn ranges_equalities_and_shifted_boxes() {
    let mut model = LinearModel::new();
    let column = [
        model.add_column(-3.0, 3.0, 1.0),
        model.add_column(-INFINITY, 2.0, -1.0),
        model.add_column(1.0, INFINITY, 0.0),
    ];
    let free = model.add_column(-INFINITY, INFINITY, -1.0);
    let fixed = model.add_column(2.0, 2.0, 100.0);
    model.add_row(-1.0, 4.0, [(column[0], 2.0), (fixed, 1.0)]);
    model.add_row(5.0, 5.0, [(free, 1.0), (column[2], 1.0), (fixed, 1.0)]);
    model.add_row(-8.0, 8.0, [(column[1], 2.0), (free, 1.0)]);
    model.add_row(-INFINITY, 6.0, [(column[2], 1.0)]);
    // a = 1 by the first row, price 1/2; third column at 6, free at -3, second column at -2.5.
    assert_prices(&model, &[0.5, -0.5, -0.5, 0.5]);
}

#[test]
fn redundant_equalities_leave_prices_free_to_shift() {
    // One unit along arcs of a path or a short cut: any constant may be added to the prices of the balances.
    let mut model = LinearModel::new();
    let arcs = [3.0, 4.0, 5.0].map(|objective| model.add_column(0.0, 1.0, objective));
    model.add_row(1.0, 1.0, [(arcs[0], 1.0), (arcs[2], 1.0)]);
    model.add_row(0.0, 0.0, [(arcs[1], 1.0), (arcs[0], -1.0)]);
    model.add_row(-1.0, -1.0, [(arcs[1], -1.0), (arcs[2], -1.0)]);
    for backend in linear_backends() {
        for found in [
            duals(&*backend, &model, &LpOptions::default()),
            explicit_duals(&*backend, &model, &LpOptions::default()),
        ] {
            assert_close(found.unwrap().unwrap().bound, 7.0, backend.name());
        }
    }
}

#[test]
fn whole_number_columns_are_relaxed() {
    let mut model = LinearModel::new();
    let columns = [(8.0, 5.0), (11.0, 7.0), (6.0, 4.0), (4.0, 3.0)]
        .map(|(value, weight)| (model.add_integer_column(0.0, 1.0, value), weight));
    model.add_row(-INFINITY, 14.0, columns);
    assert_prices(&model, &[1.5]);
}

#[test]
fn no_prices_without_an_optimum() {
    let mut unbounded = LinearModel::new();
    let column = unbounded.add_column(0.0, INFINITY, 1.0);
    unbounded.add_row(1.0, INFINITY, [(column, 1.0)]);
    let mut infeasible = LinearModel::new();
    let column = infeasible.add_column(0.0, 1.0, 1.0);
    infeasible.add_row(2.0, INFINITY, [(column, 1.0)]);
    let mut reversed = LinearModel::new();
    let column = reversed.add_column(1.0, 0.0, 1.0);
    reversed.add_row(2.0, INFINITY, [(column, 1.0)]);
    for backend in linear_backends() {
        for model in [&unbounded, &infeasible, &reversed] {
            assert_eq!(
                duals(&*backend, model, &LpOptions::default()).unwrap(),
                None,
                "{}",
                backend.name()
            );
            assert_eq!(
                explicit_duals(&*backend, model, &LpOptions::default()).unwrap(),
                None,
                "{}",
                backend.name()
            );
        }
    }
}

#[test]
fn a_ray_proves_infeasibility() {
    // Three doctors of two weeks each, two places in two weeks.
    let mut model = LinearModel::new();
    let mut weeks: [Vec<(usize, f64)>; 2] = Default::default();
    for _ in 0..3 {
        let stays: Vec<(usize, f64)> = (0..2)
            .map(|_| (model.add_integer_column(0.0, 1.0, 1.0), 1.0))
            .collect();
        for (week, &stay) in weeks.iter_mut().zip(&stays) {
            week.push(stay);
        }
        model.add_row(2.0, INFINITY, stays);
    }
    for week in weeks {
        model.add_row(0.0, 2.0, week);
    }
    for backend in linear_backends() {
        let ray = infeasibility_ray(&*backend, &model, &LpOptions::default())
            .unwrap()
            .unwrap();
        assert_close(infeasibility_of_prices(&model, &ray), -2.0, backend.name());
        assert!(
            ray.iter().all(|multiplier| multiplier.abs() <= 1.0 + 1e-6),
            "{ray:?}"
        );
        model_with_place_is_feasible(&*backend, &model);
    }
}

fn model_with_place_is_feasible(backend: &dyn medrota::solve::lp::Backend, model: &LinearModel) {
    let mut wider = model.clone();
    for row in wider.rows_mut().iter_mut().filter(|row| row.lower == 0.0) {
        row.upper = 3.0;
    }
    assert_eq!(
        infeasibility_ray(backend, &wider, &LpOptions::default()).unwrap(),
        None
    );
}

#[test]
fn any_prices_bound_and_pushes_against_infinity_prove_nothing() {
    let mut model = LinearModel::new();
    let column = model.add_column(0.0, INFINITY, 2.0);
    model.add_row(-INFINITY, 3.0, [(column, 1.0)]);
    assert_eq!(bound_of_prices(&model, &[2.0]), 6.0);
    assert_eq!(bound_of_prices(&model, &[5.0]), 15.0);
    assert_eq!(bound_of_prices(&model, &[1.0]), INFINITY);
    assert_eq!(bound_of_prices(&model, &[-1.0]), INFINITY);
    assert_eq!(bound_of_prices(&model, &[]), INFINITY);
    assert_eq!(infeasibility_of_prices(&model, &[2.0]), 6.0);
}

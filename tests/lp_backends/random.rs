//! Random models: strong duality, and whole numbers against enumeration.

use crate::{INFINITY, backends, linear_backends, may_give_up, solve};
use medrota::solve::lp::{
    Backend, Clarabel, Interior, LinearModel, LpOptions, LpStatus, MicroLp, bound_of_prices, duals,
    explicit_duals, infeasibility_of_prices, infeasibility_ray, prices_prove,
};
use proptest::prelude::*;

/// A limit below and one above, either possibly missing, possibly equal.
fn limits(lowest: i32, highest: i32) -> impl Strategy<Value = (f64, f64)> {
    (lowest..=highest, 0..=highest - lowest, 0..10_u8).prop_map(|(lower, width, kind)| {
        let (lower, upper) = (f64::from(lower), f64::from(lower + width));
        match kind {
            0 | 1 => (-INFINITY, upper),
            2 | 3 => (lower, INFINITY),
            4 => (lower, lower),
            5 => (-INFINITY, INFINITY),
            _ => (lower, upper),
        }
    })
}

fn linear_model() -> impl Strategy<Value = LinearModel> {
    let columns = prop::collection::vec((limits(-4, 4), -5..=5_i32), 1..7);
    let rows = prop::collection::vec((limits(-9, 9), prop::collection::vec(-3..=3_i32, 6)), 0..7);
    (columns, rows).prop_map(|(columns, rows)| {
        let mut model = LinearModel::new();
        for &((lower, upper), objective) in &columns {
            model.add_column(lower, upper, f64::from(objective));
        }
        for ((lower, upper), coefficients) in rows {
            model.add_row(
                lower,
                upper,
                (0..columns.len()).zip(coefficients.into_iter().map(f64::from)),
            );
        }
        model
    })
}

/// Boxes around a point that keeps all rows.
fn boxed_model() -> impl Strategy<Value = LinearModel> {
    let columns = prop::collection::vec((-4..=0_i32, 0..=4_i32, -5..=5_i32), 1..7);
    let rows = prop::collection::vec((limits(-9, 9), prop::collection::vec(-3..=3_i32, 6)), 0..7);
    (columns, rows).prop_map(|(columns, rows)| {
        let mut model = LinearModel::new();
        for &(lower, upper, objective) in &columns {
            model.add_column(f64::from(lower), f64::from(upper), f64::from(objective));
        }
        // The origin lies in every box; limits are moved until it keeps the row.
        for ((lower, upper), coefficients) in rows {
            model.add_row(
                lower.min(0.0),
                upper.max(0.0),
                (0..columns.len()).zip(coefficients.into_iter().map(f64::from)),
            );
        }
        model
    })
}

/// Flows in which as much leaves every node as comes in, in layers as doctors' pathways are, some arcs shared between copies: equations depend on each other, and most optima are degenerate.
fn flows() -> impl Strategy<Value = LinearModel> {
    let arcs = prop::collection::vec((0..3_usize, 0..3_usize, -9..=9_i32), 12..60);
    (arcs, 1..4_usize, 1..3_i32).prop_map(|(arcs, copies, places)| {
        let mut model = LinearModel::new();
        let layers = arcs.len() / 6;
        let mut shared = vec![Vec::new(); arcs.len()];
        for _ in 0..copies {
            let mut nodes = vec![Vec::new(); (layers + 1) * 3];
            for (number, &(from, to, worth)) in arcs.iter().enumerate() {
                let layer = number % layers;
                let column = model.add_column(0.0, INFINITY, f64::from(worth));
                nodes[layer * 3 + from].push((column, -1.0));
                nodes[(layer + 1) * 3 + to].push((column, 1.0));
                shared[number].push((column, 1.0));
            }
            // Whoever is nowhere else is here.
            for layer in 0..layers {
                let column = model.add_column(0.0, INFINITY, -20.0);
                nodes[layer * 3].push((column, -1.0));
                nodes[layer * 3 + 3].push((column, 1.0));
            }
            for (node, terms) in nodes.into_iter().enumerate() {
                let comes = match node {
                    0 => -1.0,
                    _ if node >= layers * 3 => continue,
                    _ => 0.0,
                };
                model.add_row(comes, comes, terms);
            }
            // What follows from the others: one in all leaves each layer.
            for layer in 0..layers {
                let first = model.columns().len() - arcs.len() - layers;
                let leaves = (0..arcs.len()).filter(|number| number % layers == layer);
                let terms = leaves
                    .chain([arcs.len() + layer])
                    .map(|at| (first + at, 1.0));
                model.add_row(1.0, 1.0, terms.collect::<Vec<_>>());
            }
        }
        for terms in shared {
            model.add_row(-INFINITY, f64::from(places), terms);
        }
        model
    })
}

/// Restricted programmes of column generation: a pathway of each group over many periods, so that most columns have far more rows than a column of a flow, with staffing that may be missed at a cost.
fn masters() -> impl Strategy<Value = LinearModel> {
    let pathway = prop::collection::vec((0..4_usize, 1..15_usize), 12..30);
    let pathways = prop::collection::vec((pathway, -30..=30_i32), 2..9);
    let groups = prop::collection::vec(pathways, 3..8);
    (groups, 61..85_usize, 1..=20_i32).prop_map(|(groups, periods, cost)| {
        let mut model = LinearModel::new();
        let mut staffing = vec![Vec::new(); periods * 4];
        for (number, pathways) in groups.iter().enumerate() {
            let mut members = Vec::new();
            for (runs, worth) in pathways {
                let column = model.add_column(0.0, INFINITY, f64::from(*worth));
                members.push((column, 1.0));
                let places = runs
                    .iter()
                    .flat_map(|&(place, length)| std::iter::repeat_n(place, length));
                for (period, place) in places.cycle().take(periods).enumerate() {
                    staffing[period * 4 + place].push((column, 1.0));
                }
            }
            let count = f64::from(1 + u8::from(number % 3 == 0));
            model.add_row(count, count, members);
        }
        for (number, mut terms) in staffing.into_iter().enumerate() {
            let wanted = f64::from(u8::try_from(number % 4).unwrap());
            terms.push((model.add_column(0.0, INFINITY, -f64::from(cost)), 1.0));
            terms.push((model.add_column(0.0, INFINITY, -f64::from(cost)), -1.0));
            model.add_row(wanted, wanted, terms);
        }
        model
    })
}

/// A model whose only point has every column at a limit, most others being infinite: its prices have no largest ones.
fn model_of_one_point() -> impl Strategy<Value = LinearModel> {
    let column = (-4..=4_i32, any::<bool>(), 0..3_u8, -5..=5_i32, 1..=3_i32);
    let columns = prop::collection::vec(column, 1..7);
    let rows = prop::collection::vec((limits(-3, 3), prop::collection::vec(-3..=3_i32, 6)), 0..4);
    (columns, rows, any::<bool>()).prop_map(|(columns, rows, is_equation)| {
        let mut model = LinearModel::new();
        let mut tight = Vec::new();
        for &(at, is_least, room, objective, coefficient) in &columns {
            let (at, open) = (f64::from(at), if room == 0 { 2.0 } else { INFINITY });
            let (lower, upper) = if is_least {
                (at, at + open)
            } else {
                (at - open, at)
            };
            let column = model.add_column(lower, upper, f64::from(objective));
            let coefficient = f64::from(if is_least { coefficient } else { -coefficient });
            tight.push((column, coefficient));
        }
        let at = |column: usize| f64::from(columns[column].0);
        let sum = |terms: &[(usize, f64)]| {
            terms
                .iter()
                .map(|&(column, coefficient)| coefficient * at(column))
                .sum::<f64>()
        };
        let least = sum(&tight);
        model.add_row(if is_equation { least } else { -INFINITY }, least, tight);
        for ((lower, upper), coefficients) in rows {
            let terms: Vec<_> = (0..columns.len())
                .zip(coefficients.into_iter().map(f64::from))
                .collect();
            let activity = sum(&terms);
            model.add_row(
                (activity + lower).min(activity),
                (activity + upper).max(activity),
                terms,
            );
        }
        model
    })
}

fn integer_model() -> impl Strategy<Value = LinearModel> {
    let columns = prop::collection::vec((-2..=1_i32, 0..=3_i32, -6..=6_i32), 1..6);
    let rows = prop::collection::vec((limits(-6, 6), prop::collection::vec(-4..=4_i32, 5)), 1..5);
    (columns, rows).prop_map(|(columns, rows)| {
        let mut model = LinearModel::new();
        for &(lower, width, objective) in &columns {
            model.add_integer_column(
                f64::from(lower),
                f64::from(lower + width),
                f64::from(objective),
            );
        }
        for ((lower, upper), coefficients) in rows {
            model.add_row(
                lower,
                upper,
                (0..columns.len()).zip(coefficients.into_iter().map(f64::from)),
            );
        }
        model
    })
}

/// The best objective over all whole points; all numbers are small integers, so that this is exact.
fn enumerated(model: &LinearModel) -> Option<f64> {
    let mut points = vec![Vec::new()];
    for column in model.columns() {
        let mut longer = Vec::new();
        for point in &points {
            let mut value = column.lower;
            while value <= column.upper {
                let mut next: Vec<f64> = point.clone();
                next.push(value);
                longer.push(next);
                value += 1.0;
            }
        }
        points = longer;
    }
    let meets = |point: &Vec<f64>| {
        model
            .row_activities(point)
            .iter()
            .zip(model.rows())
            .all(|(&activity, row)| row.lower <= activity && activity <= row.upper)
    };
    points
        .iter()
        .filter(|point| meets(point))
        .map(|point| model.objective_value(point))
        .max_by(f64::total_cmp)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_optimum_has_prices_that_prove_it_and_infeasibility_a_ray(model in linear_model()) {
        let options = LpOptions::default();
        for backend in linear_backends() {
            let result = solve(&*backend, &model);
            match result.status {
                LpStatus::Optimal => {
                    let objective = result.solution.unwrap().objective;
                    for found in [duals(&*backend, &model, &options).unwrap(), explicit_duals(&*backend, &model, &options).unwrap()] {
                        let Some(found) = found else {
                            // It may give up on the prices, too.
                            prop_assert!(may_give_up(&*backend), "no prices");
                            continue;
                        };
                        prop_assert_eq!(bound_of_prices(&model, &found.rows), found.bound);
                        prop_assert!((found.bound - objective).abs() <= 1e-6 * (1.0 + objective.abs()), "{} {}", found.bound, objective);
                    }
                    prop_assert_eq!(infeasibility_ray(&*backend, &model, &options).unwrap(), None);
                }
                LpStatus::Infeasible => {
                    prop_assert_eq!(duals(&*backend, &model, &options).unwrap(), None);
                    let ray = infeasibility_ray(&*backend, &model, &options).unwrap();
                    prop_assert!(ray.is_some_and(|ray| infeasibility_of_prices(&model, &ray) < -1e-6), "{}: no ray", backend.name());
                }
                LpStatus::Unbounded => {
                    prop_assert_eq!(duals(&*backend, &model, &options).unwrap(), None);
                    prop_assert_eq!(infeasibility_ray(&*backend, &model, &options).unwrap(), None);
                }
                // An interior point method may give up, and says so; what it claims has to be true.
                LpStatus::Unknown | LpStatus::Limit(_) if may_give_up(&*backend) => {}
                status => return Err(TestCaseError::fail(format!("{}: {status:?}", backend.name()))),
            }
        }
    }

    /// Programmes of the crate have boxes and a point; there interior point methods do not give up, and agree with microlp.
    #[test]
    fn interior_points_solve_boxed_models_that_have_a_point(model in boxed_model()) {
        let exact = solve(&MicroLp::default(), &model);
        prop_assert_eq!(exact.status, LpStatus::Optimal);
        let exact = exact.solution.unwrap().objective;
        for backend in [&Clarabel as &dyn Backend, &Interior] {
            let inner = solve(backend, &model);
            prop_assert_eq!(inner.status, LpStatus::Optimal, "{}", backend.name());
            let inner = inner.solution.unwrap().objective;
            prop_assert!((exact - inner).abs() <= 1e-6 * (1.0 + exact.abs()), "{}: {} {}", backend.name(), exact, inner);
        }
    }

    /// Prices that grow without end prove nothing: there is a point.
    #[test]
    fn the_only_point_of_a_model_is_not_overlooked(model in model_of_one_point()) {
        let options = LpOptions::default();
        let point: Vec<f64> = solve(&MicroLp::default(), &model).solution.unwrap().columns;
        for backend in linear_backends() {
            let result = solve(&*backend, &model);
            match result.solution {
                Some(found) => for (found, expected) in found.columns.iter().zip(&point) {
                    prop_assert!((found - expected).abs() <= 1e-3, "{}: {} {}", backend.name(), found, expected);
                },
                None => prop_assert!(may_give_up(&*backend) && result.status != LpStatus::Infeasible, "{}: {:?}", backend.name(), result.status),
            }
            prop_assert_eq!(infeasibility_ray(&*backend, &model, &options).unwrap(), None);
        }
    }

    /// Equations that follow from each other leave pivots that are nothing but round-off.
    #[test]
    fn interior_points_do_not_mind_equations_that_follow_from_each_other(model in flows()) {
        let exact = solve(&MicroLp::default(), &model);
        let inner = solve(&Interior, &model);
        prop_assert_eq!(exact.status, LpStatus::Optimal);
        prop_assert_eq!(inner.status, LpStatus::Optimal);
        let (exact, inner) = (exact.solution.unwrap().objective, inner.solution.unwrap());
        prop_assert!((exact - inner.objective).abs() <= 1e-6 * (1.0 + exact.abs()), "{} {}", exact, inner.objective);
        prop_assert!(inner.row_duals.is_some_and(|prices| prices_prove(&model, &prices, exact)));
    }

    #[test]
    fn whole_numbers_as_enumerated(model in integer_model()) {
        let expected = enumerated(&model);
        for backend in backends() {
            let result = solve(&*backend, &model);
            match expected {
                None => prop_assert_eq!(result.status, LpStatus::Infeasible, "{}", backend.name()),
                Some(expected) => {
                    prop_assert_eq!(result.status, LpStatus::Optimal, "{}", backend.name());
                    prop_assert!((result.solution.unwrap().objective - expected).abs() < 1e-6, "{}", backend.name());
                }
            }
        }
    }
}

proptest! {
    // Each takes microlp some tenths of a second where nothing is optimised.
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    /// Columns of many rows couple nearly all of them, and there are as many columns as rows or fewer.
    #[test]
    fn interior_points_solve_masters(model in masters()) {
        let inner = solve(&Interior, &model);
        prop_assert_eq!(inner.status, LpStatus::Optimal);
        let inner = inner.solution.unwrap();
        let exact = solve(&MicroLp::default(), &model).solution.unwrap().objective;
        prop_assert!((exact - inner.objective).abs() <= 1e-6 * (1.0 + exact.abs()), "{} {}", exact, inner.objective);
        prop_assert!(inner.row_duals.is_some_and(|prices| prices_prove(&model, &prices, exact)));
    }
}

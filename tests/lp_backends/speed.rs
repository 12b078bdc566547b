//! How large a flow a backend solves in what time; run with `--release -- --ignored --nocapture speed`.

use crate::{INFINITY, backends};
use medrota::solve::lp::{LinearModel, LpOptions, duals};
use std::time::{Duration, Instant};

/// A small generator of its own, so that the models stay the same.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u64) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % limit).unwrap()
    }
}

/// Doctors' pathways as flows: a stay of `stay` periods in one department after the other, values at random, 95 % of all places asked for.
fn flow(
    doctors: usize,
    periods: usize,
    departments: usize,
    stay: usize,
    integer: bool,
) -> LinearModel {
    let mut numbers = Numbers(7);
    let mut model = LinearModel::new();
    let mut used: Vec<Vec<(usize, f64)>> = vec![Vec::new(); periods * departments];
    for _ in 0..doctors {
        let mut nodes: Vec<Vec<(usize, f64)>> = vec![Vec::new(); periods + 1];
        for start in 0..periods {
            let idle = model.add_column(0.0, 1.0, 0.0);
            nodes[start].push((idle, 1.0));
            nodes[start + 1].push((idle, -1.0));
            for department in 0..departments {
                if start + stay > periods || numbers.below(2) == 0 {
                    continue;
                }
                let value = f64::from(u32::try_from(1 + numbers.below(20)).unwrap());
                let column = if integer {
                    model.add_integer_column(0.0, 1.0, value)
                } else {
                    model.add_column(0.0, 1.0, value)
                };
                nodes[start].push((column, 1.0));
                nodes[start + stay].push((column, -1.0));
                for period in start..start + stay {
                    used[period * departments + department].push((column, 1.0));
                }
            }
        }
        for (period, arcs) in nodes.into_iter().enumerate() {
            let balance = if period == 0 {
                1.0
            } else if period == periods {
                -1.0
            } else {
                0.0
            };
            model.add_row(balance, balance, arcs);
        }
    }
    let places = (0.95 * doctors as f64 / departments as f64).ceil();
    for arcs in used {
        model.add_row(-INFINITY, places, arcs);
    }
    model
}

#[test]
#[ignore = "measures"]
fn speed_of_flows() {
    let options = LpOptions {
        time_limit: Some(Duration::from_secs(120)),
        relative_gap: 1e-3,
        ..LpOptions::default()
    };
    for backend in backends().into_iter().rev() {
        for (doctors, periods, departments, stay) in [
            (10, 16, 10, 2),
            (20, 26, 18, 3),
            (40, 40, 20, 4),
            (60, 52, 18, 4),
        ] {
            let model = flow(doctors, periods, departments, stay, false);
            let size = format!(
                "{} columns, {} rows, {} non-zeros",
                model.columns().len(),
                model.rows().len(),
                model.nonzeros()
            );
            let started = Instant::now();
            let result = backend.solve(&model, &options).unwrap();
            println!(
                "{} LP: {size}: {:?} in {:.2?}",
                backend.name(),
                result.status,
                started.elapsed()
            );
            let started = Instant::now();
            let found = duals(&*backend, &model, &options).unwrap().is_some();
            println!(
                "{} prices: {size}: {found} in {:.2?}",
                backend.name(),
                started.elapsed()
            );
        }
        for (doctors, periods, departments, stay) in [
            (5, 8, 5, 2),
            (10, 12, 8, 2),
            (10, 16, 10, 3),
            (20, 26, 12, 3),
        ] {
            let model = flow(doctors, periods, departments, stay, true);
            let size = format!(
                "{} columns, {} rows, {} non-zeros",
                model.columns().len(),
                model.rows().len(),
                model.nonzeros()
            );
            let started = Instant::now();
            let result = backend.solve(&model, &options).unwrap();
            let objective = result.solution.map(|solution| solution.objective);
            println!(
                "{} MILP: {size}: {:?} {objective:?} {:?} in {:.2?}",
                backend.name(),
                result.status,
                result.bound,
                started.elapsed()
            );
        }
    }
}

//! What every backend must answer: tiny programmes with known answers, and the cases that solvers are apt to get wrong.
//!
//! An adapter's author runs it in a test:
//!
//! ```
//! use medrota::solve::lp::{MicroLp, conformance};
//!
//! assert_eq!(conformance::failures(&MicroLp::default()), []);
//! ```
//!
//! A backend that takes no whole numbers ([`Capabilities::integers`](super::Capabilities::integers)) has to refuse programmes that have some, and is asked the
//! other cases only. It takes well under a second, the backend's own time aside.

use super::{Backend, LimitKind, LinearModel, LpOptions, LpResult, LpStatus, bound_of_prices, duals};
use crate::error::ErrorKind;
use crate::solve::CancelToken;
use std::fmt;
use std::time::Duration;

const INFINITY: f64 = f64::INFINITY;

/// A case that a backend does not answer as it should.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Failure {
    /// Name of the case.
    pub case: &'static str,
    /// What was expected, and what came.
    pub message: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.case, self.message)
    }
}

type Verdict = Result<(), String>;

const CASES: &[(&str, fn(&dyn Backend) -> Verdict)] = &[
    ("two columns, two rows", two_columns),
    ("a degenerate corner", degenerate_corner),
    ("Beale's programme, which cycles under a naive pivot rule", beale),
    ("equations, free, fixed and negative columns", all_kinds_of_columns),
    ("a row with two limits binds on either side", two_limits),
    ("coefficients of the same column", same_column),
    ("no rows, or rows that say nothing", no_rows),
    ("rows, boxes and limits that contradict each other", infeasible),
    ("unbounded and infeasible are told apart", unbounded),
    ("free columns that can shift together", shifting),
    ("a knapsack", knapsack),
    ("whole numbers without limits", whole_without_limits),
    ("infeasible in whole numbers only", whole_infeasible),
    ("no time at all", no_time),
    ("a cancelled token", cancelled),
    ("a gap", gap),
    ("warm starts, good and bad", warm_starts),
    ("the same answer twice", twice),
    ("malformed models", malformed_models),
    ("malformed options", malformed_options),
    ("prices", prices),
];

/// The cases that a backend does not answer as it should; none if it conforms.
#[must_use]
pub fn failures(backend: &dyn Backend) -> Vec<Failure> {
    let tried = CASES.iter().map(|&(case, run)| (case, run(backend)));
    tried.filter_map(|(case, verdict)| Some(Failure { case, message: verdict.err()? })).collect()
}

fn ensure(holds: bool, message: impl FnOnce() -> String) -> Verdict {
    if holds { Ok(()) } else { Err(message()) }
}

fn close(found: f64, expected: f64, what: &str) -> Verdict {
    ensure((found - expected).abs() <= 1e-6 * (1.0 + expected.abs()), || format!("{what} is {found} instead of {expected}"))
}

fn solve(backend: &dyn Backend, model: &LinearModel, options: &LpOptions<'_>) -> Result<LpResult, String> {
    backend.solve(model, options).map_err(|error| format!("it refuses the programme: {error}"))
}

/// True if the backend takes no such programme, and says so.
fn refuses(backend: &dyn Backend, model: &LinearModel) -> Result<bool, String> {
    if !model.has_integers() || backend.capabilities().integers {
        return Ok(false);
    }
    match backend.solve(model, &LpOptions::default()) {
        Err(error) if error.kind() == ErrorKind::Backend => Ok(true),
        // What needs no solver at all is answered before it is asked.
        Ok(_) if model.rows().iter().all(|row| row.coefficients().is_empty()) => Ok(true),
        other => Err(format!("it takes no whole numbers and does not refuse them: {other:?}")),
    }
}

fn optimum(backend: &dyn Backend, model: &LinearModel, expected: f64) -> Verdict {
    if refuses(backend, model)? {
        return Ok(());
    }
    let result = solve(backend, model, &LpOptions::default())?;
    ensure(result.status == LpStatus::Optimal, || format!("{result:?} instead of an optimum of {expected}"))?;
    let solution = result.solution.ok_or("an optimum without a point")?;
    close(solution.objective, expected, "the objective")?;
    close(model.objective_value(&solution.columns), expected, "the objective at the point")?;
    close(result.bound.ok_or("an optimum without a bound")?, expected, "the bound")
}

fn status(backend: &dyn Backend, model: &LinearModel, expected: LpStatus) -> Verdict {
    if refuses(backend, model)? {
        return Ok(());
    }
    let result = solve(backend, model, &LpOptions::default())?;
    ensure(result.status == expected && result.solution.is_none(), || format!("{result:?} instead of {expected:?}"))
}

fn two_columns(backend: &dyn Backend) -> Verdict {
    let mut model = LinearModel::new();
    let [first, second] = [model.add_column(0.0, INFINITY, 3.0), model.add_column(0.0, INFINITY, 5.0)];
    model.add_row(-INFINITY, 4.0, [(first, 1.0)]);
    model.add_row(-INFINITY, 12.0, [(second, 2.0)]);
    model.add_row(-INFINITY, 18.0, [(first, 3.0), (second, 2.0)]);
    optimum(backend, &model, 36.0)
}

fn degenerate_corner(backend: &dyn Backend) -> Verdict {
    let mut model = LinearModel::new();
    let columns: Vec<usize> = (0..3).map(|_| model.add_column(0.0, INFINITY, 1.0)).collect();
    for pair in [[0, 1], [1, 2], [0, 2]] {
        model.add_row(-INFINITY, 1.0, pair.map(|index| (columns[index], 1.0)));
        model.add_row(-INFINITY, 2.0, pair.map(|index| (columns[index], 2.0)));
    }
    optimum(backend, &model, 1.5)
}

fn beale(backend: &dyn Backend) -> Verdict {
    let mut model = LinearModel::new();
    let columns = [0.75, -150.0, 0.02, -6.0].map(|objective| model.add_column(0.0, INFINITY, objective));
    let row = |coefficients: [f64; 4]| columns.into_iter().zip(coefficients);
    model.add_row(-INFINITY, 0.0, row([0.25, -60.0, -0.04, 9.0]));
    model.add_row(-INFINITY, 0.0, row([0.5, -90.0, -0.02, 3.0]));
    model.add_row(-INFINITY, 1.0, row([0.0, 0.0, 1.0, 0.0]));
    optimum(backend, &model, 0.05)
}

fn all_kinds_of_columns(backend: &dyn Backend) -> Verdict {
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

fn two_limits(backend: &dyn Backend) -> Verdict {
    for (objective, expected) in [(1.0, 7.0), (-1.0, -3.0)] {
        let mut model = LinearModel::new();
        let columns = [model.add_column(0.0, 10.0, objective), model.add_column(0.0, 10.0, objective)];
        model.add_row(3.0, 7.0, columns.map(|column| (column, 1.0)));
        optimum(backend, &model, expected)?;
    }
    Ok(())
}

fn same_column(backend: &dyn Backend) -> Verdict {
    let mut model = LinearModel::new();
    let column = model.add_column(0.0, INFINITY, 1.0);
    model.add_row(-INFINITY, 6.0, [(column, 1.0), (column, 2.0)]);
    optimum(backend, &model, 2.0)
}

fn no_rows(backend: &dyn Backend) -> Verdict {
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

fn infeasible(backend: &dyn Backend) -> Verdict {
    let mut model = LinearModel::new();
    let columns = [model.add_column(0.0, INFINITY, 1.0), model.add_column(0.0, INFINITY, 1.0)];
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

fn unbounded(backend: &dyn Backend) -> Verdict {
    let mut model = LinearModel::new();
    let columns = [model.add_column(0.0, INFINITY, 1.0), model.add_column(0.0, INFINITY, 1.0)];
    model.add_row(-INFINITY, 1.0, [(columns[0], 1.0), (columns[1], -1.0)]);
    status(backend, &model, LpStatus::Unbounded)?;
    let blocked = model.add_column(0.0, 1.0, 0.0);
    model.add_row(2.0, INFINITY, [(blocked, 1.0)]);
    model.add_row(-INFINITY, 4.0, [(columns[0], 1.0), (columns[1], -2.0), (blocked, 1.0)]);
    status(backend, &model, LpStatus::Infeasible)
}

/// Potentials of a cycle: only differences matter, so that all of them can move along for nothing.
fn shifting(backend: &dyn Backend) -> Verdict {
    let mut model = LinearModel::new();
    let potentials = [-1.0, 0.0, 1.0].map(|objective| model.add_column(-INFINITY, INFINITY, objective));
    for (from, to, length) in [(0, 1, 2.0), (1, 2, 3.0), (0, 2, 9.0)] {
        model.add_row(-INFINITY, length, [(potentials[to], 1.0), (potentials[from], -1.0)]);
    }
    optimum(backend, &model, 5.0)?;
    model.columns_mut()[potentials[1]].objective = 1.0;
    status(backend, &model, LpStatus::Unbounded)
}

fn knapsack(backend: &dyn Backend) -> Verdict {
    let mut model = LinearModel::new();
    let items = [(8.0, 5.0), (11.0, 7.0), (6.0, 4.0), (4.0, 3.0)];
    let columns: Vec<(usize, f64)> = items.iter().map(|&(value, weight)| (model.add_integer_column(0.0, 1.0, value), weight)).collect();
    model.add_row(-INFINITY, 14.0, columns);
    optimum(backend, &model, 21.0)?;
    let relaxed = solve(backend, &model, &LpOptions { relax_integers: true, ..LpOptions::default() })?;
    close(relaxed.solution.ok_or("no point of the relaxation")?.objective, 22.0, "the relaxation")
}

fn whole_without_limits(backend: &dyn Backend) -> Verdict {
    let mut model = LinearModel::new();
    let columns = [model.add_integer_column(0.0, INFINITY, 1.0), model.add_integer_column(-INFINITY, INFINITY, -1.0)];
    model.add_row(-INFINITY, 7.0, [(columns[0], 2.0)]);
    model.add_row(-9.0, INFINITY, [(columns[1], 2.0)]);
    optimum(backend, &model, 7.0)?;
    model.columns_mut()[columns[1]].objective = 1.0;
    status(backend, &model, LpStatus::Unbounded)
}

fn whole_infeasible(backend: &dyn Backend) -> Verdict {
    let mut model = LinearModel::new();
    let columns = [model.add_integer_column(0.0, 5.0, 1.0), model.add_integer_column(0.0, 5.0, 1.0)];
    model.add_row(3.0, 3.0, columns.map(|column| (column, 2.0)));
    status(backend, &model, LpStatus::Infeasible)?;
    let mut narrow = LinearModel::new();
    narrow.add_integer_column(0.1, 0.9, 1.0);
    status(backend, &narrow, LpStatus::Infeasible)
}

/// One column and one row.
fn tiny() -> LinearModel {
    let mut model = LinearModel::new();
    let column = model.add_column(0.0, 5.0, 1.0);
    model.add_row(-INFINITY, 7.0, [(column, 2.0)]);
    model
}

fn limited(backend: &dyn Backend, options: &LpOptions<'_>, kind: LimitKind) -> Verdict {
    let result = solve(backend, &tiny(), options)?;
    let stopped = (LpStatus::Limit(kind), None);
    ensure((result.status, result.solution.clone()) == stopped, || format!("{result:?} instead of a limit ({kind:?}) without a point"))
}

fn no_time(backend: &dyn Backend) -> Verdict {
    limited(backend, &LpOptions { time_limit: Some(Duration::ZERO), ..LpOptions::default() }, LimitKind::Time)
}

fn cancelled(backend: &dyn Backend) -> Verdict {
    let token = CancelToken::new();
    token.cancel();
    limited(backend, &LpOptions { cancel: Some(&token), ..LpOptions::default() }, LimitKind::Cancelled)
}

/// A knapsack of nearly equal ratios, whose proof takes longer than its solution.
fn stubborn() -> LinearModel {
    let mut model = LinearModel::new();
    let columns: Vec<(usize, f64)> =
        (0..24).map(|item| (model.add_integer_column(0.0, 1.0, f64::from(40 + item * 7 % 23)), f64::from(41 + item * 5 % 19))).collect();
    model.add_row(-INFINITY, 607.0, columns);
    model
}

fn gap(backend: &dyn Backend) -> Verdict {
    let model = stubborn();
    if refuses(backend, &model)? {
        return Ok(());
    }
    let exact = solve(backend, &model, &LpOptions::default())?;
    ensure(exact.status == LpStatus::Optimal, || format!("{exact:?} instead of an optimum"))?;
    let best = exact.solution.ok_or("an optimum without a point")?.objective;
    let result = solve(backend, &model, &LpOptions { relative_gap: 0.2, ..LpOptions::default() })?;
    let is_stopped = matches!(result.status, LpStatus::Optimal | LpStatus::Limit(LimitKind::Gap));
    ensure(is_stopped, || format!("{result:?} instead of a point within the gap"))?;
    let (found, bound) = (result.solution.ok_or("no point")?.objective, result.bound.ok_or("no bound")?);
    ensure(found <= best + 1e-6 && best <= bound + 1e-6, || format!("the optimum, {best}, is not between {found} and {bound}"))?;
    ensure(bound - found <= 0.2 * found.abs() + 1e-6, || format!("{found} and {bound} are farther apart than the gap asked for"))
}

fn warm_starts(backend: &dyn Backend) -> Verdict {
    let model = stubborn();
    if refuses(backend, &model)? {
        return Ok(());
    }
    let exact = solve(backend, &model, &LpOptions::default())?.solution.ok_or("no point")?;
    for point in [exact.columns.clone(), vec![1.0; 24], vec![0.5; 24]] {
        let result = solve(backend, &model, &LpOptions { warm_start: Some(&point), ..LpOptions::default() })?;
        ensure(result.status == LpStatus::Optimal, || format!("{result:?} instead of an optimum"))?;
        close(result.solution.ok_or("no point")?.objective, exact.objective, "the objective")?;
    }
    Ok(())
}

fn twice(backend: &dyn Backend) -> Verdict {
    let model = if backend.capabilities().integers { stubborn() } else { stubborn().relaxed() };
    let options = LpOptions { seed: 7, ..LpOptions::default() };
    let (first, second) = (solve(backend, &model, &options)?, solve(backend, &model, &options)?);
    ensure(first == second, || format!("{first:?} and then {second:?}"))
}

fn refused(backend: &dyn Backend, model: &LinearModel, options: &LpOptions<'_>, kind: ErrorKind) -> Verdict {
    match backend.solve(model, options) {
        Err(error) if error.kind() == kind => Ok(()),
        other => Err(format!("{other:?} instead of an error of kind {kind:?}, for {model:?} with {options:?}")),
    }
}

fn one_column(lower: f64, upper: f64, objective: f64) -> LinearModel {
    let mut model = LinearModel::new();
    model.add_column(lower, upper, objective);
    model
}

fn malformed_models(backend: &dyn Backend) -> Verdict {
    let with_row = |lower, upper, column, coefficient| {
        let mut model = one_column(0.0, 1.0, 1.0);
        model.add_row(lower, upper, [(column, coefficient)]);
        model
    };
    let malformed = [
        one_column(f64::NAN, 1.0, 1.0),
        one_column(INFINITY, INFINITY, 1.0),
        one_column(0.0, -INFINITY, 1.0),
        one_column(0.0, 1e30, 1.0),
        one_column(0.0, 1.0, INFINITY),
        with_row(f64::NAN, 1.0, 0, 1.0),
        with_row(0.0, f64::NAN, 0, 1.0),
        with_row(0.0, 1.0, 0, f64::NAN),
        with_row(0.0, 1.0, 1, 1.0),
    ];
    malformed.iter().try_for_each(|model| refused(backend, model, &LpOptions::default(), ErrorKind::Backend))
}

fn malformed_options(backend: &dyn Backend) -> Verdict {
    let malformed = [
        LpOptions { relative_gap: -0.1, ..LpOptions::default() },
        LpOptions { relative_gap: f64::NAN, ..LpOptions::default() },
        LpOptions { warm_start: Some(&[0.0, 0.0]), ..LpOptions::default() },
    ];
    malformed.iter().try_for_each(|options| refused(backend, &one_column(0.0, 1.0, 1.0), options, ErrorKind::Option))
}

/// Prices of the optimum prove it, whether the backend has any of its own or the dual programme gives them.
fn prices(backend: &dyn Backend) -> Verdict {
    let mut model = LinearModel::new();
    let columns = [3.0, 5.0].map(|objective| model.add_column(0.0, INFINITY, objective));
    model.add_row(-INFINITY, 8.0, columns.map(|column| (column, 1.0)));
    model.add_row(2.0, 6.0, [(columns[1], 1.0)]);
    let found = duals(backend, &model, &LpOptions::default()).map_err(|error| format!("it refuses the programme: {error}"))?;
    let found = found.ok_or("no prices")?;
    close(found.bound, 36.0, "the bound of the prices")?;
    close(bound_of_prices(&model, &found.rows), 36.0, "the bound of the prices, computed anew")
}

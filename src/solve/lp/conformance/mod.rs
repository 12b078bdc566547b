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

mod calls;
mod linear;
mod whole;

use super::{Backend, LinearModel, LinearRow, LpOptions, LpResult, LpStatus};
use crate::error::ErrorKind;
use std::fmt;

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

/// A case: its name, and what it asks of a backend.
type Case = (&'static str, fn(&dyn Backend) -> Verdict);

const CASES: &[Case] = &[
    ("two columns, two rows", linear::two_columns),
    ("a degenerate corner", linear::degenerate_corner),
    (
        "Beale's programme, which cycles under a naive pivot rule",
        linear::beale,
    ),
    (
        "equations, free, fixed and negative columns",
        linear::all_kinds_of_columns,
    ),
    (
        "a row with two limits binds on either side",
        linear::two_limits,
    ),
    ("coefficients of the same column", linear::same_column),
    ("no rows, or rows that say nothing", linear::no_rows),
    (
        "rows, boxes and limits that contradict each other",
        linear::infeasible,
    ),
    ("unbounded and infeasible are told apart", linear::unbounded),
    ("free columns that can shift together", linear::shifting),
    ("a knapsack", whole::knapsack),
    ("whole numbers without limits", whole::whole_without_limits),
    ("infeasible in whole numbers only", whole::whole_infeasible),
    ("no time at all", calls::no_time),
    ("a cancelled token", calls::cancelled),
    ("a gap", whole::gap),
    ("warm starts, good and bad", whole::warm_starts),
    ("the same answer twice", whole::twice),
    ("malformed models", calls::malformed_models),
    ("malformed options", calls::malformed_options),
    ("prices", linear::prices),
];

/// The cases that a backend does not answer as it should; none if it conforms.
#[must_use]
pub fn failures(backend: &dyn Backend) -> Vec<Failure> {
    let tried = CASES.iter().map(|&(case, run)| (case, run(backend)));
    tried
        .filter_map(|(case, verdict)| {
            Some(Failure {
                case,
                message: verdict.err()?,
            })
        })
        .collect()
}

fn ensure(holds: bool, message: impl FnOnce() -> String) -> Verdict {
    if holds { Ok(()) } else { Err(message()) }
}

fn close(found: f64, expected: f64, what: &str) -> Verdict {
    ensure(
        (found - expected).abs() <= 1e-6 * (1.0 + expected.abs()),
        || format!("{what} is {found} instead of {expected}"),
    )
}

fn solve(
    backend: &dyn Backend,
    model: &LinearModel,
    options: &LpOptions<'_>,
) -> Result<LpResult, String> {
    backend
        .solve(model, options)
        .map_err(|error| format!("it refuses the programme: {error}"))
}

/// True if the backend takes no such programme, and says so.
fn refuses(backend: &dyn Backend, model: &LinearModel) -> Result<bool, String> {
    // What needs no solver at all is answered before one is asked.
    let is_asked = |row: &LinearRow| {
        !row.coefficients().is_empty() && (row.lower.is_finite() || row.upper.is_finite())
    };
    if !model.has_integers()
        || backend.capabilities().integers
        || !model.rows().iter().any(is_asked)
    {
        return Ok(false);
    }
    match backend.solve(model, &LpOptions::default()) {
        Err(error) if error.kind() == ErrorKind::Backend => Ok(true),
        other => Err(format!(
            "it takes no whole numbers and does not refuse them: {other:?}"
        )),
    }
}

fn optimum(backend: &dyn Backend, model: &LinearModel, expected: f64) -> Verdict {
    if refuses(backend, model)? {
        return Ok(());
    }
    let result = solve(backend, model, &LpOptions::default())?;
    ensure(result.status == LpStatus::Optimal, || {
        format!("{result:?} instead of an optimum of {expected}")
    })?;
    let solution = result.solution.ok_or("an optimum without a point")?;
    close(solution.objective, expected, "the objective")?;
    close(
        model.objective_value(&solution.columns),
        expected,
        "the objective at the point",
    )?;
    close(
        result.bound.ok_or("an optimum without a bound")?,
        expected,
        "the bound",
    )
}

fn status(backend: &dyn Backend, model: &LinearModel, expected: LpStatus) -> Verdict {
    if refuses(backend, model)? {
        return Ok(());
    }
    let result = solve(backend, model, &LpOptions::default())?;
    ensure(
        result.status == expected && result.solution.is_none(),
        || format!("{result:?} instead of {expected:?}"),
    )
}

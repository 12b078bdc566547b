//! Clarabel, an interior point method in pure Rust, through good_lp: asked where that of this crate gives up.

use super::watch::watched;
use super::{
    Capabilities, LimitKind, LinearModel, LinearRow, LpOptions, RawAnswer, RawSolver, RawStatus,
};
use good_lp::solvers::clarabel::clarabel;
use good_lp::{
    Constraint, DualValues, Expression, ProblemVariables, ResolutionError, Solution,
    SolutionWithDual, SolverModel, Variable, variable,
};
use std::time::Duration;

/// Clarabel through good_lp: linear programmes only, large ones in seconds; results depend on the model alone.
///
/// Points lie inside the optimal face, not at a corner of it, and meet their limits up to tolerance. Prices come with them. Columns whose box is a single
/// number are put into the rows, as a box without an inside has no interior point; a row with two limits is two rows.
/// On a model without any point, or without limit, it may give up ([`LpStatus::Unknown`](super::LpStatus::Unknown) or a limit of iterations) where a simplex
/// method decides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Clarabel;

/// Most iterations; nearly all programmes take 15 to 50.
const ITERATIONS: u32 = 200;

/// A model as Clarabel gets it.
struct Translated {
    variables: ProblemVariables,
    objective: Expression,
    /// Variable of each column; `None` for one that is fixed.
    columns: Vec<Option<Variable>>,
    /// First those with limits on one side, then equations: Clarabel handles each sort in one piece.
    constraints: Vec<Constraint>,
    /// Row of each constraint.
    rows: Vec<usize>,
}

fn translate(model: &LinearModel) -> Translated {
    let mut variables = ProblemVariables::new();
    let mut objective = Expression::with_capacity(model.columns().len());
    let mut columns = Vec::with_capacity(model.columns().len());
    for column in model.columns() {
        if column.lower == column.upper {
            columns.push(None);
            continue;
        }
        let handle = variables.add(variable().min(column.lower).max(column.upper));
        if column.objective != 0.0 {
            objective.add_mul(column.objective, handle);
        }
        columns.push(Some(handle));
    }
    let numbered = || model.rows().iter().enumerate();
    let (mut constraints, mut rows) = (
        Vec::with_capacity(model.rows().len()),
        Vec::with_capacity(model.rows().len()),
    );
    for (index, row) in numbered().filter(|(_, row)| row.lower != row.upper) {
        if row.upper.is_finite() {
            let (sum, fixed) = sum_of(model, row, &columns);
            constraints.push(sum.leq(row.upper - fixed));
            rows.push(index);
        }
        if row.lower.is_finite() {
            let (sum, fixed) = sum_of(model, row, &columns);
            constraints.push(sum.geq(row.lower - fixed));
            rows.push(index);
        }
    }
    for (index, row) in numbered().filter(|(_, row)| row.lower == row.upper) {
        let (sum, fixed) = sum_of(model, row, &columns);
        constraints.push(sum.eq(row.upper - fixed));
        rows.push(index);
    }
    Translated {
        variables,
        objective,
        columns,
        constraints,
        rows,
    }
}

/// What a row sums: over columns with a variable, and what the others come to.
fn sum_of(model: &LinearModel, row: &LinearRow, columns: &[Option<Variable>]) -> (Expression, f64) {
    let mut sum = Expression::with_capacity(row.coefficients().len());
    let mut fixed = 0.0;
    for &(column, coefficient) in row.coefficients() {
        match columns[column] {
            Some(handle) => sum.add_mul(coefficient, handle),
            None => fixed += coefficient * model.columns()[column].lower,
        }
    }
    (sum, fixed)
}

impl RawSolver for Clarabel {
    fn name(&self) -> &str {
        "clarabel"
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            duals: true,
            time_limit: true,
            ..Capabilities::default()
        }
    }

    /// One iteration of a large programme may take seconds in which Clarabel looks at no clock: it works in a thread of its own, which is left behind at the
    /// limit and ends with its iteration.
    fn run(&self, model: &LinearModel, options: &LpOptions<'_>) -> RawAnswer {
        let limit = options.time_limit;
        watched("clarabel", model, options, Duration::ZERO, move |model| {
            solve(model, limit)
        })
    }
}

/// Solves a model in this thread.
fn solve(model: &LinearModel, time_limit: Option<Duration>) -> RawAnswer {
    let Translated {
        variables,
        objective,
        columns,
        constraints,
        rows,
    } = translate(model);
    let mut solver = variables.maximise(objective).using(clarabel);
    solver.settings().max_iter(ITERATIONS).max_threads(1);
    if let Some(limit) = time_limit {
        solver.settings().time_limit(limit.as_secs_f64());
    }
    // Clarabel numbers its rows in the order in which they come, those of the boxes first.
    let references: Vec<_> = constraints
        .into_iter()
        .map(|constraint| solver.add_constraint(constraint))
        .collect();
    let mut solution = match solver.solve() {
        Ok(solution) => solution,
        Err(error) => return RawAnswer::of(without_solution(error)),
    };
    // good_lp hands over a direction without limit as if it were a point; whether there is any point at all it does not tell.
    let status = match format!("{:?}", solution.inner().status).as_str() {
        "Solved" | "AlmostSolved" => RawStatus::Optimal,
        "DualInfeasible" | "AlmostDualInfeasible" => {
            return RawAnswer::of(RawStatus::InfeasibleOrUnbounded);
        }
        _ => RawStatus::Unknown,
    };
    let value = |(column, handle): (usize, &Option<Variable>)| match handle {
        Some(handle) => solution.value(*handle),
        None => model.columns()[column].lower,
    };
    let point = columns.iter().enumerate().map(value).collect();
    let mut row_duals = vec![0.0; model.rows().len()];
    let duals = solution.compute_dual();
    for (row, reference) in rows.into_iter().zip(references) {
        row_duals[row] += duals.dual(reference);
    }
    RawAnswer {
        status,
        columns: Some(point),
        row_duals: Some(row_duals),
        bound: None,
    }
}

/// What good_lp's error stands for.
fn without_solution(error: ResolutionError) -> RawStatus {
    match error {
        ResolutionError::Infeasible => RawStatus::Infeasible,
        ResolutionError::Unbounded => RawStatus::InfeasibleOrUnbounded,
        ResolutionError::Other(text) if text.starts_with("Time limit") => {
            RawStatus::Limit(LimitKind::Time)
        }
        ResolutionError::Other(text) if text.starts_with("Max iterations") => {
            RawStatus::Limit(LimitKind::Iterations)
        }
        error => {
            crate::trace::debug!(%error, "Clarabel failed");
            RawStatus::Unknown
        }
    }
}

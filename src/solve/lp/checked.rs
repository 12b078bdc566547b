//! The one way from a solver's claim to a result: prepare, guard, tell apart, verify.

use super::prepare::{Prepared, prepare};
use super::verify::{prices_prove, snapped};
use super::{
    Backend, Capabilities, Column, LimitKind, LinearModel, LpOptions, LpResult, LpSolution,
    LpStatus, RawAnswer, RawSolver, RawStatus,
};
use crate::clock::Instant;
use crate::error::Error;
use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

/// Relative difference between objective and bound below which a solution counts as optimal.
const PROVEN_GAP: f64 = 1e-6;

impl<Solver: RawSolver> Backend for Solver {
    fn name(&self) -> &str {
        RawSolver::name(self)
    }
    fn capabilities(&self) -> Capabilities {
        RawSolver::capabilities(self)
    }
    fn solve(&self, model: &LinearModel, options: &LpOptions<'_>) -> Result<LpResult, Error> {
        solve(self, model, options)
    }
}

/// Solves with a raw solver and believes none of its claims that the model can disprove.
fn solve<Solver: RawSolver + ?Sized>(
    solver: &Solver,
    model: &LinearModel,
    options: &LpOptions<'_>,
) -> Result<LpResult, Error> {
    model.validate()?;
    options.validate(model)?;
    let deadline = options
        .time_limit
        .and_then(|limit| Instant::now().checked_add(limit));
    let original = if options.relax_integers && model.has_integers() {
        Cow::Owned(model.relaxed())
    } else {
        Cow::Borrowed(model)
    };
    let options = LpOptions {
        relax_integers: false,
        ..*options
    };
    let (model, kept_rows) = match prepare(Cow::Borrowed(original.as_ref())) {
        Prepared::Answer(result) => return Ok(result),
        Prepared::Model { model, kept_rows } => (model, kept_rows),
    };
    if model.has_integers() && !solver.capabilities().integers {
        return Err(Error::backend(format!(
            "{} takes no whole-number columns",
            solver.name()
        )));
    }
    let call = Call {
        solver,
        options,
        deadline,
    };
    let mut result = call.interpret(&model, call.run(&model));
    if let (Some(kept_rows), Some(solution)) = (kept_rows, result.solution.as_mut()) {
        solution.row_duals = solution
            .row_duals
            .take()
            .map(|duals| spread(&duals, &kept_rows, original.rows().len()));
    }
    Ok(result)
}

/// Runs a solver; a panic of it counts as a failure.
pub(super) fn guarded<Solver: RawSolver + ?Sized>(
    solver: &Solver,
    model: &LinearModel,
    options: &LpOptions<'_>,
) -> RawAnswer {
    catch_unwind(AssertUnwindSafe(|| solver.run(model, options))).unwrap_or_else(|_| {
        crate::trace::warn!(
            solver = solver.name(),
            columns = model.columns().len(),
            "the solver panicked"
        );
        RawAnswer::of(RawStatus::Unknown)
    })
}

/// Prices of rows that were left out are zero.
fn spread(duals: &[f64], kept_rows: &[usize], rows: usize) -> Vec<f64> {
    let mut all = vec![0.0; rows];
    for (&row, &dual) in kept_rows.iter().zip(duals) {
        all[row] = dual;
    }
    all
}

struct Call<'call, Solver: ?Sized> {
    solver: &'call Solver,
    options: LpOptions<'call>,
    deadline: Option<Instant>,
}

impl<Solver: RawSolver + ?Sized> Call<'_, Solver> {
    /// Runs the solver unless a limit is already reached; a panic of the solver counts as a failure.
    fn run(&self, model: &LinearModel) -> RawAnswer {
        let limit = |kind| RawAnswer::of(RawStatus::Limit(kind));
        if self.options.is_cancelled() {
            return limit(LimitKind::Cancelled);
        }
        let time_limit = self
            .deadline
            .map(|deadline| deadline.saturating_duration_since(Instant::now()));
        if time_limit == Some(Duration::ZERO) {
            return limit(LimitKind::Time);
        }
        if self
            .solver
            .capabilities()
            .max_nonzeros
            .is_some_and(|most| model.nonzeros() > most)
        {
            return limit(LimitKind::Size);
        }
        let options = LpOptions {
            time_limit,
            ..self.options
        };
        guarded(self.solver, model, &options)
    }

    fn interpret(&self, model: &LinearModel, answer: RawAnswer) -> LpResult {
        let all_boxed = model
            .columns()
            .iter()
            .all(|column| column.lower.is_finite() && column.upper.is_finite());
        let status = match answer.status {
            RawStatus::Optimal => return self.optimal(model, answer),
            RawStatus::Infeasible => self.unless_disproved(model, LpStatus::Infeasible),
            RawStatus::Unbounded if all_boxed => LpStatus::Unknown,
            RawStatus::Unbounded if !model.has_integers() => self.unbounded_if_proven(model),
            RawStatus::InfeasibleOrUnbounded if all_boxed => {
                self.unless_disproved(model, LpStatus::Infeasible)
            }
            RawStatus::Unbounded | RawStatus::InfeasibleOrUnbounded => self.told_apart(model),
            // A solver may go on for ever along a direction without end: an interior point method on a model that has whole lines of points.
            RawStatus::Limit(LimitKind::Iterations) | RawStatus::Unknown
                if !all_boxed && !model.has_integers() && answer.columns.is_none() =>
            {
                let stopped = match answer.status {
                    RawStatus::Limit(kind) => LpStatus::Limit(kind),
                    _ => LpStatus::Unknown,
                };
                match self.told_apart(model) {
                    proven @ (LpStatus::Unbounded | LpStatus::Infeasible) => proven,
                    _ => stopped,
                }
            }
            RawStatus::Limit(kind) => return self.stopped(model, kind, answer),
            RawStatus::Unknown => return self.with_solution(model, LpStatus::Unknown, answer),
        };
        LpResult::of(status)
    }

    /// An optimum, if there is a point and no bound says that there may be a better one.
    fn optimal(&self, model: &LinearModel, answer: RawAnswer) -> LpResult {
        let mut result = self.with_solution(model, LpStatus::Optimal, answer);
        result.status = match &result.solution {
            None => LpStatus::Unknown,
            Some(solution)
                if result
                    .bound
                    .is_some_and(|bound| is_apart(solution.objective, bound)) =>
            {
                LpStatus::Limit(LimitKind::Gap)
            }
            Some(solution) => {
                result.bound = Some(solution.objective);
                LpStatus::Optimal
            }
        };
        result
    }

    /// What a limit left; a gap of zero is none.
    fn stopped(&self, model: &LinearModel, kind: LimitKind, answer: RawAnswer) -> LpResult {
        let mut result = self.with_solution(model, LpStatus::Limit(kind), answer);
        if let (LimitKind::Gap, Some(solution), Some(bound)) =
            (kind, &result.solution, result.bound)
            && !is_apart(solution.objective, bound)
        {
            result.status = LpStatus::Optimal;
            result.bound = Some(solution.objective);
        }
        result
    }

    /// The claim, unless the warm start is a point of the model.
    fn unless_disproved(&self, model: &LinearModel, claim: LpStatus) -> LpStatus {
        match self
            .options
            .warm_start
            .and_then(|point| snapped(model, point))
        {
            Some(_) => LpStatus::Unknown,
            None => claim,
        }
    }

    /// Whether there is a point at all, by a second solve with a zero objective, which cannot be unbounded.
    fn told_apart(&self, model: &LinearModel) -> LpStatus {
        let feasibility = model.without_objective();
        let answer = self.run(&feasibility);
        let found = answer
            .columns
            .as_deref()
            .and_then(|point| snapped(&feasibility, point))
            .is_some();
        match answer.status {
            _ if found => self.unbounded_if_proven(model),
            RawStatus::Infeasible | RawStatus::InfeasibleOrUnbounded => {
                self.unless_disproved(model, LpStatus::Infeasible)
            }
            _ => LpStatus::InfeasibleOrUnbounded,
        }
    }

    /// Whether there is a direction that gains and that no limit stops, by a solve in the box of directions.
    fn unbounded_if_proven(&self, model: &LinearModel) -> LpStatus {
        let directions = directions(model);
        let answer = self.run(&directions);
        let direction = answer
            .columns
            .and_then(|point| snapped(&directions, &point));
        if direction.is_some_and(|direction| directions.objective_value(&direction) > 1e-6) {
            LpStatus::Unbounded
        } else {
            LpStatus::Unknown
        }
    }

    fn with_solution(&self, model: &LinearModel, status: LpStatus, answer: RawAnswer) -> LpResult {
        let columns = answer.columns.and_then(|point| snapped(model, &point));
        let mut bound = answer.bound.filter(|bound| bound.is_finite());
        let solution = columns.map(|columns| {
            let objective = model.objective_value(&columns);
            // A bound below a point that exists is wrong.
            bound = bound.filter(|&bound| bound >= objective || !is_apart(objective, bound));
            let row_duals = answer.row_duals.filter(|duals| {
                status == LpStatus::Optimal
                    && !model.has_integers()
                    && prices_prove(model, duals, objective)
            });
            LpSolution {
                columns,
                row_duals,
                objective,
            }
        });
        LpResult {
            status,
            solution,
            bound,
        }
    }
}

/// The model of the directions in which no limit is ever reached, in a box.
fn directions(model: &LinearModel) -> LinearModel {
    let opened = |limit: f64, open: f64| if limit.is_finite() { 0.0 } else { open };
    let mut directions = LinearModel::new();
    for &column in model.columns() {
        directions.push_column(Column {
            lower: opened(column.lower, -1.0),
            upper: opened(column.upper, 1.0),
            integer: false,
            ..column
        });
    }
    for row in model.rows() {
        let (lower, upper) = (
            opened(row.lower, f64::NEG_INFINITY),
            opened(row.upper, f64::INFINITY),
        );
        directions.add_row(lower, upper, row.coefficients().iter().copied());
    }
    directions
}

fn is_apart(objective: f64, bound: f64) -> bool {
    (bound - objective).abs() > PROVEN_GAP * objective.abs().max(1.0)
}

//! The default backend: microlp, pure Rust, through good_lp.

use super::good::{GoodModel, translate};
use super::{Capabilities, Column, LimitKind, LinearModel, LpOptions, RawAnswer, RawSolver, RawStatus};
use good_lp::solvers::microlp::microlp;
use good_lp::{ResolutionError, Solution, SolverModel, WithInitialSolution, WithMipGap, WithTimeLimit};
use std::time::{Duration, Instant};

/// microlp through good_lp: a bounded simplex method with branch and bound, for small and middling models.
///
/// It has no safeguard against cycling and may lose precision, so that it always gets a time limit and a size limit. Infinite
/// boxes of whole-number columns are cut at 2^31; an answer that this cut may have changed is `Unknown`. A real column without
/// limits is handed over as the difference of two columns: microlp 0.6 lets a free column enter at a reduced cost of zero and
/// then calls the model unbounded.
///
/// Flows of rotations (0-1 arcs of doctors' pathways, capacities nearly used up), one core, optimised build, microlp 0.6:
///
/// | columns | rows | non-zeros | LP | MILP, gap 0.1 % |
/// |---|---|---|---|---|
/// | 130 | 85 | 440 | | 1 ms |
/// | 570 | 230 | 2,000 | | 25 ms |
/// | 900 | 330 | 3,400 to 3,900 | 0.1 s | 0.1 s |
/// | 3,450 | 850 | 16,000 | | 32 s |
/// | 4,800 | 1,000 | 23,000 | 5 s | |
/// | 16,500 | 2,400 | 92,000 | 65 s | |
/// | 29,800 | 4,100 | 166,000 | not within 120 s | |
///
/// Past 10,000 non-zeros a mixed-integer flow is a gamble, past 50,000 a linear one takes minutes. Prices by the explicit
/// dual take as long as the linear solve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MicroLp {
    /// Models with more non-zero coefficients are not tried.
    pub max_nonzeros: usize,
    /// Stop after this time even if the options give no limit.
    pub longest: Duration,
}

impl Default for MicroLp {
    fn default() -> Self {
        Self { max_nonzeros: 200_000, longest: Duration::from_secs(3_600) }
    }
}

impl RawSolver for MicroLp {
    fn name(&self) -> &str {
        "microlp"
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            duals: false,
            integers: true,
            time_limit: true,
            warm_start: true,
            relative_gap: true,
            bound: true,
            seed: false,
            max_nonzeros: Some(self.max_nonzeros),
        }
    }

    fn run(&self, model: &LinearModel, options: &LpOptions<'_>) -> RawAnswer {
        let started = Instant::now();
        let time_limit = options.time_limit.map_or(self.longest, |limit| limit.min(self.longest));
        let is_cut = model.columns().iter().any(|column| column.integer && !(column.lower.is_finite() && column.upper.is_finite()));
        if is_cut {
            let relaxed = run(&model.relaxed(), &LpOptions { warm_start: None, ..*options }, time_limit);
            match relaxed.status {
                RawStatus::Optimal => {}
                RawStatus::Unbounded => return RawAnswer::of(RawStatus::InfeasibleOrUnbounded),
                status => return RawAnswer::of(status),
            }
        }
        let time_limit = time_limit.saturating_sub(started.elapsed());
        let answer = run(model, options, time_limit);
        if is_cut && (answer.status == RawStatus::Infeasible || is_at_cut(model, &answer)) {
            return RawAnswer::of(RawStatus::Unknown);
        }
        answer
    }
}

/// True if a whole-number column without limit is where microlp cuts it.
fn is_at_cut(model: &LinearModel, answer: &RawAnswer) -> bool {
    let cut = f64::from(i32::MAX) - 1.0;
    answer.columns.iter().any(|point| {
        let open = |lower: f64, upper: f64, value: f64| (value >= cut && upper > cut) || (value <= -cut && lower < -cut);
        model.columns().iter().zip(point).any(|(column, &value)| column.integer && open(column.lower, column.upper, value))
    })
}

/// The model with every free real column as a difference, and the pairs of columns and their negative parts.
fn split(model: &LinearModel) -> (LinearModel, Vec<(usize, usize)>) {
    let mut halves = LinearModel::new();
    for &column in model.columns() {
        halves.push_column(if is_free(&column) { Column { lower: 0.0, ..column } } else { column });
    }
    let mut negative_parts = vec![None; model.columns().len()];
    let mut pairs = Vec::new();
    for (index, &column) in model.columns().iter().enumerate().filter(|(_, column)| is_free(column)) {
        let negative = halves.push_column(Column { lower: 0.0, objective: -column.objective, ..column });
        negative_parts[index] = Some(negative);
        pairs.push((index, negative));
    }
    for row in model.rows() {
        let negative = |&(column, coefficient): &(usize, f64)| negative_parts[column].map(|column| (column, -coefficient));
        let coefficients = row.coefficients().iter().copied().chain(row.coefficients().iter().filter_map(negative));
        halves.add_row(row.lower, row.upper, coefficients);
    }
    (halves, pairs)
}

fn is_free(column: &Column) -> bool {
    !column.integer && column.lower == f64::NEG_INFINITY && column.upper == f64::INFINITY
}

fn run(model: &LinearModel, options: &LpOptions<'_>, time_limit: Duration) -> RawAnswer {
    if !model.columns().iter().any(is_free) {
        return run_split(model, options, time_limit);
    }
    let (halves, pairs) = split(model);
    let warm_start = options.warm_start.map(|point| {
        let mut point = point.to_vec();
        for &(positive, _) in &pairs {
            let value = point[positive];
            point[positive] = value.max(0.0);
            point.push((-value).max(0.0));
        }
        point
    });
    let mut answer = run_split(&halves, &LpOptions { warm_start: warm_start.as_deref(), ..*options }, time_limit);
    if let Some(point) = &mut answer.columns {
        for &(positive, negative) in &pairs {
            point[positive] -= point[negative];
        }
        point.truncate(model.columns().len());
    }
    answer
}

fn run_split(model: &LinearModel, options: &LpOptions<'_>, time_limit: Duration) -> RawAnswer {
    let good = translate(model);
    let hints: Option<Vec<_>> = options.warm_start.filter(|_| model.has_integers()).map(|point| good.point(model, point).collect());
    let GoodModel { problem, constraints, columns, .. } = good;
    let mut solver = problem.using(microlp).with_all(constraints).with_time_limit(time_limit.as_secs_f64());
    if let Some(hints) = hints {
        solver = solver.with_initial_solution(hints);
    }
    if options.relative_gap > 0.0 && model.has_integers() {
        #[expect(clippy::cast_possible_truncation, reason = "good_lp takes the gap as f32")]
        let gap = options.relative_gap.min(1e6) as f32;
        solver = match solver.with_mip_gap(gap) {
            Ok(solver) => solver,
            Err(_) => return RawAnswer::of(RawStatus::Unknown),
        };
    }
    match solver.solve() {
        Ok(solution) => {
            let point = columns.iter().map(|&column| solution.value(column)).collect();
            let inner = solution.into_inner();
            // good_lp shows neither microlp's reason to stop nor its bound; its own solution does, by types good_lp does not name.
            let status = match format!("{:?}", inner.termination_reason()).as_str() {
                "ProvenOptimal" => RawStatus::Optimal,
                "MipGap" => RawStatus::Limit(LimitKind::Gap),
                "TimeLimit" => RawStatus::Limit(LimitKind::Time),
                "NodeLimit" => RawStatus::Limit(LimitKind::Iterations),
                _ => RawStatus::Unknown,
            };
            RawAnswer { status, columns: Some(point), row_duals: None, bound: inner.stats().best_bound }
        }
        Err(ResolutionError::Infeasible) => RawAnswer::of(RawStatus::Infeasible),
        Err(ResolutionError::Unbounded) => RawAnswer::of(RawStatus::Unbounded),
        // No solution at a limit is no failure; good_lp has one fixed text for it and passes microlp's own failures as `Str`.
        Err(ResolutionError::Other(text)) if text.starts_with("Time limit") => RawAnswer::of(RawStatus::Limit(LimitKind::Time)),
        Err(error) => {
            tracing::debug!(%error, "microlp failed");
            RawAnswer::of(RawStatus::Unknown)
        }
    }
}

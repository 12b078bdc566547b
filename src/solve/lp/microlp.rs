//! The default backend: microlp, pure Rust.

use super::watch::watched;
use super::{
    Capabilities, Column, LimitKind, LinearModel, LinearRow, LpOptions, RawAnswer, RawSolver,
    RawStatus, Reach,
};
use crate::clock::Instant;
use microlp::{
    ComparisonOp, Error, OptimizationDirection, Problem, SolveOptions, SolveOutcome,
    TerminationReason, Variable,
};
use std::time::Duration;

/// microlp: a bounded simplex method with branch and bound, for small and middling models.
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

impl MicroLp {
    /// What [`Default`] gives.
    pub const DEFAULT: Self = Self {
        max_nonzeros: 200_000,
        longest: Duration::from_secs(3_600),
    };
}

impl Default for MicroLp {
    fn default() -> Self {
        Self::DEFAULT
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
            whole_only: false,
            max_nonzeros: Some(self.max_nonzeros),
            reach: Reach::default(),
        }
    }

    /// Of large models a thousand pivots, between which microlp looks at no clock, take seconds.
    fn run(&self, model: &LinearModel, options: &LpOptions<'_>) -> RawAnswer {
        if model.nonzeros() < WATCHED || options.time_limit.is_none() {
            return self.run_here(model, options);
        }
        let warm_start = options.warm_start.map(<[f64]>::to_vec);
        let LpOptions {
            time_limit,
            relative_gap,
            threads,
            seed,
            relax_integers,
            ..
        } = *options;
        let own = *self;
        watched("microlp", model, options, GRACE, move |model| {
            let options = LpOptions {
                time_limit,
                relative_gap,
                threads,
                seed,
                relax_integers,
                warm_start: warm_start.as_deref(),
                cancel: None,
            };
            own.run_here(model, &options)
        })
    }
}

/// Non-zero coefficients from which on a run is watched, and what it may take beyond its limit to hand over what it has.
const WATCHED: usize = 4_000;
const GRACE: Duration = Duration::from_millis(200);

impl MicroLp {
    /// Solves a model in this thread.
    fn run_here(&self, model: &LinearModel, options: &LpOptions<'_>) -> RawAnswer {
        let started = Instant::now();
        let time_limit = options
            .time_limit
            .map_or(self.longest, |limit| limit.min(self.longest));
        let is_cut = model.columns().iter().any(|column| {
            column.integer && !(column.lower.is_finite() && column.upper.is_finite())
        });
        if is_cut {
            let relaxed = run(
                &model.relaxed(),
                &LpOptions {
                    warm_start: None,
                    ..*options
                },
                time_limit,
            );
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
        let open = |lower: f64, upper: f64, value: f64| {
            (value >= cut && upper > cut) || (value <= -cut && lower < -cut)
        };
        model
            .columns()
            .iter()
            .zip(point)
            .any(|(column, &value)| column.integer && open(column.lower, column.upper, value))
    })
}

/// The model with every free real column as a difference, and the pairs of columns and their negative parts.
fn split(model: &LinearModel) -> (LinearModel, Vec<(usize, usize)>) {
    let mut halves = LinearModel::new();
    for &column in model.columns() {
        halves.push_column(if is_free(&column) {
            Column {
                lower: 0.0,
                ..column
            }
        } else {
            column
        });
    }
    let mut negative_parts = vec![None; model.columns().len()];
    let mut pairs = Vec::new();
    for (index, &column) in model
        .columns()
        .iter()
        .enumerate()
        .filter(|(_, column)| is_free(column))
    {
        let negative = halves.push_column(Column {
            lower: 0.0,
            objective: -column.objective,
            ..column
        });
        negative_parts[index] = Some(negative);
        pairs.push((index, negative));
    }
    for row in model.rows() {
        let negative = |&(column, coefficient): &(usize, f64)| {
            negative_parts[column].map(|column| (column, -coefficient))
        };
        let coefficients = row
            .coefficients()
            .iter()
            .copied()
            .chain(row.coefficients().iter().filter_map(negative));
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
    let mut answer = run_split(
        &halves,
        &LpOptions {
            warm_start: warm_start.as_deref(),
            ..*options
        },
        time_limit,
    );
    if let Some(point) = &mut answer.columns {
        for &(positive, negative) in &pairs {
            point[positive] -= point[negative];
        }
        point.truncate(model.columns().len());
    }
    answer
}

/// A model in microlp's words. A row with two different limits is an equation with a column of its own for the activity; these columns stand behind
/// the model's.
struct Translated {
    problem: Problem,
    columns: Vec<Variable>,
    /// Columns of the activities of rows with two limits, with their rows.
    activities: Vec<(usize, Variable)>,
}

/// `None` if a whole-number column has limits that microlp cannot hold.
fn translate(model: &LinearModel) -> Option<Translated> {
    let mut problem = Problem::new(OptimizationDirection::Maximize);
    let mut columns = Vec::with_capacity(model.columns().len());
    for column in model.columns() {
        columns.push(match column.integer {
            true => problem.add_integer_var(
                column.objective,
                (whole(column.lower.ceil())?, whole(column.upper.floor())?),
            ),
            false => problem.add_var(column.objective, (column.lower, column.upper)),
        });
    }
    let two_limits =
        |row: &&LinearRow| row.lower != row.upper && row.lower.is_finite() && row.upper.is_finite();
    let mut activities = Vec::new();
    for (index, row) in model
        .rows()
        .iter()
        .enumerate()
        .filter(|(_, row)| two_limits(row))
    {
        activities.push((index, problem.add_var(0.0, (row.lower, row.upper))));
    }
    let mut next = activities.iter().peekable();
    for (index, row) in model.rows().iter().enumerate() {
        let terms = |sign: f64| {
            row.coefficients()
                .iter()
                .map(move |&(column, coefficient)| (column, sign * coefficient))
        };
        let sum = |sign: f64| {
            terms(sign)
                .map(|(column, coefficient)| (columns[column], coefficient))
                .collect::<Vec<_>>()
        };
        if let Some(&(_, activity)) = next.next_if(|(row, _)| *row == index) {
            let mut sum = sum(1.0);
            sum.push((activity, -1.0));
            problem.add_constraint(sum, ComparisonOp::Eq, 0.0);
        } else if row.lower == row.upper {
            problem.add_constraint(sum(1.0), ComparisonOp::Eq, row.upper);
        } else if row.upper.is_finite() {
            problem.add_constraint(sum(1.0), ComparisonOp::Le, row.upper);
        } else {
            problem.add_constraint(sum(-1.0), ComparisonOp::Le, -row.lower);
        }
    }
    Some(Translated {
        problem,
        columns,
        activities,
    })
}

/// A limit of a whole-number column; one that is missing is cut.
fn whole(limit: f64) -> Option<i32> {
    if limit.is_infinite() {
        return Some(if limit > 0.0 { i32::MAX } else { i32::MIN });
    }
    let holds = (f64::from(i32::MIN)..=f64::from(i32::MAX)).contains(&limit);
    #[expect(
        clippy::cast_possible_truncation,
        reason = "whole, and within the range, as just seen"
    )]
    holds.then_some(limit as i32)
}

fn run_split(model: &LinearModel, options: &LpOptions<'_>, time_limit: Duration) -> RawAnswer {
    let Some(Translated {
        problem,
        columns,
        activities,
    }) = translate(model)
    else {
        return RawAnswer::of(RawStatus::Unknown);
    };
    let mut own = SolveOptions::default();
    own.time_limit = Some(time_limit);
    if model.has_integers() {
        own.mip_gap = options.relative_gap.clamp(0.0, 1e6);
        own.warm_start = options.warm_start.map(|point| {
            let sums = model.row_activities(point);
            let behind = activities.iter().map(|&(row, column)| (column, sums[row]));
            columns
                .iter()
                .copied()
                .zip(point.iter().copied())
                .chain(behind)
                .collect()
        });
    }
    match problem.solve_with(own).map(SolveOutcome::into_solution) {
        Ok(Ok(solution)) => {
            let status = match solution.termination_reason() {
                TerminationReason::ProvenOptimal => RawStatus::Optimal,
                TerminationReason::MipGap => RawStatus::Limit(LimitKind::Gap),
                TerminationReason::TimeLimit => RawStatus::Limit(LimitKind::Time),
                TerminationReason::NodeLimit => RawStatus::Limit(LimitKind::Iterations),
                _ => RawStatus::Unknown,
            };
            let point = columns
                .iter()
                .map(|&column| solution.var_value(column))
                .collect();
            RawAnswer {
                status,
                columns: Some(point),
                row_duals: None,
                bound: solution.stats().best_bound,
            }
        }
        // Stopped before there was any solution: by the clock, as no other limit is set.
        Ok(Err(_)) => RawAnswer::of(RawStatus::Limit(LimitKind::Time)),
        Err(Error::Infeasible) => RawAnswer::of(RawStatus::Infeasible),
        Err(Error::Unbounded) => RawAnswer::of(RawStatus::Unbounded),
        Err(error) => {
            crate::trace::debug!(%error, "microlp failed");
            RawAnswer::of(RawStatus::Unknown)
        }
    }
}

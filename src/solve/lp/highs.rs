//! The backend for size: HiGHS through good_lp, with the feature `highs`.

use super::good::{GoodModel, translate};
use super::{
    Capabilities, LimitKind, LinearModel, LpOptions, RawAnswer, RawSolver, RawStatus, Reach,
};
use good_lp::SolverModel;
use good_lp::solvers::highs::highs;

/// HiGHS through good_lp, on one thread: a run depends on model, options and seed only. No solver uses it unless it is handed to
/// [`Solver::backend`](crate::Solver::backend).
///
/// good_lp builds the model; the run and what came of it are read from the `highs` model inside, because good_lp's own result
/// mixes up infeasible and unbounded, all limits, and "no solution yet" with failure, and hides the bound.
///
/// The flows that [`MicroLp`](super::MicroLp) is measured on: 23,000 non-zeros in 0.9 s, 92,000 in 28 s, 166,000 in 70 s; the
/// mixed-integer flow of 16,000 non-zeros to 0.1 % in 13 s. Prices come with the solution.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Highs;

/// Value of HiGHS's `primal_solution_status` and `dual_solution_status` that stands for a feasible point.
const FEASIBLE: i64 = 2;

impl RawSolver for Highs {
    fn name(&self) -> &str {
        "highs"
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            duals: true,
            integers: true,
            time_limit: true,
            warm_start: true,
            relative_gap: true,
            bound: true,
            seed: true,
            whole_only: false,
            max_nonzeros: None,
            reach: Reach {
                linear_nonzeros: 40_000,
                whole_nonzeros: 20_000,
                flow_columns: 200_000,
            },
        }
    }

    fn run(&self, model: &LinearModel, options: &LpOptions<'_>) -> RawAnswer {
        // HiGHS refuses a thread number other than the one its scheduler started with; a host that uses HiGHS on the same
        // thread may have started it.
        run(model, options, Some(1))
            .or_else(|| run(model, options, None))
            .unwrap_or(RawAnswer::of(RawStatus::Unknown))
    }
}

/// `None` if HiGHS refused the model or the options.
fn run(model: &LinearModel, options: &LpOptions<'_>, threads: Option<i32>) -> Option<RawAnswer> {
    let good = translate(model);
    let hints: Option<Vec<f64>> = options
        .warm_start
        .filter(|_| model.has_integers())
        .map(|point| good.point(model, point).map(|(_, value)| value).collect());
    let GoodModel {
        problem,
        constraints,
        columns,
        ..
    } = good;
    let mut solver = problem
        .using(highs)
        .with_all(constraints)
        .try_into_inner()
        .ok()?;
    if let Some(limit) = options.time_limit {
        solver
            .try_set_option("time_limit", limit.as_secs_f64())
            .ok()?;
    }
    if let Some(threads) = threads {
        solver.try_set_option("threads", threads).ok()?;
    }
    solver.try_set_option("parallel", "off").ok()?;
    solver
        .try_set_option("random_seed", i32::try_from(options.seed % (1 << 31)).ok()?)
        .ok()?;
    solver
        .try_set_option("mip_rel_gap", options.relative_gap)
        .ok()?;
    if let Some(hints) = hints {
        // A hint that HiGHS does not take is no failure.
        let _ = solver.try_set_solution(Some(&hints), None, None, None);
    }
    let solved = solver.try_solve().ok()?;
    let status = status_of(&format!("{:?}", solved.status()));
    let is_feasible = |name| {
        solved
            .int_info_value(name)
            .is_ok_and(|status| status == FEASIBLE)
    };
    let has_point = is_feasible(c"primal_solution_status");
    let has_duals = !model.has_integers()
        && status == RawStatus::Optimal
        && is_feasible(c"dual_solution_status");
    let bound = model
        .has_integers()
        .then(|| solved.double_info_value(c"mip_dual_bound").ok())
        .flatten();
    let solution = has_point.then(|| solved.get_solution());
    Some(RawAnswer {
        status,
        columns: solution.as_ref().map(|solution| {
            solution
                .columns()
                .iter()
                .copied()
                .take(columns.len())
                .collect()
        }),
        row_duals: solution
            .filter(|_| has_duals)
            .map(|solution| solution.dual_rows().to_vec()),
        bound,
    })
}

/// By the name of the `highs` crate's status; good_lp does not re-export the type.
fn status_of(name: &str) -> RawStatus {
    match name {
        "Optimal" => RawStatus::Optimal,
        "Infeasible" => RawStatus::Infeasible,
        "Unbounded" => RawStatus::Unbounded,
        "UnboundedOrInfeasible" => RawStatus::InfeasibleOrUnbounded,
        "ReachedTimeLimit" => RawStatus::Limit(LimitKind::Time),
        "ReachedIterationLimit" | "ReachedSolutionLimit" => RawStatus::Limit(LimitKind::Iterations),
        "ReachedMemoryLimit" => RawStatus::Limit(LimitKind::Memory),
        "ReachedInterrupt" => RawStatus::Limit(LimitKind::Cancelled),
        name => {
            crate::trace::debug!(status = name, "HiGHS failed");
            RawStatus::Unknown
        }
    }
}

//! The backend for relaxations: an interior point method for linear programmes.

mod dense;
mod factor;
mod fronts;
mod iterate;
mod method;
mod normal;
mod standard;
mod tree;

use super::{Capabilities, LimitKind, LinearModel, LpOptions, RawAnswer, RawSolver, RawStatus};
use crate::clock::Instant;
use crate::solve::CancelToken;
use method::Ended;
use standard::Standard;

/// A primal-dual interior point method (Mehrotra 1992, with the corrections of Gondzio 1996): linear programmes only, large ones in seconds; results depend on the model alone.
///
/// Each iteration solves A Θ Aᵀ y = r, sparse and symmetric, front by front (Duff & Reid 1983) in an order of approximate minimum degree, branches of its tree on the threads of the pool that the call is made from;
/// the numbers do not depend on them. Columns with many rows are unknowns of their own.
/// Most programmes take 8 to 30 iterations; an iteration takes as long as the factorisation, which clock and token end at once. Points lie inside the optimal face, not at a corner of it,
/// and meet their limits up to a relative 1e-8, or 1e-6 where nothing more is gained. Prices come with them, and where time is over the last ones, which may prove something.
///
/// ```
/// use medrota::solve::lp::{Backend, Interior, LinearModel, LpOptions, LpStatus};
///
/// let mut model = LinearModel::new();
/// let [one, two] = [model.add_column(0.0, 4.0, 3.0), model.add_column(0.0, 4.0, 1.0)];
/// model.add_row(f64::NEG_INFINITY, 5.0, [(one, 1.0), (two, 1.0)]);
/// let result = Interior.solve(&model, &LpOptions::default())?;
/// assert_eq!(result.status, LpStatus::Optimal);
/// assert!(result.solution.is_some_and(|solution| (solution.objective - 13.0).abs() < 1e-6));
/// # Ok::<(), medrota::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Interior;

impl RawSolver for Interior {
    fn name(&self) -> &str {
        "interior"
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            duals: true,
            time_limit: true,
            ..Capabilities::default()
        }
    }

    fn run(&self, model: &LinearModel, options: &LpOptions<'_>) -> RawAnswer {
        let ends = options
            .time_limit
            .and_then(|limit| Instant::now().checked_add(limit));
        let is_cancelled = || options.cancel.is_some_and(CancelToken::is_cancelled);
        let stop = || ends.is_some_and(|ends| Instant::now() >= ends) || is_cancelled();
        let Some(standard) = Standard::new(model) else {
            return RawAnswer::of(RawStatus::Infeasible);
        };
        let (ended, best) = method::run(model, &standard, options.time_limit, &stop);
        let status = match ended {
            Ended::Optimal => RawStatus::Optimal,
            Ended::Infeasible => RawStatus::Infeasible,
            Ended::Endless => RawStatus::InfeasibleOrUnbounded,
            Ended::Stopped if is_cancelled() => RawStatus::Limit(LimitKind::Cancelled),
            Ended::Stopped => RawStatus::Limit(LimitKind::Time),
            Ended::TooLarge => RawStatus::Limit(LimitKind::Memory),
            Ended::Stuck => RawStatus::Unknown,
        };
        let mut answer = RawAnswer::of(status);
        if let Some((iterate, _)) = best {
            if ended == Ended::Optimal {
                answer.columns = Some(standard.point(model, &iterate.values));
            }
            answer.row_duals = Some(standard.prices(model, &iterate.prices));
        }
        answer
    }
}

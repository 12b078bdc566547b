//! Which backend does what.

use super::checked::guarded;
use super::{
    Backend, Interior, LimitKind, LinearModel, LpOptions, LpStatus, MicroLp, RawAnswer, RawStatus,
    duals,
};
use crate::clock::Instant;
use crate::error::Error;

/// What solves programmes unless a solver is given another backend.
pub(crate) static USUAL: MicroLp = MicroLp::DEFAULT;

/// The backend of a solver that was given none: microlp.
///
/// Large programmes without whole numbers, such as relaxations of the compact programme, are handed to [`Interior`] instead.
#[must_use]
pub fn default_backend() -> Box<dyn Backend> {
    Box::new(MicroLp::DEFAULT)
}

/// The backend that a solver was given, if programmes without whole numbers are for it, too.
pub(crate) fn given_for_linear(given: Option<&dyn Backend>) -> Option<&dyn Backend> {
    given.filter(|backend| !backend.capabilities().whole_only)
}

/// What solves large programmes without whole numbers: the backend that a solver was given, or else the interior point method.
pub(crate) fn linear(given: Option<&dyn Backend>) -> &dyn Backend {
    given_for_linear(given).unwrap_or(&Interior)
}

/// What became of a large programme without whole numbers.
#[derive(Debug)]
pub(crate) enum Relaxation {
    /// A point and the prices of the rows. Neither is exact: whoever uses the prices evaluates what they prove.
    Optimum { point: Vec<f64>, prices: Vec<f64> },
    /// Prices that it had when it was stopped, which may prove something.
    Prices(Vec<f64>),
    /// There is no point, by the backend's word.
    Infeasible,
    /// Stopped, or failed.
    Nothing,
}

/// The answer of the interior point method, or of Clarabel where the first gives up.
fn by_interior_points(model: &LinearModel, options: &LpOptions<'_>) -> RawAnswer {
    let started = Instant::now();
    let answer = guarded(&Interior, model, options);
    if answer.status != RawStatus::Unknown {
        return answer;
    }
    crate::trace::debug!(columns = model.columns().len(), took = ?started.elapsed(), "interior points gave up");
    #[cfg(feature = "clarabel")]
    let answer = {
        let time_limit = options
            .time_limit
            .map(|limit| limit.saturating_sub(started.elapsed()));
        let options = LpOptions {
            time_limit,
            ..*options
        };
        guarded(&super::Clarabel, model, &options)
    };
    answer
}

/// Solves a large programme without whole numbers, as [`linear`] says.
///
/// # Errors
/// If the backend refuses the programme.
pub(crate) fn relaxation(
    given: Option<&dyn Backend>,
    model: &LinearModel,
    options: &LpOptions<'_>,
) -> Result<Relaxation, Error> {
    // An interior point may miss the tolerance of the check, and its prices prove something all the same.
    let Some(backend) = given_for_linear(given) else {
        let answer = by_interior_points(model, options);
        return Ok(match (answer.status, answer.columns, answer.row_duals) {
            (RawStatus::Optimal, Some(point), Some(prices)) => {
                Relaxation::Optimum { point, prices }
            }
            (RawStatus::Infeasible, ..) => Relaxation::Infeasible,
            (RawStatus::Limit(LimitKind::Time), None, Some(prices)) => Relaxation::Prices(prices),
            _ => Relaxation::Nothing,
        });
    };
    let started = Instant::now();
    let result = backend.solve(model, options)?;
    Ok(match (result.status, result.solution) {
        (LpStatus::Optimal, Some(solution)) => {
            let left = options
                .time_limit
                .map(|limit| limit.saturating_sub(started.elapsed()));
            let prices = match solution.row_duals {
                Some(prices) => Some(prices),
                None => duals(
                    backend,
                    model,
                    &LpOptions {
                        time_limit: left,
                        ..*options
                    },
                )?
                .map(|duals| duals.rows),
            };
            prices.map_or(Relaxation::Nothing, |prices| Relaxation::Optimum {
                point: solution.columns,
                prices,
            })
        }
        (LpStatus::Infeasible, _) => Relaxation::Infeasible,
        _ => Relaxation::Nothing,
    })
}

//! Limits, and what is to be refused.

use super::{INFINITY, Verdict, ensure, solve};
use crate::error::ErrorKind;
use crate::solve::CancelToken;
use crate::solve::lp::{Backend, LimitKind, LinearModel, LpOptions, LpStatus};
use std::time::Duration;

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
    ensure((result.status, result.solution.clone()) == stopped, || {
        format!("{result:?} instead of a limit ({kind:?}) without a point")
    })
}

pub(super) fn no_time(backend: &dyn Backend) -> Verdict {
    limited(
        backend,
        &LpOptions {
            time_limit: Some(Duration::ZERO),
            ..LpOptions::default()
        },
        LimitKind::Time,
    )
}

pub(super) fn cancelled(backend: &dyn Backend) -> Verdict {
    let token = CancelToken::new();
    token.cancel();
    limited(
        backend,
        &LpOptions {
            cancel: Some(&token),
            ..LpOptions::default()
        },
        LimitKind::Cancelled,
    )
}

fn refused(
    backend: &dyn Backend,
    model: &LinearModel,
    options: &LpOptions<'_>,
    kind: ErrorKind,
) -> Verdict {
    match backend.solve(model, options) {
        Err(error) if error.kind() == kind => Ok(()),
        other => Err(format!(
            "{other:?} instead of an error of kind {kind:?}, for {model:?} with {options:?}"
        )),
    }
}

fn one_column(lower: f64, upper: f64, objective: f64) -> LinearModel {
    let mut model = LinearModel::new();
    model.add_column(lower, upper, objective);
    model
}

pub(super) fn malformed_models(backend: &dyn Backend) -> Verdict {
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
    malformed
        .iter()
        .try_for_each(|model| refused(backend, model, &LpOptions::default(), ErrorKind::Backend))
}

pub(super) fn malformed_options(backend: &dyn Backend) -> Verdict {
    let malformed = [
        LpOptions {
            relative_gap: -0.1,
            ..LpOptions::default()
        },
        LpOptions {
            relative_gap: f64::NAN,
            ..LpOptions::default()
        },
        LpOptions {
            warm_start: Some(&[0.0, 0.0]),
            ..LpOptions::default()
        },
    ];
    malformed.iter().try_for_each(|options| {
        refused(
            backend,
            &one_column(0.0, 1.0, 1.0),
            options,
            ErrorKind::Option,
        )
    })
}

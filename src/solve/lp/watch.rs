//! A solver that looks at its clock seldom works in a thread of its own, which is left behind at the limit.

use super::{LimitKind, LinearModel, LpOptions, RawAnswer, RawStatus};
use crate::clock::Instant;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

/// How often clock and token are looked at.
const GLANCE: Duration = Duration::from_millis(20);

/// The answer of `solve`, or what limit came first: the time limit of the options and some `grace`, or their token. The thread that is left behind ends when the solver
/// next looks at its clock.
pub(super) fn watched(
    name: &str,
    model: &LinearModel,
    options: &LpOptions<'_>,
    grace: Duration,
    solve: impl Fn(&LinearModel) -> RawAnswer + Clone + Send + 'static,
) -> RawAnswer {
    if options.time_limit.is_none() && options.cancel.is_none() {
        return solve(model);
    }
    let ends = options
        .time_limit
        .and_then(|limit| Instant::now().checked_add(limit.checked_add(grace)?));
    let (sender, receiver) = mpsc::channel();
    let (own, own_solve) = (model.clone(), solve.clone());
    let work = move || {
        // The receiver may be gone.
        let _ = sender.send(own_solve(&own));
    };
    if std::thread::Builder::new()
        .name(name.to_owned())
        .spawn(work)
        .is_err()
    {
        return solve(model);
    }
    loop {
        let limit = match receiver.recv_timeout(GLANCE) {
            Ok(answer) => return answer,
            Err(RecvTimeoutError::Disconnected) => return RawAnswer::of(RawStatus::Unknown),
            Err(RecvTimeoutError::Timeout) if options.is_cancelled() => LimitKind::Cancelled,
            Err(RecvTimeoutError::Timeout) if ends.is_some_and(|ends| Instant::now() >= ends) => {
                LimitKind::Time
            }
            Err(RecvTimeoutError::Timeout) => continue,
        };
        return RawAnswer::of(RawStatus::Limit(limit));
    }
}

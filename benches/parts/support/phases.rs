//! Where the time of a solve goes, from its progress events.

use super::cpu::processor_time;
use medrota::solve::{CancelToken, Phase, Progress};
use medrota::{Engine, Outcome, Problem, Solver};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What a solve did after its first event, by phase.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Phases {
    pub(crate) prices: Duration,
    pub(crate) price_iterations: u64,
    pub(crate) search: Duration,
    /// The same as time on the processors.
    pub(crate) prices_computing: Duration,
    pub(crate) search_computing: Duration,
    pub(crate) repathings: u64,
}

/// Solves up to a work limit with prices and search alone and tells what each took.
///
/// An event comes at the end of its piece of work, so that the time since the event before belongs to its phase. The first piece shares its
/// time with the building of the diagrams: it is left out, and so is its work, which a solve that stops there tells.
///
/// # Errors
/// If a solve fails.
pub(crate) fn phases(problem: &Problem, work_limit: u64) -> medrota::Result<(Phases, Outcome)> {
    let solver = Solver::new().engine(Engine::LocalSearch).no_time_limit();
    let first = solver.clone().work_limit(1).solve(problem)?;
    let events: Arc<Mutex<Vec<(Phase, Duration, Duration)>>> = Arc::default();
    let seen = events.clone();
    let keep = move |progress: &Progress| {
        if let Ok(mut events) = seen.lock() {
            events.push((progress.phase, progress.elapsed, processor_time()));
        }
    };
    let outcome = solver
        .work_limit(work_limit)
        .on_progress(keep)
        .solve(problem)?;
    let mut phases = Phases {
        price_iterations: outcome
            .statistics
            .price_iterations
            .saturating_sub(first.statistics.price_iterations),
        repathings: outcome
            .statistics
            .repathings
            .saturating_sub(first.statistics.repathings),
        ..Phases::default()
    };
    let events = events
        .lock()
        .map(|events| events.clone())
        .unwrap_or_default();
    for pair in events
        .windows(2)
        .filter(|pair| pair[0].0 != Phase::Diagrams)
    {
        let took = pair[1].1.saturating_sub(pair[0].1);
        let computed = pair[1].2.saturating_sub(pair[0].2);
        match pair[1].0 {
            Phase::Prices => {
                phases.prices += took;
                phases.prices_computing += computed;
            }
            Phase::Search => {
                phases.search += took;
                phases.search_computing += computed;
            }
            _ => {}
        }
    }
    Ok((phases, outcome))
}

/// Time between the first two events of the flow programme: that of its relaxation. The solve is stopped there.
///
/// # Errors
/// If the solve fails.
pub(crate) fn relaxation(problem: &Problem) -> medrota::Result<(Option<Duration>, Outcome)> {
    let token = CancelToken::new();
    let events: Arc<Mutex<Vec<Duration>>> = Arc::default();
    let (seen, stop) = (events.clone(), token.clone());
    let keep = move |progress: &Progress| {
        if let (Phase::Flow, Ok(mut events)) = (progress.phase, seen.lock()) {
            events.push(progress.elapsed);
            if events.len() == 2 {
                stop.cancel();
            }
        }
    };
    let solver = Solver::new()
        .engine(Engine::Flow)
        .no_time_limit()
        .work_limit(u64::MAX)
        .cancel_token(token)
        .on_progress(keep);
    let outcome = solver.solve(problem)?;
    let events = events
        .lock()
        .map(|events| events.clone())
        .unwrap_or_default();
    let took = events
        .get(1)
        .zip(events.first())
        .map(|(second, first)| second.saturating_sub(*first));
    Ok((took, outcome))
}

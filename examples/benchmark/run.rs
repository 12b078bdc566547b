//! One instance in this process: solve, then judge by what does not depend on the solver.

use super::Limits;
use super::instance::{Instance, Loaded, Unsupported};
use super::peer::{TimeIndexed, solve};
use super::row::{Run, Who};
use super::support::{Done, Ending, Failure, peak_memory_bytes, print, stop_token};
use medrota::Solver;
use medrota::solve::lp::Backend;
use std::time::{Duration, Instant};

/// Runs the one instance chosen and prints its row.
pub(crate) fn in_this_process(who: Who, chosen: &[Instance], limits: &Limits) -> Done {
    let [instance] = chosen else {
        return Err("no such instance".into());
    };
    let seconds = Duration::from_secs(limits.seconds.unwrap_or(instance.seconds));
    let run = instance.source.load().and_then(|loaded| match who {
        Who::Engine => engine(&loaded, seconds, limits, instance),
        Who::Peer => peer(&loaded, seconds, limits.seed.wrapping_add(instance.seed)),
    });
    let run = run.unwrap_or_else(|failure| {
        // What cannot be said in the rules has not been solved badly.
        let is_input = failure
            .downcast_ref::<medrota::Error>()
            .is_some_and(medrota::Error::is_input);
        let message = failure.to_string();
        if is_input || failure.is::<Unsupported>() {
            Run::refused(first_line(&message))
        } else {
            Run::failed(message)
        }
    });
    print(&serde_json::to_string(&run)?)?;
    Ok(Ending::Solved)
}

/// The table has one line for each instance.
fn first_line(message: &str) -> String {
    let mut lines = message.lines();
    let first = lines.next().unwrap_or_default();
    match lines.count() {
        0 => first.to_owned(),
        more => format!("{first} (and {more} more)"),
    }
}

/// Greatest memory so far, where the system tells.
fn peak_memory() -> Option<u64> {
    Some(peak_memory_bytes()).filter(|bytes| *bytes > 0)
}

/// HiGHS where this build has it, as a run with `--features highs` asks for.
fn backend() -> Box<dyn Backend> {
    #[cfg(feature = "highs")]
    return Box::new(medrota::solve::lp::Highs);
    #[cfg(not(feature = "highs"))]
    medrota::solve::lp::default_backend()
}

fn engine(
    loaded: &Loaded,
    seconds: Duration,
    limits: &Limits,
    instance: &Instance,
) -> Result<Run, Failure> {
    let solver = Solver::new()
        .time_limit(seconds)
        .gap(limits.gap)
        .seed(limits.seed.wrapping_add(instance.seed))
        .threads(limits.threads)
        .cancel_token(stop_token());
    let solver = if cfg!(feature = "highs") {
        solver.backend(backend())
    } else {
        solver
    };
    let began = Instant::now();
    let outcome = solver.solve(&loaded.problem)?;
    let elapsed = began.elapsed();
    let peak_memory_bytes = peak_memory();
    if let Some(schedule) = &outcome.schedule {
        loaded.accept(schedule, outcome.value)?;
    }
    if let Some(certificate) = outcome.certificate() {
        certificate
            .verify(&loaded.problem)
            .map_err(|error| format!("the certificate does not hold: {error}"))?;
    }
    let wrong = instance
        .right
        .and_then(|right| right.contradicts(outcome.termination, outcome.value, outcome.bound));
    if let Some(wrong) = wrong {
        return Err(wrong.into());
    }
    Ok(Run {
        termination: outcome.termination.as_str().to_owned(),
        value: outcome.value,
        bound: outcome.bound,
        gap: outcome.gap(),
        seconds: Some(elapsed.as_secs_f64()),
        peak_memory_bytes,
        schedule_checked: outcome.schedule.is_some(),
        bound_verified: outcome.bound_is_certified(),
        ..Run::default()
    })
}

fn peer(loaded: &Loaded, seconds: Duration, seed: u64) -> Result<Run, Failure> {
    let began = Instant::now();
    let programme = match TimeIndexed::new(&loaded.problem) {
        Ok(programme) => programme,
        Err(refusal) => return Ok(Run::refused(refusal.to_string())),
    };
    let backend = backend();
    let answer = solve(
        &programme,
        backend.as_ref(),
        seconds.saturating_sub(began.elapsed()),
        seed,
    )?;
    let elapsed = began.elapsed();
    let peak_memory_bytes = peak_memory();
    if answer.status == "too large" {
        let size = programme.model().nonzeros();
        let advice =
            "run it with --features highs (its build needs cmake, a C++ compiler and libclang)";
        return Ok(Run::refused(format!(
            "{size} coefficients are too many for {}; {advice}",
            backend.name()
        )));
    }
    let value = match &answer.schedule {
        Some(schedule) => Some(loaded.accept(schedule, None)?),
        None => None,
    };
    if let (Some(value), Some(objective)) = (value, answer.value) {
        // What the programme counts has to be what the judge counts.
        #[allow(clippy::cast_precision_loss, reason = "values are far below 2^53")]
        let apart = (objective - value as f64).abs();
        if apart > 1e-5 * objective.abs().max(1.0) {
            return Err(format!("the programme says {objective}, check says {value}").into());
        }
    }
    #[allow(clippy::cast_precision_loss, reason = "a gap to look at")]
    let gap = value
        .zip(answer.bound)
        .map(|(value, bound)| (bound - value) as f64 / (bound.unsigned_abs().max(1)) as f64);
    Ok(Run {
        termination: answer.status.to_owned(),
        value,
        bound: answer.bound,
        gap,
        seconds: Some(elapsed.as_secs_f64()),
        peak_memory_bytes,
        schedule_checked: answer.schedule.is_some(),
        ..Run::default()
    })
}

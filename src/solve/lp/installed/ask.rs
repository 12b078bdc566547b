//! One run: its files, the program, what it wrote.

use super::super::{LimitKind, LinearModel, LpOptions, RawAnswer, RawStatus};
use super::answer::{Claim, MODEL, Request, SOLUTION, START};
use super::mps::mps;
use super::process::{Ended, Scratch, run};
use super::{Installed, Program, cbc, highs, scip};
use crate::clock::Instant;
use std::io;
use std::time::Duration;

/// A run that was given no limit ends all the same.
const LONGEST: Duration = Duration::from_secs(3_600);
/// A part of the time is for reading files and writing answers, and at most so much.
const SHARE_OF_FILES: u32 = 10;
const MOST_FOR_FILES: Duration = Duration::from_secs(1);
/// What a program may take beyond its limit before it is ended.
const GRACE: Duration = Duration::from_millis(200);
/// Seeds that every program takes.
const SEEDS: u64 = 1 << 20;

/// Writes the files, runs the program, and reads what it wrote.
///
/// # Errors
/// If files cannot be written or the program cannot be started.
pub(super) fn ask(
    installed: &Installed,
    model: &LinearModel,
    options: &LpOptions<'_>,
) -> io::Result<RawAnswer> {
    let begun = Instant::now();
    let limit = options.time_limit.unwrap_or(LONGEST).min(LONGEST);
    let folder = Scratch::new()?;
    folder.write(MODEL, &mps(model))?;
    let start = options.warm_start.filter(|_| model.has_integers());
    if let Some(point) = start {
        let text = match installed.program() {
            Program::Highs => highs::start(model, point),
            Program::Scip => scip::start(model, point),
            Program::Cbc => cbc::start(model, point),
        };
        folder.write(START, &text)?;
    }
    let left = limit.saturating_sub(begun.elapsed());
    if left.is_zero() {
        return Ok(RawAnswer::of(RawStatus::Limit(LimitKind::Time)));
    }
    let request = Request {
        seconds: (left - (left / SHARE_OF_FILES).min(MOST_FOR_FILES)).as_secs_f64(),
        relative_gap: options.relative_gap,
        seed: u32::try_from(options.seed % SEEDS).unwrap_or_default(),
        has_start: start.is_some(),
    };
    let arguments = match installed.program() {
        Program::Highs => {
            if let Some((name, text)) = highs::files(&request) {
                folder.write(name, &text)?;
            }
            highs::arguments(&request)
        }
        Program::Scip => scip::arguments(&request),
        Program::Cbc => cbc::arguments(&request),
    };
    match run(
        installed.path(),
        &arguments,
        &folder,
        left.saturating_add(GRACE),
        options.cancel,
    )? {
        Ended::Limit(kind) => Ok(RawAnswer::of(RawStatus::Limit(kind))),
        // Some say by their number that a limit was reached; without any number a signal ended it.
        Ended::Itself(status) if status.code().is_none() => {
            Err(io::Error::other(format!("the program ended by {status}")))
        }
        Ended::Itself(_) => Ok(read(installed, &folder, model, &request)),
    }
}

/// What the program wrote, the right way round.
fn read(
    installed: &Installed,
    folder: &Scratch,
    model: &LinearModel,
    request: &Request,
) -> RawAnswer {
    let (log, solution) = (folder.log(), folder.read(SOLUTION));
    let columns = model.columns().len();
    let Claim {
        status,
        point,
        bound,
    } = match installed.program() {
        Program::Highs => highs::read(&log, &solution, columns),
        Program::Scip => scip::read(&log, &solution, columns),
        Program::Cbc => cbc::read(&log, &solution, columns),
    };
    if status == RawStatus::Unknown {
        let end: String = log.chars().rev().take(500).collect();
        let end: String = end.chars().rev().collect();
        crate::trace::warn!(program = %installed.path().display(), log = end, "no answer was understood");
    }
    let status = match status {
        // "Optimal" within a gap that it does not tell is no optimum.
        RawStatus::Optimal
            if request.relative_gap > 0.0 && bound.is_none() && model.has_integers() =>
        {
            RawStatus::Limit(LimitKind::Gap)
        }
        status => status,
    };
    RawAnswer {
        status,
        columns: point,
        row_duals: None,
        bound: bound.filter(|_| model.has_integers()).map(|bound| -bound),
    }
}

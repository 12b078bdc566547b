//! What all examples share: options, exit codes, progress, and the road from a problem to a judged schedule.

#![allow(
    dead_code,
    unused_imports,
    reason = "every example takes what it needs of this"
)]

mod load;
mod log;
mod measure;
mod options;
mod output;
mod progress;
mod ranking;
mod results;
mod run;
mod scenarios;
mod sending;
mod signals;
mod written;

pub(crate) use load::load;
pub(crate) use measure::measure;
pub(crate) use options::{OutputOptions, SolveOptions};
pub(crate) use output::{Line, count, line_of, peak_memory_bytes, print, tell, write_views};
pub(crate) use ranking::{Unranked, print_ranking};
pub(crate) use results::{Program, Results, try_output};
pub(crate) use run::{Judged, Run, judge, plan, plan_penalty};
pub(crate) use scenarios::{
    ScenarioOptions, StudyLine, read_baseline, show, showcase, write_baseline, write_comparison,
};
pub(crate) use sending::{SendOptions, Sending};
pub(crate) use signals::{is_stopped, stop_token};
pub(crate) use written::tell_written;

use clap::Parser;
use std::process::ExitCode;

/// Whatever ends an example early.
pub(crate) type Failure = Box<dyn std::error::Error>;
/// What the body of an example returns.
pub(crate) type Done = Result<Ending, Failure>;

/// How an example ended; every example uses the same exit codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// What was asked for is there: exit code 0.
    Solved,
    /// The input was bad, a schedule or proof did not hold, or something failed: exit code 1.
    Failed,
    /// It is proven that no schedule keeps the hard rules: exit code 2.
    Infeasible,
    /// The limit or a signal came before the first schedule: exit code 3.
    NothingFound,
    /// A signal ended the run with what there was by then: exit code 4.
    Stopped,
}

impl From<Ending> for ExitCode {
    fn from(ending: Ending) -> Self {
        Self::from(match ending {
            Ending::Solved => 0,
            Ending::Failed => 1,
            Ending::Infeasible => 2,
            Ending::NothingFound => 3,
            Ending::Stopped => 4,
        })
    }
}

/// Shown by every `--help`.
pub(crate) const EXIT_CODES: &str = "Exit codes: 0 solved, 1 bad input or failure, 2 proven infeasible, 3 nothing found within the limit, \
     4 ended by a signal (Ctrl-C, SIGTERM) with the best so far. A second signal ends at once.";

/// Reads the command line, runs the example and turns its end into an exit code.
pub(crate) fn start<Arguments: Parser>(body: impl FnOnce(Arguments) -> Done) -> ExitCode {
    log::listen();
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Nothing is left to be done if not even the message can be written.
            let _ = error.print();
            let ending = if error.use_stderr() {
                output::print_failure(&error.to_string());
                Ending::Failed
            } else {
                Ending::Solved
            };
            return ending.into();
        }
    };
    if let Err(error) = signals::listen() {
        tell(&format!(
            "signals cannot be caught, they will end this program at once: {error}"
        ));
    }
    let ending = match body(arguments) {
        Ok(Ending::Solved) if is_stopped() => Ending::Stopped,
        Ok(ending) => ending,
        Err(failure) => {
            let message = failure.to_string();
            tell(&message);
            output::print_failure(&message);
            Ending::Failed
        }
    };
    match output::lost_output() {
        // Whoever closed the pipe has seen what he wanted.
        Some(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            tell(&format!(
                "standard output: {error}; files that were asked for are written"
            ));
            Ending::Failed.into()
        }
        _ => ending.into(),
    }
}

//! What all examples share: options, exit codes, progress, and the road from a problem to a judged schedule.

#![allow(dead_code, unused_imports, reason = "every example takes what it needs of this")]

mod measure;
mod options;
mod output;
mod progress;
mod run;
mod scenarios;

pub(crate) use measure::measure;
pub(crate) use options::{OutputOptions, SolveOptions};
pub(crate) use output::{Line, line_of, peak_memory_bytes, print, write_folder};
pub(crate) use run::{Judged, Run, judge, plan};
pub(crate) use scenarios::{ScenarioOptions, StudyLine, show, showcase, write_comparison};

use clap::Parser;
use medrota::error::visible_lines;
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
    /// The limit came before the first schedule: exit code 3.
    NothingFound,
}

impl From<Ending> for ExitCode {
    fn from(ending: Ending) -> Self {
        Self::from(match ending {
            Ending::Solved => 0,
            Ending::Failed => 1,
            Ending::Infeasible => 2,
            Ending::NothingFound => 3,
        })
    }
}

/// Shown by every `--help`.
pub(crate) const EXIT_CODES: &str = "Exit codes: 0 solved, 1 bad input or failure, 2 proven infeasible, 3 nothing found within the limit.";

/// Reads the command line, runs the example and turns its end into an exit code.
pub(crate) fn start<Arguments: Parser>(body: impl FnOnce(Arguments) -> Done) -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Nothing is left to be done if not even the message can be written.
            let _ = error.print();
            let ending = if error.use_stderr() { Ending::Failed } else { Ending::Solved };
            return ending.into();
        }
    };
    match body(arguments) {
        Ok(ending) => ending.into(),
        Err(failure) => {
            eprintln!("{}", visible_lines(&failure.to_string()));
            Ending::Failed.into()
        }
    }
}

//! Plans any problem: a JSON document or a folder of CSV tables.

mod support;

use clap::Parser;
use medrota::Problem;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use support::{Done, EXIT_CODES, SolveOptions, tell};

/// Plans which doctor is in which department and when.
#[derive(Parser)]
#[command(name = "plan", after_help = EXIT_CODES)]
struct Arguments {
    /// Problem: a JSON file or a folder of CSV tables [default: the showcase programme in examples/data/haifa]
    problem: Option<PathBuf>,
    #[command(flatten)]
    solve: SolveOptions,
}

fn main() -> ExitCode {
    support::start(run)
}

fn run(arguments: Arguments) -> Done {
    let showcase = || Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join("data").join("haifa");
    let path = arguments.problem.unwrap_or_else(showcase);
    let problem = Problem::from_path(&path)?;
    for warning in problem.warnings().as_slice() {
        tell(&warning.to_string());
    }
    support::plan(&problem, &arguments.solve, &[&path], |_| Ok(()))
}

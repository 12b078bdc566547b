//! Plans any problem: a JSON document, a workbook or a folder of CSV tables.

mod support;

use clap::Parser;
use medrota::Problem;
use medrota::report::Findings;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use support::{Done, EXIT_CODES, Judged, SendOptions, Sending, SolveOptions, tell, tell_written};

/// Plans which doctor is in which department and when.
#[derive(Parser)]
#[command(name = "plan", after_help = EXIT_CODES)]
struct Arguments {
    /// Problem: a JSON file, a workbook or a folder of CSV tables [default: the showcase programme in examples/data/haifa]
    problem: Option<PathBuf>,
    #[command(flatten)]
    send: SendOptions,
    #[command(flatten)]
    solve: SolveOptions,
}

fn main() -> ExitCode {
    support::start(run)
}

fn run(arguments: Arguments) -> Done {
    let showcase = || {
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("examples")
            .join("data")
            .join("haifa")
    };
    let path = arguments.problem.clone().unwrap_or_else(showcase);
    let problem = Problem::from_path(&path)?;
    for warning in problem.warnings().as_slice() {
        tell(&warning.to_string());
    }
    let out = arguments.solve.output.out.as_deref();
    let sending = Sending::open(&arguments.send, out, &[&path])?;
    let mut found: Option<Judged> = None;
    let ending = support::plan(&problem, &arguments.solve, &[&path], |judged| {
        found = Some(judged.clone());
        Ok(())
    })?;
    if let Some(Judged { schedule, report }) = &found {
        sending.write(
            &Findings::new(&problem, schedule, report).language(arguments.solve.output.language),
            None,
        )?;
    }
    next_steps(&arguments, &path, found.is_some());
    Ok(ending)
}

/// Where the files are, and what can be done with them.
fn next_steps(arguments: &Arguments, problem: &Path, is_solved: bool) {
    let Some(out) = &arguments.solve.output.out else {
        if is_solved {
            tell(
                "nothing was written; --out FOLDER keeps the schedule, a report and a wall chart (.xlsx)",
            );
        }
        return;
    };
    let file = |name: &str| out.join(name).display().to_string();
    if !is_solved {
        let nearest = if out.join("nearest.html").exists() {
            format!("what came nearest: {}; ", file("nearest.html"))
        } else {
            String::new()
        };
        tell(&format!(
            "{nearest}why it does not fit: cargo run --release --example explain -- {}",
            problem.display()
        ));
        return;
    }
    let chart = if out.join("schedule.xlsx").exists() {
        "schedule.xlsx"
    } else {
        "schedule.csv"
    };
    let problem = problem.display();
    let next = format!(
        "  a chart that was changed by hand: cargo run --release --example check -- {problem} {} --out FOLDER\n  \
         when something changes:           cargo run --release --example replan -- {problem} {} CHANGES --out FOLDER",
        file(chart),
        file("schedule.csv")
    );
    tell_written(out, Some(&arguments.send), &next);
}

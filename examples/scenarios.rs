//! Solves many what-ifs of a problem in parallel and compares them.

#[path = "support/study.rs"]
mod study;
mod support;

use clap::Parser;
use medrota::Problem;
use medrota::scenario::{RunDocument, ScenarioRun, ScenarioSet, Shard};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;
use study::Study;
use support::{
    Done, EXIT_CODES, Ending, Program, Results, ScenarioOptions, StudyLine, count, is_stopped,
    measure, print, read_baseline, showcase, tell,
};

/// Solves many what-ifs of a problem in parallel, each started from the plan without changes, and compares them.
#[derive(Parser)]
#[command(name = "scenarios", after_help = EXIT_CODES)]
struct Arguments {
    /// Problem: a JSON file, a workbook or a folder of CSV tables [default: the showcase programme in examples/data/haifa]
    problem: Option<PathBuf>,
    /// Scenario set: a JSON file, or a CSV file with a change a row [default: random disruptions]
    scenarios: Option<PathBuf>,
    /// Number of random disruptions where no set is given
    #[arg(long, default_value_t = 200)]
    count: u32,
    /// Run only every N-th scenario, from the I-th on
    #[arg(long, value_name = "I/N", default_value = "1/1")]
    shard: Shard,
    /// Go on with results.jsonl in the --out folder
    #[arg(long, requires = "out")]
    resume: bool,
    /// Replace the study that the --out folder has; without this or --resume it is kept and nothing is run
    #[arg(long, requires = "out", conflicts_with = "resume")]
    overwrite: bool,
    /// Solve every scenario from scratch
    #[arg(long)]
    from_scratch: bool,
    /// Merge the folders of all shards into the --out folder instead of solving
    #[arg(long, value_name = "FOLDER", num_args = 1.., requires = "out")]
    merge: Vec<PathBuf>,
    /// Measure instead: one thread against two, from the baseline against from scratch
    #[arg(long)]
    measure: bool,
    #[command(flatten)]
    solve: ScenarioOptions,
}

fn main() -> ExitCode {
    support::start(run)
}

fn run(arguments: Arguments) -> Done {
    let began = Instant::now();
    let problem = showcase(arguments.problem.clone(), arguments.solve.strict)?;
    let set = match &arguments.scenarios {
        Some(path) => ScenarioSet::from_path(path)?.resolve_names(&problem)?,
        None => ScenarioSet::random(arguments.count, arguments.solve.seed),
    };
    let inputs: Vec<&Path> = arguments
        .problem
        .iter()
        .chain(&arguments.scenarios)
        .map(PathBuf::as_path)
        .collect();
    let results = Results::open(
        Program::Scenarios,
        arguments.solve.output.out.as_deref(),
        &inputs,
    )?;
    if !arguments.merge.is_empty() {
        return merge(&arguments, &problem, &results, began);
    }
    let earlier = match results.path() {
        Some(folder) => study::earlier(folder, arguments.resume, arguments.overwrite)?,
        None => None,
    };
    let read = match (&earlier, results.path()) {
        (Some(_), Some(folder)) => read_baseline(&problem, folder)?,
        _ => None,
    };
    let baseline = match read {
        Some(baseline) => baseline,
        None => arguments.solve.baseline(&problem)?,
    };
    if is_stopped() {
        // What a solve came to that was cut off is no baseline: another run would compare with another one.
        tell("ended by a signal before the first scenario");
        return Ok(Ending::NothingFound);
    }
    let known = |number: Option<i64>| {
        number.map_or_else(|| "unknown".to_owned(), |number| number.to_string())
    };
    print(&format!(
        "{}: value {}, bound {}",
        problem.name(),
        known(baseline.value()),
        known(baseline.bound())
    ))?;
    let solver = arguments.solve.solver(&problem);
    let run = ScenarioRun::new(&set, &baseline)
        .solver(solver.clone())
        .threads(arguments.solve.threads)
        .shard(arguments.shard);
    let run = if arguments.from_scratch {
        run.from_scratch()
    } else {
        run
    };
    if arguments.measure {
        measure(&run, print)?;
        return Ok(Ending::Solved);
    }
    let mut study = Study {
        language: arguments.solve.output.language,
        ..Study::default()
    };
    if results.path().is_some() {
        let document = RunDocument::new(
            &set,
            &baseline,
            &solver,
            !arguments.from_scratch,
            arguments.shard,
        );
        study.run_into(&results, run, &document, earlier.as_ref(), &baseline)?;
    } else {
        study.run_and_show(run, &baseline)?;
    }
    finish(&arguments, &study, began)
}

fn finish(arguments: &Arguments, study: &Study, began: Instant) -> Done {
    let line = StudyLine::new(
        &study.summary,
        study.solved_now,
        study.seconds,
        began.elapsed(),
    );
    print(&format!(
        "{}: {} solved, {} infeasible, {} failed; greatest gap {}; {:.1} s, {:.2} scenarios a second",
        count(
            usize::try_from(line.scenarios).unwrap_or(usize::MAX),
            "scenario"
        ),
        line.solved,
        line.infeasible,
        line.failed,
        line.worst_gap.map_or_else(
            || "unknown".to_owned(),
            |gap| format!("{:.2} %", gap * 100.0)
        ),
        line.wall_seconds,
        line.scenarios_per_second
    ))?;
    if arguments.solve.output.json {
        print(&line.to_json())?;
    }
    if study.summary.cancelled {
        if arguments.solve.output.out.is_some() {
            tell("ended by a signal; the same command with --resume solves the other scenarios");
        }
        return Ok(Ending::Stopped);
    }
    Ok(Ending::Solved)
}

/// Joins the folders of all shards into exactly what one run gives.
fn merge(arguments: &Arguments, problem: &Problem, results: &Results, began: Instant) -> Done {
    let study = study::merge(&arguments.merge, problem, &arguments.solve, results)?;
    finish(arguments, &study, began)
}

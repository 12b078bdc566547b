//! Solves many what-ifs of a problem in parallel and compares them.

mod support;

use clap::Parser;
use medrota::Problem;
use medrota::format::write_json_file;
use medrota::scenario::{Baseline, Comparison, ResultsFile, RunDocument, ScenarioRun, ScenarioSet, Shard, Summary, merge_results};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};
use support::{Done, EXIT_CODES, Ending, Failure, ScenarioOptions, StudyLine, measure, print, show, showcase, write_comparison};

/// Solves many what-ifs of a problem in parallel, each started from the plan without changes, and compares them.
#[derive(Parser)]
#[command(name = "scenarios", after_help = EXIT_CODES)]
struct Arguments {
    /// Problem: a JSON file or a folder of CSV tables [default: the showcase programme in examples/data/haifa]
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
    let problem = showcase(arguments.problem.clone())?;
    let set = match &arguments.scenarios {
        Some(path) => ScenarioSet::from_path(path)?,
        None => ScenarioSet::random(arguments.count, arguments.solve.seed),
    };
    if let Some(folder) = &arguments.solve.output.out {
        std::fs::create_dir_all(folder).map_err(|error| medrota::Error::io(folder, error))?;
    }
    if !arguments.merge.is_empty() {
        return merge(&arguments, &problem, began);
    }
    let folder = arguments.solve.output.out.as_deref();
    let baseline = arguments.solve.baseline(&problem, folder, arguments.resume)?;
    let known = |number: Option<i64>| number.map_or_else(|| "unknown".to_owned(), |number| number.to_string());
    print(&format!("{}: value {}, bound {}", problem.name(), known(baseline.value()), known(baseline.bound())))?;
    let solver = arguments.solve.solver(&problem);
    let run = ScenarioRun::new(&set, &baseline).solver(solver.clone()).threads(arguments.solve.threads).shard(arguments.shard);
    let run = if arguments.from_scratch { run.from_scratch() } else { run };
    if arguments.measure {
        measure(&run, print)?;
        return Ok(Ending::Solved);
    }
    let mut study = Study { summary: Summary::default(), solved_now: 0, seconds: Duration::ZERO };
    match folder {
        Some(folder) => {
            let document = RunDocument::new(&set, &baseline, &solver, !arguments.from_scratch, arguments.shard);
            study.run_into(folder, run, &document, arguments.resume)?;
            write_comparison(folder, &set.name, &baseline)?;
        }
        None => study.run_and_show(run, &baseline)?,
    }
    finish(&arguments, &study, began)
}

fn finish(arguments: &Arguments, study: &Study, began: Instant) -> Done {
    let line = StudyLine::new(&study.summary, study.solved_now, study.seconds, began.elapsed());
    print(&format!(
        "{} scenarios: {} solved, {} infeasible, {} failed; greatest gap {}; {:.1} s, {:.2} scenarios a second",
        line.scenarios,
        line.solved,
        line.infeasible,
        line.failed,
        line.worst_gap.map_or_else(|| "unknown".to_owned(), |gap| format!("{:.2} %", gap * 100.0)),
        line.wall_seconds,
        line.scenarios_per_second
    ))?;
    if arguments.solve.output.json {
        print(&line.to_json())?;
    }
    Ok(Ending::Solved)
}

/// What has been counted so far.
struct Study {
    summary: Summary,
    solved_now: u64,
    seconds: Duration,
}

impl Study {
    /// Runs into `results.jsonl`, a line a scenario; times go into a file of their own.
    fn run_into(&mut self, folder: &Path, run: ScenarioRun<'_>, document: &RunDocument, resume: bool) -> Result<(), Failure> {
        let (results, run_file) = (folder.join("results.jsonl"), folder.join("run.json"));
        let (mut file, done) = if resume && results.exists() {
            if run_file.exists() && RunDocument::from_path(&run_file)? != *document {
                return Err(
                    format!("E603: {} was written by another run; resume with its problem, set and options", results.display()).into()
                );
            }
            ResultsFile::resume(&results, document.shard, |result| self.summary.add(result))?
        } else {
            (ResultsFile::create(&results)?, 0)
        };
        write_json_file(&run_file, document)?;
        let times_path = folder.join("times.csv");
        let io = |error| medrota::Error::io(&times_path, error);
        let mut times = std::fs::OpenOptions::new().create(true).append(true).open(&times_path).map_err(io)?;
        if done == 0 {
            times.set_len(0).map_err(io)?;
            times.write_all(b"id,seconds\n").map_err(io)?;
        }
        let summary = &mut self.summary;
        let now = show(run.skip(done)).run(|result| {
            summary.add(&result);
            times.write_all(format!("{},{:.3}\n", result.id, result.seconds).as_bytes()).map_err(io)?;
            file.append(&result)
        })?;
        (self.solved_now, self.seconds) = (now.scenarios, now.elapsed);
        Ok(())
    }

    /// Runs without files and prints what matters most.
    fn run_and_show(&mut self, run: ScenarioRun<'_>, baseline: &Baseline) -> Result<(), Failure> {
        let mut comparison = Comparison::new(baseline);
        self.summary = show(run).run(|result| {
            comparison.add(&result);
            Ok(())
        })?;
        (self.solved_now, self.seconds) = (self.summary.scenarios, self.summary.elapsed);
        let effects = comparison.effects();
        print("the value changes by at least … and at most …, the worst first:")?;
        for effect in effects.iter().rev().take(10) {
            print(&format!("{:>8} {:>8}  {}: {}", effect.least, effect.greatest, effect.name, effect.changes.join("; ")))?;
        }
        Ok(())
    }
}

/// Joins the folders of all shards into exactly what one run gives.
fn merge(arguments: &Arguments, problem: &Problem, began: Instant) -> Done {
    let Some(out) = &arguments.solve.output.out else { return Err("--merge needs --out".into()) };
    let mut parts: Vec<(RunDocument, &PathBuf)> = Vec::new();
    for folder in &arguments.merge {
        parts.push((RunDocument::from_path(folder.join("run.json"))?, folder));
    }
    parts.sort_by_key(|(document, _)| document.shard.index());
    let Some((first, folder)) = parts.first() else { return Err("there is nothing to merge".into()) };
    let count = parts.len() as u64;
    for (number, (document, folder)) in (1..).zip(&parts) {
        if !document.belongs_to(first) {
            return Err(format!("E603: {} is of another run than {}", folder.display(), parts[0].1.display()).into());
        }
        if Some(document.shard) != Shard::new(number, count) {
            return Err(format!("E603: {} is shard {}, where {number}/{count} is missing", folder.display(), document.shard).into());
        }
    }
    let files: Vec<PathBuf> = parts.iter().map(|(_, folder)| folder.join("results.jsonl")).collect();
    merge_results(&files, first.scenarios, out.join("results.jsonl"))?;
    write_json_file(out.join("run.json"), &RunDocument { shard: Shard::WHOLE, ..first.clone() })?;
    for name in ["baseline.json", "certificate.json"] {
        if let Ok(bytes) = std::fs::read(folder.join(name)) {
            medrota::format::write_bytes(out.join(name), bytes)?;
        }
    }
    let baseline = arguments.solve.baseline(problem, Some(out), true)?;
    let comparison = write_comparison(out, &first.set.name, &baseline)?;
    let summary = Summary {
        scenarios: comparison.scenarios,
        solved: comparison.solved,
        infeasible: comparison.infeasible,
        failed: comparison.failed,
        worst_gap: comparison.worst_gap,
        ..Summary::default()
    };
    finish(arguments, &Study { summary, solved_now: 0, seconds: Duration::ZERO }, began)
}

//! What the examples about scenarios share: options, baselines, result folders and the JSON line.

use super::options::seconds;
use super::output::peak_memory_bytes;
use super::signals::stop_token;
use super::{Failure, OutputOptions, Unranked, load};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use medrota::format::{
    ReadOptions, ScheduleDocument, read_json_file, read_schedule, write_bytes, write_file,
    write_json_file,
};
use medrota::report::{Language, html, scenarios as tables};
use medrota::scenario::{Baseline, Comparison, ScenarioResult, ScenarioRun, Summary, read_results};
use medrota::{Problem, Solver};
use serde::Serialize;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The problem in the folder or file, by default the showcase; with `strict` warnings refuse it.
pub(crate) fn showcase(path: Option<PathBuf>, strict: bool) -> Result<Problem, Failure> {
    let showcase = || {
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("examples")
            .join("data")
            .join("haifa")
    };
    load(&path.unwrap_or_else(showcase), strict)
}

/// How scenarios are solved and where results go.
#[derive(Args, Clone, Debug)]
pub(crate) struct ScenarioOptions {
    /// Stop a scenario when its proven relative gap is at most this [default: 0.01; less where small effects are compared]
    #[arg(long, value_name = "FRACTION")]
    pub(crate) gap: Option<f64>,
    /// Stop a scenario after this many units of work: the same results on every machine [default: 5000 and 500 for each doctor]
    #[arg(long, value_name = "UNITS")]
    pub(crate) work_limit: Option<u64>,
    /// Stop a scenario after this many seconds, too; results then depend on the clock
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub(crate) time_limit: Option<Duration>,
    /// Seed of every random choice
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u32,
    /// Threads; 0 takes what the machine has
    #[arg(long, default_value_t = 0)]
    pub(crate) threads: usize,
    /// Refuse a problem for whatever is worth a warning
    #[arg(long)]
    pub(crate) strict: bool,
    #[command(flatten)]
    pub(crate) output: OutputOptions,
}

impl ScenarioOptions {
    /// The solver of a scenario.
    pub(crate) fn solver(&self, problem: &Problem) -> Solver {
        let solver = ScenarioRun::usual_solver(problem)
            .seed(u64::from(self.seed))
            .cancel_token(stop_token());
        let solver = self.gap.into_iter().fold(solver, Solver::gap);
        let solver = match self.work_limit {
            Some(limit) => solver.work_limit(limit),
            None => solver,
        };
        match self.time_limit {
            Some(limit) => solver.time_limit(limit),
            None => solver,
        }
    }
    /// The baseline, solved to a third of the gap, with ten times the work of a scenario.
    pub(crate) fn baseline(&self, problem: &Problem) -> Result<Baseline, Failure> {
        // Every shard solves the baseline for itself, so that no time limit may have a say in it.
        let solver = ScenarioRun::baseline_solver(&self.solver(problem)).threads(self.threads);
        Ok(Baseline::new(problem, solver.solve(problem)?)?)
    }
}

/// The baseline that a run wrote into a folder; `None` if it had no schedule, so that there is nothing to read.
pub(crate) fn read_baseline(problem: &Problem, folder: &Path) -> Result<Option<Baseline>, Failure> {
    let (schedule, certificate) = (
        folder.join("baseline.json"),
        folder.join("certificate.json"),
    );
    if !schedule.exists() {
        return Ok(None);
    }
    let options = ReadOptions::default();
    let written = read_json_file::<ScheduleDocument>(&schedule, &options)?;
    let baseline = Baseline::from_schedule(
        problem,
        read_schedule(&schedule, problem, &options)?,
        written.bound,
    )?;
    let baseline = if written.evidence == "exhausted" {
        baseline.with_earlier_word()
    } else {
        baseline
    };
    Ok(Some(if certificate.exists() {
        baseline.with_certificate(read_json_file(certificate, &options)?)?
    } else {
        baseline
    }))
}

/// Writes what [`read_baseline`] reads.
pub(crate) fn write_baseline(folder: &Path, baseline: &Baseline) -> Result<(), Failure> {
    let Some(schedule) = baseline.schedule() else {
        return Ok(());
    };
    let document = ScheduleDocument::new(baseline.problem(), schedule)?;
    let document = baseline
        .value()
        .map_or(document.clone(), |value| document.with_value(value));
    let document = baseline.bound().map_or(document.clone(), |bound| {
        document
            .with_bound(bound)
            .with_evidence(baseline.evidence().as_str())
    });
    write_json_file(folder.join("baseline.json"), &document)?;
    if let Some(certificate) = baseline.certificate() {
        write_json_file(folder.join("certificate.json"), certificate)?;
    }
    Ok(())
}

/// The last line of `--json` of a run of scenarios.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct StudyLine {
    pub(crate) scenarios: u64,
    pub(crate) solved: u64,
    pub(crate) infeasible: u64,
    pub(crate) failed: u64,
    pub(crate) worst_gap: Option<f64>,
    pub(crate) wall_seconds: f64,
    pub(crate) scenarios_per_second: f64,
    pub(crate) peak_memory_bytes: u64,
}

impl StudyLine {
    /// The line of a run; `solved_now` scenarios were solved in `seconds`, the others were there before.
    pub(crate) fn new(
        summary: &Summary,
        solved_now: u64,
        seconds: Duration,
        wall: Duration,
    ) -> Self {
        #[allow(clippy::cast_precision_loss, reason = "a speed to look at")]
        let speed = solved_now as f64 / seconds.as_secs_f64().max(1e-9);
        Self {
            scenarios: summary.scenarios,
            solved: summary.solved,
            infeasible: summary.infeasible,
            failed: summary.failed,
            worst_gap: summary.worst_gap,
            wall_seconds: wall.as_secs_f64(),
            scenarios_per_second: speed,
            peak_memory_bytes: peak_memory_bytes(),
        }
    }
    /// The line as JSON.
    pub(crate) fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// Shows progress of a run to people at a terminal.
pub(crate) fn show(run: ScenarioRun<'_>) -> ScenarioRun<'_> {
    if !std::io::stderr().is_terminal() {
        return run;
    }
    let bar = ProgressBar::no_length();
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {elapsed} {msg}") {
        bar.set_style(style);
    }
    run.on_progress(move |summary, all| {
        bar.set_length(all);
        bar.set_position(summary.scenarios);
        bar.set_message(format!(
            "{} infeasible, {} failed",
            summary.infeasible, summary.failed
        ));
        if summary.scenarios == all {
            bar.finish_and_clear();
        }
    })
}

/// Reads a file of results and writes what compares them into a folder: tables, `comparison.json` and the page. Says what has no place in a ranking.
pub(crate) fn write_comparison(
    folder: &Path,
    results: &Path,
    title: &str,
    baseline: &Baseline,
    language: Language,
) -> Result<(Comparison, Unranked), Failure> {
    const LISTED: usize = 500;
    let problem = baseline.problem();
    let (mut comparison, mut unranked) = (Comparison::new(baseline), Unranked::default());
    let mut listed: Vec<ScenarioResult> = Vec::new();
    let mut failure = None;
    write_file(folder.join("scenarios.csv"), |file| {
        file.write_all(tables::HEADER.as_bytes())?;
        let mut add = |result: ScenarioResult| -> Result<(), medrota::Error> {
            comparison.add(&result);
            unranked.add(&comparison, &result);
            file.write_all(tables::row(problem, &comparison, &result)?.as_bytes())
                .map_err(|error| medrota::Error::io("scenarios.csv", error))?;
            if listed.len() < LISTED {
                listed.push(result);
            }
            Ok(())
        };
        failure = read_results(results)
            .and_then(|mut results| results.try_for_each(|result| add(result?)))
            .err();
        Ok(())
    })?;
    if let Some(error) = failure {
        return Err(error.into());
    }
    write_bytes(folder.join("effects.csv"), tables::effects(&comparison)?)?;
    write_bytes(
        folder.join("delivered.csv"),
        tables::delivered(problem, &comparison)?,
    )?;
    write_bytes(folder.join("limiting.csv"), tables::limiting(&comparison)?)?;
    write_json_file(folder.join("comparison.json"), &comparison)?;
    write_bytes(
        folder.join("report.html"),
        html::scenarios_page_in(language, title, problem, &comparison, &listed),
    )?;
    Ok((comparison, unranked))
}

//! A study in a folder: begun, gone on with, merged; never emptied unasked.

use super::support::{
    Failure, Results, ScenarioOptions, Unranked, print, print_ranking, read_baseline, show,
    write_baseline, write_comparison,
};
use medrota::format::{write_bytes, write_json_file};
use medrota::report::Language;
use medrota::scenario::{
    Baseline, Comparison, ResultsFile, RunDocument, ScenarioRun, Shard, Summary, merge_results,
};
use medrota::{Problem, Solver};
use std::fs::{self, File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The files that a study consists of while it grows; everything else is made from them when it ends.
const RECORD: [&str; 5] = [
    "run.json",
    "baseline.json",
    "certificate.json",
    "results.jsonl",
    "times.csv",
];

/// The run that a folder already has, if this one may go on with it.
///
/// Refuses a study that nobody has asked to go on with or to replace, and results of which nobody can tell what they depend on.
pub(crate) fn earlier(
    folder: &Path,
    resume: bool,
    overwrite: bool,
) -> Result<Option<RunDocument>, Failure> {
    let (results, run) = (folder.join("results.jsonl"), folder.join("run.json"));
    let has_results = fs::metadata(&results).is_ok_and(|file| file.len() > 0);
    if has_results && !resume && !overwrite {
        return Err(format!(
            "{}: the folder has a study; go on with it by --resume, replace it by --overwrite, or choose another folder",
            folder.display()
        )
        .into());
    }
    if !resume || overwrite {
        return Ok(None);
    }
    match (run.exists(), has_results) {
        (true, _) => Ok(Some(RunDocument::from_path(&run)?)),
        (false, false) => Ok(None),
        (false, true) => Err(format!(
            "E603: {} is missing, so that nobody knows what the results depend on; replace them by --overwrite or choose another folder",
            run.display()
        )
        .into()),
    }
}

/// What has been counted so far.
#[derive(Default)]
pub(crate) struct Study {
    pub(crate) summary: Summary,
    pub(crate) solved_now: u64,
    pub(crate) seconds: Duration,
    /// Language of the page.
    pub(crate) language: Language,
}

impl Study {
    /// Runs into `results.jsonl`, a line a scenario; times go into a file of their own. At the end, and also if a signal brings it early, comes the comparison.
    pub(crate) fn run_into(
        &mut self,
        results: &Results,
        run: ScenarioRun<'_>,
        document: &RunDocument,
        earlier: Option<&RunDocument>,
        baseline: &Baseline,
    ) -> Result<(), Failure> {
        let Some(folder) = results.path() else {
            return Ok(());
        };
        let results_path = folder.join("results.jsonl");
        if let Some(earlier) = earlier {
            refuse_other_run(document, earlier, &results_path)?;
        } else {
            results.begin(&[], |files| {
                write_baseline(files, baseline)?;
                write_json_file(files.join("run.json"), document)?;
                write_bytes(files.join("results.jsonl"), b"")?;
                Ok(write_bytes(files.join("times.csv"), TIMES)?)
            })?;
        }
        let (mut file, done) = ResultsFile::resume(&results_path, document.shard, |result| {
            self.summary.add(result)
        })?;
        let times_path = folder.join("times.csv");
        let io = |error| medrota::Error::io(&times_path, error);
        let mut times = resume_times(&times_path, done).map_err(io)?;
        if earlier.is_some() && done < document.shard.len(document.scenarios) {
            // Tables of the results so far would stand beside those that come.
            results.begin(&RECORD, |_| Ok(()))?;
        }
        let summary = &mut self.summary;
        let now = show(run.skip(done)).run(|result| {
            summary.add(&result);
            times
                .write_all(format!("{},{:.3}\n", result.id, result.seconds).as_bytes())
                .map_err(io)?;
            file.append(&result)
        })?;
        summary.cancelled = now.cancelled;
        (self.solved_now, self.seconds) = (now.scenarios, now.elapsed);
        file.sync()?;
        times.sync_all().map_err(io)?;
        let compared = std::cell::RefCell::new(None);
        results.add(&RECORD, |files| {
            compared.replace(Some(write_comparison(
                files,
                &results_path,
                &document.set.name,
                baseline,
                self.language,
            )?));
            Ok(())
        })?;
        if let Some((comparison, unranked)) = compared.into_inner() {
            print_ranking(&comparison, &unranked)?;
        }
        print(&format!("results, tables and page: {}", folder.display()))?;
        Ok(())
    }

    /// Runs without files and prints what matters most.
    pub(crate) fn run_and_show(
        &mut self,
        run: ScenarioRun<'_>,
        baseline: &Baseline,
    ) -> Result<(), Failure> {
        let (mut comparison, mut unranked) = (Comparison::new(baseline), Unranked::default());
        self.summary = show(run).run(|result| {
            comparison.add(&result);
            unranked.add(&comparison, &result);
            Ok(())
        })?;
        (self.solved_now, self.seconds) = (self.summary.scenarios, self.summary.elapsed);
        print_ranking(&comparison, &unranked)
    }
}

/// Only the same run goes on.
fn refuse_other_run(
    document: &RunDocument,
    earlier: &RunDocument,
    results: &Path,
) -> Result<(), Failure> {
    let differences = document.differences(earlier);
    if differences.is_empty() {
        return Ok(());
    }
    Err(format!(
        "E603: {} was written by another run; resume with its problem, set and options, replace it by --overwrite, or choose \
         another folder:\n{}",
        results.display(),
        differences.join("\n")
    )
    .into())
}

/// First line of the file of times.
const TIMES: &[u8] = b"id,seconds\n";

/// Opens the file of times with the lines of the scenarios that have a result: the time of a scenario is written before its result, and the last line
/// may be cut off.
fn resume_times(path: &Path, done: u64) -> std::io::Result<File> {
    let mut file = OpenOptions::new()
        .create(true)
        .read(true)
        .append(true)
        .open(path)?;
    let mut lines = BufReader::new(&file);
    let (mut sound, mut line) = (0, Vec::new());
    for _ in 0..=done {
        line.clear();
        let length = lines.read_until(b'\n', &mut line)?;
        if line.last() != Some(&b'\n') {
            break;
        }
        sound += length as u64;
    }
    drop(lines);
    file.set_len(sound)?;
    if sound == 0 {
        file.write_all(TIMES)?;
    }
    Ok(file)
}

/// The parts of one run, in the order of their shards; none may be missing, or be of another run.
fn read_parts<'a>(
    folders: &'a [PathBuf],
    out: &Path,
) -> Result<Vec<(RunDocument, &'a PathBuf)>, Failure> {
    let mut parts: Vec<(RunDocument, &PathBuf)> = Vec::new();
    for folder in folders {
        if fs::canonicalize(folder).ok() == fs::canonicalize(out).ok() {
            return Err(format!(
                "--out {}: it is one of the folders that are merged; choose another folder",
                out.display()
            )
            .into());
        }
        parts.push((RunDocument::from_path(folder.join("run.json"))?, folder));
    }
    parts.sort_by_key(|(document, _)| document.shard.index());

    let count = parts.len() as u64;
    for (number, (document, folder)) in (1..).zip(&parts) {
        let first = &parts[0].0;
        if !document.belongs_to(first) {
            let differences = RunDocument {
                shard: first.shard,
                ..document.clone()
            }
            .differences(first);
            return Err(format!(
                "E603: {} is of another run than {}:\n{}",
                folder.display(),
                parts[0].1.display(),
                differences.join("\n")
            )
            .into());
        }
        if Some(document.shard) != Shard::new(number, count) {
            return Err(format!(
                "E603: {} is shard {}, where {number}/{count} is missing",
                folder.display(),
                document.shard
            )
            .into());
        }
    }
    Ok(parts)
}

/// The run is of this problem and baseline. The options of the shards need not be given again.
fn refuse_other_problem(
    run: &RunDocument,
    folder: &Path,
    baseline: &Baseline,
    solver: &Solver,
) -> Result<(), Failure> {
    let here = RunDocument::new(&run.set, baseline, solver, run.from_baseline, run.shard);
    let mut differences = here.differences(run);
    differences
        .retain(|sentence| sentence.starts_with("problem") || sentence.starts_with("baseline"));
    if differences.is_empty() {
        return Ok(());
    }
    Err(format!(
        "E603: {} is of another problem:\n{}",
        folder.display(),
        differences.join("\n")
    )
    .into())
}

/// Joins the folders of all shards into exactly what one run gives.
pub(crate) fn merge(
    folders: &[PathBuf],
    problem: &Problem,
    options: &ScenarioOptions,
    results: &Results,
) -> Result<Study, Failure> {
    let Some(out) = results.path() else {
        return Err("--merge needs --out".into());
    };
    let parts = read_parts(folders, out)?;
    let Some((first, folder)) = parts.first() else {
        return Err("there is nothing to merge".into());
    };
    let baseline = match read_baseline(problem, folder)? {
        Some(baseline) => baseline,
        None => options.baseline(problem)?,
    };
    refuse_other_problem(first, folder, &baseline, &options.solver(problem))?;
    let files: Vec<PathBuf> = parts
        .iter()
        .map(|(_, folder)| folder.join("results.jsonl"))
        .collect();
    let merged = std::cell::RefCell::new(None);
    results.write(|into| {
        let all = into.join("results.jsonl");
        merge_results(&files, first.scenarios, &all)?;
        write_json_file(
            into.join("run.json"),
            &RunDocument {
                shard: Shard::WHOLE,
                ..first.clone()
            },
        )?;
        write_baseline(into, &baseline)?;
        merged.replace(Some(write_comparison(
            into,
            &all,
            &first.set.name,
            &baseline,
            options.output.language,
        )?));
        Ok(())
    })?;
    let Some((comparison, unranked)) = merged.into_inner() else {
        return Err("there is nothing to merge".into());
    };
    print_ranking(&comparison, &unranked)?;
    print(&format!("results, tables and page: {}", out.display()))?;
    let mut summary = Summary::default();
    (summary.scenarios, summary.worst_gap) = (comparison.scenarios, comparison.worst_gap);
    (summary.solved, summary.infeasible, summary.failed) =
        (comparison.solved, comparison.infeasible, comparison.failed);
    Ok(Study {
        summary,
        ..Study::default()
    })
}

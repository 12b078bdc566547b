//! Standard output, the JSON line and the files of a plan.

use super::run::{Run, findings};
use super::{Failure, SolveOptions};
use medrota::Problem;
use medrota::Termination;
use medrota::error::visible_lines;
use medrota::format::{ScheduleDocument, write_bytes, write_json_file, write_schedule};
use medrota::report::{Findings, csv, html};
use serde::Serialize;
use std::io::{self, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

/// What went wrong with standard output first; from then on nothing is printed.
static LOST: Mutex<Option<io::Error>> = Mutex::new(None);

/// Prints a text and ends its last line. A pipe that was closed and a disk that is full stop the printing and nothing else: a study goes on, files are
/// written, and [`start`](super::start) says at the end what happened. So there is no failure to return; the result only lets this be the last step of a function.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    TOLD_JSON.fetch_or(text.starts_with('{'), Ordering::Relaxed);
    let mut lost = LOST.lock().unwrap_or_else(PoisonError::into_inner);
    if lost.is_none() {
        *lost = write_line(&mut io::stdout().lock(), text).err();
    }
    Ok(())
}

/// True once a line of JSON was printed.
static TOLD_JSON: AtomicBool = AtomicBool::new(false);

/// The line of JSON of a run that failed before it had another one. Whoever asked for `--json` reads the last line of standard output, whatever happens.
pub(super) fn print_failure(message: &str) {
    let is_asked = std::env::args_os().any(|argument| argument == "--json");
    if is_asked && !TOLD_JSON.load(Ordering::Relaxed) {
        let line = serde_json::json!({ "termination": "failed", "error": message });
        // What went wrong with standard output is told at the end.
        let _ = print(&line.to_string());
    }
}

/// `1 rule`, `2 rules`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

/// Says something on standard error; nobody who listens there is no reason to end a solve.
pub(crate) fn tell(text: &str) {
    let _ = write_line(&mut io::stderr().lock(), text);
}

/// Why something that was printed did not arrive.
pub(super) fn lost_output() -> Option<io::Error> {
    LOST.lock().unwrap_or_else(PoisonError::into_inner).take()
}

/// Whatever is in the text, the terminal is not steered by it.
fn write_line(out: &mut impl Write, text: &str) -> io::Result<()> {
    let text = visible_lines(text);
    out.write_all(text.as_bytes())?;
    if !text.ends_with('\n') {
        out.write_all(b"\n")?;
    }
    out.flush()
}

/// The last line of `--json`; null is "not known".
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Line {
    pub(crate) termination: &'static str,
    pub(crate) value: Option<i64>,
    pub(crate) bound: Option<i64>,
    /// `certified`, `exhausted`, `audit` or `none`: on whose word the bound, or the infeasibility, rests.
    pub(crate) evidence: &'static str,
    /// The bound that the certificate proves.
    pub(crate) certified_bound: Option<i64>,
    pub(crate) gap: Option<f64>,
    pub(crate) violations: Option<usize>,
    pub(crate) wall_seconds: Option<f64>,
    pub(crate) peak_memory_bytes: u64,
    /// Where the published problem has one.
    #[serde(flatten)]
    pub(crate) penalty: Option<Penalty>,
}

/// What publishers minimise, where that is a constant less the value.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Penalty {
    #[serde(skip)]
    constant: i64,
    penalty: Option<i64>,
    /// No schedule costs less.
    penalty_bound: Option<i64>,
}

impl Penalty {
    pub(super) fn new(constant: i64, run: &Run) -> Self {
        let of = |value: i64| constant.saturating_sub(value);
        let value = run.judged.as_ref().map(|judged| judged.report.value);
        Self {
            constant,
            penalty: value.map(of),
            penalty_bound: bound_of(run).map(of),
        }
    }
    /// Penalty and bound in words.
    pub(super) fn sentence(&self, run: &Run) -> String {
        let found = self.penalty.map_or_else(
            || "no penalty found".to_owned(),
            |penalty| {
                format!(
                    "penalty {penalty} = {} - value {}",
                    self.constant,
                    self.constant.saturating_sub(penalty)
                )
            },
        );
        let evidence = run.outcome.evidence().describe();
        let bound = self.penalty_bound.map_or_else(String::new, |bound| {
            format!("; no schedule costs less than {bound} ({evidence})")
        });
        format!("{found}{bound}")
    }
}

impl Line {
    /// The line of a run that ended in a failure.
    pub(crate) fn failed() -> Self {
        Self {
            termination: "failed",
            value: None,
            bound: None,
            evidence: "none",
            certified_bound: None,
            gap: None,
            violations: None,
            wall_seconds: None,
            peak_memory_bytes: peak_memory_bytes(),
            penalty: None,
        }
    }
    /// The line as JSON.
    pub(crate) fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|error| {
            format!(
                "{{\"termination\":\"failed\",\"error\":{:?}}}",
                error.to_string()
            )
        })
    }
}

/// The bound, unless there is no schedule: then every bound holds, and none says anything.
fn bound_of(run: &Run) -> Option<i64> {
    let is_infeasible =
        run.outcome.termination == Termination::Infeasible || !run.reasons.is_empty();
    run.outcome.bound.filter(|_| !is_infeasible)
}

/// The line of a run.
pub(crate) fn line_of(run: &Run) -> Line {
    let report = run.judged.as_ref().map(|judged| &judged.report);
    // What the audit has refuted is infeasible, whether or not the engine came to a certificate in its time.
    let by_audit = !run.reasons.is_empty() && run.outcome.termination != Termination::Infeasible;
    Line {
        termination: if by_audit {
            Termination::Infeasible.as_str()
        } else {
            run.outcome.termination.as_str()
        },
        value: report.map(|report| report.value),
        bound: bound_of(run),
        evidence: if by_audit {
            "audit"
        } else {
            run.outcome.evidence().as_str()
        },
        certified_bound: run
            .outcome
            .certified_bound()
            .filter(|_| bound_of(run).is_some()),
        gap: run.outcome.gap(),
        violations: report.map(|report| report.violations.len()),
        wall_seconds: Some(run.seconds),
        peak_memory_bytes: peak_memory_bytes(),
        penalty: None,
    }
}

/// Greatest resident memory so far, where the system tells; 0 elsewhere.
pub(crate) fn peak_memory_bytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kibibytes = peak.and_then(|text| {
        text.trim()
            .trim_end_matches("kB")
            .trim()
            .parse::<u64>()
            .ok()
    });
    kibibytes.unwrap_or(0).saturating_mul(1024)
}

/// Writes what there is of problem, schedule, report, tables and certificate.
pub(super) fn write_files(
    folder: &Path,
    problem: &Problem,
    run: &Run,
    options: &SolveOptions,
) -> Result<(), Failure> {
    let language = options.output.language;
    problem.draft().write_json(folder.join("problem.json"))?;
    if let Some(certificate) = run.outcome.certificate() {
        write_json_file(folder.join("certificate.json"), certificate)?;
    }
    let Some(judged) = &run.judged else {
        // What came nearest, with all that it breaks: a plan to begin with, and to be checked again after each change.
        if let Some(nearest) = &run.outcome.nearest {
            let report = medrota::check(problem, nearest);
            write_json_file(
                folder.join("nearest.json"),
                &ScheduleDocument::new(problem, nearest)?,
            )?;
            write_schedule(folder.join("nearest.csv"), problem, nearest)?;
            write_bytes(
                folder.join("nearest.html"),
                html::page(&Findings::new(problem, nearest, &report).language(language)),
            )?;
        }
        return Ok(());
    };
    let document =
        ScheduleDocument::new(problem, &judged.schedule)?.with_value(judged.report.value);
    let document = match run.outcome.bound {
        Some(bound) => document
            .with_bound(bound)
            .with_evidence(run.outcome.evidence().as_str()),
        None => document,
    };
    write_json_file(folder.join("schedule.json"), &document)?;
    write_schedule(folder.join("schedule.csv"), problem, &judged.schedule)?;
    write_views(
        folder,
        &findings(problem, judged, run, options.engine.as_str()).language(language),
    )
}

/// Writes what people look at: the report, the chart and the tables of a schedule.
pub(crate) fn write_views(folder: &Path, findings: &Findings<'_>) -> Result<(), Failure> {
    // A sheet has no more columns; the other files hold the schedule as well.
    #[cfg(feature = "spreadsheet")]
    if findings.problem.horizon().len() < 16_000 {
        let path = folder.join("schedule.xlsx");
        medrota::format::write_chart(
            path,
            findings.problem,
            findings.schedule,
            findings.language.chart_words(),
        )?;
    }
    write_bytes(folder.join("report.html"), html::page(findings))?;
    write_bytes(folder.join("load.csv"), csv::load(findings)?)?;
    write_bytes(
        folder.join("requirements.csv"),
        csv::requirements(findings)?,
    )?;
    write_bytes(folder.join("ledger.csv"), csv::ledger(findings)?)?;
    write_bytes(folder.join("roster.csv"), csv::roster(findings)?)?;
    Ok(())
}

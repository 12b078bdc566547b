//! Judges a schedule that somebody else made, and a certificate that comes with it.

mod support;

use clap::Parser;
use medrota::certificate::Claim;
use medrota::check::{Report, Subject, Violation};
use medrota::format::{ReadOptions, ScheduleDocument, read_json_file, read_schedule};
use medrota::report::{Findings, Language, text};
use medrota::{Certificate, Problem, Schedule, check};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use support::{
    Done, Ending, Failure, Program, Results, count, load, print, tell_written, write_views,
};

/// Prints every rule that a schedule breaks, whether a certificate proves what it claims, and where value, bound and claim contradict each other.
#[derive(Parser)]
#[command(
    name = "check",
    after_help = "Exit codes: 0 all rules kept, the certificate holds and nothing is contradicted, 1 otherwise."
)]
struct Arguments {
    /// Problem: a JSON file, a workbook or a folder of CSV tables
    problem: PathBuf,
    /// Schedule: JSON, CSV or the chart of a workbook
    schedule: PathBuf,
    /// Certificate: JSON
    certificate: Option<PathBuf>,
    /// Refuse a problem for whatever is worth a warning
    #[arg(long)]
    strict: bool,
    /// Print a line for each single broken rule, in ids and numbers
    #[arg(long)]
    each: bool,
    /// Folder for the report, the chart and the tables of the schedule; made if missing
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// Language of the report and the chart: en, ru, kk or he
    #[arg(long, value_name = "CODE", default_value_t)]
    language: Language,
    /// End with one line of JSON on standard output
    #[arg(long)]
    json: bool,
}

fn main() -> ExitCode {
    support::start(run)
}

fn run(arguments: Arguments) -> Done {
    let inputs: Vec<&Path> = [&arguments.problem, &arguments.schedule]
        .into_iter()
        .chain(&arguments.certificate)
        .map(PathBuf::as_path)
        .collect();
    let results = Results::open(Program::Check, arguments.out.as_deref(), &inputs)?;
    let problem = load(&arguments.problem, arguments.strict)?;
    let schedule = read_schedule(&arguments.schedule, &problem, &ReadOptions::new())?;
    let report = check(&problem, &schedule);
    results.write(|folder| {
        write_views(
            folder,
            &Findings::new(&problem, &schedule, &report).language(arguments.language),
        )
    })?;
    tell_violations(&problem, &schedule, &report, arguments.each)?;
    if let Some(out) = &arguments.out {
        tell_written(out, None, "");
    }
    print(&format!(
        "{}, value {}",
        count(report.violations.len(), "violation"),
        report.value
    ))?;
    let mut contradictions = Vec::new();
    if is_json(&arguments.schedule) {
        contradictions.extend(contradictions_of_file(
            &read_json_file(&arguments.schedule, &ReadOptions::new())?,
            &report,
        ));
    }
    let mut holds = None;
    if let Some(path) = &arguments.certificate {
        let certificate: Certificate = read_json_file(path, &ReadOptions::new())?;
        let verified = certificate.verify(&problem);
        print(&match &verified {
            Ok(()) => format!("the certificate proves: {}", certificate.claim),
            Err(error) => format!("the certificate does not hold: {error}"),
        })?;
        holds = Some(verified.is_ok());
        contradictions.extend(contradiction_of_claim(certificate.claim, &report));
    }
    for contradiction in &contradictions {
        print(&format!("contradiction: {contradiction}"))?;
    }
    let is_sound = report.is_feasible() && holds != Some(false) && contradictions.is_empty();
    if arguments.json {
        let line = serde_json::json!({
            "value": report.value, "violations": report.violations.len(), "certificate_holds": holds, "contradictions": contradictions,
        });
        print(&line.to_string())?;
    }
    Ok(if is_sound {
        Ending::Solved
    } else {
        Ending::Failed
    })
}

/// Says what is broken: in sentences, or a line each.
fn tell_violations(
    problem: &Problem,
    schedule: &Schedule,
    report: &Report,
    each: bool,
) -> Result<(), Failure> {
    if each {
        let mut violations = report.violations.iter();
        return violations.try_for_each(|violation| print(&line(problem, violation)));
    }
    let words = text::breaches(&Findings::new(problem, schedule, report));
    if words.is_empty() {
        return Ok(());
    }
    print(&words)
}

fn is_json(path: &Path) -> bool {
    !path.extension().is_some_and(|extension| {
        ["csv", "xlsx", "xlsm", "xls", "ods"]
            .iter()
            .any(|table| extension.eq_ignore_ascii_case(table))
    })
}

/// What a schedule file says of itself, against what was judged.
fn contradictions_of_file(file: &ScheduleDocument, report: &Report) -> Vec<String> {
    let mut found = Vec::new();
    if let Some(value) = file.value.filter(|value| *value != report.value) {
        found.push(format!(
            "the schedule file says that the value is {value}; it is {}",
            report.value
        ));
    }
    if let Some(bound) = file
        .bound
        .filter(|bound| report.is_feasible() && *bound < report.value)
    {
        found.push(format!("the schedule file says that no schedule is worth more than {bound}; this one is worth {}", report.value));
    }
    found
}

/// What a certificate claims, against a schedule that keeps every hard rule.
fn contradiction_of_claim(claim: Claim, report: &Report) -> Option<String> {
    match claim {
        _ if !report.is_feasible() => None,
        Claim::Bound(bound) if bound < report.value => Some(format!(
            "the certificate claims that no schedule is worth more than {bound}; this one is worth {}",
            report.value
        )),
        Claim::Infeasible => Some(
            "the certificate claims that there is no schedule; this one keeps every hard rule"
                .to_owned(),
        ),
        Claim::Bound(_) => None,
    }
}

/// `rule, whom or what, when, how much`.
fn line(problem: &Problem, violation: &Violation) -> String {
    let doctor = |id| problem.doctor(id).key.as_str();
    let subject = match violation.subject {
        Subject::Doctor(id) => format!("doctor {}", doctor(id)),
        Subject::Doctors(one, other) => format!("doctors {} and {}", doctor(one), doctor(other)),
        Subject::Cohort(id) => format!("cohort {}", problem.cohort(id).key),
        Subject::Group(position) => format!("group {}", position + 1),
        Subject::Hospital(id) => format!("hospital {}", problem.hospital(id).key),
        Subject::Department(id) => format!("department {}", problem.department(id).key),
        Subject::Activity(id) => format!("activity {}", problem.activity(id).key),
        Subject::Slot(event, slot) => {
            format!("event {}, slot {}", problem.event(event).key, slot + 1)
        }
        _ => "schedule".to_owned(),
    };
    let period = violation.period.map_or_else(String::new, |period| {
        format!(", {}", problem.horizon().span(period))
    });
    format!(
        "{}: {subject}{period}: {}",
        problem.rule_key(violation.rule),
        violation.amount
    )
}

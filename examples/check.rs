//! Judges a schedule that somebody else made, and a certificate that comes with it.

mod support;

use clap::Parser;
use medrota::check::{Subject, Violation};
use medrota::format::{ReadOptions, read_json_file, read_schedule};
use medrota::{Certificate, Problem, check};
use std::path::PathBuf;
use std::process::ExitCode;
use support::{Done, Ending, print};

/// Prints every rule that a schedule breaks, and whether a certificate proves what it claims.
#[derive(Parser)]
#[command(name = "check", after_help = "Exit codes: 0 all rules kept and the certificate holds, 1 otherwise.")]
struct Arguments {
    /// Problem: a JSON file or a folder of CSV tables
    problem: PathBuf,
    /// Schedule: JSON or CSV
    schedule: PathBuf,
    /// Certificate: JSON
    certificate: Option<PathBuf>,
    /// End with one line of JSON on standard output
    #[arg(long)]
    json: bool,
}

fn main() -> ExitCode {
    support::start(run)
}

fn run(arguments: Arguments) -> Done {
    let problem = Problem::from_path(&arguments.problem)?;
    let schedule = read_schedule(&arguments.schedule, &problem, &ReadOptions::new())?;
    let report = check(&problem, &schedule);
    for violation in &report.violations {
        print(&line(&problem, violation))?;
    }
    let mut sound = report.is_feasible();
    print(&format!("{} violations, value {}", report.violations.len(), report.value))?;
    let mut claim = None;
    if let Some(path) = &arguments.certificate {
        let certificate: Certificate = read_json_file(path, &ReadOptions::new())?;
        let verified = certificate.verify(&problem);
        print(&match &verified {
            Ok(()) => format!("the certificate proves {:?}", certificate.claim),
            Err(error) => format!("the certificate does not hold: {error}"),
        })?;
        sound &= verified.is_ok();
        claim = Some(verified.is_ok());
    }
    if arguments.json {
        let line = serde_json::json!({ "value": report.value, "violations": report.violations.len(), "certificate_holds": claim });
        print(&line.to_string())?;
    }
    Ok(if sound { Ending::Solved } else { Ending::Failed })
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
        Subject::Slot(event, slot) => format!("event {}, slot {}", problem.event(event).key, slot + 1),
        _ => "schedule".to_owned(),
    };
    let period = violation.period.map_or_else(String::new, |period| format!(", {}", problem.horizon().span(period)));
    format!("{}: {subject}{period}: {}", problem.rule_key(violation.rule), violation.amount)
}

//! Eight more doctors want to come to the showcase for two weeks: fitted around what is published, without moving anybody.

mod support;

use clap::Parser;
use medrota::format::{ReadOptions, read_schedule};
use medrota::problem::draft::{CohortDraft, DoctorDraft, DocumentDraft};
use medrota::replan::{Ending, Replan, publish};
use medrota::report::changes;
use medrota::scenario::{Change, Scenario};
use medrota::{Problem, check};
use std::path::Path;
use std::process::ExitCode;
use support::{Done, EXIT_CODES, Ending as Exit, Failure, SolveOptions, load, print};

/// Fits eight more doctors around what is published in the showcase.
#[derive(Parser)]
#[command(name = "cookbook_new_cohort_arrives", after_help = EXIT_CODES)]
struct Arguments {
    #[command(flatten)]
    solve: SolveOptions,
}

fn main() -> ExitCode {
    support::start(run)
}

fn run(arguments: Arguments) -> Done {
    let data = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("examples")
        .join("data");
    let planned = load(&data.join("haifa"), arguments.solve.strict)?;
    let published = read_schedule(
        data.join("haifa-published.csv"),
        &planned,
        &ReadOptions::new(),
    )?;

    let problem = with_kostanay(&publish(&planned, &published)?.validate()?)?;

    // First without touching anybody who has been told already.
    let solver = arguments.solve.solver();
    let mut fitted = Replan::new(&problem).keep_everybody().solve(&solver)?;
    if fitted.ending != Ending::Mended {
        // It does not fit: let as few of the others move as possible.
        fitted = Replan::new(&problem).solve(&solver)?;
    }
    print(&changes::summary(&problem, &fitted))?;

    let schedule = fitted.schedule.as_ref().ok_or("no schedule was found")?;
    print(&format!(
        "violations: {}",
        check(&problem, schedule).violations.len()
    ))?;
    print(&format!(
        "doctors who came: {}, doctors disturbed: {}",
        fitted.differences.arrived.len(),
        fitted.doctors_changed()
    ))?;
    if arguments.solve.output.json {
        let line = serde_json::json!({
            "doctors_changed": fitted.doctors_changed(),
            "doctors_changed_bound": fitted.floor.doctors,
            "value": fitted.value(),
        });
        print(&line.to_string())?;
    }
    Ok(Exit::Solved)
}

/// What the doctors of Kostanay come for.
const SPECIALTIES: [&str; 8] = [
    "general-surgery",
    "general-surgery",
    "anaesthesia",
    "orthopaedics",
    "cardiology",
    "internal-medicine",
    "paediatrics",
    "paediatrics",
];

/// The programme with the new cohort in it.
fn with_kostanay(published: &Problem) -> Result<Problem, Failure> {
    let doctor = |(position, specialty): (usize, &&str)| DoctorDraft {
        id: format!("kostanay-{:02}", position + 1),
        name: format!("Doctor {} of Kostanay", position + 1),
        specialty: Some((*specialty).into()),
        curriculum: Some(format!("visitor/{specialty}")),
        languages: vec!["russian".into(), "kazakh".into()],
        ..DoctorDraft::default()
    };
    let cohort = CohortDraft {
        id: "kostanay".into(),
        name: "Doctors of Kostanay".into(),
        arrival: Some("2027-02-14".into()),
        departure: Some("2027-02-25".into()),
        region: Some("kostanay".into()),
        grid: Some("day".into()),
        ..CohortDraft::default()
    };
    let arrival = Change::AddCohort {
        cohort,
        doctors: SPECIALTIES.iter().enumerate().map(doctor).collect(),
    };
    let scenario = Scenario::new("a new cohort", vec![arrival]);

    // A draft is plain data: the vaccinations that the wards ask for are rows of a table.
    let mut draft = scenario.apply(published, None)?.draft().clone();
    for number in 1..=SPECIALTIES.len() {
        draft.documents.push(DocumentDraft {
            doctor: format!("kostanay-{number:02}"),
            document: "vaccination".into(),
            to: Some("2027-12-31".into()),
            ..DocumentDraft::default()
        });
    }
    Ok(draft.validate()?)
}

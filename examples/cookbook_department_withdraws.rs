//! A department of the showcase withdraws for a month: who has to move, and why nobody else.

mod support;

use clap::Parser;
use medrota::check;
use medrota::format::{ReadOptions, read_schedule};
use medrota::replan::{Replan, publish};
use medrota::report::changes;
use medrota::scenario::{Change, Scenario};
use std::path::Path;
use std::process::ExitCode;
use support::{Done, EXIT_CODES, Ending as Exit, SolveOptions, load, print};

/// Neurosurgery of the showcase withdraws for January: who has to move, and why no fewer.
#[derive(Parser)]
#[command(name = "cookbook_department_withdraws", after_help = EXIT_CODES)]
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
    // What everybody has been told: a schedule that `plan` made and that is published now.
    let published = read_schedule(
        data.join("haifa-published.csv"),
        &planned,
        &ReadOptions::new(),
    )?;

    // The world changes. The head of neurosurgery writes: nobody in January.
    let away = Change::Close {
        of: "neurosurgery".into(),
        from: "2027-01-01".into(),
        to: "2027-01-31".into(),
        reason: "renovation".into(),
    };
    let scenario = Scenario {
        name: "neurosurgery withdraws".into(),
        changes: vec![away],
        known_from: None,
    };
    let problem = scenario.apply(&publish(&planned, &published)?.validate()?, None)?;

    // The letter came on 1 November: what was before has happened.
    let solver = arguments.solve.solver();
    let mended = Replan::new(&problem)
        .keep_before("2026-11-01")?
        .solve(&solver)?;
    print(&changes::summary(&problem, &mended))?;

    let schedule = mended.schedule.as_ref().ok_or("no schedule was found")?;
    print(&format!(
        "violations: {}",
        check(&problem, schedule).violations.len()
    ))?;
    print(&format!(
        "doctors disturbed: {}, no plan disturbs fewer than {}",
        mended.doctors_changed(),
        mended.floor.doctors
    ))?;
    if arguments.solve.output.json {
        let (changed, bound, value) = (
            mended.doctors_changed(),
            mended.floor.doctors,
            mended.value(),
        );
        let line = serde_json::json!({ "doctors_changed": changed, "doctors_changed_bound": bound, "value": value });
        print(&line.to_string())?;
    }
    Ok(Exit::Solved)
}

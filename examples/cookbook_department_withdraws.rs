//! A department of the showcase withdraws for a month: who has to move, and why nobody else.

use medrota::format::{ReadOptions, read_schedule};
use medrota::replan::{Replan, publish};
use medrota::report::changes;
use medrota::scenario::{Change, Scenario};
use medrota::{Problem, Solver, check};
use std::path::Path;
use std::time::Duration;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join("data");
    let planned = Problem::from_path(data.join("haifa"))?;
    // What everybody has been told: a schedule that `plan` made and that is published now.
    let published = read_schedule(data.join("haifa-published.csv"), &planned, &ReadOptions::new())?;

    // The world changes. The head of neurosurgery writes: nobody in January.
    let away = Change::Close { of: "neurosurgery".into(), from: "2027-01-01".into(), to: "2027-01-31".into(), reason: "renovation".into() };
    let scenario = Scenario { name: "neurosurgery withdraws".into(), changes: vec![away], known_from: None };
    let problem = scenario.apply(&publish(&planned, &published).validate()?, None)?;

    // The letter came on 1 November: what was before has happened.
    let solver = Solver::new().time_limit(Duration::from_secs(20));
    let mended = Replan::new(&problem).keep_before("2026-11-01")?.solve(&solver)?;
    println!("{}", changes::summary(&problem, &mended));

    let schedule = mended.schedule.as_ref().ok_or("no schedule was found")?;
    println!("violations: {}", check(&problem, schedule).violations.len());
    println!("doctors disturbed: {}, no plan disturbs fewer than {}", mended.doctors_changed(), mended.floor.doctors);
    Ok(())
}

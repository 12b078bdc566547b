//! `examples/data/haifa` is the showcase programme, written out once.
//!
//! After a change of `medrota::generate::haifa` write it again with
//! `cargo test --test showcase_data -- --ignored`.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests stop at the first surprise"
)]

use medrota::{Problem, ProblemDraft, Solver, check, generate};
use std::path::PathBuf;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("examples/data/haifa")
}

#[test]
fn the_folder_holds_the_showcase_programme() {
    let read = ProblemDraft::from_path(folder()).unwrap_or_else(|error| panic!("{error:#?}"));
    assert!(
        read == generate::haifa(),
        "examples/data/haifa differs from generate::haifa(): write it again"
    );
    let problem = Problem::from_path(folder()).unwrap_or_else(|error| panic!("{error:#?}"));
    assert!(problem.warnings().is_empty());
}

#[test]
#[ignore = "writes examples/data/haifa"]
fn write_the_folder() {
    generate::haifa()
        .write_csv(folder())
        .unwrap_or_else(|error| panic!("{error:#?}"));
}

/// Rules that tie doctors to each other, as joint events do, are charged by what the others do now: with charges of a
/// sweep before, more than twice this work found nothing.
#[test]
fn the_showcase_is_planned_with_little_work() {
    let problem = Problem::from_path(folder()).unwrap();
    let outcome = Solver::new()
        .no_time_limit()
        .work_limit(40_000)
        .solve(&problem)
        .unwrap();
    let report = check(&problem, &outcome.schedule.unwrap());
    assert!(report.is_feasible());
    assert!(
        report.value * 100 >= outcome.bound.unwrap() * 99,
        "{} of {:?}",
        report.value,
        outcome.bound
    );
}

//! Published instances of student scheduling (Akbarzadeh & Maenhout 2021) whose optima are known: they are to be proven where the folder ../shared/benchmarks is there; skipped
//! with a printed reason where it is missing. Limits are of work, not of time. A benchmark runs all of them, but nobody runs a benchmark after each change.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

#[path = "../examples/support/mss/mod.rs"]
mod mss;

use medrota::{Solver, Termination, check};
use mss::{Instance, draft, evaluate, placements};
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/benchmarks/mss")
}

/// The optimum that the folder's page gives, as `name: value` in a list.
fn reference(name: &str) -> i64 {
    let page = std::fs::read_to_string(folder().join("../README.md")).unwrap();
    let begin = page.find("`akbarzadeh_maenhout/`: optimal values").unwrap();
    let list = page[begin..].split("\n\n").next().unwrap();
    let mut entries = list
        .split([',', '.', '\n', ' '])
        .filter(|word| !word.is_empty());
    let key = format!("{name}:");
    entries.find(|word| *word == key).unwrap();
    entries.next().unwrap().parse().unwrap()
}

/// The reference value is reached and proven, by a certificate that verifies from the problem alone.
fn is_proven(name: &str) {
    let file = format!("akbarzadeh_maenhout/Instance_{name}.dzn");
    let path = folder().join(file);
    if !path.exists() {
        println!("skipped: there is no {}", path.display());
        return;
    }
    let instance = Instance::from_path(&path).unwrap();
    let problem = draft(&instance).validate().unwrap();
    let solver = Solver::new().no_time_limit().work_limit(20_000).threads(2);
    let outcome = solver.solve(&problem).unwrap();
    let best = reference(name);
    assert_eq!(
        (outcome.termination, outcome.value, outcome.bound),
        (Termination::Optimal, Some(best), Some(best)),
        "{name}"
    );
    assert_eq!(outcome.certified_bound(), Some(best), "{name}");
    outcome.certificate().unwrap().verify(&problem).unwrap();
    let schedule = outcome.schedule.as_ref().unwrap();
    let report = check(&problem, schedule);
    assert!(report.is_feasible(), "{name}: {:?}", report.violations);
    assert_eq!(report.value, best, "{name}");
    let evaluation = evaluate(&instance, &placements(&instance, schedule).unwrap());
    assert!(evaluation.broken.is_empty(), "{name}");
    assert_eq!(evaluation.objective, best, "{name}");
}

/// Of each family of the set one that the bound of everybody's best pathway proves.
#[test]
fn twelve_disciplines() {
    for name in [
        "10", "20", "30", "50", "70", "90", "110", "L10", "L21", "L50",
    ] {
        is_proven(name);
    }
}

/// Prices prove nothing here, and diagrams are relaxed: closer looks at best scores have to close what is left.
#[test]
fn twenty_four_disciplines() {
    is_proven("L41");
}

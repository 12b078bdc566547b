//! The compact programme: its relaxation is one, what it proves is true, and what it rounds to are schedules.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

#[path = "../common/mod.rs"]
mod common;
mod shapes;

use common::oracle::{self, Oracle};
use common::tiny::{tiny, tiny_with_totals};
use common::{in_parallel, seeds};
use medrota::problem::{Problem, ProblemDraft};
use medrota::{Engine, Outcome, Solver, Termination, check};

fn solve(problem: &Problem) -> Outcome {
    Solver::new()
        .engine(Engine::Compact)
        .no_time_limit()
        .work_limit(2_000)
        .threads(1)
        .solve(problem)
        .unwrap()
}

/// What must hold of any outcome.
fn judge(name: &str, problem: &Problem, outcome: &Outcome) {
    if let Some(schedule) = &outcome.schedule {
        let report = check(problem, schedule);
        assert!(report.is_feasible(), "{name}: {:?}", report.violations);
        assert_eq!(outcome.value, Some(report.value), "{name}");
        assert!(
            outcome.bound.is_none_or(|bound| bound >= report.value),
            "{name}"
        );
    }
    if let Some(certificate) = &outcome.certificate {
        assert_eq!(certificate.verify(problem), Ok(()), "{name}");
    }
}

/// Every fourth with totals of single doctors.
fn drawn(seed: u64) -> ProblemDraft {
    if seed.is_multiple_of(4) {
        tiny_with_totals(seed)
    } else {
        tiny(seed)
    }
}

#[test]
fn the_relaxation_is_never_below_the_optimum_whatever_the_rules() {
    let found = in_parallel(seeds(9_000_000, 400), |seed| {
        let problem = drawn(seed).validate().ok()?;
        let name = format!("seed {seed}");
        let outcome = solve(&problem);
        judge(&name, &problem, &outcome);
        match oracle::best(&problem) {
            Oracle::Best { value, .. } => {
                let relaxed = outcome.statistics.compact_relaxation;
                assert!(
                    relaxed.is_none_or(|relaxed| relaxed >= value as f64 - 1e-4),
                    "{name}: {relaxed:?} is below {value}"
                );
                assert!(
                    outcome.bound.is_none_or(|bound| bound >= value),
                    "{name}: {:?} is below {value}",
                    outcome.bound
                );
                assert!(
                    outcome.value.is_none_or(|found| found <= value),
                    "{name}: {:?} is above {value}",
                    outcome.value
                );
                assert_ne!(
                    outcome.termination,
                    Termination::Infeasible,
                    "{name}: it has a schedule of {value}"
                );
                Some((relaxed.is_some(), outcome.value == Some(value)))
            }
            Oracle::Infeasible => {
                assert_eq!(outcome.value, None, "{name}: there is no schedule");
                None
            }
            Oracle::TooLarge => None,
        }
    });
    let relaxed = found.iter().filter(|found| found.0).count();
    let solved = found.iter().filter(|found| found.1).count();
    println!(
        "{} problems, {relaxed} relaxed, {solved} solved",
        found.len()
    );
    // Where the first round of the search is at the bound already nothing is left to do.
    assert!(
        relaxed * 100 >= found.len() * 15,
        "{relaxed} of {}",
        found.len()
    );
    assert!(
        solved * 100 >= found.len() * 80,
        "{solved} of {}",
        found.len()
    );
}

/// With a clock the programme dives: what it comes to is judged like everything else, whatever the rules are and however many threads there are.
#[test]
fn dives_come_to_schedules_that_keep_every_rule() {
    let found = in_parallel(seeds(9_100_000, 120), |seed| {
        let problem = tiny(seed).validate().ok()?;
        let name = format!("seed {seed}");
        let limit = std::time::Duration::from_secs(3);
        let outcome = Solver::new()
            .engine(Engine::Compact)
            .time_limit(limit)
            .threads(1 + seed as usize % 2)
            .solve(&problem)
            .unwrap();
        judge(&name, &problem, &outcome);
        let Oracle::Best { value, .. } = oracle::best(&problem) else {
            return None;
        };
        assert!(
            outcome.bound.is_none_or(|bound| bound >= value),
            "{name}: {:?} is below {value}",
            outcome.bound
        );
        assert!(
            outcome.value.is_none_or(|found| found <= value),
            "{name}: {:?} is above {value}",
            outcome.value
        );
        Some(outcome.value == Some(value))
    });
    let solved = found.iter().filter(|solved| **solved).count();
    println!("{} problems, {solved} solved", found.len());
    assert!(
        solved * 100 >= found.len() * 80,
        "{solved} of {}",
        found.len()
    );
}

//! Cases of people who do this job, from public places: the right answers where the folder ../shared/cases is there; skipped with a printed reason where it is
//! missing. Limits are of work, not of time.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use medrota::{Outcome, Problem, Solver, Termination, check};
use std::path::PathBuf;

/// A problem of the folder; prints why it is skipped where there is none.
fn problem(case: &str) -> Option<Problem> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/cases/public")
        .join(case);
    if !path.exists() {
        println!("skipped: there is no {}", path.display());
        return None;
    }
    Some(Problem::from_path(path).unwrap())
}

fn solve(case: &str, work: u64) -> Option<Outcome> {
    let problem = problem(case)?;
    let outcome = Solver::new()
        .no_time_limit()
        .work_limit(work)
        .threads(2)
        .solve(&problem)
        .unwrap();
    if let Some(certificate) = outcome.certificate() {
        certificate.verify(&problem).unwrap();
    }
    if let Some(schedule) = &outcome.schedule {
        let report = check(&problem, schedule);
        assert!(report.is_feasible(), "{case}: {:?}", report.violations);
        assert_eq!(Some(report.value), outcome.value);
    }
    Some(outcome)
}

/// The optimum, proven.
fn is_optimal(case: &str, value: i64) {
    let Some(outcome) = solve(case, 100_000) else {
        return;
    };
    assert_eq!(
        (outcome.termination, outcome.value),
        (Termination::Optimal, Some(value)),
        "{case}"
    );
}

/// Proven infeasible by a certificate.
fn is_infeasible(case: &str) {
    let Some(outcome) = solve(case, 100_000) else {
        return;
    };
    assert_eq!(outcome.termination, Termination::Infeasible, "{case}");
    assert!(outcome.bound_is_certified(), "{case}");
}

/// A schedule worth so much at least; the bound may be open.
fn is_worth(case: &str, value: i64, work: u64) {
    let Some(outcome) = solve(case, work) else {
        return;
    };
    assert!(
        outcome.value.is_some_and(|found| found >= value),
        "{case}: {:?}",
        outcome.value
    );
}

#[test]
fn optima() {
    for (case, value) in [
        ("01-latin-square/problem.json", 1182),
        ("02-family-medicine-year/problem.json", 145),
        ("03-vacation-pools/problem.json", 0),
        ("03c-vacation-event-weekly/problem.json", 0),
        ("04-ten-days-of-shifts/problem.json", 0),
        ("05a-backup-layer/problem.json", 9),
        ("05d-once/problem.json", 2),
        ("10a-enough-residents/problem.json", 0),
        ("16b-obstetrics-two/problem.json", 0),
        ("23-leave-eligible-rotations/problem.json", 0),
        ("counts-9x52x5-nothing-found.json", 0),
    ] {
        is_optimal(case, value);
    }
}

#[test]
fn internal_medicine_with_soft_limits() {
    is_optimal("07-internal-medicine-4-1-soft/problem.json", -16);
}

/// A wish by rank pays for time: visits are not cut into pieces for it.
#[test]
fn ranked_wishes_by_months() {
    is_optimal("18b-psychiatry-ranked/problem.json", 235);
}

#[test]
fn what_counting_refutes() {
    for case in [
        "07-internal-medicine-4-1/problem.json",
        "08-half-days-with-preceptors/problem.json",
        "10b-too-few-residents/problem.json",
        "13-pathology-weeks/problem.json",
        "overload-not-proven.json",
        "19-leave-keeps-place/problem.json",
    ] {
        is_infeasible(case);
    }
}

#[test]
fn what_is_found_before_it_is_proven() {
    is_worth("20-even-emergency-blocks/problem.json", -13, 2_000);
    is_worth("16-obstetrics-72-months/problem.json", i64::MIN, 2_000);
}

//! Programmes of many years, which are walked in windows of time.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use medrota::generate::Arrivals;
use medrota::{Engine, Problem, Solver, check};

/// Stays of at most ten weeks in 160: windows of 40 weeks.
fn programme() -> Problem {
    Arrivals::new(120, 160, 6)
        .seed(4)
        .stay_weeks(5, 10)
        .draft()
        .validate()
        .unwrap()
}

#[test]
fn the_schedule_does_not_depend_on_the_number_of_threads() {
    let problem = programme();
    let solver = Solver::new()
        .engine(Engine::LocalSearch)
        .no_time_limit()
        .work_limit(120_000)
        .seed(3);
    let outcomes =
        [1, 2, 8].map(|threads| solver.clone().threads(threads).solve(&problem).unwrap());
    for outcome in &outcomes {
        assert_eq!(outcome.value, outcomes[0].value);
        assert_eq!(outcome.bound, outcomes[0].bound);
        assert_eq!(outcome.schedule, outcomes[0].schedule);
        assert_eq!(outcome.statistics.work, outcomes[0].statistics.work);
    }
}

#[test]
fn more_work_is_never_worth_less() {
    let problem = programme();
    let mut before = i64::MIN;
    for work in [20_000, 60_000, 180_000] {
        let outcome = Solver::new()
            .no_time_limit()
            .work_limit(work)
            .solve(&problem)
            .unwrap();
        let report = check(&problem, &outcome.schedule.unwrap());
        assert!(report.is_feasible(), "{:?}", report.violations);
        assert_eq!(Some(report.value), outcome.value);
        assert!(report.value <= outcome.bound.unwrap());
        assert!(report.value >= before, "{} after {before}", report.value);
        before = report.value;
    }
}

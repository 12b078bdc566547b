//! Plain yearly counts and minimum staffing, the commonest shape of a residency year: a schedule wherever one is easy, a proof by counting wherever one does
//! not fit.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use medrota::problem::draft::{ActivityFilter, CapacityDraft, RequirementDraft};
use medrota::{Outcome, Problem, ProblemBuilder, Solver, Termination, check};

mod common;
use common::dice::Dice;

/// A year of counts.
#[derive(Clone, Debug)]
struct Counts {
    doctors: usize,
    weeks: usize,
    /// Fewest weeks in each department.
    least: Vec<usize>,
    /// Weeks that a doctor may do beyond these, if there is a greatest number.
    beyond: Option<usize>,
    /// Part of what doctors do at least that has to be staffed every week, in hundredths.
    staffed: usize,
}

impl Counts {
    fn draw(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let weeks = dice.between(26, 60);
        let departments = dice.between(3, 9);
        let slack = dice.between(0, 4);
        let mut least = vec![1; departments];
        for _ in departments..weeks - slack {
            let department = dice.between(0, departments - 1);
            least[department] += 1;
        }
        let beyond = if dice.chance(50) {
            None
        } else {
            Some(dice.between(0, 2))
        };
        Self {
            doctors: dice.between(5, 20),
            weeks,
            least,
            beyond,
            staffed: dice.between(60, 100),
        }
    }

    /// Every department is staffed by no more than its doctors do there on average, so that there is a schedule: the weeks of all doctors are the edges of
    /// a bipartite graph, and a balanced colouring of its edges is one (de Werra 1971).
    fn problem(&self) -> Problem {
        let last = medrota::calendar::Date::new(2026, 7, 5)
            .unwrap()
            .plus_days(7 * self.weeks as i32 - 1);
        let mut builder = ProblemBuilder::weeks("counts", "2026-07-05", last.to_string());
        for doctor in 0..self.doctors {
            builder = builder.doctor(&format!("d{doctor}"));
        }
        for (number, least) in self.least.iter().enumerate() {
            let id = format!("w{number}");
            builder = builder
                .department(&id, 1000)
                .requirement_with(RequirementDraft {
                    id: id.clone(),
                    activities: ActivityFilter {
                        departments: vec![id.clone()],
                        ..Default::default()
                    },
                    min: *least as i64,
                    max: self.beyond.map(|beyond| (least + beyond) as i64),
                    ..Default::default()
                });
            let min = (self.staffed * self.doctors * least / self.weeks / 100) as i64;
            let of = id;
            builder
                .draft_mut()
                .capacities
                .retain(|capacity| capacity.of != of);
            builder.draft_mut().capacities.push(CapacityDraft {
                of,
                min,
                ..Default::default()
            });
        }
        builder.build().unwrap()
    }
}

fn solve(problem: &Problem, work: u64) -> Outcome {
    let outcome = Solver::new()
        .no_time_limit()
        .work_limit(work)
        .threads(2)
        .solve(problem)
        .unwrap();
    if let Some(certificate) = outcome.certificate() {
        certificate.verify(problem).unwrap();
    }
    if let Some(schedule) = &outcome.schedule {
        let report = check(problem, schedule);
        assert!(report.is_feasible(), "{:?}", report.violations);
        assert_eq!(Some(report.value), outcome.value);
    }
    outcome
}

#[test]
fn a_schedule_is_found_wherever_counts_allow_one() {
    for seed in 0..24 {
        let counts = Counts::draw(seed);
        let outcome = solve(&counts.problem(), 40_000);
        assert_eq!(
            outcome.termination,
            Termination::Optimal,
            "seed {seed}: {counts:?}"
        );
    }
}

#[test]
fn a_greatest_number_that_nobody_reaches_changes_nothing() {
    for seed in 100..104 {
        let counts = Counts {
            beyond: None,
            ..Counts::draw(seed)
        };
        let redundant = Counts {
            beyond: Some(counts.weeks),
            ..counts.clone()
        };
        for counts in [counts, redundant] {
            assert_eq!(
                solve(&counts.problem(), 40_000).termination,
                Termination::Optimal,
                "seed {seed}: {counts:?}"
            );
        }
    }
}

/// What doctors have to do there, more than there are places; what has to be staffed, more than they may do; both over the horizon only.
#[test]
fn what_does_not_fit_by_counting_is_proven_at_once() {
    let counts = Counts {
        doctors: 7,
        weeks: 52,
        least: vec![8, 5, 3, 6],
        beyond: Some(0),
        staffed: 0,
    };
    let places = {
        let mut draft = counts.problem().draft().clone();
        draft.capacities.push(CapacityDraft {
            of: "w0".into(),
            max: Some(1),
            ..Default::default()
        });
        draft.validate().unwrap()
    };
    let staffing = {
        let mut draft = counts.problem().draft().clone();
        draft.capacities.retain(|capacity| capacity.of != "w0");
        draft.capacities.push(CapacityDraft {
            of: "w0".into(),
            min: 2,
            ..Default::default()
        });
        draft.validate().unwrap()
    };
    for problem in [places, staffing] {
        let outcome = solve(&problem, 40_000);
        assert_eq!(outcome.termination, Termination::Infeasible);
        assert!(outcome.bound_is_certified());
        assert!(
            outcome.statistics.work < 10_000,
            "{}",
            outcome.statistics.work
        );
        // What came nearest is shown, and keeps the personal rules.
        let report = check(&problem, &outcome.nearest.unwrap());
        assert!(!report.is_feasible());
        let is_capacity = |violation: &medrota::check::Violation| {
            problem.rule_key(violation.rule).starts_with("capacity/")
        };
        assert!(
            report.violations.iter().all(is_capacity),
            "{:?}",
            report.violations
        );
    }
}

/// Residents of two levels over fortnights; who is of the second may not be in intensive care in one of them, where one of them is asked for.
fn exams(residents: usize, fortnight: usize) -> Problem {
    let names: Vec<String> = (0..residents)
        .map(|number| format!(r#"{{"id": "d{number}", "level": "y{}"}}"#, number % 2))
        .collect();
    let text = format!(
        r##"{{"format": 1, "name": "exams",
            "horizon": {{"kind": "week", "start": "2026-07-05", "end": "2027-01-02"}},
            "departments": [{{"id": "icu"}}, {{"id": "ward"}}],
            "doctors": [{}],
            "requirements": [{{"id": "icu", "activities": {{"departments": ["icu"]}}, "min": 6, "run_max": 4}}],
            "rules": [
              {{"kind": "cells", "id": "exam", "doctors": {{"levels": ["y1"]}}, "activities": {{"departments": ["icu"]}},
                "periods": {{"periods": ["#{fortnight}"]}}, "mode": "forbidden"}},
              {{"kind": "coverage", "id": "one of y1", "doctors": {{"levels": ["y1"]}},
                "activities": {{"departments": ["icu"]}}, "min": 1}}]}}"##,
        names.join(", ")
    );
    serde_json::from_str::<medrota::problem::draft::ProblemDraft>(&text)
        .unwrap()
        .validate()
        .unwrap()
}

#[test]
fn what_the_first_walk_cannot_keep_is_proven_before_there_are_prices() {
    for (residents, fortnight) in [(6, 3), (10, 14), (14, 26)] {
        let outcome = solve(&exams(residents, fortnight), 40_000);
        assert_eq!(outcome.termination, Termination::Infeasible, "{residents}");
        assert!(outcome.certificate().is_some(), "{residents}");
        assert_eq!(outcome.statistics.price_iterations, 0, "{residents}");
    }
}

/// Doctors with 11 departments, at most 8 weeks in intensive care and at most 3 in its first weeks, where more is asked for than they may do altogether.
fn short_of_staff(doctors: usize) -> Problem {
    let names: Vec<String> = (0..doctors)
        .map(|number| format!(r#"{{"id": "d{number}"}}"#))
        .collect();
    let wards: Vec<String> = (0..10).map(|ward| format!(r#""w{ward}""#)).collect();
    let departments: Vec<String> = wards
        .iter()
        .map(|ward| format!(r#"{{"id": {ward}}}"#))
        .collect();
    let requirements: Vec<String> = wards
        .iter()
        .map(|ward| {
            format!(
                r#"{{"id": {ward}, "activities": {{"departments": [{ward}]}}, "min": 2, "max": 9}}"#
            )
        })
        .collect();
    let (departments, requirements) = (departments.join(", "), requirements.join(", "));
    let (least, names) = (doctors * 8 / 40 + 1, names.join(", "));
    let text = format!(
        r##"{{"format": 1, "name": "short",
            "horizon": {{"kind": "week", "start": "2026-07-05", "end": "2027-04-10"}},
            "departments": [{{"id": "icu"}}, {departments}],
            "capacities": [{{"of": "icu", "min": {least}}}],
            "doctors": [{names}],
            "requirements": [
              {{"id": "early", "activities": {{"departments": ["icu"]}}, "within": {{"from": "#1", "to": "#20"}}, "max": 3}},
              {{"id": "all", "activities": {{"departments": ["icu"]}}, "max": 8}}, {requirements}]}}"##,
    );
    serde_json::from_str::<medrota::problem::draft::ProblemDraft>(&text)
        .unwrap()
        .validate()
        .unwrap()
}

/// A limit for some weeks does not take the place of the one for all of them in the sum that proves it.
#[test]
fn limits_for_some_weeks_do_not_hide_those_for_all() {
    for doctors in [9, 14] {
        let outcome = solve(&short_of_staff(doctors), 40_000);
        assert_eq!(outcome.termination, Termination::Infeasible, "{doctors}");
        assert!(outcome.certificate().is_some(), "{doctors}");
        assert_eq!(outcome.statistics.price_iterations, 0, "{doctors}");
    }
}

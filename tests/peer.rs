//! The plain time-indexed programme of the benchmark example: on tiny problems its optimum is that of the engine, and what it does not
//! cover it refuses by name. A comparison with a programme that left something out would say nothing.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

mod common;
#[path = "../examples/benchmark/peer/mod.rs"]
mod peer;

use common::tiny::{Options, tiny_with};
use common::{in_parallel, seeds};
use medrota::generate::{Arrivals, Year, haifa};
use medrota::problem::rules;
use medrota::problem::{RuleDraft, RuleKind};
use medrota::solve::lp::MicroLp;
use medrota::{Problem, Solver, Termination, check};
use peer::{TimeIndexed, solve};
use std::collections::BTreeSet;
use std::time::Duration;

/// Rules that the programme covers.
const COVERED: [RuleKind; 17] = [
    RuleKind::Requirement,
    RuleKind::Elective,
    RuleKind::Precedence,
    RuleKind::Availability,
    RuleKind::Eligibility,
    RuleKind::Boundary,
    RuleKind::Cells,
    RuleKind::Window,
    RuleKind::LongestRun,
    RuleKind::Pattern,
    RuleKind::HospitalLimit,
    RuleKind::HospitalChange,
    RuleKind::Preference,
    RuleKind::Idle,
    RuleKind::Capacity,
    RuleKind::Coverage,
    RuleKind::WorstDoctor,
];

/// Compares with an engine that proves its optimum; false if that did not come to an end.
fn agrees(problem: &Problem, name: &str) -> bool {
    let programme = TimeIndexed::new(problem).unwrap();
    let answer = solve(&programme, &MicroLp::default(), Duration::from_secs(60), 1).unwrap();
    let outcome = Solver::new()
        .no_time_limit()
        .work_limit(200_000)
        .threads(1)
        .solve(problem)
        .unwrap();
    match (answer.status, outcome.termination) {
        ("optimal", Termination::Optimal) => {
            let report = check(problem, answer.schedule.as_ref().unwrap());
            assert!(report.is_feasible(), "{name}: {:?}", report.violations);
            assert_eq!(
                Some(report.value),
                outcome.value,
                "{name}: the programme's schedule against the optimum"
            );
            assert_eq!(
                answer.bound, outcome.value,
                "{name}: the programme's bound against the optimum"
            );
            assert!(
                (answer.value.unwrap() - report.value as f64).abs() < 1e-5,
                "{name}: {:?} against {}",
                answer.value,
                report.value
            );
            true
        }
        ("infeasible", Termination::Infeasible) => true,
        ("optimal", Termination::Infeasible) | ("infeasible", Termination::Optimal) => {
            panic!(
                "{name}: {} against {:?}",
                answer.status, outcome.termination
            )
        }
        _ => false,
    }
}

/// A tiny problem of which what is not covered has been taken out.
fn covered(seed: u64) -> Option<Problem> {
    let mut draft = tiny_with(
        seed,
        Options {
            rules: (8, 14),
            ..Options::default()
        },
    );
    draft.events.clear();
    draft.history.clear();
    draft
        .leaves
        .iter_mut()
        .for_each(|leave| leave.keeps_place = false);
    draft
        .doctors
        .iter_mut()
        .for_each(|doctor| doctor.grid = None);
    draft
        .cohorts
        .iter_mut()
        .for_each(|cohort| cohort.grid = None);
    draft
        .requirements
        .iter_mut()
        .for_each(|requirement| requirement.weight = None);
    draft
        .requirements
        .iter_mut()
        .filter(|_| seed.is_multiple_of(2))
        .for_each(|requirement| requirement.within = Default::default());
    draft
        .electives
        .iter_mut()
        .for_each(|elective| elective.weight = None);
    draft
        .precedence
        .iter_mut()
        .for_each(|precedence| (precedence.weight, precedence.count) = (None, None));
    draft.rules.retain_mut(|rule| match rule {
        RuleDraft::Boundary(rules::Boundary { weight, .. })
        | RuleDraft::HospitalLimit(rules::HospitalLimit { weight, .. }) => {
            *weight = None;
            true
        }
        RuleDraft::Coverage(rules::Coverage { allowed, .. }) => {
            allowed.clear();
            true
        }
        RuleDraft::Idle(rules::Idle {
            cost,
            leading,
            trailing,
            ..
        }) => {
            (*cost, *leading) = (cost.abs(), *leading || *trailing);
            true
        }
        other => matches!(
            other,
            RuleDraft::Cells(_)
                | RuleDraft::Template(_)
                | RuleDraft::Window(_)
                | RuleDraft::LongestRun(_)
                | RuleDraft::Pattern(_)
                | RuleDraft::HospitalChange(_)
                | RuleDraft::Ranked(_)
                | RuleDraft::Capacity(_)
                | RuleDraft::WorstDoctor(_)
        ),
    });
    draft.validate().ok()
}

#[test]
fn its_optimum_is_the_optimum() {
    let compared = in_parallel(seeds(0, 400), |seed| {
        let problem = covered(seed)?;
        TimeIndexed::new(&problem).ok()?;
        let kinds: BTreeSet<RuleKind> = problem.rules().map(|(_, rule)| rule.kind()).collect();
        agrees(&problem, &format!("seed {seed}")).then_some(kinds)
    });
    println!("{} problems compared", compared.len());
    for kind in COVERED {
        let count = compared
            .iter()
            .filter(|kinds| kinds.contains(&kind))
            .count();
        println!("{}: {count}", kind.name());
        assert!(
            count >= 3,
            "{} occurs in {count} of {} problems compared",
            kind.name(),
            compared.len()
        );
    }
}

#[test]
fn its_optimum_is_the_optimum_of_small_years() {
    for seed in 1..=6 {
        let problem = Year::new(3, 8, 3).seed(seed).draft().validate().unwrap();
        assert!(agrees(&problem, &format!("year, seed {seed}")));
        let problem = Arrivals::new(3, 12, 3)
            .stay_weeks(4, 8)
            .seed(seed)
            .draft()
            .validate()
            .unwrap();
        assert!(agrees(&problem, &format!("arrivals, seed {seed}")));
    }
}

#[test]
fn what_it_does_not_cover_it_refuses() {
    let refusal = TimeIndexed::new(&haifa().validate().unwrap())
        .unwrap_err()
        .to_string();
    assert!(refusal.contains("events"), "{refusal}");
    let large = Arrivals::new(3_500, 884, 30).draft().validate().unwrap();
    let refusal = TimeIndexed::new(&large)
        .map(|_| ())
        .unwrap_err()
        .to_string();
    assert!(refusal.contains("columns"), "{refusal}");
    for problem in
        seeds(0, 300).filter_map(|seed| tiny_with(seed, Options::default()).validate().ok())
    {
        let other = problem
            .rules()
            .any(|(_, rule)| !COVERED.contains(&rule.kind()));
        let refusal = TimeIndexed::new(&problem).map(|_| ()).err();
        assert!(
            !other || refusal.is_some(),
            "{}: a rule that is not covered is left out",
            problem.name()
        );
    }
}

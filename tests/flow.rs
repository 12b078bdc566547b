//! The flow engine on tiny problems: every shape and every group of shared rows against brute force with `check` as the judge.
#![allow(clippy::unwrap_used, reason = "tests stop at the first surprise")]

use medrota::certificate::Claim;
use medrota::diagram::{BuildLimits, Pathways};
use medrota::ids::DoctorId;
use medrota::problem::draft::{
    ActivityFilter, DoctorFilter, EventDraft, PeriodKindDraft, RequirementDraft, SlotDraft,
};
use medrota::problem::rule_draft::{CoveragePerDraft, DoctorWeightDraft, GroupDraft, MeasureDraft};
use medrota::problem::rules;
use medrota::problem::{Problem, RuleDraft};
use medrota::schedule::Pathway;
use medrota::{Engine, Outcome, ProblemBuilder, Schedule, Solver, Termination, check};
use std::time::Duration;

fn at(department: &str) -> ActivityFilter {
    ActivityFilter {
        departments: vec![department.into()],
        ..ActivityFilter::default()
    }
}

fn of(doctors: &[&str]) -> DoctorFilter {
    DoctorFilter {
        doctors: doctors.iter().map(|doctor| (*doctor).into()).collect(),
        ..DoctorFilter::default()
    }
}

/// Three doctors, two departments, three weeks; everybody likes surgery better.
fn ward(surgery: i64, internal: i64) -> ProblemBuilder {
    ProblemBuilder::weeks("ward", "2026-09-06", "2026-09-26")
        .department("surgery", surgery)
        .department("internal", internal)
        .doctor("ana")
        .doctor("bob")
        .doctor("cyd")
        .preference("ana", "surgery", 7)
        .preference("ana", "internal", 2)
        .preference("bob", "surgery", 5)
        .preference("bob", "internal", 4)
        .preference("cyd", "surgery", 6)
        .preference("cyd", "internal", 1)
}

/// The greatest value of any feasible schedule, by trying them all.
fn brute_force(problem: &Problem) -> Option<i64> {
    let pathways = Pathways::build(problem, BuildLimits { arcs: 100_000 }, true);
    let all: Vec<Vec<(Pathway, i64)>> = (0..pathways.len())
        .map(|doctor| {
            pathways
                .enumerate(problem, DoctorId::new(doctor), 1_000)
                .unwrap()
        })
        .collect();
    assert!(all.iter().map(Vec::len).product::<usize>() <= 100_000);
    let mut choice = vec![0; all.len()];
    let mut best = None;
    if all.iter().any(Vec::is_empty) {
        return None;
    }
    loop {
        let schedule = Schedule::new(
            choice
                .iter()
                .zip(&all)
                .map(|(&at, all)| all[at].0.clone())
                .collect(),
        );
        let report = check(problem, &schedule);
        if report.is_feasible() {
            best = best.max(Some(report.value));
        }
        let Some(next) = (0..all.len()).find(|&doctor| choice[doctor] + 1 < all[doctor].len())
        else {
            return best;
        };
        choice[next] += 1;
        choice[..next].fill(0);
    }
}

fn solve(problem: &Problem, engine: Engine) -> Outcome {
    Solver::new()
        .engine(engine)
        .time_limit(Duration::from_secs(60))
        .threads(1)
        .solve(problem)
        .unwrap()
}

/// Solves with the flow engine and holds the outcome against brute force.
fn agrees(builder: ProblemBuilder) -> Outcome {
    let problem = builder.build().unwrap();
    let expected = brute_force(&problem);
    let outcome = solve(&problem, Engine::Flow);
    assert_eq!(outcome.value, expected);
    let termination = if expected.is_some() {
        Termination::Optimal
    } else {
        Termination::Infeasible
    };
    assert_eq!(outcome.termination, termination);
    if expected.is_some() {
        assert_eq!(outcome.bound, expected);
        assert_eq!(
            check(&problem, outcome.schedule.as_ref().unwrap()).value,
            outcome.value.unwrap()
        );
    }
    if let Some(certificate) = &outcome.certificate {
        certificate.verify(&problem).unwrap();
    }
    // The other exact engine, over whole pathways, comes to the same by other means.
    let columns = Solver::new()
        .engine(Engine::ColumnGeneration)
        .no_time_limit()
        .work_limit(30_000)
        .threads(1)
        .solve(&problem)
        .unwrap();
    assert_eq!(columns.value, expected);
    assert!(
        columns.termination == termination || columns.termination == Termination::WorkLimit,
        "{:?}",
        columns.termination
    );
    outcome
}

#[test]
fn places_are_shared_out() {
    let outcome = agrees(ward(1, 1));
    // Each week 7 for Ana in surgery and 4 for Bob in internal medicine.
    assert_eq!(outcome.value, Some(33));
    assert!(outcome.bound_is_certified());
    assert!(outcome.statistics.flow_columns > 0);
}

#[test]
fn minimum_staffing_is_kept() {
    let staffing = RuleDraft::Capacity(rules::Capacity {
        id: "staff".into(),
        doctors: of(&[]),
        activities: at("internal"),
        periods: Default::default(),
        min: 2,
        max: None,
        weight: None,
    });
    agrees(ward(3, 3).rule(staffing));
}

#[test]
fn soft_rows_cost_their_weight() {
    for weight in [0, 1, 3, 10] {
        let soft = RuleDraft::Capacity(rules::Capacity {
            id: "soft".into(),
            doctors: of(&[]),
            activities: at("surgery"),
            periods: Default::default(),
            min: 1,
            max: Some(1),
            weight: Some(weight),
        });
        agrees(ward(3, 3).rule(soft));
    }
}

fn coverage(per: CoveragePerDraft, allowed: &[i64], weight: Option<i64>) -> RuleDraft {
    RuleDraft::Coverage(rules::Coverage {
        id: "cover".into(),
        doctors: of(&[]),
        activities: at("internal"),
        periods: Default::default(),
        per,
        min: None,
        max: None,
        allowed: allowed.to_vec(),
        doctor_weights: vec![DoctorWeightDraft {
            doctors: of(&["ana"]),
            weight: 2,
        }],
        half_presence: false,
        weight,
    })
}

#[test]
fn sums_take_allowed_values_only() {
    agrees(ward(2, 2).rule(coverage(CoveragePerDraft::Period, &[0, 3], None)));
    agrees(ward(2, 2).rule(coverage(CoveragePerDraft::Total, &[2, 7, 11], None)));
    agrees(ward(2, 2).rule(coverage(CoveragePerDraft::Period, &[0, 3], Some(2))));
}

fn class(joint: bool, optional: bool, min_places: i64) -> ProblemBuilder {
    let mut builder =
        ProblemBuilder::new("class", PeriodKindDraft::Day, "2026-09-07", "2026-09-09")
            .department("surgery", 2);
    for (doctor, value) in [("ana", 3), ("bob", 4), ("cyd", 5)] {
        builder = builder.doctor(doctor).preference(doctor, "surgery", value);
    }
    let slot = |day: &str| SlotDraft {
        from: day.into(),
        to: day.into(),
    };
    builder.draft_mut().events.push(EventDraft {
        id: "class".into(),
        slots: vec![slot("2026-09-07"), slot("2026-09-09")],
        min_places,
        max_places: Some(3),
        joint,
        optional,
        value: 4,
        ..EventDraft::default()
    });
    builder
}

#[test]
fn events_are_held_once_with_enough_people() {
    agrees(class(false, false, 0));
    agrees(class(false, false, 2));
    agrees(class(true, false, 0));
    agrees(class(true, true, 2));
    agrees(class(false, true, 2));
}

#[test]
fn worst_doctor_and_worst_group_count() {
    for at_least in [None, Some(6), Some(12), Some(100)] {
        agrees(ward(1, 1).rule(RuleDraft::WorstDoctor(rules::WorstDoctor {
            id: "worst".into(),
            doctors: of(&[]),
            weight: 3,
            at_least,
        })));
    }
    for measure in [MeasureDraft::Periods, MeasureDraft::Score] {
        let group = |name: &str, doctors: &[&str], multiplier| GroupDraft {
            name: name.into(),
            doctors: of(doctors),
            multiplier,
        };
        let groups = vec![
            group("one", &["ana", "bob"], None),
            group("other", &["cyd"], Some(2)),
        ];
        agrees(ward(1, 1).rule(RuleDraft::WorstGroup(rules::WorstGroup {
            id: "groups".into(),
            groups,
            measure,
            weight: 2,
            at_least: Some(4),
        })));
    }
}

#[test]
fn load_is_even() {
    for at_most in [None, Some(0)] {
        let even = RuleDraft::EvenLoad(rules::EvenLoad {
            id: "even".into(),
            doctors: of(&[]),
            activities: at("surgery"),
            periods: Default::default(),
            weight: 4,
            at_most,
        });
        let mut builder = ward(3, 1).rule(even);
        builder.draft_mut().preferences[0].periods.from = Some("#2".into());
        agrees(builder);
    }
}

#[test]
fn cohorts_stay_together_and_apart() {
    let together = |weight| {
        RuleDraft::Together(rules::Together {
            id: "pair".into(),
            doctors: of(&["ana", "bob"]),
            scope: Default::default(),
            periods: Default::default(),
            weight,
        })
    };
    agrees(ward(2, 2).rule(together(None)));
    agrees(ward(2, 2).rule(together(Some(1))));
    let apart = RuleDraft::Apart(rules::Apart {
        id: "apart".into(),
        doctors: of(&["ana", "cyd"]),
        scope: Default::default(),
        activities: Default::default(),
        periods: Default::default(),
        max_together: None,
        weight: None,
    });
    agrees(ward(3, 3).rule(apart));
}

fn two_weeks(department: &str) -> RequirementDraft {
    RequirementDraft {
        id: department.into(),
        activities: at(department),
        min: 2,
        max: Some(2),
        ..RequirementDraft::default()
    }
}

#[test]
fn a_doctor_without_a_pathway_is_infeasible() {
    let outcome = agrees(
        ward(3, 3)
            .requirement_with(two_weeks("surgery"))
            .requirement_with(two_weeks("internal")),
    );
    assert_eq!(
        outcome.certificate.map(|certificate| certificate.claim),
        Some(Claim::Infeasible)
    );
}

#[test]
fn too_few_places_are_infeasible_with_a_proof() {
    let problem = ward(1, 3)
        .requirement_with(two_weeks("surgery"))
        .build()
        .unwrap();
    for engine in [Engine::Flow, Engine::Portfolio] {
        let outcome = solve(&problem, engine);
        assert_eq!(outcome.termination, Termination::Infeasible);
        assert!(outcome.bound_is_certified() && outcome.schedule.is_none());
        let certificate = outcome.certificate.unwrap();
        assert_eq!(certificate.claim, Claim::Infeasible);
        certificate.verify(&problem).unwrap();
        assert!(!certificate.prices.is_empty());
    }
}

#[test]
fn what_only_whole_numbers_forbid_is_infeasible_without_a_proof() {
    // Six weeks in all, of which a total of 5 or 7 is allowed: half a doctor could do it.
    let total = RuleDraft::Coverage(rules::Coverage {
        id: "total".into(),
        doctors: of(&[]),
        activities: at("surgery"),
        periods: Default::default(),
        per: CoveragePerDraft::Total,
        min: None,
        max: None,
        allowed: vec![5, 7],
        doctor_weights: Vec::new(),
        half_presence: false,
        weight: None,
    });
    let outcome = agrees(
        ward(3, 3)
            .requirement_with(two_weeks("surgery"))
            .rule(total),
    );
    assert_eq!(outcome.termination, Termination::Infeasible);
    assert!(outcome.certificate.is_none() && !outcome.bound_is_certified());
}

#[test]
fn the_portfolio_closes_what_prices_leave_open() {
    for builder in [
        ward(2, 2).rule(coverage(CoveragePerDraft::Total, &[2, 7, 11], None)),
        class(true, true, 2),
    ] {
        let problem = builder.build().unwrap();
        let outcome = solve(&problem, Engine::Portfolio);
        assert_eq!(
            (outcome.termination, outcome.value),
            (Termination::Optimal, brute_force(&problem))
        );
    }
}

#[test]
fn a_model_beyond_the_limit_is_searched() {
    let problem = ward(1, 1).build().unwrap();
    let outcome = Solver::new()
        .engine(Engine::Flow)
        .flow_column_limit(3)
        .threads(1)
        .solve(&problem)
        .unwrap();
    assert_eq!(
        (outcome.termination, outcome.statistics.flow_columns),
        (Termination::Optimal, 0)
    );
}

#[test]
fn a_schedule_to_start_from_is_kept() {
    let problem = ward(1, 1).build().unwrap();
    let best = solve(&problem, Engine::Flow).schedule.unwrap();
    let outcome = Solver::new()
        .warm_start(best.clone())
        .work_limit(0)
        .threads(1)
        .solve(&problem)
        .unwrap();
    assert_eq!((outcome.value, outcome.schedule), (Some(33), Some(best)));
}

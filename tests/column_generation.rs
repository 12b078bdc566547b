//! Column generation: proofs by Farkas pricing, branching where prices leave a gap, and the same result on any number of threads.
#![allow(clippy::unwrap_used, reason = "tests stop at the first surprise")]

use medrota::certificate::Claim;
use medrota::generate::Year;
use medrota::problem::draft::{ActivityFilter, DoctorFilter, RequirementDraft};
use medrota::problem::rule_draft::CoveragePerDraft;
use medrota::problem::rules;
use medrota::problem::{Problem, RuleDraft};
use medrota::{Engine, Outcome, ProblemBuilder, Solver, Termination, check};
use proptest::prelude::*;

fn at(department: &str) -> ActivityFilter {
    ActivityFilter {
        departments: vec![department.into()],
        ..ActivityFilter::default()
    }
}

fn solve(problem: &Problem, engine: Engine, work: u64) -> Outcome {
    let outcome = Solver::new()
        .engine(engine)
        .no_time_limit()
        .work_limit(work)
        .threads(1)
        .solve(problem)
        .unwrap();
    if let (Some(schedule), Some(value)) = (&outcome.schedule, outcome.value) {
        let report = check(problem, schedule);
        assert!(report.is_feasible(), "{:?}", report.violations);
        assert_eq!(report.value, value);
        assert!(outcome.bound.is_none_or(|bound| bound >= value));
    }
    if let Some(certificate) = outcome.certificate() {
        certificate.verify(problem).unwrap();
    }
    outcome
}

/// Doctors who all have to be in surgery for two of three weeks.
fn ward(doctors: usize, places: i64) -> ProblemBuilder {
    let mut builder = ProblemBuilder::weeks("ward", "2026-09-06", "2026-09-26")
        .department("surgery", places)
        .department("internal", 9);
    for doctor in 0..doctors {
        builder = builder.doctor(&format!("doctor-{doctor}"));
    }
    builder.requirement_with(RequirementDraft {
        id: "surgery".into(),
        activities: at("surgery"),
        min: 2,
        max: Some(2),
        ..RequirementDraft::default()
    })
}

#[test]
fn too_few_places_are_proven_by_a_ray() {
    // Eight weeks asked for, six to be had. The search finds nothing, so that only the ray can end the solve.
    let outcome = solve(
        &ward(4, 2).build().unwrap(),
        Engine::ColumnGeneration,
        1_000_000,
    );
    assert_eq!(outcome.termination, Termination::Infeasible);
    assert_eq!(
        outcome.certificate().map(|certificate| certificate.claim),
        Some(Claim::Infeasible)
    );
    assert!(outcome.bound_is_certified());
}

#[test]
fn what_fits_exactly_is_found() {
    let outcome = solve(
        &ward(3, 2).build().unwrap(),
        Engine::ColumnGeneration,
        1_000_000,
    );
    assert_eq!(
        (outcome.termination, outcome.value),
        (Termination::Optimal, Some(0))
    );
}

/// A sum of which only some values are allowed: prices see the range between them, branching sees the gap. Staffing, not what doctors have to do, makes it six, so that no count of
/// what they come to in all sees it.
fn gap(allowed: &[i64]) -> Problem {
    let all = DoctorFilter::default();
    let coverage = |id: &str, per, (min, max), allowed: &[i64]| {
        RuleDraft::Coverage(rules::Coverage {
            id: id.into(),
            doctors: all.clone(),
            activities: at("surgery"),
            periods: Default::default(),
            per,
            min,
            max,
            allowed: allowed.to_vec(),
            doctor_weights: Vec::new(),
            half_presence: false,
            weight: None,
        })
    };
    let mut builder = ProblemBuilder::weeks("ward", "2026-09-06", "2026-09-26")
        .department("surgery", 3)
        .department("internal", 9);
    for doctor in 0..3 {
        builder = builder.doctor(&format!("doctor-{doctor}"));
    }
    builder
        .rule(coverage(
            "total",
            CoveragePerDraft::Total,
            (None, None),
            allowed,
        ))
        .rule(coverage(
            "staff",
            CoveragePerDraft::Period,
            (Some(2), Some(2)),
            &[],
        ))
        .build()
        .unwrap()
}

#[test]
fn branching_proves_what_prices_cannot() {
    // Six weeks in all, and neither five nor seven are six.
    let outcome = solve(&gap(&[5, 7]), Engine::ColumnGeneration, 1_000_000);
    assert_eq!(outcome.termination, Termination::Infeasible);
    assert!(outcome.certificate().is_none() && !outcome.bound_is_certified());
    assert!(outcome.statistics.branch_nodes > 1);
    let outcome = solve(&gap(&[2, 6, 9]), Engine::ColumnGeneration, 1_000_000);
    assert_eq!(
        (outcome.termination, outcome.value),
        (Termination::Optimal, Some(0))
    );
}

#[test]
fn doctors_who_are_alike_share_their_columns() {
    // Twelve doctors without a wish of their own and one place for each week.
    let mut builder =
        ProblemBuilder::weeks("alike", "2026-09-06", "2026-11-28").department("surgery", 1);
    for doctor in 0..12 {
        builder = builder.doctor(&format!("doctor-{doctor:02}"));
    }
    let requirement = RequirementDraft {
        id: "one".into(),
        activities: at("surgery"),
        min: 1,
        max: Some(1),
        ..RequirementDraft::default()
    };
    let problem = builder.requirement_with(requirement).build().unwrap();
    let outcome = solve(&problem, Engine::ColumnGeneration, 1_000_000);
    assert_eq!(outcome.termination, Termination::Optimal);
}

#[test]
fn the_result_does_not_depend_on_the_number_of_threads() {
    let year = Year::new(8, 13, 5).seed(3).draft().validate().unwrap();
    let planted = Year::new(6, 12, 4)
        .seed(5)
        .planted()
        .draft()
        .validate()
        .unwrap();
    for (problem, work) in [(&year, 60_000), (&planted, 20_000)] {
        for engine in [Engine::Portfolio, Engine::ColumnGeneration] {
            let solver = Solver::new()
                .engine(engine)
                .no_time_limit()
                .work_limit(work)
                .seed(11);
            let outcomes: Vec<Outcome> = [1, 2, 8]
                .map(|threads| solver.clone().threads(threads).solve(problem).unwrap())
                .into();
            for outcome in &outcomes {
                let of = |outcome: &Outcome| {
                    (
                        outcome.termination,
                        outcome.value,
                        outcome.bound,
                        outcome.statistics.work,
                    )
                };
                assert_eq!(of(outcome), of(&outcomes[0]), "{}", engine.as_str());
                assert_eq!(
                    outcome.schedule,
                    outcomes[0].schedule,
                    "{}",
                    engine.as_str()
                );
                assert_eq!(
                    outcome.certificate,
                    outcomes[0].certificate,
                    "{}",
                    engine.as_str()
                );
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Two exact engines agree, and one more place never makes anything worse.
    #[test]
    fn it_agrees_with_the_flow_programme(
        wishes in prop::collection::vec((0..6_i64, 0..6_i64), 2..5),
        places in (0..3_i64, 1..3_i64),
    ) {
        let build = |more: i64| {
            let mut builder = ProblemBuilder::weeks("ward", "2026-09-06", "2026-09-26")
                .department("surgery", places.0 + more)
                .department("internal", places.1);
            for (doctor, (surgery, internal)) in wishes.iter().enumerate() {
                let name = format!("doctor-{doctor}");
                builder = builder.doctor(&name).preference(&name, "surgery", *surgery).preference(&name, "internal", *internal);
            }
            builder.requirement("surgery", &["surgery"], 1).build().unwrap()
        };
        let mut before = None;
        for more in [0, 1] {
            let problem = build(more);
            let flow = Solver::new().engine(Engine::Flow).no_time_limit().threads(1).solve(&problem).unwrap();
            let columns = solve(&problem, Engine::ColumnGeneration, 300_000);
            prop_assert_eq!(columns.value, flow.value);
            prop_assert_eq!(columns.termination, flow.termination);
            prop_assert!(columns.value >= before);
            before = columns.value;
        }
    }
}

/// Doctors of whom no two may be in the theatre in the same week, said pair by pair: prices of rows alone prove no more than half of each.
#[test]
fn cuts_prove_what_prices_of_rows_cannot() {
    let text = r#"{"format": 1, "name": "one theatre",
        "horizon": {"kind": "week", "start": "2026-09-06", "end": "2026-10-03"},
        "departments": [{"id": "theatre"}], "doctors": [{"id": "ana"}, {"id": "ben"}, {"id": "cem"}],
        "preferences": [{"value": 2}],
        "rules": [{"kind": "coverage", "id": "ab", "doctors": {"doctors": ["ana", "ben"]}, "activities": {}, "max": 1},
                  {"kind": "coverage", "id": "bc", "doctors": {"doctors": ["ben", "cem"]}, "activities": {}, "max": 1},
                  {"kind": "coverage", "id": "ac", "doctors": {"doctors": ["ana", "cem"]}, "activities": {}, "max": 1}]}"#;
    let problem = Problem::from_json_str(text).unwrap();
    let outcome = solve(&problem, Engine::ColumnGeneration, 1_000_000);
    assert_eq!((outcome.value, outcome.bound), (Some(8), Some(8)));
    let certificate = outcome.certificate().unwrap();
    assert_eq!(certificate.claim, Claim::Bound(8));
    assert_eq!(certificate.cuts.len(), 4, "{:?}", certificate.cuts);
    assert!(outcome.bound_is_certified());
    // Without them the same prices prove less.
    let mut without = certificate.clone();
    without.cuts.clear();
    assert!(without.verify(&problem).is_err());
}

/// A small gap that cuts leave: the pathways that a better schedule can use are few, and the tree over them ends.
#[test]
fn listed_pathways_end_the_matter() {
    let problem = Year::new(5, 20, 5).draft().validate().unwrap();
    let outcome = solve(&problem, Engine::ColumnGeneration, 150_000);
    assert_eq!((outcome.value, outcome.bound), (Some(899), Some(899)));
    assert_eq!(outcome.termination, Termination::Optimal);
    assert!(outcome.statistics.branch_nodes > 1);
    assert!(!outcome.bound_is_certified());
}

//! What scenarios take over from the baseline is what they would have built themselves.

use super::{baseline, exact, ward};
use medrota::diagram::{BuildLimits, Pathways};
use medrota::generate::{Cohort, haifa};
use medrota::ids::DoctorId;
use medrota::problem::draft::{EventDraft, SlotDraft};
use medrota::scenario::{Baseline, Change, Scenario, ScenarioRun, ScenarioSet, Status};
use medrota::{Problem, check};
use std::sync::Arc;

/// Asserts that diagrams built upon the baseline's are those that are built alone; returns how many classes were taken over.
fn compare(problem: &Problem, set: &ScenarioSet, arcs: usize) -> usize {
    let limits = BuildLimits { arcs };
    let known = Pathways::build(problem, limits, false);
    let mut taken_over = 0;
    for id in 1..=set.len(problem) {
        let Ok(changed) = set.scenario(problem, id).unwrap().apply(problem, None) else {
            continue;
        };
        let (alone, upon) = (
            Pathways::build(&changed, limits, false),
            Pathways::build_on(Some(&known), &changed, limits, false),
        );
        assert_eq!(alone.statistics(), upon.statistics(), "scenario {id}");
        for doctor in (0..alone.len()).map(DoctorId::new) {
            assert_eq!(
                alone.class_index(doctor),
                upon.class_index(doctor),
                "scenario {id}"
            );
            assert_eq!(alone.axis(doctor), upon.axis(doctor), "scenario {id}");
            let (one, other) = (alone.class(doctor), upon.class(doctor));
            assert_eq!(
                (&one.diagram, one.is_exact()),
                (&other.diagram, other.is_exact()),
                "scenario {id}"
            );
            assert_eq!(
                one.rules_left_out().collect::<Vec<_>>(),
                other.rules_left_out().collect::<Vec<_>>(),
                "scenario {id}"
            );
        }
        let is_known = |class: &&Arc<_>| {
            known
                .classes()
                .iter()
                .any(|known| Arc::ptr_eq(known, class))
        };
        taken_over += upon.classes().iter().filter(is_known).count();
    }
    taken_over
}

#[test]
fn diagrams_taken_over_are_those_that_would_be_built() {
    let showcase = haifa().validate().unwrap();
    assert!(compare(&showcase, &ScenarioSet::random(3, 5), 1_000_000) > 30);
    let cohort = Cohort::new(8, 6).draft().validate().unwrap();
    assert!(compare(&cohort, &ScenarioSet::random(20, 5), 1_000_000) > 20);
    // So few arcs that diagrams are relaxed.
    compare(&cohort, &ScenarioSet::random(20, 5), 60);
    compare(&ward(), &super::sets::mixed(), 1_000_000);
}

#[test]
fn a_run_gives_what_each_solve_gives_alone() {
    let problem = Cohort::new(8, 6).draft().validate().unwrap();
    let solver = ScenarioRun::usual_solver(&problem);
    let baseline = Baseline::solve(&problem, &solver).unwrap();
    let set = ScenarioSet::random(12, 3);
    let warm = solver
        .warm_start(baseline.schedule().unwrap().clone())
        .warm_prices(baseline.certificate().unwrap().clone())
        .threads(1);
    let (results, _) = ScenarioRun::new(&set, &baseline)
        .verify_certificates()
        .collect_all()
        .unwrap();
    for result in results
        .iter()
        .filter(|result| result.reason != "baseline_holds")
    {
        let changed = set
            .scenario(&problem, result.id)
            .unwrap()
            .apply(&problem, None)
            .unwrap();
        let outcome = warm.solve(&changed).unwrap();
        assert_eq!(
            (outcome.value, outcome.bound, outcome.statistics.work),
            (result.value, result.bound, result.work),
            "{}",
            result.name
        );
    }
}

#[test]
fn a_joint_event_moves_with_everybody() {
    let mut draft = ward().draft().clone();
    let slot = |week: usize| SlotDraft {
        from: format!("#{week}"),
        to: format!("#{week}"),
    };
    draft.events.push(EventDraft {
        id: "course".into(),
        slots: vec![slot(3), slot(7)],
        joint: true,
        ..EventDraft::default()
    });
    let problem = draft.validate().unwrap();
    let baseline = baseline(&problem);
    let attended = baseline.schedule().unwrap().pathways()[0].attendances()[0];
    let week = if attended.slot == 0 { "#3" } else { "#7" };
    let away = Change::Leave {
        doctor: "ben".into(),
        from: week.into(),
        to: week.into(),
        half: false,
        keeps_place: false,
    };
    let set = ScenarioSet::list("away", vec![Scenario::new("away", vec![away])]);
    let run = ScenarioRun::new(&set, &baseline).solver(exact(&problem));
    let (results, _) = run.collect_all().unwrap();
    let (scratch, _) = run.from_scratch().collect_all().unwrap();
    assert_eq!(
        (results[0].status, results[0].value),
        (Status::Solved, scratch[0].value)
    );
}

#[test]
fn what_cannot_be_mended_is_proven() {
    let mut draft = ward().draft().clone();
    draft.rules.push(
        serde_json::from_value(serde_json::json!({
            "kind": "cells", "id": "first ward", "doctors": { "doctors": ["ana"] }, "activities": { "departments": ["surgery"] },
            "periods": { "from": "#2", "to": "#3" }
        }))
        .unwrap(),
    );
    let problem = draft.validate().unwrap();
    let baseline = baseline(&problem);
    assert!(check(&problem, baseline.schedule().unwrap()).is_feasible());
    let set = ScenarioSet::one_at_a_time(
        "closed",
        vec![
            super::close("surgery", "#3", "#3"),
            super::close("surgery", "#4", "#4"),
        ],
    );
    let (results, _) = ScenarioRun::new(&set, &baseline)
        .verify_certificates()
        .collect_all()
        .unwrap();
    assert_eq!(
        (results[0].status, results[1].status),
        (Status::Infeasible, Status::Solved),
        "{results:?}"
    );
    assert!(results[0].work < 1_000, "{}", results[0].work);
}

//! Joint events beside hard least staffing: all attendees have to change the slot together, and whoever attends is missing where somebody is needed.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use medrota::explain::{FindingKind, FindingSubject, quick_audit};
use medrota::ids::EventId;
use medrota::solve::{Evidence, Exhausted};
use medrota::{Outcome, Problem, Solver, Termination, check};

mod common;
use common::dice::Dice;
use common::oracle::{self, Oracle};
use common::{in_parallel, seeds};

fn problem(text: &str) -> Problem {
    serde_json::from_str::<medrota::problem::draft::ProblemDraft>(text)
        .unwrap()
        .validate()
        .unwrap()
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

/// Three doctors over four weeks, never idle, with least numbers in two departments and events of some of them.
fn small(seed: u64) -> Problem {
    let mut dice = Dice::new(seed);
    let events: Vec<String> = (0..dice.between(1, 2))
        .map(|number| {
            let week = dice.between(1, 3);
            let slots: Vec<String> = dice.shuffled(4)[..dice.between(2, 3)]
                .iter()
                .map(|slot| format!(r##"{{"from": "#{0}", "to": "#{0}"}}"##, slot + 1))
                .collect();
            let who = if dice.chance(50) { r#""d0", "d1""# } else { r#""d0", "d1", "d2""# };
            format!(
                r#"{{"id": "e{number}", "attendees": {{"doctors": [{who}]}}, "joint": {}, "optional": {}, "value": {week}, "slots": [{}]}}"#,
                dice.chance(75),
                dice.chance(15),
                slots.join(", ")
            )
        })
        .collect();
    let wishes: Vec<String> = (0..4)
        .map(|_| {
            format!(
                r##"{{"doctors": {{"doctors": ["d{}"]}}, "activities": {{"departments": ["{}"]}}, "periods": {{"periods": ["#{}"]}}, "value": {}}}"##,
                dice.between(0, 2),
                if dice.chance(50) { "icu" } else { "ward" },
                dice.between(1, 4),
                dice.between(1, 5)
            )
        })
        .collect();
    let week = dice.between(1, 4);
    problem(&format!(
        r##"{{"format": 1, "name": "small", "horizon": {{"kind": "week", "start": "2026-07-05", "end": "2026-08-01"}},
            "departments": [{{"id": "icu"}}, {{"id": "ward"}}],
            "capacities": [{{"of": "icu", "min": {}}}, {{"of": "ward", "min": 1, "from": "#{week}", "to": "#{week}"}}],
            "doctors": [{{"id": "d0"}}, {{"id": "d1"}}, {{"id": "d2"}}],
            "events": [{}], "preferences": [{}],
            "rules": [{{"kind": "cells", "id": "busy", "mode": "fixed"}}]}}"##,
        dice.between(0, 1),
        events.join(", "),
        wishes.join(", ")
    ))
}

#[test]
fn small_problems_with_joint_events_agree_with_the_oracle() {
    let answers = in_parallel(seeds(0, 30), |seed| {
        let problem = small(seed);
        let refuted = quick_audit(&problem).proves_infeasible();
        let outcome = solve(&problem, 20_000);
        match oracle::best(&problem) {
            Oracle::TooLarge => return None,
            Oracle::Infeasible => {
                assert_eq!(outcome.termination, Termination::Infeasible, "seed {seed}");
            }
            Oracle::Best { value, .. } => {
                assert!(!refuted, "seed {seed}");
                assert_eq!(outcome.termination, Termination::Optimal, "seed {seed}");
                assert_eq!(outcome.value, Some(value), "seed {seed}");
            }
        }
        Some((outcome.termination, refuted))
    });
    let answers: Vec<_> = answers.into_iter().collect();
    let count = |wanted: &dyn Fn(&(Termination, bool)) -> bool| {
        answers.iter().filter(|answer| wanted(answer)).count()
    };
    let feasible = count(&|answer| answer.0 == Termination::Optimal);
    let refuted = count(&|answer| answer.1);
    assert!(
        feasible >= 5 && refuted >= 2,
        "{feasible} feasible, {refuted} refuted of {}",
        answers.len()
    );
}

/// An exam that half of the doctors sit together in one of four weeks; the departments need all of the others then, and the weeks before and after it are
/// wanted elsewhere.
fn exam(doctors: usize, icu: usize, ward: usize) -> Problem {
    let mut dice = Dice::new(7);
    let names: Vec<String> = (0..doctors)
        .map(|number| format!(r#"{{"id": "d{number}", "level": "y{}"}}"#, number % 2))
        .collect();
    let wishes: Vec<String> = (0..4 * doctors)
        .map(|number| {
            format!(
                r##"{{"doctors": {{"doctors": ["d{}"]}}, "activities": {{"departments": ["{}"]}}, "periods": {{"periods": ["#{}"]}}, "value": {}}}"##,
                number % doctors,
                ["icu", "ward", "clinic"][dice.between(0, 2)],
                dice.between(1, 16),
                dice.between(1, 3)
            )
        })
        .collect();
    problem(&format!(
        r##"{{"format": 1, "name": "exam", "horizon": {{"kind": "week", "start": "2026-07-05", "end": "2026-10-24"}},
            "departments": [{{"id": "icu"}}, {{"id": "ward"}}, {{"id": "clinic"}}],
            "capacities": [{{"of": "icu", "min": {icu}}}, {{"of": "ward", "min": {ward}}}],
            "doctors": [{}], "preferences": [{}],
            "leaves": [{{"doctor": "d0", "from": "#4", "to": "#4"}}, {{"doctor": "d1", "from": "#7", "to": "#7"}}, {{"doctor": "d2", "from": "#13", "to": "#13"}}],
            "events": [{{"id": "exam", "attendees": {{"levels": ["y1"]}}, "joint": true,
              "slots": [{{"from": "#4", "to": "#4"}}, {{"from": "#7", "to": "#7"}}, {{"from": "#10", "to": "#10"}}, {{"from": "#13", "to": "#13"}}]}}],
            "requirements": [
              {{"id": "icu", "activities": {{"departments": ["icu"]}}, "min": 2, "max": 8, "run_min": 2, "run_max": 4}},
              {{"id": "ward", "activities": {{"departments": ["ward"]}}, "min": 2, "max": 12, "run_min": 2, "run_max": 4}},
              {{"id": "clinic", "activities": {{"departments": ["clinic"]}}, "max": 6, "run_max": 2}}],
            "rules": [{{"kind": "cells", "id": "busy", "mode": "fixed"}}]}}"##,
        names.join(", "),
        wishes.join(", ")
    ))
}

#[test]
fn a_joint_event_finds_the_one_slot_that_leaves_enough() {
    // In three of the four weeks somebody is on leave who is needed.
    let outcome = solve(&exam(12, 3, 3), 1_500);
    let schedule = outcome.schedule.as_ref().unwrap();
    let attended = schedule
        .pathways()
        .iter()
        .flat_map(|pathway| pathway.attendances());
    assert!(attended.into_iter().all(|attended| attended.slot == 2));
}

#[test]
fn whoever_attends_a_joint_event_is_missed_in_every_slot() {
    let problem = exam(12, 4, 3);
    let audit = quick_audit(&problem);
    let finding = &audit.findings[0];
    assert_eq!(
        (
            finding.kind,
            &finding.subject,
            finding.asked,
            finding.available
        ),
        (
            FindingKind::StaffingShort,
            &FindingSubject::Event(EventId::new(0)),
            13,
            12
        )
    );
    let told = finding.describe(&problem);
    assert!(told.contains("no less in its"), "{told}");
    assert!(
        told.contains("\"attendance/exam\" asks 1 of each of"),
        "{told}"
    );
    let outcome = solve(&problem, 20_000);
    assert_eq!(outcome.termination, Termination::Infeasible);
    assert_eq!(outcome.evidence(), Evidence::Exhausted(Exhausted::Tree));
}

#[test]
fn slots_of_a_choice_are_added_up() {
    let problem = problem(
        r##"{"format": 1, "name": "course", "horizon": {"kind": "week", "start": "2026-07-05", "end": "2026-08-01"},
            "departments": [{"id": "icu"}],
            "capacities": [{"of": "icu", "min": 2}],
            "doctors": [{"id": "ana"}, {"id": "ben"}, {"id": "eva"}],
            "events": [{"id": "course", "slots": [{"from": "#1", "to": "#1"}, {"from": "#4", "to": "#4"}]}]}"##,
    );
    let audit = quick_audit(&problem);
    let finding = &audit.findings[0];
    assert_eq!(
        (
            finding.kind,
            &finding.subject,
            finding.asked,
            finding.available
        ),
        (
            FindingKind::SumShort,
            &FindingSubject::Event(EventId::new(0)),
            7,
            6
        )
    );
    let told = finding.describe(&problem);
    assert!(told.contains("in all of its slots together"), "{told}");
    let outcome = solve(&problem, 20_000);
    assert_eq!(outcome.termination, Termination::Infeasible);
    assert_eq!(outcome.evidence(), Evidence::Certified);
}

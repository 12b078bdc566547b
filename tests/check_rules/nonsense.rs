//! Schedules that make no sense are judged like any other.

use crate::support::*;
use medrota::check::{Cell, Metrics, personal, timeline};
use medrota::ids::{ActivityId, DoctorId, EventId, PeriodId};
use medrota::problem::Presence;
use medrota::schedule::{Attendance, Pathway, Rotation};
use medrota::{Problem, Schedule, check};
use proptest::prelude::*;
use serde_json::json;

/// A problem with every kind of rule, leaves, events, two grids and an absent doctor.
fn everything() -> Problem {
    let everyone = json!({});
    let at = |departments: &[&str]| json!({ "departments": departments });
    let rules = [
        json!({ "kind": "document", "id": "r1", "activities": at(&["surgery"]), "document": "papers" }),
        json!({ "kind": "boundary", "id": "r2", "starts": { "periods": ["#1", "#3"] }, "ends": { "periods": ["#2"] }, "uncrossed": { "periods": ["#5"] }, "weight": 1 }),
        json!({ "kind": "cells", "id": "r3", "activities": at(&["clinic"]), "periods": { "from": "#2" }, "mode": "forbidden", "weight": 2 }),
        json!({ "kind": "template", "id": "r4", "cells": [{ "from": "#1", "to": "#3", "activity": "surgery" }, { "from": "#2", "to": "#5" }] }),
        json!({ "kind": "succession", "id": "r5", "first": at(&["surgery"]), "next": at(&["clinic"]), "immediate": true }),
        json!({ "kind": "spacing", "id": "r6", "first": at(&["surgery"]), "second": at(&["surgery"]), "min_gap_blocks": 2 }),
        json!({ "kind": "window", "id": "r7", "activities": at(&["surgery", "clinic"]), "window_blocks": 3, "min": 1, "max": 2 }),
        json!({ "kind": "longest_run", "id": "r8", "activities": at(&["medicine"]), "max_blocks": 1 }),
        json!({ "kind": "first_by", "id": "r9", "activities": at(&["medicine"]), "by": "#2" }),
        json!({ "kind": "pattern", "id": "r10", "steps": [{ "activities": at(&["surgery"]) }, { "idle": true }], "value": 3 }),
        json!({ "kind": "hospital_limit", "id": "r11", "max_rotations": 1 }),
        json!({ "kind": "hospital_change", "id": "r12", "weight": 1 }),
        json!({ "kind": "same_hospital", "id": "r13", "first": "ops", "second": "ward" }),
        json!({ "kind": "idle", "id": "r14", "cost": 1, "leading": true, "trailing": true, "leave": true }),
        json!({ "kind": "capacity", "id": "r15", "activities": at(&["surgery"]), "min": 1, "max": 1 }),
        json!({ "kind": "coverage", "id": "r16", "activities": at(&["surgery"]), "doctor_weights": [{ "weight": 2 }], "half_presence": true, "allowed": [0, 2] }),
        json!({ "kind": "coverage", "id": "r17", "activities": at(&["clinic"]), "per": "total", "min": 2, "weight": 3 }),
        json!({ "kind": "together", "id": "r18", "doctors": everyone }),
        json!({ "kind": "apart", "id": "r19", "doctors": everyone, "scope": "hospital" }),
        json!({ "kind": "split_evenly", "id": "r20", "doctors": everyone, "departments": ["surgery", "clinic"], "weight": 1 }),
        json!({ "kind": "team", "id": "r21", "doctors": { "doctors": ["ana"] }, "companions": { "doctors": ["ben"] }, "doctors_per_companion": 1 }),
        json!({ "kind": "worst_doctor", "id": "r22", "weight": 1, "at_least": 1 }),
        json!({ "kind": "worst_group", "id": "r23", "groups": [{ "doctors": everyone }], "weight": 1 }),
        json!({ "kind": "even_load", "id": "r24", "activities": at(&["surgery"]), "weight": 1, "at_most": 1 }),
        json!({ "kind": "change", "id": "r25", "cost": 1, "max_periods_per_doctor": 1, "max_periods": 2 }),
    ];
    let mut draft = with_rules(draft(), &rules);
    draft.doctors[1].grid = Some("pairs".into());
    draft.doctors[1].arrival = Some("#2".into());
    draft.doctors[2].arrival = Some("2027-01-01".into());
    let draft = with(
        draft,
        "grids",
        json!([{ "id": "pairs", "starts": ["#3", "#5", "#7"] }]),
    );
    let draft = with(
        draft,
        "leaves",
        json!([
            { "doctor": "ana", "from": "#4", "to": "#4" }, { "doctor": "ben", "from": "#5", "to": "#6", "keeps_place": true },
            { "doctor": "ben", "from": "#3", "to": "#3", "half": true }
        ]),
    );
    let draft = with(
        draft,
        "events",
        json!([
            { "id": "fixed", "slots": [{ "from": "#6", "to": "#6" }], "value": 1 },
            { "id": "choice", "slots": [{ "from": "#3", "to": "#4" }, { "from": "#7", "to": "#8" }], "min_places": 2, "max_places": 1000, "joint": true, "value": 2 }
        ]),
    );
    let requirement = |id: &str, unit: &str| json!({ "id": id, "activities": at(&["surgery", "medicine"]), "min": 2, "max": 3, "run_min": 2, "unit": unit });
    let draft = with(
        draft,
        "requirements",
        json!([requirement("ops", "blocks"), requirement("ward", "periods")]),
    );
    let draft = with(
        draft,
        "electives",
        json!([{ "id": "e1", "requirements": ["ops", "ward"], "min": 1, "max": 1 }]),
    );
    let draft = with(
        draft,
        "precedence",
        json!([{ "id": "p1", "before": ["ops"], "after": "ward", "weight": 1 }]),
    );
    let draft = with(
        draft,
        "preferences",
        json!([{ "activities": {}, "value": 1, "per": "block" }]),
    );
    let draft = with(
        draft,
        "published",
        json!([{ "doctor": "ana", "activity": "surgery", "from": "#1", "to": "#3" }]),
    );
    draft.validate().unwrap()
}

fn pathway() -> impl Strategy<Value = Pathway> {
    let index =
        prop_oneof![8 => 0_usize..10, 1 => Just(usize::MAX), 1 => Just(u32::MAX as usize - 1)];
    let rotation = (
        index.clone(),
        index,
        prop_oneof![6 => 0_usize..3, 1 => Just(77_usize)],
    )
        .prop_map(|(first, last, activity)| Rotation {
            first: PeriodId::new(first),
            last: PeriodId::new(last),
            activity: ActivityId::new(activity),
        });
    let attendance =
        (0_usize..4, prop_oneof![4 => 0_u32..3, 1 => Just(u32::MAX)]).prop_map(|(event, slot)| {
            Attendance {
                event: EventId::new(event),
                slot,
            }
        });
    (
        proptest::collection::vec(rotation, 0..6),
        proptest::collection::vec(attendance, 0..4),
    )
        .prop_map(|(rotations, attendances)| Pathway::new(rotations, attendances))
}

proptest! {
    #[test]
    fn nothing_panics(pathways in proptest::collection::vec(pathway(), 0..5)) {
        let problem = everything();
        let schedule = Schedule::new(pathways);
        let report = check(&problem, &schedule);
        prop_assert_eq!(report.scores.len(), problem.doctors().len());
        prop_assert!(report.violations.iter().chain(&report.breaches).all(|finding| finding.amount > 0));
        for finding in report.violations.iter().chain(&report.breaches) {
            prop_assert!(finding.describe(&problem).ends_with("."));
        }
        for doctor in (0..problem.doctors().len()).map(DoctorId::new) {
            let alone = personal(&problem, doctor, schedule.pathway(doctor));
            prop_assert_eq!(alone.score, report.scores[doctor.index()]);
            prop_assert!(alone.violations.iter().all(|violation| report.violations.contains(violation)));
            let view = timeline(&problem, doctor, schedule.pathway(doctor));
            prop_assert_eq!(view.len(), problem.horizon().len());
            for (period, cell) in view {
                let there = match problem.presence(doctor, period) {
                    Presence::Outside => cell == Cell::Outside,
                    Presence::Leave => cell == Cell::Leave,
                    Presence::KeepsPlace => cell == Cell::KeepsPlace,
                    Presence::Event => matches!(cell, Cell::Event(_)),
                    Presence::Half => matches!(cell, Cell::Event(_) | Cell::Idle | Cell::Activity { half: true, .. }),
                    Presence::Full => matches!(cell, Cell::Event(_) | Cell::Idle | Cell::Activity { half: false, .. }),
                };
                prop_assert!(there, "{doctor:?} {period:?} {cell:?}");
            }
        }
        let metrics = Metrics::new(&problem, &schedule);
        let placed: i64 = metrics.placed_by_department.values().sum();
        prop_assert_eq!(placed, metrics.doctors.iter().map(|doctor| doctor.periods_present).sum::<i64>());
        prop_assert_eq!(check(&problem, &schedule), report);
    }
}

//! Family 3 and the definitions of time: presence, cut periods, axis, normalised rotations, the view of a doctor.

use crate::support::*;
use medrota::ProblemDraft;
use medrota::check::{Cell, timeline};
use medrota::ids::{ActivityId, DoctorId};
use serde_json::json;

/// Two weeks of working days, ana on weeks from the Wednesday of the first to the Tuesday of the second.
fn days() -> ProblemDraft {
    let mut draft = draft();
    let horizon = json!({ "kind": "day", "start": "2026-09-07", "end": "2026-09-25" });
    draft.horizon = serde_json::from_value(horizon).unwrap();
    let mut draft = with(draft, "grids", json!([{ "id": "weekly", "every": "week" }]));
    draft.doctors[0].grid = Some("weekly".into());
    draft.doctors[0].arrival = Some("2026-09-09".into());
    draft
}

#[test]
fn rotations_lie_within_presence() {
    let mut draft = draft();
    draft.doctors[0].arrival = Some("#3".into());
    draft.doctors[0].visa_to = Some("#6".into());
    assert_violations(&draft, &[("ana", "surgery", 2, 5)], &[]);
    assert_violations(
        &draft,
        &[("ana", "surgery", 0, 5)],
        &["availability doctor ana 0 2"],
    );
    assert_violations(
        &draft,
        &[("ana", "surgery", 2, 7)],
        &["availability doctor ana 6 2"],
    );
    assert_violations(
        &draft,
        &[("ana", "surgery", 7, 9)],
        &["availability doctor ana 7 3"],
    );
    draft.doctors[0].visa_to = Some("#1".into());
    assert_violations(
        &draft,
        &[("ana", "surgery", 2, 2)],
        &["availability doctor ana 2 1"],
    );
}

#[test]
fn rotations_do_not_overlap_or_cover_leave() {
    assert_violations(
        &draft(),
        &[("ana", "surgery", 0, 3), ("ana", "clinic", 2, 5)],
        &["availability doctor ana 2 2"],
    );
    let away = with(
        draft(),
        "leaves",
        json!([{ "doctor": "ana", "from": "#3", "to": "#4" }]),
    );
    assert_violations(
        &away,
        &[("ana", "surgery", 0, 1), ("ana", "surgery", 4, 5)],
        &[],
    );
    assert_violations(
        &away,
        &[("ana", "surgery", 1, 5)],
        &["availability doctor ana 2 2"],
    );
    assert_violations(
        &away,
        &[("ana", "surgery", 2, 2)],
        &["availability doctor ana 2 1"],
    );
}

#[test]
fn rotations_cover_whole_clipped_blocks() {
    // Periods 0-4, 5-9, 10-14 are the weeks; ana arrives in period 2.
    assert_violations(&days(), &[("ana", "surgery", 2, 9)], &[]);
    assert_violations(
        &days(),
        &[("ana", "surgery", 2, 6)],
        &["availability doctor ana 7 3"],
    );
    assert_violations(
        &days(),
        &[("ana", "surgery", 3, 4)],
        &["availability doctor ana 2 1"],
    );
}

#[test]
fn unknown_things_are_violations_of_availability() {
    let draft = draft();
    assert_violations(
        &draft,
        &[("ana", "nowhere", 2, 4)],
        &["availability doctor ana 2 3"],
    );
    assert_violations(
        &draft,
        &[("ana", "surgery", 4, 2)],
        &["availability doctor ana 4 1"],
    );
    let problem = draft.validate().unwrap();
    let mut schedule = schedule_with(&problem, &[], &[("ben", 7, 0)]);
    let stranger = schedule_with(&problem, &[("ana", "surgery", 0, 0)], &[])
        .pathway(DoctorId::new(0))
        .clone();
    schedule.set(DoctorId::new(4), stranger);
    let report = medrota::check(&problem, &schedule);
    assert_eq!(
        told(&problem, &report.violations),
        ["availability doctor ben - 1", "availability schedule - 1"]
    );
}

#[test]
fn a_whole_event_cuts_the_axis_and_rotations_go_on_around_it() {
    let event = json!([{ "id": "course", "attendees": { "doctors": ["ana"] }, "slots": [{ "from": "#3", "to": "#3" }], "value": 5 }]);
    let draft = with(draft(), "events", event);
    let draft = with(
        draft,
        "requirements",
        json!([{ "id": "ops", "doctors": { "doctors": ["ana"] },
        "activities": { "departments": ["surgery"] }, "min": 2, "max": 2, "runs_max": 1 }]),
    );
    // Fixed events are attended whether the schedule lists them or not.
    assert_value(&draft, &[("ana", "surgery", 1, 3)], 5);
    assert_value(
        &draft,
        &[("ana", "surgery", 1, 1), ("ana", "surgery", 3, 3)],
        5,
    );
    assert_value(
        &draft,
        &[("ana", "surgery", 1, 2), ("ana", "surgery", 3, 3)],
        5,
    );
    let problem = draft.validate().unwrap();
    let listed = schedule_with(&problem, &[("ana", "surgery", 1, 3)], &[("ana", 0, 0)]);
    let report = medrota::check(&problem, &listed);
    assert_eq!((report.value, report.violations.len()), (5, 0));
}

#[test]
fn the_view_of_one_doctor() {
    let draft = with(
        days(),
        "leaves",
        json!([
            { "doctor": "ana", "from": "2026-09-10", "to": "2026-09-10", "keeps_place": true },
            { "doctor": "ana", "from": "2026-09-11 pm", "to": "2026-09-11" },
            { "doctor": "ana", "from": "2026-09-21", "to": "2026-09-25" },
        ]),
    );
    let draft = with(
        draft,
        "events",
        json!([{ "id": "course", "slots": [{ "from": "2026-09-14", "to": "2026-09-14" }] }]),
    );
    let problem = draft.validate().unwrap();
    let schedule = schedule(&problem, &[("ana", "surgery", 2, 4)]);
    let view = timeline(
        &problem,
        DoctorId::new(0),
        schedule.pathway(DoctorId::new(0)),
    );
    let there = |half: bool| Cell::Activity {
        activity: ActivityId::new(0),
        half,
    };
    let mut expected = vec![
        Cell::Outside,
        Cell::Outside,
        there(false),
        Cell::KeepsPlace,
        there(true),
    ];
    expected.extend([
        Cell::Event(medrota::ids::EventId::new(0)),
        Cell::Idle,
        Cell::Idle,
        Cell::Idle,
        Cell::Idle,
    ]);
    expected.extend([Cell::Leave; 5]);
    assert_eq!(
        view.iter().map(|entry| entry.1).collect::<Vec<_>>(),
        expected
    );
}

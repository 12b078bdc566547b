//! What each change does to a problem, and what is refused.

use super::{baseline, changed, close, places, ward, withdraw};
use medrota::check::Metrics;
use medrota::generate::Cohort;
use medrota::ids::{DoctorId, PeriodId};
use medrota::problem::draft::{CohortDraft, DoctorDraft, EventDraft, SlotDraft};
use medrota::problem::rules;
use medrota::problem::{Presence, RuleDraft};
use medrota::scenario::{Change, Scenario};
use medrota::{Problem, Schedule, check};

/// Places of a department in each period.
fn limits(problem: &Problem, department: &str) -> Vec<Option<i64>> {
    let department = problem.find_department(department).unwrap();
    let metrics = Metrics::new(problem, &Schedule::default());
    metrics.loads[&department]
        .iter()
        .map(|load| load.limit)
        .collect()
}

fn findings(problem: &Problem, changes: Vec<Change>) -> Vec<String> {
    let error = Scenario::new("odd", changes)
        .apply(problem, None)
        .unwrap_err();
    error
        .diagnostics()
        .as_slice()
        .iter()
        .map(|finding| format!("{} {}", finding.code, finding.place.pointer))
        .collect()
}

#[test]
fn places_go_up_and_down_after_supervision_and_trainees() {
    let problem = ward();
    assert_eq!(limits(&problem, "surgery"), [Some(2); 10]);
    assert_eq!(
        limits(&changed(&problem, vec![places("surgery", 2)]), "surgery"),
        [Some(4); 10]
    );
    assert_eq!(
        limits(&changed(&problem, vec![places("surgery", -5)]), "surgery"),
        [Some(0); 10]
    );
    let some = Change::AddPlaces {
        of: "surgery".into(),
        places: 1,
        from: Some("#2".into()),
        to: Some("#3".into()),
    };
    assert_eq!(
        limits(&changed(&problem, vec![some]), "surgery")[..4],
        [Some(2), Some(3), Some(3), Some(2)]
    );
    let set = Change::SetPlaces {
        of: "imaging".into(),
        places: 7,
        from: Some("#10".into()),
        to: None,
    };
    assert_eq!(
        limits(&changed(&problem, vec![set]), "imaging")[8..],
        [Some(3), Some(7)]
    );
    let mut draft = problem.draft().clone();
    draft.capacities[1].local_trainees = 1;
    assert_eq!(
        limits(
            &changed(&draft.validate().unwrap(), vec![places("maternity", 1)]),
            "maternity"
        ),
        [Some(2); 10]
    );
}

#[test]
fn changes_of_one_scenario_commute() {
    let problem = ward();
    let away = Change::SupervisorAway {
        department: "surgery".into(),
        supervisors: 1,
        from: "#1".into(),
        to: "#2".into(),
        reason: String::new(),
    };
    let all = vec![
        places("surgery", 1),
        away,
        close("surgery", "#4", "#4"),
        places("surgery", 2),
        withdraw("ana"),
    ];
    let expected = [Some(3), Some(3), Some(5), Some(0), Some(5)];
    assert_eq!(
        limits(&changed(&problem, all.clone()), "surgery")[..5],
        expected
    );
    assert_eq!(
        limits(
            &changed(&problem, all.into_iter().rev().collect()),
            "surgery"
        )[..5],
        expected
    );
}

#[test]
fn a_closure_is_lifted_only_where_it_is_asked() {
    let problem = changed(&ward(), vec![close("surgery", "#2", "#6")]);
    let open = Change::Reopen {
        of: "surgery".into(),
        from: Some("#3".into()),
        to: Some("#4".into()),
    };
    let expected = [
        Some(2),
        Some(0),
        Some(2),
        Some(2),
        Some(0),
        Some(0),
        Some(2),
    ];
    assert_eq!(
        limits(&changed(&problem, vec![open]), "surgery")[..7],
        expected
    );
    assert_eq!(
        findings(
            &ward(),
            vec![Change::Reopen {
                of: "surgery".into(),
                from: None,
                to: None
            }]
        ),
        ["E602 /changes/0/of"]
    );
}

#[test]
fn a_doctor_who_withdraws_keeps_the_id_and_no_rule_asks_for_them() {
    let problem = ward();
    let without = changed(&problem, vec![withdraw("ana"), withdraw("ben")]);
    assert_eq!(without.find_doctor("farid"), problem.find_doctor("farid"));
    assert_eq!(
        without.presence(DoctorId::new(0), PeriodId::new(0)),
        Presence::Outside
    );
    let before = baseline(&problem);
    let report = check(&without, before.schedule().unwrap());
    // Only their stays are refused now, not their requirements.
    assert!(
        report
            .violations
            .iter()
            .all(|violation| without.rule_key(violation.rule) == "availability")
    );
    let after = baseline(&without);
    assert!(
        after
            .schedule()
            .unwrap()
            .pathway(DoctorId::new(0))
            .rotations()
            .is_empty()
    );
    assert!(check(&without, after.schedule().unwrap()).is_feasible());
    assert_eq!(
        Problem::from_json_str(&without.to_json()).unwrap().draft(),
        without.draft()
    );
}

#[test]
fn doctors_come_late_leave_early_are_on_leave_and_more_of_them_come() {
    let problem = ward();
    let new = DoctorDraft {
        id: "gita".into(),
        ..DoctorDraft::default()
    };
    let with = changed(
        &problem,
        vec![
            Change::Arrive {
                doctor: "ana".into(),
                arrival: "2026-09-20".into(),
            },
            Change::Depart {
                doctor: "ana".into(),
                departure: "2026-10-31".into(),
            },
            Change::Leave {
                doctor: "ben".into(),
                from: "2026-09-13".into(),
                to: "2026-09-19".into(),
                half: false,
                keeps_place: false,
            },
            Change::AddDoctor { doctor: new },
        ],
    );
    let (ana, ben) = (DoctorId::new(0), DoctorId::new(1));
    assert_eq!(
        (with.doctor(ana).first, with.doctor(ana).last),
        (PeriodId::new(2), PeriodId::new(7))
    );
    assert_eq!(with.presence(ben, PeriodId::new(1)), Presence::Leave);
    assert_eq!(with.find_doctor("gita"), Some(DoctorId::new(6)));
}

#[test]
fn a_cohort_moves_with_its_dates_and_events_and_grows() {
    let mut draft = Cohort::new(6, 4).draft();
    draft.horizon.end = "2026-11-28".into();
    draft.cohorts[0].arrival = Some("2026-10-25".into());
    draft.cohorts[0].departure = Some("2026-11-06".into());
    let problem = draft.validate().unwrap();
    let moved = changed(
        &problem,
        vec![
            Change::MoveCohort {
                cohort: "cohort".into(),
                arrival: "2026-11-08".into(),
            },
            Change::EnlargeCohort {
                cohort: "cohort".into(),
                doctors: 2,
            },
        ],
    );
    assert_eq!(moved.doctors().len(), 8);
    assert_eq!(moved.draft().doctors[6].id, "cohort+1");
    assert_eq!(
        moved.draft().cohorts[0].departure.as_deref(),
        Some("2026-11-20")
    );
    let (before, after) = (
        &problem.draft().events[0].slots[0].from,
        &moved.draft().events[0].slots[0],
    );
    assert_eq!(
        (before.as_str(), after.from.as_str(), after.to.as_str()),
        ("2026-10-25 am", "2026-11-08", "2026-11-08 am")
    );
    assert_eq!(
        moved.event(medrota::ids::EventId::new(0)).slots[0].first,
        moved.event(medrota::ids::EventId::new(0)).slots[0].last
    );
    let report = check(&moved, baseline(&moved).schedule().unwrap());
    assert!(report.is_feasible());
}

#[test]
fn a_new_cohort_and_new_events() {
    let cohort = CohortDraft {
        id: "guests".into(),
        arrival: Some("2026-10-04".into()),
        departure: Some("2026-10-17".into()),
        ..Default::default()
    };
    let doctors = vec![DoctorDraft {
        id: "hana".into(),
        ..Default::default()
    }];
    let slot = |date: &str| SlotDraft {
        from: date.into(),
        to: date.into(),
    };
    let event = EventDraft {
        id: "lecture".into(),
        slots: vec![slot("2026-10-06")],
        ..Default::default()
    };
    let problem = changed(
        &ward(),
        vec![
            Change::AddCohort { cohort, doctors },
            Change::AddEvent { event },
        ],
    );
    assert_eq!(problem.cohorts()[0].doctors.len(), 1);
    let moved = changed(
        &problem,
        vec![Change::MoveEvent {
            event: "lecture".into(),
            slots: vec![slot("2026-10-13")],
        }],
    );
    assert_eq!(moved.draft().events[0].slots[0].from, "2026-10-13");
}

#[test]
fn numbers_of_any_rule_are_set_by_their_names_in_files() {
    let problem = ward();
    let set = |rule: &str, field: &str, value: Option<i64>| Change::SetNumber {
        rule: rule.into(),
        field: field.into(),
        value,
    };
    let with = changed(
        &problem,
        vec![
            set("surgery", "min", Some(1)),
            set("surgery", "weight", Some(7)),
            set("maternity", "max", None),
        ],
    );
    assert_eq!(
        (
            with.requirement(0).min,
            with.requirement(0).weight,
            with.requirement(1).max
        ),
        (1, Some(7), i64::MAX)
    );
    assert_eq!(
        findings(&problem, vec![set("surgery", "least", Some(1))]),
        ["E003 /changes/0/field"]
    );
    assert_eq!(
        findings(&problem, vec![set("surgery", "doctors", Some(1))]),
        ["E004 /changes/0/field"]
    );
    assert_eq!(
        findings(&problem, vec![set("surgery", "colour", None)]),
        ["E003 /changes/0/field"]
    );
    assert_eq!(
        findings(&problem, vec![set("theatre", "min", Some(1))]),
        ["E103 /changes/0/rule"]
    );
    let rule = RuleDraft::Idle(rules::Idle {
        id: "idle".into(),
        doctors: Default::default(),
        cost: 2,
        leading: true,
        trailing: true,
        leave: false,
    });
    let idle = changed(&problem, vec![Change::SetRule { rule }]);
    assert!(idle.find_rule("idle").is_some());
    assert!(
        changed(
            &idle,
            vec![Change::SwitchOff {
                rule: "idle".into()
            }]
        )
        .find_rule("idle")
        .is_none()
    );
    assert!(
        changed(
            &problem,
            vec![Change::SwitchOff {
                rule: "capacity/surgery".into()
            }]
        )
        .find_rule("capacity/surgery")
        .is_none()
    );
}

#[test]
fn unknown_names_are_findings_that_name_the_change() {
    let problem = ward();
    let arrive = Change::Arrive {
        doctor: "zoe".into(),
        arrival: "#1".into(),
    };
    let all = vec![
        withdraw("zoe"),
        arrive,
        close("roof", "#1", "#2"),
        places("roof", 1),
        Change::SupervisorAway {
            department: "roof".into(),
            supervisors: 1,
            from: "#1".into(),
            to: "#1".into(),
            reason: String::new(),
        },
        Change::MoveCohort {
            cohort: "spring".into(),
            arrival: "#1".into(),
        },
        Change::EnlargeCohort {
            cohort: "summer".into(),
            doctors: 1,
        },
        Change::MoveEvent {
            event: "talk".into(),
            slots: Vec::new(),
        },
        Change::SwitchOff {
            rule: "gravity".into(),
        },
    ];
    let error = Scenario::new("odd", all).apply(&problem, None).unwrap_err();
    let found = error.diagnostics().as_slice();
    let codes: Vec<String> = found
        .iter()
        .map(|finding| finding.code.to_string())
        .collect();
    assert_eq!(
        codes.iter().filter(|code| *code == "E103").count(),
        9,
        "{error}"
    );
    assert!(
        error
            .to_string()
            .contains("change 1 (doctor zoe withdrawn): there is no doctor \"zoe\""),
        "{error}"
    );
    // The same doctor withdraws and arrives: that is a contradiction, too.
    assert!(
        error.to_string().contains(
            "change 2 (doctor zoe arrives #1) contradicts change 1 (doctor zoe withdrawn)"
        ),
        "{error}"
    );
}

#[test]
fn contradictions_name_both_changes() {
    let problem = ward();
    let set = |number: i64| Change::SetPlaces {
        of: "surgery".into(),
        places: number,
        from: None,
        to: None,
    };
    let contradict = [
        vec![set(1), set(2)],
        vec![set(1), places("surgery", 1)],
        vec![
            close("surgery", "#1", "#4"),
            Change::Reopen {
                of: "surgery".into(),
                from: Some("#4".into()),
                to: None,
            },
        ],
        vec![
            Change::SetNumber {
                rule: "surgery".into(),
                field: "min".into(),
                value: Some(1),
            },
            Change::SwitchOff {
                rule: "surgery".into(),
            },
        ],
        vec![
            Change::Depart {
                doctor: "ana".into(),
                departure: "#3".into(),
            },
            Change::Depart {
                doctor: "ana".into(),
                departure: "#4".into(),
            },
        ],
    ];
    for changes in contradict {
        let found = findings(&problem, changes.clone());
        assert!(
            found.contains(&"E601 /changes/1".to_owned()),
            "{changes:?}: {found:?}"
        );
    }
    // What does not overlap does not contradict.
    let first = Change::SetPlaces {
        of: "surgery".into(),
        places: 1,
        from: None,
        to: Some("#3".into()),
    };
    let later = Change::SetPlaces {
        of: "surgery".into(),
        places: 4,
        from: Some("#4".into()),
        to: None,
    };
    assert_eq!(
        limits(&changed(&problem, vec![first, later]), "surgery")[2..4],
        [Some(1), Some(4)]
    );
}

#[test]
fn odd_numbers_and_dates_are_findings() {
    let problem = ward();
    let set = |places: i64, from: &str, to: &str| Change::SetPlaces {
        of: "surgery".into(),
        places,
        from: Some(from.into()),
        to: Some(to.into()),
    };
    assert_eq!(
        findings(&problem, vec![set(-1, "#1", "#2")]),
        ["E301 /changes/0/places"]
    );
    assert_eq!(
        findings(&problem, vec![set(1, "soon", "#2")]),
        ["E201 /changes/0/from"]
    );
    assert_eq!(
        findings(&problem, vec![set(1, "#3", "#2")]),
        ["E202 /changes/0/to"]
    );
    assert_eq!(
        findings(&problem, vec![withdraw("ana"), withdraw("ana")]),
        ["E601 /changes/1", "E602 /changes/1/doctor"]
    );
    let mut draft = problem.draft().clone();
    draft.capacities.retain(|row| row.of != "imaging");
    assert_eq!(
        findings(&draft.validate().unwrap(), vec![places("imaging", 1)]),
        ["E602 /changes/0/of"]
    );
}

#[test]
fn what_lies_before_the_notice_stays_as_it_was() {
    let problem = ward();
    let before = baseline(&problem);
    let schedule = before.schedule().unwrap();
    let scenario = Scenario::new(
        "emergency",
        vec![close("imaging", "#5", "#6"), withdraw("dina")],
    )
    .known_from("#5");
    let after = scenario.apply(&problem, Some(schedule)).unwrap();
    let found = baseline(&after);
    let new = found.schedule().expect("there is a plan");
    let dina = problem.find_doctor("dina").unwrap();
    assert!(new.pathway(dina).rotations().is_empty());
    for doctor in (0..6).map(DoctorId::new).filter(|doctor| *doctor != dina) {
        for period in (0..4).map(PeriodId::new) {
            let activity = |schedule: &Schedule| {
                schedule
                    .pathway(doctor)
                    .rotation_at(period)
                    .map(|rotation| rotation.activity)
            };
            assert_eq!(activity(schedule), activity(new), "{doctor:?} {period:?}");
        }
    }
    assert!(check(&after, new).is_feasible());
}

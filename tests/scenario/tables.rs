//! Scenario sets as JSON and CSV.

use super::sets::mixed;
use super::ward;
use medrota::problem::RuleDraft;
use medrota::problem::draft::{CohortDraft, DoctorDraft, EventDraft, SlotDraft};
use medrota::problem::rules;
use medrota::scenario::{Amounts, Change, Scenario, ScenarioSet};

/// One change of every kind.
fn every_change() -> Vec<Change> {
    let when = |text: &str| Some(text.to_owned());
    vec![
        Change::AddPlaces {
            of: "surgery".into(),
            places: -2,
            from: when("#1"),
            to: None,
        },
        Change::SetPlaces {
            of: "a, \"b\"".into(),
            places: 2,
            from: None,
            to: when("2026-09-06 am"),
        },
        Change::Close {
            of: "surgery".into(),
            from: "#1".into(),
            to: "#2".into(),
            reason: "flood".into(),
        },
        Change::Reopen {
            of: "surgery".into(),
            from: None,
            to: None,
        },
        Change::SupervisorAway {
            department: "surgery".into(),
            supervisors: 1,
            from: "#1".into(),
            to: "#1".into(),
            reason: String::new(),
        },
        Change::AddDoctor {
            doctor: DoctorDraft {
                id: "new".into(),
                tags: vec!["a".into()],
                ..Default::default()
            },
        },
        Change::Withdraw {
            doctor: "12".into(),
        },
        Change::Arrive {
            doctor: "ana".into(),
            arrival: "2026-09-08".into(),
        },
        Change::Depart {
            doctor: "ana".into(),
            departure: "2026-09-28".into(),
        },
        Change::Leave {
            doctor: "ana".into(),
            from: "#1".into(),
            to: "#1".into(),
            half: true,
            keeps_place: false,
        },
        Change::AddCohort {
            cohort: CohortDraft {
                id: "c".into(),
                ..Default::default()
            },
            doctors: vec![DoctorDraft::default()],
        },
        Change::MoveCohort {
            cohort: "c".into(),
            arrival: "2026-10-04".into(),
        },
        Change::EnlargeCohort {
            cohort: "c".into(),
            doctors: 3,
        },
        Change::AddEvent {
            event: EventDraft {
                id: "e".into(),
                min_places: 2,
                ..Default::default()
            },
        },
        Change::MoveEvent {
            event: "e".into(),
            slots: vec![SlotDraft {
                from: "#1".into(),
                to: "#1".into(),
            }],
        },
        Change::SetNumber {
            rule: "surgery".into(),
            field: "weight".into(),
            value: None,
        },
        Change::SetRule {
            rule: RuleDraft::Off(rules::Off {
                id: "off".into(),
                rule: "x".into(),
            }),
        },
        Change::SwitchOff { rule: "x".into() },
        Change::Waive {
            doctor: "ana".into(),
            rule: when("surgery"),
            amounts: Some(Amounts::InProportion),
            from: when("#2"),
            amount: None,
        },
        Change::Waive {
            doctor: "ben".into(),
            rule: when("surgery"),
            amounts: None,
            from: None,
            amount: Some(1),
        },
        Change::LeaveProgramme {
            doctor: "ana".into(),
            departure: "#3".into(),
            amounts: Some(Amounts::Kept),
        },
        Change::Swap {
            doctor: "ana".into(),
            with: "ben".into(),
            from: "#1".into(),
            to: "#2".into(),
        },
        Change::Return {
            doctor: "ana".into(),
            from: "#4".into(),
        },
        Change::Extend {
            doctor: "ana".into(),
            departure: "#9".into(),
            amounts: None,
        },
        Change::PartTime {
            doctor: "ben".into(),
            from: None,
            to: when("#8"),
            every: Some(3),
            weekdays: vec!["monday".into(), "friday".into()],
            periods: vec!["a; b".into(), "[".into(), "-1".into()],
            half: true,
            amounts: Some(Amounts::Waived),
        },
    ]
}

#[test]
fn every_change_survives_json_and_csv() {
    let folder = tempfile::tempdir().unwrap();
    let scenarios = vec![
        Scenario::new("all of it", every_change()).known_from("#3"),
        Scenario::new("one", vec![every_change().remove(0)]),
    ];
    let set = ScenarioSet::list("changes", scenarios);
    let (json, csv) = (
        folder.path().join("changes.json"),
        folder.path().join("changes.csv"),
    );
    set.write_json(&json).unwrap();
    assert_eq!(ScenarioSet::from_path(&json).unwrap(), set);
    assert_eq!(ScenarioSet::from_json_str(&set.to_json()).unwrap(), set);
    set.write_csv(&csv, &ward()).unwrap();
    let text = std::fs::read_to_string(&csv).unwrap();
    assert_eq!(ScenarioSet::from_path(&csv).unwrap(), set, "{text}");
    let mixed = mixed();
    assert_eq!(ScenarioSet::from_json_str(&mixed.to_json()).unwrap(), mixed);
}

#[test]
fn a_table_written_by_hand_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ideas.csv");
    std::fs::write(
        &path,
        "scenario,kind,of,places,doctor\nbigger,add_places,surgery,2,\nsmaller,add_places,surgery,-1,\nbigger,withdraw,,,ana\n",
    )
    .unwrap();
    let set = ScenarioSet::from_path(&path).unwrap();
    let problem = ward();
    assert_eq!((set.name.as_str(), set.len(&problem)), ("ideas", 2));
    assert_eq!(set.scenario(&problem, 1).unwrap().changes.len(), 2);
}

#[test]
fn broken_files_are_refused_with_their_lines() {
    let folder = tempfile::tempdir().unwrap();
    let cases = [
        (
            "a.csv",
            "scenario,kind,colour\nx,withdraw,red\n",
            vec!["E003:1", "E005:2"],
        ),
        (
            "b.csv",
            "scenario,kind,of,places\nx,add_places,surgery,two\nx,fly,,\n",
            vec!["E004:2", "E405:3"],
        ),
        ("c.csv", "scenario,of\nx,y\n", vec!["E005:1"]),
        (
            "d.csv",
            "scenario,kind,doctor\nx,add_doctor,{\nx,withdraw,\n",
            vec!["E002:2", "E005:3"],
        ),
        (
            "e.csv",
            "scenario,kind,kind\nx,withdraw,withdraw\n",
            vec!["E009:1"],
        ),
        (
            "f.csv",
            "scenario,kind,doctor,known_from\nx,withdraw,a,#1\nx,withdraw,b,#2\n",
            vec!["E601:3"],
        ),
        (
            "g.json",
            "{\"format\": 1, \"parts\": [{\"kind\": \"list\", \"scenarios\": [{\"changes\": [{\"kind\": \"withdraw\"}]}]}]}",
            vec!["E005:1"],
        ),
        (
            "h.json",
            "{\"format\": 1, \"parts\": [{\"kind\": \"lists\"}]}",
            vec!["E405:1"],
        ),
        ("i.json", "{", vec!["E002:1"]),
    ];
    for (name, text, expected) in cases {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        let error = ScenarioSet::from_path(&path).unwrap_err();
        let found: Vec<String> = error
            .diagnostics()
            .as_slice()
            .iter()
            .map(|finding| format!("{}:{}", finding.code, finding.place.line.unwrap_or(0)))
            .collect();
        assert_eq!(found, expected, "{name}: {error}");
    }
    let missing = ScenarioSet::from_path(folder.path().join("none.csv")).unwrap_err();
    assert_eq!(missing.diagnostics().as_slice()[0].code.as_str(), "E001");
}

//! Families 10 to 14 and the figures.

use crate::support::*;
use medrota::check;
use medrota::check::Metrics;
use medrota::check::metrics::{Load, Utilisation};
use medrota::ids::{DepartmentId, DoctorId, PeriodId};
use serde_json::json;

const ALL_IN_SURGERY: [Stay<'_>; 3] = [
    ("ana", "surgery", 0, 1),
    ("ben", "surgery", 1, 2),
    ("cem", "surgery", 1, 1),
];

#[test]
fn capacity_of_the_tables() {
    let install = |weight: Option<i64>| {
        with(
            draft(),
            "capacities",
            json!([{ "of": "surgery", "max": 3, "local_trainees": 1, "weight": weight }]),
        )
    };
    assert_hard_and_soft(
        install,
        &ALL_IN_SURGERY[..2],
        &ALL_IN_SURGERY,
        &["capacity/surgery department surgery 1 1"],
    );
    let fewest = |weight: Option<i64>| {
        with(
            draft(),
            "capacities",
            json!([{ "of": "clinic", "from": "#1", "to": "#2", "min": 1, "weight": weight }]),
        )
    };
    assert_hard_and_soft(
        fewest,
        &[("ana", "clinic", 0, 1)],
        &[("ana", "clinic", 1, 2)],
        &["capacity/clinic department clinic 0 1"],
    );
    let closed = with(
        draft(),
        "closures",
        json!([{ "of": "surgery", "from": "#2", "to": "#2" }]),
    );
    assert_violations(
        &closed,
        &[("ana", "surgery", 0, 1)],
        &["capacity/surgery department surgery 1 1"],
    );
}

#[test]
fn capacity_counts_places_that_are_kept_but_not_for_its_least() {
    let draft = with(
        draft(),
        "capacities",
        json!([{ "of": "surgery", "max": 2 }]),
    );
    let away = with(
        draft,
        "leaves",
        json!([{ "doctor": "ana", "from": "#2", "to": "#2", "keeps_place": true }]),
    );
    let three = [
        ("ana", "surgery", 0, 2),
        ("ben", "surgery", 1, 2),
        ("cem", "surgery", 1, 1),
    ];
    assert_violations(&away, &three, &["capacity/surgery department surgery 1 1"]);
    let fewest = with(
        away,
        "capacities",
        json!([{ "of": "surgery", "from": "#2", "to": "#2", "min": 1 }]),
    );
    assert_violations(
        &fewest,
        &[("ana", "surgery", 0, 2)],
        &["capacity/surgery department surgery 1 1"],
    );
}

/// A week off within a block of the ward: in the other weeks one is on the ward, whatever the rule says of the leave.
#[test]
fn leave_in_a_part_of_a_block_is_work_in_the_rest_of_it() {
    let off = json!([{ "id": "off", "department": "surgery", "leave_of": "surgery", "leave_periods": { "periods": ["#2"] } }]);
    let draft = with(draft(), "activities", off);
    let rule = |rule: serde_json::Value| with(draft.clone(), "rules", json!([rule]));
    let two = [("ana", "off", 0, 2), ("ben", "off", 0, 2)];
    let at_once = rule(
        json!({ "kind": "capacity", "id": "at once", "activities": { "activities": ["off"] }, "max": 1 }),
    );
    assert_violations(&at_once, &two, &["at once activity off 1 1"]);
    let staffed = json!({ "kind": "coverage", "id": "staffed", "activities": { "activities": ["surgery"], "except": ["off"] },
        "periods": { "to": "#3" }, "min": 1 });
    assert_violations(&rule(staffed), &two[..1], &["staffed activity surgery 1 1"]);
}

#[test]
fn capacity_rule_over_several_departments() {
    let rule = json!({ "kind": "capacity", "id": "north", "activities": { "hospitals": ["north"] }, "doctors": { "doctors": ["ana", "ben"] },
        "periods": { "to": "#2" }, "max": 1 });
    let good = [
        ("ana", "surgery", 0, 0),
        ("cem", "medicine", 0, 0),
        ("ben", "medicine", 1, 3),
        ("ana", "surgery", 2, 3),
    ];
    assert_rule(
        rule,
        &good,
        &[("ana", "surgery", 0, 0), ("ben", "medicine", 0, 0)],
        &["north hospital north 0 1"],
    );
}

#[test]
fn coverage() {
    let rule = json!({ "kind": "coverage", "id": "hands", "activities": { "departments": ["surgery"] }, "periods": { "from": "#1", "to": "#2" },
        "doctor_weights": [{ "doctors": { "doctors": ["ana"] }, "weight": 3 }], "min": 1, "max": 4 });
    let good = [("ana", "surgery", 0, 1), ("ben", "surgery", 0, 0)];
    let bad = [
        ("ana", "surgery", 1, 1),
        ("ben", "surgery", 1, 1),
        ("cem", "surgery", 1, 1),
    ];
    assert_rule(
        rule,
        &good,
        &bad,
        &[
            "hands department surgery 0 1",
            "hands department surgery 1 1",
        ],
    );
    let total = json!({ "kind": "coverage", "id": "hands", "activities": { "departments": ["surgery"] }, "per": "total",
        "max": 6, "allowed": [0, 4, 9] });
    let eight = [("ana", "surgery", 0, 7)];
    assert_rule(
        total,
        &[("ana", "surgery", 0, 3)],
        &eight,
        &["hands department surgery - 4"],
    );
}

#[test]
fn coverage_counts_half_present_doctors_half() {
    let rule = json!({ "kind": "coverage", "id": "hands", "activities": { "departments": ["surgery"] }, "periods": { "periods": ["#1"] },
        "doctor_weights": [{ "weight": 2 }], "half_presence": true, "allowed": [0, 3] });
    let leave = json!([{ "doctor": "ana", "from": "#1", "to": "#1", "half": true }]);
    let draft = with(with_rules(draft(), &[rule]), "leaves", leave);
    assert_violations(
        &draft,
        &[("ana", "surgery", 0, 0), ("ben", "surgery", 0, 0)],
        &[],
    );
    assert_violations(
        &draft,
        &[("ana", "surgery", 0, 0)],
        &["hands department surgery 0 1"],
    );
}

#[test]
fn together() {
    let rule = |scope: &str| json!({ "kind": "together", "id": "pair", "doctors": { "doctors": ["ana", "ben"] }, "scope": scope });
    let apart = [
        ("ana", "surgery", 0, 1),
        ("ben", "medicine", 1, 1),
        ("cem", "clinic", 0, 3),
    ];
    assert_rule(
        rule("department"),
        &[("ana", "surgery", 0, 1), ("ben", "surgery", 0, 1)],
        &apart,
        &[
            "pair doctor ana and doctor ben 0 1",
            "pair doctor ana and doctor ben 1 2",
        ],
    );
    assert_rule(
        rule("hospital"),
        &[("ana", "surgery", 0, 1), ("ben", "medicine", 0, 1)],
        &apart,
        &["pair doctor ana and doctor ben 0 1"],
    );
}

#[test]
fn apart() {
    let rule = |scope: &str| json!({ "kind": "apart", "id": "spread", "doctors": {}, "scope": scope, "max_together": 2, "periods": { "to": "#2" } });
    let late = [
        ("ana", "surgery", 2, 2),
        ("ben", "surgery", 2, 2),
        ("cem", "surgery", 2, 2),
    ];
    assert_rule(
        rule("department"),
        &late,
        &ALL_IN_SURGERY,
        &["spread department surgery 1 1"],
    );
    let north = [
        ("ana", "surgery", 1, 1),
        ("ben", "surgery", 1, 1),
        ("cem", "medicine", 1, 1),
    ];
    assert_rule(
        rule("hospital"),
        &late,
        &north,
        &["spread hospital north 1 1"],
    );
}

#[test]
fn split_evenly() {
    let rule = json!({ "kind": "split_evenly", "id": "even", "doctors": {}, "departments": ["surgery", "medicine", "clinic"],
        "periods": { "to": "#1" }, "tolerance": 1 });
    let good = [
        ("ana", "surgery", 0, 0),
        ("ben", "medicine", 0, 0),
        ("cem", "surgery", 1, 1),
    ];
    let bad = [
        ("ana", "surgery", 0, 0),
        ("ben", "surgery", 0, 0),
        ("cem", "medicine", 0, 0),
    ];
    assert_rule(rule.clone(), &good, &bad, &["even department surgery 0 1"]);
    let all = [
        ("ana", "surgery", 0, 0),
        ("ben", "surgery", 0, 0),
        ("cem", "surgery", 0, 0),
    ];
    assert_rule(rule, &good, &all, &["even department surgery 0 4"]);
}

#[test]
fn team() {
    let rule = json!({ "kind": "team", "id": "guide", "doctors": { "doctors": ["ana", "ben"] }, "companions": { "doctors": ["cem"] },
        "doctors_per_companion": 1 });
    let good = [("ana", "surgery", 0, 1), ("cem", "surgery", 0, 1)];
    let bad = [
        ("ana", "surgery", 0, 1),
        ("ben", "surgery", 1, 1),
        ("cem", "surgery", 1, 1),
    ];
    assert_rule(
        rule,
        &good,
        &bad,
        &[
            "guide department surgery 0 1",
            "guide department surgery 1 1",
        ],
    );
}

#[test]
fn attendance() {
    let slots = json!([{ "from": "#2", "to": "#2" }, { "from": "#4", "to": "#4" }]);
    let event =
        json!([{ "id": "class", "slots": slots, "min_places": 2, "max_places": 2, "value": 3 }]);
    let draft = with(draft(), "events", event);
    let problem = draft.validate().unwrap();
    let findings = |attendances: &[(&str, usize, u32)]| {
        let report = check(
            &problem,
            &schedule_with(&problem, &[("ana", "surgery", 0, 4)], attendances),
        );
        (told(&problem, &report.violations), report.value)
    };
    let (violations, value) = findings(&[("ana", 0, 0), ("ben", 0, 0), ("cem", 0, 1)]);
    assert_eq!(
        (violations, value),
        (
            vec!["attendance/class event class, slot 2 3 1".to_owned()],
            9
        )
    );
    let (violations, _) = findings(&[("ana", 0, 0), ("ben", 0, 0)]);
    assert_eq!(violations, ["attendance/class doctor cem - 1"]);
    let (violations, _) = findings(&[("ana", 0, 0), ("ben", 0, 0), ("cem", 0, 0)]);
    assert_eq!(violations, ["attendance/class event class, slot 1 1 1"]);
    let (violations, _) = findings(&[("ana", 0, 0), ("ana", 0, 1), ("ben", 0, 0), ("cem", 0, 1)]);
    assert_eq!(violations, ["attendance/class doctor ana - 1"]);
}

#[test]
fn attendance_joint_optional_and_overlapping() {
    let both = json!([{ "from": "#2", "to": "#2" }, { "from": "#3", "to": "#3" }]);
    let optional = json!({ "id": "talk", "attendees": { "doctors": ["ana", "ben"] }, "slots": both, "joint": true, "optional": true });
    let course = json!({ "id": "course", "attendees": { "doctors": ["ana"] }, "slots": [{ "from": "#3", "to": "#4" }] });
    let draft = with(draft(), "events", json!([optional, course]));
    let draft = with(
        draft,
        "leaves",
        json!([{ "doctor": "ben", "from": "#2", "to": "#2" }]),
    );
    let problem = draft.validate().unwrap();
    let findings = |attendances: &[(&str, usize, u32)]| {
        told(
            &problem,
            &check(&problem, &schedule_with(&problem, &[], attendances)).violations,
        )
    };
    assert_eq!(findings(&[]), [""; 0]);
    assert_eq!(findings(&[("ana", 0, 0)]), [""; 0]);
    assert_eq!(
        findings(&[("ana", 0, 0), ("ben", 0, 1)]),
        ["attendance/talk event talk, slot 2 - 1"]
    );
    assert_eq!(
        findings(&[("ana", 0, 1)]),
        [
            "attendance/talk doctor ana 2 1",
            "attendance/course doctor ana 2 1"
        ]
    );
    assert_eq!(
        findings(&[("ben", 0, 0)]),
        ["attendance/talk doctor ben 1 1"]
    );
    assert_eq!(
        findings(&[("cem", 0, 0), ("ben", 1, 0)]),
        [
            "attendance/course doctor ben - 1",
            "attendance/talk doctor cem - 1"
        ]
    );
}

#[test]
fn whoever_attends_is_in_no_activity() {
    let slots = json!([{ "from": "#2", "to": "#2" }, { "from": "#4", "to": "#4" }]);
    let draft = with(
        draft(),
        "events",
        json!([{ "id": "class", "slots": slots }]),
    );
    let problem = with(
        draft,
        "preferences",
        json!([{ "activities": {}, "value": 1 }]),
    )
    .validate()
    .unwrap();
    let attendances = [("ana", 0, 0), ("ben", 0, 0), ("cem", 0, 1)];
    let report = check(
        &problem,
        &schedule_with(
            &problem,
            &[("ana", "surgery", 0, 4), ("cem", "surgery", 0, 2)],
            &attendances,
        ),
    );
    assert_eq!((report.scores, report.violations), (vec![4, 0, 3], vec![]));
}

fn paid(rules: &[serde_json::Value]) -> medrota::ProblemDraft {
    let value = |doctor: &str, value: i64| json!({ "doctors": { "doctors": [doctor] }, "activities": { "departments": ["surgery"] }, "value": value });
    with(
        with_rules(draft(), rules),
        "preferences",
        json!([value("ana", 10), value("ben", 2), value("cem", 5)]),
    )
}

#[test]
fn worst_doctor() {
    let rule = |at_least: Option<i64>| json!({ "kind": "worst_doctor", "id": "worst", "weight": 3, "at_least": at_least });
    // Scores 20, 4 and 5.
    assert_value(&paid(&[rule(Some(4))]), &ALL_IN_SURGERY, 29 + 3 * 4);
    assert_violations(
        &paid(&[rule(Some(6))]),
        &ALL_IN_SURGERY,
        &["worst doctor ben - 2"],
    );
}

#[test]
fn worst_group() {
    let rule = |measure: &str, at_least: i64| {
        let groups = json!([{ "doctors": { "doctors": ["ana"] } }, { "doctors": { "doctors": ["ben", "cem"] }, "multiplier": 2 }]);
        json!({ "kind": "worst_group", "id": "fair", "groups": groups, "measure": measure, "weight": 3, "at_least": at_least })
    };
    // Scores 20 and 2 · 9, periods 2 and 2 · 3.
    assert_value(&paid(&[rule("score", 18)]), &ALL_IN_SURGERY, 29 + 3 * 18);
    assert_value(&paid(&[rule("periods", 2)]), &ALL_IN_SURGERY, 29 + 3 * 2);
    assert_violations(
        &paid(&[rule("score", 20)]),
        &ALL_IN_SURGERY,
        &["fair group 2 - 2"],
    );
}

#[test]
fn even_load() {
    let rule = |at_most: i64| {
        json!({ "kind": "even_load", "id": "flat", "activities": { "departments": ["surgery"] },
        "periods": { "to": "#3" }, "weight": 4, "at_most": at_most })
    };
    assert_value(&with_rules(draft(), &[rule(2)]), &ALL_IN_SURGERY, -4 * 2);
    let (problem, report) = judged(&with_rules(draft(), &[rule(1)]), &ALL_IN_SURGERY);
    assert_eq!(told(&problem, &report.violations), ["flat schedule - 1"]);
}

#[test]
fn change() {
    let of = |per_doctor: Option<i64>, in_all: Option<i64>| {
        let published = json!([{ "doctor": "ana", "activity": "surgery", "from": "#1", "to": "#4" }, { "doctor": "ben", "activity": "clinic", "from": "#1", "to": "#2" }]);
        let rule = json!({ "kind": "change", "id": "steady", "periods": { "to": "#6" }, "cost": 2,
            "max_periods_per_doctor": per_doctor, "max_periods": in_all });
        with(
            with(with_rules(draft(), &[rule]), "published", published),
            "leaves",
            json!([{ "doctor": "ben", "from": "#1", "to": "#1" }]),
        )
    };
    let same = [
        ("ana", "surgery", 0, 3),
        ("ben", "clinic", 1, 1),
        ("cem", "clinic", 6, 7),
    ];
    assert_value(&of(Some(0), Some(0)), &same, 0);
    let other = [
        ("ana", "surgery", 0, 1),
        ("ana", "medicine", 3, 4),
        ("cem", "clinic", 5, 7),
        ("ben", "clinic", 1, 1),
    ];
    assert_value(&of(Some(3), Some(4)), &other, -8);
    let (problem, report) = judged(&of(Some(2), Some(3)), &other);
    assert_eq!(
        told(&problem, &report.violations),
        ["steady doctor ana - 1", "steady schedule - 1"]
    );
}

/// A disturbed doctor costs once, however much differs; whoever has nothing published cannot be disturbed.
#[test]
fn disturbed_doctors() {
    let published = json!([{ "doctor": "ana", "activity": "surgery", "from": "#1", "to": "#4" }, { "doctor": "ben", "activity": "clinic", "from": "#1", "to": "#2" }]);
    let rule =
        json!({ "kind": "change", "id": "steady", "periods": { "to": "#6" }, "doctor_cost": 5 });
    let draft = with(with_rules(draft(), &[rule]), "published", published);
    assert_value(
        &draft,
        &[("ana", "surgery", 0, 3), ("ben", "clinic", 0, 1)],
        0,
    );
    // Cem is new, and ana differs only behind the periods that count.
    assert_value(
        &draft,
        &[
            ("ana", "surgery", 0, 3),
            ("ana", "clinic", 6, 7),
            ("ben", "clinic", 0, 1),
            ("cem", "clinic", 2, 3),
        ],
        0,
    );
    assert_value(
        &draft,
        &[("ana", "surgery", 0, 2), ("ben", "clinic", 0, 1)],
        -5,
    );
    let (_, report) = judged(
        &draft,
        &[("ana", "medicine", 0, 3), ("cem", "clinic", 2, 3)],
    );
    assert_eq!((report.value, report.scores), (-10, vec![-5, -5, 0]));
}

#[test]
fn mutating_a_valid_schedule_yields_exactly_the_expected_violation() {
    let requirement = |id: &str| json!({ "id": id, "activities": { "departments": [id] }, "min": 2, "max": 2, "runs_max": 1 });
    let draft = with(
        draft(),
        "requirements",
        json!([requirement("surgery"), requirement("clinic")]),
    );
    let draft = with(
        draft,
        "precedence",
        json!([{ "id": "order", "before": ["surgery"], "after": "clinic" }]),
    );
    let draft = with(
        draft,
        "capacities",
        json!([{ "of": "surgery", "max": 1 }, { "of": "clinic", "max": 1 }]),
    );
    let valid = [
        ("ana", "surgery", 0, 1),
        ("ana", "clinic", 2, 3),
        ("ben", "surgery", 2, 3),
        ("ben", "clinic", 4, 5),
        ("cem", "surgery", 4, 5),
        ("cem", "clinic", 6, 7),
    ];
    let mutated = |position: usize, stay: Stay<'static>| {
        let mut stays = valid;
        stays[position] = stay;
        stays
    };
    assert_violations(&draft, &valid, &[]);
    assert_violations(
        &draft,
        &mutated(5, ("cem", "clinic", 7, 8)),
        &["availability doctor cem 8 1", "clinic doctor cem - 1"],
    );
    assert_violations(
        &draft,
        &mutated(5, ("cem", "clinic", 7, 7)),
        &["clinic doctor cem - 1"],
    );
    assert_violations(
        &draft,
        &mutated(1, ("ana", "clinic", 3, 4)),
        &["capacity/clinic department clinic 4 1"],
    );
    assert_violations(
        &draft,
        &mutated(4, ("cem", "surgery", 6, 7)),
        &["availability doctor cem 6 2", "clinic doctor cem - 2"],
    );
}

#[test]
fn figures() {
    let mut draft = with(
        draft(),
        "capacities",
        json!([{ "of": "surgery", "max": 3, "to": "#2" }]),
    );
    draft.doctors[0].region = Some("galilee".into());
    let draft = with(draft, "regions", json!([{ "id": "galilee" }]));
    let draft = with(
        draft,
        "requirements",
        json!([{ "id": "ops", "activities": { "departments": ["surgery"] }, "min": 2 }]),
    );
    let rule = json!({ "kind": "capacity", "id": "tight", "activities": { "hospitals": ["north"] }, "periods": { "to": "#1" }, "max": 2, "weight": 1 });
    let problem = with_rules(draft, &[rule]).validate().unwrap();
    let metrics = Metrics::new(&problem, &schedule(&problem, &ALL_IN_SURGERY));
    let surgery = DepartmentId::new(0);
    let load = |period: usize| metrics.load(surgery, PeriodId::new(period));
    assert_eq!(
        load(0),
        Load {
            doctors: 1,
            limit: Some(2)
        }
    );
    assert_eq!(
        load(1),
        Load {
            doctors: 3,
            limit: Some(3)
        }
    );
    assert_eq!(
        load(2),
        Load {
            doctors: 1,
            limit: None
        }
    );
    assert_eq!(metrics.placed_by_department[&surgery], 5);
    assert_eq!(
        metrics
            .placed_by_region
            .values()
            .copied()
            .collect::<Vec<_>>(),
        [2]
    );
    // Medicine has a limit of 2 in the first period.
    assert_eq!(
        metrics.utilisation,
        Utilisation {
            taken: 4,
            places: 7
        }
    );
    assert_eq!(metrics.utilisation.per_mille(), Some(571));
    let ana = &metrics.doctors[DoctorId::new(0).index()];
    assert_eq!(
        (
            ana.placed_blocks,
            ana.idle_blocks,
            ana.requirements[0].amount,
            ana.requirements[0].complete
        ),
        (2, 6, 2, true)
    );
    assert!(!metrics.doctors[2].requirements[0].complete);
}

#[test]
fn violations_in_words() {
    let draft = with(
        draft(),
        "capacities",
        json!([{ "of": "surgery", "max": 2 }]),
    );
    let (problem, report) = judged(&draft, &ALL_IN_SURGERY);
    let expected = "department \"surgery\", 2026-09-13..2026-09-19: too few or too many doctors, by 1 doctor (rule \"capacity/surgery\").";
    assert_eq!(report.violations[0].describe(&problem), expected);
}

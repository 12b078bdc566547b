//! Families 1 to 9.

use crate::support::*;
use medrota::check::personal;
use medrota::ids::DoctorId;
use serde_json::json;

fn requirement(row: serde_json::Value) -> medrota::ProblemDraft {
    with(draft(), "requirements", json!([row]))
}

#[test]
fn requirement_amount() {
    let install = |weight: Option<i64>| {
        let row = json!({ "id": "ops", "doctors": { "doctors": ["ana"] }, "activities": { "departments": ["surgery", "clinic"] },
            "min": 3, "max": 4, "weight": weight });
        requirement(row)
    };
    let good = [("ana", "surgery", 0, 1), ("ana", "clinic", 5, 6)];
    assert_hard_and_soft(
        install,
        &good,
        &[("ana", "surgery", 0, 1)],
        &["ops doctor ana - 1"],
    );
    assert_hard_and_soft(
        install,
        &good,
        &[("ana", "surgery", 0, 6)],
        &["ops doctor ana - 3"],
    );
    // Nobody else is asked.
    assert_hard_and_soft(
        install,
        &good,
        &[("ben", "surgery", 0, 6)],
        &["ops doctor ana - 3"],
    );
}

#[test]
fn requirement_rotations_and_their_length_are_hard() {
    let rule = requirement(
        json!({ "id": "ops", "doctors": { "doctors": ["ana"] }, "activities": { "departments": ["surgery"] },
        "min": 0, "weight": 5, "run_min": 2, "run_max": 3, "runs_min": 1, "runs_max": 2 }),
    );
    assert_violations(
        &rule,
        &[("ana", "surgery", 0, 1), ("ana", "surgery", 5, 7)],
        &[],
    );
    assert_violations(&rule, &[], &["ops doctor ana - 1"]);
    let three = [
        ("ana", "surgery", 0, 1),
        ("ana", "surgery", 3, 3),
        ("ana", "surgery", 5, 6),
    ];
    assert_violations(&rule, &three, &["ops doctor ana - 1", "ops doctor ana 3 1"]);
    assert_violations(&rule, &[("ana", "surgery", 1, 6)], &["ops doctor ana 1 3"]);
    // Two rotations without a block between them are one.
    assert_violations(
        &rule,
        &[("ana", "surgery", 1, 3), ("ana", "surgery", 4, 6)],
        &["ops doctor ana 1 3"],
    );
}

#[test]
fn requirement_counts_history_and_only_part_of_the_horizon() {
    let rule = requirement(
        json!({ "id": "ops", "doctors": { "doctors": ["ana"] }, "activities": { "departments": ["surgery"] },
        "min": 4, "max": 4, "runs_max": 2, "within": { "to": "#4" } }),
    );
    let rule = with(
        rule,
        "history",
        json!([{ "doctor": "ana", "requirement": "ops", "amount": 2, "runs": 1 }]),
    );
    assert_violations(&rule, &[("ana", "surgery", 2, 6)], &[]);
    assert_violations(&rule, &[("ana", "surgery", 3, 6)], &["ops doctor ana - 1"]);
    assert_violations(
        &rule,
        &[("ana", "surgery", 0, 0), ("ana", "surgery", 2, 2)],
        &["ops doctor ana - 1"],
    );
}

#[test]
fn requirement_optional_is_all_or_nothing() {
    let rule = requirement(
        json!({ "id": "ops", "doctors": { "doctors": ["ana"] }, "activities": { "departments": ["surgery"] },
        "min": 3, "runs_min": 1, "optional": true }),
    );
    assert_violations(&rule, &[], &[]);
    assert_violations(&rule, &[("ana", "surgery", 0, 2)], &[]);
    assert_violations(&rule, &[("ana", "surgery", 0, 0)], &["ops doctor ana - 2"]);
}

#[test]
fn requirement_in_periods_counts_presence() {
    let rule = requirement(
        json!({ "id": "ops", "doctors": { "doctors": ["ana"] }, "activities": { "departments": ["surgery"] },
        "min": 3, "unit": "periods", "run_max": 3 }),
    );
    let leave = json!([{ "doctor": "ana", "from": "#2", "to": "#2", "keeps_place": true }]);
    let rule = with(rule, "leaves", leave);
    assert_violations(&rule, &[("ana", "surgery", 0, 3)], &[]);
    assert_violations(&rule, &[("ana", "surgery", 0, 2)], &["ops doctor ana - 1"]);
    assert_violations(&rule, &[("ana", "surgery", 0, 4)], &["ops doctor ana 0 1"]);
}

fn three_requirements() -> medrota::ProblemDraft {
    let row = |id: &str, min: i64| {
        let doctors = json!({ "doctors": ["ana"] });
        json!({ "id": id, "doctors": doctors, "activities": { "departments": [id] }, "min": min, "weight": 0 })
    };
    with(
        draft(),
        "requirements",
        json!([row("surgery", 2), row("medicine", 0), row("clinic", 1)]),
    )
}

#[test]
fn elective_counts_complete_requirements() {
    let install = |weight: Option<i64>| {
        let row = json!({ "id": "choice", "doctors": { "doctors": ["ana"] }, "requirements": ["surgery", "medicine", "clinic"],
            "min": 2, "max": 2, "weight": weight });
        let mut draft = with(three_requirements(), "electives", json!([row]));
        draft.requirements.iter_mut().for_each(|requirement| {
            requirement.min = requirement.min.max(1);
            requirement.optional = true;
            requirement.weight = None;
        });
        draft
    };
    let good = [("ana", "surgery", 0, 1), ("ana", "medicine", 2, 2)];
    assert_hard_and_soft(
        install,
        &good,
        &[("ana", "surgery", 0, 1)],
        &["choice doctor ana - 1"],
    );
    let all = [
        ("ana", "surgery", 0, 1),
        ("ana", "medicine", 2, 2),
        ("ana", "clinic", 4, 4),
    ];
    assert_hard_and_soft(install, &good, &all, &["choice doctor ana - 1"]);
    // A requirement with a minimum of 0 is complete with 1.
    let zero = with(
        three_requirements(),
        "electives",
        json!([{ "id": "choice", "doctors": { "doctors": ["ana"] },
        "requirements": ["medicine"], "min": 1 }]),
    );
    let (problem, report) = judged(&zero, &[]);
    assert_eq!(
        told(&problem, &report.violations),
        ["choice doctor ana - 1"]
    );
}

#[test]
fn precedence_looks_strictly_before_the_start() {
    let row = |count: i64| {
        json!([{ "id": "order", "doctors": { "doctors": ["ana"] }, "before": ["surgery", "medicine"],
        "count": count, "after": "clinic" }])
    };
    let of = |count: i64| with(three_requirements(), "precedence", row(count));
    let findings = |count: i64, stays: &[Stay<'_>]| {
        let (problem, report) = judged(&of(count), stays);
        told(&problem, &report.violations)
    };
    let both = [
        ("ana", "surgery", 0, 1),
        ("ana", "medicine", 2, 2),
        ("ana", "clinic", 3, 3),
    ];
    assert_eq!(findings(2, &both), [""; 0]);
    let late = [
        ("ana", "surgery", 0, 1),
        ("ana", "clinic", 2, 2),
        ("ana", "medicine", 3, 3),
        ("ana", "clinic", 4, 4),
    ];
    assert_eq!(findings(2, &late), ["order doctor ana 2 1"]);
    assert_eq!(findings(1, &late), [""; 0]);
    assert_eq!(
        findings(1, &[("ana", "surgery", 0, 0), ("ana", "clinic", 1, 1)]),
        ["order doctor ana 1 1"]
    );
    let soft = |weight| {
        let mut draft = of(2);
        draft.precedence[0].weight = weight;
        draft
    };
    let (problem, report) = judged(&soft(Some(7)), &late);
    assert_eq!(told(&problem, &report.breaches), ["order doctor ana 2 1"]);
    assert_eq!((report.value, report.is_feasible()), (-7, true));
}

#[test]
fn history_completes_before_everything() {
    let draft = with(
        three_requirements(),
        "precedence",
        json!([{ "id": "order", "doctors": { "doctors": ["ana"] },
        "before": ["surgery"], "after": "clinic" }]),
    );
    let draft = with(
        draft,
        "history",
        json!([{ "doctor": "ana", "requirement": "surgery", "amount": 2, "runs": 1 }]),
    );
    assert_violations(&draft, &[("ana", "clinic", 0, 0)], &[]);
}

#[test]
fn documents_are_valid_in_every_period_present() {
    let rule = json!({ "kind": "document", "id": "papers", "doctors": { "doctors": ["ana"] }, "activities": { "departments": ["surgery"] },
        "document": "vaccination" });
    let draft = with(
        with_rules(draft(), &[rule]),
        "documents",
        json!([{ "doctor": "ana", "document": "vaccination", "from": "#1", "to": "#3" }, { "doctor": "ana", "document": "licence" }]),
    );
    assert_violations(
        &draft,
        &[("ana", "surgery", 0, 2), ("ana", "medicine", 3, 5)],
        &[],
    );
    assert_violations(
        &draft,
        &[("ana", "surgery", 1, 5)],
        &["papers doctor ana 3 3"],
    );
}

#[test]
fn boundary() {
    let of = |field: &str| json!({ "kind": "boundary", "id": "edge", "activities": { "departments": ["surgery"] }, field: { "periods": ["#3", "#5"] } });
    let good = [
        ("ana", "surgery", 2, 5),
        ("ben", "surgery", 4, 6),
        ("cem", "medicine", 1, 6),
    ];
    assert_rule(
        of("starts"),
        &good,
        &[("ana", "surgery", 3, 5)],
        &["edge doctor ana 3 1"],
    );
    let good = [("ana", "surgery", 1, 4), ("ben", "surgery", 2, 2)];
    assert_rule(
        of("ends"),
        &good,
        &[("ana", "surgery", 2, 5)],
        &["edge doctor ana 5 1"],
    );
    let good = [("ana", "surgery", 2, 3), ("ben", "surgery", 4, 7)];
    assert_rule(
        of("uncrossed"),
        &good,
        &[("ana", "surgery", 1, 5)],
        &["edge doctor ana 2 1", "edge doctor ana 4 1"],
    );
}

#[test]
fn cells() {
    let of = |mode: &str| {
        json!({ "kind": "cells", "id": "place", "doctors": { "doctors": ["ana"] }, "activities": { "departments": ["surgery"] },
        "periods": { "from": "#2", "to": "#3" }, "mode": mode })
    };
    let good = [("ana", "surgery", 0, 2), ("ben", "medicine", 1, 1)];
    assert_rule(
        of("fixed"),
        &good,
        &[("ana", "surgery", 2, 3)],
        &["place doctor ana 1 1"],
    );
    let good = [("ana", "surgery", 2, 3)];
    assert_rule(
        of("one_of"),
        &good,
        &[("ana", "medicine", 0, 2)],
        &["place doctor ana 1 1", "place doctor ana 2 1"],
    );
    assert_rule(
        of("forbidden"),
        &[("ana", "clinic", 1, 1)],
        &[("ana", "surgery", 2, 4)],
        &["place doctor ana 2 1"],
    );
    let template = json!({ "kind": "template", "id": "place", "doctors": { "doctors": ["ana"] },
        "cells": [{ "from": "#1", "to": "#2", "activity": "surgery" }, { "from": "#3", "to": "#3" }] });
    assert_rule(
        template,
        &[("ana", "surgery", 0, 1)],
        &[("ana", "surgery", 1, 2)],
        &["place doctor ana 0 1", "place doctor ana 2 1"],
    );
}

#[test]
fn succession() {
    let of = |mode: &str, immediate: bool| {
        json!({ "kind": "succession", "id": "next", "doctors": { "doctors": ["ana"] },
        "first": { "departments": ["surgery"] }, "next": { "departments": ["clinic"] }, "mode": mode, "immediate": immediate })
    };
    let gap = [("ana", "surgery", 0, 1), ("ana", "clinic", 3, 3)];
    let joined = [("ana", "surgery", 0, 1), ("ana", "clinic", 2, 3)];
    assert_rule(
        of("must", false),
        &gap,
        &[("ana", "surgery", 3, 3)],
        &["next doctor ana 3 1"],
    );
    assert_rule(of("must", true), &joined, &gap, &["next doctor ana 0 1"]);
    assert_rule(
        of("must_not", true),
        &gap,
        &joined,
        &["next doctor ana 0 1"],
    );
    assert_rule(
        of("must_not", false),
        &[
            ("ana", "surgery", 0, 0),
            ("ana", "medicine", 1, 1),
            ("ana", "clinic", 2, 2),
        ],
        &gap,
        &["next doctor ana 0 1"],
    );
}

#[test]
fn spacing() {
    let rule = json!({ "kind": "spacing", "id": "rest", "first": { "departments": ["surgery"] }, "second": { "departments": ["surgery", "clinic"] },
        "min_gap_blocks": 2 });
    let good = [
        ("ana", "surgery", 0, 1),
        ("ana", "medicine", 2, 3),
        ("ana", "clinic", 4, 4),
        ("ana", "clinic", 6, 6),
    ];
    let bad = [
        ("ana", "surgery", 0, 1),
        ("ana", "surgery", 3, 3),
        ("ana", "clinic", 4, 4),
    ];
    assert_rule(
        rule,
        &good,
        &bad,
        &["rest doctor ana 3 1", "rest doctor ana 4 1"],
    );
}

#[test]
fn window() {
    let rule = json!({ "kind": "window", "id": "mix", "doctors": { "doctors": ["ana"] }, "activities": { "departments": ["surgery"] },
        "window_blocks": 4, "min": 1, "max": 2 });
    let good = [("ana", "surgery", 2, 3), ("ana", "surgery", 6, 7)];
    let bad = [("ana", "surgery", 0, 2)];
    // Windows start in periods 0 to 4 and hold 3, 2, 1, 0, 0.
    assert_rule(
        rule,
        &good,
        &bad,
        &[
            "mix doctor ana 0 1",
            "mix doctor ana 3 1",
            "mix doctor ana 4 1",
        ],
    );
}

#[test]
fn longest_run() {
    let rule = json!({ "kind": "longest_run", "id": "heavy", "activities": { "departments": ["surgery", "clinic"] }, "max_blocks": 3 });
    let good = [
        ("ana", "surgery", 0, 1),
        ("ana", "clinic", 2, 2),
        ("ana", "clinic", 4, 6),
    ];
    let bad = [("ana", "surgery", 1, 2), ("ana", "clinic", 3, 5)];
    assert_rule(rule, &good, &bad, &["heavy doctor ana 1 2"]);
}

#[test]
fn first_by() {
    let rule = json!({ "kind": "first_by", "id": "early", "doctors": { "doctors": ["ana"] }, "activities": { "departments": ["surgery"] }, "by": "#3" });
    assert_rule(
        rule,
        &[("ana", "surgery", 2, 3)],
        &[("ana", "surgery", 3, 4)],
        &["early doctor ana 2 1"],
    );
}

#[test]
fn pattern() {
    let rule = |value: Option<i64>| {
        let steps = json!([{ "activities": { "departments": ["surgery"] } }, { "activities": { "departments": ["medicine"] }, "idle": true }]);
        json!({ "kind": "pattern", "id": "shape", "steps": steps, "value": value })
    };
    let hard = with_rules(draft(), &[rule(None)]);
    assert_violations(
        &hard,
        &[
            ("ana", "surgery", 0, 1),
            ("ana", "clinic", 2, 3),
            ("ben", "surgery", 6, 7),
        ],
        &[],
    );
    assert_violations(
        &hard,
        &[
            ("ana", "surgery", 0, 1),
            ("ben", "surgery", 2, 2),
            ("ben", "medicine", 3, 3),
        ],
        &["shape doctor ana 1 1", "shape doctor ben 2 1"],
    );
    assert_value(
        &with_rules(draft(), &[rule(Some(5))]),
        &[("ana", "surgery", 0, 0), ("ana", "surgery", 2, 2)],
        10,
    );
}

#[test]
fn hospitals() {
    let limit = json!({ "kind": "hospital_limit", "id": "north", "max_rotations": 2 });
    let good = [
        ("ana", "surgery", 0, 0),
        ("ana", "clinic", 1, 1),
        ("ana", "medicine", 2, 2),
    ];
    let bad = [
        ("ana", "surgery", 0, 0),
        ("ana", "medicine", 1, 1),
        ("ana", "surgery", 2, 2),
        ("ana", "medicine", 3, 3),
    ];
    assert_rule(limit, &good, &bad, &["north doctor ana - 2"]);
    let change = json!({ "kind": "hospital_change", "id": "move" });
    let stays = [
        ("ana", "surgery", 0, 0),
        ("ana", "clinic", 3, 3),
        ("ana", "medicine", 4, 4),
    ];
    assert_rule(
        change,
        &bad,
        &stays,
        &["move doctor ana 3 1", "move doctor ana 4 1"],
    );
    let install = |weight: Option<i64>| {
        let mut draft = three_requirements();
        draft
            .requirements
            .iter_mut()
            .for_each(|requirement| requirement.min = 0);
        with_rules(
            draft,
            &[
                json!({ "kind": "same_hospital", "id": "same", "first": "surgery", "second": "clinic", "weight": weight }),
            ],
        )
    };
    assert_hard_and_soft(install, &bad, &stays, &["same doctor ana - 1"]);
}

#[test]
fn eligibility() {
    let mut draft = draft();
    draft.departments[0].tags = vec!["nights".into()];
    draft.doctors[0].avoids = vec!["nights".into()];
    assert_violations(
        &draft,
        &[("ben", "surgery", 0, 3), ("ana", "clinic", 0, 1)],
        &[],
    );
    assert_violations(
        &draft,
        &[("ana", "surgery", 2, 4)],
        &["eligibility doctor ana 2 3"],
    );
    let off = with_rules(
        draft,
        &[json!({ "kind": "off", "id": "o", "rule": "eligibility" })],
    );
    assert_violations(&off, &[("ana", "surgery", 2, 4)], &[]);
}

#[test]
fn preferences() {
    let of = |per: &str| {
        with(
            draft(),
            "preferences",
            json!([{ "doctors": { "doctors": ["ana"] }, "activities": { "departments": ["surgery"] },
        "periods": { "from": "#3", "to": "#6" }, "value": 4, "per": per }]),
        )
    };
    let stays = [
        ("ana", "surgery", 0, 3),
        ("ana", "medicine", 4, 4),
        ("ana", "surgery", 5, 7),
        ("ben", "surgery", 0, 7),
    ];
    assert_value(&of("period"), &stays, 4 * 3);
    assert_value(&of("block"), &stays, 4 * 3);
    assert_value(&of("rotation"), &stays, 4);
    let (_, report) = judged(&of("period"), &stays);
    assert_eq!(report.scores, [12, 0, 0]);
}

#[test]
fn idle_blocks() {
    let of = |leading: bool, trailing: bool, leave: bool| {
        let rule = json!({ "kind": "idle", "id": "wait", "doctors": { "doctors": ["ana"] }, "cost": 3,
            "leading": leading, "trailing": trailing, "leave": leave });
        with(
            with_rules(draft(), &[rule]),
            "leaves",
            json!([{ "doctor": "ana", "from": "#4", "to": "#4" }]),
        )
    };
    let stays = [("ana", "surgery", 1, 1), ("ana", "medicine", 4, 5)];
    assert_value(&of(false, false, false), &stays, -3);
    assert_value(&of(false, false, true), &stays, -6);
    assert_value(&of(true, false, false), &stays, -6);
    assert_value(&of(false, true, false), &stays, -9);
    assert_value(&of(true, false, true), &[], 0);
    assert_value(&of(false, true, true), &[], -24);
}

#[test]
fn one_doctor_alone() {
    let draft = requirement(
        json!({ "id": "ops", "activities": { "departments": ["surgery"] }, "min": 1, "weight": 2 }),
    );
    let problem = with(
        draft,
        "preferences",
        json!([{ "activities": { "departments": ["clinic"] }, "value": 4 }]),
    )
    .validate()
    .unwrap();
    let schedule = schedule(&problem, &[("ben", "clinic", 0, 1)]);
    let report = personal(
        &problem,
        DoctorId::new(1),
        schedule.pathway(DoctorId::new(1)),
    );
    assert!(report.is_valid());
    assert_eq!(told(&problem, &report.breaches), ["ops doctor ben - 1"]);
    assert_eq!(report.score, 6);
    assert_eq!(
        personal(
            &problem,
            DoctorId::new(9),
            schedule.pathway(DoctorId::new(1))
        ),
        Default::default()
    );
}

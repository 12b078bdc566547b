//! Totals that no schedule has: what doctors come to in all is odd, or between what is allowed, while every row that asks for it is even. Each kind once with a total that cannot be and once with one that
//! can, and drawn problems against every schedule there is.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod common;

use common::dice::Dice;
use common::oracle::{self, Oracle};
use common::{in_parallel, seeds};
use medrota::explain::{Finding, FindingKind, Proof, audit, conflicts};
use medrota::problem::ProblemDraft;
use medrota::solve::{Evidence, Exhausted};
use medrota::{Outcome, Problem, Solver, Termination, check};
use serde_json::{Value, json};

/// Doctors d1, d2, … over some weeks, who are in `ward` or `other` all of the time, with these requirements, rules and capacities.
fn weeks(doctors: usize, weeks: usize, more: Value) -> Value {
    const LAST: [&str; 10] = [
        "2026-07-11",
        "2026-07-18",
        "2026-07-25",
        "2026-08-01",
        "2026-08-08",
        "2026-08-15",
        "2026-08-22",
        "2026-08-29",
        "2026-09-05",
        "2026-09-12",
    ];
    let mut draft = json!({
        "format": 1, "name": "totals",
        "horizon": {"kind": "week", "start": "2026-07-05", "end": LAST[weeks - 1]},
        "departments": [{"id": "ward"}, {"id": "clinic"}, {"id": "other"}],
        "doctors": (1..=doctors).map(|number| json!({"id": format!("d{number}")})).collect::<Vec<_>>(),
        "rules": [], "requirements": [], "capacities": [],
    });
    for (table, rows) in more.as_object().unwrap() {
        draft[table] = rows.clone();
    }
    draft
}

fn problem(draft: &Value) -> Problem {
    serde_json::from_value::<ProblemDraft>(draft.clone())
        .unwrap()
        .validate()
        .unwrap()
}

fn solve(problem: &Problem, work: u64) -> Outcome {
    solve_with(problem, Solver::new().work_limit(work))
}

fn solve_with(problem: &Problem, solver: Solver) -> Outcome {
    let outcome = solver.no_time_limit().threads(2).solve(problem).unwrap();
    if let Some(certificate) = outcome.certificate() {
        certificate.verify(problem).unwrap();
    }
    if let Some(schedule) = &outcome.schedule {
        assert!(check(problem, schedule).is_feasible());
    }
    outcome
}

/// An exact number of each doctor's weeks in some departments.
fn exactly(departments: &[&str], number: i64) -> Value {
    json!({"id": format!("exactly {departments:?}"), "activities": {"departments": departments}, "min": number, "max": number})
}

/// What one department may have in each week.
fn allowed(department: &str, values: &[i64]) -> Value {
    json!({"kind": "coverage", "id": format!("allowed {department}"), "activities": {"departments": [department]}, "allowed": values})
}

/// Refuted at once by its totals, which the audit names.
fn is_refuted(draft: &Value) -> Finding {
    let problem = problem(draft);
    let outcome = solve(&problem, 2_000);
    assert_eq!(
        (outcome.termination, outcome.evidence()),
        (
            Termination::Infeasible,
            Evidence::Exhausted(Exhausted::Totals)
        ),
        "{draft}"
    );
    let audit = audit(&problem);
    assert!(audit.proves_infeasible());
    let mut findings = audit.findings.into_iter();
    findings
        .find(|finding| finding.kind == FindingKind::TotalsApart)
        .unwrap()
}

/// It has a schedule, and nobody says anything else.
fn is_feasible(draft: &Value) {
    let problem = problem(draft);
    let outcome = solve(&problem, 20_000);
    assert!(
        outcome.schedule.is_some(),
        "{} {draft}",
        outcome.termination
    );
    assert!(!audit(&problem).proves_infeasible());
}

#[test]
fn a_course_by_twos() {
    let draft = |doctors| {
        weeks(
            doctors,
            6,
            json!({"requirements": [exactly(&["ward"], 3)], "rules": [allowed("ward", &[0, 2, 4])]}),
        )
    };
    let finding = is_refuted(&draft(7));
    assert_eq!(
        (finding.asked, finding.doctors.len(), finding.rules.len()),
        (21, 7, 2)
    );
    let totals = finding.totals.unwrap();
    assert_eq!((totals.given.least, totals.given.step), (21, 0));
    assert_eq!(
        (
            totals.allowed.least,
            totals.allowed.greatest,
            totals.allowed.step
        ),
        (0, 24, 2)
    );
    let told = finding.describe(&problem(&draft(7)));
    assert!(told.contains("what 7 doctors can come to in all is 21, and what is allowed in all is an even number; 20 is nearest") || told.contains("22 is nearest"), "{told}");
    is_feasible(&draft(8));
}

/// Where the total is no remainder of anything, gaps are left: 0, 4, 5 in each of two weeks make no 7.
#[test]
fn a_gap_between_what_is_allowed() {
    let draft = |doctors| {
        weeks(
            doctors,
            2,
            json!({"requirements": [exactly(&["ward"], 1)], "rules": [allowed("ward", &[0, 4, 5])]}),
        )
    };
    let finding = is_refuted(&draft(7));
    assert_eq!((finding.asked, finding.available), (7, 8));
    assert!(
        finding
            .describe(&problem(&draft(7)))
            .contains("one of some numbers from 0 to 10")
    );
    is_feasible(&draft(8));
}

/// Rotations of three weeks fill a department of two for a number of weeks that no rotations fill, whoever takes how many.
#[test]
fn rotations_of_one_length_beside_exact_staffing() {
    let draft = |last: &str| {
        weeks(
            6,
            9,
            json!({
                "requirements": [{"id": "ward", "activities": {"departments": ["ward"]}, "run_min": 3, "run_max": 3}],
                "capacities": [{"of": "ward", "from": "#2", "to": last, "min": 2, "max": 2}],
                "closures": [{"of": "ward", "from": "#1", "to": "#1"}, {"of": "ward", "from": "#9", "to": "#9"}],
            }),
        )
    };
    is_feasible(&draft("#7"));
    let totals = is_refuted(&draft("#8")).totals.unwrap();
    assert_eq!((totals.given.step, totals.allowed.least), (3, 14));
}

/// Whoever counts as two makes no odd sum.
#[test]
fn weights_that_only_come_in_twos() {
    let draft = |sum: i64| {
        weeks(
            3,
            4,
            json!({
                "requirements": [exactly(&["ward"], 2)],
                "rules": [
                    {"kind": "coverage", "id": "first half", "activities": {"departments": ["ward"]}, "periods": {"periods": ["#1", "#2"]}, "per": "total",
                     "doctor_weights": [{"weight": 2}], "min": sum, "max": sum},
                ],
            }),
        )
    };
    is_refuted(&draft(5));
    is_feasible(&draft(6));
}

/// Couples who are together add nothing or two, so that a department of exactly three has a third who belongs to nobody.
#[test]
fn couples_in_a_department_of_three() {
    let draft = |doctors: usize| {
        let couples: Vec<Value> = (0..2)
            .map(|couple| json!({"kind": "together", "id": format!("couple {couple}"), "doctors": {"doctors": [format!("d{}", 2 * couple + 1), format!("d{}", 2 * couple + 2)]}}))
            .collect();
        weeks(
            doctors,
            5,
            json!({
                "rules": couples,
                "capacities": [{"of": "ward", "min": 1, "max": 1, "from": "#1", "to": "#3"}],
            }),
        )
    };
    is_refuted(&draft(4));
    is_feasible(&draft(5));
}

/// All or nobody of three doctors, beside a number of them each week.
#[test]
fn all_or_none_beside_a_number() {
    let draft = |number: i64| {
        weeks(
            3,
            4,
            json!({
                "rules": [allowed("ward", &[0, 3]),
                    {"kind": "coverage", "id": "in all", "activities": {"departments": ["ward"]}, "per": "total", "min": number, "max": number}],
            }),
        )
    };
    is_refuted(&draft(7));
    is_feasible(&draft(9));
}

/// A row from which somebody is taken off has no least sum: more companions than doctors need are no clash.
#[test]
fn what_is_taken_off_may_be_more() {
    let of = |doctor: &str, number: i64| json!({"id": doctor, "doctors": {"doctors": [doctor]}, "activities": {"departments": ["ward"]}, "min": number, "max": number});
    is_feasible(&weeks(
        2,
        4,
        json!({
            "requirements": [of("d1", 2), of("d2", 3)],
            "rules": [{"kind": "team", "id": "company", "doctors": {"doctors": ["d1"]}, "companions": {"doctors": ["d2"]}, "doctors_per_companion": 1}],
        }),
    ));
}

/// Two departments that a requirement counts together, each by twos.
#[test]
fn departments_that_are_counted_together() {
    let draft = |number| {
        weeks(
            3,
            6,
            json!({
                "requirements": [exactly(&["ward", "clinic"], number)],
                "rules": [allowed("ward", &[0, 2]), allowed("clinic", &[0, 2])],
            }),
        )
    };
    is_refuted(&draft(3));
    is_feasible(&draft(4));
}

/// The parity is that of each half of the time, not of all of it.
#[test]
fn within_the_dates_of_a_requirement() {
    let half = |id: &str, weeks: [&str; 3], number: i64| json!({"id": id, "activities": {"departments": ["ward"]}, "within": {"periods": weeks}, "min": number, "max": number});
    let draft = |number| {
        weeks(
            3,
            6,
            json!({
                "requirements": [half("first", ["#1", "#2", "#3"], number), half("second", ["#4", "#5", "#6"], number)],
                "rules": [allowed("ward", &[0, 2])],
            }),
        )
    };
    is_refuted(&draft(1));
    is_feasible(&draft(2));
}

/// Diagrams that are too small for the counters leave these out; they say as much.
#[test]
fn relaxed_diagrams_keep_their_counters() {
    let draft = weeks(
        7,
        10,
        json!({"requirements": [exactly(&["ward"], 5), exactly(&["clinic"], 2)], "rules": [allowed("ward", &[0, 2, 4])]}),
    );
    let problem = problem(&draft);
    let outcome = solve_with(
        &problem,
        Solver::new().work_limit(2_000).diagram_arc_limit(40),
    );
    assert!(outcome.statistics.relaxed_diagrams > 0);
    assert_eq!(
        (outcome.termination, outcome.exhausted),
        (Termination::Infeasible, Some(Exhausted::Totals))
    );
}

#[test]
fn a_conflict_is_found_and_needs_every_part() {
    let draft = weeks(
        3,
        4,
        json!({"requirements": [exactly(&["ward"], 3)], "rules": [allowed("ward", &[0, 2])], "capacities": [{"of": "clinic", "max": 2}]}),
    );
    let problem = problem(&draft);
    let found = conflicts(&problem, &Default::default()).unwrap();
    let conflict = &found.conflicts[0];
    assert!(conflict.is_minimal());
    assert!(matches!(
        conflict.proof,
        Proof::Totals | Proof::Enumeration | Proof::Certificate
    ));
    assert_eq!(
        conflict.parts.len(),
        4,
        "three doctors and the rule: {}",
        conflict.describe(&problem)
    );
}

/// Three doctors over four or five weeks with exact numbers here and there, and rows with gaps.
fn drawn(seed: u64) -> Value {
    let mut dice = Dice::new(seed);
    let periods = dice.between(3, 5);
    let doctors = if periods == 5 { 2 } else { 3 };
    let departments = ["ward", "clinic"];
    let mut requirements: Vec<Value> = Vec::new();
    let mut rules: Vec<Value> = Vec::new();
    let mut capacities: Vec<Value> = Vec::new();
    for doctor in 1..=doctors {
        let min = dice.amount(0, 2);
        let mut row = json!({
            "id": format!("r{doctor}"), "doctors": {"doctors": [format!("d{doctor}")]},
            "activities": {"departments": if dice.chance(70) { vec![dice.pick(&departments)] } else { departments.to_vec() }},
            "min": min, "max": min + i64::from(dice.chance(25)),
        });
        if dice.chance(30) {
            let length = dice.amount(2, 3);
            (row["run_min"], row["run_max"]) = (json!(length), json!(length));
            (row["min"], row["max"]) = (json!(0), json!(length * dice.amount(1, 2)));
        }
        if dice.chance(15) {
            row["within"] = json!({"periods": ["#1", "#2"]});
        }
        requirements.push(row);
    }
    for (number, department) in departments.iter().enumerate() {
        match dice.between(0, 4) {
            0 => capacities.push(json!({"of": department, "min": 1, "max": 1, "from": "#1", "to": format!("#{}", dice.between(1, periods))})),
            1 => rules.push(allowed(department, &dice.pick(&[vec![0, 2], vec![0, 3], vec![1, 3], vec![0, 2, 3]]))),
            2 => {
                let sum = dice.amount(0, 4);
                rules.push(json!({"kind": "coverage", "id": format!("sum {number}"), "activities": {"departments": [department]}, "per": "total",
                    "doctor_weights": [{"weight": dice.amount(1, 2)}, {"doctors": {"doctors": ["d1"]}, "weight": dice.amount(-1, 2)}], "min": sum, "max": sum}));
            }
            3 => rules.push(json!({"kind": "coverage", "id": format!("halves {number}"), "activities": {"departments": [department]}, "half_presence": true,
                "doctor_weights": [{"weight": 2}], "allowed": dice.pick(&[vec![0, 4], vec![0, 3], vec![2, 6]])})),
            _ => {}
        }
    }
    if dice.chance(35) {
        rules.push(
            json!({"kind": "together", "id": "couple", "doctors": {"doctors": ["d1", "d2"]}}),
        );
    }
    if dice.chance(30) {
        rules.push(json!({"kind": "cells", "id": "never idle", "mode": "fixed"}));
    }
    let leaves = if dice.chance(30) {
        json!([{"doctor": "d1", "from": "#2", "to": "#2", "half": dice.chance(60)}])
    } else {
        json!([])
    };
    weeks(
        doctors,
        periods,
        json!({"requirements": requirements, "rules": rules, "capacities": capacities, "leaves": leaves,
        "departments": departments.iter().map(|id| json!({"id": id})).collect::<Vec<_>>()}),
    )
}

/// Nothing that has a schedule is refuted, with exact diagrams or relaxed ones; and of what has none, totals refute some.
#[test]
fn totals_are_never_mistaken() {
    let told = in_parallel(seeds(0, 400), |seed| {
        let draft = drawn(seed);
        let problem = serde_json::from_value::<ProblemDraft>(draft.clone())
            .unwrap()
            .validate()
            .ok()?;
        let best = oracle::best(&problem);
        if best == Oracle::TooLarge {
            return None;
        }
        let audit = audit(&problem);
        let outcomes = [400_000, 12].map(|arcs| {
            solve_with(
                &problem,
                Solver::new().work_limit(300).diagram_arc_limit(arcs),
            )
        });
        let by_totals = outcomes
            .iter()
            .filter(|outcome| {
                outcome.exhausted == Some(Exhausted::Totals)
                    && outcome.termination == Termination::Infeasible
            })
            .count();
        let is_claimed = audit.proves_infeasible()
            || outcomes
                .iter()
                .any(|outcome| outcome.termination == Termination::Infeasible);
        assert!(
            best == Oracle::Infeasible || !is_claimed,
            "seed {seed}: {:?} {draft}",
            audit.describe(&problem)
        );
        let is_named = audit
            .findings
            .iter()
            .any(|finding| finding.kind == FindingKind::TotalsApart);
        Some((
            best == Oracle::Infeasible,
            is_claimed,
            by_totals > 0,
            is_named,
        ))
    });
    let count = |holds: fn(&(bool, bool, bool, bool)) -> bool| {
        told.iter().filter(|told| holds(told)).count()
    };
    let (infeasible, claimed, by_totals, named) = (
        count(|told| told.0),
        count(|told| told.1),
        count(|told| told.2),
        count(|told| told.3),
    );
    println!(
        "{} drawn, {infeasible} infeasible, {claimed} proven, {by_totals} by totals, {named} named by the audit",
        told.len()
    );
    assert!(
        by_totals * 20 > infeasible && named > 0,
        "totals refute too little to be tested: {by_totals} of {infeasible}"
    );
}

//! Where diagrams are relaxed a schedule is still a schedule and a bound a bound: every engine, diagrams of any size, all rules.
//!
//! A small limit of arcs also takes the tables of automata away, so that the automata themselves are followed.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

mod common;

use common::oracle::{self, Oracle};
use common::tiny::{tiny, tiny_with_totals};
use common::{in_parallel, seeds};
use medrota::diagram::{BuildLimits, Pathways};
use medrota::problem::draft::{ActivityFilter, DoctorFilter, RequirementDraft};
use medrota::problem::rule_draft::CoveragePerDraft;
use medrota::problem::rules;
use medrota::problem::{Problem, ProblemBuilder, ProblemDraft, RuleDraft};
use medrota::{Engine, Outcome, Solver, Termination, check};
use serde_json::{Value, json};

fn solver(engine: Engine, work: u64, arcs: usize) -> Solver {
    Solver::new()
        .engine(engine)
        .no_time_limit()
        .work_limit(work)
        .threads(1)
        .diagram_arc_limit(arcs)
}

/// What must hold of any outcome, wherever it stopped.
fn judge(name: &str, problem: &Problem, outcome: &Outcome) {
    if let Some(schedule) = &outcome.schedule {
        let report = check(problem, schedule);
        assert!(report.is_feasible(), "{name}: {:?}", report.violations);
        assert_eq!(outcome.value, Some(report.value), "{name}");
        assert!(
            outcome.bound.is_none_or(|bound| bound >= report.value),
            "{name}: {:?} above {:?}",
            outcome.value,
            outcome.bound
        );
    }
    if let Some(certificate) = &outcome.certificate {
        assert_eq!(certificate.verify(problem), Ok(()), "{name}");
    }
}

/// The tiny problem of a seed, with what is rarer than the dice of tiny problems draw it: sums that are allowed outside of the limits, totals of single
/// doctors, and rotations of no length.
fn rarer(seed: u64) -> ProblemDraft {
    let mut draft = if seed.is_multiple_of(2) {
        tiny_with_totals(seed)
    } else {
        tiny(seed)
    };
    for rule in &mut draft.rules {
        if let RuleDraft::Coverage(rules::Coverage {
            min,
            max,
            allowed,
            half_presence,
            ..
        }) = rule
            && seed.is_multiple_of(3)
            && (min.is_some() || max.is_some())
        {
            let (unit, away) = (
                if *half_presence { 2 } else { 1 },
                1 + (seed / 3 % 3) as i64,
            );
            let below = min
                .filter(|_| (seed / 9).is_multiple_of(2))
                .map(|min| min - unit * away);
            let above = max.map(|max| max + unit * (1 + (seed / 18 % 3) as i64));
            *allowed = below.into_iter().chain(above).collect();
        }
    }
    if seed.is_multiple_of(7) {
        let all: Vec<_> = draft
            .doctors
            .iter()
            .map(|doctor| doctor.id.clone())
            .collect();
        for rule in &mut draft.rules {
            if let RuleDraft::Coverage(coverage) = rule {
                all_or_none(coverage, &all);
            }
        }
    }
    if seed.is_multiple_of(11)
        && let Some(requirement) = draft.requirements.first_mut()
    {
        (requirement.run_min, requirement.run_max) = (0, Some(0));
    }
    draft
}

/// Makes a coverage one of two doctors who are there together or not at all.
fn all_or_none(coverage: &mut rules::Coverage, all: &[String]) {
    let two: Vec<String> = all.iter().take(2).cloned().collect();
    *coverage = rules::Coverage {
        per: CoveragePerDraft::Period,
        min: None,
        max: None,
        allowed: vec![0, two.len() as i64, 7],
        doctors: DoctorFilter {
            doctors: two,
            ..DoctorFilter::default()
        },
        doctor_weights: Vec::new(),
        half_presence: false,
        weight: None,
        ..coverage.clone()
    };
}

fn hold_against_enumeration(engine: Engine, first: u64, count: u64, work: u64) {
    for arcs in [1, 10, 50, 200] {
        let found = in_parallel(seeds(first + arcs as u64 * 100_000, count), |seed| {
            let problem = rarer(seed).validate().ok()?;
            let name = format!("seed {seed}, {arcs} arcs, {engine:?}");
            let outcome = solver(engine, work, arcs)
                .solve(&problem)
                .unwrap_or_else(|error| panic!("{name}: {error}"));
            judge(&name, &problem, &outcome);
            let best = match oracle::best(&problem) {
                Oracle::Best { value, .. } => Some(value),
                Oracle::Infeasible => None,
                Oracle::TooLarge => return None,
            };
            match (best, outcome.value) {
                (Some(best), value) => {
                    assert!(
                        outcome.bound.is_none_or(|bound| bound >= best),
                        "{name}: {:?} below {best}",
                        outcome.bound
                    );
                    assert!(
                        value.is_none_or(|value| value <= best),
                        "{name}: {value:?} above {best}"
                    );
                    assert_ne!(
                        outcome.termination,
                        Termination::Infeasible,
                        "{name}: it has a schedule of {best}"
                    );
                    assert!(
                        outcome.termination != Termination::Optimal || value == Some(best),
                        "{name}: {value:?}, not {best}"
                    );
                }
                (None, value) => assert_eq!(value, None, "{name}: there is no schedule"),
            }
            best.map(|_| usize::from(outcome.schedule.is_some()))
        });
        let solved: usize = found.iter().sum();
        assert!(
            engine == Engine::Flow || solved * 100 >= found.len() * 80,
            "{engine:?}, {arcs} arcs: {solved} of {} solved",
            found.len()
        );
    }
}

#[test]
fn the_portfolio_on_relaxed_diagrams() {
    hold_against_enumeration(Engine::Portfolio, 5_000_000, 60, 600);
}

#[test]
fn the_local_search_on_relaxed_diagrams() {
    hold_against_enumeration(Engine::LocalSearch, 6_000_000, 60, 600);
}

#[test]
fn column_generation_on_relaxed_diagrams() {
    hold_against_enumeration(Engine::ColumnGeneration, 7_000_000, 60, 2_000);
}

#[test]
fn the_flow_engine_on_relaxed_diagrams() {
    hold_against_enumeration(Engine::Flow, 8_000_000, 60, 600);
}

const WEEK: [&str; 7] = [
    "sunday",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
];

/// A problem over so many days or weeks from a Sunday on, of a few departments.
fn problem(kind: &str, end: &str, departments: usize, more: Value) -> Problem {
    let departments: Vec<Value> = (0..departments)
        .map(|number| json!({ "id": format!("p{number}") }))
        .collect();
    let mut draft = json!({
        "format": 1, "name": "relaxed", "horizon": { "kind": kind, "start": "2026-01-04", "end": end, "working_days": WEEK }, "departments": departments, "doctors": [{ "id": "d" }],
    });
    let (Value::Object(draft_fields), Value::Object(more)) = (&mut draft, more) else {
        panic!("not a table")
    };
    draft_fields.extend(more);
    Problem::from_json_str(&draft.to_string()).unwrap()
}

/// So many requirements, each in a department of its own, of which a number is to be completed.
fn electives(needed: usize, of: usize, end: &str, requirement: &Value) -> Problem {
    let requirements: Vec<Value> = (0..of)
        .map(|number| {
            let mut one = json!({ "id": format!("e{number}"), "activities": { "departments": [format!("p{number}")] }, "optional": true });
            one.as_object_mut().unwrap().extend(requirement.as_object().unwrap().clone());
            one
        })
        .collect();
    let names: Vec<String> = (0..of).map(|number| format!("e{number}")).collect();
    let elective = json!({ "id": "some", "requirements": names, "min": needed, "max": needed });
    problem(
        "week",
        end,
        of,
        json!({ "requirements": requirements, "electives": [elective] }),
    )
}

#[test]
fn electives_beyond_any_table_are_found() {
    let one_week = json!({ "min": 1, "max": 1 });
    for (needed, of, end) in [
        (6, 24, "2027-01-02"),
        (6, 24, "2026-04-25"),
        (4, 40, "2026-03-28"),
        (3, 60, "2026-02-14"),
        (2, 200, "2026-01-31"),
    ] {
        let problem = electives(needed, of, end, &one_week);
        for engine in [
            Engine::Portfolio,
            Engine::LocalSearch,
            Engine::ColumnGeneration,
        ] {
            let name = format!("{needed} of {of}, {engine:?}");
            let outcome = solver(engine, 500, 400_000).solve(&problem).unwrap();
            judge(&name, &problem, &outcome);
            assert!(outcome.schedule.is_some(), "{name}: no schedule");
        }
    }
}

/// Two weeks in one or two rotations: what is complete is more than what has begun. A schedule may not be found, which is no error.
#[test]
fn electives_in_several_rotations_claim_nothing_wrong() {
    for (requirement, end) in [
        (json!({ "min": 2, "max": 2 }), "2026-06-27"),
        (json!({ "min": 2 }), "2026-06-27"),
        (json!({ "min": 2, "max": 3, "run_min": 2 }), "2026-06-27"),
    ] {
        for (needed, of) in [(3, 6), (4, 24), (2, 60)] {
            let problem = electives(needed, of, end, &requirement);
            let name = format!("{needed} of {of} of {requirement}");
            let outcome = solver(Engine::Portfolio, 500, 400_000)
                .solve(&problem)
                .unwrap();
            judge(&name, &problem, &outcome);
            assert_ne!(outcome.termination, Termination::Infeasible, "{name}");
        }
    }
}

/// Weekends worked, as rosters limit them: each a requirement of its two days, and at most so many of them.
#[test]
fn weekends_are_a_number() {
    let weeks = 26;
    let weekend = |week: usize| {
        let days = [7 * week + 1, 7 * week + 7].map(|day| format!("#{day}"));
        json!({ "id": format!("w{week}"), "min": 1, "optional": true, "within": { "periods": days } })
    };
    let names: Vec<String> = (0..weeks).map(|week| format!("w{week}")).collect();
    let more = json!({
        "requirements": (0..weeks).map(weekend).collect::<Vec<_>>(),
        "electives": [{ "id": "few", "requirements": names, "min": 0, "max": 6 }],
        "preferences": [{ "activities": {}, "value": 1 }],
    });
    let problem = problem("day", "2026-07-04", 2, more);
    let outcome = solver(Engine::Portfolio, 2_000, 400_000)
        .solve(&problem)
        .unwrap();
    judge("weekends", &problem, &outcome);
    // Five days of every week, and two more of six.
    assert_eq!(outcome.value, Some(26 * 5 + 6 * 2));
}

#[test]
fn a_rotation_of_no_length_is_none() {
    for unit in ["periods", "blocks"] {
        let more = json!({ "requirements": [{ "id": "r", "min": 1, "unit": unit, "run_max": 0, "weight": 5 }] });
        let problem = problem("week", "2026-01-17", 1, more);
        for engine in Engine::ALL {
            let outcome = solver(*engine, 200, 400_000).solve(&problem).unwrap();
            judge(unit, &problem, &outcome);
            assert_eq!(outcome.value, Some(-5), "{unit} {engine:?}");
        }
    }
}

/// Allowed sums outside of the limits: the larger of the two distances is paid.
#[test]
fn what_is_allowed_and_beyond_the_limits_costs_the_larger_distance() {
    for (limits, best) in [
        // Nobody there: 3 from what is allowed. One: 2 from it. Two: 1 from either.
        (json!({ "max": 1, "allowed": [3] }), -1),
        (json!({ "min": 2, "allowed": [0] }), -1),
        (json!({ "min": 1, "max": 1, "allowed": [0, 2] }), -1),
        (json!({ "min": 2, "max": 2, "allowed": [-5, 7] }), -4),
        (json!({ "max": -3, "allowed": [0] }), -3),
    ] {
        let mut rule = json!({ "kind": "coverage", "id": "c", "activities": {}, "weight": 4 });
        rule.as_object_mut()
            .unwrap()
            .extend(limits.as_object().unwrap().clone());
        let doctors: Vec<Value> = (0..3)
            .map(|number| json!({ "id": format!("d{number}") }))
            .collect();
        let problem = problem(
            "week",
            "2026-01-24",
            2,
            json!({ "rules": [rule], "doctors": doctors }),
        );
        for engine in Engine::ALL {
            let name = format!("{limits} {engine:?}");
            let outcome = solver(*engine, 2_000, 400_000).solve(&problem).unwrap();
            judge(&name, &problem, &outcome);
            // One doctor at a time does not get over a hill, and prices alone need not close the gap.
            if *engine == Engine::LocalSearch {
                continue;
            }
            assert_eq!(outcome.value, Some(4 * 3 * best), "{name}");
            assert!(
                outcome.bound == outcome.value
                    || matches!(engine, Engine::ColumnGeneration | Engine::Compact),
                "{name}: {:?}",
                outcome.bound
            );
        }
    }
}

/// The same as a hard rule: there is no schedule, and everybody can see it.
#[test]
fn a_hard_contradiction_is_proven() {
    let rule = json!({ "kind": "coverage", "id": "c", "activities": {}, "max": 1, "allowed": [3] });
    let problem = problem("week", "2026-01-24", 2, json!({ "rules": [rule] }));
    for engine in Engine::ALL {
        let outcome = solver(*engine, 2_000, 400_000).solve(&problem).unwrap();
        judge("hard", &problem, &outcome);
        assert_eq!(outcome.termination, Termination::Infeasible, "{engine:?}");
        assert!(outcome.certificate.is_some(), "{engine:?}");
    }
}

/// A pattern with too many states for a table is worth something: what a relaxed diagram knows of it is the most that it may be worth.
#[test]
fn a_long_pattern_that_is_worth_something_is_not_forgotten() {
    let anything = json!({ "activities": {}, "idle": true });
    let mut steps = vec![json!({ "activities": { "departments": ["p0"] } })];
    steps.extend(std::iter::repeat_n(anything, 21));
    let more =
        json!({ "rules": [{ "kind": "pattern", "id": "long", "steps": steps, "value": 5 }] });
    let problem = problem("day", "2026-02-02", 2, more);
    let outcome = solver(Engine::Portfolio, 300, 400_000)
        .solve(&problem)
        .unwrap();
    judge("pattern", &problem, &outcome);
    // Of 30 days nine have 21 behind them.
    assert!(
        outcome.bound.is_none_or(|bound| bound >= 45),
        "{:?}",
        outcome.bound
    );
    assert!(
        outcome.value.is_some_and(|value| value >= 30),
        "{:?}",
        outcome.value
    );
}

fn only(activity: &str) -> ActivityFilter {
    ActivityFilter {
        activities: vec![activity.into()],
        ..Default::default()
    }
}

/// Departments that are alike for a doctor share an arc, although each has a requirement of its own about rotations of one length.
#[test]
fn lengths_that_every_rotation_has_make_no_diagram_larger() {
    let arcs = |departments: usize| {
        let mut problem = ProblemBuilder::weeks("wards", "2026-01-04", "2026-06-27").doctor("ana");
        for number in 0..departments {
            let id = format!("ward-{number}");
            problem = problem
                .department(&id, 1)
                .requirement_with(RequirementDraft {
                    id: id.clone(),
                    activities: only(&id),
                    min: 4,
                    max: Some(4),
                    run_min: 4,
                    run_max: Some(4),
                    runs_max: Some(1),
                    optional: true,
                    ..Default::default()
                });
        }
        let problem = problem
            .leave("ana", "2026-03-01", "2026-03-07")
            .build()
            .unwrap();
        let limits = BuildLimits { arcs: 2_000 };
        let sizes = Pathways::build(&problem, limits, false).statistics();
        assert_eq!(sizes.relaxed, 1);
        sizes.arcs
    };
    assert_eq!(arcs(12), arcs(24));
}

/// Private prices of sums in which rotations count for more than one settle, too: 2592 beside 2436 of exact diagrams, and 2711 when they moved as far as those of sums that count one.
#[test]
fn amounts_in_large_units_are_priced_like_others() {
    let mut draft = medrota::generate::Year::new(12, 26, 6).draft();
    let weights = (draft.activities.iter().enumerate())
        .map(|(number, activity)| rules::ActivityWeight {
            activities: only(&activity.id),
            weight: 1 + number as i64 % 2,
        })
        .collect();
    draft
        .rules
        .push(RuleDraft::WeightedAmount(rules::WeightedAmount {
            id: "hours".into(),
            weights,
            max: Some(26),
            ..Default::default()
        }));
    let problem = draft.validate().unwrap();
    let bound = |arcs: usize| {
        let outcome = solver(Engine::LocalSearch, 5_000, arcs)
            .solve(&problem)
            .unwrap();
        (outcome.bound.unwrap(), outcome.statistics.relaxed_diagrams)
    };
    let ((relaxed, count), (exact, _)) = (bound(300), bound(400_000));
    assert!(count > 0);
    assert!(relaxed <= exact + exact / 12, "{relaxed} beside {exact}");
}

/// Days that are left to one of many are one too few: 25, as the four weeks and two days around a leave have five each, and not more.
#[test]
fn a_doctor_without_a_pathway_is_found_among_many() {
    let doctors: Vec<Value> = (0..40)
        .map(|number| json!({ "id": format!("n{number}") }))
        .collect();
    let staffing: Vec<Value> = ["p0", "p1", "p2"]
        .map(|place| json!({ "of": place, "min": 6, "max": 12 }))
        .to_vec();
    let problem = problem(
        "day",
        "2026-02-14",
        3,
        json!({
            "doctors": doctors,
            "capacities": staffing,
            "requirements": [{ "id": "work", "activities": {}, "min": 26, "max": 30, "unit": "periods" }],
            "rules": [
                { "kind": "longest_run", "id": "five days", "activities": {}, "max_blocks": 5 },
                { "kind": "succession", "id": "rest", "first": { "departments": ["p2"] }, "next": { "departments": ["p0", "p1"] }, "mode": "must_not", "immediate": true },
                { "kind": "window", "id": "week", "activities": {}, "window_blocks": 7, "max": 5 },
            ],
            "leaves": [{ "doctor": "n37", "from": "#15", "to": "#21" }],
        }),
    );
    let outcome = solver(Engine::Portfolio, 20_000, 20_000)
        .solve(&problem)
        .unwrap();
    judge("one of forty", &problem, &outcome);
    assert_eq!(outcome.termination, Termination::Infeasible);
    assert!(outcome.certificate.is_some());
    assert!(outcome.statistics.relaxed_diagrams > 0);
    // It was not searched for long.
    assert!(
        outcome.statistics.work < 10_000,
        "{}",
        outcome.statistics.work
    );
}

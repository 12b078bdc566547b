//! From dates to periods (`docs/formats.md`): rows are joined before they are rounded, and every table rounds as the page says.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests stop at the first surprise"
)]

use medrota::check::Violation;
use medrota::error::Code;
use medrota::format::{ReadOptions, read_schedule};
use medrota::ids::{DepartmentId, DoctorId, PeriodId};
use medrota::problem::{Presence, Rule};
use medrota::scenario::Scenario;
use medrota::{Problem, ProblemDraft, check};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Four weeks from Sunday, Monday to Friday worked; departments `s` and `t` in hospital `h`, doctor `x`.
fn four_weeks(more: Value) -> Problem {
    let mut document = json!({
        "format": 1, "name": "four weeks",
        "horizon": { "kind": "week", "start": "2026-09-06", "end": "2026-10-03" },
        "hospitals": [{ "id": "h" }],
        "departments": [{ "id": "s", "supervisors": 2, "visitors_per_supervisor": 2 }, { "id": "t" }],
        "doctors": [{ "id": "x" }]
    });
    for (table, rows) in more.as_object().unwrap() {
        document[table] = rows.clone();
    }
    serde_json::from_value::<ProblemDraft>(document)
        .unwrap()
        .validate()
        .unwrap()
}

const ALL: [(&str, &str); 2] = [
    ("2026-09-06", "2026-09-12"),
    ("2026-09-06 am", "2026-09-12 pm"),
];
const PARTS: [(&str, &str); 2] = [("2026-09-06", "2026-09-08"), ("2026-09-09", "2026-09-12")];

/// Rows of a table with these spans.
fn rows(spans: &[(&str, &str)], row: &Value) -> Value {
    let dated = |(from, to): &(&str, &str)| {
        let mut row = row.clone();
        (row["from"], row["to"]) = (json!(from), json!(to));
        row
    };
    Value::Array(spans.iter().map(dated).collect())
}

fn presence(problem: &Problem) -> Vec<Presence> {
    (0..problem.horizon().len())
        .map(|period| problem.presence(DoctorId::new(0), PeriodId::new(period)))
        .collect()
}

/// Rule, fewest and most doctors, hard.
type Limit = (String, i64, Option<i64>, bool);

/// What each capacity rule says of the period.
fn limits(problem: &Problem, period: usize) -> Vec<Limit> {
    let of = |rule: &Rule| {
        if let Rule::Capacity(rule) = rule {
            Some(rule.clone())
        } else {
            None
        }
    };
    let rules = problem
        .rules()
        .filter_map(|(id, rule)| Some((id, of(rule)?)));
    let limited = rules.flat_map(|(id, rule)| {
        let here = rule
            .limits
            .iter()
            .filter(|limit| limit.period.index() == period);
        here.map(|limit| {
            (
                problem.rule_key(id).to_owned(),
                limit.min,
                limit.max,
                rule.weight.is_none(),
            )
        })
        .collect::<Vec<_>>()
    });
    limited.collect()
}

fn codes(problem: &Problem) -> Vec<Code> {
    problem
        .warnings()
        .as_slice()
        .iter()
        .map(|warning| warning.code)
        .collect()
}

#[test]
fn leaves_that_fill_a_week_together_are_a_week_of_leave() {
    let leave = |spans: &[(&str, &str)], more: Value| {
        let mut row = json!({ "doctor": "x" });
        row.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        four_weeks(json!({ "leaves": rows(spans, &row) }))
    };
    for spans in [
        &ALL[..1],
        &ALL[..],
        &PARTS[..],
        &[PARTS[1], PARTS[0]],
        &[("2026-09-07", "2026-09-11")],
    ] {
        let problem = leave(spans, json!({}));
        assert_eq!(
            presence(&problem)[..2],
            [Presence::Leave, Presence::Full],
            "{spans:?}"
        );
        assert!(
            codes(&problem).is_empty(),
            "{spans:?}: {}",
            problem.warnings()
        );
        assert_eq!(
            presence(&leave(spans, json!({ "keeps_place": true })))[0],
            Presence::KeepsPlace
        );
        assert_eq!(
            presence(&leave(spans, json!({ "half": true })))[0],
            Presence::Half
        );
    }
    let part = leave(&PARTS[..1], json!({}));
    assert_eq!(
        (presence(&part)[0], codes(&part)),
        (Presence::Half, vec![Code::PeriodInPart])
    );
    // Closed days of the horizon are no working time: they need no leave.
    let mixed = json!([
        { "doctor": "x", "from": "2026-09-07", "to": "2026-09-08", "keeps_place": true },
        { "doctor": "x", "from": "2026-09-09", "to": "2026-09-11" }
    ]);
    assert_eq!(
        presence(&four_weeks(json!({ "leaves": mixed })))[0],
        Presence::Leave
    );
}

#[test]
fn a_stay_and_a_document_count_where_all_of_the_working_time_is_covered() {
    let there = |doctor: Value| {
        let mut row = json!({ "id": "x" });
        row.as_object_mut()
            .unwrap()
            .extend(doctor.as_object().unwrap().clone());
        four_weeks(json!({ "doctors": [row] }))
    };
    let first_and_last = |problem: &Problem| {
        (
            problem.doctors()[0].first.index(),
            problem.doctors()[0].last.index(),
        )
    };
    for (first, last) in [("arrival", "departure"), ("visa_from", "visa_to")] {
        // Friday is the last working day, Monday the first.
        let exact = there(json!({ first: "2026-09-14", last: "2026-09-25" }));
        assert_eq!((first_and_last(&exact), codes(&exact)), ((1, 2), vec![]));
        let part = there(json!({ first: "2026-09-15", last: "2026-09-28" }));
        assert_eq!(
            (first_and_last(&part), codes(&part)),
            ((2, 2), vec![Code::PeriodInPart; 2])
        );
        let never = there(json!({ first: "2026-09-15", last: "2026-09-17" }));
        assert_eq!(presence(&never), [Presence::Outside; 4]);
    }
    let cohort = four_weeks(
        json!({ "cohorts": [{ "id": "c", "departure": "2026-09-14" }], "doctors": [{ "id": "x", "cohort": "c" }, { "id": "y", "cohort": "c" }] }),
    );
    let told: Vec<&str> = cohort
        .warnings()
        .as_slice()
        .iter()
        .map(|warning| warning.place.pointer.as_str())
        .collect();
    assert_eq!(
        (first_and_last(&cohort), told),
        ((0, 0), vec!["/cohorts/0/departure"])
    );
    let valid = |spans: &[(&str, &str)]| {
        let problem = four_weeks(
            json!({ "documents": rows(spans, &json!({ "doctor": "x", "document": "visa" })) }),
        );
        assert_eq!(problem.doctors()[0].documents.len(), 1);
        let valid: Vec<usize> = problem.doctors()[0].documents[0]
            .valid
            .iter()
            .map(PeriodId::index)
            .collect();
        (valid, codes(&problem).len())
    };
    assert_eq!(valid(&[("2026-09-06", "2026-09-14")]), (vec![0], 1));
    assert_eq!(valid(&PARTS), (vec![0], 0));
    assert_eq!(
        valid(&[("2026-09-12", "2026-09-20"), ("2026-09-06", "2026-09-11")]),
        (vec![0, 1], 0)
    );
}

#[test]
fn closed_is_closed_for_hospitals_departments_and_activities() {
    let hard = |key: &str| (key.to_owned(), 0, Some(0), true);
    let closed = |rows: Value, weight: Value| {
        four_weeks(
            json!({ "capacities": [{ "of": "s", "max": 3, "weight": weight }], "closures": rows }),
        )
    };
    let soft = closed(rows(&ALL[..1], &json!({ "of": "s" })), json!(1));
    assert_eq!(limits(&soft, 0), [hard("closure/s")]);
    assert_eq!(
        limits(&soft, 1),
        [("capacity/s".to_owned(), 0, Some(3), false)]
    );
    assert_eq!(
        limits(&closed(rows(&PARTS, &json!({ "of": "s" })), json!(null)), 0),
        [hard("capacity/s")]
    );
    assert!(
        limits(&closed(rows(&PARTS, &json!({ "of": "h" })), json!(1)), 0)
            .contains(&hard("capacity/h"))
    );
    // A department until Tuesday, its hospital from Wednesday on.
    let both = closed(
        json!([{ "of": "h", "from": "2026-09-09", "to": "2026-09-12" }, { "of": "s", "from": "2026-09-06", "to": "2026-09-08" }]),
        json!(1),
    );
    assert_eq!(limits(&both, 0), [hard("closure/s")]);
    assert_eq!(codes(&both), [Code::PeriodInPart]);
    let day = closed(
        json!([{ "of": "s", "from": "2026-09-09", "to": "2026-09-09" }]),
        json!(null),
    );
    assert_eq!(
        (limits(&day, 0), codes(&day)),
        (
            vec![("capacity/s".to_owned(), 0, Some(3), true)],
            vec![Code::PeriodInPart]
        )
    );
}

#[test]
fn places_are_as_tight_as_the_tightest_half_day() {
    let places = |tables: Value, period: usize| {
        limits(&four_weeks(tables), period)
            .first()
            .map(|limit| (limit.1, limit.2))
            .unwrap()
    };
    let capacities = |rows: Value| json!({ "capacities": rows });
    let usual = json!({ "of": "s", "max": 4 });
    assert_eq!(
        places(
            capacities(json!([usual, { "of": "s", "from": "2026-09-09", "max": 1 }])),
            0
        ),
        (0, Some(1))
    );
    assert_eq!(
        places(
            capacities(
                json!([{ "of": "s", "max": 1 }, { "of": "s", "from": "2026-09-09", "max": 4 }])
            ),
            0
        ),
        (0, Some(1))
    );
    assert_eq!(
        places(
            capacities(
                json!([{ "of": "s", "max": 1 }, { "of": "s", "from": "2026-09-09", "max": 4 }])
            ),
            1
        ),
        (0, Some(4))
    );
    // One supervisor away after the other is one away; both at once are two.
    let away = |spans: &[(&str, &str)]| {
        let problem = four_weeks(
            json!({ "absences": rows(spans, &json!({ "department": "s", "supervisors": 1 })) }),
        );
        problem
            .department(DepartmentId::new(0))
            .supervisors
            .clone()
            .unwrap()
    };
    assert_eq!(away(&PARTS), [1, 2, 2, 2]);
    assert_eq!(away(&ALL), [0, 2, 2, 2]);
}

#[test]
fn a_minimum_never_asks_for_more_than_there_are_places() {
    let closed = four_weeks(
        json!({ "capacities": [{ "of": "t", "min": 2, "max": 3 }], "closures": rows(&ALL[..1], &json!({ "of": "h" })) }),
    );
    assert_eq!(
        limits(&closed, 0)
            .iter()
            .find(|limit| limit.0 == "capacity/t")
            .map(|limit| limit.1),
        Some(0)
    );
    assert_eq!(
        limits(&closed, 1)
            .iter()
            .find(|limit| limit.0 == "capacity/t")
            .map(|limit| limit.1),
        Some(2)
    );
    let away =
        json!([{ "department": "s", "from": "2026-09-06", "to": "2026-09-12", "supervisors": 2 }]);
    let unsupervised =
        four_weeks(json!({ "capacities": [{ "of": "s", "min": 2 }], "absences": away }));
    assert_eq!(
        limits(&unsupervised, 0),
        [("capacity/s".to_owned(), 0, Some(0), true)]
    );
    for problem in [&closed, &unsupervised] {
        assert_eq!(codes(problem), [Code::MinimumFalls]);
        assert_eq!(
            problem.warnings().as_slice()[0].place.pointer,
            "/capacities/0/min"
        );
    }
}

#[test]
fn a_block_of_a_weekend_is_worked_and_a_closed_one_says_that_it_is_no_period() {
    let days: Vec<Value> = ["2026-07-03", "2026-07-04", "2026-07-05", "2026-07-06"]
        .iter()
        .map(|day| json!({ "name": format!("day {day}"), "from": day, "to": day }))
        .collect();
    let mut horizon =
        json!({ "kind": "block", "start": "2026-07-03", "end": "2026-07-06", "blocks": days });
    let problem = four_weeks(json!({ "horizon": horizon.clone() }));
    assert_eq!(
        (problem.horizon().len(), codes(&problem)),
        (4, vec![Code::BlockWithoutWork; 2])
    );
    assert!(
        problem
            .horizon()
            .periods()
            .iter()
            .all(|span| span.working_half_days == 2)
    );
    horizon["closures"] = json!([{ "from": "2026-07-04", "to": "2026-07-05" }]);
    let problem = four_weeks(json!({ "horizon": horizon }));
    assert_eq!(
        (problem.horizon().len(), codes(&problem)),
        (2, vec![Code::BlockWithoutWork; 2])
    );
    let (code, message) = problem.horizon().moment("day 2026-07-04").unwrap_err();
    assert!(
        code == Code::OutsideHorizon && message.contains("no period"),
        "{message}"
    );
}

#[test]
fn weekdays_choose_the_periods_that_begin_on_them() {
    let chosen = |start: &str, weekday: &str| {
        let filter = json!({ "weekdays": [weekday] });
        let draft = json!({
            "format": 1, "horizon": { "kind": "week", "start": start, "end": "2026-10-03" }, "departments": [{ "id": "s" }], "doctors": [{ "id": "x" }],
            "rules": [{ "kind": "cells", "id": "c", "periods": filter }]
        });
        serde_json::from_value::<ProblemDraft>(draft)
            .unwrap()
            .validate()
            .is_ok()
    };
    assert!(chosen("2026-09-06", "sunday") && !chosen("2026-09-06", "monday"));
    assert!(chosen("2026-09-07", "monday") && !chosen("2026-09-07", "sunday"));
}

/// The folder of cases beside the checkout, if it is there.
fn cases() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/cases");
    if !folder.is_dir() {
        eprintln!("skipped: there is no folder ../shared/cases");
        return None;
    }
    Some(folder)
}

#[test]
fn the_cases_of_rounded_dates_have_the_right_answer() {
    let Some(folder) = cases() else { return };
    // Rule and period (1 the first) of each hard violation; there is never a soft breach.
    let expected: [(&str, &[&str]); 7] = [
        ("leave_one", &["availability 1"]),
        ("leave_two", &["availability 1"]),
        ("visa", &["availability 2"]),
        ("document_monday", &["d 2"]),
        ("document_two", &[]),
        ("closure_soft", &["closure/s 1"]),
        ("closure_soft_hosp", &["capacity/h 1"]),
    ];
    for (name, expected) in expected {
        let problem = Problem::from_path(folder.join(format!("trust/{name}.p.json"))).unwrap();
        let schedule = read_schedule(
            folder.join(format!("trust/{name}.s.json")),
            &problem,
            &ReadOptions::new(),
        )
        .unwrap();
        let report = check(&problem, &schedule);
        let tell = |found: &Violation| {
            format!(
                "{} {}",
                problem.rule_key(found.rule),
                found.period.unwrap().index() + 1
            )
        };
        assert_eq!(
            report.violations.iter().map(tell).collect::<Vec<_>>(),
            expected,
            "{name}"
        );
        assert!(report.breaches.is_empty() && report.value == 0, "{name}");
    }
}

#[test]
fn the_cases_of_coordinators_and_of_public_repositories_have_the_right_answer() {
    let Some(folder) = cases() else { return };
    let text = std::fs::read_to_string(folder.join("coordinator/leaves-at-new-year.json")).unwrap();
    let leaves: Scenario = serde_json::from_str(&text).unwrap();
    for (year, last) in [
        ("residency-blocks", "2026-11-16..2026-12-13"),
        ("residency-weeks", "2026-12-21..2026-12-27"),
    ] {
        let problem = Problem::from_path(folder.join("coordinator").join(year)).unwrap();
        let changed = leaves.apply(&problem, None).unwrap();
        let doctor = changed.doctor(changed.find_doctor("okafor").unwrap());
        let span = changed.horizon().span(doctor.last);
        assert_eq!(
            format!("{}..{}", span.first.date, span.last.date),
            last,
            "{year}"
        );
        assert!(codes(&changed).contains(&Code::PeriodInPart), "{year}");
    }
    for name in ["weekend-block-named", "weekend-block-vanishes"] {
        let problem = Problem::from_path(folder.join(format!("public/{name}.json"))).unwrap();
        assert_eq!(
            (problem.horizon().len(), codes(&problem)),
            (4, vec![Code::BlockWithoutWork; 2]),
            "{name}"
        );
    }
    let window = Problem::from_path(folder.join("public/window-52.json")).unwrap_err();
    let found = window.diagnostics().as_slice();
    assert!(
        found.len() == 1
            && found[0].code == Code::NumberTooLarge
            && found[0].message.contains("32"),
        "{window}"
    );
}

/// A span of half-days in four weeks, as numbers from the first morning on.
fn spans() -> impl Strategy<Value = Vec<(i32, i32)>> {
    prop::collection::vec((0..56_i32, 0..14_i32), 1..4).prop_map(|list| {
        list.into_iter()
            .map(|(first, more)| (first, (first + more).min(55)))
            .collect()
    })
}

fn half_day(number: i32) -> String {
    let date = "2026-09-06"
        .parse::<medrota::calendar::Date>()
        .unwrap()
        .plus_days(number / 2);
    format!("{date} {}", if number % 2 == 0 { "am" } else { "pm" })
}

/// All that dates decide.
#[derive(Debug, PartialEq)]
struct Resolved {
    presence: Vec<Presence>,
    documents: Vec<Vec<usize>>,
    supervisors: Vec<i64>,
    limits: Vec<Vec<Limit>>,
}

fn resolved(kind: &str, spans: &[(i32, i32)]) -> Resolved {
    let texts: Vec<(String, String)> = spans
        .iter()
        .map(|(from, to)| (half_day(*from), half_day(*to)))
        .collect();
    let texts: Vec<(&str, &str)> = texts
        .iter()
        .map(|(from, to)| (from.as_str(), to.as_str()))
        .collect();
    let problem = four_weeks(json!({
        "horizon": { "kind": kind, "start": "2026-09-06", "end": "2026-10-03", "working_days": ["sunday", "monday", "tuesday", "wednesday"],
            "working_mornings": ["thursday"], "closures": [{ "from": "2026-09-15", "to": "2026-09-16" }] },
        "capacities": [{ "of": "s", "min": 1, "max": 3, "weight": 2 }, { "of": "t", "max": 5 }],
        "leaves": rows(&texts, &json!({ "doctor": "x" })),
        "documents": rows(&texts, &json!({ "doctor": "x", "document": "visa" })),
        "closures": rows(&texts, &json!({ "of": "s" })),
        "absences": rows(&texts, &json!({ "department": "s", "supervisors": 1 })),
    }));
    let documents = problem.doctors()[0]
        .documents
        .iter()
        .map(|document| document.valid.iter().map(PeriodId::index).collect())
        .collect();
    let supervisors = problem
        .department(DepartmentId::new(0))
        .supervisors
        .clone()
        .unwrap();
    let limits = (0..problem.horizon().len())
        .map(|period| limits(&problem, period))
        .collect();
    Resolved {
        presence: presence(&problem),
        documents,
        supervisors,
        limits,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// A row cut into two that follow each other, or rows in another order, are the same calendar.
    #[test]
    fn how_rows_are_cut_and_ordered_changes_nothing(spans in spans(), kind in prop::sample::select(vec!["week", "day", "half_day"]), cut in 0..14_i32) {
        let whole = resolved(kind, &spans);
        let mut pieces = Vec::new();
        for &(from, to) in &spans {
            match from + cut {
                last if last < to => pieces.extend([(last + 1, to), (from, last)]),
                _ => pieces.push((from, to)),
            }
        }
        prop_assert_eq!(&whole, &resolved(kind, &pieces));
        pieces.reverse();
        prop_assert_eq!(&whole, &resolved(kind, &pieces));
    }

    /// A week has what all of its half-days have, told by a horizon of half-days.
    #[test]
    fn a_week_is_told_by_its_half_days(spans in spans()) {
        let in_weeks = resolved("week", &spans);
        let in_halves = resolved("half_day", &spans);
        let problem = four_weeks(json!({ "horizon": { "kind": "half_day", "start": "2026-09-06", "end": "2026-10-03", "working_days": ["sunday", "monday", "tuesday", "wednesday"],
            "working_mornings": ["thursday"], "closures": [{ "from": "2026-09-15", "to": "2026-09-16" }] } }));
        let first = problem.horizon().span(PeriodId::new(0)).first.date;
        for week in 0..4 {
            let own: Vec<usize> = (0..problem.horizon().len())
                .filter(|period| problem.horizon().span(PeriodId::new(*period)).first.date.days_since(first) / 7 == i32::try_from(week).unwrap())
                .collect();
            let away = own.iter().filter(|period| in_halves.presence[**period] == Presence::Leave).count();
            let expected = if away == own.len() { Presence::Leave } else if away > 0 { Presence::Half } else { Presence::Full };
            prop_assert_eq!(in_weeks.presence[week], expected);
            prop_assert_eq!(in_weeks.documents[0].contains(&week), own.iter().all(|period| in_halves.documents[0].contains(period)));
            prop_assert_eq!(in_weeks.supervisors[week], own.iter().map(|period| in_halves.supervisors[*period]).min().unwrap());
        }
    }
}

/// What is found in a problem of these lines of JSON.
fn findings_of(text: &str) -> Vec<(String, String)> {
    let listed = |found: &medrota::error::Diagnostics| {
        found
            .iter()
            .map(|one| (one.code.as_str().to_owned(), one.message.clone()))
            .collect()
    };
    match Problem::from_json_str(text) {
        Ok(problem) => listed(problem.warnings()),
        Err(error) => listed(error.diagnostics()),
    }
}

/// The page's problem of half-day courses beside rotations of weeks.
fn half_day_courses() -> serde_json::Value {
    let page = include_str!("../docs/formats.md");
    let section = page.split("### Courses of half a day").nth(1).unwrap();
    let text = section.split("```json").nth(1).unwrap();
    serde_json::from_str(text.split("```").next().unwrap()).unwrap()
}

#[test]
fn half_day_courses_with_a_choice_go_beside_weeks_as_the_page_says() {
    let page = half_day_courses();
    let problem = Problem::from_json_str(&page.to_string()).unwrap();
    assert!(problem.warnings().is_empty(), "{:?}", problem.warnings());
    let outcome = medrota::Solver::new().work_limit(20_000).solve(&problem);
    let outcome = outcome.unwrap();
    assert_eq!((outcome.value, outcome.bound), (Some(3), Some(3)));

    // On a grid of weeks the choice is refused, and the message says what to do instead.
    let mut by_weeks = page;
    by_weeks["doctors"][1]["grid"] = "weeks".into();
    let found = findings_of(&by_weeks.to_string());
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, "E404");
    assert!(found[0].1.contains("alignment"), "{found:?}");
}

#[test]
fn a_grid_or_cohort_is_used_by_whatever_names_it() {
    let with = |more: &str| {
        format!(
            r#"{{"format": 1, "horizon": {{"kind": "week", "start": "2026-09-06", "end": "2026-10-03"}},
            "departments": [{{"id": "ward"}}], "doctors": [{{"id": "ana"}}, {{"id": "ben", "cohort": "autumn"}}],
            "grids": [{{"id": "pairs", "starts": ["2026-09-06", "2026-09-20"]}}],
            "cohorts": [{{"id": "autumn"}}, {{"id": "spring"}}]{more}}}"#
        )
    };
    let unused = findings_of(&with(""));
    assert_eq!(unused.len(), 2, "{unused:?}");
    assert!(unused.iter().all(|one| one.0 == "W102"), "{unused:?}");
    let rules = |rule: &str| with(&format!(r#", "rules": [{rule}]"#));
    let aligned = r#"{"kind": "alignment", "id": "pairs", "grid": "pairs"}"#;
    assert_eq!(findings_of(&rules(aligned)).len(), 1);
    // A grid of the period that is built in uses no other.
    let built_in = r#"{"kind": "alignment", "id": "pairs", "grid": "period"}"#;
    assert_eq!(findings_of(&rules(built_in)).len(), 2);
    let named = r#"{"kind": "idle", "id": "idle", "doctors": {"cohorts": ["autumn", "spring"]}, "cost": 1}"#;
    let found = findings_of(&rules(named));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].1.contains("grid"), "{found:?}");
    let of_cohort = with("").replace(
        r#"{"id": "spring"}"#,
        r#"{"id": "spring", "grid": "pairs"}"#,
    );
    assert_eq!(findings_of(&of_cohort).len(), 1);
}

#[test]
fn a_horizon_of_holidays_alone_is_told_once() {
    let block = |name: &str, from: &str, to: &str| {
        format!(r#"{{"name": "{name}", "from": "{from}", "to": "{to}"}}"#)
    };
    let blocks = [
        block("labour day", "2026-09-07", "2026-09-07"),
        block("thanksgiving", "2026-11-26", "2026-11-27"),
        block("christmas", "2026-12-24", "2026-12-25"),
        block("new year", "2026-12-31", "2027-01-01"),
        block("spring", "2027-03-26", "2027-03-26"),
    ];
    let found = findings_of(&format!(
        r#"{{"format": 1, "horizon": {{"kind": "block", "blocks": [{}]}}, "departments": [{{"id": "ward"}}], "doctors": [{{"id": "ana"}}]}}"#,
        blocks.join(", ")
    ));
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, "W111");
    assert!(
        found[0].1.contains("2026-09-08 to 2026-11-25")
            && found[0].1.contains("and one more stretch"),
        "{found:?}"
    );
}

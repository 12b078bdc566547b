//! Small problems, schedules by name, findings as text.

use medrota::check::{Report, Violation};
use medrota::ids::{ActivityId, EventId, PeriodId};
use medrota::problem::{ProblemDraft, RuleDraft};
use medrota::schedule::{Attendance, Pathway, Rotation};
use medrota::{Problem, Schedule, check};
use serde_json::{Value, json};

/// Doctor, activity, first and last period (0 the first).
pub(crate) type Stay<'a> = (&'a str, &'a str, usize, usize);

/// Eight weeks; doctors ana, ben and cem; surgery and medicine in hospital north, clinic in hospital south.
pub(crate) fn draft() -> ProblemDraft {
    serde_json::from_value(json!({
        "format": 1,
        "horizon": { "kind": "week", "start": "2026-09-06", "end": "2026-10-31" },
        "hospitals": [{ "id": "north" }, { "id": "south" }],
        "departments": [
            { "id": "surgery", "hospital": "north" },
            { "id": "medicine", "hospital": "north" },
            { "id": "clinic", "hospital": "south" }
        ],
        "doctors": [{ "id": "ana" }, { "id": "ben" }, { "id": "cem" }]
    }))
    .unwrap()
}

/// Adds rows to a table of the draft.
pub(crate) fn with(draft: ProblemDraft, table: &str, rows: Value) -> ProblemDraft {
    let mut document = serde_json::to_value(draft).unwrap();
    let mut all = document
        .get(table)
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    all.extend(rows.as_array().unwrap().iter().cloned());
    document[table] = Value::Array(all);
    serde_json::from_value(document).unwrap()
}

/// Adds rules.
pub(crate) fn with_rules(mut draft: ProblemDraft, rules: &[Value]) -> ProblemDraft {
    draft.rules.extend(
        rules
            .iter()
            .map(|rule| serde_json::from_value::<RuleDraft>(rule.clone()).unwrap()),
    );
    draft
}

pub(crate) fn schedule(problem: &Problem, stays: &[Stay<'_>]) -> Schedule {
    schedule_with(problem, stays, &[])
}

/// A schedule with attendances: doctor, event, slot (0 the first).
pub(crate) fn schedule_with(
    problem: &Problem,
    stays: &[Stay<'_>],
    attendances: &[(&str, usize, u32)],
) -> Schedule {
    let pathway = |doctor: &str| {
        let rotations = stays
            .iter()
            .filter(|stay| stay.0 == doctor)
            .map(|stay| Rotation {
                first: PeriodId::new(stay.2),
                last: PeriodId::new(stay.3),
                activity: problem
                    .find_activity(stay.1)
                    .unwrap_or(ActivityId::new(999)),
            });
        let attended = attendances.iter().filter(|row| row.0 == doctor);
        let attended = attended.map(|row| Attendance {
            event: EventId::new(row.1),
            slot: row.2,
        });
        Pathway::new(rotations.collect(), attended.collect())
    };
    Schedule::new(
        problem
            .doctors()
            .iter()
            .map(|doctor| pathway(&doctor.key))
            .collect(),
    )
}

/// Findings as "rule subject period amount", the period `-` where there is none.
pub(crate) fn told(problem: &Problem, findings: &[Violation]) -> Vec<String> {
    let tell = |finding: &Violation| {
        let period = finding
            .period
            .map_or("-".to_owned(), |period| period.index().to_string());
        let subject = finding.subject.describe(problem).replace('"', "");
        format!(
            "{} {subject} {period} {}",
            problem.rule_key(finding.rule),
            finding.amount
        )
    };
    findings.iter().map(tell).collect()
}

pub(crate) fn judged(draft: &ProblemDraft, stays: &[Stay<'_>]) -> (Problem, Report) {
    let problem = draft.clone().validate().unwrap();
    let report = check(&problem, &schedule(&problem, stays));
    (problem, report)
}

/// Asserts the hard findings of a schedule, and that there are no soft ones.
#[track_caller]
pub(crate) fn assert_violations(draft: &ProblemDraft, stays: &[Stay<'_>], expected: &[&str]) {
    let (problem, report) = judged(draft, stays);
    assert_eq!(told(&problem, &report.violations), expected, "violations");
    assert_eq!(told(&problem, &report.breaches), [""; 0], "breaches");
}

/// Asserts the value, and that nothing is broken.
#[track_caller]
pub(crate) fn assert_value(draft: &ProblemDraft, stays: &[Stay<'_>], expected: i64) {
    let (problem, report) = judged(draft, stays);
    assert_eq!(told(&problem, &report.violations), [""; 0], "violations");
    assert_eq!(report.value, expected, "value");
}

/// Asserts that `good` keeps what `install` adds, that `bad` breaks it as expected where it is hard, and where its weight
/// is 7 that the same findings are breaches which cost 7 each unit.
#[track_caller]
pub(crate) fn assert_hard_and_soft(
    install: impl Fn(Option<i64>) -> ProblemDraft,
    good: &[Stay<'_>],
    bad: &[Stay<'_>],
    expected: &[&str],
) {
    assert_violations(&install(None), good, &[]);
    assert_violations(&install(None), bad, expected);
    assert_value(&install(Some(7)), good, 0);
    let (problem, report) = judged(&install(Some(7)), bad);
    assert_eq!(told(&problem, &report.breaches), expected, "breaches");
    assert_eq!(
        told(&problem, &report.violations),
        [""; 0],
        "violations of a soft rule"
    );
    assert_eq!(
        report.value,
        -7 * report
            .breaches
            .iter()
            .map(|breach| breach.amount)
            .sum::<i64>(),
        "cost"
    );
}

/// [`assert_hard_and_soft`] for one rule of the table of rules.
#[track_caller]
pub(crate) fn assert_rule(rule: Value, good: &[Stay<'_>], bad: &[Stay<'_>], expected: &[&str]) {
    let install = |weight: Option<i64>| {
        let mut rule = rule.clone();
        rule["weight"] = json!(weight);
        with_rules(draft(), &[rule])
    };
    assert_hard_and_soft(install, good, bad, expected);
}

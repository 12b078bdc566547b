//! Custom rules and files: refused, never dropped; schedules and certificates are written as ever.

use super::copies::copy;
use super::{Day, proven, rule, run, solver, ward};
use medrota::problem::RuleDraft;
use medrota::problem::rules::{CustomRule, CustomSum, CustomValue, Off};
use medrota::scenario::{Change, Scenario};
use medrota::{Problem, ProblemDraft, Termination, check};

/// A draft with a custom rule of each kind.
fn mixed() -> ProblemDraft {
    let problem = ward()
        .rule(rule(run(2), None))
        .rule(Off {
            id: "no mine".into(),
            rule: "mine".into(),
        })
        .rule(CustomValue {
            id: "value".into(),
            counts: Day.into(),
            value: 1,
            ..Default::default()
        })
        .rule(CustomSum {
            id: "sum".into(),
            counts: Day.into(),
            max: Some(30),
            ..Default::default()
        })
        .rule(medrota::problem::rules::HospitalChange {
            id: "moving".into(),
            ..Default::default()
        })
        .build()
        .unwrap();
    problem.draft().clone()
}

fn refusals(result: medrota::Result<()>) -> Vec<(String, String, String)> {
    let error = result.unwrap_err();
    let found = error.diagnostics().iter().map(|found| {
        (
            found.code.to_string(),
            found.place.pointer.clone(),
            found.subject.clone(),
        )
    });
    found.collect()
}

#[test]
fn files_refuse_custom_rules_one_by_one() {
    let draft = mixed();
    let at = std::env::temp_dir().join(format!("medrota-custom-files-{}", std::process::id()));
    let expected = [(0, "mine"), (2, "value"), (3, "sum")].map(|(row, id)| {
        (
            "E407".to_owned(),
            format!("/rules/{row}"),
            format!("rule {id:?}"),
        )
    });
    assert_eq!(
        refusals(draft.write_json(at.join("problem.json"))),
        expected
    );
    assert_eq!(refusals(draft.write_csv(&at)), expected);
    assert_eq!(
        refusals(draft.write_workbook(at.with_extension("xlsx"))),
        expected
    );
    assert_eq!(
        refusals(draft.write_form(at.with_extension("xlsx"), &[])),
        expected
    );
    assert!(!at.exists() && !at.with_extension("xlsx").exists());
    // The text says so as well, and nobody reads it as if there were no such rule.
    for text in [draft.to_json(), serde_json::to_string(&draft).unwrap()] {
        assert!(text.contains("Run {"), "{text}");
        let error = Problem::from_json_str(&text).unwrap_err();
        let codes: Vec<String> = error
            .diagnostics()
            .iter()
            .map(|found| found.code.to_string())
            .collect();
        assert_eq!(codes, ["E407"; 3], "{error}");
    }
    // Neither is one read that somebody wrote by hand.
    let text = r#"{ "format": 1, "horizon": { "start": "2026-09-06", "end": "2026-10-03" }, "rules": [{ "kind": "custom_rule", "id": "x", "code": "y" }] }"#;
    assert!(
        ProblemDraft::from_json_str(text)
            .unwrap_err()
            .to_string()
            .contains("E407")
    );
    assert!(serde_json::from_str::<ProblemDraft>(text).is_err());
}

#[test]
fn custom_rules_are_taken_out_and_put_back() {
    let mut draft = mixed();
    let taken = draft.take_custom_rules();
    assert_eq!(
        taken.iter().map(RuleDraft::id).collect::<Vec<_>>(),
        ["mine", "no mine", "value", "sum"]
    );
    let mut read = ProblemDraft::from_json_str(&draft.to_json()).unwrap();
    read.rules.extend(taken);
    assert_eq!(
        proven(&read.validate().unwrap()),
        proven(&mixed().validate().unwrap())
    );
}

#[test]
fn the_same_code_is_the_same_object() {
    let one = rule(run(2), None);
    assert_eq!(one.clone(), one);
    assert_ne!(rule(run(2), None), one);
    let problem = |rule: CustomRule| ward().rule(rule).build().unwrap();
    assert_eq!(problem(one.clone()), problem(one.clone()));
    assert_ne!(problem(one), problem(rule(run(2), None)));
    let draft = RuleDraft::from(rule(run(2), None));
    assert!(draft.is_custom() && format!("{draft:?}").contains("most: 2"));
    // A rule that is no copy of any has none.
    let ward = ward().build().unwrap();
    let (_, first) = ward.rules().next().unwrap();
    assert!(copy(&ward, first, "x").is_none());
}

#[test]
fn schedules_and_certificates_are_written_as_ever() {
    let problem = ward().rule(rule(run(2), None)).build().unwrap();
    let outcome = solver().solve(&problem).unwrap();
    assert_eq!(outcome.termination, Termination::Optimal);
    let text = serde_json::to_string(outcome.certificate().unwrap()).unwrap();
    let read: medrota::Certificate = serde_json::from_str(&text).unwrap();
    read.verify(&problem).unwrap();
    // Without the rule more is possible than the certificate allows.
    let without = Scenario::new(
        "off",
        vec![Change::SwitchOff {
            rule: "mine".into(),
        }],
    );
    let without = without.apply(&problem, None).unwrap();
    assert!(read.verify(&without).is_err());
    // The judge's word is the one that counts.
    let best = solver().solve(&without).unwrap().schedule.unwrap();
    let report = check(&problem, &best);
    assert_eq!(report.violations.len(), 1);
    let said = report.violations[0].describe(&problem);
    assert!(
        said.contains("custom rule") && said.contains("mine"),
        "{said}"
    );
}

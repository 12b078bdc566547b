//! Custom rules in changed drafts: carried along, never dropped.

use super::{Day, proven, rule, run, solver, twins, ward};
use crate::common::{in_parallel, seeds};
use medrota::explain::{ConflictOptions, RelaxationOptions, conflicts, relaxations};
use medrota::problem::RuleKind;
use medrota::replan::{Replan, publish};
use medrota::scenario::{Baseline, Change, Scenario, ScenarioRun, ScenarioSet};
use medrota::{Error, Problem, check};

/// What a scenario of each twin comes to; the changes name the same rows in both.
fn values(seed: u64, changes: impl Fn(&Problem, &str) -> Vec<Change>) -> Option<RuleKind> {
    let (kind, one, other) = twins(seed)?;
    let key = other.draft().custom_rules().next()?.id().to_owned();
    let made = |problem: &Problem| {
        let changes = changes(problem, &key);
        Scenario::new("changed", changes).apply(problem, None)
    };
    let changed = (made(&one), made(&other));
    let (one, other) = match changed {
        (Ok(one), Ok(other)) => (one, other),
        (Err(one), Err(other)) => {
            let codes = |error: &Error| -> Vec<_> {
                error.diagnostics().iter().map(|found| found.code).collect()
            };
            assert_eq!(codes(&one), codes(&other), "seed {seed}");
            return None;
        }
        (one, other) => panic!("seed {seed}: {one:?} {other:?}"),
    };
    assert_eq!(proven(&one), proven(&other), "seed {seed}");
    Some(kind)
}

#[test]
fn scenarios_carry_custom_rules_along() {
    let withdrawn = |problem: &Problem, _: &str| {
        vec![Change::Withdraw {
            doctor: problem.doctors()[0].key.clone(),
        }]
    };
    let waived = |problem: &Problem, key: &str| {
        vec![Change::Waive {
            doctor: problem.doctors()[0].key.clone(),
            rule: Some(key.to_owned()),
            amounts: None,
            from: None,
            amount: None,
        }]
    };
    let off = |_: &Problem, key: &str| {
        vec![Change::SwitchOff {
            rule: key.to_owned(),
        }]
    };
    let priced = |_: &Problem, key: &str| {
        let (rule, field) = (key.to_owned(), "weight".to_owned());
        vec![Change::SetNumber {
            rule,
            field,
            value: Some(2),
        }]
    };
    let later = |problem: &Problem, _: &str| {
        let doctor = problem.doctors()[0].key.clone();
        vec![Change::Arrive {
            doctor,
            arrival: "#2".into(),
        }]
    };
    let found = in_parallel(seeds(0, 120), |seed| {
        let is_wish = matches!(twins(seed)?.0, RuleKind::Preference);
        let tried = [
            values(seed, withdrawn),
            values(seed, later),
            // A wish is another row in the twin.
            values(seed, waived).filter(|_| !is_wish),
            if is_wish { None } else { values(seed, off) },
            if is_wish { None } else { values(seed, priced) },
        ];
        Some(tried.into_iter().flatten().count())
    });
    let tried: usize = found.into_iter().sum();
    assert!(tried > 60, "{tried}");
}

#[test]
fn numbers_of_custom_rules_are_set_by_their_names() {
    let problem = ward()
        .rule(rule(run(2), None))
        .custom_value("early", Day, 1)
        .custom_sum("days", Day, (None, Some(100)), None)
        .build()
        .unwrap();
    let set = |rule: &str, field: &str, value| {
        let (rule, field) = (rule.to_owned(), field.to_owned());
        let changed = Scenario::new("set", vec![Change::SetNumber { rule, field, value }]);
        changed.apply(&problem, None)
    };
    let soft = set("mine", "weight", Some(3)).unwrap();
    assert!(!soft.is_hard(soft.find_rule("mine").unwrap()));
    for (rule, field, value) in [
        ("early", "value", Some(0)),
        ("days", "max", Some(10)),
        ("days", "weight", Some(1)),
    ] {
        assert_ne!(set(rule, field, value).unwrap(), problem);
    }
    let code = |result: medrota::Result<Problem>| {
        result.unwrap_err().diagnostics().as_slice()[0]
            .code
            .to_string()
    };
    assert_eq!(code(set("mine", "max", Some(1))), "E003");
    assert_eq!(code(set("early", "value", None)), "E005");
    assert_eq!(code(set("days", "min", Some(101))), "E302");
}

#[test]
fn a_scenario_sets_a_custom_rule_and_a_run_reports_it() {
    let problem = ward().build().unwrap();
    let baseline = Baseline::solve(&problem, &solver()).unwrap();
    let changes = vec![Change::SetRule {
        rule: rule(run(2), None).into(),
    }];
    let set = ScenarioSet::one_at_a_time("with it", changes);
    let (results, _) = ScenarioRun::new(&set, &baseline).collect_all().unwrap();
    assert_eq!(results[0].value, Some(31));
    // A set with code is in no file.
    let path = std::env::temp_dir().join(format!("medrota-custom-{}.json", std::process::id()));
    let refused = set.write_json(&path).unwrap_err();
    assert_eq!(refused.diagnostics().as_slice()[0].code.as_str(), "E407");
    assert!(!path.exists());
}

#[test]
fn replanning_keeps_custom_rules() {
    let found = in_parallel(seeds(0, 100), |seed| {
        let (kind, one, other) = twins(seed)?;
        let published = solver().solve(&one).unwrap().schedule?;
        if one.doctors().len() < 2 || one.published().is_some() {
            return None;
        }
        let doctor = one.doctors()[0].key.clone();
        let mended = |problem: &Problem| {
            let leaves = Scenario::new(
                "out",
                vec![Change::Withdraw {
                    doctor: doctor.clone(),
                }],
            );
            let changed = leaves.apply(problem, Some(&published)).ok()?;
            let replanned = Replan::of(&changed, &published)
                .ok()?
                .solve(&solver())
                .ok()?;
            if let Some(schedule) = &replanned.schedule {
                assert!(check(&changed, schedule).is_feasible());
            }
            let value = replanned.report.as_ref().map(|report| report.value);
            Some((replanned.ending, replanned.doctors_changed(), value))
        };
        assert_eq!(mended(&one), mended(&other), "seed {seed}");
        Some(kind)
    });
    assert!(found.len() > 20, "{}", found.len());
    // Who is left keeps the rule, too.
    let both = || {
        ward()
            .doctor("ben")
            .preference("ben", "ward", 20)
            .rule(rule(run(2), None))
    };
    let problem = both().build().unwrap();
    let published = solver().solve(&problem).unwrap().schedule.unwrap();
    let problem = publish(&problem, &published).unwrap().validate().unwrap();
    let leaves = Scenario::new(
        "out",
        vec![Change::Withdraw {
            doctor: "ben".into(),
        }],
    );
    let changed = leaves.apply(&problem, Some(&published)).unwrap();
    let mended = Replan::of(&changed, &published)
        .unwrap()
        .solve(&solver())
        .unwrap();
    assert!(check(&changed, mended.schedule.as_ref().unwrap()).is_feasible());
    assert_eq!(changed.draft().custom_rules().count(), 1);
}

#[test]
fn conflicts_and_ways_out_name_custom_rules() {
    let problem = ward()
        .requirement("three", &["ward"], 3)
        .rule(rule(run(2), None))
        .build()
        .unwrap();
    let why = conflicts(&problem, &ConflictOptions::default()).unwrap();
    assert!(why.conflicts[0].is_minimal());
    let said = why.conflicts[0].describe(&problem);
    assert!(said.contains("mine"), "{said}");
    let ways = relaxations(&problem, &RelaxationOptions::default()).unwrap();
    let mine = problem.find_rule("mine").unwrap();
    let given = ways.relaxations.iter().find_map(|way| {
        let given = way
            .given
            .iter()
            .find(|given| format!("{given:?}").contains(&format!("{mine:?}")))?;
        given.concession.to_changes(&problem)
    });
    let changed = Scenario::new("waived", given.unwrap())
        .apply(&problem, None)
        .unwrap();
    assert!(proven(&changed).is_some());
}

#[test]
fn a_sum_that_cannot_be_met_is_a_conflict_and_has_a_price() {
    let problem = ward()
        .requirement("ward", &["ward"], 4)
        .custom_sum("days", Day, (Some(20), None), None)
        .build()
        .unwrap();
    assert_eq!(proven(&problem), None);
    let why = conflicts(&problem, &ConflictOptions::default()).unwrap();
    let said = why.conflicts[0].describe(&problem);
    assert!(said.contains("days"), "{said}");
    let ways = relaxations(&problem, &RelaxationOptions::default()).unwrap();
    assert!(!ways.relaxations.is_empty());
}

#[test]
fn several_plans_and_levels_know_custom_rules() {
    let problem = ward()
        .rule(rule(run(2), Some(100)))
        .custom_value("early", Day, 1)
        .build()
        .unwrap();
    let pool = solver().pool(&problem, 3, 1, 1.0).unwrap();
    assert!(pool.plans.len() > 1);
    let level = |key: &str| vec![problem.find_rule(key).unwrap()];
    let first = solver()
        .lexicographic(&problem, &[level("early"), level("mine")])
        .unwrap();
    let value = check(&problem, first.schedule.as_ref().unwrap()).value;
    // The days come first: all weeks in the clinic.
    assert_eq!(value, 6 + 13 + 20 + 27 + 4);
}

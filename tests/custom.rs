//! Custom rules: code that takes part in search, bound, certificate and check.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

mod common;
#[path = "custom/copies.rs"]
mod copies;
#[path = "custom/drafts.rs"]
mod drafts;
#[path = "custom/engines.rs"]
mod engines;
#[path = "custom/files.rs"]
mod files;
#[path = "custom/refusals.rs"]
mod refusals;

use common::oracle::{self, Oracle};
use common::tiny::{Options, tiny_with};
use common::{in_parallel, seeds};
use copies::Run;
use medrota::custom::{Cell, CellCounts, PersonalRule};
use medrota::problem::draft::PreferenceDraft;
use medrota::problem::rules::{CustomRule, CustomSum, CustomValue};
use medrota::problem::{RuleDraft, RuleKind};
use medrota::{Problem, ProblemBuilder, Solver, Termination, check};
use std::collections::BTreeMap;

fn solver() -> Solver {
    Solver::new().no_time_limit().work_limit(30_000)
}

/// Four weeks, two departments; Ana likes the ward.
fn ward() -> ProblemBuilder {
    ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03")
        .department("ward", 1)
        .department("clinic", 1)
        .doctor("ana")
        .preference("ana", "ward", 10)
        .preference("ana", "clinic", 1)
}

fn run(most: u64) -> Run {
    Run {
        places: ["ward".to_owned()].into(),
        most,
    }
}

fn rule(code: impl PersonalRule + 'static, weight: Option<i64>) -> CustomRule {
    CustomRule {
        id: "mine".into(),
        code: code.into(),
        weight,
        ..Default::default()
    }
}

/// Solves a problem to its proven end: the value, after check and certificate.
fn proven(problem: &Problem) -> Option<i64> {
    let outcome = solver().solve(problem).unwrap();
    if let Some(certificate) = outcome.certificate() {
        certificate.verify(problem).unwrap();
    }
    match outcome.termination {
        Termination::Optimal => {
            assert_eq!(outcome.bound, outcome.value);
            let report = check(problem, outcome.schedule.as_ref().unwrap());
            assert!(report.is_feasible());
            assert_eq!(Some(report.value), outcome.value);
            outcome.value
        }
        Termination::Infeasible => None,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_custom_rule_goes_from_the_builder_to_the_certificate() {
    assert_eq!(proven(&ward().build().unwrap()), Some(40));
    // At most two weeks on the ward in a row: one of the four goes to the clinic.
    let hard = ward().rule(rule(run(2), None)).build().unwrap();
    assert_eq!(proven(&hard), Some(31));
    assert!(hard.is_hard(hard.find_rule("mine").unwrap()));
    // A breach that costs less than the ward earns is one worth having.
    let soft = ward().rule(rule(run(2), Some(3))).build().unwrap();
    assert_eq!(proven(&soft), Some(34));
    let dear = ward().rule(rule(run(2), Some(5))).build().unwrap();
    assert_eq!(proven(&dear), Some(31));
}

#[test]
fn a_custom_rule_can_make_a_year_impossible() {
    let problem = ward()
        .requirement("ward", &["ward"], 3)
        .rule(rule(run(2), None))
        .build()
        .unwrap();
    let outcome = solver().solve(&problem).unwrap();
    assert_eq!(outcome.termination, Termination::Infeasible);
    outcome.certificate().unwrap().verify(&problem).unwrap();
}

/// Ten for the first day of each week in the clinic, by its day of the month.
#[derive(Debug)]
struct Day;

impl CellCounts for Day {
    fn count(&self, cell: &Cell<'_>) -> i64 {
        match cell.activity.key.as_str() {
            "clinic" => i64::from(cell.from.day()),
            _ => 0,
        }
    }
}

#[test]
fn counts_are_values_and_limited_sums() {
    let value = |value| CustomValue {
        id: "days".into(),
        counts: Day.into(),
        value,
        ..Default::default()
    };
    // The weeks begin on the 6th, 13th, 20th and 27th.
    let problem = ward().rule(value(1)).build().unwrap();
    assert_eq!(proven(&problem), Some(10 + 14 + 21 + 28));
    let problem = ward().rule(value(-1)).build().unwrap();
    assert_eq!(proven(&problem), Some(40));
    let sum = |min, max, weight| CustomSum {
        id: "days".into(),
        counts: Day.into(),
        min,
        max,
        weight,
        ..Default::default()
    };
    let total = |sum: CustomSum| CustomSum {
        per: medrota::problem::rule_draft::CoveragePerDraft::Total,
        ..sum
    };
    let least = ward()
        .rule(total(sum(Some(45), None, None)))
        .build()
        .unwrap();
    assert_eq!(proven(&least), Some(22));
    let missed = ward()
        .rule(total(sum(Some(28), None, Some(4))))
        .build()
        .unwrap();
    assert_eq!(proven(&missed), Some(31 - 4));
    let wanted = ward().rule(value(1));
    let most = wanted.rule(CustomSum {
        id: "most".into(),
        ..total(sum(None, Some(50), None))
    });
    assert_eq!(proven(&most.build().unwrap()), Some(10 + 10 + 21 + 28));
    let each = ward().rule(value(1));
    let each = each.rule(CustomSum {
        id: "most".into(),
        ..sum(None, Some(20), None)
    });
    assert_eq!(proven(&each.build().unwrap()), Some(10 + 14 + 21 + 10));
}

/// The problem of a seed with its last rule or wish in both forms.
fn twins(seed: u64) -> Option<(RuleKind, Problem, Problem)> {
    let options = Options {
        doctors: (1, 3),
        rules: (2, 6),
        pathways: 200.0,
        schedules: 10_000.0,
        own_totals: 0,
    };
    let draft = tiny_with(seed, options);
    let problem = draft.clone().validate().ok()?;
    let copies = problem.rules().filter_map(|(id, rule)| {
        let key = problem.rule_key(id).to_owned();
        Some((
            rule.kind(),
            key.clone(),
            copies::copy(&problem, rule, &key)?,
        ))
    });
    let copies: Vec<(RuleKind, String, RuleDraft)> = copies.collect();
    let (kind, key, copy) = copies.get(seed as usize % copies.len().max(1))?.clone();
    let mut copied = draft;
    if let Some(row) = copied.rules.iter_mut().find(|row| row.id() == key) {
        *row = copy;
    } else {
        let row = copied.preferences.iter().position(|row| row.id == key)?;
        // Ids of rows without one are their numbers.
        copied.preferences[row] = PreferenceDraft {
            value: 0,
            id: "nothing".into(),
            ..copied.preferences[row].clone()
        };
        copied.rules.push(copy);
    }
    Some((kind, problem, copied.validate().unwrap()))
}

#[test]
fn a_copy_of_a_rule_has_its_optimum_bound_and_breaches() {
    let found = in_parallel(seeds(0, 400), |seed| {
        let (kind, one, other) = twins(seed)?;
        let Oracle::Best { value, schedule } = oracle::best(&one) else {
            return None;
        };
        assert_eq!(proven(&one), Some(value), "seed {seed}");
        assert_eq!(proven(&other), Some(value), "seed {seed} with the copy");
        let amounts = |problem: &Problem| {
            let report = check(problem, &schedule);
            let mut found: Vec<_> = report
                .breaches
                .iter()
                .map(|breach| {
                    let key = problem.rule_key(breach.rule).to_owned();
                    (key, breach.period, breach.amount)
                })
                .collect();
            found.sort();
            (report.value, report.scores, found)
        };
        assert_eq!(amounts(&one), amounts(&other), "seed {seed}");
        Some(kind)
    });
    let mut seen: BTreeMap<RuleKind, usize> = BTreeMap::new();
    found
        .into_iter()
        .for_each(|kind| *seen.entry(kind).or_default() += 1);
    println!("{seen:?}");
    for kind in [
        RuleKind::LongestRun,
        RuleKind::FirstBy,
        RuleKind::Spacing,
        RuleKind::Preference,
        RuleKind::Coverage,
    ] {
        assert!(seen.contains_key(&kind), "no {kind} was drawn");
    }
}

/// What the oracle finds impossible is proven to be so with the copy, too.
#[test]
fn a_copy_makes_impossible_what_the_rule_does() {
    let found = in_parallel(seeds(0, 400), |seed| {
        let (_, one, other) = twins(seed)?;
        if oracle::best(&one) != Oracle::Infeasible {
            return None;
        }
        assert_eq!(proven(&other), None, "seed {seed}");
        Some(())
    });
    assert!(found.len() > 10, "{}", found.len());
}

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

use common::oracle::{self, Oracle};
use common::tiny::{Options, tiny_with};
use common::{in_parallel, seeds};
use copies::Run;
use medrota::custom::{Block, Breach, Cell, CellCounts, PersonalRule, conformance};
use medrota::problem::draft::PreferenceDraft;
use medrota::problem::rules::{CustomRule, CustomSum, CustomValue};
use medrota::problem::{Doctor, RuleDraft, RuleKind};
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

/// Rules that do not keep their duties.
#[derive(Debug)]
enum Bad {
    /// Counts the blocks so far and forgets nothing, from a start of the doctor's own.
    Endless,
    /// Every answer is a new state.
    Fickle(std::sync::atomic::AtomicU64),
    Negative,
    TooMuch,
    /// The judge sees what the automaton does not.
    Disagrees,
    MostUnits,
}

impl PersonalRule for Bad {
    fn step(&self, state: u64, block: &Block<'_>) -> (u64, i64) {
        let key = block
            .doing
            .activity()
            .map_or(0, |activity| activity.key.len() as u64);
        match self {
            Self::Endless => (
                state
                    .wrapping_mul(31)
                    .wrapping_add(key + block.present.len() as u64 + 1),
                0,
            ),
            Self::Fickle(calls) => (calls.fetch_add(1, std::sync::atomic::Ordering::Relaxed), 0),
            Self::Negative => (0, -1),
            Self::TooMuch => (0, 101),
            Self::Disagrees | Self::MostUnits => (0, 0),
        }
    }
    fn judge(&self, _: &Doctor, blocks: &[Block<'_>]) -> Vec<Breach> {
        let is_bad = matches!(self, Self::Disagrees)
            && blocks.iter().any(|block| block.doing.activity().is_some());
        vec![Breach::of_all(is_bad.into())]
    }
    fn most_units(&self) -> i64 {
        if matches!(self, Self::MostUnits) {
            0
        } else {
            100
        }
    }
}

fn codes(problem: medrota::Result<Problem>) -> Vec<(String, String, String)> {
    let error = problem.unwrap_err();
    assert!(error.is_input(), "{error}");
    let found = error.diagnostics().iter().map(|found| {
        (
            found.code.to_string(),
            found.place.pointer.clone(),
            found.message.clone(),
        )
    });
    found.collect()
}

#[test]
fn code_that_does_not_keep_its_duties_is_refused() {
    let year = || {
        let mut builder = ProblemBuilder::weeks("year", "2026-09-06", "2027-09-04").doctor("ana");
        for department in ["a", "bb", "ccc", "dddd"] {
            builder = builder.department(department, 1);
        }
        builder
    };
    let refused = |code: Bad| codes(year().rule(rule(code, None)).build());
    let cases = [
        (Bad::Endless, "E010", "CUSTOM_STATES"),
        (Bad::Fickle(0.into()), "E406", "asked twice"),
        (Bad::Negative, "E406", "-1 units"),
        (Bad::TooMuch, "E406", "101 units"),
        (
            Bad::Disagrees,
            "E406",
            "its automaton counts 0 units and its judge 1",
        ),
        (Bad::MostUnits, "E406", "most_units is 0"),
    ];
    for (code, expected, words) in cases {
        let name = format!("{code:?}");
        let found = refused(code);
        assert_eq!(found.len(), 1, "{name}: {found:?}");
        assert_eq!(
            (found[0].0.as_str(), found[0].1.as_str()),
            (expected, "/rules/0"),
            "{name}"
        );
        assert!(found[0].2.contains(words), "{name}: {}", found[0].2);
    }
    assert!(conformance(run(2), &year().build().unwrap(), 200).is_ok());
    assert!(conformance(Bad::Disagrees, &year().build().unwrap(), 1).is_err());
}

#[test]
fn a_rule_without_code_and_numbers_beyond_the_limits_are_refused() {
    let none = CustomRule {
        id: "mine".into(),
        ..Default::default()
    };
    assert_eq!(codes(ward().rule(none).build())[0].0, "E403");
    let none = CustomSum {
        id: "mine".into(),
        max: Some(1),
        ..Default::default()
    };
    assert_eq!(codes(ward().rule(none).build())[0].0, "E403");
    let neither = CustomSum {
        id: "mine".into(),
        counts: Day.into(),
        ..Default::default()
    };
    assert_eq!(codes(ward().rule(neither).build())[0].0, "E403");
    #[derive(Debug)]
    struct Huge(i64);
    impl CellCounts for Huge {
        fn count(&self, _: &Cell<'_>) -> i64 {
            self.0
        }
    }
    let value = |count, value| CustomValue {
        id: "mine".into(),
        counts: Huge(count).into(),
        value,
        ..Default::default()
    };
    for (count, number) in [(1_000_001, 1), (i64::MIN, 1), (1, 1_000_000_001)] {
        assert_eq!(
            codes(ward().rule(value(count, number)).build())[0].0,
            "E303"
        );
    }
    // Each number may be, what they come to may not.
    let mut many = ward();
    for number in 0..2_000 {
        many = many.rule(CustomValue {
            id: format!("{number}"),
            ..value(1_000_000, 1_000_000_000)
        });
    }
    let found = codes(many.build());
    assert_eq!(found[0].0, "E303");
    assert!(found[0].2.contains("values could add up"), "{}", found[0].2);
}

//! Code that does not keep its duties, and numbers beyond the limits: a coded error, never a wrong proof.

use super::{Day, rule, run, ward};
use medrota::custom::{Block, Breach, Cell, CellCounts, PersonalRule, conformance};
use medrota::ids::PeriodId;
use medrota::problem::Doctor;
use medrota::problem::rules::{CustomRule, CustomSum, CustomValue};
use medrota::{Problem, ProblemBuilder};

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

/// A judge that names a period of another year.
#[derive(Debug)]
struct Elsewhere;

impl PersonalRule for Elsewhere {
    fn step(&self, state: u64, _: &Block<'_>) -> (u64, i64) {
        (state, 1)
    }
    fn judge(&self, _: &Doctor, blocks: &[Block<'_>]) -> Vec<Breach> {
        let far = PeriodId::new(usize::MAX);
        let each = blocks.iter().map(|_| Breach::at(far, 1));
        each.chain([Breach::of_all(-5), Breach::at(far, 0)])
            .collect()
    }
}

#[test]
fn periods_that_a_judge_makes_up_are_none() {
    let problem = ward().rule(rule(Elsewhere, None)).build().unwrap();
    let report = medrota::check(&problem, &medrota::Schedule::default());
    assert_eq!(report.violations.len(), 4);
    for violation in &report.violations {
        assert_eq!((violation.period, violation.amount), (None, 1));
        assert!(violation.describe(&problem).contains("mine"));
    }
}

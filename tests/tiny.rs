//! The generator of tiny problems: almost all of them validate, and together they hold everything the model can say.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

mod common;

use common::tiny::tiny;
use medrota::error::{Code, Severity};
use medrota::ids::{DoctorId, PeriodId};
use medrota::problem::{Presence, Problem, ProblemDraft, Rule, RuleKind};
use std::collections::{BTreeMap, BTreeSet};

const SEEDS: u64 = 2_000;

/// What chance may draw wrong: a filter that chooses nothing, a rule that contradicts itself.
const EXPECTED: [Code; 2] = [Code::EmptySelection, Code::ContradictoryRule];

#[test]
fn most_drafts_validate_and_every_rule_occurs_hard_and_soft() {
    let mut valid = 0;
    let mut refused: BTreeMap<Code, usize> = BTreeMap::new();
    let mut seen: BTreeSet<(RuleKind, &str)> = BTreeSet::new();
    for seed in 0..SEEDS {
        match tiny(seed).validate() {
            Ok(problem) => {
                valid += 1;
                seen.extend(
                    problem
                        .rules()
                        .map(|(_, rule)| (rule.kind(), hardness(&problem, rule))),
                );
            }
            Err(error) => {
                for finding in error
                    .diagnostics()
                    .as_slice()
                    .iter()
                    .filter(|finding| finding.severity == Severity::Error)
                {
                    assert!(EXPECTED.contains(&finding.code), "seed {seed}: {finding}");
                    *refused.entry(finding.code).or_default() += 1;
                }
            }
        }
    }
    assert!(
        valid > SEEDS * 95 / 100,
        "only {valid} of {SEEDS} validate: {refused:?}"
    );
    for kind in RuleKind::ALL {
        let variants: Vec<&str> = match kind {
            RuleKind::Availability
            | RuleKind::Document
            | RuleKind::Eligibility
            | RuleKind::Attendance => vec!["hard"],
            RuleKind::Preference | RuleKind::Idle => vec!["soft"],
            // Code of the user's is drawn in tests/custom.rs.
            RuleKind::CustomRule | RuleKind::CustomValue | RuleKind::CustomSum => Vec::new(),
            _ => vec!["hard", "soft"],
        };
        for variant in variants {
            assert!(
                seen.contains(&(*kind, variant)),
                "no {variant} {} in {SEEDS} seeds",
                kind.name()
            );
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_draft() {
    assert_eq!(tiny(7), tiny(7));
    assert_ne!(tiny(7), tiny(8));
}

#[test]
fn drafts_hold_everything_the_model_can_say() {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut count =
        |name: &'static str, holds: bool| *counts.entry(name).or_default() += usize::from(holds);
    for seed in 0..SEEDS {
        let draft = tiny(seed);
        features_of_draft(&draft, &mut count);
        if let Ok(problem) = draft.validate() {
            features_of_problem(&problem, &mut count);
        }
    }
    let rare: Vec<_> = counts.iter().filter(|(_, count)| **count < 10).collect();
    assert!(rare.is_empty(), "hardly ever drawn: {rare:?}");
}

/// `hard` or `soft`; limits of a rule that only adds a value make it hard.
fn hardness(problem: &Problem, rule: &Rule) -> &'static str {
    let soft = match rule {
        Rule::Requirement(rule) => problem.requirement(rule.requirement).weight.is_some(),
        Rule::Elective(rule) => rule.weight.is_some(),
        Rule::Precedence(rule) => rule.weight.is_some(),
        Rule::Availability(_) | Rule::Document(_) | Rule::Eligibility(_) | Rule::Attendance(_) => {
            false
        }
        Rule::Boundary(rule) => rule.weight.is_some(),
        Rule::Alignment(rule) => rule.weight.is_some(),
        Rule::Cells(rule) => rule.weight.is_some(),
        Rule::Succession(rule) => rule.weight.is_some(),
        Rule::Spacing(rule) => rule.weight.is_some(),
        Rule::Window(rule) => rule.weight.is_some(),
        Rule::LongestRun(rule) => rule.weight.is_some(),
        Rule::FirstBy(rule) => rule.weight.is_some(),
        Rule::Pattern(rule) => rule.value.is_some(),
        Rule::WeightedAmount(rule) => rule.weight.is_some(),
        Rule::HospitalLimit(rule) => rule.weight.is_some(),
        Rule::HospitalChange(rule) => rule.weight.is_some(),
        Rule::SameHospital(rule) => rule.weight.is_some(),
        Rule::Preference(_) | Rule::Idle(_) => true,
        Rule::Capacity(rule) => rule.weight.is_some(),
        Rule::Coverage(rule) => rule.weight.is_some(),
        Rule::Together(rule) => rule.weight.is_some(),
        Rule::Apart(rule) => rule.weight.is_some(),
        Rule::SplitEvenly(rule) => rule.weight.is_some(),
        Rule::Team(rule) => rule.weight.is_some(),
        Rule::WorstDoctor(rule) => rule.at_least.is_none(),
        Rule::WorstGroup(rule) => rule.at_least.is_none(),
        Rule::EvenLoad(rule) => rule.at_most.is_none(),
        Rule::Change(rule) => rule.max_periods.is_none() && rule.max_periods_per_doctor.is_none(),
        Rule::CustomRule(rule) => rule.weight.is_some(),
        Rule::CustomValue(_) => true,
        Rule::CustomSum(rule) => rule.weight.is_some(),
    };
    if soft { "soft" } else { "hard" }
}

fn features_of_draft(draft: &ProblemDraft, count: &mut impl FnMut(&'static str, bool)) {
    count("two hospitals", draft.hospitals.len() == 2);
    count("closure", !draft.closures.is_empty());
    count("absence with supervision", !draft.absences.is_empty());
    count(
        "capacity with min",
        draft.capacities.iter().any(|row| row.min > 0),
    );
    count(
        "soft capacity",
        draft.capacities.iter().any(|row| row.weight.is_some()),
    );
    count(
        "local trainees",
        draft.capacities.iter().any(|row| row.local_trainees > 0),
    );
    count("history", draft.history.iter().any(|row| row.amount > 0));
    count(
        "optional requirement",
        draft.requirements.iter().any(|row| row.optional),
    );
    count(
        "fixed event",
        draft
            .events
            .iter()
            .any(|event| !event.optional && event.slots.len() == 1),
    );
    count(
        "choice of slots",
        draft.events.iter().any(|event| event.slots.len() > 1),
    );
    count(
        "joint event",
        draft
            .events
            .iter()
            .any(|event| event.joint && event.slots.len() > 1),
    );
    count(
        "optional event",
        draft.events.iter().any(|event| event.optional),
    );
    count(
        "event with least places",
        draft.events.iter().any(|event| event.min_places > 1),
    );
    count(
        "event with most places",
        draft.events.iter().any(|event| event.max_places.is_some()),
    );
    count(
        "visa",
        draft
            .doctors
            .iter()
            .any(|doctor| doctor.visa_from.is_some() || doctor.visa_to.is_some()),
    );
    count(
        "waiver",
        draft
            .doctors
            .iter()
            .any(|doctor| !doctor.waivers.is_empty()),
    );
    count("published", !draft.published.is_empty());
    count("one doctor", draft.doctors.len() == 1);
    count("three doctors", draft.doctors.len() == 3);
}

fn features_of_problem(problem: &Problem, count: &mut impl FnMut(&'static str, bool)) {
    use medrota::calendar::PeriodKind;
    for (name, kind) in [
        ("weeks", PeriodKind::Week),
        ("days", PeriodKind::Day),
        ("half-days", PeriodKind::HalfDay),
        ("blocks", PeriodKind::Block),
    ] {
        count(name, problem.horizon().kind() == kind);
    }
    let doctors = (0..problem.doctors().len()).map(DoctorId::new);
    let cells = doctors.flat_map(|doctor| {
        (0..problem.horizon().len()).map(move |period| (doctor, PeriodId::new(period)))
    });
    let presences: BTreeSet<String> = cells
        .map(|(doctor, period)| format!("{:?}", problem.presence(doctor, period)))
        .collect();
    for (name, presence) in [
        ("outside", Presence::Outside),
        ("on leave", Presence::Leave),
        ("keeps place", Presence::KeepsPlace),
        ("at event", Presence::Event),
        ("half", Presence::Half),
    ] {
        count(name, presences.contains(&format!("{presence:?}")));
    }
    count(
        "coarse grid",
        problem
            .doctors()
            .iter()
            .any(|doctor| problem.grid(doctor.grid).len() < problem.horizon().len()),
    );
    count(
        "part of a period",
        problem
            .events()
            .iter()
            .any(|event| event.slots.iter().any(|slot| !slot.whole)),
    );
    for (_, rule) in problem.rules() {
        if let Rule::Coverage(coverage) = rule {
            count("allowed sums", !coverage.allowed.is_empty());
            count("half presence", coverage.half_presence);
        }
    }
}

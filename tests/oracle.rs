//! Enumeration of tiny problems: what must hold of the best schedule whatever engine looks for it.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

mod common;

use common::dice::Dice;
use common::oracle::{self, Oracle};
use common::tiny::tiny;
use medrota::check;
use medrota::ids::DoctorId;
use medrota::problem::rule::is_personal;
use medrota::problem::rules;
use medrota::problem::{Problem, ProblemDraft, Rule, RuleDraft, RuleKind};
use medrota::schedule::{Pathway, Schedule};
use rayon::prelude::*;
use std::collections::BTreeSet;

/// The valid problems of the first seeds.
fn problems(seeds: u64) -> Vec<(u64, Problem)> {
    (0..seeds)
        .into_par_iter()
        .filter_map(|seed| tiny(seed).validate().ok().map(|problem| (seed, problem)))
        .collect()
}

/// The best value, `None` if there is none; problems that are too large are left out.
fn best_value(problem: &Problem) -> Option<Option<i64>> {
    match oracle::best(problem) {
        Oracle::Infeasible => Some(None),
        Oracle::Best { value, .. } => Some(Some(value)),
        Oracle::TooLarge => None,
    }
}

#[test]
fn most_tiny_problems_are_feasible_and_few_too_large() {
    let found: Vec<Oracle> = problems(400)
        .par_iter()
        .map(|(_, problem)| oracle::best(problem))
        .collect();
    let share = |holds: fn(&Oracle) -> bool| {
        found.iter().filter(|answer| holds(answer)).count() * 100 / found.len()
    };
    let too_large = share(|answer| *answer == Oracle::TooLarge);
    let infeasible = share(|answer| *answer == Oracle::Infeasible);
    assert!(too_large <= 10, "{too_large} % are too large to enumerate");
    assert!(
        (10..=40).contains(&infeasible),
        "{infeasible} % are infeasible"
    );
}

#[test]
fn the_best_schedule_passes_the_judge_with_its_value() {
    problems(100).par_iter().for_each(|(seed, problem)| {
        if let Oracle::Best { value, schedule } = oracle::best(problem) {
            let report = check::check(problem, &schedule);
            assert!(report.is_feasible(), "seed {seed}: {:?}", report.violations);
            assert_eq!(report.value, value, "seed {seed}");
        }
    });
}

/// Every kind of rule is broken by some pathway or schedule, so that the generator does exercise it.
#[test]
fn every_kind_of_rule_bites() {
    let problems = problems(300);
    let seen: Vec<BTreeSet<(RuleKind, bool)>> = problems
        .par_iter()
        .map(|(_, problem)| kinds_broken(problem))
        .collect();
    let seen: BTreeSet<(RuleKind, bool)> = seen.into_iter().flatten().collect();
    for kind in RuleKind::ALL {
        let (hard, soft) = match kind {
            // Candidates respect axis and attendance by construction; a value is no breach.
            RuleKind::Availability | RuleKind::Preference | RuleKind::Idle => (false, false),
            // No drawn problem has code in it; tests/custom.rs does.
            RuleKind::CustomRule | RuleKind::CustomValue | RuleKind::CustomSum => (false, false),
            RuleKind::Document | RuleKind::Eligibility | RuleKind::Attendance => (true, false),
            RuleKind::Pattern
            | RuleKind::WorstDoctor
            | RuleKind::WorstGroup
            | RuleKind::EvenLoad
            | RuleKind::Change => (true, false),
            _ => (true, true),
        };
        assert!(
            !hard || seen.contains(&(*kind, true)),
            "no schedule breaks a hard {}",
            kind.name()
        );
        assert!(
            !soft || seen.contains(&(*kind, false)),
            "no schedule breaks a soft {}",
            kind.name()
        );
    }
}

/// The kinds of rules that candidates break, and whether they are hard.
fn kinds_broken(problem: &Problem) -> BTreeSet<(RuleKind, bool)> {
    let mut broken = BTreeSet::new();
    let mut note = |violations: &[check::Violation], breaches: &[check::Violation]| {
        for (list, hard) in [(violations, true), (breaches, false)] {
            for violation in list {
                assert!(violation.amount > 0, "an amount is positive: {violation:?}");
                broken.insert((problem.rule(violation.rule).kind(), hard));
            }
        }
    };
    for doctor in (0..problem.doctors().len()).map(DoctorId::new) {
        for pathway in oracle::candidates(problem, doctor) {
            let report = check::personal(problem, doctor, &pathway);
            note(&report.violations, &report.breaches);
        }
    }
    let mut left = 500;
    oracle::visit(problem, |_, report| {
        if left > 0 {
            note(&report.violations, &report.breaches);
            left -= 1;
        }
    });
    broken
}

/// A schedule breaks a personal rule exactly if one of its pathways does, and by the same amounts.
#[test]
fn the_judge_of_a_schedule_judges_its_pathways() {
    problems(150).par_iter().for_each(|(seed, problem)| {
        let doctors: Vec<DoctorId> = (0..problem.doctors().len()).map(DoctorId::new).collect();
        let candidates: Vec<Vec<Pathway>> = doctors
            .iter()
            .map(|doctor| oracle::candidates(problem, *doctor))
            .collect();
        if candidates.iter().any(Vec::is_empty) {
            return;
        }
        for round in 0..20 {
            let chosen: Vec<Pathway> = candidates
                .iter()
                .map(|list| list[(round * 7919 + 13) % list.len()].clone())
                .collect();
            let report = check::check(problem, &Schedule::new(chosen.clone()));
            let personal = |list: &[check::Violation]| {
                list.iter()
                    .filter(|broken| is_personal(problem.rule(broken.rule)))
                    .count()
            };
            let mut counted = (0, 0);
            for (doctor, pathway) in doctors.iter().zip(&chosen) {
                let one = check::personal(problem, *doctor, pathway);
                assert_eq!(
                    one.score,
                    report.scores[doctor.index()],
                    "seed {seed}: {pathway:?}"
                );
                for violation in &one.violations {
                    assert!(
                        report.violations.contains(violation),
                        "seed {seed}: {violation:?} of {pathway:?}"
                    );
                }
                for breach in &one.breaches {
                    assert!(
                        report.breaches.contains(breach),
                        "seed {seed}: {breach:?} of {pathway:?}"
                    );
                }
                counted = (
                    counted.0 + personal(&one.violations),
                    counted.1 + personal(&one.breaches),
                );
            }
            assert_eq!(
                (personal(&report.violations), personal(&report.breaches)),
                counted,
                "seed {seed}"
            );
        }
    });
}

/// An attendance left out, or one that nobody asked for, is reported.
#[test]
fn the_judge_sees_wrong_attendances() {
    let mut looked_at = 0;
    for (seed, problem) in problems(300) {
        let Oracle::Best { schedule, .. } = oracle::best(&problem) else {
            continue;
        };
        for doctor in (0..problem.doctors().len()).map(DoctorId::new) {
            let pathway = schedule.pathway(doctor);
            for attendance in pathway.attendances() {
                let event = problem.event(attendance.event);
                let others = pathway
                    .attendances()
                    .iter()
                    .filter(|other| *other != attendance)
                    .copied()
                    .collect();
                let mut without = schedule.clone();
                without.set(doctor, Pathway::new(pathway.rotations().to_vec(), others));
                let report = check::check(&problem, &without);
                if event.is_fixed() {
                    // An event at a fixed time is part of the calendar and need not be listed.
                    assert_eq!(report, check::check(&problem, &schedule), "seed {seed}");
                } else if !event.optional {
                    assert!(
                        !report.is_feasible(),
                        "seed {seed}: doctor {} misses {}",
                        doctor.index(),
                        event.key
                    );
                }
                looked_at += 1;
            }
            for index in 0..problem.events().len() {
                let event = medrota::ids::EventId::new(index);
                if problem.event(event).attendees.contains(doctor) {
                    continue;
                }
                let mut more = pathway.attendances().to_vec();
                more.push(medrota::schedule::Attendance { event, slot: 0 });
                let mut wrong = schedule.clone();
                wrong.set(doctor, Pathway::new(pathway.rotations().to_vec(), more));
                assert!(
                    !check::check(&problem, &wrong).is_feasible(),
                    "seed {seed}: {} at {}",
                    doctor.index(),
                    problem.event(event).key
                );
                looked_at += 1;
            }
        }
    }
    assert!(looked_at > 50);
}

/// The order in which doctors, departments and activities are listed means nothing.
#[test]
fn relabelling_changes_nothing() {
    problems(250).par_iter().for_each(|(seed, problem)| {
        let Some(before) = best_value(problem) else {
            return;
        };
        let mut draft = tiny(*seed);
        // Being together compares neighbours in the list of doctors.
        if draft.doctors.len() > 2
            && draft
                .rules
                .iter()
                .any(|rule| matches!(rule, RuleDraft::Together(_)))
        {
            return;
        }
        draft.doctors.reverse();
        draft.departments.reverse();
        draft.activities.reverse();
        draft.requirements.reverse();
        draft.rules.reverse();
        assert_eq!(
            best_value(&draft.validate().unwrap()),
            Some(before),
            "seed {seed}"
        );
    });
}

/// Each draft without one of its preferences or soft rules.
fn with_less_to_wish(draft: &ProblemDraft) -> Vec<ProblemDraft> {
    let mut less = Vec::new();
    for index in 0..draft.preferences.len() {
        let mut copy = draft.clone();
        copy.preferences.remove(index);
        less.push(copy);
    }
    for index in 0..draft.rules.len() {
        let soft = match &draft.rules[index] {
            RuleDraft::Boundary(rules::Boundary { weight, .. })
            | RuleDraft::Cells(rules::Cells { weight, .. })
            | RuleDraft::Template(rules::Template { weight, .. })
            | RuleDraft::Succession(rules::Succession { weight, .. })
            | RuleDraft::Spacing(rules::Spacing { weight, .. })
            | RuleDraft::Window(rules::Window { weight, .. })
            | RuleDraft::LongestRun(rules::LongestRun { weight, .. })
            | RuleDraft::FirstBy(rules::FirstBy { weight, .. })
            | RuleDraft::HospitalLimit(rules::HospitalLimit { weight, .. })
            | RuleDraft::HospitalChange(rules::HospitalChange { weight, .. })
            | RuleDraft::SameHospital(rules::SameHospital { weight, .. })
            | RuleDraft::Capacity(rules::Capacity { weight, .. })
            | RuleDraft::Coverage(rules::Coverage { weight, .. })
            | RuleDraft::Together(rules::Together { weight, .. })
            | RuleDraft::Apart(rules::Apart { weight, .. })
            | RuleDraft::SplitEvenly(rules::SplitEvenly { weight, .. })
            | RuleDraft::Team(rules::Team { weight, .. }) => weight.is_some(),
            RuleDraft::WeightedAmount(rules::WeightedAmount { weight, .. })
            | RuleDraft::Alignment(rules::Alignment { weight, .. })
            | RuleDraft::CustomRule(rules::CustomRule { weight, .. })
            | RuleDraft::CustomSum(rules::CustomSum { weight, .. }) => weight.is_some(),
            RuleDraft::Pattern(rules::Pattern { value, .. }) => value.is_some(),
            RuleDraft::Idle(_) | RuleDraft::Ranked(_) | RuleDraft::CustomValue(_) => true,
            RuleDraft::EvenLoad(rule) => rule.at_most.is_none(),
            RuleDraft::WorstDoctor(rule) => rule.at_least.is_none(),
            RuleDraft::WorstGroup(rule) => rule.at_least.is_none(),
            RuleDraft::Change(rule) => {
                rule.max_periods.is_none() && rule.max_periods_per_doctor.is_none()
            }
            RuleDraft::Document(_) => false,
            // Without it, what was turned off is asked again.
            RuleDraft::Off(_) => false,
        };
        if soft {
            let mut copy = draft.clone();
            copy.rules.remove(index);
            less.push(copy);
        }
    }
    less
}

#[test]
fn dropping_a_wish_never_makes_infeasible() {
    problems(200).par_iter().for_each(|(seed, problem)| {
        // Limits on scores do depend on what is wished for.
        let limits_scores = |rule: &RuleDraft| {
            matches!(
                rule,
                RuleDraft::WorstDoctor(rules::WorstDoctor {
                    at_least: Some(_),
                    ..
                }) | RuleDraft::WorstGroup(rules::WorstGroup {
                    at_least: Some(_),
                    ..
                })
            )
        };
        let draft = tiny(*seed);
        if draft.rules.iter().any(limits_scores)
            || !matches!(oracle::best(problem), Oracle::Best { .. })
        {
            return;
        }
        for less in with_less_to_wish(&draft) {
            assert_ne!(
                best_value(&less.validate().unwrap()),
                Some(None),
                "seed {seed}"
            );
        }
    });
}

#[test]
fn turning_off_a_rule_that_restricts_or_costs_never_worsens() {
    problems(200).par_iter().for_each(|(seed, problem)| {
        let Some(Some(before)) = best_value(problem) else {
            return;
        };
        for (id, rule) in problem.rules() {
            // The others can add to the value, or are no rule that can be turned off alone.
            let only_restricts_or_costs = match rule {
                Rule::Availability(_)
                | Rule::Attendance(_)
                | Rule::Preference(_)
                | Rule::Idle(_) => false,
                Rule::WorstDoctor(_) | Rule::WorstGroup(_) => false,
                Rule::Pattern(rule) => rule.value.is_none(),
                _ => true,
            };
            if !only_restricts_or_costs {
                continue;
            }
            let key = problem.rule_key(id);
            let mut draft = tiny(*seed);
            draft.rules.push(RuleDraft::Off(rules::Off {
                id: "turned off here".into(),
                rule: key.into(),
            }));
            if let Some(after) = best_value(&draft.validate().unwrap()) {
                assert!(
                    after.is_some_and(|after| after >= before),
                    "seed {seed}: {before} becomes {after:?} without {key}"
                );
            }
        }
    });
}

/// What is refused as contradictory has no schedule: read anew, sequence by sequence. What is accepted is kept by the same sequences for judge and engine,
/// and where a warning says that none of it may be done no sequence has any.
#[test]
fn a_refused_requirement_has_no_schedule() {
    let mut seen: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
    for seed in 0..1_500 {
        let mut dice = Dice::new(seed);
        let row = drawn_requirement(&mut dice);
        let history = (dice.amount(1, 2), dice.amount(0, 2));
        let history = dice.chance(30).then_some(history);
        let mut document = serde_json::json!({
            "format": 1, "horizon": { "kind": "week", "start": "2026-09-06", "end": "2026-10-10" },
            "departments": [{ "id": "a" }, { "id": "b" }], "doctors": [{ "id": "ana" }, { "id": "ben" }], "requirements": [row],
        });
        if let Some((amount, runs)) = history {
            document["history"] = serde_json::json!([{ "doctor": "ben", "requirement": "r", "amount": amount, "runs": runs }]);
        }
        // What each of the two can do.
        let kept = [(0, 0), history.unwrap_or_default()].map(|before| {
            let all =
                (0..3_usize.pow(5)).map(|number| [1, 3, 9, 27, 81].map(|power| number / power % 3));
            all.filter(|weeks| keeps(&row, weeks, before))
                .collect::<Vec<_>>()
        });
        let kind = match Problem::from_json_str(&document.to_string()) {
            Err(error) => {
                let codes: Vec<&str> = error
                    .diagnostics()
                    .iter()
                    .map(|found| found.code.as_str())
                    .collect();
                if codes.contains(&"E302") {
                    continue;
                }
                assert_eq!(codes, ["E402"], "seed {seed}: {error}");
                assert!(
                    kept.iter().any(Vec::is_empty),
                    "seed {seed}: {row} {history:?} {error}"
                );
                "refused"
            }
            Ok(problem) => {
                for (doctor, kept) in problem.doctor_ids().zip(&kept) {
                    let pathways = oracle::pathways(&problem, doctor).len();
                    assert_eq!(pathways, kept.len(), "seed {seed}: {row} {history:?}");
                }
                let outcome = medrota::Solver::new()
                    .no_time_limit()
                    .work_limit(2_000)
                    .threads(1)
                    .solve(&problem)
                    .unwrap();
                assert_eq!(
                    outcome.value.is_some(),
                    kept.iter().all(|kept| !kept.is_empty()),
                    "seed {seed}: {row} {history:?}"
                );
                let refuted = medrota::explain::audit(&problem).proves_infeasible();
                assert!(
                    !refuted || outcome.value.is_none(),
                    "seed {seed}: {row} {history:?}"
                );
                let told = problem
                    .warnings()
                    .iter()
                    .any(|found| found.code.as_str() == "W117");
                let any = |weeks: &[usize; 5]| weeks.iter().any(|week| counts(&row, *week));
                assert!(
                    !told || !kept.iter().flatten().any(any),
                    "seed {seed}: {row} {history:?}"
                );
                if told { "told" } else { "accepted" }
            }
        };
        *seen.entry(kind).or_default() += 1;
    }
    let all = ["accepted", "refused", "told"];
    assert!(
        all.iter().all(|kind| seen.get(kind) >= Some(&10)),
        "{seen:?}"
    );
}

/// Of all of five weeks, or of the first two of them.
fn drawn_requirement(dice: &mut Dice) -> serde_json::Value {
    let mut row = serde_json::json!({ "id": "r", "min": dice.amount(0, 3), "run_min": dice.amount(0, 4), "runs_min": dice.amount(0, 2) });
    row["activities"] = dice.pick(&[
        serde_json::json!({}),
        serde_json::json!({ "departments": ["a"] }),
    ]);
    row["optional"] = dice.chance(25).into();
    for field in ["max", "run_max", "runs_max"] {
        if dice.chance(60) {
            row[field] = dice.amount(0, 4).into();
        }
    }
    if dice.chance(20) {
        row["weight"] = 1.into();
    }
    if dice.chance(20) {
        row["within"] = serde_json::json!({ "to": "#2" });
    }
    row
}

fn counts(row: &serde_json::Value, week: usize) -> bool {
    week == 1 || week == 2 && row["activities"].get("departments").is_none()
}

/// A requirement as docs/rules.md has it, of weeks in which a doctor is idle (0) or at one of two places, after what was done before.
fn keeps(row: &serde_json::Value, weeks: &[usize; 5], (mut amount, mut runs): (i64, i64)) -> bool {
    let number = |field: &str, missing: i64| row[field].as_i64().unwrap_or(missing);
    let is_in =
        |low: &str, high: &str, sum: i64| number(low, 0) <= sum && sum <= number(high, i64::MAX);
    let within = if row.get("within").is_some() { 2 } else { 5 };
    let mut lengths_fit = true;
    let mut week = 0;
    while week < 5 {
        let length = weeks[week..]
            .iter()
            .take_while(|next| **next == weeks[week])
            .count();
        if counts(row, weeks[week]) {
            amount += (week..week + length).filter(|week| *week < within).count() as i64;
            if week < within {
                runs += 1;
                lengths_fit &= is_in("run_min", "run_max", length as i64);
            }
        }
        week += length;
    }
    if row["optional"] == true && (amount, runs) == (0, 0) {
        return true;
    }
    let is_soft = row.get("weight").is_some();
    lengths_fit && is_in("runs_min", "runs_max", runs) && (is_soft || is_in("min", "max", amount))
}

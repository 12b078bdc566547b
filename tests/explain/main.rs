//! Explanations: conflicts, relaxations, shortfalls, why not, what a place is worth. Everything they claim is solved or enumerated again.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

#[path = "../common/mod.rs"]
mod common;
mod conflicts;
mod enumerated;
mod hostile;
mod questions;
mod relaxations;

use medrota::explain::Part;
use medrota::problem::RuleDraft;
use medrota::problem::rules;
use medrota::problem::{ProblemBuilder, ProblemDraft};
use medrota::{Problem, Solver, Termination, check};

/// Four weeks from a Sunday on.
fn weeks() -> ProblemBuilder {
    ProblemBuilder::weeks("explain", "2026-05-03", "2026-05-30")
}

/// A solver without a clock.
fn solver() -> Solver {
    Solver::new().no_time_limit().work_limit(60_000)
}

/// True if the problem has a schedule, false if it is proven that it has none.
fn is_feasible(draft: ProblemDraft) -> Option<bool> {
    let problem = draft.validate().unwrap();
    let outcome = solver().solve(&problem).unwrap();
    if let Some(schedule) = &outcome.schedule {
        assert!(check(&problem, schedule).is_feasible());
        return Some(true);
    }
    (outcome.termination == Termination::Infeasible).then_some(false)
}

/// The draft without a part, written here independently of how explanations write it.
fn without(problem: &Problem, draft: &ProblemDraft, part: Part) -> ProblemDraft {
    let mut draft = draft.clone();
    let key = |doctor| problem.doctor(doctor).key.clone();
    match part {
        Part::Rule { rule, doctor } => {
            let (rule, doctor) = (problem.rule_key(rule).to_owned(), key(doctor));
            let spared = |doctors: &mut medrota::problem::draft::DoctorFilter| {
                doctors.doctors.retain(|other| *other != doctor)
            };
            let mut is_empty = false;
            for row in draft.requirements.iter_mut().filter(|row| row.id == rule) {
                spared(&mut row.doctors);
                is_empty |= row.doctors.doctors.is_empty();
            }
            for row in draft.precedence.iter_mut().filter(|row| row.id == rule) {
                spared(&mut row.doctors);
                is_empty |= row.doctors.doctors.is_empty();
            }
            for row in &mut draft.rules {
                match row {
                    RuleDraft::Cells(rules::Cells { id, doctors, .. }) if *id == rule => {
                        spared(doctors);
                        is_empty |= doctors.doctors.is_empty();
                    }
                    _ => {}
                }
            }
            if is_empty {
                draft.rules.push(RuleDraft::Off(rules::Off {
                    id: format!("test: {rule}"),
                    rule,
                }));
            }
        }
        Part::Stay { doctor } => {
            let last = problem.horizon().len();
            let row = draft
                .doctors
                .iter_mut()
                .find(|row| row.id == key(doctor))
                .unwrap();
            (row.arrival, row.departure) = (Some("#1".into()), Some(format!("#{last}")));
        }
        Part::Leaves { doctor } => draft.leaves.retain(|row| row.doctor != key(doctor)),
        Part::Attendance { event, doctor } => {
            let row = draft
                .events
                .iter_mut()
                .find(|row| row.id == problem.event(event).key)
                .unwrap();
            row.attendees.doctors.retain(|other| *other != key(doctor));
        }
        Part::Event { event } => {
            let row = draft
                .events
                .iter_mut()
                .find(|row| row.id == problem.event(event).key)
                .unwrap();
            (row.min_places, row.max_places, row.joint) = (0, None, false);
        }
        Part::Places { rule, .. } | Part::Shared { rule } => {
            // The problem of a conflict has no other stretch of the capacity.
            let rule = problem.rule_key(rule).to_owned();
            draft
                .rules
                .retain(|row| row.id() != rule && !row.id().starts_with(&format!("{rule} from ")));
        }
        other => panic!("no test has {other:?}"),
    }
    draft
}

//! Scenarios: what each change does, what sets are made of, that runs give the same bytes however they are run, and that comparisons are true.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests stop at the first surprise"
)]

mod changes;
mod comparison;
mod files;
mod people;
mod robust;
mod runs;
mod sets;
mod shared;
mod tables;

use medrota::scenario::{Baseline, Change, Scenario, ScenarioRun};
use medrota::{Problem, ProblemBuilder, Solver};

/// Six doctors, three departments, ten weeks; small enough to be solved to the end in no time.
pub(crate) fn ward() -> Problem {
    let mut builder = ProblemBuilder::weeks("ward", "2026-09-06", "2026-11-14")
        .department("surgery", 2)
        .department("maternity", 2)
        .department("imaging", 3);
    for doctor in ["ana", "ben", "chen", "dina", "elif", "farid"] {
        builder = builder.doctor(doctor);
    }
    let draft = builder.draft_mut();
    draft.departments[0].supervisors = Some(1);
    draft.departments[0].visitors_per_supervisor = Some(2);
    builder
        .requirement("surgery", &["surgery"], 2)
        .requirement("maternity", &["maternity"], 2)
        .preference("ana", "surgery", 3)
        .preference("ben", "imaging", 2)
        .preference("farid", "maternity", 4)
        .build()
        .unwrap()
}

/// To the proven end, the same everywhere.
pub(crate) fn exact(problem: &Problem) -> Solver {
    ScenarioRun::usual_solver(problem).gap(0.0)
}

pub(crate) fn baseline(problem: &Problem) -> Baseline {
    Baseline::solve(problem, &exact(problem)).unwrap()
}

pub(crate) fn close(of: &str, from: &str, to: &str) -> Change {
    Change::Close {
        of: of.into(),
        from: from.into(),
        to: to.into(),
        reason: String::new(),
    }
}

pub(crate) fn withdraw(doctor: &str) -> Change {
    Change::Withdraw {
        doctor: doctor.into(),
    }
}

pub(crate) fn places(of: &str, places: i64) -> Change {
    Change::AddPlaces {
        of: of.into(),
        places,
        from: None,
        to: None,
    }
}

pub(crate) fn changed(problem: &Problem, changes: Vec<Change>) -> Problem {
    Scenario::new("what if", changes)
        .apply(problem, None)
        .unwrap()
}

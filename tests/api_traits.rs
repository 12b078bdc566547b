//! Which public types implement which traits, held by the compiler: a missing one does not compile. What is left out on purpose has its reason in `DESIGN.md`.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use medrota::{Problem, ProblemBuilder, Schedule, Solver, check, ids::DoctorId};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::error::Error;
use std::fmt::{Debug, Display};
use std::hash::Hash;

macro_rules! all_implement {
    ($($bound:path)|+: $($type:ty),+ $(,)?) => {
        const _: () = {
            #[allow(dead_code, reason = "the compiler reads it; nobody runs it")]
            fn implements<T: $($bound +)+ ?Sized>() {}
            #[allow(dead_code, reason = "the compiler reads it; nobody runs it")]
            fn all() {
                $(implements::<$type>();)+
            }
        };
    };
}

// Everything may be shared between threads and kept.
all_implement! { Send | Sync | Debug:
    Problem, medrota::ProblemDraft, ProblemBuilder, Schedule, Solver, medrota::Outcome, medrota::Certificate, medrota::Error, medrota::Diagnostics,
    medrota::solve::Options, medrota::solve::CancelToken, medrota::replan::Replan, medrota::scenario::Baseline, medrota::scenario::ScenarioRun<'static>,
    medrota::certificate::Verifier<'static>, medrota::format::OutputFolder,
}

// Results: compared, written.
all_implement! { Clone | PartialEq | Debug | Send | Sync | Serialize:
    Problem, Schedule, medrota::Outcome, medrota::solve::Statistics, medrota::solve::Progress, medrota::solve::Evidence, medrota::solve::Exhausted,
    medrota::Certificate, medrota::certificate::CertificateError,
    check::Report, check::PersonalReport, check::Metrics, check::metrics::DoctorMetrics, check::metrics::Load, check::metrics::Fulfilment,
    check::metrics::Utilisation,
    medrota::Diagnostics, medrota::calendar::PeriodSpan,
    medrota::explain::Explanation, medrota::explain::Conflict, medrota::explain::Conflicts, medrota::explain::Relaxation, medrota::explain::Relaxations,
    medrota::explain::Answer, medrota::explain::Shortfall, medrota::explain::DatesTried,
    medrota::replan::Replanned, medrota::replan::Floor, medrota::replan::Reason, medrota::replan::Unpinned, medrota::replan::WayOut,
    medrota::replan::Swapped, medrota::replan::questions::Alternative, medrota::replan::questions::PlaceOffer,
    medrota::replan::questions::WishAnswer, medrota::replan::questions::Price, medrota::replan::questions::Taker,
    medrota::scenario::Summary, medrota::scenario::robust::Candidate, medrota::scenario::robust::RobustChoice,
    medrota::scenario::Effect, medrota::scenario::Comparison,
}

// What makes the round trip.
all_implement! { Clone | PartialEq | Debug | Send | Sync | Serialize | DeserializeOwned:
    Problem, medrota::ProblemDraft, Schedule, medrota::schedule::Pathway, medrota::schedule::Rotation, medrota::schedule::Attendance,
    medrota::Termination, medrota::Engine, medrota::solve::Phase, medrota::Certificate,
    check::Report, check::Violation, check::Subject, check::Doing, check::Difference, check::Cell,
    medrota::error::Diagnostic, medrota::error::Place, medrota::error::Severity, medrota::error::Code, medrota::ErrorKind,
    medrota::calendar::Date, medrota::calendar::Half, medrota::calendar::HalfDay, medrota::calendar::PeriodKind, medrota::calendar::Coverage,
    medrota::problem::RuleKind, medrota::problem::Role, medrota::problem::Presence,
    medrota::explain::Audit, medrota::explain::Finding, medrota::explain::FindingKind, medrota::explain::FindingSubject, medrota::explain::Term,
    medrota::explain::Part, medrota::explain::Concession, medrota::explain::Given, medrota::explain::Proof, medrota::explain::Sentence,
    medrota::explain::Unmet, medrota::explain::Wish, medrota::explain::Move, medrota::explain::Moved, medrota::explain::Worth,
    medrota::explain::RelaxationPrices,
    medrota::replan::Keep, medrota::replan::Ending, medrota::replan::Scope, medrota::replan::Move, medrota::replan::Gone,
    medrota::replan::Differences, medrota::replan::questions::TakerWay,
    medrota::scenario::Change, medrota::scenario::Scenario, medrota::scenario::ScenarioSet, medrota::scenario::ScenarioResult,
    medrota::scenario::Figures, medrota::scenario::Status, medrota::scenario::Shard, medrota::scenario::robust::Difference,
    medrota::ids::IdSet<DoctorId>,
}

// Ids and words: keys of maps, and shown.
all_implement! { Copy | Eq | Ord | Hash | Debug | Display | Serialize | DeserializeOwned:
    DoctorId, medrota::ids::SpecialtyId, medrota::ids::RegionId, medrota::ids::CohortId, medrota::ids::HospitalId, medrota::ids::DepartmentId,
    medrota::ids::ActivityId, medrota::ids::EventId, medrota::ids::RuleId, medrota::ids::PeriodId, medrota::ids::GridId,
    medrota::calendar::Date, medrota::calendar::HalfDay, medrota::problem::RuleKind, medrota::error::Code, medrota::error::Severity,
    medrota::explain::FindingKind, medrota::explain::Proof, medrota::scenario::Status,
}
all_implement! { Copy | Eq | Hash | Debug | Display:
    medrota::Termination, medrota::Engine, medrota::solve::Phase, medrota::solve::Evidence, medrota::ErrorKind, medrota::replan::Ending,
    medrota::replan::Scope, medrota::scenario::Shard, medrota::problem::Role, medrota::problem::Presence, medrota::calendar::PeriodKind,
}

// Errors: with `?` in any program.
all_implement! { Error | Send | Sync | Debug: medrota::Error, medrota::Diagnostics, medrota::certificate::CertificateError }
const _: fn(medrota::Error) -> Box<dyn Error + Send + Sync + 'static> = |error| error.into();
const _: fn(medrota::Diagnostics) -> Box<dyn Error + Send + Sync + 'static> = |found| found.into();

fn small() -> (Problem, medrota::Outcome) {
    let builder = ProblemBuilder::weeks("traits", "2026-09-06", "2026-10-03")
        .department("surgery", 1)
        .doctor("ana")
        .doctor("ben");
    let problem = builder
        .requirement("surgery", &["surgery"], 2)
        .build()
        .unwrap();
    let outcome = Solver::new()
        .no_time_limit()
        .work_limit(5_000)
        .threads(1)
        .solve(&problem)
        .unwrap();
    (problem, outcome)
}

#[test]
fn results_are_written_with_positions_and_with_ids() {
    let (problem, outcome) = small();
    let schedule = outcome.schedule.clone().unwrap();
    let plain = serde_json::to_value(&outcome).unwrap();
    let fields: Vec<&str> = plain
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    for field in [
        "termination",
        "value",
        "bound",
        "gap",
        "evidence",
        "exhausted",
        "schedule",
        "nearest",
        "certificate",
        "statistics",
    ] {
        assert!(fields.contains(&field), "{fields:?} lacks {field}");
    }
    assert_eq!(plain["termination"], outcome.termination.to_string());
    assert!(plain["statistics"]["elapsed_seconds"].is_number());
    assert_eq!(
        serde_json::from_value::<Schedule>(plain["schedule"].clone()).unwrap(),
        schedule
    );

    let named = serde_json::to_value(problem.with_ids(&outcome)).unwrap();
    let ana = &named["schedule"]["pathways"]["ana"]["rotations"][0];
    let rotation = schedule.pathway(DoctorId::new(0)).rotations()[0];
    assert_eq!(ana["activity"], "surgery");
    assert_eq!(ana["first"], format!("#{}", rotation.first.index() + 1));
    // What is no id stays as it is.
    assert_eq!(named["value"], plain["value"]);
}

#[test]
fn problems_are_equal_if_their_data_are_and_make_the_round_trip() {
    let (problem, _) = small();
    let text = serde_json::to_string(&problem).unwrap();
    assert_eq!(serde_json::from_str::<Problem>(&text).unwrap(), problem);
    let broken = text.replace("\"ben\"", "\"ana\"");
    assert!(
        serde_json::from_str::<Problem>(&broken)
            .unwrap_err()
            .to_string()
            .contains("E102")
    );
    let other = ProblemBuilder::weeks("traits", "2026-09-06", "2026-10-03")
        .department("surgery", 1)
        .doctor("ana")
        .build()
        .unwrap();
    assert_ne!(problem, other);
}

#[test]
fn findings_and_failures_are_data() {
    let error = ProblemBuilder::weeks("twice", "2026-09-06", "2026-10-03")
        .doctor("ana")
        .doctor("ana")
        .build()
        .unwrap_err();
    let json = serde_json::to_value(&error).unwrap();
    assert_eq!(
        (&json["kind"], &json["diagnostics"]["findings"][0]["code"]),
        (&"input".into(), &"E102".into())
    );
    assert!(json["diagnostics"]["findings"][0]["remedy"].is_string());
    assert_eq!(
        error.diagnostics().into_iter().count(),
        error.diagnostics().len()
    );
}

#[test]
fn an_explanation_is_data_with_ids() {
    let builder = ProblemBuilder::weeks("short", "2026-09-06", "2026-10-03")
        .department("surgery", 1)
        .doctor("ana")
        .doctor("ben");
    let problem = builder
        .requirement("surgery", &["surgery"], 3)
        .build()
        .unwrap();
    let options = medrota::explain::ConflictOptions::default();
    let conflicts = medrota::explain::conflicts(&problem, &options).unwrap();
    let explanation = medrota::explain::Explanation {
        audit: medrota::explain::audit(&problem),
        conflicts,
        ..Default::default()
    };
    let json = explanation.to_json(&problem);
    assert_eq!(json["findings"][0]["kind"], "places_short");
    assert_eq!(
        json["findings"][0]["doctors"],
        serde_json::json!(["ana", "ben"])
    );
    let parts = json["conflicts"][0]["parts"].as_array().unwrap();
    assert!(
        parts.contains(&serde_json::json!({ "rule": { "rule": "surgery", "doctor": "ana" } })),
        "{parts:?}"
    );
}

#[test]
fn an_id_of_another_problem_is_written_as_unknown() {
    let (problem, _) = small();
    let stranger = serde_json::to_value(problem.with_ids(&DoctorId::new(7))).unwrap();
    assert_eq!(stranger, medrota::problem::UNKNOWN);
    let longer = Schedule::new(vec![medrota::schedule::Pathway::default(); 4]);
    assert_eq!(
        serde_json::to_value(problem.with_ids(&longer)).unwrap()["pathways"]
            .as_object()
            .unwrap()
            .len(),
        4
    );
}

//! Which public types implement which traits, held by the compiler: a missing one does not compile. The groups are those of `DESIGN.md`, which says why what is left out is.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use medrota::{Problem, ProblemBuilder, Schedule, Solver, ids::DoctorId};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;
use std::error::Error;
use std::fmt::{Debug, Display};
use std::hash::Hash;

/// The types of a group, each of which has these traits.
macro_rules! group {
    ($(#[$meta:meta])* $name:ident: $($bound:path)|+ { $($type:ty),+ $(,)? }) => {
        $(#[$meta])*
        const $name: &[&str] = &[$(stringify!($type)),+];
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

group! {
    /// Ids, dates and words that have an order: keys of maps, shown, written and read.
    ORDERED: Copy | Eq | Ord | Hash | Debug | Display | Send | Sync | Serialize | DeserializeOwned {
        medrota::calendar::Date, medrota::calendar::Half, medrota::calendar::HalfDay, medrota::error::Code, medrota::error::Severity,
        medrota::explain::FindingKind, medrota::explain::Proof, medrota::formulation::RowId, medrota::ids::ActivityId, medrota::ids::CohortId,
        medrota::ids::DepartmentId, medrota::ids::DoctorId, medrota::ids::EventId, medrota::ids::GridId, medrota::ids::HospitalId,
        medrota::ids::PeriodId, medrota::ids::RegionId, medrota::ids::RuleId, medrota::ids::SpecialtyId, medrota::problem::rule::RuleKind,
        medrota::replan::questions::TakerWay, medrota::scenario::Status,
    }
}

group! {
    /// Words without an order.
    WORDS: Copy | Eq | Hash | Debug | Display | Send | Sync | Serialize | DeserializeOwned {
        medrota::calendar::PeriodKind, medrota::error::ErrorKind, medrota::problem::Presence, medrota::problem::Role, medrota::replan::Ending,
        medrota::replan::Scope, medrota::report::Language, medrota::scenario::Shard, medrota::solve::Engine, medrota::solve::Phase,
        medrota::solve::Termination,
    }
}

group! {
    /// Data: compared, and written and read without loss.
    DATA: Clone | Eq | Debug | Send | Sync | Serialize | DeserializeOwned {
        medrota::calendar::Coverage, medrota::certificate::Certificate, medrota::certificate::Claim, medrota::certificate::CutPrice, medrota::certificate::Limit, medrota::certificate::PrivatePrices,
        medrota::check::Cell, medrota::check::Difference, medrota::check::Doing, medrota::check::Report, medrota::check::Subject,
        medrota::check::Violation, medrota::error::Diagnostic, medrota::error::Place, medrota::explain::Audit, medrota::explain::Concession,
        medrota::explain::Finding, medrota::explain::FindingSubject, medrota::explain::Given, medrota::explain::Move, medrota::explain::Moved,
        medrota::explain::Part, medrota::explain::RelaxationPrices, medrota::explain::Sentence, medrota::explain::Term, medrota::explain::Total, medrota::explain::Totals, medrota::explain::Unmet,
        medrota::explain::Wish, medrota::format::AttendanceRecord, medrota::format::RotationRecord, medrota::format::ScheduleDocument,
        medrota::ids::IdSet<medrota::ids::DoctorId>, medrota::problem::Problem, medrota::problem::custom::CellCode,
        medrota::problem::custom::PersonalCode, medrota::problem::draft::AbsenceDraft, medrota::problem::draft::ActivityDraft,
        medrota::problem::draft::ActivityFilter, medrota::problem::draft::AttendanceDraft, medrota::problem::draft::CapacityDraft,
        medrota::problem::draft::ClosureDraft, medrota::problem::draft::CohortDraft, medrota::problem::draft::CurriculumDraft,
        medrota::problem::draft::DepartmentDraft, medrota::problem::draft::DoctorDraft, medrota::problem::draft::DoctorFilter,
        medrota::problem::draft::DocumentDraft, medrota::problem::draft::ElectiveDraft, medrota::problem::draft::EventDraft,
        medrota::problem::draft::GridDraft, medrota::problem::draft::HistoryDraft, medrota::problem::draft::HorizonDraft,
        medrota::problem::draft::HospitalDraft, medrota::problem::draft::LeaveDraft, medrota::problem::draft::NamedSpanDraft,
        medrota::problem::draft::PerDraft, medrota::problem::draft::PeriodFilter, medrota::problem::draft::PeriodKindDraft,
        medrota::problem::draft::PrecedenceDraft, medrota::problem::draft::PreferenceDraft, medrota::problem::draft::ProblemDraft,
        medrota::problem::draft::RegionDraft, medrota::problem::draft::RequirementDraft, medrota::problem::draft::RoleDraft,
        medrota::problem::draft::RotationDraft, medrota::problem::draft::SlotDraft, medrota::problem::draft::SpecialtyDraft,
        medrota::problem::draft::UnitDraft, medrota::problem::rule_draft::CellsModeDraft, medrota::problem::rule_draft::CoveragePerDraft,
        medrota::problem::rule_draft::DoctorWeightDraft, medrota::problem::rule_draft::GroupDraft, medrota::problem::rule_draft::MeasureDraft,
        medrota::problem::rule_draft::PatternStepDraft, medrota::problem::rule_draft::RuleDraft, medrota::problem::rule_draft::ScopeDraft,
        medrota::problem::rule_draft::SuccessionModeDraft, medrota::problem::rule_draft::TemplateCellDraft, medrota::problem::rules::ActivityWeight,
        medrota::problem::rules::Alignment, medrota::problem::rules::AlignmentMode, medrota::problem::rules::Apart, medrota::problem::rules::Boundary,
        medrota::problem::rules::Capacity, medrota::problem::rules::Cells, medrota::problem::rules::Change, medrota::problem::rules::Coverage,
        medrota::problem::rules::CustomRule, medrota::problem::rules::CustomSum, medrota::problem::rules::CustomValue,
        medrota::problem::rules::Document, medrota::problem::rules::EvenLoad, medrota::problem::rules::FirstBy,
        medrota::problem::rules::HospitalChange, medrota::problem::rules::HospitalLimit, medrota::problem::rules::Idle,
        medrota::problem::rules::LongestRun, medrota::problem::rules::Off, medrota::problem::rules::Pattern, medrota::problem::rules::Ranked,
        medrota::problem::rules::SameHospital, medrota::problem::rules::Spacing, medrota::problem::rules::SplitEvenly,
        medrota::problem::rules::Succession, medrota::problem::rules::Team, medrota::problem::rules::Template, medrota::problem::rules::Together,
        medrota::problem::rules::WeightedAmount, medrota::problem::rules::Window, medrota::problem::rules::WorstDoctor,
        medrota::problem::rules::WorstGroup, medrota::replan::Differences, medrota::replan::Gone, medrota::replan::Keep, medrota::replan::Move,
        medrota::scenario::Amounts, medrota::scenario::Change, medrota::scenario::Disruptions, medrota::scenario::Figures, medrota::scenario::Part,
        medrota::scenario::Scenario, medrota::scenario::ScenarioSet, medrota::schedule::Attendance, medrota::schedule::Pathway,
        medrota::schedule::Rotation, medrota::schedule::Schedule,
    }
}

group! {
    /// The same with floats in it.
    DATA_WITH_FLOATS: Clone | PartialEq | Debug | Send | Sync | Serialize | DeserializeOwned {
        medrota::explain::Worth, medrota::scenario::RunDocument, medrota::scenario::ScenarioResult, medrota::scenario::robust::Difference,
        medrota::solve::Stop,
    }
}

group! {
    /// Results: compared and written, never read, as what is read would claim what nobody proved.
    RESULTS: Clone | Eq | Debug | Send | Sync | Serialize {
        medrota::calendar::PeriodSpan, medrota::certificate::CertificateError, medrota::check::PersonalReport, medrota::check::metrics::DoctorMetrics,
        medrota::check::metrics::Fulfilment, medrota::check::metrics::Load, medrota::check::metrics::Metrics, medrota::check::metrics::Utilisation,
        medrota::error::Diagnostics, medrota::error::ParseError, medrota::explain::Answer, medrota::explain::Conflict, medrota::explain::Conflicts,
        medrota::explain::DatesTried, medrota::explain::Explanation, medrota::explain::Relaxation, medrota::explain::Relaxations,
        medrota::explain::Shortfall, medrota::limits::Limit, medrota::replan::Floor, medrota::replan::InOrder, medrota::replan::LevelOptimum,
        medrota::replan::Reason, medrota::replan::Replanned, medrota::replan::Swapped, medrota::replan::Unpinned, medrota::replan::WayOut,
        medrota::replan::questions::Alternative, medrota::replan::questions::PlaceOffer, medrota::replan::questions::Price,
        medrota::replan::questions::Taker, medrota::replan::questions::WishAnswer, medrota::scenario::Effect, medrota::scenario::Limiting,
        medrota::scenario::Quantiles, medrota::scenario::Spread, medrota::solve::Evidence, medrota::solve::Exhausted,
        medrota::solve::Improvement<'static>, medrota::solve::Progress, medrota::solve::SolveState,
    }
}

group! {
    /// The same with floats in it.
    RESULTS_WITH_FLOATS: Clone | PartialEq | Debug | Send | Sync | Serialize {
        medrota::replan::questions::Pool, medrota::replan::questions::PooledPlan, medrota::scenario::Comparison, medrota::scenario::Summary,
        medrota::scenario::robust::Candidate, medrota::scenario::robust::RobustChoice, medrota::solve::Outcome, medrota::solve::Statistics,
    }
}

group! {
    /// Views of a problem, which is written as its draft, and options of readers and views.
    VIEWS: Clone | Eq | Debug | Send | Sync {
        medrota::calendar::Grid, medrota::calendar::Horizon, medrota::format::ChartWords, medrota::format::ReadOptions, medrota::generate::Arrivals,
        medrota::generate::Cohort, medrota::generate::ConflictKind, medrota::generate::PlantedConflict, medrota::generate::Year,
        medrota::problem::Activity, medrota::problem::Cohort, medrota::problem::Department, medrota::problem::Doctor, medrota::problem::Document,
        medrota::problem::Event, medrota::problem::Hospital, medrota::problem::Leave, medrota::problem::Region, medrota::problem::RequirementLimits,
        medrota::problem::Slot, medrota::problem::Specialty, medrota::problem::custom::Asked, medrota::problem::custom::Block<'static>,
        medrota::problem::custom::Breach, medrota::problem::custom::Cell<'static>, medrota::problem::custom::Counts,
        medrota::problem::custom::Doing<'static>, medrota::problem::rule::Alignment, medrota::problem::rule::Apart,
        medrota::problem::rule::Attendance, medrota::problem::rule::Availability, medrota::problem::rule::Boundary, medrota::problem::rule::Capacity,
        medrota::problem::rule::CellEntry, medrota::problem::rule::Cells, medrota::problem::rule::Change, medrota::problem::rule::Coverage,
        medrota::problem::rule::CustomRule, medrota::problem::rule::CustomSum, medrota::problem::rule::CustomValue, medrota::problem::rule::Document,
        medrota::problem::rule::Elective, medrota::problem::rule::Eligibility, medrota::problem::rule::EvenLoad, medrota::problem::rule::FirstBy,
        medrota::problem::rule::HospitalChange, medrota::problem::rule::HospitalLimit, medrota::problem::rule::Idle,
        medrota::problem::rule::LongestRun, medrota::problem::rule::Measure, medrota::problem::rule::Pattern, medrota::problem::rule::PatternStep,
        medrota::problem::rule::Per, medrota::problem::rule::PlaceLimit, medrota::problem::rule::Precedence, medrota::problem::rule::Preference,
        medrota::problem::rule::Requirement, medrota::problem::rule::Rule, medrota::problem::rule::SameHospital, medrota::problem::rule::Scope,
        medrota::problem::rule::Spacing, medrota::problem::rule::SplitEvenly, medrota::problem::rule::Succession, medrota::problem::rule::Team,
        medrota::problem::rule::Together, medrota::problem::rule::WeightedAmount, medrota::problem::rule::Window, medrota::problem::rule::WorstDoctor,
        medrota::problem::rule::WorstGroup, medrota::report::html::Options, medrota::report::html::PageFile, medrota::report::icalendar::CalendarFile,
        medrota::report::icalendar::Zone,
        medrota::explain::Plan<'static>,
    }
}

group! {
    /// What the engine is made of; no file holds any of it.
    WORKINGS: Clone | Eq | Debug | Send | Sync {
        medrota::diagram::Arc, medrota::diagram::Axis, medrota::diagram::AxisSlot, medrota::diagram::BuildLimits, medrota::diagram::Diagram,
        medrota::diagram::Label, medrota::diagram::Place, medrota::diagram::Statistics, medrota::diagram::Step, medrota::formulation::CellTerms,
        medrota::formulation::DoctorWeights, medrota::formulation::Family, medrota::formulation::Gap, medrota::formulation::Group,
        medrota::formulation::Row, medrota::formulation::Shape, medrota::solve::lp::Capabilities, medrota::solve::lp::Clarabel, medrota::solve::lp::Installed, medrota::solve::lp::Interior,
        medrota::solve::lp::LimitKind, medrota::solve::lp::LpStatus, medrota::solve::lp::MicroLp, medrota::solve::lp::Program, medrota::solve::lp::RawStatus,
        medrota::solve::lp::Reach, medrota::solve::lp::conformance::Failure,
    }
}

group! {
    /// The same with floats in it.
    WORKINGS_WITH_FLOATS: Clone | PartialEq | Debug | Send | Sync {
        medrota::solve::lp::Column, medrota::solve::lp::Duals, medrota::solve::lp::LinearModel, medrota::solve::lp::LinearRow,
        medrota::solve::lp::LpResult, medrota::solve::lp::LpSolution, medrota::solve::lp::RawAnswer,
    }
}

group! {
    /// Requests: they hold solvers, callbacks, tokens and threads, which have no equality, or whole problems with what was found for them.
    REQUESTS: Clone | Debug | Send | Sync {
        medrota::explain::Answered<'static>, medrota::explain::ConflictOptions, medrota::explain::DatesOptions, medrota::explain::ExplanationOptions,
        medrota::explain::RelaxationOptions, medrota::explain::ShortfallOptions, medrota::formulation::Formulation, medrota::problem::ProblemBuilder,
        medrota::problem::WithIds<'static, Problem>, medrota::replan::Expected, medrota::replan::Replan, medrota::report::Findings<'static>,
        medrota::report::icalendar::Published, medrota::scenario::Baseline, medrota::scenario::ScenarioRun<'static>,
        medrota::scenario::robust::RobustOptions, medrota::solve::CancelToken, medrota::solve::Options, medrota::solve::Solver,
        medrota::solve::ThreadPool, medrota::solve::lp::LpOptions<'static>,
    }
}

group! {
    /// Owners of files, of failures, and of tables that are as large as a problem.
    OWNERS: Debug | Send | Sync {
        medrota::certificate::Verifier<'static>, medrota::diagram::Class, medrota::diagram::Pathways, medrota::error::Error,
        medrota::format::OutputFolder, medrota::format::StagedFiles<'static>, medrota::scenario::ResultsFile,
    }
}

// Errors: with `?` in any program.
group! {
    /// They say themselves what is wrong.
    ERRORS: Error | Display | Debug | Send | Sync {
        medrota::Error, medrota::Diagnostics, medrota::certificate::CertificateError, medrota::error::ParseError,
    }
}
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

/// Every public type is in one of the groups, so that a new one has its traits or a reason in `DESIGN.md`.
#[test]
fn every_public_type_is_in_a_group() {
    let groups = [
        ORDERED,
        WORDS,
        DATA,
        DATA_WITH_FLOATS,
        RESULTS,
        RESULTS_WITH_FLOATS,
        VIEWS,
        WORKINGS,
        WORKINGS_WITH_FLOATS,
        REQUESTS,
        OWNERS,
        ERRORS,
    ];
    let all: Vec<&str> = groups.concat();
    let name = |path: &str| {
        let path = path.split('<').next().unwrap().trim();
        path.rsplit("::").next().unwrap().to_owned()
    };
    let known: BTreeSet<String> = all.iter().map(|path| name(path)).collect();
    let listing = include_str!("../docs/public-api.txt");
    let declared = listing.lines().filter_map(|line| {
        let (_, item) = line.split_once(": ")?;
        let starts = [
            "pub struct ",
            "pub enum ",
            "draft! ",
            "draft_rule! ",
            "resolved_rule! ",
        ];
        let rest = starts.iter().find_map(|start| item.strip_prefix(start))?;
        let end = |character: char| !character.is_alphanumeric();
        Some(rest.split(end).next()?.to_owned())
    });
    // With the feature `highs` alone.
    let missing: BTreeSet<String> = declared
        .filter(|name| !known.contains(name) && name != "Highs")
        .collect();
    assert!(
        missing.is_empty(),
        "{missing:?} are in no group of this test"
    );
}

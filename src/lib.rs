//! medrota plans which doctor trains in which hospital department and when.
//!
//! # The problem in words
//!
//! Doctors come to a hospital to train, for two weeks or for years, one by one or as a group. Each has a specialty and a list of
//! requirements: so many weeks in surgery, then so many in intensive care, two of three electives. Each department takes
//! only so many doctors at a time. Doctors are on leave, wait for a visa, need a permit to touch patients, may not work nights. Groups want to stay
//! together, lectures take everybody's time, supervisors travel, and what has been published should stay.
//!
//! A **schedule** says for each doctor which rotations they do and which slots of events they attend. **Hard** rules must hold; **soft** ones cost an integer
//! weight for each unit of breach. The **value** of a schedule is what preferences and rules add up to, and a solve looks for the greatest. It
//! returns the best schedule it found, a **bound** that no schedule can exceed, and a certificate that proves the bound.
//!
//! # How it is used
//!
//! ```
//! use medrota::{ProblemBuilder, Solver, check};
//!
//! // Two departments, eight weeks; surgery has one place. A mistake in the data is an error that names everything wrong.
//! let problem = ProblemBuilder::weeks("two doctors", "2026-09-06", "2026-10-31")
//!     .department("surgery", 1)
//!     .department("maternity", 2)
//!     .doctor("ana")
//!     .doctor("ben")
//!     .requirement("surgery", &["surgery"], 2)
//!     .requirement("maternity", &["maternity"], 4)
//!     .preference("ana", "surgery", 3)
//!     .build()?;
//!
//! // The same seed and work limit give the same schedule on any number of threads.
//! let outcome = Solver::new().seed(7).work_limit(20_000).solve(&problem)?;
//! let schedule = outcome.schedule.as_ref().ok_or("no schedule was found")?;
//!
//! // The judge shares nothing with the engine.
//! let report = check(&problem, schedule);
//! assert!(report.is_feasible());
//! assert_eq!(Some(report.value), outcome.value);
//! assert!(outcome.bound.is_none_or(|bound| bound >= report.value));
//!
//! // What the certificate claims is proven anew, in integers and without any LP.
//! if let Some(certificate) = outcome.certificate() {
//!     certificate.verify(&problem)?;
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Four kinds of news are never mixed: bad input is [`Diagnostics`], what a solve found is an [`Outcome`], a broken rule is a
//! [`check::Violation`], and a failure of files or backends is an [`Error`].
//!
//! # A tour
//!
//! One example a module, most of them on a small year from a seed.
//!
//! ## Problems from anywhere: [`problem`], [`mod@format`], [`generate`]
//!
//! A [`ProblemDraft`] is plain data with serde; a [`Problem`] is what is left of it when nothing is wrong. Drafts come from the builder, from files (a JSON document,
//! a folder of CSV tables, a workbook: [`Problem::from_path`]), from any code that fills the structs, or from a seed.
//!
//! ```
//! use medrota::{Problem, ProblemDraft, generate::Year};
//!
//! let mut draft: ProblemDraft = Year::new(6, 12, 4).seed(7).draft();
//! draft.name = "a small year".into();
//! let problem = draft.clone().validate()?;
//! assert_eq!(Problem::from_json_str(&problem.to_json())?, problem);
//!
//! // All mistakes at once, each with a code, its place and what to do.
//! draft.doctors[1].id = draft.doctors[0].id.clone();
//! let error = draft.validate().unwrap_err();
//! assert!(error.is_input() && error.diagnostics().iter().any(|found| found.code.as_str() == "E102"));
//! # Ok::<(), medrota::Error>(())
//! ```
//!
//! ## Solving: [`solve`]
//!
//! A [`Solver`] is its [`Options`](solve::Options) and nothing else. Better schedules can be had as they are found, and a solve stops when a limit, a target, a
//! [rule](solve::Stop) or a [token](solve::CancelToken) says so. Results are data: [`Problem::with_ids`] writes them with the ids of the input.
//!
//! ```
//! use medrota::{Solver, generate::Year, solve::Stop};
//! use std::sync::mpsc;
//!
//! let problem = Year::new(6, 12, 4).seed(7).draft().validate()?;
//! let (sender, found) = mpsc::channel();
//! let solver = Solver::new().work_limit(20_000).stop(Stop::NoGainForWork(5_000));
//! let outcome = solver.on_improvement(move |better| drop(sender.send(better.value))).solve(&problem)?;
//! assert!(found.try_iter().is_sorted());
//! let json = serde_json::to_value(problem.with_ids(&outcome))?;
//! assert_eq!(json["value"].as_i64(), outcome.value);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! ## Judging and proving: [`mod@check`], [`certificate`]
//!
//! ```
//! use medrota::{Solver, check, generate::Year};
//!
//! let problem = Year::new(6, 12, 4).seed(7).draft().validate()?;
//! let outcome = Solver::new().work_limit(20_000).solve(&problem)?;
//! let schedule = outcome.schedule.as_ref().ok_or("nothing found")?;
//! let metrics = check::Metrics::new(&problem, schedule);
//! assert_eq!(metrics.doctors.len(), 6);
//! // The whole bound again, from prices, in whole numbers.
//! outcome.certificate().ok_or("no certificate")?.verify(&problem)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! ## Why it does not fit: [`explain`]
//!
//! ```
//! use medrota::explain::{ConflictOptions, RelaxationOptions, conflicts, relaxations};
//! use medrota::ProblemBuilder;
//!
//! let problem = ProblemBuilder::weeks("too much", "2026-09-06", "2026-10-03")
//!     .department("surgery", 1)
//!     .doctor("ana")
//!     .doctor("ben")
//!     .requirement("surgery", &["surgery"], 3)
//!     .build()?;
//! // The smallest sets of rules that cannot hold together, and what would be the cheapest to give up.
//! let why = conflicts(&problem, &ConflictOptions::default())?;
//! assert!(why.conflicts[0].is_minimal());
//! let ways = relaxations(&problem, &RelaxationOptions::default())?;
//! let changes = ways.relaxations[0].given[0].concession.to_changes(&problem);
//! assert!(changes.is_some());
//! # Ok::<(), medrota::Error>(())
//! ```
//!
//! ## What if: [`scenario`]
//!
//! ```
//! use medrota::scenario::{Baseline, Change, ScenarioRun, ScenarioSet};
//! use medrota::generate::Year;
//!
//! let problem = Year::new(6, 12, 4).seed(7).draft().validate()?;
//! let baseline = Baseline::solve(&problem, &ScenarioRun::usual_solver(&problem))?;
//! let ill = problem.doctors().iter().map(|doctor| Change::Withdraw { doctor: doctor.key.clone() }).collect();
//! let (results, summary) = ScenarioRun::new(&ScenarioSet::one_at_a_time("who is ill", ill), &baseline).collect_all()?;
//! assert_eq!((results.len(), summary.failed), (6, 0));
//! # Ok::<(), medrota::Error>(())
//! ```
//!
//! ## When plans change, and more than one plan: [`replan`]
//!
//! A published schedule is mended with the fewest doctors disturbed ([`Replan`](replan::Replan)). [`Solver::pool`] gives several plans that differ, [`Solver::lottery`] and
//! [`Solver::lexicographic`] plan priorities in their order, and [`replan::questions`] answers what people ask about a plan.
//!
//! ```
//! use medrota::replan::Replan;
//! use medrota::{Solver, generate::Year, scenario::{Change, Scenario}};
//!
//! let problem = Year::new(6, 12, 4).seed(7).draft().validate()?;
//! let solver = Solver::new().work_limit(20_000);
//! let published = solver.solve(&problem)?.schedule.ok_or("nothing found")?;
//! let leaves = Change::Withdraw { doctor: problem.doctors()[0].key.clone() };
//! let changed = Scenario::new("one leaves", vec![leaves]).apply(&problem, Some(&published))?;
//! let mended = Replan::of(&changed, &published)?.solve(&solver)?;
//! assert_eq!(mended.doctors_changed(), 0);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! ## For people: [`report`]
//!
//! ```
//! use medrota::{Solver, check, generate::Year, report};
//!
//! let problem = Year::new(6, 12, 4).seed(7).draft().validate()?;
//! let outcome = Solver::new().work_limit(5_000).solve(&problem)?;
//! let schedule = outcome.schedule.as_ref().ok_or("nothing found")?;
//! let judged = check(&problem, schedule);
//! let findings = report::Findings::new(&problem, schedule, &judged).with_outcome(&outcome);
//! assert!(report::html::page(&findings).starts_with("<!DOCTYPE html>"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! ## Rules of one's own: [`custom`]
//!
//! What no kind of rule says, code can: an automaton and a judge of one doctor's blocks, or a count of each cell that is worth something or limited.
//!
//! ```
//! use medrota::custom::{Cell, CellCounts};
//! use medrota::{Solver, check, generate::Year};
//! use medrota::problem::rules::CustomValue;
//!
//! /// Later weeks are worth less.
//! #[derive(Debug)]
//! struct Early;
//! impl CellCounts for Early {
//!     fn count(&self, cell: &Cell<'_>) -> i64 {
//!         -(cell.period.index() as i64)
//!     }
//! }
//!
//! let mut draft = Year::new(6, 12, 4).seed(7).draft();
//! draft.rules.push(CustomValue { id: "early".into(), counts: Early.into(), value: 1, ..Default::default() }.into());
//! let problem = draft.validate()?;
//! let outcome = Solver::new().work_limit(20_000).solve(&problem)?;
//! assert!(check(&problem, outcome.schedule.as_ref().ok_or("nothing found")?).is_feasible());
//! outcome.certificate().ok_or("no certificate")?.verify(&problem)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [Six whole programs](_documentation::from_rust) show how these go together; [the other pages](_documentation) say what every rule, field, message and file means.
//!
//! [`calendar`] and [`schedule`] hold dates and plain schedules, [`ids`] the typed positions that all of these share, [`limits`] the most of everything that is taken, and
//! [`error`] the codes. [`diagram`], [`formulation`] and [`solve::lp`] are what the engine is made of.
//!
//! # Features
//!
//! All of these but `highs` are on unless a dependent says `default-features = false`; without any of them there are problems, schedules and certificates as JSON, solving,
//! judging, explaining, replanning and scenarios, in 45 crates all told. `highs` changes nothing by itself. Solver programs that are installed need no feature
//! ([`solve::lp::Installed`]).
//!
//! | feature | what it brings |
//! |---|---|
//! | `tables` | CSV tables in and out, in whatever encoding and form spreadsheets save them |
//! | `spreadsheet` | workbooks (`.xlsx`) in and out, `.ods` and `.xls` in; with `tables` |
//! | `report` | the module `report`: HTML pages, letters, tables and texts for people; with `tables` |
//! | `calendar` | `report::icalendar`; with `report` |
//! | `generate` | the module `generate`: instance families from a seed, the showcase programme |
//! | `schema` | `schemars::JsonSchema` for what files hold; the schemas as text ([`format::schema`]) are always there |
//! | `tracing` | spans and events of solves for `tracing` |
//! | `clarabel` | `solve::lp::Clarabel`, another interior point method, which is asked where [`Interior`](solve::lp::Interior) gives up on a relaxation, and for [`Solver::backend`]. The one feature that can change what a solve finds |
//! | `highs` | `solve::lp::Highs` for [`Solver::backend`]; it is never a default. Its build needs cmake, a C++ compiler and libclang |
//!
//! Types of other crates in signatures are those of `serde`, `serde_json` (values of schemas), `jiff` (dates), `petgraph` ([`diagram::to_petgraph`]), and `schemars` with its feature.
//!
//! # In a browser, or wherever there is no clock
//!
//! The library has no part that is bound to a system, but for files and [solver programs](solve::lp::Installed). For `wasm32-unknown-unknown` it is built without default features. It is not tried there by the tests,
//! as they need nothing but Rust and its usual target. Solves ask the browser for the time there (`web-time`), and work on the calling thread, or on the global pool of a host that has made
//! one for rayon. What needs threads or files of its own says so: [`solve::ThreadPool`] and [`scenario::ScenarioRun`] fail with [`ErrorKind::ThreadPool`], readers of paths with
//! [`ErrorKind::Input`] and writers with [`ErrorKind::Io`].
//!
//! # Words
//!
//! One word an idea, the same in modules, types, row names, violations, reports and docs.
//!
//! | word | meaning |
//! |---|---|
//! | horizon | all the time that is planned: **periods** (week, day, half-day or named block) with real dates |
//! | grid, block | a doctor's own division of the horizon into blocks of periods; a doctor is in one place for the whole of each block |
//! | doctor | has a specialty, level, region, cohort, tags and availability |
//! | specialty | may have a parent: neurosurgery under surgery |
//! | hospital, department | a hospital has departments; a department offers activities |
//! | activity | what a doctor does in a department, offered to specialties, with a **capacity** per period |
//! | curriculum | the **requirements** that a doctor must complete, **electives** (k of n) and their **precedence** |
//! | rotation | one doctor's stay in one activity for consecutive periods |
//! | pathway | one doctor's whole sequence of rotations and idle time |
//! | schedule | a pathway for every doctor |
//! | personal rule | speaks of one doctor's pathway |
//! | shared rule | links several doctors |
//! | event | takes time from everyone who attends one of its **slots**; **joint** if all attend the same slot |
//! | cohort | doctors who arrive together |
//! | score | what one doctor's personal rules and attendances add up to |
//! | value | sum of all scores and of what shared rules add and cost; to be as large as possible |
//! | disturbed | said of a doctor with anything published for whom a period differs from it |
//! | axis, step | time as one doctor sees it: the blocks of the doctor's grid in which something can be decided |
//! | automaton | a personal rule as the engine reads it, step by step |
//! | pathway diagram | a graph whose paths are exactly one doctor's valid pathways; **relaxed** if it was too large and has other paths, too |
//! | row | a sum over the pathways of several doctors and what it may be: how shared rules are written |
//! | prices | what one more unit of each row is worth, for example one more place in a department and period |
//! | bound | no feasible schedule is worth more |
//! | certificate | prices that prove a bound, or that there is no feasible schedule |
//! | work | what a solve has done, in units that are the same on every machine |
//! | scenario | a named list of changes to a problem |
//! | baseline | the problem without changes and its schedule, which scenarios start from and are compared with |
//!
//! [The page on the engine](_documentation::engine) explains its words, in the order in which they are needed, on one problem that adds up by hand.
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]
#![cfg_attr(
    not(feature = "report"),
    allow(
        dead_code,
        reason = "helpers that views and tables alone ask for have nobody to ask them"
    )
)]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::panic,
        reason = "tests stop at the first surprise"
    )
)]

// The tests of `src` draw their problems with what `tests/common` has.
#[cfg(test)]
extern crate self as medrota;

/// Lets a result that is a list be gone through, borrowed or as a whole: `iterates!(Diagnostics, list: Diagnostic)`.
macro_rules! iterates {
    ($list:ident, $field:ident: $item:path) => {
        impl<'a> IntoIterator for &'a $list {
            type Item = &'a $item;
            type IntoIter = std::slice::Iter<'a, $item>;
            fn into_iter(self) -> Self::IntoIter {
                self.$field.iter()
            }
        }

        impl IntoIterator for $list {
            type Item = $item;
            type IntoIter = std::vec::IntoIter<$item>;
            fn into_iter(self) -> Self::IntoIter {
                self.$field.into_iter()
            }
        }
    };
}

pub mod calendar;
pub mod certificate;
pub mod check;
mod clock;
pub mod diagram;
pub mod error;
pub mod explain;
pub mod format;
pub mod formulation;
#[cfg(feature = "generate")]
pub mod generate;
pub mod ids;
pub mod limits;
pub mod problem;
pub mod replan;
#[cfg(feature = "report")]
pub mod report;
pub mod scenario;
pub mod schedule;
pub mod solve;
mod trace;

/// Pages beside the reference, as they are in `docs/` of the sources.
pub mod _documentation {
    /// Every rule, exactly.
    ///
    /// [page-formats]: crate::_documentation::formats
    ///
    #[doc = include_str!("../docs/rules.md")]
    #[cfg(doc)]
    pub mod rules {}
    /// Files: problems, schedules, folders of results.
    ///
    /// [page-fields]: crate::_documentation::fields
    ///
    #[doc = include_str!("../docs/formats.md")]
    #[cfg(doc)]
    pub mod formats {}
    /// Every table, filter and rule with every field.
    ///
    /// [page-formats]: crate::_documentation::formats
    /// [page-rules]: crate::_documentation::rules
    ///
    #[doc = include_str!("../docs/fields.md")]
    #[cfg(doc)]
    pub mod fields {}
    /// Every message about bad input, and what to do.
    ///
    /// [page-formats-limits]: crate::_documentation::formats#limits
    /// [page-formats-courses]: crate::_documentation::formats#courses-of-half-a-day-beside-rotations-of-weeks
    ///
    #[doc = include_str!("../docs/errors.md")]
    #[cfg(doc)]
    pub mod errors {}
    /// Why a problem does not fit.
    ///
    #[doc = include_str!("../docs/explain.md")]
    #[cfg(doc)]
    pub mod explain {}
    /// What-ifs.
    ///
    /// [page-formats]: crate::_documentation::formats
    ///
    #[doc = include_str!("../docs/scenarios.md")]
    #[cfg(doc)]
    pub mod scenarios {}
    /// When a published schedule changes.
    ///
    /// [page-explain]: crate::_documentation::explain
    /// [page-rules]: crate::_documentation::rules
    /// [page-scenarios-changes]: crate::_documentation::scenarios#changes
    ///
    #[doc = include_str!("../docs/replanning.md")]
    #[cfg(doc)]
    pub mod replanning {}
    /// What a certificate proves, and how to verify one.
    ///
    /// [page-rules]: crate::_documentation::rules
    ///
    #[doc = include_str!("../docs/certificates.md")]
    #[cfg(doc)]
    pub mod certificates {}
    /// The engine's words on one small problem.
    ///
    /// [page-certificates]: crate::_documentation::certificates
    /// [page-rules]: crate::_documentation::rules
    ///
    #[doc = include_str!("../docs/engine.md")]
    #[cfg(doc)]
    pub mod engine {}
    /// Six whole programs.
    ///
    #[doc = include_str!("../docs/from-rust.md")]
    pub mod from_rust {}
}

pub use certificate::Certificate;
pub use check::check;
pub use error::{Diagnostics, Error, ErrorKind, Result};
pub use problem::custom;
pub use problem::{Problem, ProblemBuilder, ProblemDraft};
pub use schedule::Schedule;
pub use solve::{Engine, Outcome, Solver, Termination};

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
//! let outcome = Solver::new().seed(7).no_time_limit().work_limit(20_000).solve(&problem)?;
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
//! What-ifs are in [`scenario`]: many changed problems solved in parallel from one baseline, and compared.
//!
//! Problems also come from files ([`Problem::from_path`]: a JSON document or a folder of CSV tables), as plain data ([`ProblemDraft`]) or from a seed
//! ([`generate`]). Four kinds of news are never mixed: bad input is [`Diagnostics`], what a solve
//! found is an [`Outcome`], a broken rule is a [`check::Violation`], and a failure of files or backends is an [`Error`].
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
//! | event | joint; takes time from everyone who attends one of its **slots** |
//! | cohort | doctors who arrive together |
//! | score | what one doctor's personal rules and attendances add up to |
//! | value | sum of all scores and of what shared rules add and cost; to be as large as possible |
//! | disturbed | said of a doctor with anything published for whom a period differs from it |
//! | pathway diagram | a graph whose paths are exactly one doctor's valid pathways |
//! | row | a sum over the pathways of several doctors and what it may be: how shared rules are written |
//! | prices | what one more unit of each row is worth, for example one more place in a department and period |
//! | bound | no feasible schedule is worth more |
//! | scenario | a named list of changes to a problem |
//! | baseline | the problem without changes and its schedule, which scenarios start from and are compared with |
//! | certificate | prices that prove a bound, or that there is no feasible schedule |
#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::panic, reason = "tests stop at the first surprise"))]

pub mod calendar;
pub mod certificate;
pub mod check;
pub mod diagram;
pub mod error;
pub mod explain;
pub mod format;
pub mod formulation;
pub mod generate;
pub mod ids;
pub mod limits;
pub mod problem;
pub mod replan;
pub mod report;
pub mod scenario;
pub mod schedule;
pub mod solve;

pub use certificate::Certificate;
pub use check::check;
pub use error::{Diagnostics, Error, ErrorKind, Result};
pub use problem::{Problem, ProblemBuilder, ProblemDraft};
pub use schedule::Schedule;
pub use solve::{Engine, Outcome, Solver, Termination};

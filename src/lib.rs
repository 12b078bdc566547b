//! medrota plans which doctor trains in which hospital department and when.
#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::panic, reason = "tests stop at the first surprise"))]

pub mod calendar;
pub mod certificate;
pub mod check;
pub mod diagram;
pub mod error;
pub mod format;
pub mod formulation;
pub mod generate;
pub mod ids;
pub mod problem;
pub mod report;
pub mod schedule;
pub mod solve;

pub use certificate::Certificate;
pub use check::check;
pub use error::{Diagnostics, Error, ErrorKind, Result};
pub use problem::{Problem, ProblemBuilder, ProblemDraft};
pub use schedule::Schedule;
pub use solve::{Engine, Outcome, Solver, Termination};

//! The plain time-indexed programme: what a mixed-integer solver is given by whoever has no pathway diagrams.
//!
//! A binary column says that a doctor is in an activity in a period, another that a rotation starts there; every rule is rows over these, in
//! the usual textbook form. It covers the rules that the suites use and refuses all others by name, so that a comparison never leaves a rule out.

mod model;
mod personal;
mod places;
mod shared;
mod solve;
mod values;

pub(crate) use model::TimeIndexed;
pub(crate) use solve::solve;

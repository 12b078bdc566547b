//! Instance families: problems made from a seed, for tests, benchmarks and first tries.
//!
//! Every family is a plain parameter type with a method `draft` that returns a
//! [`ProblemDraft`](crate::ProblemDraft). The same parameters give the same draft on every machine and every run.
//!
//! | family | horizon | what it is for |
//! |---|---|---|
//! | [`Year`] | weeks | residents who are there all the time and compete for the places of a year |
//! | [`Arrivals`] | weeks, many years | doctors with stays of their own who keep arriving |
//! | [`Cohort`] | half-days, two weeks | one visiting group with lectures, a seminar and operating theatres |
//! | [`PlantedConflict`] | weeks | a planted year and visitors who make it infeasible in one known way |
//!
//! [`haifa`] is no family: it is the showcase programme of `examples/data/haifa`, always the same.
//!
//! With `planted` set, [`Year`] and [`Arrivals`] make the pathways first and the places afterwards: the requirements are
//! hard, and a schedule that keeps every hard rule is in the draft's `published`.
//!
//! ```
//! use medrota::generate::Year;
//!
//! let problem = Year::new(20, 26, 12).seed(7).draft().validate()?;
//! assert_eq!(problem.doctors().len(), 20);
//! # Ok::<(), medrota::Error>(())
//! ```

mod arrivals;
mod cohort;
mod curriculum;
mod dice;
mod haifa;
mod places;
mod planted;
mod planted_conflict;
mod year;

pub use arrivals::Arrivals;
pub use cohort::Cohort;
pub use haifa::haifa;
pub use planted_conflict::{ConflictKind, PlantedConflict};
pub use year::Year;

/// Value of one week (or half-day) of training before any preference.
pub const BASE_VALUE: i64 = 10;

/// Requirements are hard or a choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Demand {
    /// Either not begun or completed.
    Optional,
    /// To be completed.
    Hard,
}

#[cfg(test)]
mod tests;

//! What a replanning returns.

use super::difference::Differences;
use super::floor::Floor;
use super::keep::Unpinned;
use crate::check::Report;
use crate::ids::DoctorId;
use crate::schedule::Schedule;
use std::time::Duration;

/// How a replanning ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Ending {
    /// There is a mended schedule.
    Mended,
    /// It is proven that no schedule keeps the hard rules, the pins and the limits of changes.
    Infeasible,
    /// None was found within the limits of the solver.
    NothingFound,
}

impl Ending {
    /// The ending as a word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mended => "mended",
            Self::Infeasible => "infeasible",
            Self::NothingFound => "nothing_found",
        }
    }
}

impl std::fmt::Display for Ending {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// Which plans [`Replanned::value_bound`] speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Scope {
    /// Plans that disturb no doctor but those whom the mended schedule disturbs.
    SameDoctors,
    /// Plans that disturb as few doctors, all of them among [`Replanned::planned`].
    Planned,
    /// All plans that disturb as few doctors.
    Everybody,
}

impl Scope {
    /// As a word, the one that is serialised.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SameDoctors => "same_doctors",
            Self::Planned => "planned",
            Self::Everybody => "everybody",
        }
    }
}

impl std::fmt::Display for Scope {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// What a replanning returns.
///
/// ```
/// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
/// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
/// # let outcome = medrota::Solver::new().work_limit(2_000).solve(&problem)?;
/// # let schedule = outcome.schedule.clone().ok_or("no schedule")?;
/// use medrota::{Solver, replan::Replan};
///
/// let solver = Solver::new().work_limit(5_000);
/// let mended = Replan::of(&problem, &schedule)?.solve(&solver)?;
/// assert!(mended.is_fewest() && mended.differences.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Replanned {
    /// How it ended.
    pub ending: Ending,
    /// The mended schedule; it has passed `check`.
    pub schedule: Option<Schedule>,
    /// What `check` says of it.
    pub report: Option<Report>,
    /// What is different in it from what was published.
    pub differences: Differences,
    /// How many doctors have to be disturbed at least, and why.
    pub floor: Floor,
    /// No plan that disturbs as few doctors is worth more, within [`Self::value_scope`]; where as few periods as possible were to change, none that changes no
    /// more of them.
    pub value_bound: Option<i64>,
    /// Which plans the bound speaks of.
    pub value_scope: Scope,
    /// What `check` says of what was published: the errors that were mended.
    pub published_report: Report,
    /// Pins that the problem no longer allows.
    pub unpinned: Vec<Unpinned>,
    /// The doctors who were planned anew in the end; all others stayed without being looked at. Ascending.
    pub planned: Vec<DoctorId>,
    /// Solves it took.
    pub solves: usize,
    /// Units of work they did.
    pub work: u64,
    /// Time it took.
    #[serde(
        rename = "elapsed_seconds",
        serialize_with = "crate::calendar::seconds::serialize"
    )]
    pub elapsed: Duration,
}

impl Replanned {
    /// Doctors whom the mended schedule disturbs.
    #[must_use]
    pub fn doctors_changed(&self) -> usize {
        self.differences.disturbed.len()
    }
    /// True if it is proven that no plan disturbs fewer doctors.
    #[must_use]
    pub fn is_fewest(&self) -> bool {
        self.schedule.is_some() && self.floor.doctors >= self.doctors_changed()
    }
    /// Value of the mended schedule, as `check` gives it.
    #[must_use]
    pub fn value(&self) -> Option<i64> {
        self.report.as_ref().map(|report| report.value)
    }
}

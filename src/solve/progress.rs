//! What a running solve tells.

use crate::schedule::Schedule;
use serde::Serialize;
use std::time::Duration;

/// What the solve is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Phase {
    /// Axes and pathway diagrams are built.
    Diagrams,
    /// Prices are improved: bounds and guides.
    Prices,
    /// Doctors are re-pathed.
    Search,
    /// Pathways are generated for a linear programme, and schedules are put together from them.
    Columns,
    /// A mixed-integer programme is solved.
    Flow,
    /// The compact programme is relaxed and rounded.
    Compact,
    /// The end: the outcome is put together.
    Finish,
}

impl Phase {
    /// The phase as a word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Diagrams => "diagrams",
            Self::Prices => "prices",
            Self::Search => "search",
            Self::Columns => "columns",
            Self::Flow => "flow",
            Self::Compact => "compact",
            Self::Finish => "finish",
        }
    }
}

impl std::fmt::Display for Phase {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// One progress event.
///
/// ```
/// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
/// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
/// let solver = medrota::Solver::new().work_limit(2_000);
/// let solver = solver.on_progress(|progress| eprintln!("{} {:?} {:?}", progress.phase.as_str(), progress.value, progress.bound));
/// solver.solve(&problem)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Progress {
    /// What is being done.
    pub phase: Phase,
    /// Value of the best feasible schedule so far.
    pub value: Option<i64>,
    /// Best proven bound so far.
    pub bound: Option<i64>,
    /// Time since the solve began.
    #[serde(
        rename = "elapsed_seconds",
        serialize_with = "crate::calendar::seconds::serialize"
    )]
    pub elapsed: Duration,
}

impl Progress {
    /// Relative gap between value and bound, as in [`Outcome::gap`](super::Outcome::gap).
    #[must_use]
    pub fn gap(&self) -> Option<f64> {
        super::outcome::relative_gap(self.value?, self.bound?)
    }
}

/// A better schedule than all before, handed to [`Solver::on_improvement`](super::Solver::on_improvement).
///
/// ```
/// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
/// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
/// # let outcome = medrota::Solver::new().work_limit(2_000).solve(&problem)?;
/// # let schedule = outcome.schedule.clone().ok_or("no schedule")?;
/// let solver = medrota::Solver::new().work_limit(2_000);
/// solver.on_improvement(|better| eprintln!("{} within {:?}", better.value, better.gap())).solve(&problem)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Improvement<'a> {
    /// The schedule. It has passed [`check`](crate::check()), which gave its value.
    pub schedule: &'a Schedule,
    /// Its value.
    pub value: i64,
    /// Best proven bound so far.
    pub bound: Option<i64>,
    /// What found it.
    pub phase: Phase,
    /// Time since the solve began.
    #[serde(
        rename = "elapsed_seconds",
        serialize_with = "crate::calendar::seconds::serialize"
    )]
    pub elapsed: Duration,
    /// Units of work done.
    pub work: u64,
}

impl Improvement<'_> {
    /// Relative gap between value and bound, as in [`Outcome::gap`](super::Outcome::gap).
    #[must_use]
    pub fn gap(&self) -> Option<f64> {
        super::outcome::relative_gap(self.value, self.bound?)
    }
}

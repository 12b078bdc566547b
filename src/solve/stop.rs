//! When to stop, beside limits, gap and target.

use serde::{Deserialize, Serialize};
use std::time::Duration;

/// What is known when a [`StopRule`] is asked.
///
/// ```
/// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
/// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
/// use medrota::{Solver, solve::SolveState};
///
/// let solver = Solver::new().stop_when(|state: &SolveState| state.value.is_some() && state.idle_work > 500);
/// assert!(solver.work_limit(20_000).solve(&problem)?.schedule.is_some());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SolveState {
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
    /// Units of work done; [`Solver::work_limit`](super::Solver::work_limit) says what a unit is.
    pub work: u64,
    /// Time since the best schedule was found; since the beginning while there is none.
    #[serde(
        rename = "idle_seconds",
        serialize_with = "crate::calendar::seconds::serialize"
    )]
    pub idle: Duration,
    /// Units of work done since then.
    pub idle_work: u64,
}

impl SolveState {
    /// Relative gap between value and bound, as in [`Outcome::gap`](super::Outcome::gap).
    #[must_use]
    pub fn gap(&self) -> Option<f64> {
        super::outcome::relative_gap(self.value?, self.bound?)
    }
}

/// Says when a solve stops; [`Stop`] has the usual ones, and a closure over a [`SolveState`] is one, too.
///
/// It is asked on the solving thread after every step of the search, the prices and the programmes. The same answers to the same states keep results the same on any
/// number of threads; an answer that looks at a clock does not.
pub trait StopRule: Send + Sync {
    /// True to stop with the best there is.
    fn stops(&self, state: &SolveState) -> bool;
}

impl<F: Fn(&SolveState) -> bool + Send + Sync> StopRule for F {
    fn stops(&self, state: &SolveState) -> bool {
        self(state)
    }
}

/// The usual stop rules, as data: they compose by [`Stop::All`] and [`Stop::Any`].
///
/// ```
/// use medrota::solve::Stop;
/// use medrota::{ProblemBuilder, Solver, Termination};
///
/// let problem = ProblemBuilder::weeks("ward year", "2026-09-06", "2026-10-03")
///     .department("surgery", 1)
///     .doctor("ana")
///     .doctor("ben")
///     .requirement("surgery", &["surgery"], 1)
///     .preference("ben", "surgery", 3)
///     .build()?;
/// // The first schedule will do; or one within 2 % after which 500 units of work brought nothing.
/// let good = Stop::All(vec![Stop::Gap(0.02), Stop::NoGainForWork(500)]);
/// let outcome = Solver::new().work_limit(20_000).stop(Stop::FirstSchedule).stop(good).solve(&problem)?;
/// assert!(outcome.schedule.is_some());
/// assert!(matches!(outcome.termination, Termination::StopRule | Termination::Optimal));
/// # Ok::<(), medrota::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Stop {
    /// There is a schedule.
    FirstSchedule,
    /// There is a schedule of at least this value.
    Value(i64),
    /// There is a schedule, proven to be within this relative gap.
    Gap(f64),
    /// There is a schedule, and none better was found for this time. Looked at within steps as well, as a time limit is.
    NoGainFor(#[serde(with = "crate::calendar::seconds")] Duration),
    /// There is a schedule, and none better was found in so many units of work.
    NoGainForWork(u64),
    /// So much time is over.
    Time(#[serde(with = "crate::calendar::seconds")] Duration),
    /// So many units of work are done.
    Work(u64),
    /// All of these say so; never for none.
    All(Vec<Stop>),
    /// One of these says so.
    Any(Vec<Stop>),
}

impl StopRule for Stop {
    fn stops(&self, state: &SolveState) -> bool {
        match self {
            Self::FirstSchedule => state.value.is_some(),
            Self::Value(least) => state.value.is_some_and(|value| value >= *least),
            Self::Gap(most) => state.gap().is_some_and(|gap| gap <= *most),
            Self::NoGainFor(time) => state.value.is_some() && state.idle >= *time,
            Self::NoGainForWork(work) => state.value.is_some() && state.idle_work >= *work,
            Self::Time(time) => state.elapsed >= *time,
            Self::Work(work) => state.work >= *work,
            Self::All(rules) => !rules.is_empty() && rules.iter().all(|rule| rule.stops(state)),
            Self::Any(rules) => rules.iter().any(|rule| rule.stops(state)),
        }
    }
}

impl Stop {
    /// The time without gain after which this rule alone would stop.
    pub(super) fn patience(&self) -> Option<Duration> {
        match self {
            Self::NoGainFor(time) => Some(*time),
            Self::Any(rules) => rules.iter().filter_map(Self::patience).min(),
            Self::FirstSchedule
            | Self::Value(_)
            | Self::Gap(_)
            | Self::NoGainForWork(_)
            | Self::Time(_)
            | Self::Work(_)
            | Self::All(_) => None,
        }
    }
}

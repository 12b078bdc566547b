//! Options of a solve.

use super::groundwork::Groundwork;
use super::lp::Backend;
use super::parameters::{flow, usual};
use super::{CancelToken, Improvement, Progress, Stop, StopRule, ThreadPool};
use crate::certificate::Certificate;
use crate::error::ParseError;
use crate::schedule::Schedule;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// Which engine solves.
///
/// ```
/// use medrota::Engine;
///
/// assert_eq!("column_generation".parse(), Ok(Engine::ColumnGeneration));
/// assert_eq!(Engine::Flow.to_string(), "flow");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Engine {
    /// Prices and search side by side; with column generation and the compact programme once prices bring nothing more, and the flow programme where the
    /// problem is small enough to close the gap with it.
    #[default]
    Portfolio,
    /// The flow programme alone: exact, for small problems.
    Flow,
    /// Search with the bound of smoothed prices.
    LocalSearch,
    /// Column generation: a linear programme over whole pathways that grows by those it lacks, dives among them, branch and price on shared rows, programmes over a
    /// few doctors at a time, and the search in between.
    ///
    /// What branching proves is exact, but no certificate holds it: see [`Outcome::bound`](super::Outcome::bound). Where the programme would be too large
    /// (200,000 non-zeros with five pathways of each doctor, or the [`Reach`](super::lp::Reach) of the backend that was given) only programmes over a few doctors at
    /// a time are left of it.
    ColumnGeneration,
    /// The compact programme, rounded: rotations as columns, personal rules as rows and small flows, without diagrams in it. Ends where these do;
    /// the bound of its prices is certified like any other.
    Compact,
}

impl Engine {
    /// All engines.
    pub const ALL: &'static [Self] = &[
        Self::Portfolio,
        Self::Flow,
        Self::LocalSearch,
        Self::ColumnGeneration,
        Self::Compact,
    ];
    /// Name on command lines.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Portfolio => "portfolio",
            Self::Flow => "flow",
            Self::LocalSearch => "local_search",
            Self::ColumnGeneration => "column_generation",
            Self::Compact => "compact",
        }
    }
}

impl std::fmt::Display for Engine {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl std::str::FromStr for Engine {
    type Err = ParseError;
    fn from_str(text: &str) -> Result<Self, ParseError> {
        let found = Self::ALL
            .iter()
            .copied()
            .find(|engine| engine.as_str() == text);
        found.ok_or_else(|| {
            let names: Vec<&str> = Self::ALL.iter().map(|engine| engine.as_str()).collect();
            ParseError::new(
                text,
                format!("{text:?} is no engine; they are {}", names.join(", ")),
            )
        })
    }
}

/// A callback for progress events.
pub(crate) type Observer = Arc<dyn Fn(&Progress) + Send + Sync>;
/// A callback for better schedules.
pub(crate) type Audience = Arc<dyn Fn(&Improvement<'_>) + Send + Sync>;

/// Everything that can be chosen about a solve; [`Solver`](super::Solver) has a setter for each.
///
/// Plain data but for callbacks, tokens and rules of one's own, which are not serialised: a service can take options as JSON and hand them to
/// [`Solver::with_options`](super::Solver::with_options). What is left out has its default; `time_limit_seconds` is 60 then, or none where there is a `work_limit`.
///
/// ```
/// use medrota::Solver;
/// use medrota::solve::Options;
///
/// let options: Options = serde_json::from_str(r#"{ "engine": "local_search", "work_limit": 5000, "stop": ["first_schedule"] }"#)?;
/// assert_eq!((options.time_limit, options.seed), (None, 1));
/// let solver = Solver::with_options(options).seed(7);
/// assert_eq!(solver.options().seed, 7);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Serialize, Deserialize)]
#[serde(from = "Written")]
#[non_exhaustive]
pub struct Options {
    /// Which engine.
    pub engine: Engine,
    /// Stop after this much time; no limit if `None`.
    #[serde(
        rename = "time_limit_seconds",
        serialize_with = "crate::calendar::seconds::optional::serialize"
    )]
    pub time_limit: Option<Duration>,
    /// Stop after this many units of work; no limit if `None`. With a work limit and no time limit a solve is reproducible.
    pub work_limit: Option<u64>,
    /// Stop when the relative gap is at most this; 0 proves optimality.
    pub gap: f64,
    /// Stop as soon as a schedule of at least this value is found.
    pub target: Option<i64>,
    /// Stop when one of these says so.
    pub stop: Vec<Stop>,
    /// Seed of every random choice.
    pub seed: u64,
    /// Threads, at most [`limits::THREADS`](crate::limits::THREADS); 0 takes what the machine has. The result does not depend on it.
    pub threads: usize,
    /// Most arcs of one exact pathway diagram; larger ones are merged into relaxed ones.
    pub diagram_arc_limit: usize,
    /// Most arcs of all doctors' diagrams together for which the flow programme is tried; beyond it is left to the search.
    pub flow_column_limit: usize,
    /// A schedule to start from; it need not be feasible.
    pub warm_start: Option<Schedule>,
    /// Prices to start from, those of a similar problem; rows that the problem does not have are passed over.
    pub warm_prices: Option<Certificate>,
    /// Stops the solve from outside.
    #[serde(skip)]
    pub cancel: CancelToken,
    #[serde(skip)]
    pub(crate) observer: Option<Observer>,
    #[serde(skip)]
    pub(crate) audience: Option<Audience>,
    /// Rules of the caller's own.
    #[serde(skip)]
    pub(crate) stop_rules: Vec<Arc<dyn StopRule>>,
    /// A pool to solve on, instead of one of the solve's own.
    #[serde(skip)]
    pub(crate) pool: Option<ThreadPool>,
    /// A backend of the caller's for all linear programmes, instead of those that are usual.
    #[serde(skip)]
    pub(crate) backend: Option<Arc<dyn Backend>>,
    /// The time limit is the usual one: the caller has not set any.
    #[serde(skip)]
    pub(crate) is_time_limit_usual: bool,
    /// Diagrams and rows of a similar problem.
    #[serde(skip)]
    pub(crate) groundwork: Option<Arc<Groundwork>>,
    /// The flow programme stops when its relaxation is solved.
    #[serde(skip)]
    pub(crate) flow_relaxation_only: bool,
}

/// Options as they are written; what is missing has its default.
#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Written {
    engine: Engine,
    time_limit_seconds: TimeLimit,
    work_limit: Option<u64>,
    gap: f64,
    target: Option<i64>,
    stop: Vec<Stop>,
    seed: u64,
    threads: usize,
    diagram_arc_limit: usize,
    flow_column_limit: usize,
    warm_start: Option<Schedule>,
    warm_prices: Option<Certificate>,
}

/// A time limit as it is written: a number, null for none, or not at all.
#[derive(Default)]
enum TimeLimit {
    #[default]
    Usual,
    Given(Option<Duration>),
}

impl<'de> Deserialize<'de> for TimeLimit {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::calendar::seconds::optional::deserialize(deserializer).map(Self::Given)
    }
}

impl Default for Written {
    fn default() -> Self {
        let usual = Options::default();
        Self {
            engine: usual.engine,
            time_limit_seconds: TimeLimit::Usual,
            work_limit: usual.work_limit,
            gap: usual.gap,
            target: usual.target,
            stop: usual.stop,
            seed: usual.seed,
            threads: usual.threads,
            diagram_arc_limit: usual.diagram_arc_limit,
            flow_column_limit: usual.flow_column_limit,
            warm_start: usual.warm_start,
            warm_prices: usual.warm_prices,
        }
    }
}

impl Options {
    /// What solves the programmes in whole numbers of the flow and of what is within reach.
    pub(super) fn backend(&self) -> &dyn Backend {
        self.backend.as_deref().unwrap_or(&super::lp::USUAL)
    }

    /// What solves the relaxation of the flow. A backend that is for whole numbers alone may have brought one that is too large for microlp.
    pub(super) fn flow_relaxation(&self) -> &dyn Backend {
        match self.backend.as_deref() {
            None => &super::lp::USUAL,
            given => super::lp::linear(given),
        }
    }
}

impl From<Written> for Options {
    fn from(written: Written) -> Self {
        let usual = Self::default();
        let (time_limit, is_time_limit_usual) = match written.time_limit_seconds {
            TimeLimit::Given(limit) => (limit, false),
            TimeLimit::Usual => (
                usual.time_limit.filter(|_| written.work_limit.is_none()),
                true,
            ),
        };
        Self {
            engine: written.engine,
            time_limit,
            is_time_limit_usual,
            work_limit: written.work_limit,
            gap: written.gap,
            target: written.target,
            stop: written.stop,
            seed: written.seed,
            threads: written.threads,
            diagram_arc_limit: written.diagram_arc_limit,
            flow_column_limit: written.flow_column_limit,
            warm_start: written.warm_start,
            warm_prices: written
                .warm_prices
                .filter(|certificate| certificate.denominator > 0),
            ..usual
        }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            engine: Engine::Portfolio,
            time_limit: Some(usual::TIME),
            work_limit: None,
            gap: 0.0,
            target: None,
            stop: Vec::new(),
            seed: 1,
            threads: 0,
            diagram_arc_limit: usual::ARCS,
            flow_column_limit: flow::MOST_COLUMNS,
            warm_start: None,
            warm_prices: None,
            cancel: CancelToken::new(),
            observer: None,
            audience: None,
            stop_rules: Vec::new(),
            pool: None,
            backend: None,
            is_time_limit_usual: true,
            groundwork: None,
            flow_relaxation_only: false,
        }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Options")
            .field("engine", &self.engine)
            .field("time_limit", &self.time_limit)
            .field("work_limit", &self.work_limit)
            .field("gap", &self.gap)
            .field("target", &self.target)
            .field("stop", &self.stop)
            .field("seed", &self.seed)
            .field("threads", &self.threads)
            .field("diagram_arc_limit", &self.diagram_arc_limit)
            .field("flow_column_limit", &self.flow_column_limit)
            .field(
                "backend",
                &self.backend.as_ref().map(|backend| backend.name()),
            )
            .field("warm_start", &self.warm_start.is_some())
            .finish_non_exhaustive()
    }
}

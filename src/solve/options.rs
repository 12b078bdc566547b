//! Options of a solve.

use super::groundwork::Groundwork;
use super::{CancelToken, Progress};
use crate::certificate::Certificate;
use crate::schedule::Schedule;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// Which engine solves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Engine {
    /// Prices and search side by side, with column generation once prices have cooled, and the flow programme where the problem is small
    /// enough to close the gap with it.
    #[default]
    Portfolio,
    /// The flow programme alone: exact, for small problems.
    Flow,
    /// Search with the bound of smoothed prices.
    LocalSearch,
    /// Column generation: a linear programme over whole pathways that grows by those it lacks, dives and mixed-integer programmes over
    /// its columns, branch and price on shared rows, and the search in between.
    ///
    /// What branching proves is exact, but no certificate holds it: see [`Outcome::bound`](super::Outcome::bound). Where the programme would be too large
    /// for the backend (10,000 non-zeros with five pathways of each doctor on microlp, 40,000 on HiGHS) only programmes over a few doctors at
    /// a time are left of it.
    ColumnGeneration,
    /// The compact programme, rounded: rotations as columns, personal rules as rows and small flows, without diagrams in it. Ends where these do;
    /// the bound of its prices is certified like any other.
    Compact,
}

impl Engine {
    /// All engines.
    pub const ALL: &'static [Self] = &[Self::Portfolio, Self::Flow, Self::LocalSearch, Self::ColumnGeneration, Self::Compact];
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
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .iter()
            .copied()
            .find(|engine| engine.as_str() == text)
            .ok_or_else(|| format!("{text:?} is no engine; they are {}", Self::ALL.map_names().join(", ")))
    }
}

trait MapNames {
    fn map_names(&self) -> Vec<&'static str>;
}
impl MapNames for [Engine] {
    fn map_names(&self) -> Vec<&'static str> {
        self.iter().map(|engine| engine.as_str()).collect()
    }
}

/// A callback for progress events.
pub(crate) type Observer = Arc<dyn Fn(&Progress) + Send + Sync>;

/// Everything that can be chosen about a solve; [`Solver`](super::Solver) has a setter for each.
#[derive(Clone)]
pub struct Options {
    /// Which engine.
    pub engine: Engine,
    /// Stop after this much time; no limit if `None`.
    pub time_limit: Option<Duration>,
    /// Stop after this many units of work; no limit if `None`. With a work limit and no time limit a solve is reproducible.
    pub work_limit: Option<u64>,
    /// Stop when the relative gap is at most this; 0 proves optimality.
    pub gap: f64,
    /// Stop as soon as a schedule of at least this value is found.
    pub target: Option<i64>,
    /// Seed of every random choice.
    pub seed: u64,
    /// Threads; 0 takes what the machine has. The result does not depend on it.
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
    pub cancel: CancelToken,
    pub(crate) observer: Option<Observer>,
    /// Diagrams and rows of a similar problem.
    pub(crate) groundwork: Option<Arc<Groundwork>>,
    /// The flow programme stops when its relaxation is solved.
    pub(crate) flow_relaxation_only: bool,
}

/// What the backend of this build solves in a minute, roughly: the figures are at [`MicroLp`](super::lp::MicroLp).
const FLOW_COLUMN_LIMIT: usize = if cfg!(feature = "highs") { 200_000 } else { 4_000 };

impl Default for Options {
    fn default() -> Self {
        Self {
            engine: Engine::Portfolio,
            time_limit: Some(Duration::from_secs(60)),
            work_limit: None,
            gap: 0.0,
            target: None,
            seed: 1,
            threads: 0,
            diagram_arc_limit: 400_000,
            flow_column_limit: FLOW_COLUMN_LIMIT,
            warm_start: None,
            warm_prices: None,
            cancel: CancelToken::new(),
            observer: None,
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
            .field("seed", &self.seed)
            .field("threads", &self.threads)
            .field("diagram_arc_limit", &self.diagram_arc_limit)
            .field("flow_column_limit", &self.flow_column_limit)
            .field("warm_start", &self.warm_start.is_some())
            .finish_non_exhaustive()
    }
}

//! What a solve returns.

use crate::certificate::{Certificate, Claim};
use crate::schedule::Schedule;
use std::time::Duration;

/// Why a solve stopped.
///
/// ```
/// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
/// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
/// # let outcome = medrota::Solver::new().work_limit(2_000).solve(&problem)?;
/// # let schedule = outcome.schedule.clone().ok_or("no schedule")?;
/// use medrota::Termination;
///
/// match outcome.termination {
///     Termination::Infeasible => println!("no schedule keeps the hard rules"),
///     ended => println!("ended with {ended}: value {:?}, bound {:?}", outcome.value, outcome.bound),
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Termination {
    /// The schedule is proven optimal.
    Optimal,
    /// The schedule is proven to be within the gap asked for.
    GapReached,
    /// A schedule of the value asked for was found.
    TargetReached,
    /// It is proven that no schedule keeps the hard rules.
    Infeasible,
    /// A [`StopRule`](super::StopRule) said so.
    StopRule,
    /// The time limit.
    TimeLimit,
    /// The work limit.
    WorkLimit,
    /// A [`CancelToken`](super::CancelToken).
    Cancelled,
    /// The engine has nothing left to try.
    Exhausted,
}

impl Termination {
    /// The termination as a word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Optimal => "optimal",
            Self::GapReached => "gap_reached",
            Self::TargetReached => "target_reached",
            Self::Infeasible => "infeasible",
            Self::StopRule => "stop_rule",
            Self::TimeLimit => "time_limit",
            Self::WorkLimit => "work_limit",
            Self::Cancelled => "cancelled",
            Self::Exhausted => "exhausted",
        }
    }
}

impl std::fmt::Display for Termination {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// On whose word a bound, or an infeasibility, rests.
///
/// ```
/// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
/// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
/// # let outcome = medrota::Solver::new().work_limit(2_000).solve(&problem)?;
/// # let schedule = outcome.schedule.clone().ok_or("no schedule")?;
/// use medrota::solve::Evidence;
///
/// match outcome.evidence() {
///     Evidence::Certified => println!("the certificate proves the bound"),
///     other => println!("{}", other.describe()),
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Evidence {
    /// A certificate proves it: prices that anybody can evaluate in whole numbers, without a solver.
    Certified,
    /// A search that came to its end found nothing better, and left no document.
    Exhausted(Exhausted),
    /// Nothing: there is no bound, and no proof that there is no schedule.
    None,
}

/// What came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Exhausted {
    /// A tree of branches. Each of its leaves was closed by prices in whole numbers: the word of this engine.
    Tree,
    /// The flow programme, solved by the LP backend of this name: the word of the backend, whose sums are in floating point.
    Programme(&'static str),
    /// Totals of pathways against totals of rows, which do not meet: the word of this engine, in whole numbers.
    Totals,
    /// Several components, each by the one or the other.
    Components,
    /// A search of an earlier run.
    Earlier,
}

impl Evidence {
    /// `certified`, `exhausted` or `none`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Certified => "certified",
            Self::Exhausted(_) => "exhausted",
            Self::None => "none",
        }
    }
    /// The same with whose word it is, for people.
    #[must_use]
    pub fn describe(self) -> &'static str {
        match self {
            Self::Certified => "certified",
            Self::Exhausted(Exhausted::Tree) => {
                "exhausted: a tree of branches, by this engine's word"
            }
            Self::Exhausted(Exhausted::Programme("highs")) => {
                "exhausted: the flow programme, by the word of HiGHS"
            }
            Self::Exhausted(Exhausted::Programme("scip")) => {
                "exhausted: the flow programme, by the word of SCIP"
            }
            Self::Exhausted(Exhausted::Programme("cbc")) => {
                "exhausted: the flow programme, by the word of CBC"
            }
            Self::Exhausted(Exhausted::Programme(_)) => {
                "exhausted: the flow programme, by the word of the LP backend"
            }
            Self::Exhausted(Exhausted::Totals) => {
                "exhausted: no total of pathways is one that rows allow, by this engine's word"
            }
            Self::Exhausted(Exhausted::Components) => {
                "exhausted: components solved apart, not all by certificate"
            }
            Self::Exhausted(Exhausted::Earlier) => "exhausted: by the word of an earlier run",
            Self::None => "none",
        }
    }
}

impl std::fmt::Display for Evidence {
    /// As [`Evidence::describe`] words it.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.describe())
    }
}

/// Counts of a solve.
///
/// ```
/// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
/// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
/// # let outcome = medrota::Solver::new().work_limit(2_000).solve(&problem)?;
/// # let schedule = outcome.schedule.clone().ok_or("no schedule")?;
/// let statistics = &outcome.statistics;
/// println!("{} arcs, {} rows, {} units of work", statistics.arcs, statistics.rows, statistics.work);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct Statistics {
    /// Time it took.
    #[serde(
        rename = "elapsed_seconds",
        serialize_with = "crate::calendar::seconds::serialize"
    )]
    pub elapsed: Duration,
    /// Distinct pathway diagrams.
    pub diagrams: usize,
    /// Their arcs altogether.
    pub arcs: usize,
    /// Diagrams that are relaxed.
    pub relaxed_diagrams: usize,
    /// Rows of shared rules.
    pub rows: usize,
    /// Iterations of the prices.
    pub price_iterations: u64,
    /// Columns of the flow programme; 0 if it was not tried.
    pub flow_columns: usize,
    /// Columns of the compact programme; 0 if it was not tried.
    pub compact_columns: usize,
    /// Optimum of its relaxation by the backend's word; what its prices prove is in the outcome's bound. `None` where it was not tried or solved, or
    /// for parts of the problem only.
    pub compact_relaxation: Option<f64>,
    /// Pathways that column generation had at hand; 0 if it was not tried.
    pub columns: usize,
    /// Nodes of its tree.
    pub branch_nodes: usize,
    /// Doctors re-pathed by the search.
    pub repathings: u64,
    /// Units of work done.
    pub work: u64,
}

impl Statistics {
    /// Adds what was done for a part of the problem; diagrams and rows are those of the whole already.
    pub(super) fn add(&mut self, part: &Self) {
        self.price_iterations += part.price_iterations;
        self.flow_columns += part.flow_columns;
        self.compact_columns += part.compact_columns;
        self.columns += part.columns;
        self.branch_nodes += part.branch_nodes;
        self.repathings += part.repathings;
    }
}

/// What a solve returns: why it stopped, the best schedule, the best bound and its proof.
///
/// Serialised with its [`gap`](Self::gap) and its [`evidence`](Self::evidence) beside the fields. It cannot be read back: a reader has to
/// prove again what is proven ([`Certificate::verify`], [`check`](crate::check())).
///
/// ```
/// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
/// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
/// # let outcome = medrota::Solver::new().work_limit(2_000).solve(&problem)?;
/// # let schedule = outcome.schedule.clone().ok_or("no schedule")?;
/// assert!(outcome.schedule.is_some() && outcome.value <= outcome.bound);
/// println!("{} after {} units of work", outcome.termination, outcome.statistics.work);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Outcome {
    /// Why it stopped.
    pub termination: Termination,
    /// The best feasible schedule found.
    pub schedule: Option<Schedule>,
    /// Its value, as `check` gives it.
    pub value: Option<i64>,
    /// Where no feasible schedule was found: the one that came nearest. Every doctor's pathway keeps the personal rules; which hard shared rules are broken,
    /// and by how much, [`check`](crate::check()) says. Missing where a search had no time to begin, or some doctor has no pathway at all.
    pub nearest: Option<Schedule>,
    /// No feasible schedule is worth more than this.
    ///
    /// [`evidence`](Self::evidence) says on whose word. It may be less than [`certified_bound`](Self::certified_bound): a flow programme or
    /// a tree of branches that came to its end proves more than prices can, but leaves no document.
    pub bound: Option<i64>,
    /// Prices that prove the [`certified_bound`](Self::certified_bound), or the infeasibility. Missing where the infeasibility is that of
    /// a flow programme or of a tree alone.
    pub certificate: Option<Certificate>,
    /// What came to its end, if the bound or the infeasibility rests on that instead of on the certificate.
    pub exhausted: Option<Exhausted>,
    /// Counts.
    pub statistics: Statistics,
}

impl Outcome {
    /// What there is where the limits did not leave time to begin.
    pub(super) fn nothing(termination: Termination, elapsed: Duration) -> Self {
        let statistics = Statistics {
            elapsed,
            ..Statistics::default()
        };
        Self {
            termination,
            schedule: None,
            value: None,
            nearest: None,
            bound: None,
            certificate: None,
            exhausted: None,
            statistics,
        }
    }
    /// Relative gap `(bound − value) / max(1, |bound|)`, if both are known.
    ///
    /// ```
    /// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
    /// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
    /// # let outcome = medrota::Solver::new().work_limit(2_000).solve(&problem)?;
    /// # let schedule = outcome.schedule.clone().ok_or("no schedule")?;
    /// if let Some(gap) = outcome.gap() {
    ///     println!("{:.2} %", 100.0 * gap);
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn gap(&self) -> Option<f64> {
        relative_gap(self.value?, self.bound?)
    }
    /// On whose word the [`bound`](Self::bound) rests, or where the termination is [`Termination::Infeasible`], the infeasibility.
    ///
    /// ```
    /// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
    /// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
    /// # let outcome = medrota::Solver::new().work_limit(2_000).solve(&problem)?;
    /// # let schedule = outcome.schedule.clone().ok_or("no schedule")?;
    /// println!("{}", outcome.evidence().describe());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn evidence(&self) -> Evidence {
        match (
            self.certificate
                .as_ref()
                .map(|certificate| certificate.claim),
            self.bound,
            self.exhausted,
        ) {
            (Some(Claim::Infeasible), _, _) => Evidence::Certified,
            (Some(Claim::Bound(claimed)), Some(bound), _)
                if claimed <= bound && self.termination != Termination::Infeasible =>
            {
                Evidence::Certified
            }
            (_, Some(_), Some(exhausted)) => Evidence::Exhausted(exhausted),
            (_, _, Some(exhausted)) if self.termination == Termination::Infeasible => {
                Evidence::Exhausted(exhausted)
            }
            _ => Evidence::None,
        }
    }
    /// The bound that the certificate proves; never less than [`bound`](Self::bound).
    #[must_use]
    pub fn certified_bound(&self) -> Option<i64> {
        match self.certificate.as_ref()?.claim {
            Claim::Bound(bound) => Some(bound),
            Claim::Infeasible => None,
        }
    }
    /// True if the certificate alone proves the bound, or the infeasibility; false if an LP backend or the engine has to be believed.
    ///
    /// ```
    /// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
    /// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
    /// # let outcome = medrota::Solver::new().work_limit(2_000).solve(&problem)?;
    /// # let schedule = outcome.schedule.clone().ok_or("no schedule")?;
    /// assert_eq!(outcome.bound_is_certified(), outcome.certified_bound() == outcome.bound && outcome.bound.is_some());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn bound_is_certified(&self) -> bool {
        self.evidence() == Evidence::Certified
    }
    /// The certificate, if there is one.
    ///
    /// ```
    /// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
    /// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
    /// # let outcome = medrota::Solver::new().work_limit(2_000).solve(&problem)?;
    /// # let schedule = outcome.schedule.clone().ok_or("no schedule")?;
    /// if let Some(certificate) = outcome.certificate() {
    ///     certificate.verify(&problem)?;
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn certificate(&self) -> Option<&Certificate> {
        self.certificate.as_ref()
    }
}

impl serde::Serialize for Outcome {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let mut out = serializer.serialize_struct("Outcome", 10)?;
        out.serialize_field("termination", &self.termination)?;
        out.serialize_field("value", &self.value)?;
        out.serialize_field("bound", &self.bound)?;
        out.serialize_field("gap", &self.gap())?;
        out.serialize_field("evidence", self.evidence().as_str())?;
        out.serialize_field("exhausted", &self.exhausted)?;
        out.serialize_field("schedule", &self.schedule)?;
        out.serialize_field("nearest", &self.nearest)?;
        out.serialize_field("certificate", &self.certificate)?;
        out.serialize_field("statistics", &self.statistics)?;
        out.end()
    }
}

#[allow(
    clippy::cast_precision_loss,
    reason = "a gap is shown, never computed with"
)]
pub(crate) fn relative_gap(value: i64, bound: i64) -> Option<f64> {
    let difference = bound.checked_sub(value)?;
    Some(difference as f64 / (bound.unsigned_abs().max(1)) as f64)
}

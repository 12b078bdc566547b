//! What a solve returns.

use crate::certificate::{Certificate, Claim};
use crate::schedule::Schedule;
use std::time::Duration;

/// Why a solve stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Termination {
    /// The schedule is proven optimal.
    Optimal,
    /// The schedule is proven to be within the gap asked for.
    GapReached,
    /// It is proven that no schedule keeps the hard rules.
    Infeasible,
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
            Self::Infeasible => "infeasible",
            Self::TimeLimit => "time_limit",
            Self::WorkLimit => "work_limit",
            Self::Cancelled => "cancelled",
            Self::Exhausted => "exhausted",
        }
    }
}

/// Counts of a solve.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Statistics {
    /// Time it took.
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
        self.columns += part.columns;
        self.branch_nodes += part.branch_nodes;
        self.repathings += part.repathings;
    }
}

/// What a solve returns: why it stopped, the best schedule, the best bound and its proof.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Why it stopped.
    pub termination: Termination,
    /// The best feasible schedule found.
    pub schedule: Option<Schedule>,
    /// Its value, as `check` gives it.
    pub value: Option<i64>,
    /// No feasible schedule is worth more than this.
    ///
    /// It may be less than what the certificate claims: a flow programme that was solved to the end proves more than prices can, but only
    /// by the word of an LP backend, and so does branching, every leaf of which is evaluated in whole numbers, but of which no document
    /// is kept. [`bound_is_certified`](Self::bound_is_certified) tells the two apart.
    pub bound: Option<i64>,
    /// Prices that prove a bound, not always [`bound`](Self::bound) itself, or the infeasibility. Missing where the infeasibility is that of
    /// a flow programme or of a tree alone.
    pub certificate: Option<Certificate>,
    /// Counts.
    pub statistics: Statistics,
}

impl Outcome {
    /// Relative gap `(bound − value) / max(1, |bound|)`, if both are known.
    #[must_use]
    pub fn gap(&self) -> Option<f64> {
        relative_gap(self.value?, self.bound?)
    }
    /// True if the certificate alone proves the bound, or the infeasibility; false if an LP backend or the engine has to be believed.
    #[must_use]
    pub fn bound_is_certified(&self) -> bool {
        match (self.certificate.as_ref().map(|certificate| certificate.claim), self.bound) {
            (Some(Claim::Infeasible), _) => true,
            (Some(Claim::Bound(claimed)), Some(bound)) => claimed <= bound && self.termination != Termination::Infeasible,
            _ => false,
        }
    }
    /// The certificate, if there is one.
    #[must_use]
    pub fn certificate(&self) -> Option<&Certificate> {
        self.certificate.as_ref()
    }
}

#[allow(clippy::cast_precision_loss, reason = "a gap is shown, never computed with")]
pub(crate) fn relative_gap(value: i64, bound: i64) -> Option<f64> {
    let difference = bound.checked_sub(value)?;
    Some(difference as f64 / (bound.unsigned_abs().max(1)) as f64)
}

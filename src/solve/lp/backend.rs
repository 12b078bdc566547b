//! What an engine sees of a backend, and what a backend's author writes.

use super::LinearModel;
use crate::error::Error;
use crate::solve::CancelToken;
use crate::solve::parameters::flow;
use std::fmt::Debug;
use std::time::Duration;

/// What a backend can do; engines ask this instead of the backend's name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Capabilities {
    /// Prices of rows come with an optimal linear solution. Without them [`duals`](super::duals) solves the dual programme.
    pub duals: bool,
    /// Whole-number columns are allowed.
    pub integers: bool,
    /// Stops at a time limit.
    pub time_limit: bool,
    /// Makes use of a known solution of a mixed-integer programme.
    pub warm_start: bool,
    /// Stops at a relative gap.
    pub relative_gap: bool,
    /// Tells the bound it has proven when it stops early.
    pub bound: bool,
    /// Takes a seed for its random choices.
    pub seed: bool,
    /// Only programmes in whole numbers are worth handing to it: a solver that is given it solves the others as if it had been given none.
    pub whole_only: bool,
    /// Largest number of non-zero coefficients it takes; a larger model answers [`LimitKind::Size`].
    pub max_nonzeros: Option<usize>,
    /// Sizes of programmes that engines hand to it.
    pub reach: Reach,
}

/// Sizes that a backend solves without anybody waiting long: engines leave what is larger alone. Unless said otherwise they are those of
/// [`MicroLp`](super::MicroLp).
///
/// They decide what is tried under a work limit, too, so that a backend should have the same on every machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reach {
    /// Non-zero coefficients of a linear programme of column generation, about a second: 10,000.
    pub linear_nonzeros: usize,
    /// The same in whole numbers, seldom more than a second: 4,500.
    pub whole_nonzeros: usize,
    /// Columns of a flow programme, about a minute: 4,000.
    pub flow_columns: usize,
}

impl Default for Reach {
    fn default() -> Self {
        // Measured with microlp: a linear programme of 22,000 took seconds, and it gave up with a singular matrix on the year of 60 doctors.
        Self {
            linear_nonzeros: 10_000,
            whole_nonzeros: 4_500,
            flow_columns: flow::MOST_COLUMNS,
        }
    }
}

/// How to solve.
///
/// The cancel token is looked at before every run of a solver, not during it, as most solvers cannot be interrupted. An engine that must stop at once gives time limits as well.
#[derive(Clone, Copy, Debug, Default)]
pub struct LpOptions<'call> {
    /// Stop after this time; `None` for no limit. microlp looks at its clock every thousand pivots.
    pub time_limit: Option<Duration>,
    /// Stop a mixed-integer solve at this relative gap between solution and bound; 0 to prove optimality.
    pub relative_gap: f64,
    /// Threads to use; 0 or 1 for one. No backend here uses more: results must not depend on threads.
    pub threads: usize,
    /// Seed of the backend's random choices.
    pub seed: u64,
    /// A known solution, a value for every column.
    pub warm_start: Option<&'call [f64]>,
    /// Treat every column as real.
    pub relax_integers: bool,
    /// Lets another thread stop the solve.
    pub cancel: Option<&'call CancelToken>,
}

impl LpOptions<'_> {
    /// True if another thread asked to stop.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.cancel.is_some_and(CancelToken::is_cancelled)
    }
    /// Checks the options against a model.
    ///
    /// # Errors
    /// A failure of kind `Option`: a gap that is negative or not a number, a warm start of the wrong length.
    pub fn validate(&self, model: &LinearModel) -> Result<(), Error> {
        if !self.relative_gap.is_finite() || self.relative_gap < 0.0 {
            return Err(Error::option(format!(
                "the relative gap must be a number of at least 0, not {}",
                self.relative_gap
            )));
        }
        let columns = model.columns().len();
        match self.warm_start {
            Some(point) if point.len() != columns => Err(Error::option(format!(
                "the warm start has {} values for {columns} columns",
                point.len()
            ))),
            _ => Ok(()),
        }
    }
}

/// Why a solver stopped early.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LimitKind {
    /// The time limit.
    Time,
    /// A limit of iterations or nodes.
    Iterations,
    /// Memory.
    Memory,
    /// The solution is within the gap asked for, and optimality was not proven.
    Gap,
    /// The cancel token was cancelled.
    Cancelled,
    /// The model is larger than the backend takes; it was not tried.
    Size,
}

/// Why a solve ended; what it found is beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LpStatus {
    /// The solution is optimal, and was checked against the model.
    Optimal,
    /// No point meets boxes, rows and integrality.
    Infeasible,
    /// There are points, and the objective grows beyond any number.
    Unbounded,
    /// One of the two, and telling them apart failed.
    InfeasibleOrUnbounded,
    /// Stopped early; a solution, if there is one, meets the model.
    Limit(LimitKind),
    /// The solver failed or its answer did not stand the check.
    Unknown,
}

/// A point that meets the model within tolerance.
#[derive(Clone, Debug, PartialEq)]
pub struct LpSolution {
    /// Values, indexed by column; whole numbers are exact, all values lie in their boxes.
    pub columns: Vec<f64>,
    /// Prices, indexed by row, of an optimal solution without whole-number columns, if the backend gives them and they
    /// stood the check: `>= 0` where the upper limit binds, `<= 0` where the lower one does, 0 where neither does.
    /// A price is what the optimum gains for one more unit of the limit.
    pub row_duals: Option<Vec<f64>>,
    /// The objective of `columns`.
    pub objective: f64,
}

/// What came of a solve.
#[derive(Clone, Debug, PartialEq)]
pub struct LpResult {
    /// Why it ended.
    pub status: LpStatus,
    /// The best point found.
    pub solution: Option<LpSolution>,
    /// No point is better than this, according to the backend.
    pub bound: Option<f64>,
}

impl LpResult {
    /// A result without solution or bound.
    #[must_use]
    pub fn of(status: LpStatus) -> Self {
        Self {
            status,
            solution: None,
            bound: None,
        }
    }
}

/// A linear and mixed-integer solver as engines see it: answers are checked, statuses mean what they say.
///
/// ```
/// use medrota::solve::lp::{LinearModel, LpOptions, LpStatus, default_backend};
///
/// let mut model = LinearModel::new();
/// let column = model.add_integer_column(0.0, 9.0, 1.0);
/// model.add_row(f64::NEG_INFINITY, 7.0, [(column, 2.0)]);
/// let result = default_backend().solve(&model, &LpOptions::default())?;
/// assert_eq!((result.status, result.bound), (LpStatus::Optimal, Some(3.0)));
/// # Ok::<(), medrota::Error>(())
/// ```
pub trait Backend: Debug + Send + Sync {
    /// The solver's name, for logs and statistics.
    fn name(&self) -> &str;
    /// What the backend can do.
    fn capabilities(&self) -> Capabilities;
    /// Solves a model.
    ///
    /// # Errors
    /// Of kind `Backend` for a malformed model, of kind `Option` for options that do not fit it. Infeasible models,
    /// limits and failing solvers are values of [`LpStatus`].
    fn solve(&self, model: &LinearModel, options: &LpOptions<'_>) -> Result<LpResult, Error>;
}

/// A backend that is chosen at run time.
impl Backend for Box<dyn Backend> {
    fn name(&self) -> &str {
        (**self).name()
    }
    fn capabilities(&self) -> Capabilities {
        (**self).capabilities()
    }
    fn solve(&self, model: &LinearModel, options: &LpOptions<'_>) -> Result<LpResult, Error> {
        (**self).solve(model, options)
    }
}

/// What a solver claims; nothing of it is trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RawStatus {
    /// Claims an optimal point.
    Optimal,
    /// Claims that there is no point.
    Infeasible,
    /// Claims that the objective has no limit.
    Unbounded,
    /// Claims one of the two, as presolve often does.
    InfeasibleOrUnbounded,
    /// Stopped early.
    Limit(LimitKind),
    /// Failed.
    Unknown,
}

/// What a solver hands over, before the check.
#[derive(Clone, Debug, PartialEq)]
pub struct RawAnswer {
    /// The claim.
    pub status: RawStatus,
    /// A point, a value for every column.
    pub columns: Option<Vec<f64>>,
    /// Prices, one for every row, in the sign convention of [`LpSolution::row_duals`].
    pub row_duals: Option<Vec<f64>>,
    /// A bound on the objective.
    pub bound: Option<f64>,
}

impl RawAnswer {
    /// A claim without point, prices or bound.
    #[must_use]
    pub fn of(status: RawStatus) -> Self {
        Self {
            status,
            columns: None,
            row_duals: None,
            bound: None,
        }
    }
}

/// A solver as its adapter writes it. Every raw solver is a [`Backend`]; what it claims passes through one check.
///
/// The model handed to `run` has at least one row, no row without coefficients or limits, no reversed limits, and
/// whole-number limits on whole-number columns. A panic in `run` counts as [`RawStatus::Unknown`].
pub trait RawSolver: Debug + Send + Sync {
    /// The solver's name.
    fn name(&self) -> &str;
    /// What the solver can do.
    fn capabilities(&self) -> Capabilities;
    /// Solves a model; `options.relax_integers` and `options.cancel` are taken care of by the caller.
    fn run(&self, model: &LinearModel, options: &LpOptions<'_>) -> RawAnswer;
}

//! How much all questions of one search may cost together.

use crate::clock::Instant;
use crate::diagram::Pathways;
use crate::problem::Problem;
use crate::solve::Solver;
use std::time::Duration;

/// What the questions of a search have cost so far, and when that is enough.
///
/// Counted in units of work and arcs of pathway diagrams, so that the same questions are answered on every machine. A time limit of the solver ends the
/// search as well, and so does its cancel token.
#[derive(Clone, Debug)]
pub(super) struct Effort {
    spent: u64,
    began: Instant,
}

/// Most that all questions of a search cost together. A question about 200 doctors over half a year costs about a hundred thousand.
const MOST: u64 = 40_000_000;
/// What writing and validating a doctor or a rule costs, in arcs.
const ROW: u64 = 200;
/// What a diagram costs that became too large to be exact: it was built up to its limit.
const RELAXED: u64 = 400_000;

impl Effort {
    pub(super) fn new() -> Self {
        Self {
            spent: 0,
            began: Instant::now(),
        }
    }
    pub(super) fn add(&mut self, units: u64) {
        self.spent = self.spent.saturating_add(units);
    }
    /// A problem written anew with its diagrams.
    pub(super) fn add_built(&mut self, problem: &Problem, pathways: &Pathways) {
        let rows = ROW.saturating_mul((problem.doctors().len() + problem.rules().count()) as u64);
        let arcs = pathways.classes().iter().map(|class| {
            if class.is_exact() {
                class.diagram.arc_count() as u64
            } else {
                RELAXED
            }
        });
        self.add(arcs.fold(rows, u64::saturating_add));
    }
    /// True if no further question is asked.
    pub(super) fn is_over(&self, solver: &Solver) -> bool {
        // A caller who gives a time limit wants the time used.
        self.is_late(solver) || (solver.options().time_limit.is_none() && self.spent >= MOST)
    }
    /// True if time is up or the search was cancelled.
    pub(super) fn is_late(&self, solver: &Solver) -> bool {
        self.left(solver) == Some(Duration::ZERO) || solver.options().cancel.is_cancelled()
    }
    /// The solver with what is left of its time.
    pub(super) fn limited(&self, solver: &Solver) -> Solver {
        let solver = solver.clone();
        match self.left(&solver) {
            Some(left) => solver.time_limit(left),
            None => solver,
        }
    }
    fn left(&self, solver: &Solver) -> Option<Duration> {
        solver
            .options()
            .time_limit
            .map(|limit| limit.saturating_sub(self.began.elapsed()))
    }
}

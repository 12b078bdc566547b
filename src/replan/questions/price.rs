//! What something costs that the plan does not have.

use crate::check::check;
use crate::clock::Instant;
use crate::error::Result;
use crate::explain::Plan;
use crate::ids::DoctorId;
use crate::problem::Problem;
use crate::replan::Differences;
use crate::schedule::Schedule;
use crate::solve::{Solver, Termination};

/// What something would cost, compared with the best schedule there is.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Price {
    /// It costs at least this; `None` if it is impossible.
    pub least: Option<i64>,
    /// And at most this; `None` if no schedule with it was found, or no bound of the plan is known.
    pub most: Option<i64>,
    /// True if it is proven that it cannot be.
    pub is_impossible: bool,
    /// The best schedule found that has it, judged by `check`.
    pub schedule: Option<Schedule>,
    /// Value of that schedule.
    pub value: Option<i64>,
    /// Doctors for whom it differs from the plan, ascending.
    pub moved: Vec<DoctorId>,
}

impl Price {
    /// A few words.
    #[must_use]
    pub fn describe(&self) -> String {
        match (self.is_impossible, self.least, self.most) {
            (true, ..) => "impossible".to_owned(),
            (_, Some(least), Some(most)) if least == most => format!("costs {least}"),
            (_, Some(least), Some(most)) => format!("costs {least} to {most}"),
            (_, Some(least), None) => format!("costs {least} at least"),
            _ => "cost not known".to_owned(),
        }
    }
    /// What answers are sorted by: known costs first, impossible ones last.
    pub(super) fn rank(&self) -> (bool, i64, i64) {
        (
            self.is_impossible,
            self.most.unwrap_or(i64::MAX),
            self.least.unwrap_or(i64::MAX),
        )
    }
}

/// Prices a problem that has one thing more than that of the plan.
pub(super) fn price(
    problem: &Problem,
    plan: Plan<'_>,
    asked: &Problem,
    solver: &Solver,
) -> Result<Price> {
    let outcome = solver
        .clone()
        .warm_start(plan.schedule.clone())
        .solve(asked)?;
    let value = check(problem, plan.schedule).value;
    let is_impossible = outcome.termination == Termination::Infeasible;
    let found = outcome
        .schedule
        .filter(|schedule| check(asked, schedule).is_feasible());
    let then = found
        .as_ref()
        .map(|schedule| check(problem, schedule).value);
    let least = outcome
        .bound
        .map_or(0, |bound| value.saturating_sub(bound))
        .max(0);
    let most = plan
        .bound
        .zip(then)
        .map(|(bound, then)| bound.saturating_sub(then).max(least));
    let moved = found
        .as_ref()
        .map(|schedule| moved(problem, plan.schedule, schedule))
        .unwrap_or_default();
    Ok(Price {
        least: (!is_impossible).then_some(least),
        most,
        is_impossible,
        schedule: found,
        value: then,
        moved,
    })
}

/// Doctors who do something else.
pub(super) fn moved(problem: &Problem, before: &Schedule, after: &Schedule) -> Vec<DoctorId> {
    let differences = Differences::new(problem, before, after);
    let mut moved = [differences.disturbed, differences.arrived].concat();
    moved.sort_unstable();
    moved
}

/// The limits of a solver, shared out over several solves: what one leaves the next ones have.
pub(in crate::replan) struct Shares<'a> {
    solver: &'a Solver,
    began: Instant,
    left: usize,
}

impl<'a> Shares<'a> {
    pub(in crate::replan) fn new(solver: &'a Solver, solves: usize) -> Self {
        Self {
            solver,
            began: Instant::now(),
            left: solves,
        }
    }
    /// The solver for the next one.
    pub(in crate::replan) fn next(&mut self) -> Solver {
        let of = u32::try_from(self.left.max(1)).unwrap_or(u32::MAX);
        let total = self.solver.options();
        let mut solver = self.solver.clone();
        if let Some(limit) = total.time_limit {
            solver = solver.time_limit(limit.saturating_sub(self.began.elapsed()) / of);
        }
        // Work is shared out evenly, so that the answers do not depend on their order.
        if let Some(limit) = total.work_limit {
            solver = solver.share_of_work((limit / u64::from(of)).max(1));
        }
        if total.work_limit.is_none() {
            self.left = self.left.saturating_sub(1);
        }
        solver
    }
    pub(super) fn is_cancelled(&self) -> bool {
        self.solver.options().cancel.is_cancelled()
    }
}

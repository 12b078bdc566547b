//! Solving a part: some doctors are planned while all others stay.

use super::foresight::Charge;
use super::part::Part;
use super::parts::Selection;
use super::run::{Plan, Run, Share};
use super::whole::Aim;
use crate::error::Result;
use crate::problem::rule::DoctorSet;
use crate::schedule::Schedule;
use crate::solve::{Outcome, SolveState, Solver, Termination};

/// What is to be solved.
#[derive(Clone, Copy)]
pub(super) struct Task<'a> {
    /// Who is planned.
    pub(super) free: &'a DoctorSet,
    pub(super) aim: Aim,
    /// A schedule of everybody to start from.
    pub(super) warm: &'a Schedule,
    /// Prices that are paid.
    pub(super) charge: Option<Charge<'a>>,
    pub(super) share: Share,
}

impl<'a> Task<'a> {
    /// A solve for the value; there is always another stage to come.
    pub(super) fn for_value(free: &'a DoctorSet, warm: &'a Schedule) -> Self {
        Self {
            free,
            aim: Aim::Value { doctor_cost: 0 },
            warm,
            charge: None,
            share: Share::new(1, 2),
        }
    }
}

/// What a solve of a part came to.
pub(super) struct Solved {
    pub(super) outcome: Outcome,
    /// The whole schedule, if it keeps the rules.
    pub(super) plan: Option<Plan>,
    /// It is proven that the part has no schedule.
    pub(super) is_impossible: bool,
    /// Add this to a value of the part for one of the whole, costs of disturbed doctors included.
    offset: Option<i64>,
    /// What each disturbed doctor cost; less than was asked for where values would have become too large.
    pub(super) doctor_cost: i64,
}

impl Solved {
    /// The bound of the part as one of the whole, for plans that disturb so many doctors at most.
    pub(super) fn bound(&self, disturbed: usize) -> Option<i64> {
        let disturbed = i64::try_from(disturbed).unwrap_or(i64::MAX);
        let bound = self.outcome.bound?.saturating_add(self.offset?);
        Some(bound.saturating_add(self.doctor_cost.saturating_mul(disturbed)))
    }
}

impl Run<'_> {
    /// Plans some doctors while all others stay.
    pub(super) fn solve(&mut self, task: Task<'_>) -> Result<Solved> {
        let Part {
            problem: part,
            selection,
            doctor_cost,
        } = self.part(task.free, task.aim, task.charge)?;
        let least = self.least_of_fewest(task);
        let solver = self.solver_for(task, &selection, least);
        let _span = crate::trace::info_span!(
            "replan",
            doctors = selection.doctors.len(),
            free = task.free.len()
        )
        .entered();
        let outcome = solver.solve(&part)?;
        self.count(&outcome);
        let whole = outcome.schedule.as_ref().map(|schedule| {
            let mut whole = self.standing.kept.clone();
            selection.put_back(&mut whole, task.free, schedule);
            self.plan(whole)
        });
        let of_part = outcome.value.unwrap_or(0);
        let offset = whole
            .as_ref()
            .filter(|_| task.charge.is_none())
            .map(|plan| self.offset(task, plan, of_part, doctor_cost));
        Ok(Solved {
            is_impossible: outcome.termination == Termination::Infeasible
                || is_beyond(outcome.bound, least),
            outcome,
            plan: whole.filter(|plan| plan.report.is_feasible()),
            offset,
            doctor_cost,
        })
    }

    /// Each disturbed doctor costs one where fewest are looked for. A bound beyond all of them leaves no schedule.
    fn least_of_fewest(&self, task: Task<'_>) -> Option<i64> {
        let published = task
            .free
            .iter()
            .filter(|doctor| self.standing.has_published[doctor.index()]);
        let most = || i64::try_from(published.count()).unwrap_or(i64::MAX);
        matches!(task.aim, Aim::Fewest).then(|| most().saturating_neg())
    }

    fn solver_for(&self, task: Task<'_>, selection: &Selection, least: Option<i64>) -> Solver {
        let solver = self
            .limited(task.share)
            .warm_start(selection.to_part(task.warm));
        if least.is_none() {
            return solver;
        }
        // So many have to be.
        let floor = i64::try_from(self.floor.doctors).unwrap_or(i64::MAX);
        solver
            .target(floor.saturating_neg())
            .stop_when(move |state: &SolveState| is_beyond(state.bound, least))
    }

    /// What a plan is worth in the whole and not in the part, where its value is `of_part`.
    fn offset(&self, task: Task<'_>, plan: &Plan, of_part: i64, doctor_cost: i64) -> i64 {
        let (costs, unchanged) = match task.aim {
            Aim::Fewest | Aim::FewestPeriods { .. } => (0, 0),
            Aim::Value { .. } => {
                let disturbed = i64::try_from(plan.disturbed.len()).unwrap_or(i64::MAX);
                (
                    doctor_cost.saturating_mul(disturbed),
                    self.unchanged(task.free, &plan.schedule),
                )
            }
        };
        // Whoever pays for places has another value. Periods that differ cost something there and nothing in the whole, where a plan with more of them
        // may be worth more.
        let spared = self.request.limits.period_cost.saturating_mul(unchanged);
        plan.report
            .value
            .saturating_sub(of_part.saturating_add(costs))
            .saturating_add(spared)
    }
}

fn is_beyond(bound: Option<i64>, least: Option<i64>) -> bool {
    least.zip(bound).is_some_and(|(least, bound)| bound < least)
}

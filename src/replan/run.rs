//! One replanning: what is known of it, and what is left of its limits.

use super::difference::{Differences, disturbed};
use super::fit::Standing;
use super::floor::Floor;
use super::keep::{Pins, Unpinned};
use super::neighbourhood::Neighbourhood;
use super::outcome::{Ending, Replanned, Scope};
use super::request::Replan;
use super::whole::{ChangeLimits, LARGEST_COST, Whole};
use crate::check::{Report, check};
use crate::clock::Instant;
use crate::ids::DoctorId;
use crate::problem::Problem;
use crate::problem::rule::DoctorSet;
use crate::schedule::Schedule;
use crate::solve::{Outcome, Solver};
use std::time::Duration;

/// A schedule of the whole problem that keeps its rules.
pub(super) struct Plan {
    pub(super) schedule: Schedule,
    pub(super) report: Report,
    pub(super) disturbed: Vec<DoctorId>,
}

/// A bound on the value, and the plans that it speaks of.
#[derive(Clone, Copy)]
pub(super) struct ValueBound {
    pub(super) value: i64,
    pub(super) scope: Scope,
}

/// A share of what is left of the limits.
#[derive(Clone, Copy)]
pub(super) struct Share {
    pub(super) part: u32,
    pub(super) of: u32,
}

impl Share {
    /// That of the last solve.
    pub(super) const MOST: Self = Self::new(9, 10);
    /// Of looking for others who might be disturbed instead for a greater value.
    pub(super) const FOR_OTHERS: Self = Self::new(1, 6);

    pub(super) const fn new(part: u32, of: u32) -> Self {
        Self { part, of }
    }
}

/// One replanning.
pub(super) struct Run<'a> {
    pub(super) request: &'a Replan,
    pub(super) problem: &'a Problem,
    pub(super) solver: &'a Solver,
    pub(super) standing: Standing,
    pub(super) pins: Pins,
    pub(super) unpinned: Vec<Unpinned>,
    pub(super) floor: Floor,
    pub(super) began: Instant,
    pub(super) work: u64,
    pub(super) solves: usize,
    /// The most that a disturbed doctor may cost.
    pub(super) largest_cost: i64,
    /// As few periods as could be found to change, once that has been looked for.
    pub(super) max_periods: Option<i64>,
    /// How long it took to find the plan of the first stage, once there is one that only has to become better.
    pub(super) found: Option<Duration>,
}

impl<'a> Run<'a> {
    pub(super) fn new(request: &'a Replan, solver: &'a Solver) -> Self {
        let began = Instant::now();
        let problem = &request.problem;
        let standing = Standing::new(problem);
        let pins = Pins::new(problem, &standing, &request.keeps);
        Self {
            request,
            problem,
            solver,
            standing,
            pins,
            unpinned: Vec::new(),
            floor: Floor::default(),
            began,
            work: 0,
            solves: 0,
            largest_cost: LARGEST_COST,
            max_periods: None,
            found: None,
        }
    }

    /// What a schedule of everybody comes to.
    pub(super) fn plan(&self, schedule: Schedule) -> Plan {
        Plan {
            report: check(self.problem, &schedule),
            disturbed: disturbed(self.problem, &self.standing.published, &schedule),
            schedule,
        }
    }

    pub(super) fn too_many(&self, doctors: usize) -> bool {
        self.request.max_doctors.is_some_and(|max| doctors > max)
    }

    /// Those with nothing published, and those whom a plan disturbs.
    pub(super) fn moving(&self, disturbed: impl IntoIterator<Item = DoctorId>) -> DoctorSet {
        let newcomers = self.standing.newcomers(self.problem).into_iter();
        newcomers.chain(disturbed).collect()
    }

    /// True if everybody else with anything published can only be disturbed or do what is kept. Others stay as kept where some doctors are planned, which is
    /// all that they can do only then.
    pub(super) fn others_are_bound(&self, free: &DoctorSet) -> bool {
        let published = self
            .problem
            .doctor_ids()
            .filter(|doctor| self.standing.has_published[doctor.index()]);
        published
            .filter(|doctor| !free.contains(*doctor))
            .all(|doctor| self.standing.is_bound(self.problem, doctor))
    }

    pub(super) fn whole(&self) -> Whole<'_> {
        Whole {
            problem: self.problem,
            standing: &self.standing,
            pins: &self.pins,
            limits: ChangeLimits {
                max_periods: self.max_periods,
                ..self.request.limits
            },
        }
    }
    pub(super) fn compares_scores(&self) -> bool {
        self.whole().compares_scores()
    }

    /// Takes note of a solve.
    pub(super) fn count(&mut self, outcome: &Outcome) {
        self.work = self.work.saturating_add(outcome.statistics.work);
        self.solves += 1;
    }

    /// The solver with a share of what is left of its limits.
    pub(super) fn limited(&self, Share { part, of }: Share) -> Solver {
        let options = self.solver.options();
        let mut solver = self.solver.clone();
        if let Some(limit) = options.time_limit {
            let left = limit.saturating_sub(self.began.elapsed());
            let left = self.found.map_or(left, |found| {
                left.min((limit / PATIENCE).max(found * OF_FINDING))
            });
            solver = solver.time_limit(left * part / of.max(1));
        }
        if let Some(limit) = options.work_limit {
            let left = u128::from(limit.saturating_sub(self.work)) * u128::from(part)
                / u128::from(of.max(1));
            solver = solver.share_of_work(u64::try_from(left).unwrap_or(u64::MAX).max(1));
        }
        solver
    }
    pub(super) fn is_over(&self) -> bool {
        self.has_used(9)
    }
    /// A larger neighbourhood takes longer than all before it, and the value wants its share.
    pub(super) fn is_half_over(&self) -> bool {
        self.has_used(5)
    }
    fn has_used(&self, tenths: u32) -> bool {
        let options = self.solver.options();
        options.cancel.is_cancelled()
            || options
                .time_limit
                .is_some_and(|limit| self.began.elapsed() * 10 >= limit * tenths)
            || options.work_limit.is_some_and(|limit| {
                self.work.saturating_mul(10) >= limit.saturating_mul(tenths.into())
            })
    }

    pub(super) fn finish(
        self,
        ending: Ending,
        plan: Option<Plan>,
        published_report: Report,
        near: &Neighbourhood,
        bound: Option<ValueBound>,
    ) -> Replanned {
        let differences = plan
            .as_ref()
            .map(|plan| Differences::new(self.problem, &self.standing.published, &plan.schedule));
        let (schedule, report) = plan.map(|plan| (plan.schedule, plan.report)).unzip();
        let mut unpinned = self.unpinned;
        unpinned.sort_unstable();
        Replanned {
            ending,
            schedule,
            report,
            differences: differences.unwrap_or_default(),
            floor: self.floor,
            value_bound: bound.map(|bound| bound.value),
            value_scope: bound.map_or(Scope::SameDoctors, |bound| bound.scope),
            published_report,
            unpinned,
            planned: near.doctors().iter().collect(),
            solves: self.solves,
            work: self.work,
            elapsed: self.began.elapsed(),
        }
    }
}

/// Once there is a plan with fewest doctors, where nothing is to change for the value alone, what is left of the time counts as no more than this part of the
/// limit, or so many times what it took to find that plan.
const PATIENCE: u32 = 20;
const OF_FINDING: u32 = 3;

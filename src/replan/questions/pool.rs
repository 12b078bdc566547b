//! Several good plans that differ.

use super::price::Shares;
use crate::check::{check, differences};
use crate::error::{Error, Result};
use crate::problem::Problem;
use crate::replan::Differences;
use crate::schedule::Schedule;
use crate::solve::{Evidence, SolveState, Solver, Termination};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// One of several plans.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct PooledPlan {
    /// The plan, judged by `check`.
    pub schedule: Schedule,
    /// Its value.
    pub value: i64,
    /// Relative distance from the bound of the pool.
    pub gap: Option<f64>,
    /// Periods of doctors in which it differs from each of the other plans of the pool, in their order; 0 for itself.
    pub periods_apart: Vec<usize>,
    /// What is different from the first plan.
    pub differences: Differences,
}

/// Several plans that differ pairwise, the best first.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct Pool {
    /// The plans; all within the gap that was asked for.
    pub plans: Vec<PooledPlan>,
    /// No schedule is worth more.
    pub bound: Option<i64>,
    /// On whose word.
    pub evidence: Evidence,
    /// Why the first solve stopped; [`Termination::Infeasible`] if it is proven that there is no schedule at all.
    pub termination: Termination,
}

/// Most solves that are tried for one plan.
const TRIES: usize = 12;
/// What values are multiplied by, at most, so that differing costs less than any of them.
const FINEST: i64 = 1_000;
/// The most that a period may be charged.
const LARGEST_CHARGE: i64 = 1_000_000;

impl Solver {
    /// Up to `plans` schedules that differ pairwise in at least `apart` periods of doctors, each within the relative gap `within` of the bound that is proven, for people
    /// who want to choose.
    ///
    /// The first is planned as usual, until it is within the gap. For each further one, what the plans before have in a period costs a little there, first less than any
    /// value, then more, until enough differs; the first schedule that is far enough from all and good enough ends the search for it. All limits of the solver are for
    /// all solves together: half for the first plan, half for the others. Fewer plans come out where no more were found, and none where not even the first was
    /// within the gap; that there are no more is not proven.
    ///
    /// ```
    /// use medrota::{ProblemBuilder, Solver};
    ///
    /// let problem = ProblemBuilder::weeks("ward year", "2026-09-06", "2026-10-31")
    ///     .department("surgery", 1)
    ///     .doctor("ana")
    ///     .doctor("ben")
    ///     .requirement("surgery", &["surgery"], 2)
    ///     .build()?;
    /// let pool = Solver::new().work_limit(40_000).pool(&problem, 3, 2, 0.0)?;
    /// assert_eq!(pool.plans.len(), 3);
    /// assert!(pool.plans[0].periods_apart[1..].iter().all(|periods| *periods >= 2));
    /// # Ok::<(), medrota::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Option`](crate::ErrorKind::Option) for a gap that is no number or negative; else as [`Solver::solve`].
    pub fn pool(&self, problem: &Problem, plans: usize, apart: usize, within: f64) -> Result<Pool> {
        if !(within >= 0.0 && within.is_finite()) {
            return Err(Error::option(
                "the gap of a pool must be a number that is not negative",
            ));
        }
        let gap = self.options().gap.min(within);
        let (first, others) = halves(self);
        let outcome = first.gap(gap).solve(problem)?;
        let (bound, evidence) = (outcome.bound, outcome.evidence());
        let mut pool = Pool {
            plans: Vec::new(),
            bound,
            evidence,
            termination: outcome.termination,
        };
        let (Some(schedule), Some(bound)) = (outcome.schedule, bound) else {
            return Ok(pool);
        };
        let goal = Goal {
            apart: apart.max(1),
            least: Goal::least(bound, within),
        };
        let mut found: Vec<Schedule> = Vec::new();
        if check(problem, &schedule).value >= goal.least && plans > 0 {
            found.push(schedule);
        }
        let tries = plans.saturating_sub(1).saturating_mul(TRIES);
        let mut shares = Shares::new(&others, tries);
        while !found.is_empty() && found.len() < plans {
            let Some(next) = another(problem, &found, goal, &mut shares)? else {
                break;
            };
            found.push(next);
        }
        found.sort_by_cached_key(|schedule| std::cmp::Reverse(check(problem, schedule).value));
        pool.plans = found
            .iter()
            .map(|schedule| described(problem, schedule, &found, bound))
            .collect();
        Ok(pool)
    }
}

/// The solver for the first plan, and the one for all others.
fn halves(solver: &Solver) -> (Solver, Solver) {
    let options = solver.options();
    let (mut first, mut others) = (solver.clone(), solver.clone());
    if let Some(limit) = options.time_limit {
        (first, others) = (first.time_limit(limit / 2), others.time_limit(limit / 2));
    }
    if let Some(limit) = options.work_limit {
        (first, others) = (
            first.share_of_work(limit.div_ceil(2)),
            others.share_of_work(limit / 2),
        );
    }
    (first, others)
}

/// What is asked of a schedule: far enough from all that are known, and good enough.
#[derive(Clone, Copy)]
struct Goal {
    apart: usize,
    least: i64,
}

impl Goal {
    /// The least value within a relative gap of a bound.
    fn least(bound: i64, within: f64) -> i64 {
        #[allow(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            reason = "a gap is a fraction; what is cut off makes the goal stricter by one"
        )]
        let lost = (within * bound.unsigned_abs().max(1) as f64).floor() as i64;
        bound.saturating_sub(lost)
    }
    fn is_met(self, problem: &Problem, known: &[Schedule], schedule: &Schedule) -> bool {
        known
            .iter()
            .all(|known| periods_apart(problem, known, schedule) >= self.apart)
            && {
                let report = check(problem, schedule);
                report.is_feasible() && report.value >= self.least
            }
    }
}

/// One more schedule, if it is found.
fn another(
    problem: &Problem,
    known: &[Schedule],
    goal: Goal,
    shares: &mut Shares<'_>,
) -> Result<Option<Schedule>> {
    // One charge for each plan, raised while that plan is too near, lowered when it is far: several plans need not be equally far.
    let mut costs = vec![1_i64; known.len()];
    for _ in 0..TRIES {
        if shares.is_cancelled() {
            return Ok(None);
        }
        let asked = match super::alternatives::charged(
            problem,
            known,
            &|plan| costs.get(plan).copied().unwrap_or(1),
            FINEST,
        ) {
            Ok(asked) => asked,
            // Values have become too large.
            Err(error) if error.is_input() => return Ok(None),
            Err(error) => return Err(error),
        };
        let from = known.last().cloned().unwrap_or_default();
        let met = Met::default();
        let solver = shares.next().gap(0.0).warm_start(from);
        let outcome = met.watched(solver, problem, known, goal).solve(&asked)?;
        let met = met.taken();
        let met = met.filter(|schedule| goal.is_met(problem, known, schedule));
        if met.is_some() || outcome.termination == Termination::Infeasible {
            return Ok(met);
        }
        let near = outcome.schedule.as_ref();
        for (cost, plan) in costs.iter_mut().zip(known) {
            let is_far = near.is_some_and(|near| periods_apart(problem, plan, near) >= goal.apart);
            *cost = if is_far {
                (*cost / 2).max(1)
            } else {
                cost.saturating_mul(4).min(LARGEST_CHARGE)
            };
        }
    }
    Ok(None)
}

/// A schedule that met the goal while a solve went on.
#[derive(Clone, Default)]
struct Met(Arc<Mutex<Option<Schedule>>>);

impl Met {
    /// The solver that stops once it has found a schedule that meets the goal.
    fn watched(&self, solver: Solver, problem: &Problem, known: &[Schedule], goal: Goal) -> Solver {
        let (sink, done) = (self.clone(), self.clone());
        let (problem, known) = (problem.clone(), known.to_vec());
        let solver = solver.on_improvement(move |found| {
            if goal.is_met(&problem, &known, found.schedule) {
                *sink.lock() = Some(found.schedule.clone());
            }
        });
        solver.stop_when(move |_: &SolveState| done.lock().is_some())
    }
    fn taken(&self) -> Option<Schedule> {
        self.lock().take()
    }
    fn lock(&self) -> MutexGuard<'_, Option<Schedule>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Periods of doctors in which two schedules differ.
pub(super) fn periods_apart(problem: &Problem, one: &Schedule, other: &Schedule) -> usize {
    let doctors = problem.doctor_ids();
    doctors
        .map(|doctor| {
            differences(problem, doctor, one.pathway(doctor), other.pathway(doctor)).len()
        })
        .sum()
}

fn described(problem: &Problem, schedule: &Schedule, all: &[Schedule], bound: i64) -> PooledPlan {
    let value = check(problem, schedule).value;
    PooledPlan {
        schedule: schedule.clone(),
        value,
        gap: crate::solve::relative_gap(value, bound),
        periods_apart: all
            .iter()
            .map(|other| periods_apart(problem, schedule, other))
            .collect(),
        differences: all
            .first()
            .map(|first| Differences::new(problem, first, schedule))
            .unwrap_or_default(),
    }
}

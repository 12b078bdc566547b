//! The stages of a replanning: fewest doctors, then the value.

use super::difference::{Differences, disturbed};
use super::fit::Standing;
use super::floor::{Floor, broken_cells};
use super::foresight::Foresight;
use super::keep::{Pins, Unpinned};
use super::neighbourhood::Neighbourhood;
use super::outcome::{Ending, Replanned, Scope};
use super::part::{Part, refused};
use super::parts::without_pathway;
use super::reduce::{Aim, ChangeLimits, Reduced, Whole};
use super::request::Replan;
use super::value::LARGEST_COST;
use crate::check::{Report, check};
use crate::clock::Instant;
use crate::error::{ErrorKind, Result};
use crate::ids::{DoctorId, PeriodId, RuleId};
use crate::problem::rule::DoctorSet;
use crate::problem::{Problem, Rule};
use crate::schedule::Schedule;
use crate::solve::{Outcome, SolveState, Solver, Termination};
use std::time::Duration;

/// A schedule of the whole problem that keeps its rules.
pub(super) struct Plan {
    pub(super) schedule: Schedule,
    pub(super) report: Report,
    pub(super) disturbed: Vec<DoctorId>,
}

/// What a solve of a part came to.
pub(super) struct Solved {
    pub(super) outcome: Outcome,
    /// The whole schedule, if it keeps the rules.
    pub(super) plan: Option<Plan>,
    /// It is proven that the part has no schedule.
    pub(super) is_impossible: bool,
    /// Add this to a value of the part for one of the whole, costs of disturbed doctors included.
    pub(super) offset: Option<i64>,
    /// What each disturbed doctor cost; less than was asked for where values would have become too large.
    pub(super) doctor_cost: i64,
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
    found: Option<Duration>,
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

    pub(super) fn run(mut self) -> Result<Replanned> {
        let published_report = check(self.problem, &self.standing.published);
        let kept_report = check(self.problem, &self.standing.kept);
        self.floor = Floor::new(self.problem, &self.standing, &kept_report);
        let broken = self.release_broken(&kept_report);
        let everybody = (0..self.problem.doctors().len()).map(DoctorId::new);
        let moved = everybody.filter(|doctor| self.standing.is_moved(self.problem, *doctor));
        let concerned = broken.iter().map(|cell| cell.0).chain(moved);
        let mut near = Neighbourhood::new(self.problem, &self.standing, &self.floor, concerned);
        if self.too_many(self.floor.doctors) {
            return Ok(self.finish(Ending::Infeasible, None, published_report, &near, None));
        }
        if self.request.value_only {
            return self.value_alone(near, published_report);
        }
        let (ending, best) = self.fewest(&mut near, &kept_report)?;
        let Some(best) = best.filter(|best| !self.too_many(best.disturbed.len())) else {
            let is_impossible = self.too_many(self.floor.doctors)
                || ending == Ending::NothingFound && self.is_proven_impossible()?;
            let ending = if is_impossible {
                Ending::Infeasible
            } else {
                ending
            };
            return Ok(self.finish(ending, None, published_report, &near, None));
        };
        // Whoever asks for the fewest changes wants them soon, whatever they are worth.
        self.found = self.request.fewest_periods.then(|| self.began.elapsed());
        let best = self.fewest_periods(best, &near)?;
        let (best, bound) = self.best_value(best, &near)?;
        Ok(self.finish(Ending::Mended, Some(best), published_report, &near, bound))
    }

    /// Takes the pins off cells that rules no longer allow; returns all cells where something is broken.
    fn release_broken(&mut self, kept: &Report) -> Vec<(DoctorId, PeriodId, RuleId)> {
        let broken = broken_cells(self.problem, &self.standing, kept);
        for &(doctor, period, rule) in &broken {
            // What has happened is not undone because a rule about a whole pathway does not like it.
            let may_be_released =
                !self.pins.is_past(period) || speaks_of_cells(self.problem.rule(rule));
            if may_be_released && self.pins.is_pinned(doctor, period) {
                let released = self
                    .pins
                    .release(self.problem, &self.standing, doctor, period);
                self.unpinned.extend(released);
            }
        }
        broken
    }

    /// Takes off all pins that the problem does not allow, as a replanning does before it finds nothing.
    pub(super) fn release_all_impossible(&mut self) -> Result<()> {
        let kept = check(self.problem, &self.standing.kept);
        self.release_broken(&kept);
        let everybody = (0..self.problem.doctors().len()).map(DoctorId::new);
        self.release_impossible(&everybody.collect())?;
        Ok(())
    }

    pub(super) fn too_many(&self, doctors: usize) -> bool {
        self.request.max_doctors.is_some_and(|max| doctors > max)
    }

    /// First stage: a plan that disturbs as few doctors as possible.
    fn fewest(
        &mut self,
        near: &mut Neighbourhood,
        kept: &Report,
    ) -> Result<(Ending, Option<Plan>)> {
        let mut best: Option<Plan> = None;
        let mut warm = self.standing.kept.clone();
        if kept.is_feasible() && near.len() == 0 {
            let disturbed = disturbed(self.problem, &self.standing.published, &warm);
            return Ok((
                Ending::Mended,
                Some(Plan {
                    schedule: warm,
                    report: kept.clone(),
                    disturbed,
                }),
            ));
        }
        let mut freed_pins = false;
        loop {
            let free = near.doctors();
            // A small set is settled soon or not at all; with everybody in there is nothing to save for while there is no plan.
            let share = match (&best, near.is_everybody()) {
                (None, true) => MOST_OF_IT,
                (None, false) => (1, 4),
                (Some(_), _) => (1, 2),
            };
            let solved = match self.solve_for(&free, Aim::Fewest, &warm, None, share) {
                // The plan that there is stands, even if a larger part is too large to be looked at.
                Err(error) if best.is_some() && error.kind() == ErrorKind::Option => {
                    return Ok((Ending::Mended, best));
                }
                other => other?,
            };
            if near.is_everybody() {
                if solved.is_impossible {
                    // Pins are facts of the past: where they leave a doctor without a pathway they cannot hold.
                    if !freed_pins && self.release_impossible(&free)? {
                        freed_pins = true;
                        continue;
                    }
                    return Ok((
                        if best.is_some() {
                            Ending::Mended
                        } else {
                            Ending::Infeasible
                        },
                        best,
                    ));
                }
                // Of a part that has no schedule any bound is true, and pins may be released yet.
                if let Some(bound) = solved.outcome.bound {
                    self.floor
                        .raise(usize::try_from(bound.saturating_neg()).unwrap_or(0));
                }
            } else if solved.is_impossible {
                if !freed_pins && self.release_impossible(&free)? {
                    freed_pins = true;
                    continue;
                }
                self.one_more(&free);
            }
            if let Some(plan) = solved.plan
                && best
                    .as_ref()
                    .is_none_or(|best| plan.disturbed.len() < best.disturbed.len())
            {
                warm = plan.schedule.clone();
                best = Some(plan);
            }
            let done = best
                .as_ref()
                .is_some_and(|best| best.disturbed.len() <= self.floor.doctors);
            let late = if best.is_some() {
                self.is_half_over()
            } else {
                self.is_over()
            };
            if done || late || !near.grow() {
                let ending = if best.is_some() {
                    Ending::Mended
                } else {
                    Ending::NothingFound
                };
                return Ok((ending, best));
            }
        }
    }

    /// Nobody but those who have to change was planned, and there is no plan: at least one more has to.
    fn one_more(&mut self, free: &DoctorSet) {
        let Some(forced) = self.floor.forced() else {
            return;
        };
        let new = self.standing.newcomers(self.problem);
        let all: DoctorSet = forced.iter().chain(&new).copied().collect();
        if all == *free && self.floor.doctors == forced.len() && self.others_are_bound(free) {
            self.floor.raise(forced.len() + 1);
        }
    }

    /// True if everybody else with anything published can only be disturbed or do what is kept. Others stay as kept where some doctors are planned, which is
    /// all that they can do only then.
    pub(super) fn others_are_bound(&self, free: &DoctorSet) -> bool {
        let published = (0..self.problem.doctors().len())
            .map(DoctorId::new)
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

    /// Plans some doctors while all others stay, from a schedule of everybody.
    pub(super) fn solve(&mut self, free: &DoctorSet, aim: Aim, warm: &Schedule) -> Result<Solved> {
        // There is always another stage to come.
        self.solve_for(free, aim, warm, None, (1, 2))
    }

    /// The same for whoever pays so many percent of prices, with a share of what is left of the limits.
    pub(super) fn solve_for(
        &mut self,
        free: &DoctorSet,
        aim: Aim,
        warm: &Schedule,
        foresight: Option<(&Foresight, i128)>,
        share: (u32, u32),
    ) -> Result<Solved> {
        let Part {
            problem: part,
            selection,
            doctor_cost,
        } = self.part(free, aim, foresight)?;
        let mut solver = self.limited(share);
        solver = solver.warm_start(selection.to_part(warm));
        // Each disturbed doctor costs one there. A bound beyond all of them leaves no schedule.
        let published = free
            .iter()
            .filter(|doctor| self.standing.has_published[doctor.index()]);
        let most = i64::try_from(published.count()).unwrap_or(i64::MAX);
        let is_fewest = matches!(aim, Aim::Fewest);
        let is_beyond = move |bound: Option<i64>| {
            is_fewest && bound.is_some_and(|bound| bound < most.saturating_neg())
        };
        if is_fewest {
            // So many have to be.
            solver = solver
                .target(
                    i64::try_from(self.floor.doctors)
                        .unwrap_or(i64::MAX)
                        .saturating_neg(),
                )
                .stop_when(move |state: &SolveState| is_beyond(state.bound));
        }
        let _span = crate::trace::info_span!(
            "replan",
            doctors = selection.doctors.len(),
            free = free.len()
        )
        .entered();
        let outcome = solver.solve(&part)?;
        self.work = self.work.saturating_add(outcome.statistics.work);
        self.solves += 1;
        let mut solved = Solved {
            is_impossible: outcome.termination == Termination::Infeasible
                || is_beyond(outcome.bound),
            outcome,
            plan: None,
            offset: None,
            doctor_cost,
        };
        if let Some(schedule) = &solved.outcome.schedule {
            let mut whole = self.standing.kept.clone();
            for (position, &doctor) in selection
                .doctors
                .iter()
                .enumerate()
                .filter(|(_, doctor)| free.contains(**doctor))
            {
                whole.set(
                    doctor,
                    selection.restored(schedule.pathway(DoctorId::new(position))),
                );
            }
            let report = check(self.problem, &whole);
            let disturbed = disturbed(self.problem, &self.standing.published, &whole);
            let costs = match aim {
                Aim::Fewest | Aim::FewestPeriods { .. } => 0,
                Aim::Value { .. } => {
                    doctor_cost.saturating_mul(i64::try_from(disturbed.len()).unwrap_or(i64::MAX))
                }
            };
            let of_part = solved.outcome.value.unwrap_or(0).saturating_add(costs);
            // Whoever pays for places has another value. Periods that differ cost something there and nothing in the whole, where a plan with more of them
            // may be worth more.
            let spared =
                self.request
                    .limits
                    .period_cost
                    .saturating_mul(if let Aim::Value { .. } = aim {
                        self.unchanged(free, &whole)
                    } else {
                        0
                    });
            solved.offset = foresight
                .is_none()
                .then(|| report.value.saturating_sub(of_part).saturating_add(spared));
            if report.is_feasible() {
                solved.plan = Some(Plan {
                    schedule: whole,
                    report,
                    disturbed,
                });
            }
        }
        Ok(solved)
    }

    /// The solver with a share of what is left of its limits.
    pub(super) fn limited(&self, (share, of): (u32, u32)) -> Solver {
        let options = self.solver.options();
        let mut solver = self.solver.clone();
        if let Some(limit) = options.time_limit {
            let left = limit.saturating_sub(self.began.elapsed());
            let left = self.found.map_or(left, |found| {
                left.min((limit / PATIENCE).max(found * OF_FINDING))
            });
            solver = solver.time_limit(left * share / of.max(1));
        }
        if let Some(limit) = options.work_limit {
            let left = u128::from(limit.saturating_sub(self.work)) * u128::from(share)
                / u128::from(of.max(1));
            solver = solver.share_of_work(u64::try_from(left).unwrap_or(u64::MAX).max(1));
        }
        solver
    }
    pub(super) fn is_over(&self) -> bool {
        self.has_used(9)
    }
    /// A larger neighbourhood takes longer than all before it, and the value wants its share.
    fn is_half_over(&self) -> bool {
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

    /// Takes the pins off doctors of `free` who have no pathway with them; true if there were any.
    fn release_impossible(&mut self, free: &DoctorSet) -> Result<bool> {
        let pinned: Vec<DoctorId> = free
            .iter()
            .filter(|doctor| self.pins.has_any(*doctor))
            .collect();
        if pinned.is_empty() {
            return Ok(false);
        }
        let alone: DoctorSet = pinned.iter().copied().collect();
        let Reduced { edit, selection } = self.whole().reduce(&alone, Aim::Fewest);
        let part = edit.finish().0.validate().map_err(refused)?;
        let stuck = without_pathway(&part);
        let mut released = Vec::new();
        for doctor in stuck
            .into_iter()
            .filter_map(|doctor| selection.doctors.get(doctor.index()).copied())
        {
            released.extend(self.pins.release_planned(&self.standing, doctor));
        }
        let any = !released.is_empty();
        self.unpinned.extend(released);
        Ok(any)
    }

    pub(super) fn finish(
        self,
        ending: Ending,
        plan: Option<Plan>,
        published_report: Report,
        near: &Neighbourhood,
        bound: Option<(i64, Scope)>,
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
            value_bound: bound.map(|bound| bound.0),
            value_scope: bound.map_or(Scope::SameDoctors, |bound| bound.1),
            published_report,
            unpinned,
            planned: near.doctors().iter().collect(),
            solves: self.solves,
            work: self.work,
            elapsed: self.began.elapsed(),
        }
    }
}

/// True if a rule forbids a place in a period, whatever the doctor does in others.
fn speaks_of_cells(rule: &Rule) -> bool {
    matches!(
        rule,
        Rule::Capacity(_)
            | Rule::Availability(_)
            | Rule::Eligibility(_)
            | Rule::Document(_)
            | Rule::Cells(_)
            | Rule::Attendance(_)
    )
}

/// Once there is a plan with fewest doctors, where nothing is to change for the value alone, what is left of the time counts as no more than this part of the
/// limit, or so many times what it took to find that plan.
const PATIENCE: u32 = 20;
const OF_FINDING: u32 = 3;

/// The share of the last solve.
pub(super) const MOST_OF_IT: (u32, u32) = (9, 10);

//! The stages of a replanning: fewest doctors, then the value.

use super::difference::{Differences, disturbed};
use super::fit::Standing;
use super::floor::{Floor, broken_cells};
use super::foresight::{Foresight, foreseen};
use super::keep::{Pins, Unpinned};
use super::neighbourhood::Neighbourhood;
use super::outcome::{Ending, Replanned, Scope};
use super::parts::{from_part, to_part, without_pathway};
use super::reduce::{Aim, Reduced, Whole};
use super::request::Replan;
use crate::certificate::Certificate;
use crate::check::{Report, check};
use crate::error::{Error, Result};
use crate::ids::DoctorId;
use crate::problem::Problem;
use crate::problem::rule::DoctorSet;
use crate::schedule::Schedule;
use crate::solve::{Outcome, Solver, Termination};
use std::time::Instant;

/// A schedule of the whole problem that keeps its rules.
struct Plan {
    schedule: Schedule,
    report: Report,
    disturbed: Vec<DoctorId>,
}

/// What a solve of a part came to.
struct Solved {
    outcome: Outcome,
    /// The whole schedule, if it keeps the rules.
    plan: Option<Plan>,
    /// Add this to a value of the part for one of the whole, costs of disturbed doctors included.
    offset: Option<i64>,
}

/// One replanning.
pub(super) struct Run<'a> {
    request: &'a Replan,
    problem: &'a Problem,
    solver: &'a Solver,
    standing: Standing,
    pins: Pins,
    unpinned: Vec<Unpinned>,
    floor: Floor,
    began: Instant,
    work: u64,
    solves: usize,
}

impl<'a> Run<'a> {
    pub(super) fn new(request: &'a Replan, solver: &'a Solver) -> Self {
        let began = Instant::now();
        let problem = &request.problem;
        let standing = Standing::new(problem);
        let pins = Pins::new(problem, &standing, &request.keeps);
        Self { request, problem, solver, standing, pins, unpinned: Vec::new(), floor: Floor::default(), began, work: 0, solves: 0 }
    }

    pub(super) fn run(mut self) -> Result<Replanned> {
        let published_report = check(self.problem, &self.standing.published);
        let kept_report = check(self.problem, &self.standing.kept);
        self.floor = Floor::new(self.problem, &self.standing, &kept_report);
        let broken = broken_cells(self.problem, &self.standing, &kept_report);
        for &(doctor, period, _) in &broken {
            if self.pins.is_pinned(doctor, period) {
                let released = self.pins.release(self.problem, &self.standing, doctor, period);
                self.unpinned.extend(released);
            }
        }
        let concerned = broken.iter().map(|cell| cell.0);
        let mut near = Neighbourhood::new(self.problem, &self.standing, &self.floor, concerned);
        if self.too_many(self.floor.doctors) {
            return Ok(self.finish(Ending::Infeasible, None, published_report, &near, None));
        }
        if self.request.value_only {
            return self.value_alone(near, published_report);
        }
        let (ending, best) = self.fewest(&mut near, &kept_report)?;
        let Some(best) = best.filter(|best| !self.too_many(best.disturbed.len())) else {
            let ending = if self.too_many(self.floor.doctors) { Ending::Infeasible } else { ending };
            return Ok(self.finish(ending, None, published_report, &near, None));
        };
        let (best, bound) = self.best_value(best, &near)?;
        Ok(self.finish(Ending::Mended, Some(best), published_report, &near, bound))
    }

    fn too_many(&self, doctors: usize) -> bool {
        self.request.max_doctors.is_some_and(|max| doctors > max)
    }

    /// Everybody who is not pinned altogether is planned for the value. Where that disturbs more doctors than may be, each disturbed one costs
    /// something, and more and more until few enough are.
    fn value_alone(mut self, mut near: Neighbourhood, published_report: Report) -> Result<Replanned> {
        while near.grow() {}
        let all = near.doctors();
        let foresight = self.foresee(&all)?;
        let share = if self.request.max_doctors.is_some() { (1, 2) } else { MOST_OF_IT };
        let mut warm = self.standing.kept.clone();
        let (mut doctor_cost, mut bound) = (0_i64, None);
        let mut crowd: Vec<DoctorId> = Vec::new();
        loop {
            let solved = self.solve_for(&all, Aim::Value { doctor_cost }, &warm, &foresight, share)?;
            // Whoever disturbs at most so many pays at most so much.
            let paid = doctor_cost.saturating_mul(i64::try_from(self.request.max_doctors.unwrap_or(0)).unwrap_or(i64::MAX));
            let proven = solved.offset.zip(solved.outcome.bound).map(|(offset, bound)| bound.saturating_add(offset).saturating_add(paid));
            bound = bound.into_iter().chain(proven).min();
            let infeasible = solved.outcome.termination == Termination::Infeasible;
            let Some(plan) = solved.plan else {
                let ending = if infeasible { Ending::Infeasible } else { Ending::NothingFound };
                return Ok(self.finish(ending, None, published_report, &near, None));
            };
            if !self.too_many(plan.disturbed.len()) {
                let plan = self.best_of_crowd(plan, &crowd, &foresight)?;
                let bound = bound.map(|bound| (bound, Scope::Everybody));
                return Ok(self.finish(Ending::Mended, Some(plan), published_report, &near, bound));
            }
            // Those who gain most by it first.
            let kept = check(self.problem, &self.standing.kept);
            let gain = |doctor: &DoctorId| {
                let of = |report: &Report| report.scores.get(doctor.index()).copied().unwrap_or(0);
                of(&plan.report).saturating_sub(of(&kept))
            };
            crowd.clone_from(&plan.disturbed);
            crowd.sort_by_key(|doctor| (std::cmp::Reverse(gain(doctor)), *doctor));
            if doctor_cost == LARGEST_COST || self.is_over() {
                return Ok(self.finish(Ending::NothingFound, None, published_report, &near, None));
            }
            let doctors = i64::try_from(plan.report.scores.len().max(1)).unwrap_or(i64::MAX);
            let scores = plan.report.scores.iter().fold(0_i64, |sum, score| sum.saturating_add(score.saturating_abs()));
            doctor_cost = doctor_cost.saturating_mul(8).max(scores / doctors / 8).clamp(1, LARGEST_COST);
            warm = plan.schedule;
        }
    }

    /// A cost for each disturbed doctor passes over numbers between nobody and everybody where all gain alike: as many as may be of those who
    /// would be disturbed are planned anew, all others stay. Returns the better plan.
    fn best_of_crowd(&mut self, plan: Plan, crowd: &[DoctorId], foresight: &Foresight) -> Result<Plan> {
        let most = self.request.max_doctors.unwrap_or(usize::MAX);
        if crowd.is_empty() || plan.disturbed.len() >= most {
            return Ok(plan);
        }
        let chosen: DoctorSet = crowd.iter().copied().take(most).collect();
        let warm = self.standing.kept.clone();
        let solved = self.solve_for(&chosen, Aim::Value { doctor_cost: 0 }, &warm, foresight, MOST_OF_IT)?;
        let better = solved.plan.filter(|other| !self.too_many(other.disturbed.len()) && other.report.value > plan.report.value);
        Ok(better.unwrap_or(plan))
    }

    /// First stage: a plan that disturbs as few doctors as possible.
    fn fewest(&mut self, near: &mut Neighbourhood, kept: &Report) -> Result<(Ending, Option<Plan>)> {
        let mut best: Option<Plan> = None;
        let mut warm = self.standing.kept.clone();
        if kept.is_feasible() && near.len() == 0 {
            let disturbed = disturbed(self.problem, &self.standing.published, &warm);
            return Ok((Ending::Mended, Some(Plan { schedule: warm, report: kept.clone(), disturbed })));
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
            let solved = self.solve_for(&free, Aim::Fewest, &warm, &Foresight::default(), share)?;
            if near.is_everybody() {
                if let Some(bound) = solved.outcome.bound {
                    self.floor.raise(usize::try_from(bound.saturating_neg()).unwrap_or(0));
                }
                if solved.outcome.termination == Termination::Infeasible {
                    // Pins are facts of the past: where they leave a doctor without a pathway they cannot hold.
                    if !freed_pins && self.release_impossible(&free)? {
                        freed_pins = true;
                        continue;
                    }
                    return Ok((if best.is_some() { Ending::Mended } else { Ending::Infeasible }, best));
                }
            } else if solved.outcome.termination == Termination::Infeasible {
                if !freed_pins && self.release_impossible(&free)? {
                    freed_pins = true;
                    continue;
                }
                self.one_more(&free);
            }
            if let Some(plan) = solved.plan
                && best.as_ref().is_none_or(|best| plan.disturbed.len() < best.disturbed.len())
            {
                warm = plan.schedule.clone();
                best = Some(plan);
            }
            let done = best.as_ref().is_some_and(|best| best.disturbed.len() <= self.floor.doctors);
            let late = if best.is_some() { self.is_half_over() } else { self.is_over() };
            if done || late || !near.grow() {
                let ending = if best.is_some() { Ending::Mended } else { Ending::NothingFound };
                return Ok((ending, best));
            }
        }
    }

    /// Nobody but those who have to change was planned, and there is no plan: at least one more has to.
    fn one_more(&mut self, free: &DoctorSet) {
        let Some(forced) = self.floor.forced() else { return };
        let new = self.standing.newcomers(self.problem);
        let all: DoctorSet = forced.iter().chain(&new).copied().collect();
        if all == *free && self.floor.doctors == forced.len() {
            self.floor.raise(forced.len() + 1);
        }
    }

    /// Second stage: the greatest value with as few doctors disturbed; also the bound on it and whom it speaks of.
    fn best_value(&mut self, best: Plan, near: &Neighbourhood) -> Result<(Plan, Option<(i64, Scope)>)> {
        let mut best = best;
        let newcomers = self.standing.newcomers(self.problem).into_iter();
        let same: DoctorSet = newcomers.chain(best.disturbed.iter().copied()).collect();
        let mut bound = None;
        if same.is_empty() {
            return Ok((best, None));
        }
        let foresight = self.foresee(&same)?;
        if !foresight.is_empty() {
            let solved = self.solve_for(&same, Aim::Value { doctor_cost: 0 }, &best.schedule, &foresight, MOST_OF_IT)?;
            // Worth less today, and meant to be.
            let paid = solved.plan.filter(|plan| plan.disturbed.len() <= best.disturbed.len());
            return Ok((paid.unwrap_or(best), None));
        }
        let solved = self.solve(&same, Aim::Value { doctor_cost: 0 }, &best.schedule)?;
        if let (Some(offset), Some(proven)) = (solved.offset, solved.outcome.bound) {
            bound = Some((proven.saturating_add(offset), Scope::SameDoctors));
        }
        best = better(best, solved.plan);
        let all = near.doctors();
        if all == same || self.floor.forces(best.disturbed.len()) {
            let scope = if near.is_everybody() || self.floor.forces(best.disturbed.len()) { Scope::Everybody } else { Scope::Planned };
            return Ok((best, bound.map(|bound| (bound.0, scope))));
        }
        // Others might be disturbed in their place, for a greater value.
        let count = i64::try_from(best.disturbed.len()).unwrap_or(i64::MAX);
        let span =
            best.report.scores.iter().fold(best.report.value.saturating_abs(), |sum, score| sum.saturating_add(score.saturating_abs()));
        let mut doctor_cost = span.saturating_add(1).min(LARGEST_COST);
        while !self.is_over() {
            let solved = self.solve(&all, Aim::Value { doctor_cost }, &best.schedule)?;
            if let (Some(offset), Some(proven), false) = (solved.offset, solved.outcome.bound, self.compares_scores()) {
                let proven = proven.saturating_add(doctor_cost.saturating_mul(count)).saturating_add(offset);
                // A bound on all plans says less than one on the same doctors only where it is far off.
                let scope = if near.is_everybody() { Scope::Everybody } else { Scope::Planned };
                if bound
                    .is_none_or(|bound| proven <= bound.0.max(best.report.value.saturating_add(best.report.value.saturating_abs() / 10)))
                {
                    bound = Some((proven, scope));
                }
            }
            let more = solved.plan.as_ref().is_some_and(|plan| plan.disturbed.len() > best.disturbed.len());
            best = better(best, solved.plan);
            if !more || doctor_cost == LARGEST_COST {
                break;
            }
            doctor_cost = doctor_cost.saturating_mul(16).min(LARGEST_COST);
        }
        Ok((best, bound))
    }

    fn whole(&self) -> Whole<'_> {
        Whole { problem: self.problem, standing: &self.standing, pins: &self.pins, limits: self.request.limits }
    }
    fn compares_scores(&self) -> bool {
        self.whole().compares_scores()
    }

    /// Learns what places are worth to those who are expected while the doctors of `free` are planned.
    fn foresee(&mut self, free: &DoctorSet) -> Result<Foresight> {
        let mut foresight = Foresight::default();
        let mut known: Option<Certificate> = None;
        let futures = u32::try_from(self.request.futures.len()).unwrap_or(u32::MAX);
        let request = self.request;
        for (number, future) in (0_u32..).zip(&request.futures) {
            let problem = foreseen(self.problem, future)?;
            let standing = Standing::new(&problem);
            let expected = standing.newcomers(&problem).into_iter().filter(|doctor| doctor.index() >= self.problem.doctors().len());
            let both: DoctorSet = free.iter().chain(expected).collect();
            let whole = Whole { problem: &problem, standing: &standing, pins: &self.pins, limits: request.limits };
            let part = whole.reduce(&both, Aim::Value { doctor_cost: 0 }).draft.validate()?;
            // Of what there was before the first future: three tenths for it, four for the others, which start from its prices, and the rest for the plan.
            let share = if number == 0 { (3, 10) } else { (4, 7 * (futures - 1) - 4 * (number - 1)) };
            let mut solver = self.limited(share);
            if let Some(certificate) = known.take() {
                solver = solver.warm_prices(certificate);
            }
            let outcome = solver.solve(&part)?;
            self.work = self.work.saturating_add(outcome.statistics.work);
            self.solves += 1;
            if let Some(certificate) = outcome.certificate {
                foresight.learn(self.problem, &part, &certificate);
                known = Some(certificate);
            }
        }
        Ok(foresight)
    }

    /// Plans some doctors while all others stay, from a schedule of everybody.
    fn solve(&mut self, free: &DoctorSet, aim: Aim, warm: &Schedule) -> Result<Solved> {
        // There is always another stage to come.
        self.solve_for(free, aim, warm, &Foresight::default(), (1, 2))
    }

    /// The same for whoever pays for places, with a share of what is left of the limits.
    fn solve_for(&mut self, free: &DoctorSet, aim: Aim, warm: &Schedule, foresight: &Foresight, share: (u32, u32)) -> Result<Solved> {
        let Reduced { mut draft, kept } = self.whole().reduce(free, aim);
        if !foresight.is_empty() {
            foresight.charge(self.problem, free, &mut draft);
        }
        let part = draft.validate().map_err(|error| Error::backend(format!("the part of the doctors is refused: {error}")))?;
        let mut solver = self.limited(share);
        solver = solver.warm_start(to_part(self.problem, &part, &kept, warm));
        let _span = tracing::info_span!("replan", doctors = kept.len(), free = free.len()).entered();
        let outcome = solver.solve(&part)?;
        self.work = self.work.saturating_add(outcome.statistics.work);
        self.solves += 1;
        let mut solved = Solved { outcome, plan: None, offset: None };
        if let Some(schedule) = &solved.outcome.schedule {
            let mut whole = self.standing.kept.clone();
            for (position, &doctor) in kept.iter().enumerate().filter(|(_, doctor)| free.contains(**doctor)) {
                whole.set(doctor, from_part(self.problem, &part, schedule.pathway(DoctorId::new(position))));
            }
            let report = check(self.problem, &whole);
            let disturbed = disturbed(self.problem, &self.standing.published, &whole);
            let costs = match aim {
                Aim::Fewest => 0,
                Aim::Value { doctor_cost } => doctor_cost.saturating_mul(i64::try_from(disturbed.len()).unwrap_or(i64::MAX)),
            };
            let of_part = solved.outcome.value.unwrap_or(0).saturating_add(costs);
            // Whoever pays for places has another value.
            solved.offset = foresight.is_empty().then(|| report.value.saturating_sub(of_part));
            if report.is_feasible() {
                solved.plan = Some(Plan { schedule: whole, report, disturbed });
            }
        }
        Ok(solved)
    }

    /// The solver with a share of what is left of its limits.
    fn limited(&self, (share, of): (u32, u32)) -> Solver {
        let options = self.solver.options();
        let mut solver = self.solver.clone();
        if let Some(limit) = options.time_limit {
            solver = solver.time_limit(limit.saturating_sub(self.began.elapsed()) * share / of.max(1));
        }
        if let Some(limit) = options.work_limit {
            let left = u128::from(limit.saturating_sub(self.work)) * u128::from(share) / u128::from(of.max(1));
            solver = solver.work_limit(u64::try_from(left).unwrap_or(u64::MAX).max(1));
        }
        solver
    }
    fn is_over(&self) -> bool {
        self.has_used(9)
    }
    /// A larger neighbourhood takes longer than all before it, and the value wants its share.
    fn is_half_over(&self) -> bool {
        self.has_used(5)
    }
    fn has_used(&self, tenths: u32) -> bool {
        let options = self.solver.options();
        options.cancel.is_cancelled()
            || options.time_limit.is_some_and(|limit| self.began.elapsed() * 10 >= limit * tenths)
            || options.work_limit.is_some_and(|limit| self.work.saturating_mul(10) >= limit.saturating_mul(tenths.into()))
    }

    /// Takes the pins off doctors of `free` who have no pathway with them; true if there were any.
    fn release_impossible(&mut self, free: &DoctorSet) -> Result<bool> {
        let pinned: Vec<DoctorId> = free.iter().filter(|doctor| self.pins.has_any(*doctor)).collect();
        if pinned.is_empty() {
            return Ok(false);
        }
        let alone: DoctorSet = pinned.iter().copied().collect();
        let Reduced { draft, kept } = self.whole().reduce(&alone, Aim::Fewest);
        let part = draft.validate().map_err(|error| Error::backend(format!("the part of the doctors is refused: {error}")))?;
        let stuck = without_pathway(&part);
        let mut released = Vec::new();
        for doctor in stuck.into_iter().filter_map(|doctor| kept.get(doctor.index()).copied()) {
            released.extend(self.pins.release_all(&self.standing, doctor, 0, usize::MAX));
        }
        let any = !released.is_empty();
        self.unpinned.extend(released);
        Ok(any)
    }

    fn finish(
        self,
        ending: Ending,
        plan: Option<Plan>,
        published_report: Report,
        near: &Neighbourhood,
        bound: Option<(i64, Scope)>,
    ) -> Replanned {
        let differences = plan.as_ref().map(|plan| Differences::new(self.problem, &self.standing.published, &plan.schedule));
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

/// The share of the last solve.
const MOST_OF_IT: (u32, u32) = (9, 10);
/// Rules take no larger numbers.
const LARGEST_COST: i64 = 1_000_000_000;

/// The plan that disturbs fewer doctors, or is worth more with as few.
fn better(best: Plan, other: Option<Plan>) -> Plan {
    match other {
        Some(other) if (other.disturbed.len(), -other.report.value) < (best.disturbed.len(), -best.report.value) => other,
        _ => best,
    }
}

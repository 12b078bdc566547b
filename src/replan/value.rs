//! The value: with as few doctors disturbed, or alone, and with what those are worth who are expected.

use super::foresight::PAID_PERCENTS;
use super::neighbourhood::Neighbourhood;
use super::outcome::{Ending, Replanned, Scope};
use super::reduce::Aim;
use super::stages::{MOST_OF_IT, Plan, Run};
use crate::check::Report;
use crate::error::{ErrorKind, Result};
use crate::ids::DoctorId;
use crate::problem::edit::LARGEST_NUMBER;
use crate::problem::rule::DoctorSet;
use crate::solve::Termination;

impl Run<'_> {
    /// Everybody who is not pinned altogether is planned for the value. Where that disturbs more doctors than may be, each disturbed one costs
    /// something, and more and more until few enough are.
    pub(super) fn value_alone(
        mut self,
        mut near: Neighbourhood,
        published_report: Report,
    ) -> Result<Replanned> {
        while near.grow() {}
        let all = near.doctors();
        let mut futures = self.futures()?;
        let foresight = self.foresee(&all, &mut futures)?;
        let share = if self.request.max_doctors.is_some() {
            (1, 2)
        } else {
            MOST_OF_IT
        };
        let mut warm = self.standing.kept.clone();
        let (mut doctor_cost, mut bound, mut crowded) = (0_i64, None, None);
        loop {
            let solved = self.solve_for(
                &all,
                Aim::Value { doctor_cost },
                &warm,
                (!foresight.is_empty()).then_some((&foresight, PAID_PERCENTS[0])),
                share,
            )?;
            // Whoever disturbs at most so many pays at most so much; where scores are compared, what one pays is counted again in the worst score.
            let paid = solved.doctor_cost.saturating_mul(
                i64::try_from(self.request.max_doctors.unwrap_or(0)).unwrap_or(i64::MAX),
            );
            let speaks = solved.doctor_cost == 0 || !self.compares_scores();
            let proven = solved
                .offset
                .zip(solved.outcome.bound)
                .filter(|_| speaks)
                .map(|(offset, bound)| bound.saturating_add(offset).saturating_add(paid));
            bound = bound.into_iter().chain(proven).min();
            // What somebody pays may be what keeps a score above a hard limit.
            let infeasible = solved.outcome.termination == Termination::Infeasible
                && speaks
                && (foresight.is_empty() || !self.compares_scores());
            let Some(plan) = solved.plan else {
                let ending = if infeasible {
                    Ending::Infeasible
                } else {
                    Ending::NothingFound
                };
                return Ok(self.finish(ending, None, published_report, &near, None));
            };
            if !self.too_many(plan.disturbed.len()) {
                let bound = bound.map(|bound| (bound, Scope::Everybody));
                let plan = match &crowded {
                    Some(crowded) if foresight.is_empty() => self.use_the_limit(plan, crowded)?,
                    _ => plan,
                };
                return Ok(self.finish(Ending::Mended, Some(plan), published_report, &near, bound));
            }
            if doctor_cost >= self.largest_cost || self.is_over() {
                return Ok(self.finish(Ending::NothingFound, None, published_report, &near, None));
            }
            let doctors = i64::try_from(plan.report.scores.len().max(1)).unwrap_or(i64::MAX);
            let scores = plan.report.scores.iter().fold(0_i64, |sum, score| {
                sum.saturating_add(score.saturating_abs())
            });
            doctor_cost = doctor_cost
                .saturating_mul(8)
                .max(scores / doctors / 8)
                .max(1)
                .min(self.largest_cost);
            warm = plan.schedule.clone();
            crowded = Some(plan);
        }
    }

    /// A cost that is the same for everybody may leave fewer disturbed than may be: those who gain most in a plan that disturbs too many may
    /// move as well.
    fn use_the_limit(&mut self, plan: Plan, crowded: &Plan) -> Result<Plan> {
        let room = self
            .request
            .max_doctors
            .unwrap_or(0)
            .saturating_sub(plan.disturbed.len());
        let score = |plan: &Plan, doctor: DoctorId| {
            plan.report.scores.get(doctor.index()).copied().unwrap_or(0)
        };
        let mut others: Vec<DoctorId> = crowded
            .disturbed
            .iter()
            .copied()
            .filter(|doctor| !plan.disturbed.contains(doctor))
            .collect();
        others.sort_by_key(|doctor| {
            (
                score(&plan, *doctor).saturating_sub(score(crowded, *doctor)),
                *doctor,
            )
        });
        if room == 0 || others.is_empty() {
            return Ok(plan);
        }
        let newcomers = self.standing.newcomers(self.problem).into_iter();
        let free: DoctorSet = newcomers
            .chain(plan.disturbed.iter().copied())
            .chain(others.into_iter().take(room))
            .collect();
        let solved = self.solve(&free, Aim::Value { doctor_cost: 0 }, &plan.schedule)?;
        Ok(match solved.plan {
            Some(other)
                if self.worth_after_changes(&other) > self.worth_after_changes(&plan)
                    && !self.too_many(other.disturbed.len()) =>
            {
                other
            }
            _ => plan,
        })
    }

    /// Between the stages, where that is asked for: as few periods that differ as possible, with as few doctors disturbed. From then on no plan may have more.
    pub(super) fn fewest_periods(&mut self, best: Plan, near: &Neighbourhood) -> Result<Plan> {
        if !self.request.fewest_periods {
            return Ok(best);
        }
        let mut best = best;
        let newcomers = self.standing.newcomers(self.problem).into_iter();
        let same: DoctorSet = newcomers.chain(best.disturbed.iter().copied()).collect();
        let all = near.doctors();
        let others = all != same && !self.floor.forces(best.disturbed.len());
        for (free, share) in [(&same, (1, 3)), (&all, FOR_OTHERS)] {
            let changed = self.whole().changed(|_| true, &best.schedule);
            // Whoever is disturbed differs in a period at least.
            let least = i64::try_from(best.disturbed.len()).unwrap_or(i64::MAX);
            if changed <= least || self.is_over() || std::ptr::eq(free, &all) && !others {
                break;
            }
            // One doctor more weighs more than all periods that differ now.
            let aim = Aim::FewestPeriods {
                doctor_cost: changed.saturating_add(1),
            };
            let solved = match self.solve_for(free, aim, &best.schedule, None, share) {
                Err(error) if error.kind() == ErrorKind::Option => break,
                other => other?,
            };
            best = self.better(best, solved.plan);
        }
        self.max_periods = Some(self.whole().changed(|_| true, &best.schedule));
        Ok(best)
    }

    /// The plan that disturbs fewer doctors, differs in fewer periods where that counts, or is worth more.
    fn better(&self, best: Plan, other: Option<Plan>) -> Plan {
        let Some(other) = other else { return best };
        let rank = |plan: &Plan| {
            let changed = if self.request.fewest_periods {
                self.whole().changed(|_| true, &plan.schedule)
            } else {
                0
            };
            (
                plan.disturbed.len(),
                changed,
                self.worth_after_changes(plan).saturating_neg(),
            )
        };
        if rank(&other) < rank(&best) {
            other
        } else {
            best
        }
    }

    /// The value of a plan less what its periods that differ cost.
    fn worth_after_changes(&self, plan: &Plan) -> i64 {
        let cost = self.request.limits.period_cost;
        if cost == 0 {
            return plan.report.value;
        }
        let changed = self.whole().changed(|_| true, &plan.schedule);
        plan.report
            .value
            .saturating_sub(cost.saturating_mul(changed))
    }

    /// Second stage: the greatest value with as few doctors disturbed; also the bound on it and whom it speaks of.
    pub(super) fn best_value(
        &mut self,
        best: Plan,
        near: &Neighbourhood,
    ) -> Result<(Plan, Option<(i64, Scope)>)> {
        let mut best = best;
        let newcomers = self.standing.newcomers(self.problem).into_iter();
        let same: DoctorSet = newcomers.chain(best.disturbed.iter().copied()).collect();
        let mut bound = None;
        if same.is_empty() {
            return Ok((best, None));
        }
        if !self.request.futures.is_empty() {
            // Worth less today, and meant to be.
            return Ok((self.plan_ahead(best, &same)?, None));
        }
        let solved = match self.solve(&same, Aim::Value { doctor_cost: 0 }, &best.schedule) {
            // With values the part is too large; the plan that there is stands.
            Err(error) if error.kind() == ErrorKind::Option => return Ok((best, None)),
            other => other?,
        };
        // Whoever could do something else without being disturbed stays as kept there, which others need not.
        let stay = self.others_are_bound(&same);
        if let (Some(offset), Some(proven), true) = (solved.offset, solved.outcome.bound, stay) {
            bound = Some((proven.saturating_add(offset), Scope::SameDoctors));
        }
        best = self.better(best, solved.plan);
        let all = near.doctors();
        let is_forced = stay && self.floor.forces(best.disturbed.len());
        if all == same || is_forced {
            let scope = if near.is_everybody() || is_forced {
                Scope::Everybody
            } else {
                Scope::Planned
            };
            return Ok((best, bound.map(|bound| (bound.0, scope))));
        }
        // Others might be disturbed in their place, for a greater value.
        let count = i64::try_from(best.disturbed.len()).unwrap_or(i64::MAX);
        let span = best
            .report
            .scores
            .iter()
            .fold(best.report.value.saturating_abs(), |sum, score| {
                sum.saturating_add(score.saturating_abs())
            });
        let mut doctor_cost = span.saturating_add(1).min(self.largest_cost);
        while !self.is_over() {
            // There is a plan already; this may go on for as long as it is let.
            let solved = match self.solve_for(
                &all,
                Aim::Value { doctor_cost },
                &best.schedule,
                None,
                FOR_OTHERS,
            ) {
                Err(error) if error.kind() == ErrorKind::Option => break,
                other => other?,
            };
            let speaks =
                !self.compares_scores() && (near.is_everybody() || self.others_are_bound(&all));
            if let (Some(offset), Some(proven), true) =
                (solved.offset, solved.outcome.bound, speaks)
            {
                let proven = proven
                    .saturating_add(solved.doctor_cost.saturating_mul(count))
                    .saturating_add(offset);
                // A bound on all plans says less than one on the same doctors only where it is far off.
                let scope = if near.is_everybody() {
                    Scope::Everybody
                } else {
                    Scope::Planned
                };
                if bound.is_none_or(|bound| {
                    proven
                        <= bound.0.max(
                            best.report
                                .value
                                .saturating_add(best.report.value.saturating_abs() / 10),
                        )
                }) {
                    bound = Some((proven, scope));
                }
            }
            let more = solved
                .plan
                .as_ref()
                .is_some_and(|plan| plan.disturbed.len() > best.disturbed.len());
            best = self.better(best, solved.plan);
            if !more || doctor_cost >= self.largest_cost {
                break;
            }
            doctor_cost = doctor_cost.saturating_mul(16).min(self.largest_cost);
        }
        // A plan that disturbs somebody else is not what a bound on the same doctors speaks of.
        let is_theirs = best.disturbed.iter().all(|doctor| same.contains(*doctor));
        Ok((
            best,
            bound.filter(|bound| bound.1 != Scope::SameDoctors || is_theirs),
        ))
    }
}

/// The share of looking for others who might be disturbed instead for a greater value.
const FOR_OTHERS: (u32, u32) = (1, 6);

/// Rules take no larger numbers.
pub(super) const LARGEST_COST: i64 = LARGEST_NUMBER;

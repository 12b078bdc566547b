//! The value alone, whoever is disturbed.

use super::foresight::{Charge, Foresight, PAID_PERCENTS};
use super::neighbourhood::Neighbourhood;
use super::outcome::{Ending, Replanned, Scope};
use super::run::{Plan, Run, Share, ValueBound};
use super::solving::{Solved, Task};
use super::value::sum_of_scores;
use super::whole::Aim;
use crate::check::Report;
use crate::error::Result;
use crate::ids::DoctorId;
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
            Share::new(1, 2)
        } else {
            Share::MOST
        };
        let mut warm = self.standing.kept.clone();
        let (mut doctor_cost, mut bound, mut crowded) = (0_i64, None, None);
        loop {
            let solved = self.solve(Task {
                free: &all,
                aim: Aim::Value { doctor_cost },
                warm: &warm,
                charge: (!foresight.is_empty()).then_some(Charge {
                    foresight: &foresight,
                    percent: PAID_PERCENTS[0],
                }),
                share,
            })?;
            bound = bound.into_iter().chain(self.bound_of_all(&solved)).min();
            let infeasible = self.proves_infeasible(&solved, &foresight);
            let Some(plan) = solved.plan else {
                let ending = if infeasible {
                    Ending::Infeasible
                } else {
                    Ending::NothingFound
                };
                return Ok(self.finish(ending, None, published_report, &near, None));
            };
            if !self.too_many(plan.disturbed.len()) {
                let bound = bound.map(|value| ValueBound {
                    value,
                    scope: Scope::Everybody,
                });
                let plan = match &crowded {
                    Some(crowded) if foresight.is_empty() => self.use_the_limit(plan, crowded)?,
                    _ => plan,
                };
                return Ok(self.finish(Ending::Mended, Some(plan), published_report, &near, bound));
            }
            if doctor_cost >= self.largest_cost || self.is_over() {
                return Ok(self.finish(Ending::NothingFound, None, published_report, &near, None));
            }
            doctor_cost = dearer(doctor_cost, &plan.report).min(self.largest_cost);
            warm = plan.schedule.clone();
            crowded = Some(plan);
        }
    }

    /// True if what a solve of everybody proves holds for the whole: where scores are compared, what one pays is counted again in the worst score.
    fn speaks_of_all(&self, solved: &Solved) -> bool {
        solved.doctor_cost == 0 || !self.compares_scores()
    }

    /// A bound on the value of every plan, from a solve of everybody. Whoever disturbs at most so many pays at most so much.
    fn bound_of_all(&self, solved: &Solved) -> Option<i64> {
        let bound = solved.bound(self.request.max_doctors.unwrap_or(0));
        bound.filter(|_| self.speaks_of_all(solved))
    }

    /// What somebody pays may be what keeps a score above a hard limit.
    fn proves_infeasible(&self, solved: &Solved, foresight: &Foresight) -> bool {
        solved.outcome.termination == Termination::Infeasible
            && self.speaks_of_all(solved)
            && (foresight.is_empty() || !self.compares_scores())
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
        let stay = plan.disturbed.iter().copied();
        let free = self.moving(stay.chain(others.into_iter().take(room)));
        let solved = self.solve(Task::for_value(&free, &plan.schedule))?;
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
}

/// The next cost of a disturbed doctor, where too many were disturbed: first an eighth of what a doctor is worth on average.
fn dearer(doctor_cost: i64, report: &Report) -> i64 {
    let doctors = i64::try_from(report.scores.len().max(1)).unwrap_or(i64::MAX);
    doctor_cost
        .saturating_mul(8)
        .max(sum_of_scores(report) / doctors / 8)
        .max(1)
}

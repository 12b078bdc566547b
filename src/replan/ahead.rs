//! Plans that are held against futures: what is planned now pays for places, and of several plans the one is kept that leaves most to who may come.

use super::fit::Standing;
use super::foresight::{Charge, Foresight, PAID_PERCENTS, foreseen};
use super::part::refused;
use super::reduce::Reduced;
use super::run::{Plan, Run, Share};
use super::solving::Task;
use super::whole::{Aim, Whole};
use crate::certificate::Certificate;
use crate::check::check;
use crate::error::Result;
use crate::ids::DoctorId;
use crate::problem::Problem;
use crate::problem::rule::DoctorSet;
use crate::schedule::Schedule;

/// A possible future, and what its solve left.
pub(super) struct Future {
    /// Its doctors are those of today and behind them those who are expected.
    problem: Problem,
    /// Prices of its places, if they were found.
    prices: Option<Certificate>,
}

impl Future {
    /// Those who are expected and there, behind the doctors of today.
    fn expected(&self, today: usize) -> impl Iterator<Item = DoctorId> {
        let all = (today..self.problem.doctors().len()).map(DoctorId::new);
        all.filter(|doctor| self.problem.doctor(*doctor).first <= self.problem.doctor(*doctor).last)
    }
}

/// Plans that are made.
const PLANS: u32 = PAID_PERCENTS.len() as u32;
/// Value of a plan around which a future has no schedule: less than any other, and small enough to be added up.
const NOT_ENOUGH: i64 = i64::MIN / 1_000_000;

impl Run<'_> {
    /// The problems of the futures.
    pub(super) fn futures(&self) -> Result<Vec<Future>> {
        let one = |future| {
            Ok(Future {
                problem: foreseen(self.problem, future)?,
                prices: None,
            })
        };
        self.request.futures.iter().map(one).collect()
    }

    /// Learns what places are worth to those who are expected while the doctors of `free` are planned.
    pub(super) fn foresee(
        &mut self,
        free: &DoctorSet,
        futures: &mut [Future],
    ) -> Result<Foresight> {
        let mut foresight = Foresight::default();
        let mut known: Option<Certificate> = None;
        let count = u32::try_from(futures.len()).unwrap_or(u32::MAX);
        for (number, future) in (0_u32..).zip(futures) {
            let standing = Standing::new(&future.problem);
            let both: DoctorSet = free
                .iter()
                .chain(future.expected(self.problem.doctors().len()))
                .collect();
            let whole = Whole {
                problem: &future.problem,
                standing: &standing,
                pins: &self.pins,
                limits: self.request.limits,
            };
            let Reduced { edit, .. } = whole.reduce(&both, Aim::Value { doctor_cost: 0 });
            let (draft, origins) = edit.finish();
            let part = draft.validate().map_err(refused)?;
            // Of what there was before the first future: a quarter for it, a quarter for the others, which start from its prices, the rest for plans.
            let share = if number == 0 {
                Share::new(1, 4)
            } else {
                Share::new(1, 3 * (count - 1) - (number - 1))
            };
            let mut solver = self.limited(share);
            if let Some(certificate) = known.take() {
                solver = solver.warm_prices(certificate);
            }
            let outcome = solver.solve(&part)?;
            self.count(&outcome);
            if let Some(certificate) = outcome.certificate {
                foresight.learn(
                    self.problem,
                    &future.problem,
                    |rule| origins.of(&part, rule).copied(),
                    &part,
                    &certificate,
                );
                future.prices = Some(certificate.clone());
                known = Some(certificate);
            }
        }
        Ok(foresight)
    }

    /// The plan of `free` that is worth most together with what the futures make of the places it leaves, `best` if there is no better one.
    pub(super) fn plan_ahead(&mut self, best: Plan, free: &DoctorSet) -> Result<Plan> {
        let mut futures = self.futures()?;
        let foresight = self.foresee(free, &mut futures)?;
        if foresight.is_empty() {
            return Ok(best);
        }
        let most = best.disturbed.len();
        let mut plans: Vec<Plan> = Vec::new();
        let mut warm = best.schedule.clone();
        // A third of what is left for the plans, the rest to hold them against the futures.
        for (number, percent) in (0_u32..).zip(PAID_PERCENTS) {
            let solved = self.solve(Task {
                charge: Some(Charge {
                    foresight: &foresight,
                    percent,
                }),
                share: Share::new(1, 3 * PLANS - number),
                ..Task::for_value(free, &warm)
            })?;
            if let Some(plan) = solved.plan.filter(|plan| {
                plan.disturbed.len() <= most
                    && plans.iter().all(|other| other.schedule != plan.schedule)
            }) {
                warm = plan.schedule.clone();
                plans.push(plan);
            }
        }
        let chosen = if plans.len() > 1 {
            self.most_left(&plans, &futures)?
        } else {
            0
        };
        Ok(plans.into_iter().nth(chosen).unwrap_or(best))
    }

    /// The plan around which the futures are worth most, the first of equals.
    fn most_left(&mut self, plans: &[Plan], futures: &[Future]) -> Result<usize> {
        let mut left = u32::try_from(plans.len() * futures.len()).unwrap_or(u32::MAX);
        let (mut chosen, mut most) = (0, i64::MIN);
        for (number, plan) in plans.iter().enumerate() {
            let mut worth = 0_i64;
            for future in futures {
                worth = worth.saturating_add(self.worth(
                    future,
                    &plan.schedule,
                    Share::new(1, left),
                )?);
                left = left.saturating_sub(1).max(1);
            }
            crate::trace::debug!(number, worth, "a plan held against the futures");
            if worth > most {
                (chosen, most) = (number, worth);
            }
        }
        Ok(chosen)
    }

    /// The value that a future reaches around a schedule of today's doctors.
    fn worth(&mut self, future: &Future, schedule: &Schedule, share: Share) -> Result<i64> {
        let expected: DoctorSet = future.expected(self.problem.doctors().len()).collect();
        let mut standing = Standing::new(&future.problem);
        for index in 0..self.problem.doctors().len() {
            let doctor = DoctorId::new(index);
            standing.kept.set(doctor, schedule.pathway(doctor).clone());
        }
        let whole = Whole {
            problem: &future.problem,
            standing: &standing,
            pins: &self.pins,
            limits: self.request.limits,
        };
        let Reduced { edit, selection } = whole.reduce(&expected, Aim::Value { doctor_cost: 0 });
        let part = edit.finish().0.validate().map_err(refused)?;
        let mut solver = self.limited(share);
        if let Some(certificate) = &future.prices {
            solver = solver.warm_prices(certificate.clone());
        }
        let outcome = solver.solve(&part)?;
        self.count(&outcome);
        let Some(found) = outcome.schedule else {
            return Ok(NOT_ENOUGH);
        };
        let mut all = standing.kept;
        selection.put_back(&mut all, &expected, &found);
        let report = check(&future.problem, &all);
        Ok(if report.is_feasible() {
            report.value
        } else {
            NOT_ENOUGH
        })
    }
}

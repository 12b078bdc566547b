//! Second stage: the value with as few doctors disturbed, and before it the fewest periods.

use super::neighbourhood::Neighbourhood;
use super::outcome::Scope;
use super::run::{Plan, Run, Share, ValueBound};
use super::solving::{Solved, Task};
use super::whole::Aim;
use crate::check::Report;
use crate::error::{ErrorKind, Result};

impl Run<'_> {
    /// Between the stages, where that is asked for: as few periods that differ as possible, with as few doctors disturbed. From then on no plan may have more.
    pub(super) fn fewest_periods(&mut self, best: Plan, near: &Neighbourhood) -> Result<Plan> {
        if !self.request.fewest_periods {
            return Ok(best);
        }
        let mut best = best;
        let same = self.moving(best.disturbed.iter().copied());
        let all = near.doctors();
        let others = all != same && !self.floor.forces(best.disturbed.len());
        for (free, share) in [(&same, Share::new(1, 3)), (&all, Share::FOR_OTHERS)] {
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
            let task = Task {
                aim,
                share,
                ..Task::for_value(free, &best.schedule)
            };
            let solved = match self.solve(task) {
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
    pub(super) fn worth_after_changes(&self, plan: &Plan) -> i64 {
        let cost = self.request.limits.period_cost;
        if cost == 0 {
            return plan.report.value;
        }
        let changed = self.whole().changed(|_| true, &plan.schedule);
        plan.report
            .value
            .saturating_sub(cost.saturating_mul(changed))
    }

    /// The greatest value with as few doctors disturbed; also the bound on it.
    pub(super) fn best_value(
        &mut self,
        best: Plan,
        near: &Neighbourhood,
    ) -> Result<(Plan, Option<ValueBound>)> {
        let same = self.moving(best.disturbed.iter().copied());
        if same.is_empty() {
            return Ok((best, None));
        }
        if !self.request.futures.is_empty() {
            // Worth less today, and meant to be.
            return Ok((self.plan_ahead(best, &same)?, None));
        }
        let solved = match self.solve(Task::for_value(&same, &best.schedule)) {
            // With values the part is too large; the plan that there is stands.
            Err(error) if error.kind() == ErrorKind::Option => return Ok((best, None)),
            other => other?,
        };
        // Whoever could do something else without being disturbed stays as kept there, which others need not.
        let stay = self.others_are_bound(&same);
        let bound = solved.bound(0).filter(|_| stay).map(|value| ValueBound {
            value,
            scope: Scope::SameDoctors,
        });
        let best = self.better(best, solved.plan);
        let is_forced = stay && self.floor.forces(best.disturbed.len());
        if is_forced || near.doctors() == same {
            let scope = if is_forced {
                Scope::Everybody
            } else {
                scope_of(near)
            };
            return Ok((best, bound.map(|bound| ValueBound { scope, ..bound })));
        }
        let (best, bound) = self.others_instead(best, bound, near)?;
        // A plan that disturbs somebody else is not what a bound on the same doctors speaks of.
        let is_theirs = best.disturbed.iter().all(|doctor| same.contains(*doctor));
        let bound = bound.filter(|bound| bound.scope != Scope::SameDoctors || is_theirs);
        Ok((best, bound))
    }

    /// Others might be disturbed in place of those of a plan, for a greater value: each disturbed doctor costs as much as keeps them few.
    fn others_instead(
        &mut self,
        mut best: Plan,
        mut bound: Option<ValueBound>,
        near: &Neighbourhood,
    ) -> Result<(Plan, Option<ValueBound>)> {
        let all = near.doctors();
        let count = best.disturbed.len();
        let span = sum_of_scores(&best.report).saturating_add(best.report.value.saturating_abs());
        let mut doctor_cost = span.saturating_add(1).min(self.largest_cost);
        while !self.is_over() {
            // There is a plan already; this may go on for as long as it is let.
            let task = Task {
                aim: Aim::Value { doctor_cost },
                share: Share::FOR_OTHERS,
                ..Task::for_value(&all, &best.schedule)
            };
            let solved = match self.solve(task) {
                Err(error) if error.kind() == ErrorKind::Option => break,
                other => other?,
            };
            let value = best.report.value;
            let far_off = value.saturating_add(value.saturating_abs() / 10);
            // A bound on all plans says less than one on the same doctors only where it is far off.
            if let Some(proven) = self.bound_of_others(&solved, count, near)
                && bound.is_none_or(|bound| proven.value <= bound.value.max(far_off))
            {
                bound = Some(proven);
            }
            let disturbs_more = |plan: &Plan| plan.disturbed.len() > best.disturbed.len();
            let more = solved.plan.as_ref().is_some_and(disturbs_more);
            best = self.better(best, solved.plan);
            if !more || doctor_cost >= self.largest_cost {
                break;
            }
            doctor_cost = doctor_cost.saturating_mul(16).min(self.largest_cost);
        }
        Ok((best, bound))
    }

    /// What a solve of all who are near proves of plans that disturb so many doctors.
    fn bound_of_others(
        &self,
        solved: &Solved,
        disturbed: usize,
        near: &Neighbourhood,
    ) -> Option<ValueBound> {
        let speaks = !self.compares_scores()
            && (near.is_everybody() || self.others_are_bound(&near.doctors()));
        solved
            .bound(disturbed)
            .filter(|_| speaks)
            .map(|value| ValueBound {
                value,
                scope: scope_of(near),
            })
    }
}

/// The plans that a bound on all who are near speaks of.
fn scope_of(near: &Neighbourhood) -> Scope {
    if near.is_everybody() {
        Scope::Everybody
    } else {
        Scope::Planned
    }
}

/// What the doctors' scores add up to, whatever their signs.
pub(super) fn sum_of_scores(report: &Report) -> i64 {
    let scores = report.scores.iter();
    scores.fold(0, |sum: i64, score| {
        sum.saturating_add(score.saturating_abs())
    })
}

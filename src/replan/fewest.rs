//! First stage: fewest doctors.

use super::difference::disturbed;
use super::neighbourhood::Neighbourhood;
use super::outcome::Ending;
use super::run::{Plan, Run, Share};
use super::solving::Task;
use super::whole::Aim;
use crate::check::Report;
use crate::error::{ErrorKind, Result};
use crate::problem::rule::DoctorSet;

impl Run<'_> {
    /// A plan that disturbs as few doctors as possible.
    pub(super) fn fewest(
        &mut self,
        near: &mut Neighbourhood,
        kept: &Report,
    ) -> Result<(Ending, Option<Plan>)> {
        if kept.is_feasible() && near.len() == 0 {
            return Ok((Ending::Mended, Some(self.nothing_to_do(kept))));
        }
        let mut warm = self.standing.kept.clone();
        let mut best: Option<Plan> = None;
        let mut freed_pins = false;
        let without_plan = loop {
            let free = near.doctors();
            let task = Task {
                free: &free,
                aim: Aim::Fewest,
                warm: &warm,
                charge: None,
                share: share_of_stage(best.is_some(), near.is_everybody()),
            };
            let solved = match self.solve(task) {
                // The plan that there is stands, even if a larger part is too large to be looked at.
                Err(error) if best.is_some() && error.kind() == ErrorKind::Option => {
                    break Ending::NothingFound;
                }
                other => other?,
            };
            if solved.is_impossible {
                // Pins are facts of the past: where they leave a doctor without a pathway they cannot hold.
                if !freed_pins && self.release_impossible(&free)? {
                    freed_pins = true;
                    continue;
                }
                if near.is_everybody() {
                    break Ending::Infeasible;
                }
                self.one_more(&free);
            } else if let Some(bound) = solved.outcome.bound.filter(|_| near.is_everybody()) {
                // Of a part that has no schedule any bound is true, and pins may be released yet.
                self.floor
                    .raise(usize::try_from(bound.saturating_neg()).unwrap_or(0));
            }
            let fewer = |best: &Plan, plan: &Plan| plan.disturbed.len() < best.disturbed.len();
            if let Some(plan) = solved.plan
                && best.as_ref().is_none_or(|best| fewer(best, &plan))
            {
                warm = plan.schedule.clone();
                best = Some(plan);
            }
            if self.is_enough(best.as_ref()) || !near.grow() {
                break Ending::NothingFound;
            }
        };
        let ending = if best.is_some() {
            Ending::Mended
        } else {
            without_plan
        };
        Ok((ending, best))
    }

    /// Everybody stays.
    fn nothing_to_do(&self, kept: &Report) -> Plan {
        let schedule = self.standing.kept.clone();
        Plan {
            disturbed: disturbed(self.problem, &self.standing.published, &schedule),
            schedule,
            report: kept.clone(),
        }
    }

    /// True if no larger neighbourhood is to be looked at: nobody could be spared, or it is late.
    fn is_enough(&self, best: Option<&Plan>) -> bool {
        match best {
            Some(best) => best.disturbed.len() <= self.floor.doctors || self.is_half_over(),
            None => self.is_over(),
        }
    }

    /// Nobody but those who have to change was planned, and there is no plan: at least one more has to.
    fn one_more(&mut self, free: &DoctorSet) {
        let Some(forced) = self.floor.forced() else {
            return;
        };
        let all = self.moving(forced.iter().copied());
        if all == *free && self.floor.doctors == forced.len() && self.others_are_bound(free) {
            self.floor.raise(forced.len() + 1);
        }
    }
}

/// A small set is settled soon or not at all; with everybody in there is nothing to save for while there is no plan.
fn share_of_stage(has_plan: bool, is_everybody: bool) -> Share {
    match (has_plan, is_everybody) {
        (false, true) => Share::MOST,
        (false, false) => Share::new(1, 4),
        (true, _) => Share::new(1, 2),
    }
}

//! Wishes that no plan can grant, whatever else is given up: the calendar, the place or a hard rule about these very days stands in the way.

use super::view::View;
use super::wishes::Wish;
use crate::ids::{ActivityId, DoctorId, PeriodId};
use crate::problem::rule::{Per, Preference};
use crate::problem::{Presence, Rule};

impl View<'_> {
    /// True if the doctor can be nowhere that the wish pays for, in any plan that keeps the hard rules. False says nothing: other rules may stand in the way.
    pub(super) fn is_out_of_reach(&self, wish: &Wish) -> bool {
        let Rule::Preference(preference) = self.problem.rule(wish.rule) else {
            return false;
        };
        // What is to be avoided may be forced by anything.
        wish.value > 0 && wish.units == 0 && !self.can_be_paid(wish.doctor, preference)
    }

    fn can_be_paid(&self, doctor: DoctorId, preference: &Preference) -> bool {
        let problem = self.problem;
        let data = problem.doctor(doctor);
        let grid = problem.grid(data.grid);
        let end = problem.horizon().len();
        let is_hard = |rule: &&Rule| {
            if let Rule::Cells(rule) = rule {
                rule.weight.is_none() && rule.doctors.contains(doctor)
            } else if let Rule::Capacity(rule) = rule {
                rule.weight.is_none()
                    && rule.doctors.contains(doctor)
                    && rule.limits.iter().any(|limit| limit.max == Some(0))
            } else {
                matches!(rule, Rule::Availability(_) | Rule::Eligibility(_))
            }
        };
        let rules: Vec<&Rule> = problem
            .rules()
            .map(|(_, rule)| rule)
            .filter(is_hard)
            .collect();
        let there = data.first.index()..(data.last.index() + 1).min(end);
        let is_paid = |period: PeriodId| {
            preference
                .periods
                .as_ref()
                .is_none_or(|periods| periods.contains(period))
        };
        there.map(PeriodId::new).any(|period| {
            let first = grid.first(grid.block_of(period)).max(data.first);
            let paid = match preference.per {
                Per::Period => is_paid(period),
                Per::Block | Per::Rotation => is_paid(first),
            };
            paid && problem.activity_ids().any(|activity| {
                let counted = match preference.per {
                    Per::Period => {
                        if problem.activity(activity).is_leave(period) {
                            activity
                        } else {
                            problem.rotation_of(activity)
                        }
                    }
                    Per::Block | Per::Rotation => activity,
                };
                preference.activities.contains(counted)
                    && self.can_be_in(&rules, doctor, activity, period)
            })
        })
    }

    /// False if hard rules, each by itself, keep the doctor out of the activity in the period.
    fn can_be_in(
        &self,
        rules: &[&Rule],
        doctor: DoctorId,
        activity: ActivityId,
        period: PeriodId,
    ) -> bool {
        let problem = self.problem;
        if !problem.is_available(doctor, period) {
            return false;
        }
        let is_leave = problem.activity(activity).leave_of.is_some();
        let works_in = problem.works_in(activity, period);
        let allows = |rule: &&Rule| {
            if let Rule::Cells(rule) = rule {
                rule.entries.iter().all(|entry| {
                    !entry.periods.contains(period) || entry.allowed.contains(activity)
                })
            } else if let Rule::Capacity(rule) = rule {
                let limit = rule
                    .limits
                    .binary_search_by_key(&period, |limit| limit.period)
                    .ok()
                    .and_then(|index| rule.limits.get(index));
                works_in.is_none_or(|place| !rule.activities.contains(place))
                    || limit.is_none_or(|limit| limit.max != Some(0))
            } else if matches!(rule, Rule::Eligibility(_)) {
                problem.eligible(doctor).contains(activity)
            } else {
                !(is_leave && self.has_kept_leave(doctor, period))
            }
        };
        rules.iter().all(allows)
    }

    /// True if a leave that keeps the place lies in the doctor's block around the period.
    fn has_kept_leave(&self, doctor: DoctorId, period: PeriodId) -> bool {
        let data = self.problem.doctor(doctor);
        let grid = self.problem.grid(data.grid);
        let block = grid.block_of(period);
        let first = grid.first(block).max(data.first);
        let last = grid.last(block).min(data.last);
        (first.index()..=last.index())
            .map(PeriodId::new)
            .any(|other| self.problem.presence(doctor, other) == Presence::KeepsPlace)
    }
}

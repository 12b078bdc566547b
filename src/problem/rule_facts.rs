//! What other modules ask of a rule whatever its kind.

use super::Problem;
use super::rule::{DoctorSet, PeriodSet, Rule};
use super::rules::Wants;
use crate::ids::{ActivityId, RuleId};

impl Rule {
    /// The doctors that a shared rule links, companions and groups included; none for personal rules and for attendance at an event,
    /// whose doctors are the event's.
    #[must_use]
    pub fn linked_doctors(&self) -> DoctorSet {
        if self.kind().is_personal() {
            DoctorSet::default()
        } else {
            self.facts().linked()
        }
    }

    /// The periods of a shared rule that judges each of them for itself, so that it can be lifted in some and stay in the others. `None`
    /// for all other rules, and for capacities, whose periods have limits of their own.
    #[must_use]
    pub fn judged_periods(&self) -> Option<&PeriodSet> {
        self.facts().judged_periods()
    }

    /// True if the rule limits a sum over its doctors, so that what some of them add can be taken off its limits.
    #[must_use]
    pub fn is_sum(&self) -> bool {
        self.facts().is_sum()
    }

    /// True if the rule compares scores of doctors, so that values matter even where only hard rules are looked at.
    #[must_use]
    pub fn compares_scores(&self) -> bool {
        self.facts().compares_scores()
    }
}

impl Problem {
    /// True if the rule can forbid a schedule. Presence, eligibility and attendance at events are built in and count as no rule here.
    #[must_use]
    pub fn is_hard(&self, id: RuleId) -> bool {
        self.rule(id).facts().is_hard(&self.data)
    }
    /// What a unit of breach of the rule costs; `None` for a hard rule.
    pub(crate) fn cost_of_breach(&self, id: RuleId) -> Option<i64> {
        self.rule(id).facts().cost(&self.data)
    }
    /// Adds the activities that a best schedule may use because of a rule, and says whether these are all.
    pub(crate) fn wanted_by(&self, rule: &Rule, add: &mut dyn FnMut(ActivityId)) -> Wants {
        rule.facts().wants(&self.data, add)
    }
}

#[cfg(test)]
impl Problem {
    /// The most units of breach that a rule says it has for one doctor, and the most that it says it adds to the value of a schedule with these scores, either way.
    pub(crate) fn most_units(&self, id: RuleId, scores: &[i128]) -> (i128, i128) {
        let size = super::rules::Size {
            data: &self.data,
            periods: self.horizon().len() as i128,
            scores,
        };
        let rule = self.rule(id);
        let cost = i128::from(self.cost_of_breach(id).unwrap_or(0).unsigned_abs());
        let doctors = self.doctors().len() as i128;
        let facts = rule.facts();
        if rule.kind().is_personal() {
            let units = facts.units(&size);
            (units, cost * units * doctors)
        } else {
            let value = cost * facts.shared_units(&size) + doctors * facts.in_score(&size);
            (i128::MAX, value)
        }
    }
}

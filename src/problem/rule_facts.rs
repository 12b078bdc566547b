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

//! What other modules ask of a rule whatever its kind: a new rule answers here, once.

use super::Problem;
use super::rule::{DoctorSet, Measure, PeriodSet, Rule};
use crate::ids::RuleId;

impl Rule {
    /// The doctors that a shared rule links, companions and groups included; none for personal rules and for attendance at an event,
    /// whose doctors are the event's.
    #[must_use]
    pub fn linked_doctors(&self) -> DoctorSet {
        match self {
            Self::Capacity(rule) => rule.doctors.clone(),
            Self::Coverage(rule) => rule.doctor_weights.iter().map(|entry| entry.0).collect(),
            Self::Together(rule) => rule.doctors.clone(),
            Self::Apart(rule) => rule.doctors.clone(),
            Self::SplitEvenly(rule) => rule.doctors.clone(),
            Self::Team(rule) => rule.doctors.iter().chain(rule.companions.iter()).collect(),
            Self::WorstDoctor(rule) => rule.doctors.clone(),
            Self::WorstGroup(rule) => rule.groups.iter().flat_map(|group| group.0.iter()).collect(),
            Self::EvenLoad(rule) => rule.doctors.clone(),
            Self::Change(rule) => rule.doctors.clone(),
            Self::Attendance(_)
            | Self::Requirement(_)
            | Self::Elective(_)
            | Self::Precedence(_)
            | Self::Availability(_)
            | Self::Document(_)
            | Self::Boundary(_)
            | Self::Cells(_)
            | Self::Succession(_)
            | Self::Spacing(_)
            | Self::Window(_)
            | Self::LongestRun(_)
            | Self::FirstBy(_)
            | Self::Pattern(_)
            | Self::HospitalLimit(_)
            | Self::HospitalChange(_)
            | Self::SameHospital(_)
            | Self::Eligibility(_)
            | Self::Preference(_)
            | Self::Idle(_) => DoctorSet::default(),
        }
    }

    /// The periods of a shared rule that judges each of them for itself, so that it can be lifted in some and stay in the others. `None`
    /// for all other rules, and for capacities, whose periods have limits of their own.
    #[must_use]
    pub fn judged_periods(&self) -> Option<&PeriodSet> {
        match self {
            Self::Coverage(rule) => rule.each_period.then_some(&rule.periods),
            Self::Together(rule) => Some(&rule.periods),
            Self::Apart(rule) => Some(&rule.periods),
            Self::SplitEvenly(rule) => Some(&rule.periods),
            Self::Team(rule) => Some(&rule.periods),
            Self::Capacity(_)
            | Self::WorstDoctor(_)
            | Self::WorstGroup(_)
            | Self::EvenLoad(_)
            | Self::Change(_)
            | Self::Attendance(_)
            | Self::Requirement(_)
            | Self::Elective(_)
            | Self::Precedence(_)
            | Self::Availability(_)
            | Self::Document(_)
            | Self::Boundary(_)
            | Self::Cells(_)
            | Self::Succession(_)
            | Self::Spacing(_)
            | Self::Window(_)
            | Self::LongestRun(_)
            | Self::FirstBy(_)
            | Self::Pattern(_)
            | Self::HospitalLimit(_)
            | Self::HospitalChange(_)
            | Self::SameHospital(_)
            | Self::Eligibility(_)
            | Self::Preference(_)
            | Self::Idle(_) => None,
        }
    }

    /// True if the rule limits a sum over its doctors, so that what some of them add can be taken off its limits.
    #[must_use]
    pub fn is_sum(&self) -> bool {
        match self {
            Self::Capacity(_) | Self::Coverage(_) | Self::Change(_) => true,
            Self::Attendance(_)
            | Self::Together(_)
            | Self::Apart(_)
            | Self::SplitEvenly(_)
            | Self::Team(_)
            | Self::WorstDoctor(_)
            | Self::WorstGroup(_)
            | Self::EvenLoad(_)
            | Self::Requirement(_)
            | Self::Elective(_)
            | Self::Precedence(_)
            | Self::Availability(_)
            | Self::Document(_)
            | Self::Boundary(_)
            | Self::Cells(_)
            | Self::Succession(_)
            | Self::Spacing(_)
            | Self::Window(_)
            | Self::LongestRun(_)
            | Self::FirstBy(_)
            | Self::Pattern(_)
            | Self::HospitalLimit(_)
            | Self::HospitalChange(_)
            | Self::SameHospital(_)
            | Self::Eligibility(_)
            | Self::Preference(_)
            | Self::Idle(_) => false,
        }
    }

    /// True if the rule compares scores of doctors, so that values matter even where only hard rules are looked at.
    #[must_use]
    pub fn compares_scores(&self) -> bool {
        matches!(self, Self::WorstDoctor(_)) || matches!(self, Self::WorstGroup(rule) if rule.measure == Measure::Score)
    }
}

impl Problem {
    /// True if the rule can forbid a schedule. Presence, eligibility and attendance at events are built in and count as no rule here.
    #[must_use]
    pub fn is_hard(&self, id: RuleId) -> bool {
        match self.rule(id) {
            // Limits of rotations are hard whatever the weight.
            Rule::Requirement(rule) => {
                let limits = self.requirement(rule.requirement);
                limits.weight.is_none()
                    || limits.runs_min > 0
                    || limits.run_min > 1
                    || limits.run_max < i64::MAX
                    || limits.runs_max < i64::MAX
            }
            Rule::Elective(rule) => rule.weight.is_none(),
            Rule::Precedence(rule) => rule.weight.is_none(),
            Rule::Document(_) => true,
            Rule::Boundary(rule) => rule.weight.is_none(),
            Rule::Cells(rule) => rule.weight.is_none(),
            Rule::Succession(rule) => rule.weight.is_none(),
            Rule::Spacing(rule) => rule.weight.is_none(),
            Rule::Window(rule) => rule.weight.is_none(),
            Rule::LongestRun(rule) => rule.weight.is_none(),
            Rule::FirstBy(rule) => rule.weight.is_none(),
            Rule::Pattern(rule) => rule.value.is_none(),
            Rule::HospitalLimit(rule) => rule.weight.is_none(),
            Rule::HospitalChange(rule) => rule.weight.is_none(),
            Rule::SameHospital(rule) => rule.weight.is_none(),
            Rule::Capacity(rule) => rule.weight.is_none(),
            Rule::Coverage(rule) => rule.weight.is_none(),
            Rule::Together(rule) => rule.weight.is_none(),
            Rule::Apart(rule) => rule.weight.is_none(),
            Rule::SplitEvenly(rule) => rule.weight.is_none(),
            Rule::Team(rule) => rule.weight.is_none(),
            Rule::WorstDoctor(rule) => rule.at_least.is_some(),
            Rule::WorstGroup(rule) => rule.at_least.is_some(),
            Rule::EvenLoad(rule) => rule.at_most.is_some(),
            Rule::Change(rule) => rule.max_periods.is_some() || rule.max_periods_per_doctor.is_some(),
            Rule::Availability(_) | Rule::Eligibility(_) | Rule::Attendance(_) | Rule::Preference(_) | Rule::Idle(_) => false,
        }
    }
}

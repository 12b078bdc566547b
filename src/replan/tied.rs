//! Which doctors a rule ties to those who are planned, so that they have to stay in the draft.

use super::reduce::{Aim, Whole};
use crate::ids::DoctorId;
use crate::problem::Rule;
use crate::problem::rule::{DoctorSet, Measure};
use std::collections::BTreeSet;

impl Whole<'_> {
    /// The free doctors and those whom a rule ties to them.
    pub(super) fn tied(&self, free: &DoctorSet, aim: Aim) -> BTreeSet<DoctorId> {
        let fewest = matches!(aim, Aim::Fewest);
        let mut kept: BTreeSet<DoctorId> = free.iter().collect();
        let mut tie = |doctors: &DoctorSet| {
            if doctors.iter().any(|doctor| free.contains(doctor)) {
                kept.extend(doctors.iter());
            }
        };
        for (_, rule) in self.problem.rules() {
            match rule {
                Rule::Attendance(rule) => {
                    let event = self.problem.event(rule.event);
                    if !event.is_fixed() && (event.joint || event.min_places > 0 || event.max_places.is_some()) {
                        tie(&event.attendees);
                    }
                }
                Rule::Together(rule) if !fewest || rule.weight.is_none() => tie(&rule.doctors),
                Rule::Apart(rule) if !fewest || rule.weight.is_none() => tie(&rule.doctors),
                Rule::SplitEvenly(rule) if !fewest || rule.weight.is_none() => tie(&rule.doctors),
                Rule::Team(rule) if !fewest || rule.weight.is_none() => {
                    tie(&rule.doctors.iter().chain(rule.companions.iter()).collect());
                }
                Rule::WorstDoctor(rule) if !fewest => tie(&rule.doctors),
                Rule::WorstGroup(rule) if !fewest || (rule.measure == Measure::Periods && rule.at_least.is_some()) => {
                    tie(&rule.groups.iter().flat_map(|group| group.0.iter()).collect());
                }
                Rule::EvenLoad(rule) if !fewest || rule.at_most.is_some() => tie(&rule.doctors),
                // Taken off the limits, or personal.
                Rule::Capacity(_) | Rule::Coverage(_) | Rule::Change(_) => {}
                Rule::Together(_)
                | Rule::Apart(_)
                | Rule::SplitEvenly(_)
                | Rule::Team(_)
                | Rule::WorstDoctor(_)
                | Rule::WorstGroup(_)
                | Rule::EvenLoad(_)
                | Rule::Requirement(_)
                | Rule::Elective(_)
                | Rule::Precedence(_)
                | Rule::Availability(_)
                | Rule::Document(_)
                | Rule::Boundary(_)
                | Rule::Cells(_)
                | Rule::Succession(_)
                | Rule::Spacing(_)
                | Rule::Window(_)
                | Rule::LongestRun(_)
                | Rule::FirstBy(_)
                | Rule::Pattern(_)
                | Rule::HospitalLimit(_)
                | Rule::HospitalChange(_)
                | Rule::SameHospital(_)
                | Rule::Eligibility(_)
                | Rule::Preference(_)
                | Rule::Idle(_) => {}
            }
        }
        // A rule about changes needs something published, and pins of newcomers need such a rule.
        let published = &self.standing.has_published;
        if !kept.iter().any(|doctor| published[doctor.index()]) {
            kept.extend(published.iter().position(|has| *has).map(DoctorId::new));
        }
        kept
    }

    /// True if a rule compares scores, so that the score of a pinned doctor matters, too.
    pub(super) fn compares_scores(&self) -> bool {
        let of_group = |rule: &Rule| matches!(rule, Rule::WorstGroup(rule) if rule.measure == Measure::Score);
        self.problem.rules().any(|(_, rule)| matches!(rule, Rule::WorstDoctor(_)) || of_group(rule))
    }
}

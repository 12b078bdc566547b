//! Which doctors a rule ties to those who are planned, so that they have to stay in the draft.

use super::reduce::{Aim, Whole};
use crate::ids::DoctorId;
use crate::problem::Rule;
use crate::problem::rule::{DoctorSet, is_personal};
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
        for (id, rule) in self.problem.rules() {
            if let Rule::Attendance(rule) = rule {
                let event = self.problem.event(rule.event);
                if !event.is_fixed() && (event.joint || event.min_places > 0 || event.max_places.is_some()) {
                    tie(&event.attendees);
                }
            } else if !is_personal(rule) && !rule.is_sum() && (!fewest || self.problem.is_hard(id) && !rule.compares_scores()) {
                // What is a sum is taken off its limits instead; without values there are no scores.
                tie(&rule.linked_doctors());
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
        self.problem.rules().any(|(_, rule)| rule.compares_scores())
    }
}

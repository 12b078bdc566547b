//! Which doctors a rule ties to those who are planned, so that they have to stay in the draft.

use super::whole::{Aim, LARGEST_COST, Whole};
use crate::ids::DoctorId;
use crate::problem::Rule;
use crate::problem::rule::{Coverage, DoctorSet, is_personal};
use crate::problem::rule_draft::RuleDraft;
use std::collections::BTreeSet;

impl Whole<'_> {
    /// The free doctors and those whom a rule ties to them.
    pub(super) fn tied(&self, free: &DoctorSet, aim: Aim) -> BTreeSet<DoctorId> {
        let fewest = matches!(aim, Aim::Fewest | Aim::FewestPeriods { .. });
        let mut kept: BTreeSet<DoctorId> = free.iter().collect();
        let mut tie = |doctors: &DoctorSet| {
            if doctors.iter().any(|doctor| free.contains(doctor)) {
                kept.extend(doctors.iter());
            }
        };
        for (id, rule) in self.problem.rules() {
            if let Rule::Attendance(rule) = rule {
                let event = self.problem.event(rule.event);
                if !event.is_fixed()
                    && (event.joint || event.min_places > 0 || event.max_places.is_some())
                {
                    tie(&event.attendees);
                }
            } else if let Rule::Coverage(coverage) = rule
                && !fits(coverage)
            {
                tie(&rule.linked_doctors());
            } else if !is_personal(rule)
                && !rule.is_sum()
                && (!fewest || self.problem.is_hard(id) && !rule.compares_scores())
            {
                // What is a sum is taken off its limits instead; without values there are no scores.
                tie(&rule.linked_doctors());
            }
        }
        // Company that has left still lacks, and a group that has left still has nothing: a filter has to name somebody who is nobody.
        let rows = self.problem.draft();
        if !rows.rules.iter().all(RuleDraft::is_personal) {
            let withdrawn = rows
                .doctors
                .iter()
                .enumerate()
                .filter(|(_, row)| row.withdrawn);
            kept.extend(withdrawn.map(|(number, _)| DoctorId::new(number)));
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

/// True if the limits of a coverage stay numbers that a rule takes, whatever some of its doctors add to its sums.
fn fits(rule: &Coverage) -> bool {
    let asked = rule
        .min
        .into_iter()
        .chain(rule.max)
        .chain(rule.allowed.iter().copied());
    let furthest = asked.map(i64::unsigned_abs).max().unwrap_or(0);
    let weights = rule.doctor_weights.iter().fold(0_u64, |sum, entry| {
        sum.saturating_add(entry.1.unsigned_abs())
    });
    let periods = if rule.each_period {
        1
    } else {
        rule.periods.len() as u64
    };
    weights.saturating_mul(periods).saturating_add(furthest) <= LARGEST_COST.unsigned_abs()
}

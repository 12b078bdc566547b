//! Who may go where.

use super::Resolver;
use super::budget::Budget;
use crate::ids::{ActivityId, IdSet, SpecialtyId};
use crate::limits;
use crate::problem::entity::{Doctor, Role};
use crate::problem::rule::ActivitySet;
use crate::problem::rule_draft::RuleDraft;
use crate::problem::rules::Off;
use std::collections::HashMap;
use std::sync::Arc;

type SpecialtySet = IdSet<SpecialtyId>;

impl Resolver {
    /// Who is eligible for what; doctors with the same answers share one set.
    pub(super) fn resolve_eligibility(&mut self) {
        let off =
            self.draft.rules.iter().any(
                |rule| matches!(rule, RuleDraft::Off(Off { rule, .. }) if rule == "eligibility"),
            );
        let mut sets: HashMap<Vec<ActivityId>, Arc<ActivitySet>> = HashMap::new();
        let mut known: HashMap<_, Arc<ActivitySet>> = HashMap::new();
        let mut all = Vec::with_capacity(self.data.doctors.len());
        let mut walked = 0_usize;
        for doctor in &self.data.doctors {
            let profile = (
                doctor.specialty,
                &doctor.languages,
                &doctor.avoids,
                doctor.permits.as_slice(),
                doctor.waivers.as_slice(),
            );
            let set = known.entry(profile).or_insert_with(|| {
                let most = limits::SET_MEMBERS.saturating_sub(walked);
                let ancestry: SpecialtySet = self.ancestry(doctor.specialty).take(most).collect();
                walked = walked.saturating_add(ancestry.len()).saturating_add(1);
                let ids = (0..self.data.activities.len()).map(ActivityId::new);
                let eligible: Vec<ActivityId> = ids
                    .filter(|&id| off || self.is_eligible(doctor, &ancestry, id))
                    .collect();
                sets.entry(eligible)
                    .or_insert_with_key(|members| Arc::new(members.iter().copied().collect()))
                    .clone()
            });
            all.push(set.clone());
        }
        self.data.eligible = all;
        self.spend(Budget::SetMembers, walked, "/specialties", "specialties");
    }

    fn is_eligible(&self, doctor: &Doctor, ancestry: &SpecialtySet, id: ActivityId) -> bool {
        let activity = &self.data.activities[id.index()];
        let specialty_fits =
            activity.specialties.is_empty() || activity.specialties.intersects(ancestry);
        let role_fits = activity.role == Role::Observer || doctor.permits.contains(id);
        let language_fits = activity
            .language
            .as_ref()
            .is_none_or(|language| doctor.languages.binary_search(language).is_ok());
        let tags_fit = !activity
            .tags
            .iter()
            .any(|tag| doctor.avoids.binary_search(tag).is_ok());
        doctor.waivers.contains(id) || (specialty_fits && role_fits && language_fits && tags_fit)
    }

    /// A specialty and all that it belongs under.
    pub(super) fn ancestry(
        &self,
        specialty: Option<SpecialtyId>,
    ) -> impl Iterator<Item = SpecialtyId> {
        let parent = |specialty: &SpecialtyId| self.data.specialties[specialty.index()].parent;
        // A cycle was reported; the walk must end all the same.
        std::iter::successors(specialty, parent).take(self.data.specialties.len())
    }
}

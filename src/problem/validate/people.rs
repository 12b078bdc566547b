//! Cohorts, doctors, leaves, documents and who may go where.

use super::Resolver;
use super::entities::shown;
use crate::calendar::Coverage;
use crate::ids::{ActivityId, CohortId, DoctorId, GridId, IdSet, PeriodId, RegionId, SpecialtyId};
use crate::problem::draft::{CohortDraft, DoctorDraft};
use crate::problem::entity::{Cohort, Doctor, Document, Leave, Role};
use crate::problem::rule::ActivitySet;
use std::collections::HashMap;
use std::sync::Arc;

impl Resolver {
    pub(super) fn resolve_doctors(&mut self) {
        let draft = self.draft.clone();
        self.names.cohorts = self.name_table("cohort", "cohorts", draft.cohorts.iter().map(|entity| entity.id.as_str()));
        self.names.doctors = self.name_table("doctor", "doctors", draft.doctors.iter().map(|entity| entity.id.as_str()));
        let mut members: Vec<Vec<DoctorId>> = vec![Vec::new(); draft.cohorts.len()];
        for (index, doctor) in draft.doctors.iter().enumerate() {
            self.resolve_doctor(index, doctor, &mut members);
        }
        for (cohort, doctors) in draft.cohorts.iter().zip(members) {
            let name = shown(&cohort.name, &cohort.id);
            self.data.cohorts.push(Cohort { key: cohort.id.clone(), name, doctors: doctors.into_iter().collect() });
        }
        self.resolve_leaves();
        self.resolve_documents();
        self.resolve_eligibility();
    }

    fn resolve_doctor(&mut self, index: usize, doctor: &DoctorDraft, members: &mut [Vec<DoctorId>]) {
        let draft = self.draft.clone();
        let id = DoctorId::new(index);
        let subject = format!("doctor {:?}", doctor.id);
        let pointer = format!("/doctors/{index}");
        let cohort = doctor.cohort.as_ref().and_then(|key| {
            let found = self.names.cohorts.get(key);
            self.look_up(found, "cohort", key, &format!("{pointer}/cohort"), &subject)
        });
        let of_cohort = |field: fn(&CohortDraft) -> &Option<String>| cohort.and_then(|cohort| field(&draft.cohorts[cohort]).clone());
        macro_rules! reference {
            ($field:ident, $table:ident, $kind:literal, $inherited:expr) => {
                doctor.$field.clone().or_else(|| $inherited).and_then(|key| {
                    let found = self.names.$table.get(&key);
                    self.look_up(found, $kind, &key, &format!("{pointer}/{}", stringify!($field)), &subject)
                })
            };
        }
        let specialty = reference!(specialty, specialties, "specialty", None);
        let region = reference!(region, regions, "region", of_cohort(|cohort| &cohort.region));
        let curriculum = reference!(curriculum, curricula, "curriculum", of_cohort(|cohort| &cohort.curriculum));
        let grid = reference!(grid, grids, "grid", of_cohort(|cohort| &cohort.grid));
        let arrival = doctor.arrival.clone().or_else(|| of_cohort(|cohort| &cohort.arrival));
        let departure = doctor.departure.clone().or_else(|| of_cohort(|cohort| &cohort.departure));
        let (mut first, mut last) = (PeriodId::new(0), PeriodId::new(self.horizon().len() - 1));
        for (from, to, what) in [(&arrival, &departure, "arrival"), (&doctor.visa_from, &doctor.visa_to, "visa_from")] {
            let place = format!("{pointer}/{what}");
            if let Some(span) = self.span((from.as_deref(), to.as_deref()), &place, &subject) {
                match (span.first(), span.last()) {
                    (Some(start), Some(end)) => {
                        first = first.max(start.0);
                        last = last.min(end.0);
                    }
                    _ => (first, last) = (PeriodId::new(1), PeriodId::new(0)),
                }
            }
        }
        let index_by = &mut self.names.doctors_by;
        if let Some(specialty) = specialty {
            index_by.specialty.entry(specialty).or_default().push(id);
        }
        if let Some(region) = region {
            index_by.region.entry(region).or_default().push(id);
        }
        if let Some(curriculum) = curriculum {
            index_by.curriculum.entry(curriculum).or_default().push(id);
        }
        if let Some(cohort) = cohort {
            index_by.cohort.entry(cohort).or_default().push(id);
            members[cohort].push(id);
        }
        if !doctor.level.is_empty() {
            index_by.level.entry(doctor.level.clone()).or_default().push(id);
        }
        for tag in &doctor.tags {
            index_by.tag.entry(tag.clone()).or_default().push(id);
        }
        self.names.curriculum_of.push(curriculum);
        let named = |resolver: &mut Self, keys: &[String], field: &str| -> ActivitySet {
            let mut named = Vec::new();
            for (position, key) in keys.iter().enumerate() {
                let place = format!("{pointer}/{field}/{position}");
                named.extend(resolver.activities_named(key, field, &place, &subject).unwrap_or_default());
            }
            named.into_iter().collect()
        };
        let permits = named(self, &doctor.permits, "permits");
        let waivers = named(self, &doctor.waivers, "waivers");
        self.data.doctors.push(Doctor {
            key: doctor.id.clone(),
            name: shown(&doctor.name, &doctor.id),
            specialty: specialty.map(SpecialtyId::new),
            level: doctor.level.clone(),
            region: region.map(RegionId::new),
            cohort: cohort.map(CohortId::new),
            grid: GridId::new(grid.unwrap_or(0)),
            first,
            last,
            leaves: Vec::new(),
            documents: Vec::new(),
            languages: sorted(&doctor.languages),
            permits,
            avoids: sorted(&doctor.avoids),
            waivers,
            tags: sorted(&doctor.tags),
        });
    }

    fn resolve_leaves(&mut self) {
        let draft = self.draft.clone();
        for (index, leave) in draft.leaves.iter().enumerate() {
            let subject = format!("doctor {:?}", leave.doctor);
            let pointer = format!("/leaves/{index}");
            let found = self.names.doctors.get(&leave.doctor);
            let doctor = self.look_up(found, "doctor", &leave.doctor, &format!("{pointer}/doctor"), &subject);
            let span = self.span((Some(&leave.from), Some(&leave.to)), &pointer, &subject);
            if let (Some(doctor), Some(span)) = (doctor, span) {
                let is_away = |coverage: &Coverage| *coverage == Coverage::Full && !leave.half;
                let away = span.iter().filter(|(_, coverage)| is_away(coverage)).map(|(period, _)| *period).collect();
                let half = span.iter().filter(|(_, coverage)| !is_away(coverage)).map(|(period, _)| *period).collect();
                let resolved = Leave { away, half, keeps_place: leave.keeps_place, reason: leave.reason.clone() };
                self.data.doctors[doctor].leaves.push(resolved);
            }
        }
    }

    fn resolve_documents(&mut self) {
        let draft = self.draft.clone();
        for (index, document) in draft.documents.iter().enumerate() {
            let subject = format!("doctor {:?}", document.doctor);
            let pointer = format!("/documents/{index}");
            let found = self.names.doctors.get(&document.doctor);
            let doctor = self.look_up(found, "doctor", &document.doctor, &format!("{pointer}/doctor"), &subject);
            let span = self.span((document.from.as_deref(), document.to.as_deref()), &pointer, &subject);
            if let (Some(doctor), Some(span)) = (doctor, span) {
                let whole = span.into_iter().filter(|(_, coverage)| *coverage == Coverage::Full);
                let valid = whole.map(|(period, _)| period).collect();
                self.data.doctors[doctor].documents.push(Document { document: document.document.clone(), valid });
            }
        }
    }

    /// Who is eligible for what; doctors with the same answers share one set.
    fn resolve_eligibility(&mut self) {
        let off = self
            .draft
            .rules
            .iter()
            .any(|rule| matches!(rule, crate::problem::rule_draft::RuleDraft::Off { rule, .. } if rule == "eligibility"));
        let families: Vec<Vec<usize>> = (0..self.data.specialties.len()).map(|specialty| self.with_descendants(specialty)).collect();
        let mut sets: HashMap<Vec<ActivityId>, Arc<ActivitySet>> = HashMap::new();
        for doctor in &self.data.doctors {
            let eligible: Vec<ActivityId> = (0..self.data.activities.len())
                .map(ActivityId::new)
                .filter(|&id| {
                    let activity = &self.data.activities[id.index()];
                    let specialty_fits = activity.specialties.is_empty()
                        || doctor
                            .specialty
                            .is_some_and(|of| activity.specialties.iter().any(|offered| families[offered.index()].contains(&of.index())));
                    let role_fits = activity.role == Role::Observer || doctor.permits.contains(id);
                    let language_fits = activity.language.as_ref().is_none_or(|language| doctor.languages.contains(language));
                    let tags_fit = !doctor.avoids.iter().any(|tag| activity.tags.contains(tag));
                    off || doctor.waivers.contains(id) || (specialty_fits && role_fits && language_fits && tags_fit)
                })
                .collect();
            let set = sets.entry(eligible).or_insert_with_key(|members| Arc::new(members.iter().copied().collect::<IdSet<_>>()));
            self.data.eligible.push(set.clone());
        }
    }
}

fn sorted(list: &[String]) -> Vec<String> {
    let mut list = list.to_vec();
    list.sort_unstable();
    list.dedup();
    list
}

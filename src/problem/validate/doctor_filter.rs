//! Which doctors a rule speaks of.

use super::Resolver;
use super::budget::Budget;
use super::names::{Names, Table, is_meant};
use crate::error::{Code, nearest};
use crate::ids::{DoctorId, IdSet};
use crate::problem::draft::DoctorFilter;
use crate::problem::rule::DoctorSet;
use std::collections::HashMap;

/// A field of the filter that lists ids of another table.
pub(super) struct Listed {
    pub(super) field: &'static str,
    pub(super) kind: &'static str,
    pub(super) keys: fn(&DoctorFilter) -> &[String],
    pub(super) table: fn(&Names) -> &Table,
    /// The doctors that one entry stands for.
    pub(super) members: fn(&Names, usize) -> Vec<DoctorId>,
}

/// A field of the filter that lists texts which doctors have.
pub(super) struct Texts {
    pub(super) field: &'static str,
    pub(super) kind: &'static str,
    pub(super) keys: fn(&DoctorFilter) -> &[String],
    pub(super) doctors_by: fn(&Names) -> &HashMap<String, Vec<DoctorId>>,
}

pub(super) const LISTED: [Listed; 5] = [
    Listed {
        field: "doctors",
        kind: "doctor",
        keys: |filter| &filter.doctors,
        table: |names| &names.doctors,
        members: |_, doctor| vec![DoctorId::new(doctor)],
    },
    Listed {
        field: "specialties",
        kind: "specialty",
        keys: |filter| &filter.specialties,
        table: |names| &names.specialties,
        members: |names, specialty| {
            let family = names.with_descendants(specialty).into_iter();
            family
                .flat_map(|one| found_in(&names.doctors_by.specialty, one))
                .collect()
        },
    },
    Listed {
        field: "regions",
        kind: "region",
        keys: |filter| &filter.regions,
        table: |names| &names.regions,
        members: |names, region| found_in(&names.doctors_by.region, region),
    },
    Listed {
        field: "cohorts",
        kind: "cohort",
        keys: |filter| &filter.cohorts,
        table: |names| &names.cohorts,
        members: |names, cohort| found_in(&names.doctors_by.cohort, cohort),
    },
    Listed {
        field: "curricula",
        kind: "curriculum",
        keys: |filter| &filter.curricula,
        table: |names| &names.curricula,
        members: |names, curriculum| found_in(&names.doctors_by.curriculum, curriculum),
    },
];

pub(super) const TEXTS: [Texts; 2] = [
    Texts {
        field: "levels",
        kind: "level",
        keys: |filter| &filter.levels,
        doctors_by: |names| &names.doctors_by.level,
    },
    Texts {
        field: "tags",
        kind: "tag",
        keys: |filter| &filter.tags,
        doctors_by: |names| &names.doctors_by.tag,
    },
];

const EXCEPT: Listed = Listed {
    field: "except",
    keys: |filter| &filter.except,
    ..LISTED[0]
};

impl DoctorFilter {
    /// True if nothing in it says whom it chooses, only whom not.
    fn has_only_exceptions(&self) -> bool {
        *self
            == Self {
                except: self.except.clone(),
                ..Self::default()
            }
    }
}

impl Resolver {
    /// The doctors a filter chooses; an empty filter chooses everybody, an empty choice is reported.
    pub(in crate::problem) fn doctors(
        &mut self,
        filter: &DoctorFilter,
        pointer: &str,
        subject: &str,
    ) -> Option<DoctorSet> {
        if let Some(known) = self.names.doctor_sets.get(filter) {
            return Some(known.clone());
        }
        let everybody = self.data.doctors.len();
        // Looking at everybody is dear where a hundred thousand rules do it.
        if filter.has_only_exceptions()
            && !self.spend(Budget::SetMembers, everybody, pointer, subject)
        {
            return None;
        }
        let chosen = self.choose_doctors(filter, pointer, subject)?;
        let everything = *filter == DoctorFilter::default();
        let why = |all: &Self| all.why_no_doctor(filter);
        let chosen = self.not_empty(chosen, "doctor", pointer, subject, everything, why)?;
        let chosen = self.without_withdrawn(filter, chosen);
        if !self.spend(Budget::SetMembers, chosen.len(), pointer, subject) {
            return None;
        }
        self.names
            .doctor_sets
            .insert(filter.clone(), chosen.clone());
        Some(chosen)
    }

    /// Whom all fields of a filter choose; `None`, with messages, if one names what there is not.
    fn choose_doctors(
        &mut self,
        filter: &DoctorFilter,
        pointer: &str,
        subject: &str,
    ) -> Option<DoctorSet> {
        let mut sets: Vec<Option<DoctorSet>> = Vec::new();
        for listed in LISTED
            .iter()
            .filter(|listed| !(listed.keys)(filter).is_empty())
        {
            sets.push(self.doctors_listed(filter, listed, pointer, subject));
        }
        for texts in TEXTS
            .iter()
            .filter(|texts| !(texts.keys)(filter).is_empty())
        {
            self.warn_of_nobody(filter, texts, pointer, subject);
            let doctors_by = (texts.doctors_by)(&self.names);
            let known = (texts.keys)(filter)
                .iter()
                .filter_map(|key| doctors_by.get(key));
            sets.push(Some(known.flatten().copied().collect()));
        }
        let except = self.doctors_listed(filter, &EXCEPT, pointer, subject);

        let sets: Vec<DoctorSet> = sets.into_iter().collect::<Option<_>>()?;
        let except = except?;
        let in_all = sets
            .into_iter()
            .reduce(|chosen, more| filtered(&chosen, |doctor| more.contains(doctor)));
        let chosen = in_all.unwrap_or_else(|| IdSet::all(self.data.doctors.len()));
        Some(if except.is_empty() {
            chosen
        } else {
            filtered(&chosen, |doctor| !except.contains(doctor))
        })
    }

    /// Whom one field of a filter lists; every id that leads nowhere is reported.
    fn doctors_listed(
        &mut self,
        filter: &DoctorFilter,
        listed: &Listed,
        pointer: &str,
        subject: &str,
    ) -> Option<DoctorSet> {
        let mut members = Some(Vec::new());
        for (position, key) in (listed.keys)(filter).iter().enumerate() {
            let found = (listed.table)(&self.names).get(key);
            let place = format!("{pointer}/{}/{position}", listed.field);
            match self.look_up(found, listed.kind, key, &place, subject) {
                Some(index) => members
                    .iter_mut()
                    .for_each(|members| members.extend((listed.members)(&self.names, index))),
                None => members = None,
            }
        }
        Some(members?.into_iter().collect())
    }

    /// Warns of texts that no doctor has, beside others that doctors have; where nobody at all is chosen, that is an error.
    fn warn_of_nobody(
        &mut self,
        filter: &DoctorFilter,
        texts: &Texts,
        pointer: &str,
        subject: &str,
    ) {
        let (kind, keys) = (texts.kind, (texts.keys)(filter));
        let doctors_by = (texts.doctors_by)(&self.names);
        let unknown = || {
            keys.iter()
                .enumerate()
                .filter(|(_, key)| !doctors_by.contains_key(*key))
        };
        if unknown().count() == keys.len() {
            return;
        }
        for (position, key) in unknown() {
            let known = doctors_by.keys().map(String::as_str);
            let near = is_meant(nearest(key, known));
            let message = format!("no doctor has the {kind} {key:?} that the filter names.{near}");
            let place = format!("{pointer}/{}/{position}", texts.field);
            self.found
                .warning(Code::ChoosesNobody, place, subject, message);
        }
    }

    /// Whoever withdrew may leave a rule without doctors; that is no mistake of the filter.
    fn without_withdrawn(&mut self, filter: &DoctorFilter, chosen: DoctorSet) -> DoctorSet {
        let doctors = &self.draft.doctors;
        let is_there = |doctor: DoctorId| {
            doctors
                .get(doctor.index())
                .is_none_or(|doctor| !doctor.withdrawn)
        };
        if chosen.iter().all(is_there) {
            return chosen;
        }
        let there = filtered(&chosen, is_there);
        self.data.with_withdrawn.insert(filter.clone(), chosen);
        there
    }
}

fn found_in(doctors_by: &HashMap<usize, Vec<DoctorId>>, index: usize) -> Vec<DoctorId> {
    doctors_by.get(&index).cloned().unwrap_or_default()
}

fn filtered(doctors: &DoctorSet, keep: impl Fn(DoctorId) -> bool) -> DoctorSet {
    doctors.iter().filter(|doctor| keep(*doctor)).collect()
}

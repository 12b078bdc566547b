//! Cohorts and doctors.

use super::Resolver;
use super::entities::shown;
use super::look_up::read_ids;
use super::names::{Names, Table};
use super::table_row::{Ends, TableRow};
use crate::calendar::whole_periods;
use crate::ids::{CohortId, DoctorId, GridId, PeriodId, RegionId, SpecialtyId};
use crate::problem::draft::{CohortDraft, DoctorDraft};
use crate::problem::entity::{Cohort, Doctor};
use crate::problem::rule::ActivitySet;
use std::ops::Range;

/// The fields of the dates between which a doctor is there.
const STAY: [&str; 2] = ["arrival", "departure"];

/// What the doctors of a cohort have unless they have their own.
#[derive(Clone, Copy, Default)]
struct Home {
    region: Option<usize>,
    curriculum: Option<usize>,
    grid: Option<usize>,
}

impl Resolver {
    pub(super) fn resolve_doctors(&mut self) {
        let draft = self.draft.clone();
        read_ids!(self, draft, "cohort" in cohorts);
        read_ids!(self, draft, "doctor" in doctors);
        let homes: Vec<Home> = draft
            .cohorts
            .iter()
            .enumerate()
            .map(|(index, cohort)| self.home(index, cohort))
            .collect();
        for (index, doctor) in draft.doctors.iter().enumerate() {
            self.resolve_doctor(index, doctor, &homes);
        }
        for (index, cohort) in draft.cohorts.iter().enumerate() {
            let doctors = self.names.doctors_by.cohort.get(&index);
            self.data.cohorts.push(Cohort {
                key: cohort.id.clone(),
                name: shown(&cohort.name, &cohort.id),
                doctors: doctors.into_iter().flatten().copied().collect(),
            });
        }
        self.resolve_leaves();
        self.resolve_documents();
        self.resolve_eligibility();
    }

    /// What a cohort gives to its doctors; mistakes in it are reported here, once.
    fn home(&mut self, index: usize, cohort: &CohortDraft) -> Home {
        let at = TableRow::new("cohorts", index, format!("cohort {:?}", cohort.id));
        let ends = Ends {
            from: cohort.arrival.as_deref(),
            to: cohort.departure.as_deref(),
            fields: STAY,
        };
        if let Some(stretch) = self.stretch_of(ends, &at) {
            self.warn_of_ends(stretch, ends, &at);
        }
        let (region, curriculum) = (cohort.region.as_ref(), cohort.curriculum.as_ref());
        Home {
            region: self.optional(&at, "region", |names| &names.regions, region),
            curriculum: self.optional(&at, "curriculum", |names| &names.curricula, curriculum),
            grid: self.optional(&at, "grid", |names| &names.grids, cohort.grid.as_ref()),
        }
    }

    fn optional(
        &mut self,
        at: &TableRow,
        field: &str,
        table: fn(&Names) -> &Table,
        key: Option<&String>,
    ) -> Option<usize> {
        self.reference(at, field, table, key?)
    }

    fn resolve_doctor(&mut self, index: usize, doctor: &DoctorDraft, homes: &[Home]) {
        let at = TableRow::new("doctors", index, format!("doctor {:?}", doctor.id));
        let cohort = self.optional(
            &at,
            "cohort",
            |names| &names.cohorts,
            doctor.cohort.as_ref(),
        );
        let home = cohort.and_then(|cohort| homes.get(cohort));
        let home = home.copied().unwrap_or_default();
        let (specialty, region) = (doctor.specialty.as_ref(), doctor.region.as_ref());
        let (curriculum, grid) = (doctor.curriculum.as_ref(), doctor.grid.as_ref());
        let specialty = self.optional(&at, "specialty", |names| &names.specialties, specialty);
        let region = self.optional(&at, "region", |names| &names.regions, region);
        let curriculum = self.optional(&at, "curriculum", |names| &names.curricula, curriculum);
        let grid = self.optional(&at, "grid", |names| &names.grids, grid);
        let (first, last) = self.stay(doctor, cohort, &at);
        let permits = self.activities_of(&doctor.permits, "permits", &at);
        let waivers = self.activities_of(&doctor.waivers, "waivers", &at);
        let resolved = Doctor {
            key: doctor.id.clone(),
            name: shown(&doctor.name, &doctor.id),
            specialty: specialty.map(SpecialtyId::new),
            level: doctor.level.clone(),
            region: region.or(home.region).map(RegionId::new),
            cohort: cohort.map(CohortId::new),
            grid: GridId::new(grid.or(home.grid).unwrap_or(0)),
            first,
            last,
            leaves: Vec::new(),
            part_leave: Vec::new(),
            documents: Vec::new(),
            languages: sorted(&doctor.languages),
            permits,
            avoids: sorted(&doctor.avoids),
            waivers,
            tags: sorted(&doctor.tags),
        };
        let curriculum = curriculum.or(home.curriculum);
        let id = DoctorId::new(index);
        self.names.doctors_by.add(id, &resolved, curriculum);
        self.data.doctors.push(resolved);
    }

    /// The activities that a field of a doctor names, by their ids or those of departments.
    fn activities_of(&mut self, keys: &[String], field: &str, at: &TableRow) -> ActivitySet {
        let mut named = Vec::new();
        for (position, key) in keys.iter().enumerate() {
            let place = at.entry(field, position);
            let activities = self.activities_named(key, field, &place, &at.subject);
            named.extend(activities.unwrap_or_default());
        }
        named.into_iter().collect()
    }

    /// First and last period of a doctor's presence, arrival and visa together; the first after the last if there is none.
    fn stay(
        &mut self,
        doctor: &DoctorDraft,
        cohort: Option<usize>,
        at: &TableRow,
    ) -> (PeriodId, PeriodId) {
        let never = (PeriodId::new(1), PeriodId::new(0));
        if doctor.withdrawn {
            return never;
        }
        let presence = self.presence(doctor, cohort, at);
        let Some((arrival, departure)) = self.periods_within(presence) else {
            return never;
        };
        let visa = self.visa(doctor, at);
        let Some((from, to)) = self.periods_within(visa) else {
            return never;
        };
        (arrival.max(from), departure.min(to))
    }

    /// From the arrival to the departure, each the doctor's own or else the cohort's.
    fn presence(
        &mut self,
        doctor: &DoctorDraft,
        cohort: Option<usize>,
        at: &TableRow,
    ) -> Option<Range<usize>> {
        let draft = self.draft.clone();
        let cohort = cohort.map(|cohort| &draft.cohorts[cohort]);
        // A date of the cohort that cannot be read was reported there.
        let inherited = |field: fn(&CohortDraft) -> &Option<String>| {
            let when = field(cohort?).as_deref();
            when.filter(|when| self.horizon().moment(when).is_ok())
        };
        let own = Ends {
            from: doctor.arrival.as_deref(),
            to: doctor.departure.as_deref(),
            fields: STAY,
        };
        let ends = Ends {
            from: own.from.or_else(|| inherited(|cohort| &cohort.arrival)),
            to: own.to.or_else(|| inherited(|cohort| &cohort.departure)),
            ..own
        };
        let has_own = own.from.is_some() || own.to.is_some();
        if !has_own && cohort.is_some() {
            return self.quiet_stretch(ends);
        }
        let stretch = self.stretch_of(ends, at)?;
        if has_own && stretch.is_empty() {
            self.warn_of_outside(ends, at);
        }
        // An end that the cohort gives was looked at there.
        self.warn_of_ends(stretch.clone(), own, at);
        Some(stretch)
    }

    fn visa(&mut self, doctor: &DoctorDraft, at: &TableRow) -> Option<Range<usize>> {
        let ends = Ends {
            from: doctor.visa_from.as_deref(),
            to: doctor.visa_to.as_deref(),
            fields: ["visa_from", "visa_to"],
        };
        let stretch = self.stretch_of(ends, at)?;
        self.warn_of_ends(stretch.clone(), ends, at);
        Some(stretch)
    }

    /// The first and the last period that lie within a stretch altogether; those of the horizon where it could not be read.
    fn periods_within(&self, stretch: Option<Range<usize>>) -> Option<(PeriodId, PeriodId)> {
        let horizon = self.horizon();
        match stretch {
            Some(stretch) => whole_periods(&horizon.coverage(vec![stretch])),
            None => Some((PeriodId::new(0), PeriodId::new(horizon.len() - 1))),
        }
    }

    /// Warns of the periods in which a stay begins or ends.
    fn warn_of_ends(&mut self, stretch: Range<usize>, ends: Ends<'_>, at: &TableRow) {
        let how = "a doctor is there only in periods whose whole working time lies within";
        let covered = self.horizon().coverage(vec![stretch]);
        let (Some(&first), Some(&last)) = (covered.first(), covered.last()) else {
            return;
        };
        let [from_field, to_field] = ends.fields;
        for (given, field, period) in [(ends.from, from_field, first), (ends.to, to_field, last)] {
            if given.is_some() {
                self.warn_of_parts(&[period], &at.field(field), &at.subject, how);
            }
        }
    }
}

fn sorted(list: &[String]) -> Vec<String> {
    let mut list = list.to_vec();
    list.sort_unstable();
    list.dedup();
    list
}

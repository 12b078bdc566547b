//! Cohorts, doctors, leaves, documents and who may go where.

use super::Resolver;
use super::entities::shown;
use super::names::{Names, Table};
use super::size::Budget;
use crate::calendar::{Coverage, whole_periods};
use crate::ids::{ActivityId, CohortId, DoctorId, GridId, IdSet, PeriodId, RegionId, SpecialtyId};
use crate::limits;
use crate::problem::draft::{CohortDraft, DoctorDraft, LeaveDraft};
use crate::problem::entity::{Cohort, Doctor, Document, Leave, Role};
use crate::problem::rule::{ActivitySet, PeriodSet};
use crate::problem::rules;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::Arc;

type SpecialtySet = IdSet<SpecialtyId>;
/// Rows of a table by their position, and the half-days that each covers.
type Rows = Vec<(usize, Range<usize>)>;

impl Resolver {
    pub(super) fn resolve_doctors(&mut self) {
        let draft = self.draft.clone();
        self.names.cohorts = self.name_table(
            "cohort",
            "cohorts",
            draft.cohorts.iter().map(|entity| entity.id.as_str()),
        );
        self.names.doctors = self.name_table(
            "doctor",
            "doctors",
            draft.doctors.iter().map(|entity| entity.id.as_str()),
        );
        let mut members: Vec<Vec<DoctorId>> = vec![Vec::new(); draft.cohorts.len()];
        let homes: Vec<Home> = draft
            .cohorts
            .iter()
            .enumerate()
            .map(|(index, cohort)| self.home(index, cohort))
            .collect();
        for (index, doctor) in draft.doctors.iter().enumerate() {
            self.resolve_doctor(index, doctor, &homes, &mut members);
        }
        for (cohort, doctors) in draft.cohorts.iter().zip(members) {
            let name = shown(&cohort.name, &cohort.id);
            self.data.cohorts.push(Cohort {
                key: cohort.id.clone(),
                name,
                doctors: doctors.into_iter().collect(),
            });
        }
        self.resolve_leaves();
        self.resolve_documents();
        self.resolve_eligibility();
    }

    /// What a cohort gives to its doctors; mistakes in it are reported here, once.
    fn home(&mut self, index: usize, cohort: &CohortDraft) -> Home {
        let subject = format!("cohort {:?}", cohort.id);
        let pointer = format!("/cohorts/{index}");
        let (from, to) = (format!("{pointer}/arrival"), format!("{pointer}/departure"));
        let ends = (
            (cohort.arrival.as_deref(), from.as_str()),
            (cohort.departure.as_deref(), to.as_str()),
        );
        if let Some(stretch) = self.stretch_of(ends.0, ends.1, &subject) {
            self.warn_of_ends(stretch, ends, &subject);
        }
        Home {
            region: self.reference(
                cohort.region.as_ref(),
                "region",
                |names| &names.regions,
                &pointer,
                &subject,
            ),
            curriculum: self.reference(
                cohort.curriculum.as_ref(),
                "curriculum",
                |names| &names.curricula,
                &pointer,
                &subject,
            ),
            grid: self.reference(
                cohort.grid.as_ref(),
                "grid",
                |names| &names.grids,
                &pointer,
                &subject,
            ),
        }
    }

    fn reference(
        &mut self,
        key: Option<&String>,
        field: &str,
        table: fn(&Names) -> &Table,
        pointer: &str,
        subject: &str,
    ) -> Option<usize> {
        let key = key?;
        let found = table(&self.names).get(key);
        self.look_up(found, field, key, &format!("{pointer}/{field}"), subject)
    }

    /// First and last period of a doctor's presence, arrival and visa together; the first after the last if there is none.
    fn stay(
        &mut self,
        doctor: &DoctorDraft,
        cohort: Option<usize>,
        pointer: &str,
        subject: &str,
    ) -> (PeriodId, PeriodId) {
        let never = (PeriodId::new(1), PeriodId::new(0));
        let draft = self.draft.clone();
        // A date of the cohort that cannot be read was reported there.
        let inherited = |resolver: &Self, field: fn(&CohortDraft) -> &Option<String>| {
            let when = cohort.and_then(|cohort| field(&draft.cohorts[cohort]).as_deref());
            when.filter(|when| resolver.horizon().moment(when).is_ok())
        };
        let arrival = doctor
            .arrival
            .as_deref()
            .or_else(|| inherited(self, |cohort| &cohort.arrival));
        let departure = doctor
            .departure
            .as_deref()
            .or_else(|| inherited(self, |cohort| &cohort.departure));
        let own = doctor.arrival.is_some() || doctor.departure.is_some();
        let (mut first, mut last) = (PeriodId::new(0), PeriodId::new(self.horizon().len() - 1));
        if doctor.withdrawn {
            return never;
        }
        let visa = (doctor.visa_from.as_deref(), doctor.visa_to.as_deref());
        for (from, to, from_field, to_field) in [
            (arrival, departure, "arrival", "departure"),
            (visa.0, visa.1, "visa_from", "visa_to"),
        ] {
            let reversed_at_cohort = from_field == "arrival" && !own && cohort.is_some();
            let (from_pointer, to_pointer) = (
                format!("{pointer}/{from_field}"),
                format!("{pointer}/{to_field}"),
            );
            let stretch = if reversed_at_cohort {
                self.quiet_stretch(from, to)
            } else {
                self.stretch_of((from, &from_pointer), (to, &to_pointer), subject)
            };
            let Some(stretch) = stretch else { continue };
            if own && stretch.is_empty() && from_field == "arrival" {
                self.warn_of_outside((from, to), pointer, subject);
            }
            // An end that the cohort gives was looked at there.
            let is_own = |field: &Option<String>| from_field != "arrival" || field.is_some();
            let ends = (
                (from.filter(|_| is_own(&doctor.arrival)), &*from_pointer),
                (to.filter(|_| is_own(&doctor.departure)), &*to_pointer),
            );
            self.warn_of_ends(stretch.clone(), ends, subject);
            match whole_periods(&self.horizon().coverage(vec![stretch])) {
                Some((start, end)) => {
                    first = first.max(start);
                    last = last.min(end);
                }
                None => return never,
            }
        }
        (first, last)
    }

    /// Warns of the periods in which a stay begins or ends.
    fn warn_of_ends(
        &mut self,
        stretch: Range<usize>,
        (from, to): (End<'_>, End<'_>),
        subject: &str,
    ) {
        let how = "a doctor is there only in periods whose whole working time lies within";
        let covered = self.horizon().coverage(vec![stretch]);
        let (Some(&first), Some(&last)) = (covered.first(), covered.last()) else {
            return;
        };
        for ((given, pointer), period) in [(from, first), (to, last)] {
            if given.is_some() {
                self.warn_of_parts(&[period], pointer, subject, how);
            }
        }
    }

    fn resolve_doctor(
        &mut self,
        index: usize,
        doctor: &DoctorDraft,
        cohorts: &[Home],
        members: &mut [Vec<DoctorId>],
    ) {
        let id = DoctorId::new(index);
        let subject = format!("doctor {:?}", doctor.id);
        let pointer = format!("/doctors/{index}");
        let cohort = doctor.cohort.as_ref().and_then(|key| {
            let found = self.names.cohorts.get(key);
            self.look_up(found, "cohort", key, &format!("{pointer}/cohort"), &subject)
        });
        let home = cohort
            .and_then(|cohort| cohorts.get(cohort))
            .copied()
            .unwrap_or_default();
        let specialty = self.reference(
            doctor.specialty.as_ref(),
            "specialty",
            |names| &names.specialties,
            &pointer,
            &subject,
        );
        let region = self
            .reference(
                doctor.region.as_ref(),
                "region",
                |names| &names.regions,
                &pointer,
                &subject,
            )
            .or(home.region);
        let curriculum = self.reference(
            doctor.curriculum.as_ref(),
            "curriculum",
            |names| &names.curricula,
            &pointer,
            &subject,
        );
        let curriculum = curriculum.or(home.curriculum);
        let grid = self
            .reference(
                doctor.grid.as_ref(),
                "grid",
                |names| &names.grids,
                &pointer,
                &subject,
            )
            .or(home.grid);
        let (first, last) = self.stay(doctor, cohort, &pointer, &subject);
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
            index_by
                .level
                .entry(doctor.level.clone())
                .or_default()
                .push(id);
        }
        for tag in &doctor.tags {
            index_by.tag.entry(tag.clone()).or_default().push(id);
        }
        self.names.curriculum_of.push(curriculum);
        let named = |resolver: &mut Self, keys: &[String], field: &str| -> ActivitySet {
            let mut named = Vec::new();
            for (position, key) in keys.iter().enumerate() {
                let place = format!("{pointer}/{field}/{position}");
                named.extend(
                    resolver
                        .activities_named(key, field, &place, &subject)
                        .unwrap_or_default(),
                );
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
            part_leave: Vec::new(),
            documents: Vec::new(),
            languages: sorted(&doctor.languages),
            permits,
            avoids: sorted(&doctor.avoids),
            waivers,
            tags: sorted(&doctor.tags),
        });
    }

    /// Refuses more rows of one doctor than any calendar has use for; later passes look at all of them for each period.
    fn check_rows_of(&mut self, table: &str, doctors: &mut dyn Iterator<Item = &str>) {
        const MOST: usize = limits::ROWS_OF_DOCTOR;
        let mut rows: HashMap<&str, usize> = HashMap::new();
        let mut found = Vec::new();
        for (index, doctor) in doctors.enumerate() {
            let count = rows.entry(doctor).or_default();
            *count += 1;
            if *count == MOST + 1 {
                found.push((index, doctor));
            }
        }
        for (index, doctor) in found {
            let (pointer, subject) = (
                format!("/{table}/{index}/doctor"),
                format!("doctor {doctor:?}"),
            );
            self.exceeded(
                "ROWS_OF_DOCTOR",
                MOST,
                &pointer,
                &subject,
                &format!("the table {table} has more rows of this doctor"),
            );
        }
    }

    /// Leaves of one doctor are joined before they become periods: two that together fill a week are a week's leave.
    fn resolve_leaves(&mut self) {
        let draft = self.draft.clone();
        self.check_rows_of(
            "leaves",
            &mut draft.leaves.iter().map(|row| row.doctor.as_str()),
        );
        let mut rows_of: Vec<Vec<(usize, Range<usize>)>> =
            vec![Vec::new(); self.data.doctors.len()];
        for (index, leave) in draft.leaves.iter().enumerate() {
            let subject = format!("doctor {:?}", leave.doctor);
            let pointer = format!("/leaves/{index}");
            let found = self.names.doctors.get(&leave.doctor);
            let doctor = self.look_up(
                found,
                "doctor",
                &leave.doctor,
                &format!("{pointer}/doctor"),
                &subject,
            );
            let stretch = self.stretch((Some(&leave.from), Some(&leave.to)), &pointer, &subject);
            if stretch.as_ref().is_some_and(Range::is_empty) {
                self.warn_of_outside((Some(&leave.from), Some(&leave.to)), &pointer, &subject);
            }
            if let (Some(doctor), Some(stretch)) = (doctor, stretch)
                && !stretch.is_empty()
            {
                rows_of[doctor].push((index, stretch));
            }
        }
        for (doctor, rows) in rows_of
            .into_iter()
            .enumerate()
            .filter(|(_, rows)| !rows.is_empty())
        {
            let stretches = |chosen: &dyn Fn(&LeaveDraft) -> bool| -> Vec<Range<usize>> {
                rows.iter()
                    .filter(|(index, _)| chosen(&draft.leaves[*index]))
                    .map(|(_, stretch)| stretch.clone())
                    .collect()
            };
            let together = self.horizon().coverage(stretches(&|leave| !leave.half));
            let (away, parts): (Vec<_>, Vec<_>) = together
                .into_iter()
                .partition(|(_, coverage)| *coverage == Coverage::Full);
            let away = periods_of(away);
            let halved = periods_of(self.horizon().coverage(stretches(&|leave| leave.half)));
            let taken = self
                .horizon()
                .covered_half_days(stretches(&|leave| !leave.half))
                .into_iter();
            let taken =
                taken.filter(|(period, _)| !away.contains(*period) && !halved.contains(*period));
            self.data.doctors[doctor].part_leave = taken
                .map(|(period, half_days)| (period, u32::try_from(half_days).unwrap_or(u32::MAX)))
                .collect();
            // Where a leave that gives the place up has a part of the period, the place is given up.
            let keeps = |leave: &LeaveDraft| leave.keeps_place || leave.counts;
            let gives_up = periods_of(
                self.horizon()
                    .coverage(stretches(&|leave| !leave.half && !keeps(leave))),
            );
            // Nor does a period count of which a leave that does not count has a part.
            let uncounted = periods_of(
                self.horizon()
                    .coverage(stretches(&|leave| !leave.half && !leave.counts)),
            );
            let in_days: Vec<_> = rows
                .iter()
                .filter(|(index, _)| !draft.leaves[*index].half)
                .cloned()
                .collect();
            let subject = format!("doctor {:?}", draft.doctors[doctor].id);
            self.warn_of_rows(
                "leaves",
                &in_days,
                &parts,
                &subject,
                "the doctor counts as there for half of such a period",
            );
            for (index, stretch) in rows {
                let leave = &draft.leaves[index];
                let is_away = |period: PeriodId| !leave.half && away.contains(period);
                let span = self.horizon().coverage(vec![stretch]);
                let (gone, half): (Vec<_>, Vec<_>) =
                    span.into_iter().partition(|(period, _)| is_away(*period));
                let given_up = |period: PeriodId| {
                    keeps(leave) && gives_up.contains(period)
                        || leave.counts && uncounted.contains(period)
                };
                let gone = gone
                    .into_iter()
                    .filter(|(period, _)| !given_up(*period))
                    .collect();
                let resolved = Leave {
                    away: periods_of(gone),
                    half: periods_of(half),
                    keeps_place: keeps(leave),
                    counts: leave.counts,
                    reason: leave.reason.clone(),
                };
                self.data.doctors[doctor].leaves.push(resolved);
            }
        }
    }

    /// Documents of one kind are joined before they become periods: one that takes over from another leaves no gap.
    fn resolve_documents(&mut self) {
        let draft = self.draft.clone();
        self.check_rows_of(
            "documents",
            &mut draft.documents.iter().map(|row| row.doctor.as_str()),
        );
        let mut rows_of: BTreeMap<(usize, &str), Rows> = BTreeMap::new();
        for (index, document) in draft.documents.iter().enumerate() {
            let subject = format!("doctor {:?}", document.doctor);
            let pointer = format!("/documents/{index}");
            let found = self.names.doctors.get(&document.doctor);
            let doctor = self.look_up(
                found,
                "doctor",
                &document.doctor,
                &format!("{pointer}/doctor"),
                &subject,
            );
            let stretch = self.stretch(
                (document.from.as_deref(), document.to.as_deref()),
                &pointer,
                &subject,
            );
            if let (Some(doctor), Some(stretch)) = (doctor, stretch) {
                rows_of
                    .entry((doctor, &document.document))
                    .or_default()
                    .push((index, stretch));
            }
        }
        for ((doctor, kind), rows) in rows_of {
            let covered = self
                .horizon()
                .coverage(rows.iter().map(|(_, stretch)| stretch.clone()).collect());
            let (whole, parts): (Vec<_>, Vec<_>) = covered
                .into_iter()
                .partition(|(_, coverage)| *coverage == Coverage::Full);
            self.warn_of_rows(
                "documents",
                &rows,
                &parts,
                &format!("doctor {:?}", draft.doctors[doctor].id),
                "it is not valid for such a period",
            );
            self.data.doctors[doctor].documents.push(Document {
                document: kind.to_owned(),
                valid: periods_of(whole),
            });
        }
    }

    /// Who is eligible for what; doctors with the same answers share one set.
    fn resolve_eligibility(&mut self) {
        let off = self
            .draft
            .rules
            .iter()
            .any(|rule| matches!(rule, crate::problem::rule_draft::RuleDraft::Off(rules::Off { rule, .. }) if rule == "eligibility"));
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

/// One end of a span as it is written, and where.
type End<'a> = (Option<&'a str>, &'a str);

/// What the doctors of a cohort have unless they have their own.
#[derive(Clone, Copy, Default)]
struct Home {
    region: Option<usize>,
    curriculum: Option<usize>,
    grid: Option<usize>,
}

fn periods_of(covered: Vec<(PeriodId, Coverage)>) -> PeriodSet {
    covered.into_iter().map(|(period, _)| period).collect()
}

fn sorted(list: &[String]) -> Vec<String> {
    let mut list = list.to_vec();
    list.sort_unstable();
    list.dedup();
    list
}

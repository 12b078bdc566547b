//! Filters: which doctors, activities and periods a rule speaks of.

use super::Resolver;
use super::size::Budget;
use crate::error::Code;
use crate::ids::{ActivityId, DoctorId, Id, IdSet};
use crate::problem::draft::{ActivityFilter, DoctorFilter, PeriodFilter};
use crate::problem::rule::{ActivitySet, DoctorSet, PeriodSet};
use std::collections::{HashMap, HashSet};

/// Doctors by what filters ask for, so that a filter costs what it chooses and not the number of all doctors.
#[derive(Default)]
pub(in crate::problem) struct DoctorIndex {
    pub(super) specialty: HashMap<usize, Vec<DoctorId>>,
    pub(super) level: HashMap<String, Vec<DoctorId>>,
    pub(super) region: HashMap<usize, Vec<DoctorId>>,
    pub(super) cohort: HashMap<usize, Vec<DoctorId>>,
    pub(super) curriculum: HashMap<usize, Vec<DoctorId>>,
    pub(super) tag: HashMap<String, Vec<DoctorId>>,
}

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
        let chosen = self.choose_doctors(filter, pointer, subject)?;
        if !self.spend(Budget::SetMembers, chosen.len(), pointer, subject) {
            return None;
        }
        self.names
            .doctor_sets
            .insert(filter.clone(), chosen.clone());
        Some(chosen)
    }

    fn choose_doctors(
        &mut self,
        filter: &DoctorFilter,
        pointer: &str,
        subject: &str,
    ) -> Option<DoctorSet> {
        // Looking at everybody is dear where a hundred thousand rules do it.
        if filter.has_only_exceptions()
            && !self.spend(
                Budget::SetMembers,
                self.data.doctors.len(),
                pointer,
                subject,
            )
        {
            return None;
        }
        let mut chosen: Option<DoctorSet> = None;
        let mut sound = true;
        let mut narrow = |more: Vec<DoctorId>| {
            let more: DoctorSet = more.into_iter().collect();
            chosen = Some(match chosen.take() {
                None => more,
                Some(chosen) => chosen
                    .iter()
                    .filter(|doctor| more.contains(*doctor))
                    .collect(),
            });
        };
        macro_rules! named {
            ($list:expr, $field:literal, $kind:literal, $table:ident, $members:expr) => {
                if !$list.is_empty() {
                    let mut members = Vec::new();
                    for (position, key) in $list.iter().enumerate() {
                        let found = self.names.$table.get(key);
                        let place = format!("{pointer}/{}/{position}", $field);
                        match self.look_up(found, $kind, key, &place, subject) {
                            Some(index) => members.extend($members(self, index)),
                            None => sound = false,
                        }
                    }
                    narrow(members);
                }
            };
        }
        named!(
            filter.doctors,
            "doctors",
            "doctor",
            doctors,
            |_: &Self, index| vec![DoctorId::new(index)]
        );
        named!(
            filter.specialties,
            "specialties",
            "specialty",
            specialties,
            |resolver: &Self, index| {
                let mut members = Vec::new();
                for descendant in resolver.with_descendants(index) {
                    members.extend(
                        resolver
                            .names
                            .doctors_by
                            .specialty
                            .get(&descendant)
                            .into_iter()
                            .flatten()
                            .copied(),
                    );
                }
                members
            }
        );
        let of = |map: &HashMap<usize, Vec<DoctorId>>, index| {
            map.get(&index).cloned().unwrap_or_default()
        };
        named!(
            filter.regions,
            "regions",
            "region",
            regions,
            |resolver: &Self, index| of(&resolver.names.doctors_by.region, index)
        );
        named!(
            filter.cohorts,
            "cohorts",
            "cohort",
            cohorts,
            |resolver: &Self, index| of(&resolver.names.doctors_by.cohort, index)
        );
        named!(
            filter.curricula,
            "curricula",
            "curriculum",
            curricula,
            |resolver: &Self, index| { of(&resolver.names.doctors_by.curriculum, index) }
        );
        let by_text = |map: &HashMap<String, Vec<DoctorId>>, keys: &[String]| -> Vec<DoctorId> {
            keys.iter()
                .filter_map(|key| map.get(key))
                .flatten()
                .copied()
                .collect()
        };
        for (field, keys, kind) in [
            ("levels", &filter.levels, "level"),
            ("tags", &filter.tags, "tag"),
        ] {
            let map = if field == "levels" {
                &self.names.doctors_by.level
            } else {
                &self.names.doctors_by.tag
            };
            let nobody: Vec<usize> = (0..keys.len())
                .filter(|position| !map.contains_key(&keys[*position]))
                .collect();
            // Where nobody at all is chosen, that is an error.
            if nobody.len() < keys.len() {
                for position in nobody {
                    let key = &keys[position];
                    let near = crate::error::nearest(
                        key,
                        map.keys()
                            .map(String::as_str)
                            .filter(|known| *known != key.as_str()),
                    );
                    let near = near.map_or_else(String::new, |near| format!(" Is {near:?} meant?"));
                    let message =
                        format!("no doctor has the {kind} {key:?} that the filter names.{near}");
                    self.found.warning(
                        Code::ChoosesNobody,
                        format!("{pointer}/{field}/{position}"),
                        subject,
                        message,
                    );
                }
            }
        }
        if !filter.levels.is_empty() {
            narrow(by_text(&self.names.doctors_by.level, &filter.levels));
        }
        if !filter.tags.is_empty() {
            narrow(by_text(&self.names.doctors_by.tag, &filter.tags));
        }
        let mut except = Vec::new();
        for (position, key) in filter.except.iter().enumerate() {
            let found = self.names.doctors.get(key);
            match self.look_up(
                found,
                "doctor",
                key,
                &format!("{pointer}/except/{position}"),
                subject,
            ) {
                Some(index) => except.push(DoctorId::new(index)),
                None => sound = false,
            }
        }
        let mut chosen = chosen.unwrap_or_else(|| IdSet::all(self.data.doctors.len()));
        if !except.is_empty() {
            let except: DoctorSet = except.into_iter().collect();
            chosen = chosen
                .iter()
                .filter(|doctor| !except.contains(*doctor))
                .collect();
        }
        let chosen = self.not_empty(
            chosen,
            sound,
            "doctor",
            pointer,
            subject,
            *filter == DoctorFilter::default(),
        )?;
        // Whoever withdrew may leave a rule without doctors; that is no mistake of the filter.
        let withdrawn = |doctor: &DoctorId| {
            self.draft
                .doctors
                .get(doctor.index())
                .is_some_and(|doctor| doctor.withdrawn)
        };
        if chosen.iter().any(|doctor| withdrawn(&doctor)) {
            self.data
                .with_withdrawn
                .insert(filter.clone(), chosen.clone());
            return Some(chosen.iter().filter(|doctor| !withdrawn(doctor)).collect());
        }
        Some(chosen)
    }

    /// The activities a filter chooses; an empty filter chooses all, an empty choice is reported.
    pub(in crate::problem) fn activities(
        &mut self,
        filter: &ActivityFilter,
        pointer: &str,
        subject: &str,
    ) -> Option<ActivitySet> {
        if let Some(known) = self.names.activity_sets.get(filter) {
            return Some(known.clone());
        }
        if self.names.empty_activity_filters.contains(filter) {
            return self.not_empty(
                ActivitySet::default(),
                true,
                "activity",
                pointer,
                subject,
                false,
            );
        }
        let chosen = self.choose_activities(filter, pointer, subject)?;
        self.names
            .activity_sets
            .insert(filter.clone(), chosen.clone());
        Some(chosen)
    }

    fn choose_activities(
        &mut self,
        filter: &ActivityFilter,
        pointer: &str,
        subject: &str,
    ) -> Option<ActivitySet> {
        let mut sound = true;
        let mut lists: Vec<Vec<ActivityId>> = Vec::new();
        for (keys, field) in [
            (&filter.activities, "activities"),
            (&filter.departments, "departments"),
            (&filter.hospitals, "hospitals"),
        ] {
            if keys.is_empty() {
                continue;
            }
            let mut members = Vec::new();
            for (position, key) in keys.iter().enumerate() {
                let place = format!("{pointer}/{field}/{position}");
                match self.activities_named(key, field, &place, subject) {
                    Some(more) => members.extend(more),
                    None => sound = false,
                }
            }
            lists.push(members);
        }
        let mut except = Vec::new();
        for (position, key) in filter.except.iter().enumerate() {
            match self.activities_named(
                key,
                "except",
                &format!("{pointer}/except/{position}"),
                subject,
            ) {
                Some(more) => except.extend(more),
                None => sound = false,
            }
        }
        let lists: Vec<ActivitySet> = lists
            .into_iter()
            .map(|list| list.into_iter().collect())
            .collect();
        let except: ActivitySet = except.into_iter().collect();
        let tagged = |activity: ActivityId| {
            filter.tags.is_empty()
                || filter
                    .tags
                    .iter()
                    .any(|tag| self.data.activities[activity.index()].tags.contains(tag))
        };
        let shortest = lists.iter().min_by_key(|list| list.len());
        let looked_at = shortest.map_or(self.data.activities.len(), IdSet::len);
        let all = shortest
            .cloned()
            .unwrap_or_else(|| IdSet::all(self.data.activities.len()));
        let chosen: ActivitySet = all
            .iter()
            .filter(|activity| {
                lists.iter().all(|list| list.contains(*activity))
                    && !except.contains(*activity)
                    && tagged(*activity)
            })
            .collect();
        if !self.spend(Budget::SetMembers, looked_at, pointer, subject) {
            return None;
        }
        if sound && chosen.is_empty() {
            self.names.empty_activity_filters.insert(filter.clone());
        }
        self.not_empty(
            chosen,
            sound,
            "activity",
            pointer,
            subject,
            *filter == ActivityFilter::default(),
        )
    }

    /// The activities meant by one id; `field` says what kind it may be of, `except` and others an activity or a department.
    pub(in crate::problem) fn activities_named(
        &mut self,
        key: &str,
        field: &str,
        pointer: &str,
        subject: &str,
    ) -> Option<Vec<ActivityId>> {
        // An activity brings the leave in its rotations along.
        let with_leave = |index: usize| {
            let leaves = self.names.leaves.get(&index).into_iter().flatten().copied();
            std::iter::once(ActivityId::new(index))
                .chain(leaves)
                .collect::<Vec<_>>()
        };
        let of_department = |index: usize| {
            self.data.departments[index]
                .activities
                .iter()
                .collect::<Vec<_>>()
        };
        let (found, kind) = match field {
            "activities" => (self.names.activities.get(key).map(with_leave), "activity"),
            "departments" => (
                self.names.departments.get(key).map(of_department),
                "department",
            ),
            "hospitals" => {
                let hospital = self.names.hospitals.get(key);
                let of_hospital = |hospital: usize| {
                    let there = |activity: &ActivityId| {
                        self.data.activities[activity.index()].hospital.index() == hospital
                    };
                    (0..self.data.activities.len())
                        .map(ActivityId::new)
                        .filter(there)
                        .collect()
                };
                (hospital.map(of_hospital), "hospital")
            }
            _ => {
                let department = self.names.departments.get(key).map(of_department);
                let activity = self.names.activities.get(key).map(with_leave);
                (department.or(activity), "department or activity")
            }
        };
        if found.is_none() {
            self.unknown(kind, key, pointer, subject);
        }
        found
    }

    /// The periods a filter chooses; an empty filter chooses all, an empty choice is reported.
    pub(in crate::problem) fn periods(
        &mut self,
        filter: &PeriodFilter,
        pointer: &str,
        subject: &str,
    ) -> Option<PeriodSet> {
        if let Some(known) = self.names.period_sets.get(filter) {
            return Some(known.clone());
        }
        let chosen = if *filter == PeriodFilter::default() {
            self.horizon().all()
        } else {
            self.choose_periods(filter, pointer, subject)?
        };
        self.names
            .period_sets
            .insert(filter.clone(), chosen.clone());
        Some(chosen)
    }

    fn choose_periods(
        &mut self,
        filter: &PeriodFilter,
        pointer: &str,
        subject: &str,
    ) -> Option<PeriodSet> {
        let mut sound = true;
        let within = match self.touched(
            filter.from.as_deref(),
            filter.to.as_deref(),
            pointer,
            subject,
        ) {
            Some(within) => within.into_iter().collect::<PeriodSet>(),
            None => {
                sound = false;
                PeriodSet::default()
            }
        };
        let mut single = Vec::new();
        for (position, when) in filter.periods.iter().enumerate() {
            let place = format!("{pointer}/periods/{position}");
            match self.moment(when, &place, subject) {
                Some((first, last)) => single.push(self.horizon().stretch(first, last)),
                None => sound = false,
            }
        }
        // A day is as good a name of its period as the period's number: no warning.
        let single: PeriodSet = self
            .horizon()
            .coverage(single)
            .into_iter()
            .map(|(period, _)| period)
            .collect();
        let weekdays = self.weekday_set(&filter.weekdays, &format!("{pointer}/weekdays"));
        let horizon = self.horizon();
        let chosen = within
            .iter()
            .filter(|period| filter.periods.is_empty() || single.contains(*period))
            .filter(|period| {
                filter.weekdays.is_empty() || weekdays[horizon.span(*period).first.date.weekday()]
            })
            .collect();
        self.not_empty(chosen, sound, "period", pointer, subject, false)
    }

    fn not_empty<I: Id>(
        &mut self,
        chosen: IdSet<I>,
        sound: bool,
        kind: &str,
        pointer: &str,
        subject: &str,
        everything: bool,
    ) -> Option<IdSet<I>> {
        if !sound {
            return None;
        }
        if chosen.is_empty() && !everything {
            let message = match self.empty_table(kind) {
                Some(table) if !self.names.missing.insert(table) => return None,
                Some(table) => format!(
                    "the filter chooses no {kind}: the table {table} is missing or empty. What else refers to it is not told."
                ),
                None => format!("the filter chooses no {kind}."),
            };
            self.found
                .error(Code::EmptySelection, pointer, subject, message);
            return None;
        }
        Some(chosen)
    }

    /// A specialty and all that belong under it.
    fn with_descendants(&self, specialty: usize) -> Vec<usize> {
        let mut family = vec![specialty];
        let mut seen = HashSet::from([specialty]);
        let mut next = 0;
        while next < family.len() {
            let children = self
                .names
                .sub_specialties
                .get(&family[next])
                .into_iter()
                .flatten();
            family.extend(children.copied().filter(|child| seen.insert(*child)));
            next += 1;
        }
        family
    }
}

//! Filters: which activities and periods a rule speaks of.

use super::Resolver;
use super::budget::Budget;
use crate::error::Code;
use crate::ids::{ActivityId, Id, IdSet};
use crate::problem::draft::{ActivityFilter, PeriodFilter};
use crate::problem::rule::{ActivitySet, PeriodSet};

impl Resolver {
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
            return self.no_activity(filter, ActivitySet::default(), pointer, subject);
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
        let mut lists: Vec<Option<ActivitySet>> = Vec::new();
        for (keys, field) in [
            (&filter.activities, "activities"),
            (&filter.departments, "departments"),
            (&filter.hospitals, "hospitals"),
        ] {
            if !keys.is_empty() {
                lists.push(self.activities_listed(keys, field, pointer, subject));
            }
        }
        let except = self.activities_listed(&filter.except, "except", pointer, subject);
        let lists: Vec<ActivitySet> = lists.into_iter().collect::<Option<_>>()?;
        let except = except?;

        let everything = IdSet::all(self.data.activities.len());
        let shortest = lists.iter().min_by_key(|list| list.len());
        let shortest = shortest.unwrap_or(&everything);
        let tagged = |activity: ActivityId| {
            let tags = &self.data.activities[activity.index()].tags;
            filter.tags.is_empty() || filter.tags.iter().any(|tag| tags.contains(tag))
        };
        let is_chosen = |activity: &ActivityId| {
            lists.iter().all(|list| list.contains(*activity))
                && !except.contains(*activity)
                && tagged(*activity)
        };
        let chosen: ActivitySet = shortest.iter().filter(is_chosen).collect();
        if !self.spend(Budget::SetMembers, shortest.len(), pointer, subject) {
            return None;
        }
        if chosen.is_empty() {
            self.names.empty_activity_filters.insert(filter.clone());
        }
        self.no_activity(filter, chosen, pointer, subject)
    }

    /// Reports a choice of no activity.
    fn no_activity(
        &mut self,
        filter: &ActivityFilter,
        chosen: ActivitySet,
        pointer: &str,
        subject: &str,
    ) -> Option<ActivitySet> {
        let everything = *filter == ActivityFilter::default();
        let why = |all: &Self| all.why_no_activity(filter);
        self.not_empty(chosen, "activity", pointer, subject, everything, why)
    }

    /// What one field of a filter lists; every id that leads nowhere is reported.
    fn activities_listed(
        &mut self,
        keys: &[String],
        field: &str,
        pointer: &str,
        subject: &str,
    ) -> Option<ActivitySet> {
        let mut members = Some(Vec::new());
        for (position, key) in keys.iter().enumerate() {
            let place = format!("{pointer}/{field}/{position}");
            let named = self.activities_named(key, field, &place, subject);
            members = members.zip(named).map(|(mut members, named)| {
                members.extend(named);
                members
            });
        }
        Some(members?.into_iter().collect())
    }

    /// The activities meant by one id; `field` says what kind it may be of, `except` and others an activity or a department.
    pub(in crate::problem) fn activities_named(
        &mut self,
        key: &str,
        field: &str,
        pointer: &str,
        subject: &str,
    ) -> Option<Vec<ActivityId>> {
        let names = &self.names;
        let activity = || {
            names
                .activities
                .get(key)
                .map(|index| self.with_leave(index))
        };
        let department = || {
            let index = names.departments.get(key)?;
            Some(self.data.departments[index].activities.iter().collect())
        };
        let hospital = || Some(self.offered_in(names.hospitals.get(key)?));
        let (found, kind) = match field {
            "activities" => (activity(), "activity"),
            "departments" => (department(), "department"),
            "hospitals" => (hospital(), "hospital"),
            _ => (department().or_else(activity), "department or activity"),
        };
        if found.is_none() {
            self.unknown(kind, key, pointer, subject);
        }
        found
    }

    /// An activity brings the leave in its rotations along.
    fn with_leave(&self, activity: usize) -> Vec<ActivityId> {
        let leaves = self.names.leaves.get(&activity).into_iter().flatten();
        std::iter::once(ActivityId::new(activity))
            .chain(leaves.copied())
            .collect()
    }

    /// The activities of all departments of a hospital.
    fn offered_in(&self, hospital: usize) -> Vec<ActivityId> {
        let activities = self.data.activities.iter().enumerate();
        activities
            .filter(|(_, activity)| activity.hospital.index() == hospital)
            .map(|(index, _)| ActivityId::new(index))
            .collect()
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
        // Names of which none is a weekday have been reported.
        sound &= filter.weekdays.is_empty() || weekdays.contains(&true);
        let horizon = self.horizon();
        let chosen = within
            .iter()
            .filter(|period| filter.periods.is_empty() || single.contains(*period))
            .filter(|period| {
                filter.weekdays.is_empty() || weekdays[horizon.span(*period).first.date.weekday()]
            })
            .collect();
        if !sound {
            return None;
        }
        let why = |all: &Self| all.why_no_period(filter);
        self.not_empty(chosen, "period", pointer, subject, false, why)
    }

    /// Reports a choice of nothing where something is named, and why.
    pub(super) fn not_empty<I: Id>(
        &mut self,
        chosen: IdSet<I>,
        kind: &str,
        pointer: &str,
        subject: &str,
        everything: bool,
        why: impl FnOnce(&Self) -> String,
    ) -> Option<IdSet<I>> {
        if chosen.is_empty() && !everything {
            let message = match self.empty_table(kind) {
                Some(table) if !self.names.missing.insert(table) => return None,
                Some(table) => format!(
                    "the filter chooses no {kind}: the table {table} is missing or empty. What else refers to it is not told."
                ),
                // What is only counted needs no words.
                None if self.found.is_full_of(Code::EmptySelection) => String::new(),
                None => format!("the filter chooses no {kind}: {}", why(self)),
            };
            self.found
                .error(Code::EmptySelection, pointer, subject, message);
            return None;
        }
        Some(chosen)
    }
}

//! Kinds that choose doctors, activities, periods and requirements.

use super::{DraftField, Resolve, ResolvedField};
use crate::error::Code;
use crate::ids::{ActivityId, DoctorId, PeriodId};
use crate::problem::RequirementIndex;
use crate::problem::draft::{ActivityFilter, DoctorFilter, PeriodFilter, When};
use crate::problem::rule::{ActivitySet, DoctorSet, PeriodSet};
use crate::problem::rules::At;

/// Whom the rule speaks of.
pub(crate) struct Doctors;

impl DraftField<DoctorFilter> for Doctors {
    fn doctors<'a>(&self, field: &'a mut DoctorFilter) -> Option<&'a mut DoctorFilter> {
        Some(field)
    }
    fn narrow(
        &self,
        field: &mut DoctorFilter,
        keep: &mut dyn FnMut(&mut DoctorFilter) -> bool,
    ) -> bool {
        keep(field)
    }
}

impl ResolvedField<DoctorSet> for Doctors {
    fn doctors<'a>(&self, field: &'a DoctorSet) -> Option<&'a DoctorSet> {
        Some(field)
    }
    fn linked(&self, field: &DoctorSet, found: &mut Vec<DoctorId>) {
        found.extend(field.iter());
    }
}

impl Resolve<DoctorFilter, DoctorSet> for Doctors {
    fn resolve(&self, draft: &DoctorFilter, field: &str, at: &mut At<'_>) -> Option<DoctorSet> {
        at.resolver.doctors(draft, &at.field(field), at.subject)
    }
}

/// Doctors who give others company.
pub(crate) struct Companions;

impl DraftField<DoctorFilter> for Companions {
    fn narrow(
        &self,
        field: &mut DoctorFilter,
        keep: &mut dyn FnMut(&mut DoctorFilter) -> bool,
    ) -> bool {
        keep(field)
    }
}

impl ResolvedField<DoctorSet> for Companions {
    fn linked(&self, field: &DoctorSet, found: &mut Vec<DoctorId>) {
        found.extend(field.iter());
    }
}

impl Resolve<DoctorFilter, DoctorSet> for Companions {
    fn resolve(&self, draft: &DoctorFilter, field: &str, at: &mut At<'_>) -> Option<DoctorSet> {
        Doctors.resolve(draft, field, at)
    }
}

/// Activities.
pub(crate) struct Activities;

impl DraftField<ActivityFilter> for Activities {}
impl ResolvedField<ActivitySet> for Activities {}

impl Resolve<ActivityFilter, ActivitySet> for Activities {
    fn resolve(&self, draft: &ActivityFilter, field: &str, at: &mut At<'_>) -> Option<ActivitySet> {
        at.resolver.activities(draft, &at.field(field), at.subject)
    }
}

/// Departments by their ids, each as the set of its activities.
pub(crate) struct Departments;

impl DraftField<Vec<String>> for Departments {}
impl ResolvedField<Vec<ActivitySet>> for Departments {}

impl Resolve<Vec<String>, Vec<ActivitySet>> for Departments {
    fn resolve(
        &self,
        draft: &Vec<String>,
        field: &str,
        at: &mut At<'_>,
    ) -> Option<Vec<ActivitySet>> {
        let mut found = Vec::new();
        for (position, key) in draft.iter().enumerate() {
            let place = at.field(&format!("{field}/{position}"));
            found.push(
                at.resolver
                    .activities_named(key, "departments", &place, at.subject)?
                    .into_iter()
                    .collect(),
            );
        }
        Some(found)
    }
}

/// Periods.
pub(crate) struct Periods;

impl DraftField<PeriodFilter> for Periods {}
impl DraftField<Option<PeriodFilter>> for Periods {}
impl ResolvedField<PeriodSet> for Periods {}
impl ResolvedField<Option<PeriodSet>> for Periods {}

impl Resolve<PeriodFilter, PeriodSet> for Periods {
    fn resolve(&self, draft: &PeriodFilter, field: &str, at: &mut At<'_>) -> Option<PeriodSet> {
        at.resolver.periods(draft, &at.field(field), at.subject)
    }
}

impl Resolve<Option<PeriodFilter>, Option<PeriodSet>> for Periods {
    fn resolve(
        &self,
        draft: &Option<PeriodFilter>,
        field: &str,
        at: &mut At<'_>,
    ) -> Option<Option<PeriodSet>> {
        match draft {
            Some(filter) => self.resolve(filter, field, at).map(Some),
            None => Some(None),
        }
    }
}

/// Periods each of which a shared rule judges for itself, so that it can be lifted in some and stay in the others.
pub(crate) struct JudgedPeriods;

impl DraftField<PeriodFilter> for JudgedPeriods {
    fn judged_periods<'a>(&self, field: &'a mut PeriodFilter) -> Option<&'a mut PeriodFilter> {
        Some(field)
    }
}

impl ResolvedField<PeriodSet> for JudgedPeriods {}

impl Resolve<PeriodFilter, PeriodSet> for JudgedPeriods {
    fn resolve(&self, draft: &PeriodFilter, field: &str, at: &mut At<'_>) -> Option<PeriodSet> {
        Periods.resolve(draft, field, at)
    }
}

/// A point in time: the last period that has begun by then.
pub(crate) struct LastBegun;

impl DraftField<When> for LastBegun {}
impl ResolvedField<PeriodId> for LastBegun {}

impl Resolve<When, PeriodId> for LastBegun {
    fn resolve(&self, draft: &When, field: &str, at: &mut At<'_>) -> Option<PeriodId> {
        let (_, last) = at.resolver.moment(draft, &at.field(field), at.subject)?;
        let found = at.resolver.horizon().last_until(last);
        if found.is_none() {
            at.error(
                Code::OutsideHorizon,
                field,
                format!("{draft} lies before the horizon."),
            );
        }
        found
    }
}

/// The id of a requirement.
pub(crate) struct Requires;

impl DraftField<String> for Requires {
    fn requirement<'a>(&self, field: &'a String) -> Option<&'a str> {
        Some(field)
    }
}

impl ResolvedField<RequirementIndex> for Requires {}

impl Resolve<String, RequirementIndex> for Requires {
    fn resolve(&self, draft: &String, field: &str, at: &mut At<'_>) -> Option<RequirementIndex> {
        at.resolver.requirement(draft, &at.field(field), at.subject)
    }
}

/// A set of activities by the id of one of them.
pub(crate) fn activity_named(key: &str, field: &str, at: &mut At<'_>) -> Option<ActivityId> {
    let found = at.resolver.names.activities.get(key);
    at.resolver
        .look_up(found, "activity", key, &at.field(field), at.subject)
        .map(ActivityId::new)
}

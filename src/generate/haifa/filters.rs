//! Whom and what the rules of the programme speak of, in short.

use super::owned;
use crate::problem::draft::{ActivityFilter, DoctorFilter, PeriodFilter};

pub(super) fn tagged(tag: &str) -> DoctorFilter {
    DoctorFilter {
        tags: vec![tag.into()],
        ..DoctorFilter::default()
    }
}

pub(super) fn doctors(ids: &[&str]) -> DoctorFilter {
    DoctorFilter {
        doctors: owned(ids),
        ..DoctorFilter::default()
    }
}

pub(super) fn cohort(region: &str) -> DoctorFilter {
    DoctorFilter {
        cohorts: vec![region.into()],
        ..DoctorFilter::default()
    }
}

pub(super) fn interns_of(specialty: &str) -> DoctorFilter {
    DoctorFilter {
        specialties: vec![specialty.into()],
        ..tagged("intern")
    }
}

pub(super) fn activities(ids: &[&str]) -> ActivityFilter {
    ActivityFilter {
        activities: owned(ids),
        ..ActivityFilter::default()
    }
}

pub(super) fn departments(ids: &[&str]) -> ActivityFilter {
    ActivityFilter {
        departments: owned(ids),
        ..ActivityFilter::default()
    }
}

pub(super) fn hospital(id: &str) -> ActivityFilter {
    ActivityFilter {
        hospitals: vec![id.into()],
        ..ActivityFilter::default()
    }
}

pub(super) fn span(from: &str, to: &str) -> PeriodFilter {
    PeriodFilter {
        from: Some(from.into()),
        to: Some(to.into()),
        ..PeriodFilter::default()
    }
}

pub(super) fn of_specialty(specialty: &str) -> DoctorFilter {
    DoctorFilter {
        specialties: vec![specialty.into()],
        ..DoctorFilter::default()
    }
}

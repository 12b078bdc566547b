//! Whom and what the rules of the programme speak of, in short.

use super::owned;
use crate::problem::draft::{ActivityFilter, DoctorFilter, PeriodFilter};

pub(super) fn tagged(tag: &str) -> DoctorFilter {
    DoctorFilter::tags([tag])
}

pub(super) fn doctors(ids: &[&str]) -> DoctorFilter {
    DoctorFilter::doctors(owned(ids))
}

pub(super) fn cohort(region: &str) -> DoctorFilter {
    DoctorFilter::cohorts([region])
}

pub(super) fn interns_of(specialty: &str) -> DoctorFilter {
    DoctorFilter {
        specialties: vec![specialty.into()],
        ..tagged("intern")
    }
}

pub(super) fn activities(ids: &[&str]) -> ActivityFilter {
    ActivityFilter::activities(owned(ids))
}

pub(super) fn departments(ids: &[&str]) -> ActivityFilter {
    ActivityFilter::departments(owned(ids))
}

pub(super) fn hospital(id: &str) -> ActivityFilter {
    ActivityFilter::hospitals([id])
}

pub(super) fn span(from: &str, to: &str) -> PeriodFilter {
    PeriodFilter::between(Some(from.into()), Some(to.into()))
}

pub(super) fn of_specialty(specialty: &str) -> DoctorFilter {
    DoctorFilter::specialties([specialty])
}

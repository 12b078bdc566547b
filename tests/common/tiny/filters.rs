//! Filters that choose somebody, somewhere, some time.

use super::Draw;
use medrota::problem::draft::{ActivityFilter, DoctorFilter, PeriodFilter};

const WEEKDAYS: [&str; 7] = [
    "sunday",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
];

impl Draw {
    /// Doctors by a property that one of them has.
    pub(super) fn doctors(&mut self) -> DoctorFilter {
        let doctor = self.dice.pick(&self.draft.doctors.clone());
        let mut filter = DoctorFilter::default();
        match self.dice.between(0, 13) {
            0 | 1 => filter.doctors = vec![doctor.id],
            2 => filter.specialties.extend(doctor.specialty),
            3 => filter
                .levels
                .extend(Some(doctor.level).filter(|level| !level.is_empty())),
            4 => filter.regions.extend(doctor.region),
            5 => filter.cohorts.extend(doctor.cohort),
            6 => filter.curricula.extend(doctor.curriculum),
            7 => filter.tags.extend(doctor.tags),
            8 => filter
                .except
                .extend(Some(doctor.id).filter(|_| self.draft.doctors.len() > 1)),
            _ => {}
        }
        filter
    }

    /// Some of the activities, perhaps all.
    pub(super) fn anywhere(&mut self) -> ActivityFilter {
        if self.dice.chance(15) {
            ActivityFilter::default()
        } else {
            self.somewhere()
        }
    }

    /// Activities by a property that one of them has.
    pub(super) fn somewhere(&mut self) -> ActivityFilter {
        let places = self.activities.clone();
        let place = self.dice.pick(&places);
        let mut filter = ActivityFilter::default();
        match self.dice.between(0, 9) {
            0..=2 => filter.departments = vec![place.department],
            3 if place.hospital.is_some() => filter.hospitals.extend(place.hospital),
            4 if !place.tags.is_empty() => filter.tags = place.tags,
            5 => filter.activities = vec![place.activity, self.dice.pick(&places).activity],
            6 => filter.except = vec![place.activity],
            _ => filter.activities = vec![place.activity],
        }
        filter
    }

    /// Some of the periods, perhaps all.
    pub(super) fn whenever(&mut self) -> PeriodFilter {
        if self.dice.chance(45) {
            PeriodFilter::default()
        } else {
            self.sometime()
        }
    }

    /// Some of the periods.
    pub(super) fn sometime(&mut self) -> PeriodFilter {
        let (first, last) = self.span(4);
        match self.dice.between(0, 5) {
            0 | 1 => {
                let (from, to) = (self.when(first), self.when(last));
                PeriodFilter {
                    from: Some(from).filter(|_| self.dice.chance(70)),
                    to: Some(to),
                    ..PeriodFilter::default()
                }
            }
            2 => PeriodFilter {
                from: Some(self.when(first)),
                ..PeriodFilter::default()
            },
            3 => {
                let days = (0..self.dice.between(1, 3))
                    .map(|day| WEEKDAYS[(self.first_weekday + day) % 7].to_owned());
                PeriodFilter {
                    weekdays: days.collect(),
                    ..PeriodFilter::default()
                }
            }
            _ => {
                let mut periods = vec![self.when(first)];
                periods.extend(
                    (0..self.periods)
                        .filter(|_| self.dice.chance(40))
                        .map(|period| format!("#{}", period + 1)),
                );
                PeriodFilter {
                    periods,
                    ..PeriodFilter::default()
                }
            }
        }
    }
}

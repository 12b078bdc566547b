//! Filters as code: `doctors().level("PGY2").tag("icu")`.
//!
//! ```
//! use medrota::problem::filters::{activities, doctors, periods};
//! use medrota::problem::rules::{Capacity, Window};
//! use medrota::ProblemBuilder;
//!
//! let problem = ProblemBuilder::weeks("ward year", "2026-09-06", "2026-10-03")
//!     .department("nights", 2)
//!     .doctor("ana")
//!     .doctor("ben")
//!     .with(Window { id: "nights".into(), activities: activities().department("nights"), window_blocks: 3, max: Some(2), ..Default::default() })
//!     .with(Capacity {
//!         id: "somebody at night".into(),
//!         doctors: doctors().all_but("ana"),
//!         activities: activities().department("nights"),
//!         periods: periods().from("2026-09-20"),
//!         min: 1,
//!         ..Default::default()
//!     })
//!     .build()?;
//! assert_eq!(problem.draft().rules.len(), 2);
//! # Ok::<(), medrota::Error>(())
//! ```

use super::draft::{ActivityFilter, DoctorFilter, PeriodFilter};
use std::fmt::Display;

/// Everybody, to be narrowed.
///
/// ```
/// use medrota::problem::filters::doctors;
///
/// let seniors = doctors().level("PGY2").all_but("ana");
/// assert_eq!((seniors.levels.len(), seniors.except.len()), (1, 1));
/// ```
#[must_use]
pub fn doctors() -> DoctorFilter {
    DoctorFilter::default()
}

/// All activities, to be narrowed.
///
/// ```
/// use medrota::problem::filters::activities;
///
/// let theatres = activities().department("surgery").department("urology");
/// assert_eq!(theatres.departments.len(), 2);
/// ```
#[must_use]
pub fn activities() -> ActivityFilter {
    ActivityFilter::default()
}

/// The whole horizon, to be narrowed.
///
/// ```
/// use medrota::problem::filters::periods;
///
/// let autumn = periods().from("2026-09-06").to("2026-11-28");
/// assert_eq!(autumn.from.as_deref(), Some("2026-09-06"));
/// ```
#[must_use]
pub fn periods() -> PeriodFilter {
    PeriodFilter::default()
}

macro_rules! lists {
    ($filter:ident { $($(#[$meta:meta])* $method:ident => $field:ident;)+ }) => {
        impl $filter {
            $(
                $(#[$meta])*
                #[must_use]
                pub fn $method(mut self, value: impl Display) -> Self {
                    self.$field.push(value.to_string());
                    self
                }
            )+
        }
    };
}

lists! {
    DoctorFilter {
        /// This doctor, or one of several that are named.
        doctor => doctors;
        /// Of this specialty or of one below it.
        specialty => specialties;
        /// Of this level.
        level => levels;
        /// From this region.
        region => regions;
        /// Of this cohort.
        cohort => cohorts;
        /// Who follow this curriculum.
        curriculum => curricula;
        /// With this tag.
        tag => tags;
        /// Without this doctor.
        all_but => except;
    }
}

lists! {
    ActivityFilter {
        /// This activity, or one of several that are named.
        activity => activities;
        /// Of this department.
        department => departments;
        /// In this hospital.
        hospital => hospitals;
        /// With this tag.
        tag => tags;
        /// Without this activity or department.
        all_but => except;
    }
}

lists! {
    PeriodFilter {
        /// This period, or one of several that are named.
        period => periods;
        /// On this weekday.
        weekday => weekdays;
    }
}

impl PeriodFilter {
    /// From this day or period on.
    #[must_use]
    pub fn from(mut self, when: impl Display) -> Self {
        self.from = Some(when.to_string());
        self
    }
    /// Until this day or period, included.
    #[must_use]
    pub fn to(mut self, when: impl Display) -> Self {
        self.to = Some(when.to_string());
        self
    }
}

//! Filters of doctors, activities and periods.

use super::When;
use super::plain::draft;

draft! {
    /// Chooses doctors: every list that is not empty must contain the doctor's value.
    DoctorFilter {
        /// Ids.
        doctors: Vec<String>,
        /// Specialties, descendants included.
        specialties: Vec<String>,
        /// Levels.
        levels: Vec<String>,
        /// Regions.
        regions: Vec<String>,
        /// Cohorts.
        cohorts: Vec<String>,
        /// Curricula.
        curricula: Vec<String>,
        /// Tags, any of which suffices.
        tags: Vec<String>,
        /// Doctors left out.
        except: Vec<String>,
    }

    /// Chooses activities: every list that is not empty must contain the activity's value.
    ActivityFilter {
        /// Ids.
        activities: Vec<String>,
        /// Departments.
        departments: Vec<String>,
        /// Hospitals.
        hospitals: Vec<String>,
        /// Tags, any of which suffices.
        tags: Vec<String>,
        /// Activities or departments left out.
        except: Vec<String>,
    }

    /// Chooses periods: those touched by `from..=to` and in `periods` (all if empty), on `weekdays` (all if empty).
    PeriodFilter {
        /// First; the horizon's first if missing.
        from: Option<When>,
        /// Last, included; the horizon's last if missing.
        to: Option<When>,
        /// Single periods.
        periods: Vec<When>,
        /// Weekdays on which the period must begin; a week begins on the weekday of the horizon's `start`.
        weekdays: Vec<String>,
    }
}

/// Filters by one of their lists.
macro_rules! by_one_list {
    ($($name:ident: $($field:ident),+;)+) => {$(
        #[allow(dead_code, reason = "some lists are chosen by for other features only")]
        impl $name {$(
            pub(crate) fn $field<Text: Into<String>>(list: impl IntoIterator<Item = Text>) -> Self {
                Self { $field: list.into_iter().map(Into::into).collect(), ..Self::default() }
            }
        )+}
    )+};
}
by_one_list! {
    DoctorFilter: doctors, specialties, levels, regions, cohorts, curricula, tags;
    ActivityFilter: activities, departments, hospitals, tags;
    PeriodFilter: periods, weekdays;
}

impl PeriodFilter {
    /// From one point in time to another one.
    pub(crate) fn between(from: Option<When>, to: Option<When>) -> Self {
        Self {
            from,
            to,
            ..Self::default()
        }
    }
}

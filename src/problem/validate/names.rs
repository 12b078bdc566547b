//! Ids of the input and what they stand for.

use super::doctor_index::DoctorIndex;
use crate::problem::draft::{ActivityFilter, DoctorFilter, PeriodFilter};
use crate::problem::rule::{ActivitySet, DoctorSet, PeriodSet};
use std::collections::{HashMap, HashSet};

/// The ids of one kind of entity.
#[derive(Default)]
pub(in crate::problem) struct Table(pub(super) HashMap<String, usize>);

impl Table {
    pub(in crate::problem) fn get(&self, key: &str) -> Option<usize> {
        self.0.get(key).copied()
    }
}

/// Says that a table is missing as a whole.
pub(crate) fn no_table(kind: &str, key: &str, table: &str) -> String {
    format!(
        "there is no {kind} {key:?}, nor any other: the table {table} is missing or empty. What else refers to it is not told."
    )
}

/// The ids of all kinds.
#[derive(Default)]
pub(in crate::problem) struct Names {
    /// The activity that each activity which is leave is leave of, and the other way round.
    pub(super) leave_of: HashMap<usize, usize>,
    pub(super) leaves: HashMap<usize, Vec<crate::ids::ActivityId>>,
    pub(in crate::problem) grids: Table,
    pub(super) specialties: Table,
    pub(super) regions: Table,
    pub(super) cohorts: Table,
    pub(super) hospitals: Table,
    pub(super) departments: Table,
    pub(in crate::problem) activities: Table,
    pub(super) curricula: Table,
    pub(super) doctors: Table,
    pub(super) requirements: Table,
    pub(super) events: Table,
    /// Specialties right under each.
    pub(super) sub_specialties: HashMap<usize, Vec<usize>>,
    /// Filters resolved so far: many rules speak of the same doctors and activities.
    pub(super) doctor_sets: HashMap<DoctorFilter, DoctorSet>,
    pub(super) activity_sets: HashMap<ActivityFilter, ActivitySet>,
    pub(super) period_sets: HashMap<PeriodFilter, PeriodSet>,
    /// Filters that choose no activity, so that a hundred thousand rules do not look for it again.
    pub(super) empty_activity_filters: HashSet<ActivityFilter>,
    /// Cohorts and grids that something refers to.
    pub(super) used_cohorts: HashSet<usize>,
    pub(super) used_grids: HashSet<usize>,
    /// Tables without any row that others refer to, which has been told.
    pub(super) missing: HashSet<&'static str>,
    /// Doctors by specialty, level, region, cohort, curriculum and tag.
    pub(super) doctors_by: DoctorIndex,
}

impl Names {
    /// A specialty and all that belong under it.
    pub(super) fn with_descendants(&self, specialty: usize) -> Vec<usize> {
        let mut family = vec![specialty];
        let mut seen = HashSet::from([specialty]);
        let mut next = 0;
        while next < family.len() {
            let children = self.sub_specialties.get(&family[next]);
            let children = children.into_iter().flatten().copied();
            family.extend(children.filter(|child| seen.insert(*child)));
            next += 1;
        }
        family
    }
}

/// The question whether an id that is much like the one written is meant.
pub(super) fn is_meant(near: Option<&str>) -> String {
    near.map_or_else(String::new, |near| format!(" Is {near:?} meant?"))
}

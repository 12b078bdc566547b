//! What stands for an entity that a problem does not have, so that no look-up by an id of another problem fails.

use super::entity::{
    Activity, Cohort, Department, Doctor, Event, Hospital, Region, RequirementLimits, Role,
    Specialty,
};
use super::rule::{self, DoctorSet, PeriodSet, Rule};
use crate::calendar::Grid;
use crate::ids::{DepartmentId, GridId, HospitalId, IdSet, PeriodId};
use std::sync::LazyLock;

/// Id and name of what a problem does not have.
pub const UNKNOWN: &str = "?";

/// A position beyond every list.
const NOWHERE: usize = usize::MAX;

/// A type of entity with one that stands for those a problem does not have.
pub(super) trait StandIn: 'static {
    fn stand_in() -> &'static Self;
}

macro_rules! stand_ins {
    ($($type:ty: $value:expr;)+) => {$(
        impl StandIn for $type {
            fn stand_in() -> &'static Self {
                static ONE: LazyLock<$type> = LazyLock::new(|| $value);
                &ONE
            }
        }
    )+};
}

fn unknown() -> String {
    UNKNOWN.to_owned()
}

stand_ins! {
    Grid: Grid::empty(UNKNOWN);
    Specialty: Specialty { key: unknown(), name: unknown(), parent: None };
    Region: Region { key: unknown(), name: unknown(), population: None };
    Cohort: Cohort { key: unknown(), name: unknown(), doctors: DoctorSet::default() };
    Hospital: Hospital { key: unknown(), name: unknown() };
    Department: Department {
        key: unknown(),
        name: unknown(),
        hospital: HospitalId::new(NOWHERE),
        activities: IdSet::default(),
        supervisors: None,
    };
    Activity: Activity {
        key: unknown(),
        name: unknown(),
        department: DepartmentId::new(NOWHERE),
        hospital: HospitalId::new(NOWHERE),
        specialties: IdSet::default(),
        role: Role::Observer,
        language: None,
        tags: Vec::new(),
        leave_of: None,
        leave_periods: None,
    };
    // Never there: the last period comes before the first.
    Doctor: Doctor {
        key: unknown(),
        name: unknown(),
        specialty: None,
        level: String::new(),
        region: None,
        cohort: None,
        grid: GridId::new(NOWHERE),
        first: PeriodId::new(1),
        last: PeriodId::new(0),
        leaves: Vec::new(),
        part_leave: Vec::new(),
        documents: Vec::new(),
        languages: Vec::new(),
        permits: IdSet::default(),
        avoids: Vec::new(),
        waivers: IdSet::default(),
        tags: Vec::new(),
    };
    Event: Event {
        key: unknown(),
        name: unknown(),
        attendees: DoctorSet::default(),
        slots: Vec::new(),
        min_places: 0,
        max_places: None,
        joint: false,
        optional: true,
        value: 0,
    };
    RequirementLimits: RequirementLimits {
        key: unknown(),
        doctors: DoctorSet::default(),
        activities: IdSet::default(),
        min: 0,
        max: i64::MAX,
        in_blocks: true,
        run_min: 0,
        run_max: i64::MAX,
        runs_min: 0,
        runs_max: i64::MAX,
        optional: true,
        within: PeriodSet::default(),
        weight: None,
        history: Vec::new(),
    };
    Rule: Rule::Idle(rule::Idle { doctors: DoctorSet::default(), cost: 0, leading: false, trailing: false, leave: false });
}

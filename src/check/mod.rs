//! The judge: a schedule in; violations, soft breaches and the exact value out.
//!
//! Implements `docs/rules.md` on its own arithmetic and shares nothing with the engine. [`check`] judges a schedule,
//! [`personal`] one doctor's pathway; [`Metrics`] and [`timeline`] are what reports show.

mod describe;
mod judge;
mod ledger;
mod loads;
pub mod metrics;
mod personal;
#[cfg(test)]
pub(crate) mod ruling;
mod shared;
mod timeline;
mod view;

use crate::problem::rules::{declare_modules, resolved_rules, with_rules};
with_rules!(resolved_rules declare_modules ());

pub use change::{Difference, Doing, differences};
pub(crate) use custom_rule::fault as custom_fault;
pub use metrics::Metrics;
pub use personal::{PersonalReport, personal};
pub use view::{Cell, normalised, timeline};
pub(crate) use view::{Share, shares};

use crate::ids::{
    ActivityId, CohortId, DepartmentId, DoctorId, EventId, HospitalId, PeriodId, RuleId,
};
use crate::problem::{Problem, Rule};
use crate::schedule::Schedule;

/// Whom or what a violation is about.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
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
///
/// ```
/// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
/// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
/// // Nobody is anywhere, so that nobody has the two weeks.
/// let report = medrota::check(&problem, &medrota::Schedule::default());
/// for violation in &report.violations {
///     println!("{}: {}", problem.rule_key(violation.rule), violation.describe(&problem));
/// }
/// assert!(!report.is_feasible());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
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
///
/// ```
/// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
/// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
/// # let outcome = medrota::Solver::new().work_limit(2_000).solve(&problem)?;
/// # let schedule = outcome.schedule.clone().ok_or("no schedule")?;
/// let report = medrota::check(&problem, &schedule);
/// assert!(report.is_feasible() && report.value == report.scores.iter().sum::<i64>());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Report {
    /// Broken hard rules; none means the schedule is feasible.
    pub violations: Vec<Violation>,
    /// Broken soft rules; each costs `amount` times the rule's weight and is in the value already.
    pub breaches: Vec<Violation>,
    /// Value of the schedule: sum of scores plus the values and costs of shared rules.
    pub value: i64,
    /// Score of each doctor, indexed by [`DoctorId`].
    #[serde(serialize_with = "crate::ids::by_doctor")]
    pub scores: Vec<i64>,
}

impl Report {
    /// True if no hard rule is broken.
    ///
    /// ```
    /// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
    /// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
    /// assert!(!medrota::check(&problem, &medrota::Schedule::default()).is_feasible());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn is_feasible(&self) -> bool {
        self.violations.is_empty()
    }
}

/// Judges a schedule.
///
/// Takes any schedule, also one that makes no sense: what the problem does not know (activities, periods, events,
/// doctors) is a violation of availability and ignored otherwise. A missing pathway is an empty one.
///
/// # Complexity
/// Linear in the doctors' periods of presence times the rules that speak of them.
///
/// ```
/// use medrota::{ProblemBuilder, Schedule, check};
///
/// let problem = ProblemBuilder::weeks("ward year", "2026-09-06", "2026-10-03")
///     .department("surgery", 1)
///     .doctor("ana")
///     .requirement("surgery", &["surgery"], 2)
///     .build()?;
/// let report = check(&problem, &Schedule::default());
/// assert_eq!(report.violations.len(), 1);
/// assert_eq!(report.violations[0].amount, 2);
/// # Ok::<(), medrota::Error>(())
/// ```
#[must_use]
pub fn check(problem: &Problem, schedule: &Schedule) -> Report {
    let shared = personal::ForEachDoctor::new(problem);
    let mut ledger = ledger::Ledger::default();
    let mut scores = Vec::with_capacity(problem.doctors().len());
    let mut timelines = Vec::with_capacity(problem.doctors().len());
    for doctor in problem.doctor_ids() {
        let pathway = schedule.pathway(doctor);
        let timeline = timeline::Timeline::new(problem, doctor, pathway);
        let of_doctor = personal::judge(problem, pathway, &timeline, &shared);
        scores.push(of_doctor.value());
        ledger.absorb(of_doctor);
        timelines.push(timeline);
    }
    ledger.violations.extend(strangers(problem, schedule));
    ledger.absorb(shared::judge(problem, &timelines, &scores));
    let value = ledger.value();
    Report {
        violations: ledger.violations,
        breaches: ledger.breaches,
        value,
        scores,
    }
}

/// How many periods, blocks or rotations a preference pays a doctor for.
pub(crate) fn units_paid(
    problem: &Problem,
    schedule: &Schedule,
    doctor: DoctorId,
    preference: &crate::problem::rule::Preference,
) -> i64 {
    let timeline = timeline::Timeline::new(problem, doctor, schedule.pathway(doctor));
    preference::units(preference, &timeline)
}

/// Pathways beyond the last doctor that are not empty.
fn strangers(problem: &Problem, schedule: &Schedule) -> Option<Violation> {
    let beyond = schedule.pathways().iter().skip(problem.doctors().len());
    let amount = ledger::count(
        beyond
            .filter(|pathway| **pathway != crate::schedule::Pathway::default())
            .count(),
    );
    let rule = problem
        .rules()
        .find(|(_, rule)| matches!(rule, Rule::Availability(_)))?
        .0;
    (amount > 0).then_some(Violation {
        rule,
        subject: Subject::Schedule,
        period: None,
        amount,
    })
}

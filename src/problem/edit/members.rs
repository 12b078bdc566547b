//! Rules and rows narrowed to some doctors.
//!
//! A filter without any list chooses everybody, so that one which chooses nobody cannot be written: rows with such a filter are left out.

use crate::ids::DoctorId;
use crate::problem::draft::{
    DoctorFilter, ElectiveDraft, PrecedenceDraft, PreferenceDraft, RequirementDraft,
};
use crate::problem::{Problem, RuleDraft};

/// The doctors that stay.
#[derive(Debug)]
pub(crate) struct Members<'a> {
    problem: &'a Problem,
    doctors: &'a [DoctorId],
}

impl<'a> Members<'a> {
    pub(crate) fn new(problem: &'a Problem, doctors: &'a [DoctorId]) -> Self {
        Self { problem, doctors }
    }
    /// The filter that names the members which a filter of the problem's draft chooses; `None` if there are none.
    pub(crate) fn narrow(&self, filter: &DoctorFilter) -> Option<DoctorFilter> {
        let chosen = self.problem.chosen_by(filter)?;
        self.problem.named_doctors(
            self.doctors
                .iter()
                .copied()
                .filter(|doctor| chosen.contains(*doctor)),
        )
    }
    /// A rule of the problem's draft with every filter narrowed; `None` if it speaks of none of the members any more.
    pub(crate) fn narrow_rule(&self, rule: &RuleDraft) -> Option<RuleDraft> {
        let mut rule = rule.clone();
        let mut keep = |filter: &mut DoctorFilter| {
            self.narrow(filter)
                .map(|narrowed| *filter = narrowed)
                .is_some()
        };
        rule.as_draft_mut().narrow(&mut keep).then_some(rule)
    }
    /// The same of a row of a table.
    pub(crate) fn narrow_row<Row: OfDoctors>(&self, row: &Row) -> Option<Row> {
        let narrowed = self.narrow(row.doctors())?;
        Some(row.clone().of_doctors(narrowed))
    }
}

/// A row of a table that speaks of doctors.
pub(crate) trait OfDoctors: Clone {
    fn doctors(&self) -> &DoctorFilter;
    /// The row of these doctors.
    fn of_doctors(self, doctors: DoctorFilter) -> Self;
}

macro_rules! of_doctors {
    ($($name:ident),+) => {$(
        impl OfDoctors for $name {
            fn doctors(&self) -> &DoctorFilter {
                &self.doctors
            }
            fn of_doctors(self, doctors: DoctorFilter) -> Self {
                Self { doctors, ..self }
            }
        }
    )+};
}
of_doctors!(
    RequirementDraft,
    ElectiveDraft,
    PrecedenceDraft,
    PreferenceDraft
);

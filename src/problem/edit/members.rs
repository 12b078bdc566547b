//! Rules and rows narrowed to some doctors.
//!
//! A filter without any list chooses everybody, so that one which chooses nobody cannot be written: rows with such a filter are left out.

use crate::ids::DoctorId;
use crate::problem::draft::DoctorFilter;
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
}

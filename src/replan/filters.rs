//! Which of some doctors a filter chooses, and filters rewritten to name them.
//!
//! A filter without any list chooses everybody, so that one which chooses nobody cannot be written: rows with such a filter are left out.

use crate::ids::{DoctorId, SpecialtyId};
use crate::problem::Problem;
use crate::problem::draft::{DoctorDraft, DoctorFilter};
use crate::problem::rule_draft::RuleDraft;

/// The doctors that stay, and how filters choose among them.
#[derive(Debug)]
pub(super) struct Members<'a> {
    problem: &'a Problem,
    /// Ascending.
    doctors: &'a [DoctorId],
}

impl<'a> Members<'a> {
    pub(super) fn new(problem: &'a Problem, doctors: &'a [DoctorId]) -> Self {
        Self { problem, doctors }
    }
    /// The members that `filter` chooses.
    pub(super) fn chosen(&self, filter: &DoctorFilter) -> Vec<DoctorId> {
        self.doctors.iter().copied().filter(|doctor| self.chooses(filter, *doctor)).collect()
    }
    /// The filter that names the members which `filter` chooses; `None` if there are none.
    pub(super) fn narrow(&self, filter: &DoctorFilter) -> Option<DoctorFilter> {
        self.name(&self.chosen(filter))
    }
    /// The filter that names these doctors; `None` if there are none.
    pub(super) fn name(&self, doctors: &[DoctorId]) -> Option<DoctorFilter> {
        let doctors: Vec<String> = doctors.iter().map(|doctor| self.problem.doctor(*doctor).key.clone()).collect();
        (!doctors.is_empty()).then(|| DoctorFilter { doctors, ..DoctorFilter::default() })
    }

    fn chooses(&self, filter: &DoctorFilter, doctor: DoctorId) -> bool {
        if *filter == DoctorFilter::default() {
            return true;
        }
        let data = self.problem.doctor(doctor);
        let holds = |list: &[String], key: Option<&str>| list.is_empty() || key.is_some_and(|key| list.iter().any(|one| one == key));
        let region = data.region.map(|region| self.problem.region(region).key.as_str());
        let cohort = data.cohort.map(|cohort| self.problem.cohort(cohort).key.as_str());
        holds(&filter.doctors, Some(&data.key))
            && (filter.specialties.is_empty() || self.lineage(data.specialty).any(|key| filter.specialties.iter().any(|one| one == key)))
            && holds(&filter.levels, Some(&data.level))
            && holds(&filter.regions, region)
            && holds(&filter.cohorts, cohort)
            && (filter.curricula.is_empty() || holds(&filter.curricula, self.curriculum(doctor)))
            && (filter.tags.is_empty() || filter.tags.iter().any(|tag| data.tags.contains(tag)))
            && !filter.except.contains(&data.key)
    }
    /// A specialty and all above it.
    fn lineage(&self, specialty: Option<SpecialtyId>) -> impl Iterator<Item = &str> {
        let next = |one: &SpecialtyId| self.problem.specialty(*one).parent;
        std::iter::successors(specialty, next).map(|one| self.problem.specialty(one).key.as_str())
    }
    fn curriculum(&self, doctor: DoctorId) -> Option<&str> {
        let draft = self.problem.draft();
        let row: &DoctorDraft = draft.doctors.get(doctor.index())?;
        let cohort = || draft.cohorts.get(self.problem.doctor(doctor).cohort?.index())?.curriculum.as_deref();
        row.curriculum.as_deref().or_else(cohort)
    }
}

/// Narrows every filter of a rule; `None` if it speaks of none of the members any more.
pub(super) fn narrow_rule(members: &Members<'_>, rule: &RuleDraft) -> Option<RuleDraft> {
    let mut rule = rule.clone();
    let mut keep = |filter: &mut DoctorFilter| members.narrow(filter).map(|narrowed| *filter = narrowed).is_some();
    rule.as_draft_mut().narrow(&mut keep).then_some(rule)
}

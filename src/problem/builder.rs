//! Building a problem from Rust.

use super::draft::{
    ActivityDraft, CapacityDraft, DepartmentDraft, DoctorDraft, HorizonDraft, PeriodKindDraft, PreferenceDraft, ProblemDraft,
    RequirementDraft, SpecialtyDraft,
};
use super::problem::Problem;
use super::rule_draft::RuleDraft;
use crate::error::Result;

/// Builds a [`Problem`] in Rust; ends in the same validation as the readers.
///
/// The methods cover the common cases; [`draft_mut`](Self::draft_mut) reaches everything else. Nothing is checked before
/// [`build`](Self::build), which then reports every mistake at once.
///
/// ```
/// use medrota::ProblemBuilder;
///
/// let problem = ProblemBuilder::weeks("ward year", "2026-09-06", "2026-10-03")
///     .department("surgery", 1)
///     .doctor("ana")
///     .requirement("surgery", &["surgery"], 2)
///     .build()?;
/// assert_eq!(problem.horizon().len(), 4);
/// # Ok::<(), medrota::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct ProblemBuilder {
    draft: ProblemDraft,
}

impl ProblemBuilder {
    /// A problem over `kind` periods from `start` to `end` (dates, both included).
    #[must_use]
    pub fn new(name: &str, kind: PeriodKindDraft, start: &str, end: &str) -> Self {
        let horizon = HorizonDraft { kind, start: start.into(), end: end.into(), ..HorizonDraft::default() };
        Self { draft: ProblemDraft { format: super::draft::FORMAT_VERSION, name: name.into(), horizon, ..ProblemDraft::default() } }
    }
    /// A problem over weeks.
    #[must_use]
    pub fn weeks(name: &str, start: &str, end: &str) -> Self {
        Self::new(name, PeriodKindDraft::Week, start, end)
    }
    /// Adds a specialty.
    #[must_use]
    pub fn specialty(mut self, id: &str, parent: Option<&str>) -> Self {
        self.draft.specialties.push(SpecialtyDraft { id: id.into(), name: String::new(), parent: parent.map(Into::into) });
        self
    }
    /// Adds a department with `places` doctors in every period.
    #[must_use]
    pub fn department(mut self, id: &str, places: i64) -> Self {
        self.draft.departments.push(DepartmentDraft { id: id.into(), ..DepartmentDraft::default() });
        self.draft.capacities.push(CapacityDraft { of: id.into(), max: Some(places), ..CapacityDraft::default() });
        self
    }
    /// Adds an activity of a department, offered to these specialties (to everybody if empty).
    #[must_use]
    pub fn activity(mut self, id: &str, department: &str, specialties: &[&str]) -> Self {
        self.draft.activities.push(ActivityDraft {
            id: id.into(),
            department: department.into(),
            specialties: owned(specialties),
            ..ActivityDraft::default()
        });
        self
    }
    /// Adds a doctor who is there for the whole horizon.
    #[must_use]
    pub fn doctor(self, id: &str) -> Self {
        self.doctor_with(DoctorDraft { id: id.into(), ..DoctorDraft::default() })
    }
    /// Adds a doctor.
    #[must_use]
    pub fn doctor_with(mut self, doctor: DoctorDraft) -> Self {
        self.draft.doctors.push(doctor);
        self
    }
    /// Everybody spends exactly `blocks` blocks in any one of the departments, in one rotation.
    #[must_use]
    pub fn requirement(self, id: &str, departments: &[&str], blocks: i64) -> Self {
        let activities = super::draft::ActivityFilter { departments: owned(departments), ..Default::default() };
        self.requirement_with(RequirementDraft {
            id: id.into(),
            activities,
            min: blocks,
            max: Some(blocks),
            runs_max: Some(1),
            ..RequirementDraft::default()
        })
    }
    /// Adds a requirement.
    #[must_use]
    pub fn requirement_with(mut self, requirement: RequirementDraft) -> Self {
        self.draft.requirements.push(requirement);
        self
    }
    /// A doctor's being in a department is worth `value` in every period.
    #[must_use]
    pub fn preference(mut self, doctor: &str, department: &str, value: i64) -> Self {
        self.draft.preferences.push(PreferenceDraft {
            doctors: super::draft::DoctorFilter { doctors: owned(&[doctor]), ..Default::default() },
            activities: super::draft::ActivityFilter { departments: owned(&[department]), ..Default::default() },
            value,
            ..PreferenceDraft::default()
        });
        self
    }
    /// Adds any other rule.
    #[must_use]
    pub fn rule(mut self, rule: RuleDraft) -> Self {
        self.draft.rules.push(rule);
        self
    }
    /// The draft so far, to add what has no method here.
    pub fn draft_mut(&mut self) -> &mut ProblemDraft {
        &mut self.draft
    }
    /// Validates what was built.
    ///
    /// # Errors
    /// As [`ProblemDraft::validate`].
    pub fn build(self) -> Result<Problem> {
        self.draft.validate()
    }
}

fn owned(list: &[&str]) -> Vec<String> {
    list.iter().map(|text| (*text).to_owned()).collect()
}

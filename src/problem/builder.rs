//! Building a problem from Rust.

use super::draft::{
    ActivityDraft, CapacityDraft, DepartmentDraft, DoctorDraft, HorizonDraft, LeaveDraft,
    PeriodKindDraft, PreferenceDraft, ProblemDraft, RequirementDraft, SpecialtyDraft,
};
use super::problem::Problem;
use super::rule_draft::RuleDraft;
use super::rules::{plain_rules, with_rules};
use crate::error::Result;
use std::fmt::Display;

/// Builds a [`Problem`] in Rust; ends in the same validation as the readers.
///
/// The methods cover the common cases; [`with`](Self::with) takes a row of any table and any rule, so that everything a file can say can be said
/// here, and [`draft_mut`](Self::draft_mut) gives the tables themselves. Nothing is checked before [`build`](Self::build), which then reports every
/// mistake at once. Filters are written as in [`filters`](super::filters).
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
    /// A problem over `kind` periods from `start` to `end` (dates, or their texts; both included).
    ///
    /// ```
    /// use medrota::ProblemBuilder;
    /// use medrota::problem::draft::PeriodKindDraft;
    ///
    /// let ward = ProblemBuilder::new("ward", PeriodKindDraft::Day, "2026-09-06", "2026-09-12").department("surgery", 1).doctor("ana").build()?;
    /// assert!(ward.horizon().len() <= 7);
    /// # Ok::<(), medrota::Error>(())
    /// ```
    #[must_use]
    pub fn new(name: &str, kind: PeriodKindDraft, start: impl Display, end: impl Display) -> Self {
        let horizon = HorizonDraft {
            kind,
            start: start.to_string(),
            end: end.to_string(),
            ..HorizonDraft::default()
        };
        Self {
            draft: ProblemDraft {
                format: super::draft::FORMAT_VERSION,
                name: name.into(),
                horizon,
                ..ProblemDraft::default()
            },
        }
    }
    /// A problem over weeks.
    ///
    /// ```
    /// use medrota::ProblemBuilder;
    ///
    /// let ward = ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1).doctor("ana").build()?;
    /// assert_eq!(ward.horizon().len(), 4);
    /// # Ok::<(), medrota::Error>(())
    /// ```
    #[must_use]
    pub fn weeks(name: &str, start: impl Display, end: impl Display) -> Self {
        Self::new(name, PeriodKindDraft::Week, start, end)
    }
    /// Adds a specialty.
    ///
    /// ```
    /// use medrota::ProblemBuilder;
    ///
    /// let builder = ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").specialty("surgery", None).specialty("neurosurgery", Some("surgery"));
    /// let problem = builder.department("theatre", 1).doctor("ana").build()?;
    /// assert_eq!(problem.specialties().len(), 2);
    /// # Ok::<(), medrota::Error>(())
    /// ```
    #[must_use]
    pub fn specialty(mut self, id: &str, parent: Option<&str>) -> Self {
        self.draft.specialties.push(SpecialtyDraft {
            id: id.into(),
            name: String::new(),
            parent: parent.map(Into::into),
        });
        self
    }
    /// Adds a department with `places` doctors in every period.
    ///
    /// ```
    /// use medrota::ProblemBuilder;
    ///
    /// let problem = ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 3).doctor("ana").build()?;
    /// assert!(problem.find_department("surgery").is_some());
    /// # Ok::<(), medrota::Error>(())
    /// ```
    #[must_use]
    pub fn department(mut self, id: &str, places: i64) -> Self {
        self.draft.departments.push(DepartmentDraft {
            id: id.into(),
            ..DepartmentDraft::default()
        });
        self.draft.capacities.push(CapacityDraft {
            of: id.into(),
            max: Some(places),
            ..CapacityDraft::default()
        });
        self
    }
    /// Adds an activity of a department, offered to these specialties (to everybody if empty).
    ///
    /// ```
    /// use medrota::ProblemBuilder;
    ///
    /// let builder = ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 3).activity("endoscopy", "surgery", &[]);
    /// assert!(builder.doctor("ana").build()?.find_activity("endoscopy").is_some());
    /// # Ok::<(), medrota::Error>(())
    /// ```
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
        self.doctor_with(DoctorDraft {
            id: id.into(),
            ..DoctorDraft::default()
        })
    }
    /// Adds a doctor.
    ///
    /// ```
    /// use medrota::ProblemBuilder;
    /// use medrota::problem::draft::DoctorDraft;
    ///
    /// let ana = DoctorDraft { id: "ana".into(), level: "PGY2".into(), ..Default::default() };
    /// let problem = ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1).doctor_with(ana).build()?;
    /// assert_eq!(problem.doctors()[0].level, "PGY2");
    /// # Ok::<(), medrota::Error>(())
    /// ```
    #[must_use]
    pub fn doctor_with(mut self, doctor: DoctorDraft) -> Self {
        self.draft.doctors.push(doctor);
        self
    }
    /// Everybody spends exactly `blocks` blocks in any one of the departments, in one rotation.
    #[must_use]
    pub fn requirement(self, id: &str, departments: &[&str], blocks: i64) -> Self {
        let activities = super::draft::ActivityFilter {
            departments: owned(departments),
            ..Default::default()
        };
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
    ///
    /// ```
    /// use medrota::ProblemBuilder;
    /// use medrota::problem::draft::RequirementDraft;
    /// use medrota::problem::filters::activities;
    ///
    /// let some = RequirementDraft { id: "some surgery".into(), activities: activities().department("surgery"), min: 1, max: Some(3), ..Default::default() };
    /// let builder = ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1).doctor("ana");
    /// assert_eq!(builder.requirement_with(some).build()?.requirements()[0].max, 3);
    /// # Ok::<(), medrota::Error>(())
    /// ```
    #[must_use]
    pub fn requirement_with(mut self, requirement: RequirementDraft) -> Self {
        self.draft.requirements.push(requirement);
        self
    }
    /// A doctor's being in a department is worth `value` in every period.
    #[must_use]
    pub fn preference(mut self, doctor: &str, department: &str, value: i64) -> Self {
        self.draft.preferences.push(PreferenceDraft {
            doctors: super::draft::DoctorFilter {
                doctors: owned(&[doctor]),
                ..Default::default()
            },
            activities: super::draft::ActivityFilter {
                departments: owned(&[department]),
                ..Default::default()
            },
            value,
            ..PreferenceDraft::default()
        });
        self
    }
    /// Adds any other rule.
    #[must_use]
    pub fn rule(self, rule: impl Into<RuleDraft>) -> Self {
        self.with(rule.into())
    }
    /// Adds a row of any table, or a rule.
    ///
    /// ```
    /// use medrota::problem::draft::{ElectiveDraft, LeaveDraft};
    /// use medrota::problem::filters::doctors;
    /// use medrota::problem::rules::HospitalChange;
    /// use medrota::ProblemBuilder;
    ///
    /// let problem = ProblemBuilder::weeks("ward year", "2026-09-06", "2026-10-03")
    ///     .department("surgery", 1)
    ///     .department("clinic", 1)
    ///     .doctor("ana")
    ///     .requirement("surgery", &["surgery"], 2)
    ///     .requirement("clinic", &["clinic"], 1)
    ///     .with(ElectiveDraft { id: "one of them".into(), requirements: vec!["surgery".into(), "clinic".into()], min: 1, ..Default::default() })
    ///     .with(LeaveDraft { doctor: "ana".into(), from: "2026-09-13".into(), to: "2026-09-19".into(), ..Default::default() })
    ///     .with(HospitalChange { id: "moving".into(), doctors: doctors().doctor("ana"), weight: Some(5) })
    ///     .build()?;
    /// assert_eq!(problem.draft().leaves.len(), 1);
    /// # Ok::<(), medrota::Error>(())
    /// ```
    #[must_use]
    pub fn with(mut self, row: impl Row) -> Self {
        row.add_to(&mut self.draft);
        self
    }
    /// Adds several rows.
    ///
    /// ```
    /// use medrota::ProblemBuilder;
    /// use medrota::problem::draft::DoctorDraft;
    ///
    /// let doctors = ["ana", "ben", "chen"].map(|id| DoctorDraft { id: id.into(), ..Default::default() });
    /// let problem = ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1).with_all(doctors).build()?;
    /// assert_eq!(problem.doctors().len(), 3);
    /// # Ok::<(), medrota::Error>(())
    /// ```
    #[must_use]
    pub fn with_all(self, rows: impl IntoIterator<Item = impl Row>) -> Self {
        rows.into_iter().fold(self, Self::with)
    }
    /// A doctor is away between two dates, both included.
    ///
    /// ```
    /// use medrota::ProblemBuilder;
    ///
    /// let builder = ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1).doctor("ana");
    /// let problem = builder.leave("ana", "2026-09-13", "2026-09-19").build()?;
    /// assert_eq!(problem.doctors()[0].leaves.len(), 1);
    /// # Ok::<(), medrota::Error>(())
    /// ```
    #[must_use]
    pub fn leave(self, doctor: &str, from: impl Display, to: impl Display) -> Self {
        self.with(LeaveDraft {
            doctor: doctor.into(),
            from: from.to_string(),
            to: to.to_string(),
            ..LeaveDraft::default()
        })
    }
    /// A department, activity or hospital takes `min` to `max` doctors between two dates, both included.
    #[must_use]
    pub fn places(
        self,
        of: &str,
        from: impl Display,
        to: impl Display,
        min: i64,
        max: i64,
    ) -> Self {
        let (from, to) = (Some(from.to_string()), Some(to.to_string()));
        self.with(CapacityDraft {
            of: of.into(),
            from,
            to,
            min,
            max: Some(max),
            ..CapacityDraft::default()
        })
    }
    /// The draft so far, to add what has no method here.
    ///
    /// ```
    /// use medrota::ProblemBuilder;
    ///
    /// let mut builder = ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1).doctor("ana");
    /// builder.draft_mut().doctors[0].name = "Ana".into();
    /// assert_eq!(builder.build()?.doctors()[0].name, "Ana");
    /// # Ok::<(), medrota::Error>(())
    /// ```
    pub fn draft_mut(&mut self) -> &mut ProblemDraft {
        &mut self.draft
    }
    /// Validates what was built.
    ///
    /// ```
    /// use medrota::ProblemBuilder;
    ///
    /// let error = ProblemBuilder::weeks("ward", "2026-10-03", "2026-09-06").doctor("ana").doctor("ana").build().unwrap_err();
    /// assert!(error.is_input() && error.diagnostics().iter().count() >= 2);
    /// ```
    ///
    /// # Errors
    /// As [`ProblemDraft::validate`].
    pub fn build(self) -> Result<Problem> {
        self.draft.validate()
    }
}

/// What [`ProblemBuilder::with`] takes: a row of a table, or a rule.
pub trait Row {
    /// Adds the row to its table.
    fn add_to(self, draft: &mut ProblemDraft);
}

macro_rules! rows {
    ($($row:ident => $table:ident;)+) => {
        $(impl Row for super::draft::$row {
            fn add_to(self, draft: &mut ProblemDraft) {
                draft.$table.push(self);
            }
        })+
    };
}

rows! {
    GridDraft => grids;
    SpecialtyDraft => specialties;
    RegionDraft => regions;
    CohortDraft => cohorts;
    HospitalDraft => hospitals;
    DepartmentDraft => departments;
    ActivityDraft => activities;
    CapacityDraft => capacities;
    ClosureDraft => closures;
    AbsenceDraft => absences;
    CurriculumDraft => curricula;
    DoctorDraft => doctors;
    LeaveDraft => leaves;
    DocumentDraft => documents;
    HistoryDraft => history;
    RequirementDraft => requirements;
    ElectiveDraft => electives;
    PrecedenceDraft => precedence;
    EventDraft => events;
    PreferenceDraft => preferences;
    RotationDraft => published;
    AttendanceDraft => published_attendances;
}

impl Row for RuleDraft {
    fn add_to(self, draft: &mut ProblemDraft) {
        draft.rules.push(self);
    }
}

macro_rules! rules_as_rows {
    (() $($scope:ident $file:ident $name:ident [$($attribute:meta),*];)*) => {
        $(impl Row for super::rules::$name {
            fn add_to(self, draft: &mut ProblemDraft) {
                draft.rules.push(self.into());
            }
        })*
    };
}
with_rules!(plain_rules rules_as_rows ());

fn owned(list: &[&str]) -> Vec<String> {
    list.iter().map(|text| (*text).to_owned()).collect()
}

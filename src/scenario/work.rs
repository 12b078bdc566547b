//! A draft while the changes of a scenario are made in it: what they find in it, and what they report.

use super::change::Change;
use super::numbers::Rows;
use crate::error::{Code, Diagnostics, nearest};
use crate::limits;
use crate::problem::Problem;
use crate::problem::draft::DoctorDraft;
use crate::problem::edit::DraftEdit;
use std::collections::{HashMap, HashSet};

/// A draft while it is being changed.
pub(super) struct Work<'a> {
    pub(super) problem: &'a Problem,
    pub(super) edit: DraftEdit,
    pub(super) found: Diagnostics,
    pub(super) subject: String,
    /// Where the change at hand stands.
    pub(super) pointer: String,
    /// The change at hand in words.
    pub(super) words: String,
    /// The words of a change have names instead of ids.
    pub(super) shows_names: bool,
    /// Positions of the draft's doctors, cohorts, and rows with numbers.
    doctors: HashMap<String, usize>,
    pub(super) cohorts: HashSet<String>,
    pub(super) rows: Option<Rows>,
    /// Rules to switch off, once all ids are known.
    pub(super) off: Vec<String>,
}

impl<'a> Work<'a> {
    pub(super) fn new(problem: &'a Problem, name: &str) -> Self {
        let subject = format!("scenario {name:?}");
        let (pointer, words) = (String::new(), String::new());
        let edit = DraftEdit::of(problem).off_as("scenario/off/");
        let draft = problem.draft();
        let doctors = draft
            .doctors
            .iter()
            .enumerate()
            .map(|(index, doctor)| (doctor.id.clone(), index))
            .collect();
        let cohorts = draft
            .cohorts
            .iter()
            .map(|cohort| cohort.id.clone())
            .collect();
        Self {
            problem,
            edit,
            found: Diagnostics::new(),
            subject,
            pointer,
            words,
            shows_names: false,
            doctors,
            cohorts,
            rows: None,
            off: Vec::new(),
        }
    }

    /// Refuses more changes, and more work on whole tables, than anybody means; false if so.
    pub(super) fn check_size(&mut self, changes: &[Change]) -> bool {
        let draft = &self.edit.draft;
        let places = draft.capacities.len() + draft.closures.len() + draft.absences.len();
        let rows = places
            + draft.doctors.len()
            + draft.leaves.len()
            + draft.documents.len()
            + draft.published.len()
            + draft.events.len();
        let mut limited = HashSet::new();
        let looking = changes.iter().filter(|change| match change {
            Change::AddPlaces { of, .. } | Change::SetPlaces { of, .. } => {
                limited.insert(of.as_str())
            }
            Change::MoveCohort { .. } | Change::EnlargeCohort { .. } | Change::Reopen { .. } => {
                true
            }
            _ => false,
        });
        let product = looking.count().saturating_mul(rows);
        for (name, most, number, what) in [
            (
                "CHANGES",
                limits::CHANGES,
                changes.len(),
                "changes are more",
            ),
            (
                "CHANGE_ROWS",
                limits::CHANGE_ROWS,
                product,
                "changes of places and cohorts times rows are more",
            ),
        ] {
            if number > most {
                let message =
                    format!("{number} {what} than {most}, the most there may be ({name}).");
                self.found.error(
                    Code::LimitExceeded,
                    "/changes",
                    self.subject.clone(),
                    message,
                );
            }
        }
        !self.found.has_errors()
    }

    /// From now on what is reported is about this change.
    pub(super) fn speak_of(&mut self, number: usize, change: &Change) {
        self.pointer = format!("/changes/{number}");
        self.words = self.words_of(number, change);
    }

    /// A change as findings call it: with names, as long as these are looked up for few.
    pub(super) fn words_of(&self, number: usize, change: &Change) -> String {
        let words = if self.shows_names {
            change.describe(self.problem)
        } else {
            change.to_string()
        };
        format!("change {} ({words})", number + 1)
    }

    /// Reports something about the change at hand.
    pub(super) fn report(&mut self, code: Code, field: &str, message: &str) {
        let pointer = if field.is_empty() {
            self.pointer.clone()
        } else {
            format!("{}/{field}", self.pointer)
        };
        self.found.error(
            code,
            pointer,
            self.subject.clone(),
            format!("{}: {message}", self.words),
        );
    }

    pub(super) fn unknown(&mut self, field: &str, kind: &str, id: &str) {
        let near = self
            .near(kind, id)
            .map_or_else(String::new, |near| format!(" Is {near:?} meant?"));
        self.report(
            Code::UnknownReference,
            field,
            &format!("there is no {kind} {id:?}.{near}"),
        );
    }

    /// An id or name of the kinds that `kind` names which looks like this one, as long as it is looked for among few.
    fn near(&self, kind: &str, id: &str) -> Option<String> {
        const MOST: usize = 2_000;
        if id.len() > limits::ID_BYTES || self.found.as_slice().len() >= limits::FINDINGS_OF_A_CODE
        {
            return None;
        }
        let problem = self.problem;
        let mut ids: Vec<&str> = Vec::new();
        if kind.contains("doctor") {
            ids.extend(self.doctors.keys().map(String::as_str));
            ids.extend(problem.doctors().iter().map(|row| row.name.as_str()));
        }
        if kind.contains("hospital") {
            ids.extend(problem.hospitals().iter().map(|row| row.key.as_str()));
        }
        if kind.contains("department") {
            ids.extend(problem.departments().iter().map(|row| row.key.as_str()));
            ids.extend(problem.departments().iter().map(|row| row.name.as_str()));
        }
        if kind.contains("activity") {
            ids.extend(problem.activities().iter().map(|row| row.key.as_str()));
        }
        if kind.contains("cohort") {
            ids.extend(self.cohorts.iter().map(String::as_str));
        }
        if kind.contains("event") {
            ids.extend(problem.events().iter().map(|row| row.key.as_str()));
        }
        if kind.contains("rule") && problem.rule_count() <= MOST {
            ids.extend(problem.rules().map(|(rule, _)| problem.rule_key(rule)));
        }
        (ids.len() <= MOST)
            .then(|| nearest(id, ids.into_iter()))?
            .map(str::to_owned)
    }

    pub(super) fn taken(&mut self, field: &str, kind: &str, id: &str) {
        self.report(
            Code::DuplicateId,
            field,
            &format!("there is a {kind} {id:?} already."),
        );
    }

    /// The doctor of this id; reported if there is none.
    pub(super) fn doctor(&mut self, id: &str) -> Option<&mut DoctorDraft> {
        match self.doctors.get(id) {
            Some(&position) => self.edit.draft.doctors.get_mut(position),
            None => {
                self.unknown("doctor", "doctor", id);
                None
            }
        }
    }

    /// True if a hospital (where that may be), department or activity has this id; reported if not.
    pub(super) fn knows_place(&mut self, field: &str, id: &str, hospitals: bool) -> bool {
        let problem = self.problem;
        let known = problem.find_department(id).is_some()
            || problem.find_activity(id).is_some()
            || (hospitals
                && problem
                    .hospitals()
                    .iter()
                    .any(|hospital| hospital.key == id));
        if !known {
            let kind = if hospitals {
                "hospital, department or activity"
            } else {
                "department or activity"
            };
            self.unknown(field, kind, id);
        }
        known
    }

    pub(super) fn add_doctor(&mut self, doctor: DoctorDraft) {
        if !self.push_doctor(doctor.clone()) {
            self.taken("doctor", "doctor", &doctor.id);
        }
    }

    /// Adds a doctor, unless there is one of this id.
    pub(super) fn push_doctor(&mut self, doctor: DoctorDraft) -> bool {
        let position = self.edit.draft.doctors.len();
        let is_new = *self.doctors.entry(doctor.id.clone()).or_insert(position) == position;
        if is_new {
            self.edit.draft.doctors.push(doctor);
        }
        is_new
    }

    pub(super) fn knows_cohort(&mut self, id: &str) -> bool {
        let known = self.cohorts.contains(id);
        if !known {
            self.unknown("cohort", "cohort", id);
        }
        known
    }
}

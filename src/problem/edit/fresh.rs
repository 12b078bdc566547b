//! Ids for rows that the engine adds to a draft: never one that somebody has used.

use crate::limits;
use crate::problem::row::{attendance_id, preference_id};
use crate::problem::{ProblemDraft, RuleDraft};
use std::collections::HashSet;

/// Room for the number that tells ids with one beginning apart.
const NUMBER: usize = 24;

/// The ids that a draft has or that its validation makes, so that what is added gets others.
///
/// Rules share one list whatever table they come from, built-in ones included; what an [`RuleDraft::Off`] names counts as used as well, or it
/// would turn the new rule off.
#[derive(Clone, Debug)]
pub(crate) struct UnusedIds {
    rules: HashSet<String>,
    doctors: HashSet<String>,
}

impl UnusedIds {
    /// Linear in the draft.
    pub(crate) fn of(draft: &ProblemDraft) -> Self {
        let mut rules: HashSet<String> = ["availability", "eligibility"].map(str::to_owned).into();
        rules.extend(draft.requirements.iter().map(|row| row.id.clone()));
        rules.extend(draft.electives.iter().map(|row| row.id.clone()));
        rules.extend(draft.precedence.iter().map(|row| row.id.clone()));
        rules.extend(draft.events.iter().map(|row| attendance_id(&row.id)));
        let places = draft
            .departments
            .iter()
            .map(|row| row.id.clone())
            .chain(draft.activities.iter().map(|row| row.id.clone()));
        let hospitals = draft
            .hospitals
            .iter()
            .flat_map(|row| [row.id.clone(), format!("{} (hospital)", row.id)]);
        rules.extend(
            places
                .chain(hospitals)
                .flat_map(|of| [format!("capacity/{of}"), format!("closure/{of}")]),
        );
        for (index, row) in draft.preferences.iter().enumerate() {
            rules.insert(preference_id(row, index));
        }
        for row in &draft.rules {
            rules.insert(row.id().to_owned());
            rules.extend(row.keys());
            if let RuleDraft::Off(off) = row {
                rules.insert(off.rule.clone());
            }
        }
        Self {
            rules,
            doctors: draft.doctors.iter().map(|row| row.id.clone()).collect(),
        }
    }

    /// `wanted`, with as many strokes behind it as no rule has; used from now on.
    pub(crate) fn rule(&mut self, wanted: impl Into<String>) -> String {
        unused(&mut self.rules, wanted.into())
    }
    /// Takes these ids of rules, unless one of them is used.
    pub(crate) fn take(&mut self, ids: Vec<String>) -> bool {
        let is_free = !ids.iter().any(|id| self.rules.contains(id));
        self.rules.extend(ids.into_iter().filter(|_| is_free));
        is_free
    }
    /// The same for the id of a doctor.
    pub(crate) fn doctor(&mut self, wanted: impl Into<String>) -> String {
        unused(&mut self.doctors, wanted.into())
    }
}

/// Of an id that would be longer than ids may be, only the beginning is used, and a number tells those with one beginning apart.
fn unused(used: &mut HashSet<String>, wanted: String) -> String {
    let mut id = wanted;
    while id.len() <= limits::ID_BYTES && used.contains(&id) {
        id.push('\'');
    }
    if id.len() > limits::ID_BYTES {
        let start: String = id
            .char_indices()
            .take_while(|(at, character)| at + character.len_utf8() + NUMBER <= limits::ID_BYTES)
            .map(|(_, character)| character)
            .collect();
        let mut number = used.len();
        id = format!("{start}~{number}");
        while used.contains(&id) {
            number += 1;
            id = format!("{start}~{number}");
        }
    }
    used.insert(id.clone());
    id
}

//! Where a rule of a problem is written in its draft.

use super::draft::{DoctorFilter, PreferenceDraft};
use super::rule::DoctorSet;
use super::{Problem, RequirementIndex};
use crate::ids::{ActivityId, DepartmentId, EventId, HospitalId, RuleId};

/// A place that has limits of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Place {
    Hospital(HospitalId),
    Department(DepartmentId),
    Activity(ActivityId),
}

/// The row of a draft that became a rule: a table and a position in it. Every rule has one, and no two rules have the same.
///
/// Whoever changes a draft finds rules again by it, and never by what their ids look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum RuleRow {
    /// Built in.
    Availability,
    /// Built in.
    Eligibility,
    /// Capacities, supervision and closures of a place together.
    Capacity(Place),
    /// Closures of a place whose limits are soft.
    Closure(Place),
    Requirement(RequirementIndex),
    Elective(usize),
    Precedence(usize),
    Event(EventId),
    Preference(usize),
    /// A rule without a table of its own.
    Rule(usize),
    /// One rank of a ranked wish, which is a rule by itself.
    Rank {
        row: usize,
        rank: usize,
    },
}

impl RuleRow {
    /// The position in [`ProblemDraft::rules`](super::ProblemDraft::rules), of a rank that of its wish; `None` for what has a table of its own.
    pub(crate) fn position(self) -> Option<usize> {
        match self {
            Self::Rule(row) | Self::Rank { row, .. } => Some(row),
            _ => None,
        }
    }
}

impl Problem {
    /// The row of the draft that became a rule; that of `availability` for an id of another problem.
    pub(crate) fn row_of(&self, id: RuleId) -> RuleRow {
        self.data
            .rules
            .get(id.index())
            .map_or(RuleRow::Availability, |entry| entry.row)
    }
    /// The rule that a row became; `None` if it is turned off.
    pub(crate) fn rule_at(&self, row: RuleRow) -> Option<RuleId> {
        self.data.rule_at.get(&row).copied()
    }
    /// The rule of attendance at an event; `None` if it is turned off.
    pub(crate) fn attendance_of(&self, event: EventId) -> Option<RuleId> {
        self.rule_at(RuleRow::Event(event))
    }
    /// The doctors whom a filter of the draft chooses, those who withdrew among them.
    pub(crate) fn chosen_by(&self, filter: &DoctorFilter) -> Option<&DoctorSet> {
        self.data
            .with_withdrawn
            .get(filter)
            .or_else(|| self.data.doctor_sets.get(filter))
    }
    /// Rows whose rules the draft turns off, with the ids of these.
    pub(crate) fn turned_off(&self) -> &[(RuleRow, String)] {
        &self.data.turned_off
    }
    /// The hospital, department or activity whose places a rule built from the table of capacities limits; `None` for all other rules.
    pub(crate) fn place_of_rule(&self, id: RuleId) -> Option<&str> {
        self.data
            .place_of_rule
            .get(&self.row_of(id))
            .map(String::as_str)
    }
}

/// Id of the rule of attendance at an event.
pub(crate) fn attendance_id(event: &str) -> String {
    format!("attendance/{event}")
}

/// Id of a preference, which may have none of its own.
pub(crate) fn preference_id(row: &PreferenceDraft, position: usize) -> String {
    if row.id.is_empty() {
        format!("preference/{}", position + 1)
    } else {
        row.id.clone()
    }
}

//! Where a rule of a problem is written in its draft, and ids that rules have by default.

use super::RequirementIndex;
use super::draft::PreferenceDraft;
use crate::ids::{ActivityId, DepartmentId, EventId, HospitalId};

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

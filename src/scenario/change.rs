//! One change to a problem, as plain data.

use crate::problem::RuleDraft;
use crate::problem::draft::{CohortDraft, DoctorDraft, EventDraft, SlotDraft, When, is_default};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// One change to a problem; a [`Scenario`](super::Scenario) is a list of them.
///
/// Changes of one scenario commute: where two speak of the same thing differently, the scenario is refused with E601. Spans are points in time as
/// everywhere (`2026-09-06`, `2026-09-06 am`, `#12`, a block's name), both ends included; a missing end is the horizon's.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[allow(clippy::large_enum_variant, reason = "plain data that people build by hand; a box would be in their way")]
pub enum Change {
    /// So many more places (fewer if negative) in a department or activity than there are, supervision and local trainees counted.
    AddPlaces {
        /// Department or activity.
        of: String,
        /// How many more.
        places: i64,
        /// First period.
        #[serde(default, skip_serializing_if = "is_default")]
        from: Option<When>,
        /// Last period.
        #[serde(default, skip_serializing_if = "is_default")]
        to: Option<When>,
    },
    /// Exactly so many places for visitors, whatever supervision and local trainees leave.
    SetPlaces {
        /// Department or activity.
        of: String,
        /// How many.
        places: i64,
        /// First period.
        #[serde(default, skip_serializing_if = "is_default")]
        from: Option<When>,
        /// Last period.
        #[serde(default, skip_serializing_if = "is_default")]
        to: Option<When>,
    },
    /// A hospital, department or activity is closed, or an activity is stopped at short notice.
    Close {
        /// Hospital, department or activity.
        of: String,
        /// First date.
        from: When,
        /// Last date.
        to: When,
        /// Why.
        #[serde(default, skip_serializing_if = "is_default")]
        reason: String,
    },
    /// Closures of a hospital, department or activity are lifted.
    Reopen {
        /// Hospital, department or activity.
        of: String,
        /// First date.
        #[serde(default, skip_serializing_if = "is_default")]
        from: Option<When>,
        /// Last date.
        #[serde(default, skip_serializing_if = "is_default")]
        to: Option<When>,
    },
    /// Supervisors of a department are away.
    SupervisorAway {
        /// Department.
        department: String,
        /// How many.
        supervisors: i64,
        /// First date.
        from: When,
        /// Last date.
        to: When,
        /// Why.
        #[serde(default, skip_serializing_if = "is_default")]
        reason: String,
    },
    /// A doctor comes, too.
    AddDoctor {
        /// The doctor, with an id of their own.
        doctor: DoctorDraft,
    },
    /// A doctor does not come.
    Withdraw {
        /// Doctor.
        doctor: String,
    },
    /// A doctor arrives on another day, usually late.
    Arrive {
        /// Doctor.
        doctor: String,
        /// First day.
        arrival: When,
    },
    /// A doctor leaves on another day, usually early.
    Depart {
        /// Doctor.
        doctor: String,
        /// Last day.
        departure: When,
    },
    /// A doctor is on leave.
    Leave {
        /// Doctor.
        doctor: String,
        /// First day.
        from: When,
        /// Last day.
        to: When,
        /// The doctor is there for half of each period.
        #[serde(default, skip_serializing_if = "is_default")]
        half: bool,
        /// The rotation goes on around the leave.
        #[serde(default, skip_serializing_if = "is_default")]
        keeps_place: bool,
    },
    /// A cohort comes, too.
    AddCohort {
        /// The cohort, with an id of its own.
        cohort: CohortDraft,
        /// Its doctors; their cohort is set to this one.
        doctors: Vec<DoctorDraft>,
    },
    /// A cohort comes on other dates: its dates, its doctors' own dates, visas, leaves and published rotations, and the events that only
    /// it attends all move by as many days as the arrival does. Rules that name dates stay where they are.
    MoveCohort {
        /// Cohort.
        cohort: String,
        /// New first day.
        arrival: When,
    },
    /// So many doctors more in a cohort, each like one of its doctors in turn: same data and documents, ids `<id>+1`, `<id>+2`, …
    EnlargeCohort {
        /// Cohort.
        cohort: String,
        /// How many more.
        doctors: i64,
    },
    /// An event is held, too.
    AddEvent {
        /// The event, with an id of its own.
        event: EventDraft,
    },
    /// An event is held at other times.
    MoveEvent {
        /// Event.
        event: String,
        /// Its slots.
        slots: Vec<SlotDraft>,
    },
    /// A number of a requirement, elective, precedence, preference, event or other rule: a limit, a weight, a cost, a value.
    SetNumber {
        /// Id of the rule or event.
        rule: String,
        /// Name of the field, such as `min`, `max`, `weight`, `value`, `max_blocks`.
        field: String,
        /// The number; missing means none: no limit, or a hard rule.
        #[serde(default, skip_serializing_if = "is_default")]
        value: Option<i64>,
    },
    /// A rule without a table of its own is replaced by another one of the same id, or added.
    SetRule {
        /// The rule.
        rule: RuleDraft,
    },
    /// A rule is switched off.
    SwitchOff {
        /// Id of the rule, built-in ones (`capacity/…`, `attendance/…`, `eligibility`) included.
        rule: String,
    },
}

/// The change in words, as findings and reports name it.
impl fmt::Display for Change {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AddPlaces { of, places, from, to } => write!(out, "{places:+} places in {of}{}", Span(from.as_ref(), to.as_ref())),
            Self::SetPlaces { of, places, from, to } => write!(out, "{places} places in {of}{}", Span(from.as_ref(), to.as_ref())),
            Self::Close { of, from, to, reason } => write!(out, "{of} closed{}{}", Span(Some(from), Some(to)), Why(reason)),
            Self::Reopen { of, from, to } => write!(out, "{of} reopened{}", Span(from.as_ref(), to.as_ref())),
            Self::SupervisorAway { department, supervisors, from, to, reason } => {
                let plural = if *supervisors == 1 { "" } else { "s" };
                write!(out, "{supervisors} supervisor{plural} of {department} away{}{}", Span(Some(from), Some(to)), Why(reason))
            }
            Self::AddDoctor { doctor } => write!(out, "doctor {} added", doctor.id),
            Self::Withdraw { doctor } => write!(out, "doctor {doctor} withdrawn"),
            Self::Arrive { doctor, arrival } => write!(out, "doctor {doctor} arrives {arrival}"),
            Self::Depart { doctor, departure } => write!(out, "doctor {doctor} leaves {departure}"),
            Self::Leave { doctor, from, to, half, .. } => {
                let what = if *half { "half there" } else { "on leave" };
                write!(out, "doctor {doctor} {what}{}", Span(Some(from), Some(to)))
            }
            Self::AddCohort { cohort, doctors } => write!(out, "cohort {} of {} added", cohort.id, doctors.len()),
            Self::MoveCohort { cohort, arrival } => write!(out, "cohort {cohort} arrives {arrival}"),
            Self::EnlargeCohort { cohort, doctors } => write!(out, "{doctors:+} doctors in cohort {cohort}"),
            Self::AddEvent { event } => write!(out, "event {} added", event.id),
            Self::MoveEvent { event, slots } => match slots.first() {
                Some(slot) => write!(out, "event {event} moved to {}", slot.from),
                None => write!(out, "event {event} without slots"),
            },
            Self::SetNumber { rule, field, value: Some(value) } => write!(out, "{field} of {rule} is {value}"),
            Self::SetNumber { rule, field, value: None } => write!(out, "{field} of {rule} is none"),
            Self::SetRule { rule } => write!(out, "rule {} replaced", rule.id()),
            Self::SwitchOff { rule } => write!(out, "rule {rule} switched off"),
        }
    }
}

/// ` 2026-09-06 to 2026-09-12`, with nothing for ends that are the horizon's.
struct Span<'a>(Option<&'a When>, Option<&'a When>);

impl fmt::Display for Span<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0, self.1) {
            (None, None) => Ok(()),
            (Some(from), None) => write!(out, " from {from}"),
            (None, Some(to)) => write!(out, " until {to}"),
            (Some(from), Some(to)) if from == to => write!(out, " on {from}"),
            (Some(from), Some(to)) => write!(out, " {from} to {to}"),
        }
    }
}

struct Why<'a>(&'a str);

impl fmt::Display for Why<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() { Ok(()) } else { write!(out, " ({})", self.0) }
    }
}

//! One change to a problem, as plain data.

use crate::problem::RuleDraft;
use crate::problem::draft::{
    CohortDraft, DoctorDraft, EventDraft, SlotDraft, When, choice, is_default,
};
use serde::{Deserialize, Serialize};

/// One change to a problem; a [`Scenario`](super::Scenario) is a list of them.
///
/// Changes of one scenario commute: where two speak of the same thing differently, the scenario is refused with E601. Spans are points in time as
/// everywhere (`2026-09-06`, `2026-09-06 am`, `#12`, a block's name), both ends included; a missing end is the horizon's.
///
/// ```
/// use medrota::scenario::Change;
///
/// let change: Change = serde_json::from_str(r#"{ "kind": "set_places", "of": "surgery", "places": 2 }"#)?;
/// assert_eq!(change, Change::SetPlaces { of: "surgery".into(), places: 2, from: None, to: None });
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[allow(
    clippy::large_enum_variant,
    reason = "plain data that people build by hand; a box would be in their way"
)]
#[non_exhaustive]
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
    /// What a rule asks of one doctor is waived, altogether or in proportion to the time that is left.
    ///
    /// Of a requirement the doctor owes less: see [`Amounts`]. Any other rule no longer speaks of the doctor, in the whole horizon: the past is as it is,
    /// and nobody is asked to mend it. Of an event the doctor is excused; `eligibility` is waived in all departments.
    Waive {
        /// Doctor.
        doctor: String,
        /// Id of the rule, requirement, elective, preference or event; all requirements and electives of the doctor if missing.
        #[serde(default, skip_serializing_if = "is_default")]
        rule: Option<String>,
        /// How much is waived; all of it if missing.
        #[serde(default, skip_serializing_if = "is_default")]
        amounts: Option<Amounts>,
        /// First day of the time that does not count, where amounts are in proportion; without it only the time counts as lost in which other changes take the doctor away.
        #[serde(default, skip_serializing_if = "is_default")]
        from: Option<When>,
        /// Of a requirement or elective: so much is enough, and so much is not too much.
        #[serde(default, skip_serializing_if = "is_default")]
        amount: Option<i64>,
    },
    /// A doctor leaves the programme: what was done until then stays, nothing is planned afterwards, and what can be asked only of whoever stays is asked no more:
    /// amounts as said, whole rotations at the end, what must follow, what must have begun later; the doctor is no more the worst off.
    LeaveProgramme {
        /// Doctor.
        doctor: String,
        /// Last day.
        departure: When,
        /// What is left of requirements and electives; nothing if missing.
        #[serde(default, skip_serializing_if = "is_default")]
        amounts: Option<Amounts>,
    },
    /// Two doctors exchange what is published for them between two days; each does what the other was to do wherever both are there.
    Swap {
        /// One doctor.
        doctor: String,
        /// The other.
        with: String,
        /// First day.
        from: When,
        /// Last day.
        to: When,
    },
    /// A doctor is back: leaves that have begun before end the day before, a departure and a withdrawal are taken back.
    Return {
        /// Doctor.
        doctor: String,
        /// First day back.
        from: When,
    },
    /// A doctor stays longer.
    Extend {
        /// Doctor.
        doctor: String,
        /// New last day.
        departure: When,
        /// What becomes of requirements and electives; they stay as they are if missing.
        #[serde(default, skip_serializing_if = "is_default")]
        amounts: Option<Amounts>,
    },
    /// A doctor works part time and keeps their places: away in every n-th period, on some weekdays or in some periods, or there for half of each period.
    PartTime {
        /// Doctor.
        doctor: String,
        /// First day.
        #[serde(default, skip_serializing_if = "is_default")]
        from: Option<When>,
        /// Last day.
        #[serde(default, skip_serializing_if = "is_default")]
        to: Option<When>,
        /// Away in every n-th period from the first one on, at least 2.
        #[serde(default, skip_serializing_if = "is_default")]
        every: Option<i64>,
        /// Away on these weekdays (`sunday` …).
        #[serde(default, skip_serializing_if = "is_default")]
        weekdays: Vec<String>,
        /// Away in these periods.
        #[serde(default, skip_serializing_if = "is_default")]
        periods: Vec<When>,
        /// There for half of each period.
        #[serde(default, skip_serializing_if = "is_default")]
        half: bool,
        /// What becomes of requirements and electives; in proportion if missing.
        #[serde(default, skip_serializing_if = "is_default")]
        amounts: Option<Amounts>,
    },
}

choice! {
    /// What becomes of the amounts of a doctor's requirements and electives when the doctor's time changes.
    Amounts {
        /// They stay as they are.
        Kept,
        /// Least amounts and numbers of rotations shrink, and grow, with the time that the doctor is there within the requirement's periods, half presence as half of it, rounded down;
        /// greatest ones only grow.
        InProportion,
        /// Nothing is owed.
        #[default]
        Waived,
    }
}

//! The entities of a validated problem.

use super::rule::{ActivitySet, DoctorSet, PeriodSet};
use crate::ids::{
    ActivityId, CohortId, DepartmentId, GridId, HospitalId, IdSet, PeriodId, RegionId, SpecialtyId,
};

/// Position of a requirement in [`Problem::requirements`](super::Problem::requirements).
pub type RequirementIndex = usize;

/// A specialty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Specialty {
    /// Id in the input.
    pub key: String,
    /// Name to show.
    pub name: String,
    /// The specialty it belongs under.
    pub parent: Option<SpecialtyId>,
}

/// A region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// Id in the input.
    pub key: String,
    /// Name to show.
    pub name: String,
    /// Population.
    pub population: Option<i64>,
}

/// A cohort.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cohort {
    /// Id in the input.
    pub key: String,
    /// Name to show.
    pub name: String,
    /// Its doctors.
    pub doctors: DoctorSet,
}

/// A hospital.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hospital {
    /// Id in the input.
    pub key: String,
    /// Name to show.
    pub name: String,
}

/// A department.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Department {
    /// Id in the input.
    pub key: String,
    /// Name to show.
    pub name: String,
    /// Its hospital.
    pub hospital: HospitalId,
    /// Its activities.
    pub activities: ActivitySet,
    /// Supervisors by period, absences taken off; `None` where supervision does not limit.
    pub supervisors: Option<Vec<i64>>,
}

/// Role of the doctor in an activity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Watches.
    Observer,
    /// Works on patients, within a permit.
    HandsOn,
}

impl Role {
    /// As a word, the one that is serialised.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Observer => "observer",
            Self::HandsOn => "hands_on",
        }
    }
}

impl std::fmt::Display for Role {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// An activity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Activity {
    /// Id in the input.
    pub key: String,
    /// Name to show.
    pub name: String,
    /// Department that offers it.
    pub department: DepartmentId,
    /// Hospital of that department.
    pub hospital: HospitalId,
    /// Specialties it is offered to, as given (descendants not added); everybody if empty.
    pub specialties: IdSet<SpecialtyId>,
    /// Role of the doctor.
    pub role: Role,
    /// Language the doctor must speak.
    pub language: Option<String>,
    /// Tags, its department's included, sorted.
    pub tags: Vec<String>,
    /// Whoever is in this activity is on leave, within a rotation in this one.
    pub leave_of: Option<ActivityId>,
    /// The periods that are leave; all of them if `None`.
    pub leave_periods: Option<PeriodSet>,
}

impl Activity {
    /// True if whoever is in the activity is on leave in the period.
    #[must_use]
    pub fn is_leave(&self, period: PeriodId) -> bool {
        self.leave_of.is_some()
            && self
                .leave_periods
                .as_ref()
                .is_none_or(|periods| periods.contains(period))
    }
}

/// A doctor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doctor {
    /// Id in the input.
    pub key: String,
    /// Name to show.
    pub name: String,
    /// Specialty.
    pub specialty: Option<SpecialtyId>,
    /// Level.
    pub level: String,
    /// Region.
    pub region: Option<RegionId>,
    /// Cohort.
    pub cohort: Option<CohortId>,
    /// Grid the doctor moves on.
    pub grid: GridId,
    /// First period of presence: its whole working time lies after arrival and within the visa.
    pub first: PeriodId,
    /// Last period of presence, included. May lie before `first`: then the doctor is never there.
    pub last: PeriodId,
    /// Leaves, as given and resolved to periods.
    pub leaves: Vec<Leave>,
    /// Periods of which leaves of whole days take a part, ascending, with the working half-days that they take.
    pub part_leave: Vec<(PeriodId, u32)>,
    /// Documents.
    pub documents: Vec<Document>,
    /// Languages spoken, sorted.
    pub languages: Vec<String>,
    /// Activities the doctor has a permit for.
    pub permits: ActivitySet,
    /// Tags of activities the doctor may not take, sorted.
    pub avoids: Vec<String>,
    /// Activities for which eligibility is waived.
    pub waivers: ActivitySet,
    /// Tags, sorted.
    pub tags: Vec<String>,
}

/// A leave, resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leave {
    /// Periods of this leave in which the doctor is away altogether, by all leaves together.
    pub away: PeriodSet,
    /// Periods of this leave in which the doctor is there for half.
    pub half: PeriodSet,
    /// A rotation goes on around the periods away, and the place in it is kept.
    pub keeps_place: bool,
    /// The periods away count as time served in the rotation around them.
    pub counts: bool,
    /// Why.
    pub reason: String,
}

/// A document, resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Kind.
    pub document: String,
    /// Periods throughout which it is valid.
    pub valid: PeriodSet,
}

/// A requirement's limits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequirementLimits {
    /// Id in the input.
    pub key: String,
    /// Who.
    pub doctors: DoctorSet,
    /// Where.
    pub activities: ActivitySet,
    /// Least amount.
    pub min: i64,
    /// Greatest amount, `i64::MAX` for none.
    pub max: i64,
    /// Amounts and run lengths count blocks (true) or periods present (false).
    pub in_blocks: bool,
    /// Shortest rotation (0 and 1 mean any).
    pub run_min: i64,
    /// Longest rotation, `i64::MAX` for none.
    pub run_max: i64,
    /// Fewest rotations.
    pub runs_min: i64,
    /// Most rotations, `i64::MAX` for none.
    pub runs_max: i64,
    /// Not begun at all is as good as completed.
    pub optional: bool,
    /// Periods in which the amount counts.
    pub within: PeriodSet,
    /// Cost of each unit short of `min` or beyond `max`.
    pub weight: Option<i64>,
    /// Completed before the horizon, by doctor, ascending: amount and rotations.
    pub history: Vec<(crate::ids::DoctorId, i64, i64)>,
}

impl RequirementLimits {
    /// The amount at which the requirement is complete: `min`, at least 1.
    #[must_use]
    pub fn complete_at(&self) -> i64 {
        self.min.max(1)
    }
    /// What `doctor` completed before the horizon: amount and rotations.
    #[must_use]
    pub fn history_of(&self, doctor: crate::ids::DoctorId) -> (i64, i64) {
        match self.history.binary_search_by_key(&doctor, |entry| entry.0) {
            Ok(position) => (self.history[position].1, self.history[position].2),
            Err(_) => (0, 0),
        }
    }
}

/// An event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Id in the input.
    pub key: String,
    /// Name to show.
    pub name: String,
    /// Who is meant to attend. Those who cannot attend any slot are left out (a warning says so).
    pub attendees: DoctorSet,
    /// When: each attendee attends one of these.
    pub slots: Vec<Slot>,
    /// Fewest attendees of a slot that anyone attends.
    pub min_places: i64,
    /// Most attendees of a slot.
    pub max_places: Option<i64>,
    /// All attendees come to the same slot.
    pub joint: bool,
    /// Attendance is a choice.
    pub optional: bool,
    /// Value of each attendance.
    pub value: i64,
}

impl Event {
    /// True if every attendee attends at the one time there is: the event is part of their calendar, not a choice.
    #[must_use]
    pub fn is_fixed(&self) -> bool {
        !self.optional && self.slots.len() == 1
    }
}

/// A slot of an event: consecutive periods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// First period.
    pub first: PeriodId,
    /// Last period, included.
    pub last: PeriodId,
    /// The slot takes all of its periods, so that whoever attends is nowhere else. A lecture of a morning in a horizon
    /// of weeks does not.
    pub whole: bool,
}

/// How a doctor is there in a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// Before arrival, after departure or outside the visa.
    Outside,
    /// On leave, without a place.
    Leave,
    /// On leave while a rotation goes on around it and keeps the place.
    KeepsPlace,
    /// Taken by an event with a fixed time.
    Event,
    /// Half of the period.
    Half,
    /// All of it.
    Full,
}

impl Presence {
    /// As a word, the one that is serialised.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Outside => "outside",
            Self::Leave => "leave",
            Self::KeepsPlace => "keeps_place",
            Self::Event => "event",
            Self::Half => "half",
            Self::Full => "full",
        }
    }
}

impl std::fmt::Display for Presence {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.as_str())
    }
}

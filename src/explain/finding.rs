//! What an audit says.

use super::sum_words::sum;
use super::words::{Called, count, dates, doctor, few, noun, shown};
use crate::ids::{ActivityId, CohortId, DepartmentId, DoctorId, EventId, PeriodId, RuleId};
use crate::problem::{Activity, Cohort, Department, Event, Problem};
use std::collections::BTreeSet;

/// What kind of thing was found.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FindingKind {
    /// Hard requirements ask for more places than there are: `asked` and `available` are doctors times periods.
    PlacesShort,
    /// All that is asked for in a stretch of time adds up to more than doctors may do in it: `asked` and `available` are doctors times
    /// periods, and `terms` say what was added up.
    SumShort,
    /// Hard minimums of doctors in a period that not so many available, eligible doctors can meet.
    StaffingShort,
    /// No pathway of a doctor keeps the doctor's own hard rules; `rules` are those whose removal alone gives one.
    NoPathway,
    /// More doctors must attend an event than it has places.
    EventOverfull,
    /// Fewer doctors can attend an event than must be there for it to take place.
    EventUnderfull,
    /// Doctors who were meant to attend an event and are away at every slot of it.
    ExcusedAttendees,
    /// A doctor or a whole cohort without any period to work in.
    NeverThere,
    /// A document that is not valid for the whole stay; `asked` and `available` are periods of presence.
    DocumentMissing,
}

impl FindingKind {
    /// As a word, the one that is serialised.
    ///
    /// ```
    /// use medrota::explain::FindingKind;
    ///
    /// assert!(!FindingKind::NoPathway.as_str().is_empty());
    /// ```
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PlacesShort => "places_short",
            Self::SumShort => "sum_short",
            Self::StaffingShort => "staffing_short",
            Self::NoPathway => "no_pathway",
            Self::EventOverfull => "event_overfull",
            Self::EventUnderfull => "event_underfull",
            Self::ExcusedAttendees => "excused_attendees",
            Self::NeverThere => "never_there",
            Self::DocumentMissing => "document_missing",
        }
    }
}

impl std::fmt::Display for FindingKind {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// Whom or what a finding speaks of.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FindingSubject {
    /// Activities, ascending.
    Activities(Vec<ActivityId>),
    /// A doctor.
    Doctor(DoctorId),
    /// An event.
    Event(EventId),
    /// A cohort.
    Cohort(CohortId),
}

/// One thing that cannot work out or is worth a look.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct Finding {
    /// What kind of thing.
    pub kind: FindingKind,
    /// Whom or what it speaks of.
    pub subject: FindingSubject,
    /// First and last period, both included, if it is about a stretch of time.
    pub periods: Option<(PeriodId, PeriodId)>,
    /// How much is asked for.
    pub asked: i64,
    /// How much there is.
    pub available: i64,
    /// The doctors concerned, ascending.
    pub doctors: Vec<DoctorId>,
    /// The rules concerned, ascending.
    pub rules: Vec<RuleId>,
    /// What was added up, where several rules are; `asked` and `available` are the sums of both sides.
    pub terms: Vec<Term>,
    /// Further periods in which the same is short.
    pub more_periods: usize,
    /// True if the finding alone proves that no schedule keeps all hard rules.
    pub proves_infeasible: bool,
}

/// One summand of a [`Finding`]: what a rule asks for, or what there is at most.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct Term {
    /// True for what there is at most; false for what is asked for.
    pub is_limit: bool,
    /// The rule that says so; none for the time that doctors are there, and can be where they are asked for.
    pub rule: Option<RuleId>,
    /// Doctors of whom it speaks, ascending; empty for a rule that speaks of no single ones.
    pub doctors: Vec<DoctorId>,
    /// How much, in doctors times periods.
    pub amount: i64,
}

impl Finding {
    /// How much is missing (or, of an overfull event, too much).
    #[must_use]
    pub fn short(&self) -> i64 {
        self.asked.saturating_sub(self.available)
    }
    /// The departments concerned, ascending.
    #[must_use]
    pub fn departments(&self, problem: &Problem) -> Vec<DepartmentId> {
        let FindingSubject::Activities(activities) = &self.subject else {
            return Vec::new();
        };
        let departments: BTreeSet<DepartmentId> = activities
            .iter()
            .map(|&activity| problem.activity(activity).department)
            .collect();
        departments.into_iter().collect()
    }
    /// One sentence in words of the input: who, when, what is asked for, what there is, and which rules say so.
    #[must_use]
    pub fn describe(&self, problem: &Problem) -> String {
        let subject = self.subject.describe(problem);
        let when = self
            .periods
            .map(|periods| format!(", {}", dates(problem, periods)))
            .unwrap_or_default();
        format!("{subject}{when}: {}.", self.body(problem))
    }

    /// What is asked for, what there is, and which rules say so.
    fn body(&self, problem: &Problem) -> String {
        let (asked, available, short) = (self.asked, self.available, self.short());
        let unit = noun(problem);
        let rules = self.rules.iter().map(|&rule| problem.rule_key(rule));
        let rules = few(&rules.map(|key| format!("{key:?}")).collect::<Vec<_>>());
        match self.kind {
            FindingKind::PlacesShort => {
                let unit = match self.periods {
                    Some((first, last)) if first == last => "doctor".to_owned(),
                    _ => format!("doctor-{unit}"),
                };
                let who = count_of(self.doctors.len(), "doctor");
                format!(
                    "{} asked for, {}: {short} short (by {who}; rules {rules})",
                    count(asked, &unit),
                    count(available, "place")
                )
            }
            FindingKind::StaffingShort => {
                let reason = match (self.terms.is_empty(), self.more_periods) {
                    (true, _) => format!(" (rules {rules})"),
                    (false, 0) => format!("; {}", sum(problem, self)),
                    (false, more) => {
                        let more = count_of(more, &format!("more {unit}"));
                        format!(" (and as much in {more}); {}", sum(problem, self))
                    }
                };
                format!(
                    "at least {} asked for, {available} can be there: {short} short{reason}",
                    count(asked, "doctor")
                )
            }
            FindingKind::SumShort => {
                let sum = sum(problem, self);
                format!(
                    "{} asked for, {available} possible: {short} short; {sum}",
                    count(asked, &format!("doctor-{unit}"))
                )
            }
            FindingKind::NoPathway if self.rules.is_empty() => {
                "no pathway keeps the doctor's hard rules".to_owned()
            }
            FindingKind::NoPathway => format!(
                "no pathway keeps the doctor's hard rules; there is one without any of {rules}"
            ),
            FindingKind::EventOverfull => {
                format!(
                    "{} must attend, {}: {short} too many",
                    count(asked, "doctor"),
                    count(available, "place")
                )
            }
            FindingKind::EventUnderfull => format!(
                "it takes place from {} on, {available} can attend: {short} short",
                count(asked, "attendee")
            ),
            FindingKind::ExcusedAttendees => {
                let away = self.doctors.iter().map(|&doctor| problem.doctor(doctor));
                let away = few(&away.map(|doctor| shown(&doctor.name)).collect::<Vec<_>>());
                let verb = if asked == 1 { "is" } else { "are" };
                format!(
                    "{} {verb} meant to attend, {available} can: {away} away at every slot",
                    count(asked, "doctor")
                )
            }
            FindingKind::DocumentMissing => format!(
                "no valid document in {short} of {} of the stay (rules {rules})",
                count(asked, "period")
            ),
            FindingKind::NeverThere => match self.subject {
                FindingSubject::Cohort(_) if self.doctors.len() == 1 => {
                    "its doctor has no period to work in".to_owned()
                }
                FindingSubject::Cohort(_) => format!(
                    "its {} doctors have no period to work in",
                    self.doctors.len()
                ),
                FindingSubject::Activities(_)
                | FindingSubject::Doctor(_)
                | FindingSubject::Event(_) => "no period to work in".to_owned(),
            },
        }
    }
}

fn count_of(number: usize, noun: &str) -> String {
    count(i64::try_from(number).unwrap_or(i64::MAX), noun)
}

impl FindingSubject {
    /// Kind and name, with the id where that is another word; activities that are a whole department are named as that department.
    #[must_use]
    pub fn describe(&self, problem: &Problem) -> String {
        match self {
            Self::Doctor(id) => format!("doctor {:?}", doctor(problem, *id)),
            Self::Event(event) => {
                let Event { name, key, .. } = problem.event(*event);
                format!("event {:?}", Called { name, key })
            }
            Self::Cohort(cohort) => {
                let Cohort { name, key, .. } = problem.cohort(*cohort);
                format!("cohort {:?}", Called { name, key })
            }
            Self::Activities(activities) => {
                let mut named: Vec<String> = Vec::new();
                for &activity in activities {
                    let data = problem.activity(activity);
                    let department = problem.department(data.department);
                    let is_whole = department
                        .activities
                        .iter()
                        .all(|other| activities.contains(&other));
                    let name = if is_whole {
                        let Department { name, key, .. } = department;
                        format!("department {:?}", Called { name, key })
                    } else {
                        let Activity { name, key, .. } = data;
                        format!("activity {:?}", Called { name, key })
                    };
                    if !named.contains(&name) {
                        named.push(name);
                    }
                }
                few(&named)
            }
        }
    }
}

//! What is given up.

use super::super::part::Part;
use super::super::words::{dates, doctor as doctor_called, few};
use crate::ids::{ActivityId, DoctorId, EventId, PeriodId, RuleId};
use crate::problem::Problem;
use crate::problem::edit::stretches;
use crate::problem::rule::Rule;

/// One thing that is given up.
///
/// ```
/// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
/// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 3).build()?;
/// use medrota::explain::{RelaxationOptions, relaxations};
///
/// let ways = relaxations(&problem, &RelaxationOptions::default())?;
/// let given = &ways.relaxations[0].given[0];
/// println!("{}, which costs {}", given.concession.describe(&problem), given.cost);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Concession {
    /// More places, or a lower least number of doctors, in a stretch of periods.
    Places {
        /// The capacity.
        rule: RuleId,
        /// First period.
        first: PeriodId,
        /// Last period, included.
        last: PeriodId,
        /// Places more in each period.
        more: i64,
        /// Doctors fewer at least in each period.
        fewer: i64,
    },
    /// Another amount of a requirement for one doctor.
    Amount {
        /// The requirement's rule.
        rule: RuleId,
        /// The doctor.
        doctor: DoctorId,
        /// The amount that is left.
        amount: i64,
    },
    /// An earlier arrival or a later departure.
    Stay {
        /// The doctor.
        doctor: DoctorId,
        /// New first period.
        first: PeriodId,
        /// New last period.
        last: PeriodId,
    },
    /// Work during a leave.
    Leave {
        /// The doctor.
        doctor: DoctorId,
        /// Periods of leave given up, ascending.
        periods: Vec<PeriodId>,
    },
    /// Role, language and tags waived.
    Eligibility {
        /// The doctor.
        doctor: DoctorId,
        /// Activities for which they are waived, ascending.
        activities: Vec<ActivityId>,
    },
    /// A document that is valid longer.
    Document {
        /// The rule that asks for it.
        rule: RuleId,
        /// The doctor.
        doctor: DoctorId,
        /// Periods for which it is missing, ascending.
        periods: Vec<PeriodId>,
    },
    /// More seats in an event, fewer at least, or several slots held instead of one.
    Seats {
        /// The event.
        event: EventId,
        /// Seats more in a slot.
        more: i64,
        /// Attendees fewer at least.
        fewer: i64,
        /// Attendees may come to different slots.
        apart: bool,
    },
    /// A rule waived, for one doctor if it is personal.
    Waived {
        /// The part.
        part: Part,
        /// Periods for which it is waived, where it speaks of single periods; empty for all.
        periods: Vec<PeriodId>,
    },
}

/// A concession and what it costs.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[non_exhaustive]
pub struct Given {
    /// What is given up.
    pub concession: Concession,
    /// How many units.
    pub units: i64,
    /// Units times price.
    pub cost: i64,
}

impl Concession {
    /// The part that is given up; of a capacity the stretch.
    #[must_use]
    pub fn part(&self) -> Part {
        match *self {
            Self::Places {
                rule, first, last, ..
            } => Part::Places { rule, first, last },
            Self::Amount { rule, doctor, .. } | Self::Document { rule, doctor, .. } => {
                Part::Rule { rule, doctor }
            }
            Self::Stay { doctor, .. } => Part::Stay { doctor },
            Self::Leave { doctor, .. } => Part::Leaves { doctor },
            Self::Eligibility { doctor, .. } => Part::Eligibility { doctor },
            Self::Seats { event, .. } => Part::Event { event },
            Self::Waived { part, .. } => part,
        }
    }
    /// A few words: what to give up, by ids of the input.
    #[must_use]
    pub fn describe(&self, problem: &Problem) -> String {
        let key = |rule: &RuleId| problem.rule_key(*rule);
        let name = |id: &DoctorId| doctor_called(problem, *id);
        match self {
            Self::Places {
                rule,
                first,
                last,
                more,
                fewer,
            } => {
                let when = dates(problem, (*first, *last));
                let what = places_in_words(*more, *fewer);
                format!("{:?}, {when}: {what}", key(rule))
            }
            Self::Amount {
                rule,
                doctor,
                amount,
            } => {
                let amount = amount_in_words(problem, *rule, *amount);
                let (rule, doctor) = (key(rule), name(doctor));
                format!("requirement {rule:?} for doctor {doctor:?}: {amount}")
            }
            Self::Stay {
                doctor,
                first,
                last,
            } => {
                let when = dates(problem, (*first, *last));
                format!("doctor {:?} is there {when}", name(doctor))
            }
            Self::Leave { doctor, periods } => {
                let (doctor, when) = (name(doctor), listed(problem, periods));
                format!("doctor {doctor:?} gives up leave: {when}")
            }
            Self::Eligibility { doctor, activities } => {
                let places = activities_in_words(problem, activities);
                format!("waiver for doctor {:?} in {places}", name(doctor))
            }
            Self::Document {
                rule,
                doctor,
                periods,
            } => {
                let (rule, doctor, when) = (key(rule), name(doctor), listed(problem, periods));
                format!("document of rule {rule:?} for doctor {doctor:?}: valid {when}, too")
            }
            Self::Seats {
                event,
                more,
                fewer,
                apart,
            } => {
                let what = seats_in_words(*more, *fewer, *apart);
                format!("places of event {:?}: {what}", problem.event(*event).key)
            }
            Self::Waived { part, periods } => waived_in_words(problem, *part, periods),
        }
    }
}

/// Dates of periods, stretch by stretch.
fn listed(problem: &Problem, periods: &[PeriodId]) -> String {
    let stretches = stretches(periods.iter().map(|&period| (period, ())));
    let each = stretches
        .iter()
        .map(|stretch| dates(problem, (stretch.first, stretch.last)));
    few(&each.collect::<Vec<_>>())
}

fn activities_in_words(problem: &Problem, activities: &[ActivityId]) -> String {
    let keys = activities.iter().map(|&id| &problem.activity(id).key);
    few(&keys.map(|key| format!("{key:?}")).collect::<Vec<_>>())
}

/// What is waived, and when if that is not always.
fn waived_in_words(problem: &Problem, part: Part, periods: &[PeriodId]) -> String {
    let space = if periods.is_empty() { "" } else { " " };
    let when = listed(problem, periods);
    format!("{}: waived{space}{when}", part.describe(problem))
}

/// `1 more in a slot, 2 fewer at least`.
fn seats_in_words(more: i64, fewer: i64, apart: bool) -> String {
    let more = (more > 0).then(|| format!("{more} more in a slot"));
    let fewer = (fewer > 0).then(|| format!("{fewer} fewer at least"));
    let apart = apart.then(|| "several slots instead of one".to_owned());
    let words = [more, fewer, apart].into_iter().flatten();
    words.collect::<Vec<_>>().join(", ")
}

/// `3 is enough` where less is asked, `3 is allowed` where more is.
pub(in crate::explain) fn amount_in_words(problem: &Problem, rule: RuleId, amount: i64) -> String {
    let most = if let Rule::Requirement(rule) = problem.rule(rule) {
        problem.requirement(rule.requirement).max
    } else {
        i64::MAX
    };
    if amount > most {
        format!("{amount} is allowed")
    } else {
        format!("{amount} is enough")
    }
}

/// `2 places more`, `a minimum lower by 1`.
pub(in crate::explain) fn places_in_words(more: i64, fewer: i64) -> String {
    let places = match more {
        0 => None,
        1 => Some("1 place more".to_owned()),
        more => Some(format!("{more} places more")),
    };
    let minimum = (fewer != 0).then(|| format!("a minimum lower by {fewer}"));
    places
        .into_iter()
        .chain(minimum)
        .collect::<Vec<_>>()
        .join(", ")
}

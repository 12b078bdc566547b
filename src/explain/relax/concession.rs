//! What is given up.

use super::super::part::Part;
use super::super::words::{dates, doctor as doctor_called, few};
use crate::ids::{ActivityId, DoctorId, EventId, PeriodId, RuleId};
use crate::problem::Problem;
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
        let name = |id: DoctorId| doctor_called(problem, id);
        let listed = |periods: &[PeriodId]| match periods {
            [] => String::new(),
            [first, .., last] if last.index() - first.index() + 1 == periods.len() => {
                dates(problem, (*first, *last))
            }
            periods => few(&periods
                .iter()
                .map(|&period| dates(problem, (period, period)))
                .collect::<Vec<_>>()),
        };
        match self {
            Self::Places {
                rule,
                first,
                last,
                more,
                fewer,
            } => {
                let what = places_in_words(*more, *fewer);
                format!(
                    "{:?}, {}: {what}",
                    problem.rule_key(*rule),
                    dates(problem, (*first, *last))
                )
            }
            Self::Amount {
                rule,
                doctor,
                amount,
            } => {
                let amount = amount_in_words(problem, *rule, *amount);
                format!(
                    "requirement {:?} for doctor {:?}: {amount}",
                    problem.rule_key(*rule),
                    name(*doctor)
                )
            }
            Self::Stay {
                doctor,
                first,
                last,
            } => {
                format!(
                    "doctor {:?} is there {}",
                    name(*doctor),
                    dates(problem, (*first, *last))
                )
            }
            Self::Leave { doctor, periods } => format!(
                "doctor {:?} gives up leave: {}",
                name(*doctor),
                listed(periods)
            ),
            Self::Eligibility { doctor, activities } => {
                let keys: Vec<String> = activities
                    .iter()
                    .map(|&activity| format!("{:?}", problem.activity(activity).key))
                    .collect();
                format!("waiver for doctor {:?} in {}", name(*doctor), few(&keys))
            }
            Self::Document {
                rule,
                doctor,
                periods,
            } => {
                format!(
                    "document of rule {:?} for doctor {:?}: valid {}, too",
                    problem.rule_key(*rule),
                    name(*doctor),
                    listed(periods)
                )
            }
            Self::Seats {
                event,
                more,
                fewer,
                apart,
            } => {
                let mut words = Vec::new();
                if *more > 0 {
                    words.push(format!("{more} more in a slot"));
                }
                if *fewer > 0 {
                    words.push(format!("{fewer} fewer at least"));
                }
                if *apart {
                    words.push("several slots instead of one".to_owned());
                }
                format!(
                    "places of event {:?}: {}",
                    problem.event(*event).key,
                    words.join(", ")
                )
            }
            Self::Waived { part, periods } if periods.is_empty() => {
                format!("{}: waived", part.describe(problem))
            }
            Self::Waived { part, periods } => {
                format!("{}: waived {}", part.describe(problem), listed(periods))
            }
        }
    }
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

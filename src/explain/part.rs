//! The pieces of a problem that can be taken out one by one.

use super::words::{count, dates, doctor as doctor_called};
use crate::error::Result;
use crate::ids::{ActivityId, DoctorId, EventId, PeriodId, RuleId};
use crate::problem::rule::Rule;
use crate::problem::{Problem, RuleRow};

/// A piece of the hard rules: what a conflict is made of and a relaxation gives up.
///
/// What no part speaks of is never given up: the horizon, grids, specialties, and that nobody is in two places at once.
///
/// ```
/// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
/// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 3).build()?;
/// use medrota::explain::{ConflictOptions, conflicts};
///
/// let found = conflicts(&problem, &ConflictOptions::default())?;
/// let of_ana = |part: &&medrota::explain::Part| part.doctor() == problem.find_doctor("ana");
/// assert!(found.conflicts[0].parts.iter().filter(of_ana).count() > 0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Part {
    /// What a personal rule asks of one doctor.
    Rule {
        /// The rule.
        rule: RuleId,
        /// The doctor.
        doctor: DoctorId,
    },
    /// That a doctor comes with arrival and goes with departure, or when the visa ends.
    Stay {
        /// The doctor.
        doctor: DoctorId,
    },
    /// That a doctor is away on leave.
    Leaves {
        /// The doctor.
        doctor: DoctorId,
    },
    /// Role, language and tags, which keep a doctor out of activities that are open to the specialty.
    Eligibility {
        /// The doctor.
        doctor: DoctorId,
    },
    /// That a doctor attends an event.
    Attendance {
        /// The event.
        event: EventId,
        /// The doctor.
        doctor: DoctorId,
    },
    /// The limits of an event: places of its slots, one slot for all.
    Event {
        /// The event.
        event: EventId,
    },
    /// The limits of a capacity in a stretch of periods.
    Places {
        /// The capacity.
        rule: RuleId,
        /// First period.
        first: PeriodId,
        /// Last period, included.
        last: PeriodId,
    },
    /// A rule that links several doctors, all of it.
    Shared {
        /// The rule.
        rule: RuleId,
    },
}

impl Part {
    /// The one doctor it speaks of, if it does.
    #[must_use]
    pub fn doctor(&self) -> Option<DoctorId> {
        match *self {
            Self::Rule { doctor, .. }
            | Self::Stay { doctor }
            | Self::Leaves { doctor }
            | Self::Eligibility { doctor }
            | Self::Attendance { doctor, .. } => Some(doctor),
            Self::Event { .. } | Self::Places { .. } | Self::Shared { .. } => None,
        }
    }
    /// True if it says when a doctor is there: what rules count over changes with it.
    #[must_use]
    pub(super) fn is_of_calendar(&self) -> bool {
        matches!(
            self,
            Self::Stay { .. } | Self::Leaves { .. } | Self::Attendance { .. }
        )
    }
    /// The rule it belongs to; stays and leaves belong to the built-in `availability`.
    #[must_use]
    pub fn rule(&self, problem: &Problem) -> Option<RuleId> {
        match *self {
            Self::Rule { rule, .. } | Self::Places { rule, .. } | Self::Shared { rule } => {
                Some(rule)
            }
            Self::Stay { .. } | Self::Leaves { .. } => problem.rule_at(RuleRow::Availability),
            Self::Eligibility { .. } => problem.rule_at(RuleRow::Eligibility),
            Self::Attendance { event, .. } | Self::Event { event } => problem.attendance_of(event),
        }
    }
    /// Refuses a part of another problem.
    pub(super) fn ensure_known(&self, problem: &Problem) -> Result<()> {
        match *self {
            Self::Rule { rule, doctor } => problem
                .ensure_rule(rule)
                .and_then(|()| problem.ensure_doctor(doctor)),
            Self::Stay { doctor } | Self::Leaves { doctor } | Self::Eligibility { doctor } => {
                problem.ensure_doctor(doctor)
            }
            Self::Attendance { event, doctor } => problem
                .ensure_event(event)
                .and_then(|()| problem.ensure_doctor(doctor)),
            Self::Event { event } => problem.ensure_event(event),
            Self::Places { rule, first, last } => {
                problem.ensure_rule(rule)?;
                problem
                    .ensure_period(first)
                    .and_then(|()| problem.ensure_period(last))
            }
            Self::Shared { rule } => problem.ensure_rule(rule),
        }
    }
    /// A few words that name it by ids of the input, with dates where it has them.
    #[must_use]
    pub fn describe(&self, problem: &Problem) -> String {
        let name = |id: DoctorId| doctor_called(problem, id);
        match *self {
            Self::Rule { rule, doctor } => format!(
                "rule {:?} for doctor {:?}",
                problem.rule_key(rule),
                name(doctor)
            ),
            Self::Stay { doctor } => {
                let data = problem.doctor(doctor);
                if data.last < data.first {
                    return format!("stay of doctor {:?}: outside the horizon", name(doctor));
                }
                format!(
                    "stay of doctor {:?}: {}",
                    name(doctor),
                    dates(problem, (data.first, data.last))
                )
            }
            Self::Leaves { doctor } => {
                let leaves = problem.doctor(doctor).leaves.iter();
                let away: Vec<PeriodId> = leaves
                    .flat_map(|leave| leave.away.iter().chain(leave.half.iter()))
                    .collect();
                let span = away.iter().copied().min().zip(away.iter().copied().max());
                let when =
                    span.map_or_else(String::new, |span| format!(": {}", dates(problem, span)));
                format!("leave of doctor {:?}{when}", name(doctor))
            }
            Self::Eligibility { doctor } => {
                format!("role, language and tags of doctor {:?}", name(doctor))
            }
            Self::Attendance { event, doctor } => {
                format!(
                    "doctor {:?} attends event {:?}",
                    name(doctor),
                    problem.event(event).key
                )
            }
            Self::Event { event } => format!("places of event {:?}", problem.event(event).key),
            Self::Places { rule, first, last } => {
                let limits = limits_within(problem, rule, first, last);
                format!(
                    "{:?}, {}{limits}",
                    problem.rule_key(rule),
                    dates(problem, (first, last))
                )
            }
            Self::Shared { rule } => format!("rule {:?}", problem.rule_key(rule)),
        }
    }
}

/// `: 2 places`, `: 1 to 2 places`, with the least where that is asked for.
pub(super) fn limits_within(
    problem: &Problem,
    rule: RuleId,
    first: PeriodId,
    last: PeriodId,
) -> String {
    let Rule::Capacity(capacity) = problem.rule(rule) else {
        return String::new();
    };
    let within = || {
        capacity
            .limits
            .iter()
            .filter(|limit| (first..=last).contains(&limit.period))
    };
    let most = within().filter_map(|limit| limit.max);
    let least = within().map(|limit| limit.min).max().filter(|min| *min > 0);
    let most = match (most.clone().min(), most.max()) {
        (Some(0), Some(0)) => Some("closed".to_owned()),
        (Some(1), Some(1)) => Some("1 place".to_owned()),
        (Some(low), Some(high)) if low == high => Some(format!("{low} places")),
        (Some(low), Some(high)) => Some(format!("{low} to {high} places")),
        _ => None,
    };
    match (most, least) {
        (Some(most), Some(least)) => format!(": {most}, at least {}", count(least, "doctor")),
        (Some(most), None) => format!(": {most}"),
        (None, Some(least)) => format!(": at least {}", count(least, "doctor")),
        (None, None) => String::new(),
    }
}

/// All parts of a problem, ascending; capacities whole.
pub(super) fn parts(problem: &Problem) -> Vec<Part> {
    let mut parts = Vec::new();
    for doctor in problem.doctor_ids() {
        parts.extend(parts_of(problem, doctor));
    }
    for (rule, data) in problem.rules() {
        if let Rule::Attendance(attendance) = data {
            let event = problem.event(attendance.event);
            if event.max_places.is_some()
                || event.min_places > 1
                || event.joint && event.slots.len() > 1
            {
                parts.push(Part::Event {
                    event: attendance.event,
                });
            }
        }
        if crate::problem::rule::is_personal(data) || !problem.is_hard(rule) {
            continue;
        }
        let Rule::Capacity(capacity) = data else {
            parts.push(Part::Shared { rule });
            continue;
        };
        let periods = capacity.limits.iter().map(|limit| limit.period);
        if let Some((first, last)) = periods.clone().min().zip(periods.max()) {
            parts.push(Part::Places { rule, first, last });
        }
    }
    parts.sort_unstable();
    parts
}

/// The parts that speak of one doctor only.
pub(super) fn parts_of(problem: &Problem, doctor: DoctorId) -> Vec<Part> {
    let own = problem
        .rules_of(doctor)
        .iter()
        .filter(|rule| problem.is_hard(**rule));
    let mut parts: Vec<Part> = own.map(|&rule| Part::Rule { rule, doctor }).collect();
    let data = problem.doctor(doctor);
    if data.first.index() > 0 || data.last.index() + 1 < problem.horizon().len() {
        parts.push(Part::Stay { doctor });
    }
    if data.leaves.iter().any(|leave| !leave.away.is_empty()) {
        parts.push(Part::Leaves { doctor });
    }
    if !waivable(problem, doctor).is_empty() {
        parts.push(Part::Eligibility { doctor });
    }
    for (index, event) in problem.events().iter().enumerate() {
        if !event.optional && event.attendees.contains(doctor) {
            parts.push(Part::Attendance {
                event: EventId::new(index),
                doctor,
            });
        }
    }
    parts
}

/// Activities open to the doctor's specialty that role, language or tags forbid.
pub(super) fn waivable(problem: &Problem, doctor: DoctorId) -> Vec<ActivityId> {
    let eligible = problem.eligible(doctor);
    let mut family = Vec::new();
    let mut next = problem.doctor(doctor).specialty;
    while let Some(specialty) = next.filter(|specialty| !family.contains(specialty)) {
        family.push(specialty);
        next = problem.specialty(specialty).parent;
    }
    let open = |id: &ActivityId| {
        let activity = problem.activity(*id);
        activity.specialties.is_empty()
            || family
                .iter()
                .any(|specialty| activity.specialties.contains(*specialty))
    };
    problem
        .activity_ids()
        .filter(|id| !eligible.contains(*id))
        .filter(open)
        .collect()
}

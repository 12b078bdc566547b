//! One doctor's pathway period by period, for readers.

use super::timeline::{Content, Moment, Timeline};
use crate::ids::{ActivityId, DoctorId, EventId, PeriodId};
use crate::problem::{Presence, Problem};
use crate::schedule::{Attendance, Pathway, Rotation};

/// What a doctor does in one period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cell {
    /// Before arrival, after departure or outside the visa.
    Outside,
    /// On leave, without a place.
    Leave,
    /// On leave while a rotation may go on around it.
    KeepsPlace,
    /// At an event that takes the whole period.
    Event(EventId),
    /// Present in an activity, for half of the period if `half`.
    Activity {
        /// Where.
        activity: ActivityId,
        /// The doctor is there for half of the period.
        half: bool,
    },
    /// There, but in no rotation.
    Idle,
}

impl Cell {
    /// What a rotation could be held to: an activity, or none; `None` where the calendar or an event takes the period.
    pub(crate) fn content(self) -> Option<Option<ActivityId>> {
        match self {
            Self::Activity { activity, .. } => Some(Some(activity)),
            Self::Idle => Some(None),
            Self::Outside | Self::Leave | Self::KeepsPlace | Self::Event(_) => None,
        }
    }
}

/// One doctor's pathway period by period, over the whole horizon, after normalising the rotations (`docs/rules.md`).
///
/// Empty for a doctor the problem does not know. Length is otherwise `problem.horizon().len()`.
///
/// ```
/// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
/// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
/// # let outcome = medrota::Solver::new().work_limit(2_000).solve(&problem)?;
/// # let schedule = outcome.schedule.clone().ok_or("no schedule")?;
/// let ana = problem.find_doctor("ana").ok_or("nobody")?;
/// for (period, cell) in medrota::check::timeline(&problem, ana, &schedule.pathways()[ana.index()]) {
///     println!("{}: {cell:?}", problem.horizon().span(period));
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn timeline(problem: &Problem, doctor: DoctorId, pathway: &Pathway) -> Vec<(PeriodId, Cell)> {
    if doctor.index() >= problem.doctors().len() {
        return Vec::new();
    }
    let timeline = Timeline::new(problem, doctor, pathway);
    let periods = problem.period_ids();
    periods
        .map(|period| (period, cell(&timeline, period)))
        .collect()
}

/// What a doctor is to shared rules in a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Share {
    /// Present in an activity, for half of the period if `half`; on leave within a rotation nobody is.
    Works { activity: ActivityId, half: bool },
    /// On leave, and the place in the activity is kept.
    Keeps { activity: ActivityId },
}

/// What a doctor's pathway adds to shared rules, period by period, as `docs/rules.md` has it; periods without anything are left out.
pub(crate) fn shares(
    problem: &Problem,
    doctor: DoctorId,
    pathway: &Pathway,
) -> Vec<(PeriodId, Share)> {
    if doctor.index() >= problem.doctors().len() {
        return Vec::new();
    }
    let timeline = Timeline::new(problem, doctor, pathway);
    let share = |(period, moment): (PeriodId, Moment)| {
        let half = moment.presence == Presence::Half;
        let works = moment
            .works_in()
            .map(|activity| Share::Works { activity, half });
        Some((
            period,
            works.or_else(|| moment.kept_in().map(|activity| Share::Keeps { activity }))?,
        ))
    };
    timeline.moments().filter_map(share).collect()
}

/// The pathway with its rotations as `docs/rules.md` normalises them, cut to the doctor's presence and at leaves; attendances that the
/// problem does not ask of the doctor are left out. Periods in which the doctor is there keep their content.
///
/// Empty for a doctor the problem does not know.
///
/// # Complexity
/// Linear in the doctor's periods of presence.
#[must_use]
pub fn normalised(problem: &Problem, doctor: DoctorId, pathway: &Pathway) -> Pathway {
    if doctor.index() >= problem.doctors().len() {
        return Pathway::default();
    }
    let timeline = Timeline::new(problem, doctor, pathway);
    let mut rotations: Vec<Rotation> = Vec::new();
    let mut open: Option<ActivityId> = None;
    for block in &timeline.blocks {
        let activity = match block.content {
            Content::Activity(activity) => Some(activity),
            Content::Idle | Content::Leave => None,
        };
        match (activity, rotations.last_mut()) {
            (Some(activity), Some(last)) if open == Some(activity) => last.last = block.last,
            (Some(activity), _) => rotations.push(Rotation {
                first: block.first,
                last: block.last,
                activity,
            }),
            (None, _) => {}
        }
        open = activity;
    }
    let asked = |event: EventId| {
        problem
            .events()
            .get(event.index())
            .is_some_and(|event| event.attendees.contains(doctor))
    };
    let attendances = timeline
        .attended
        .iter()
        .filter(|attended| asked(attended.event));
    let attendances = attendances.map(|attended| Attendance {
        event: attended.event,
        slot: attended.position,
    });
    Pathway::new(rotations, attendances.collect())
}

fn cell(timeline: &Timeline, period: PeriodId) -> Cell {
    let Some(moment) = timeline.moment(period) else {
        return Cell::Outside;
    };
    match moment.presence {
        Presence::Outside => Cell::Outside,
        Presence::Leave => Cell::Leave,
        Presence::KeepsPlace => Cell::KeepsPlace,
        Presence::Event | Presence::Half | Presence::Full => {
            let event = timeline
                .attended
                .iter()
                .find(|attended| attended.takes(period))
                .map(|attended| Cell::Event(attended.event));
            let activity = moment.activity.map(|activity| Cell::Activity {
                activity,
                half: moment.presence == Presence::Half,
            });
            event.or(activity).unwrap_or(Cell::Idle)
        }
    }
}

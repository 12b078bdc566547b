//! What one pathway says, period by period: `docs/rules.md`, "Time as one doctor sees it" and rule 14.

use medrota::ids::{ActivityId, DoctorId, EventId, PeriodId};
use medrota::problem::{Presence, Problem};
use medrota::schedule::{Attendance, Pathway};

/// What a doctor does in a period, as rule 14 compares it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    Event(EventId),
    Activity(ActivityId),
    Nothing,
}

/// One doctor's pathway, read.
#[derive(Clone, Debug)]
pub(crate) struct Reading {
    /// By the calendar alone the doctor is there, indexed by period.
    pub(crate) available: Vec<bool>,
    /// Available, and not at an event: what rule 5 speaks of.
    pub(crate) free_to_choose: Vec<bool>,
    /// There for half of the period.
    pub(crate) half: Vec<bool>,
    /// The activity in which the doctor is present.
    pub(crate) present: Vec<Option<ActivityId>>,
    /// The activity in which a doctor on leave keeps the place.
    pub(crate) kept: Vec<Option<ActivityId>>,
    pub(crate) content: Vec<Content>,
    /// Slots attended of events with a choice.
    pub(crate) attended: Vec<Attendance>,
}

impl Reading {
    pub(crate) fn new(problem: &Problem, doctor: DoctorId, pathway: &Pathway) -> Self {
        let whole = |attendance: &Attendance, period: PeriodId| {
            let slot = problem.event(attendance.event).slots[attendance.slot as usize];
            slot.whole && slot.first <= period && period <= slot.last
        };
        let mut all = pathway.attendances().to_vec();
        for (index, event) in problem.events().iter().enumerate() {
            if event.is_fixed() && event.attendees.contains(doctor) {
                all.push(Attendance {
                    event: EventId::new(index),
                    slot: 0,
                });
            }
        }
        let mut reading = Self {
            available: Vec::new(),
            free_to_choose: Vec::new(),
            half: Vec::new(),
            present: Vec::new(),
            kept: Vec::new(),
            content: Vec::new(),
            attended: Vec::new(),
        };
        for period in (0..problem.horizon().len()).map(PeriodId::new) {
            let presence = problem.presence(doctor, period);
            let available = matches!(presence, Presence::Half | Presence::Full);
            let event = all
                .iter()
                .find(|attendance| whole(attendance, period))
                .map(|attendance| attendance.event);
            let cut = presence == Presence::Event || event.is_some();
            let rotation = pathway
                .rotation_at(period)
                .map(|rotation| rotation.activity);
            reading.available.push(available);
            reading.free_to_choose.push(available && !cut);
            reading.half.push(presence == Presence::Half);
            reading.present.push(rotation.filter(|_| available && !cut));
            reading
                .kept
                .push(rotation.filter(|_| presence == Presence::KeepsPlace));
            reading.content.push(match (event, rotation) {
                (Some(event), _) => Content::Event(event),
                (None, Some(activity)) => Content::Activity(activity),
                (None, None) => Content::Nothing,
            });
        }
        reading.attended = all
            .into_iter()
            .filter(|attendance| !problem.event(attendance.event).is_fixed())
            .collect();
        reading
    }

    /// True if the doctor, there by the calendar, does something else than was published.
    pub(crate) fn differs(&self, problem: &Problem, doctor: DoctorId, period: PeriodId) -> bool {
        self.available[period.index()]
            && self.content[period.index()] != published_content(problem, doctor, period)
    }
}

/// What was published, read as it stands.
fn published_content(problem: &Problem, doctor: DoctorId, period: PeriodId) -> Content {
    let Some(published) = problem.published() else {
        return Content::Nothing;
    };
    let pathway = published.pathway(doctor);
    let taking = pathway.attendances().iter().find(|attendance| {
        let slot = problem.event(attendance.event).slots[attendance.slot as usize];
        slot.whole && slot.first <= period && period <= slot.last
    });
    match (taking, pathway.rotation_at(period)) {
        (Some(attendance), _) => Content::Event(attendance.event),
        (None, Some(rotation)) => Content::Activity(rotation.activity),
        (None, None) => Content::Nothing,
    }
}

/// True if anything was published of the doctor.
pub(crate) fn has_published(problem: &Problem, doctor: DoctorId) -> bool {
    problem.published().is_some_and(|published| {
        let pathway = published.pathway(doctor);
        !pathway.rotations().is_empty() || !pathway.attendances().is_empty()
    })
}

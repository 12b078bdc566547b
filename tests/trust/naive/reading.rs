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
    /// The activity of the rotation that covers the period, as it is written.
    pub(crate) written: Vec<Option<ActivityId>>,
    /// The same of normalised rotations.
    pub(crate) rotation: Vec<Option<ActivityId>>,
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
        let at_event = |period: PeriodId| all.iter().any(|attendance| whole(attendance, period));
        let periods = (0..problem.horizon().len()).map(PeriodId::new);
        let written: Vec<Option<ActivityId>> = periods
            .map(|period| Some(pathway.rotation_at(period)?.activity))
            .collect();
        let rotations = with_kept_places(problem, doctor, written.clone(), &at_event);
        let mut reading = Self {
            written,
            rotation: rotations.clone(),
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
            let rotation = rotations[period.index()];
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

/// The activity of each period, where a place that is kept is not given up between two rotations of one activity, and where a rotation
/// that is nothing but kept leave is none.
fn with_kept_places(
    problem: &Problem,
    doctor: DoctorId,
    mut rotations: Vec<Option<ActivityId>>,
    at_event: &dyn Fn(PeriodId) -> bool,
) -> Vec<Option<ActivityId>> {
    let data = problem.doctor(doctor);
    let grid = problem.grid(data.grid);
    struct Block {
        first: usize,
        last: usize,
        is_kept: bool,
        is_leave: bool,
    }
    let mut blocks: Vec<Block> = Vec::new();
    for block in 0..grid.len() {
        let first = grid.first(block).max(data.first).index();
        let last = grid.last(block).min(data.last).index();
        let presences =
            || (first..=last).map(|period| problem.presence(doctor, PeriodId::new(period)));
        let is_cut =
            |period| problem.presence(doctor, period) == Presence::Event || at_event(period);
        if last < first || (first..=last).map(PeriodId::new).all(is_cut) {
            continue;
        }
        let is_there =
            presences().any(|presence| matches!(presence, Presence::Half | Presence::Full));
        let is_leave = !is_there && presences().any(|presence| presence == Presence::Leave);
        let is_kept = !is_there && !is_leave;
        blocks.push(Block {
            first,
            last,
            is_kept,
            is_leave,
        });
    }
    // The rotation of a block, by the activity that it began in; none goes on around plain leave.
    let base = |activity: ActivityId| problem.activity(activity).leave_of.unwrap_or(activity);
    let stay = |rotations: &[Option<ActivityId>], block: &Block| {
        rotations[block.first].filter(|_| !block.is_leave).map(base)
    };
    let bridge = |rotations: &mut [Option<ActivityId>]| {
        for (index, block) in blocks.iter().enumerate() {
            let here = stay(rotations, block);
            let gap = blocks[index + 1..]
                .iter()
                .take_while(|later| later.is_kept && stay(rotations, later).is_none())
                .count();
            let next = blocks.get(index + 1 + gap);
            if here.is_some() && next.and_then(|next| stay(rotations, next)) == here {
                for between in &blocks[index + 1..index + 1 + gap] {
                    (between.first..=between.last).for_each(|period| rotations[period] = here);
                }
            }
        }
    };
    bridge(&mut rotations);
    let mut position = 0;
    while position < blocks.len() {
        let here = stay(&rotations, &blocks[position]);
        let length = blocks[position..]
            .iter()
            .take_while(|block| stay(&rotations, block) == here)
            .count();
        let covered = &blocks[position..position + length];
        if covered.iter().all(|block| block.is_kept) {
            for block in covered {
                (block.first..=block.last).for_each(|period| rotations[period] = None);
            }
        }
        position += length;
    }
    bridge(&mut rotations);
    rotations
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

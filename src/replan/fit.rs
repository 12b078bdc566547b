//! What was published, as it stands under the problem of today.

use crate::check::{Cell, Doing, differences, normalised, timeline};
use crate::ids::{DoctorId, EventId, PeriodId};
use crate::problem::{Event, Presence, Problem, Slot};
use crate::schedule::{Attendance, Pathway, Rotation, Schedule};

/// The published pathways cut to where their doctors still are, and whose they are.
#[derive(Clone, Debug)]
pub(super) struct Standing {
    /// As published.
    pub(super) published: Schedule,
    /// Normalised for the problem, a pathway for every doctor. A doctor who leaves earlier keeps the rest, rotations as well as attendances.
    ///
    /// Whoever is not disturbed has this pathway: periods in which the doctor is there say what each block holds, and what lies outside
    /// of them nobody can be held to.
    pub(super) kept: Schedule,
    /// Doctors with anything published, indexed by [`DoctorId`].
    pub(super) has_published: Vec<bool>,
}

impl Standing {
    pub(super) fn new(problem: &Problem) -> Self {
        let published = problem.published().cloned().unwrap_or_default();
        let doctors = problem.doctor_ids();
        let kept = doctors
            .clone()
            .map(|doctor| kept(problem, doctor, published.pathway(doctor)))
            .collect();
        let has_published = doctors
            .map(|doctor| *published.pathway(doctor) != Pathway::default())
            .collect();
        Self {
            published,
            kept: Schedule::new(kept),
            has_published,
        }
    }
    /// Doctors who are there and have nothing published, ascending.
    pub(super) fn newcomers(&self, problem: &Problem) -> Vec<DoctorId> {
        let is_new = |doctor: &DoctorId| {
            let data = problem.doctor(*doctor);
            !self.has_published[doctor.index()] && data.first <= data.last
        };
        problem.doctor_ids().filter(is_new).collect()
    }

    /// True if the kept pathway differs from what was published.
    pub(super) fn is_moved(&self, problem: &Problem, doctor: DoctorId) -> bool {
        let (published, kept) = (self.published.pathway(doctor), self.kept.pathway(doctor));
        self.has_published[doctor.index()]
            && published != kept
            && !differences(problem, doctor, published, kept).is_empty()
    }

    /// True if no pathway at all leaves the doctor undisturbed, because the calendar no longer has what was published.
    ///
    /// Either two periods of one block were published with different contents, or an event was whose slots the doctor is not there for any more.
    pub(super) fn has_to_move(&self, problem: &Problem, doctor: DoctorId) -> bool {
        let (published, kept) = (self.published.pathway(doctor), self.kept.pathway(doctor));
        self.is_moved(problem, doctor)
            && differences(problem, doctor, published, kept)
                .iter()
                .any(|difference| match difference.published {
                    Doing::Event(event) => {
                        let slots = problem.event(event).slots.iter().enumerate();
                        let mut covering = slots.filter(|(_, slot)| {
                            slot.whole && (slot.first..=slot.last).contains(&difference.period)
                        });
                        !covering.any(|(slot, _)| has_room(problem, doctor, event, slot))
                    }
                    // The kept pathway has what was published wherever a block can hold it; only another slot of a lost event could take the period.
                    Doing::Activity(_) | Doing::Nothing => {
                        !matches!(difference.now, Doing::Event(_))
                    }
                })
    }

    /// True if every pathway that leaves the doctor undisturbed is the kept one: what is published says what is done in each period that counts.
    ///
    /// A published rotation that is in a part of a block only, a slot that takes a part of its periods, and a block whose periods are all taken by something
    /// else, may be another without anybody being disturbed. So may a block of leave that keeps the place, unless the rotation goes on around it.
    pub(super) fn is_bound(&self, problem: &Problem, doctor: DoctorId) -> bool {
        let is_there = |period: PeriodId| problem.is_available(doctor, period);
        let is_felt = |event: &Event| {
            let is_felt = |slot: &Slot| {
                slot.whole
                    && (slot.first.index()..=slot.last.index())
                        .map(PeriodId::new)
                        .any(is_there)
            };
            event.slots.iter().all(is_felt)
        };
        let has_content = |block: &Vec<(PeriodId, Cell)>| {
            let is_empty = |cell: &(PeriodId, Cell)| matches!(cell.1, Cell::Leave);
            open(block).next().is_some()
                || !block.iter().any(|cell| is_there(cell.0))
                || !block.iter().any(is_empty)
        };
        !self.is_moved(problem, doctor)
            && !self.attends_two_at_once(problem, doctor)
            && problem
                .events()
                .iter()
                .filter(|event| !event.is_fixed() && event.attendees.contains(doctor))
                .all(is_felt)
            && self.holds_kept_blocks(problem, doctor)
            && blocks(problem, doctor, self.kept.pathway(doctor))
                .iter()
                .all(has_content)
    }

    /// True if slots that were published overlap: one of them says what the doctor does, and nobody sees whether the other one is given up.
    fn attends_two_at_once(&self, problem: &Problem, doctor: DoctorId) -> bool {
        let attendances = self.kept.pathway(doctor).attendances().iter();
        let mut spans: Vec<(PeriodId, PeriodId)> = attendances
            .filter_map(|attendance| {
                let slots = &problem.events().get(attendance.event.index())?.slots;
                slots
                    .get(usize::try_from(attendance.slot).ok()?)
                    .map(|slot| (slot.first, slot.last))
            })
            .collect();
        spans.sort_unstable();
        spans.windows(2).any(|pair| pair[1].0 <= pair[0].1)
    }

    /// True if each block of nothing but leave that keeps the place lies within a rotation: who comes back to it was in it all the time.
    fn holds_kept_blocks(&self, problem: &Problem, doctor: DoctorId) -> bool {
        let pathway = self.kept.pathway(doctor);
        let blocks = blocks(problem, doctor, pathway);
        let is_away = |block: &[(PeriodId, Cell)]| {
            open(block).next().is_none() && block.iter().any(|cell| cell.1 == Cell::KeepsPlace)
        };
        let activity = |block: &Vec<(PeriodId, Cell)>| {
            let rotation = block.first().and_then(|cell| pathway.rotation_at(cell.0));
            rotation.map(|rotation| problem.rotation_of(rotation.activity))
        };
        blocks
            .iter()
            .enumerate()
            .filter(|(_, block)| is_away(block))
            .all(|(at, block)| {
                let there = |block: &&Vec<(PeriodId, Cell)>| !is_away(block);
                let (before, after) = (
                    blocks[..at].iter().rfind(there),
                    blocks[at + 1..].iter().find(there),
                );
                let around = before
                    .zip(after)
                    .map(|(before, after)| (activity(before), activity(after)));
                around.is_some_and(|(before, after)| {
                    before.is_some() && before == after && before == activity(block)
                })
            })
    }
}

/// A pathway as far as the doctor's calendar still has it.
fn kept(problem: &Problem, doctor: DoctorId, published: &Pathway) -> Pathway {
    let attendances = published.attendances().iter();
    let attendances = attendances
        .filter(|attendance| has_room(problem, doctor, attendance.event, attendance.slot as usize))
        .copied();
    let normal = normalised(
        problem,
        doctor,
        &Pathway::new(published.rotations().to_vec(), attendances.collect()),
    );
    if differences(problem, doctor, published, &normal).is_empty() {
        normal
    } else {
        as_published(problem, doctor, published, &normal)
    }
}

/// True if the doctor is there during the whole of a slot.
fn has_room(problem: &Problem, doctor: DoctorId, event: EventId, slot: usize) -> bool {
    let is_away = |period| {
        matches!(
            problem.presence(doctor, period),
            Presence::Outside | Presence::Leave | Presence::KeepsPlace
        )
    };
    let slot = problem
        .events()
        .get(event.index())
        .and_then(|event| event.slots.get(slot));
    slot.is_some_and(|slot| {
        !(slot.first.index()..=slot.last.index()).any(|period| is_away(PeriodId::new(period)))
    })
}

/// The pathway `normal` of what was published, with what was published for the periods that count wherever a whole block can hold it.
///
/// A published rotation that begins or ends inside a block is read as one of the whole block. Where all of the block's periods that count are outside of
/// it, nothing was published for them, and whoever is not disturbed is idle there.
fn as_published(
    problem: &Problem,
    doctor: DoctorId,
    published: &Pathway,
    normal: &Pathway,
) -> Pathway {
    let is_at_event = |period: PeriodId| {
        let slot_of = |attendance: &Attendance| {
            problem
                .events()
                .get(attendance.event.index())?
                .slots
                .get(attendance.slot as usize)
        };
        let mut slots = published.attendances().iter().filter_map(slot_of);
        slots.any(|slot| slot.whole && (slot.first..=slot.last).contains(&period))
    };
    let mut rotations: Vec<Rotation> = Vec::new();
    for block in blocks(problem, doctor, normal) {
        let (Some((first, _)), Some((last, _))) = (block.first(), block.last()) else {
            continue;
        };
        let mut wanted = open(&block)
            .filter(|period| !is_at_event(*period))
            .map(|period| {
                published
                    .rotation_at(period)
                    .map(|rotation| rotation.activity)
            });
        let alike = wanted
            .next()
            .filter(|first| wanted.all(|other| other == *first));
        let of_normal = || {
            block
                .iter()
                .find_map(|(period, _)| normal.rotation_at(*period))
                .map(|rotation| rotation.activity)
        };
        if let Some(activity) = alike.unwrap_or_else(of_normal) {
            rotations.push(Rotation {
                first: *first,
                last: *last,
                activity,
            });
        }
    }
    normalised(
        problem,
        doctor,
        &Pathway::new(rotations, normal.attendances().to_vec()),
    )
}

/// The doctor's blocks from arrival to departure, with what each of their periods holds.
fn blocks(problem: &Problem, doctor: DoctorId, pathway: &Pathway) -> Vec<Vec<(PeriodId, Cell)>> {
    let data = problem.doctor(doctor);
    let grid = problem.grid(data.grid);
    let cells = timeline(problem, doctor, pathway).into_iter();
    let there: Vec<_> = cells
        .filter(|(period, _)| data.first <= *period && *period <= data.last)
        .collect();
    there
        .chunk_by(|one, other| grid.block_of(one.0) == grid.block_of(other.0))
        .map(<[_]>::to_vec)
        .collect()
}

/// The periods in which a block's content is what the doctor does.
fn open(block: &[(PeriodId, Cell)]) -> impl Iterator<Item = PeriodId> + '_ {
    block
        .iter()
        .filter(|(_, cell)| matches!(cell, Cell::Activity { .. } | Cell::Idle))
        .map(|(period, _)| *period)
}

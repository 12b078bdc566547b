//! What was published, as it stands under the problem of today.

use crate::check::normalised;
use crate::ids::{DoctorId, PeriodId};
use crate::problem::{Presence, Problem};
use crate::schedule::{Attendance, Pathway, Schedule};

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
        let doctors = (0..problem.doctors().len()).map(DoctorId::new);
        let kept = doctors.clone().map(|doctor| kept(problem, doctor, published.pathway(doctor))).collect();
        let has_published = doctors.map(|doctor| *published.pathway(doctor) != Pathway::default()).collect();
        Self { published, kept: Schedule::new(kept), has_published }
    }
    /// Doctors who are there and have nothing published, ascending.
    pub(super) fn newcomers(&self, problem: &Problem) -> Vec<DoctorId> {
        let is_new = |doctor: &DoctorId| {
            let data = problem.doctor(*doctor);
            !self.has_published[doctor.index()] && data.first <= data.last
        };
        (0..problem.doctors().len()).map(DoctorId::new).filter(is_new).collect()
    }
}

/// A pathway as far as the doctor's calendar still has it.
fn kept(problem: &Problem, doctor: DoctorId, published: &Pathway) -> Pathway {
    let is_away = |period| matches!(problem.presence(doctor, period), Presence::Outside | Presence::Leave | Presence::KeepsPlace);
    let has_room = |attendance: &&Attendance| {
        let slot = problem.events().get(attendance.event.index()).and_then(|event| event.slots.get(attendance.slot as usize));
        slot.is_some_and(|slot| !(slot.first.index()..=slot.last.index()).any(|period| is_away(PeriodId::new(period))))
    };
    let attendances = published.attendances().iter().filter(has_room).copied().collect();
    normalised(problem, doctor, &Pathway::new(published.rotations().to_vec(), attendances))
}

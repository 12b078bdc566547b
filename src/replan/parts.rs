//! Schedules between the whole problem and a part of its doctors.

use crate::diagram::{BuildLimits, Pathways, may_have_pathway};
use crate::ids::{DoctorId, EventId};
use crate::problem::Problem;
use crate::problem::rule::DoctorSet;
use crate::schedule::{Attendance, Pathway, Schedule};

/// What a part has of the whole problem, by numbers in that, ascending. Activities have the same numbers in a part.
#[derive(Clone, Debug, Default)]
pub(super) struct Selection {
    pub(super) doctors: Vec<DoctorId>,
    pub(super) events: Vec<EventId>,
}

impl Selection {
    /// A schedule of the whole problem as one of the part.
    pub(super) fn to_part(&self, schedule: &Schedule) -> Schedule {
        let event = |event: EventId| self.events.binary_search(&event).ok().map(EventId::new);
        Schedule::new(
            self.doctors
                .iter()
                .map(|doctor| with_events(schedule.pathway(*doctor), event))
                .collect(),
        )
    }
    /// A pathway of the part as one of the whole problem.
    fn restored(&self, pathway: &Pathway) -> Pathway {
        with_events(pathway, |event| self.events.get(event.index()).copied())
    }
    /// Puts what a schedule of the part plans for the doctors of `planned` into one of the whole problem.
    pub(super) fn put_back(&self, whole: &mut Schedule, planned: &DoctorSet, part: &Schedule) {
        let doctors = self.doctors.iter().enumerate();
        for (position, &doctor) in doctors.filter(|(_, doctor)| planned.contains(**doctor)) {
            let pathway = part.pathway(DoctorId::new(position));
            whole.set(doctor, self.restored(pathway));
        }
    }
}

fn with_events(pathway: &Pathway, event: impl Fn(EventId) -> Option<EventId>) -> Pathway {
    let attendances = pathway.attendances().iter();
    let attendances = attendances.filter_map(|attendance| {
        Some(Attendance {
            event: event(attendance.event)?,
            slot: attendance.slot,
        })
    });
    Pathway::new(pathway.rotations().to_vec(), attendances.collect())
}

/// Most arcs of a diagram before it is relaxed; a relaxed one without a path proves as much.
const ARCS: usize = crate::solve::USUAL_ARCS;

/// Doctors whose own rules leave them no pathway.
pub(super) fn without_pathway(problem: &Problem) -> Vec<DoctorId> {
    let pathways = Pathways::build(problem, BuildLimits { arcs: ARCS }, false);
    let stuck = |doctor: &DoctorId| {
        !may_have_pathway(pathways.class(*doctor), &pathways.table(*doctor).labels)
    };
    problem.doctor_ids().filter(stuck).collect()
}

//! The published schedule.

use super::Resolver;
use super::table_row::TableRow;
use crate::error::Code;
use crate::ids::{ActivityId, DoctorId, EventId};
use crate::problem::draft::{AttendanceDraft, RotationDraft};
use crate::schedule::{Attendance, Pathway, Rotation, Schedule};

/// A published rotation and the row that it is in.
type Published = (Rotation, usize);

impl Resolver {
    pub(super) fn resolve_published(&mut self) {
        let draft = self.draft.clone();
        if draft.published.is_empty() && draft.published_attendances.is_empty() {
            return;
        }
        let mut rotations: Vec<Vec<Published>> = vec![Vec::new(); self.data.doctors.len()];
        for (index, row) in draft.published.iter().enumerate() {
            if let Some((doctor, rotation)) = self.published_rotation(index, row) {
                rotations[doctor.index()].push((rotation, index));
            }
        }
        let mut attendances: Vec<Vec<Attendance>> = vec![Vec::new(); self.data.doctors.len()];
        for (index, row) in draft.published_attendances.iter().enumerate() {
            if let Some((doctor, attendance)) = self.published_attendance(index, row) {
                attendances[doctor.index()].push(attendance);
            }
        }
        for (doctor, list) in rotations.iter_mut().enumerate() {
            list.sort_unstable();
            self.warn_of_overlap(DoctorId::new(doctor), list);
        }
        let pathways = rotations.into_iter().zip(attendances);
        let pathways = pathways.map(|(rotations, attendances)| {
            let rotations = rotations.into_iter().map(|(rotation, _)| rotation);
            Pathway::new(rotations.collect(), attendances)
        });
        self.data.published = Some(Schedule::new(pathways.collect()));
    }

    fn published_rotation(
        &mut self,
        index: usize,
        row: &RotationDraft,
    ) -> Option<(DoctorId, Rotation)> {
        let subject = format!("rotation of doctor {:?}", row.doctor);
        let at = TableRow::new("published", index, subject);
        let doctor = self.doctor_of(&at, &row.doctor);
        let activity = self.reference(&at, "activity", |names| &names.activities, &row.activity);
        let periods = self.touched(Some(&row.from), Some(&row.to), &at.pointer, &at.subject);
        let (doctor, activity, periods) = (doctor?, activity?, periods?);
        let (Some(&first), Some(&last)) = (periods.first(), periods.last()) else {
            let message = format!("{} to {} has no period of the horizon.", row.from, row.to);
            self.error_of(&at, Code::InvalidSchedule, message);
            return None;
        };
        let activity = ActivityId::new(activity);
        Some((
            doctor,
            Rotation {
                first,
                last,
                activity,
            },
        ))
    }

    fn published_attendance(
        &mut self,
        index: usize,
        row: &AttendanceDraft,
    ) -> Option<(DoctorId, Attendance)> {
        let subject = format!("attendance of doctor {:?}", row.doctor);
        let at = TableRow::new("published_attendances", index, subject);
        let doctor = self.doctor_of(&at, &row.doctor);
        let event = self.reference(&at, "event", |names| &names.events, &row.event);
        let (doctor, event) = (doctor?, event?);
        // An event with a mistake of its own is not in the list, and the positions behind it are not known.
        if self.data.events.len() != self.draft.events.len() {
            return None;
        }
        let slots = self.data.events[event].slots.len();
        let slot = usize::try_from(row.slot).ok();
        let Some(slot) = slot.filter(|slot| (1..=slots).contains(slot)) else {
            let message = format!("slot {} does not exist; the event has {slots}.", row.slot);
            self.error_in(&at, "slot", Code::InvalidSchedule, message);
            return None;
        };
        let attendance = Attendance {
            event: EventId::new(event),
            slot: u32::try_from(slot - 1).unwrap_or(0),
        };
        Some((doctor, attendance))
    }

    /// A mistake of people: what was published stands as it is, and `check` says which rule it breaks.
    fn warn_of_overlap(&mut self, doctor: DoctorId, ascending: &[Published]) {
        let overlaps = |pair: &&[Published]| pair[1].0.first <= pair[0].0.last;
        let Some(pair) = ascending.windows(2).find(overlaps) else {
            return;
        };
        let (rotation, row) = pair[1];
        let shared = self.horizon().span(rotation.first);
        let message = format!("two published rotations share period {shared}.");
        self.found.warning(
            Code::PublishedOverlap,
            format!("/published/{row}"),
            format!("doctor {:?}", self.data.doctors[doctor.index()].key),
            message,
        );
    }
}

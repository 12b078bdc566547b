//! From the names of a document to what a problem knows.

use super::document::{AttendanceRecord, RotationRecord, ScheduleDocument};
use crate::error::{Code, Diagnostic, Diagnostics, Result, Severity};
use crate::ids::{ActivityId, DoctorId, EventId, PeriodId};
use crate::limits;
use crate::problem::Problem;
use crate::problem::draft::FORMAT_VERSION;
use crate::schedule::{Attendance, Pathway, Rotation, Schedule};
use std::collections::{HashMap, HashSet};

impl ScheduleDocument {
    /// The schedule of `problem` that the document describes.
    ///
    /// # Errors
    /// As [`read_schedule`](super::read_schedule), with JSON pointers into the document.
    pub fn resolve(&self, problem: &Problem) -> Result<Schedule> {
        Ok(self.resolve_located(problem, Reading::Strict, |_| {})?.0)
    }

    pub(super) fn resolve_located(
        &self,
        problem: &Problem,
        reading: Reading,
        locate: impl FnOnce(&mut Diagnostics),
    ) -> Result<(Schedule, Diagnostics)> {
        let mut found = Diagnostics::new();
        let schedule = Resolver::new(problem, &mut found).resolve(self);
        if reading == Reading::Published {
            found = as_lost(found);
        }
        locate(&mut found);
        if found.has_errors() {
            Err(found.into())
        } else {
            Ok((schedule, found))
        }
    }
}

/// What a schedule is read for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// Every row has to mean something.
    Strict,
    /// It was published, whatever it says.
    Published,
}

/// Rows without a meaning as warnings. Overlapping rotations have one, which `check` judges.
fn as_lost(found: Diagnostics) -> Diagnostics {
    let mut lost = Diagnostics::new();
    let row_of = |diagnostic: &Diagnostic| {
        diagnostic
            .place
            .pointer
            .split('/')
            .take(3)
            .map(str::to_owned)
            .collect::<Vec<String>>()
    };
    let mut rows = HashSet::new();
    for diagnostic in found
        .as_slice()
        .iter()
        .filter(|diagnostic| diagnostic.code != Code::OverlappingRotations)
    {
        let mut diagnostic = diagnostic.clone();
        if matches!(
            diagnostic.code,
            Code::UnknownReference | Code::OutsideHorizon | Code::InvalidSchedule
        ) {
            // One reason is enough for a row to be lost.
            if !rows.insert(row_of(&diagnostic)) {
                continue;
            }
            (diagnostic.code, diagnostic.severity) = (Code::LostFromPublished, Severity::Warning);
        } else if diagnostic.code == Code::ContradictoryPlace {
            // The activity counts.
            diagnostic.severity = Severity::Warning;
        }
        lost.push(diagnostic);
    }
    lost
}

/// A field of a record, and what stands in it.
#[derive(Clone, Copy)]
struct Cell<'a> {
    field: &'static str,
    text: &'a str,
}

impl<'a> Cell<'a> {
    fn new(field: &'static str, text: &'a str) -> Self {
        Self { field, text }
    }
}

/// An id that looks like an unknown one is looked for among so many at most.
const NEAR_AMONG: usize = 2_000;

/// Looks the names of a document up in a problem.
struct Resolver<'a> {
    problem: &'a Problem,
    doctors: HashMap<&'a str, DoctorId>,
    activities: HashMap<&'a str, ActivityId>,
    events: HashMap<&'a str, EventId>,
    found: &'a mut Diagnostics,
}

impl<'a> Resolver<'a> {
    fn new(problem: &'a Problem, found: &'a mut Diagnostics) -> Self {
        Self {
            problem,
            doctors: problem
                .doctors()
                .iter()
                .enumerate()
                .map(|(index, doctor)| (doctor.key.as_str(), DoctorId::new(index)))
                .collect(),
            activities: problem
                .activities()
                .iter()
                .enumerate()
                .map(|(index, one)| (one.key.as_str(), ActivityId::new(index)))
                .collect(),
            events: problem
                .events()
                .iter()
                .enumerate()
                .map(|(index, event)| (event.key.as_str(), EventId::new(index)))
                .collect(),
            found,
        }
    }

    fn resolve(mut self, document: &ScheduleDocument) -> Schedule {
        if document.format != FORMAT_VERSION {
            let message = format!(
                "format is {}, this release reads {FORMAT_VERSION}.",
                document.format
            );
            self.found
                .error(Code::UnsupportedVersion, "/format", "", message);
        }
        if !document.problem.is_empty() && document.problem != self.problem.name() {
            let message = format!(
                "the schedule is of problem {:?}, not of {:?}.",
                document.problem,
                self.problem.name()
            );
            self.found
                .error(Code::WrongProblem, "/problem", "", message);
            return Schedule::default();
        }

        let doctors = self.problem.doctors().len();
        let mut rotations: Vec<Vec<(Rotation, usize)>> = vec![Vec::new(); doctors];
        for (index, record) in document.rotations.iter().enumerate() {
            let pointer = format!("/rotations/{index}");
            if let Some((doctor, rotation)) = self.rotation(record, &pointer) {
                rotations[doctor.index()].push((rotation, index));
            }
        }
        let mut attendances: Vec<Vec<Attendance>> = vec![Vec::new(); doctors];
        for (index, record) in document.attendances.iter().enumerate() {
            let pointer = format!("/attendances/{index}");
            if let Some((doctor, attendance)) = self.attendance(record, &pointer) {
                attendances[doctor.index()].push(attendance);
            }
        }

        for (doctor, list) in rotations.iter_mut().enumerate() {
            list.sort_unstable();
            self.refuse_overlaps(DoctorId::new(doctor), list);
        }
        let rotations = rotations
            .into_iter()
            .map(|list| list.into_iter().map(|(rotation, _)| rotation).collect());
        Schedule::new(
            rotations
                .zip(attendances)
                .map(|(rotations, attendances)| Pathway::new(rotations, attendances))
                .collect(),
        )
    }

    /// Reports rotations of a doctor that share a period; each comes with its position in the document.
    fn refuse_overlaps(&mut self, doctor: DoctorId, sorted: &[(Rotation, usize)]) {
        for pair in sorted
            .windows(2)
            .filter(|pair| pair[1].0.first <= pair[0].0.last)
        {
            let subject = format!("doctor {:?}", self.problem.doctor(doctor).key);
            let message = format!(
                "it shares period {} with another rotation.",
                self.problem.horizon().span(pair[1].0.first)
            );
            self.found.error(
                Code::OverlappingRotations,
                format!("/rotations/{}", pair[1].1),
                subject,
                message,
            );
        }
    }

    fn rotation(&mut self, record: &RotationRecord, pointer: &str) -> Option<(DoctorId, Rotation)> {
        let subject = format!("rotation of doctor {:?}", record.doctor);
        let doctor = self.doctors.get(record.doctor.as_str()).copied();
        let doctor = self.known(
            doctor,
            Cell::new("doctor", &record.doctor),
            pointer,
            &subject,
        );
        let activity = self.activities.get(record.activity.as_str()).copied();
        let activity = self.known(
            activity,
            Cell::new("activity", &record.activity),
            pointer,
            &subject,
        );
        let first = self.end(
            Cell::new("from", &record.from),
            Cell::new("first_period", &record.first_period),
            pointer,
            &subject,
        );
        let last = self.end(
            Cell::new("to", &record.to),
            Cell::new("last_period", &record.last_period),
            pointer,
            &subject,
        );
        if let Some(activity) = activity {
            self.check_department(record, activity, pointer, &subject);
        }
        let (first, last) = (first?, last?);
        if last < first {
            let message = format!(
                "its last period, #{}, comes before its first, #{}.",
                last.index() + 1,
                first.index() + 1
            );
            self.found
                .error(Code::InvalidSchedule, pointer, subject, message);
            return None;
        }
        Some((
            doctor?,
            Rotation {
                first,
                last,
                activity: activity?,
            },
        ))
    }

    /// A department that is written beside the activity is the activity's.
    fn check_department(
        &mut self,
        record: &RotationRecord,
        activity: ActivityId,
        pointer: &str,
        subject: &str,
    ) {
        let department = &self
            .problem
            .department(self.problem.activity(activity).department);
        let written = record.department.trim();
        if !written.is_empty() && written != department.key && written != department.name {
            let message = format!(
                "it is in activity {:?} of department {:?}, beside which {written:?} is written.",
                record.activity, department.key
            );
            self.found.error(
                Code::ContradictoryPlace,
                format!("{pointer}/department"),
                subject,
                message,
            );
        }
    }

    fn attendance(
        &mut self,
        record: &AttendanceRecord,
        pointer: &str,
    ) -> Option<(DoctorId, Attendance)> {
        let subject = format!("attendance of doctor {:?}", record.doctor);
        let doctor = self.doctors.get(record.doctor.as_str()).copied();
        let doctor = self.known(
            doctor,
            Cell::new("doctor", &record.doctor),
            pointer,
            &subject,
        );
        let event = self.events.get(record.event.as_str()).copied();
        let event = self.known(event, Cell::new("event", &record.event), pointer, &subject)?;
        let slots = self.problem.event(event).slots.len();
        let slot = usize::try_from(record.slot)
            .ok()
            .filter(|slot| (1..=slots).contains(slot));
        if slot.is_none() {
            let message = format!(
                "slot {} does not exist; the event has {slots}.",
                record.slot
            );
            self.found.error(
                Code::InvalidSchedule,
                format!("{pointer}/slot"),
                subject,
                message,
            );
        }
        Some((
            doctor?,
            Attendance {
                event,
                slot: u32::try_from(slot? - 1).ok()?,
            },
        ))
    }

    fn known<T>(
        &mut self,
        found: Option<T>,
        Cell { field, text }: Cell<'_>,
        pointer: &str,
        subject: &str,
    ) -> Option<T> {
        if found.is_none() {
            let ids: Vec<&str> = match field {
                "doctor" => self.doctors.keys().copied().collect(),
                "activity" => self.activities.keys().copied().collect(),
                _ => self.events.keys().copied().collect(),
            };
            let near = if ids.len() <= NEAR_AMONG
                && self.found.as_slice().len() < limits::FINDINGS_OF_A_CODE
            {
                crate::error::nearest(text, ids.into_iter())
            } else {
                None
            };
            let near = near.map_or_else(String::new, |near| format!(" Is {near:?} meant?"));
            self.found.error(
                Code::UnknownReference,
                format!("{pointer}/{field}"),
                subject,
                format!("there is no {field} {text:?}.{near}"),
            );
        }
        found
    }

    /// The period at one end of a rotation, by its date or its number or both.
    fn end(
        &mut self,
        date: Cell<'_>,
        number: Cell<'_>,
        pointer: &str,
        subject: &str,
    ) -> Option<PeriodId> {
        let is_first = date.field == "from";
        let horizon = self.problem.horizon();
        let mut periods = Vec::new();
        // A date is needed where there is no number.
        let is_date_read = !date.text.is_empty() || number.text.is_empty();
        let cells = [(number, !number.text.is_empty()), (date, is_date_read)];
        for (Cell { field, text }, _) in cells.into_iter().filter(|cell| cell.1) {
            let period = horizon.moment(text).and_then(|(first, last)| {
                // The periods that have working time in the span, as for rotations that are published in a problem.
                let period = if is_first {
                    horizon.first_worked(first)
                } else {
                    horizon.last_worked(last)
                };
                period.ok_or_else(|| {
                    (
                        Code::OutsideHorizon,
                        format!("{text} lies outside the horizon."),
                    )
                })
            });
            match period {
                Ok(period) => periods.push(period),
                Err((code, message)) => {
                    self.found
                        .error(code, format!("{pointer}/{field}"), subject, message);
                    return None;
                }
            }
        }
        if let [by_number, by_date] = periods[..]
            && by_number != by_date
        {
            let message = format!(
                "{} {} is not the period of {}, which is #{}.",
                number.field,
                number.text,
                date.text,
                by_date.index() + 1
            );
            self.found.error(
                Code::WrongProblem,
                format!("{pointer}/{}", number.field),
                subject,
                message,
            );
            return None;
        }
        periods.first().copied()
    }
}

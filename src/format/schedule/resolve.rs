//! From the names of a document to what a problem knows.

use super::document::{AttendanceRecord, RotationRecord, ScheduleDocument};
use crate::error::{Code, Diagnostic, Diagnostics, Result, Severity};
use crate::ids::{ActivityId, DoctorId, PeriodId};
use crate::limits;
use crate::problem::Problem;
use crate::problem::draft::FORMAT_VERSION;
use crate::schedule::{Attendance, Pathway, Rotation, Schedule};
use std::collections::HashSet;

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

/// A record of the document: where it is, and what findings call it.
struct At<'a> {
    pointer: &'a str,
    subject: String,
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
    found: &'a mut Diagnostics,
}

impl<'a> Resolver<'a> {
    fn new(problem: &'a Problem, found: &'a mut Diagnostics) -> Self {
        Self { problem, found }
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
        let at = &At {
            pointer,
            subject: format!("rotation of doctor {:?}", record.doctor),
        };
        let doctor = self.doctor(&record.doctor, at);
        let activity = self.problem.find_activity(&record.activity);
        let activity = self.known(activity, Cell::new("activity", &record.activity), at);
        let first = self.end(
            Cell::new("from", &record.from),
            Cell::new("first_period", &record.first_period),
            at,
        );
        let last = self.end(
            Cell::new("to", &record.to),
            Cell::new("last_period", &record.last_period),
            at,
        );
        if let Some(activity) = activity {
            self.check_department(record, activity, at);
        }
        let (first, last) = (first?, last?);
        if last < first {
            let message = format!(
                "its last period, #{}, comes before its first, #{}.",
                last.index() + 1,
                first.index() + 1
            );
            self.found
                .error(Code::InvalidSchedule, pointer, &at.subject, message);
            return None;
        }
        let rotation = Rotation {
            first,
            last,
            activity: activity?,
        };
        Some((doctor?, rotation))
    }

    /// A department that is written beside the activity is the activity's.
    fn check_department(&mut self, record: &RotationRecord, activity: ActivityId, at: &At<'_>) {
        let department = &self
            .problem
            .department(self.problem.activity(activity).department);
        let written = record.department.trim();
        if !written.is_empty() && written != department.key && written != department.name {
            let message = format!(
                "it is in activity {:?} of department {:?}, beside which {written:?} is written.",
                record.activity, department.key
            );
            self.wrong(Code::ContradictoryPlace, "department", at, message);
        }
    }

    fn attendance(
        &mut self,
        record: &AttendanceRecord,
        pointer: &str,
    ) -> Option<(DoctorId, Attendance)> {
        let at = &At {
            pointer,
            subject: format!("attendance of doctor {:?}", record.doctor),
        };
        let doctor = self.doctor(&record.doctor, at);
        let event = self.problem.find_event(&record.event);
        let event = self.known(event, Cell::new("event", &record.event), at)?;
        let slots = self.problem.event(event).slots.len();
        let slot = usize::try_from(record.slot)
            .ok()
            .filter(|slot| (1..=slots).contains(slot));
        if slot.is_none() {
            let message = format!(
                "slot {} does not exist; the event has {slots}.",
                record.slot
            );
            self.wrong(Code::InvalidSchedule, "slot", at, message);
        }
        let slot = u32::try_from(slot? - 1).ok()?;
        Some((doctor?, Attendance { event, slot }))
    }

    fn doctor(&mut self, id: &str, at: &At<'_>) -> Option<DoctorId> {
        self.known(self.problem.find_doctor(id), Cell::new("doctor", id), at)
    }

    /// What a cell names, if the problem has it.
    fn known<T>(
        &mut self,
        found: Option<T>,
        Cell { field, text }: Cell<'_>,
        at: &At<'_>,
    ) -> Option<T> {
        if found.is_none() {
            let near = self.nearest(field, text);
            let near = near.map_or_else(String::new, |near| format!(" Is {near:?} meant?"));
            let message = format!("there is no {field} {text:?}.{near}");
            self.wrong(Code::UnknownReference, field, at, message);
        }
        found
    }

    /// The id that is most like an unknown one.
    fn nearest(&self, field: &str, text: &str) -> Option<&'a str> {
        let problem = self.problem;
        let ids: Vec<&str> = match field {
            "doctor" => problem.doctors().iter().map(|one| &*one.key).collect(),
            "activity" => problem.activities().iter().map(|one| &*one.key).collect(),
            _ => problem.events().iter().map(|one| &*one.key).collect(),
        };
        let are_few =
            ids.len() <= NEAR_AMONG && self.found.as_slice().len() < limits::FINDINGS_OF_A_CODE;
        if are_few {
            crate::error::nearest(text, ids.into_iter())
        } else {
            None
        }
    }

    /// The period at one end of a rotation, by its date or its number or both.
    fn end(&mut self, date: Cell<'_>, number: Cell<'_>, at: &At<'_>) -> Option<PeriodId> {
        let is_first = date.field == "from";
        let mut periods = Vec::new();
        // A date is needed where there is no number.
        let is_date_read = !date.text.is_empty() || number.text.is_empty();
        let cells = [(number, !number.text.is_empty()), (date, is_date_read)];
        for (cell, _) in cells.into_iter().filter(|cell| cell.1) {
            match self.period(cell.text, is_first) {
                Ok(period) => periods.push(period),
                Err((code, message)) => {
                    self.wrong(code, cell.field, at, message);
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
            self.wrong(Code::WrongProblem, number.field, at, message);
            return None;
        }
        periods.first().copied()
    }

    /// The first or the last period that has working time in a span, as for rotations that are published in a problem.
    fn period(&self, text: &str, is_first: bool) -> std::result::Result<PeriodId, (Code, String)> {
        let horizon = self.problem.horizon();
        let (first, last) = horizon.moment(text)?;
        let period = if is_first {
            horizon.first_worked(first)
        } else {
            horizon.last_worked(last)
        };
        let outside = || format!("{text} lies outside the horizon.");
        period.ok_or_else(|| (Code::OutsideHorizon, outside()))
    }

    /// Reports a mistake in a field of a record.
    fn wrong(&mut self, code: Code, field: &str, at: &At<'_>, message: String) {
        let pointer = format!("{}/{field}", at.pointer);
        self.found.error(code, pointer, &at.subject, message);
    }
}

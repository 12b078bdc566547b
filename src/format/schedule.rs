//! Schedules as JSON documents and as CSV files with a rotation or an attendance a row.

#[cfg(feature = "tables")]
use super::csv::{Table, read_held, rows, table_bytes};
use super::json;
#[cfg(not(feature = "spreadsheet"))]
use super::options::not_in_this_build;
use super::options::{Budget, ReadOptions, document_text};
#[cfg(feature = "tables")]
use super::sheet::merge_same;
use super::write::write_bytes;
use crate::calendar::{HalfDay, PeriodKind};
use crate::error::{Code, Diagnostic, Diagnostics, Result, Severity};
use crate::ids::{ActivityId, DoctorId, EventId, PeriodId};
use crate::limits;
use crate::problem::Problem;
use crate::problem::draft::{FORMAT_VERSION, When, draft};
use crate::schedule::{Attendance, Pathway, Rotation, Schedule};
use std::collections::{HashMap, HashSet};
use std::path::Path;

draft! {
    /// A schedule as plain data.
    ScheduleDocument {
        /// Format version, 1.
        format: u32,
        /// Name of the problem it was made for.
        problem: String,
        /// Its value, if known.
        value: Option<i64>,
        /// The bound proven with it, if there is one: no schedule has a greater value.
        bound: Option<i64>,
        /// On whose word: `certified` if a certificate of this bound was written with it, `exhausted` if a search came to its end; empty if not known.
        evidence: String,
        /// Rotations, by doctor and time.
        rotations: Vec<RotationRecord>,
        /// Attendances of events, by doctor and event.
        attendances: Vec<AttendanceRecord>,
    }
    /// A rotation. Either the dates or the period numbers may be left out; where both are given they must agree.
    RotationRecord {
        /// Doctor.
        doctor: String,
        /// Activity.
        activity: String,
        /// Department of the activity; it may be left out, and has to be the activity's if it is there.
        department: String,
        /// First date (or half-day).
        from: When,
        /// Last date (or half-day), included.
        to: When,
        /// First period, `#1` the horizon's first.
        first_period: When,
        /// Last period, included.
        last_period: When,
    }
    /// An attendance of an event.
    AttendanceRecord {
        /// Doctor.
        doctor: String,
        /// Event.
        event: String,
        /// Slot, 1 the first.
        slot: i64,
    }
}

/// A row of a schedule's CSV file: a rotation, or an attendance if it has an event.
#[cfg(feature = "tables")]
#[derive(Default)]
struct ScheduleRow {
    doctor: String,
    activity: String,
    department: String,
    from: When,
    to: When,
    first_period: When,
    last_period: When,
    event: String,
    slot: i64,
}

#[cfg(feature = "tables")]
rows! {
    ScheduleRow(1) { doctor, activity, department, from, to, first_period, last_period, event, slot }
}

/// Writes a schedule to a `.csv` file (feature `tables`), to a workbook (`.xlsx`, feature `spreadsheet`) as a chart of doctors and periods, or else as a JSON
/// document. A file of a kind that the build lacks the feature for is not written.
///
/// # Errors
/// [`ErrorKind::WrongProblem`](crate::ErrorKind::WrongProblem) for a schedule of another problem, before anything is written;
/// [`ErrorKind::Io`](crate::ErrorKind::Io).
pub fn write_schedule(
    path: impl AsRef<Path>,
    problem: &Problem,
    schedule: &Schedule,
) -> Result<()> {
    let path = path.as_ref();
    write_bytes(path, bytes_of(path, problem, schedule)?)
}

/// What [`write_schedule`] would write into a file of this name: its ending says in which form.
///
/// ```
/// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
/// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
/// # let outcome = medrota::Solver::new().work_limit(2_000).solve(&problem)?;
/// # let schedule = outcome.schedule.clone().ok_or("no schedule")?;
/// use medrota::format::{ReadOptions, schedule_bytes, schedule_from_bytes};
///
/// for name in ["schedule.json", "schedule.csv", "schedule.xlsx"] {
///     let bytes = schedule_bytes(name, &problem, &schedule)?;
///     assert_eq!(schedule_from_bytes(name, &bytes, &problem, &ReadOptions::new())?, schedule);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// As [`write_schedule`].
pub fn schedule_bytes(name: &str, problem: &Problem, schedule: &Schedule) -> Result<Vec<u8>> {
    bytes_of(Path::new(name), problem, schedule)
}

fn bytes_of(path: &Path, problem: &Problem, schedule: &Schedule) -> Result<Vec<u8>> {
    #[cfg(feature = "spreadsheet")]
    if super::workbook::is_workbook(path) {
        problem.ensure_known(schedule)?;
        let words = &super::ChartWords::ENGLISH;
        return super::workbook::chart_bytes(path, problem, schedule, words);
    }
    let document = ScheduleDocument::new(problem, schedule)?;
    #[cfg(not(feature = "spreadsheet"))]
    if let Some(finding) = not_readable(path) {
        return Err(crate::Error::io(
            path,
            std::io::Error::new(std::io::ErrorKind::Unsupported, finding.message),
        ));
    }
    let failed = |error: std::io::Error| crate::Error::io(path, error);
    #[cfg(feature = "tables")]
    if is_csv(path) {
        return table_bytes(document.rows().iter()).map_err(failed);
    }
    let mut bytes = serde_json::to_vec_pretty(&document).map_err(|error| failed(error.into()))?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Writes a schedule to a workbook as a chart of doctors and periods, with the words of a language. Whatever the language, the chart is read back.
/// With the feature `spreadsheet`.
///
/// # Errors
/// [`ErrorKind::WrongProblem`](crate::ErrorKind::WrongProblem) for a schedule of another problem, before anything is written;
/// [`ErrorKind::Io`](crate::ErrorKind::Io).
#[cfg(feature = "spreadsheet")]
pub fn write_chart(
    path: impl AsRef<Path>,
    problem: &Problem,
    schedule: &Schedule,
    words: &super::ChartWords,
) -> Result<()> {
    problem.ensure_known(schedule)?;
    let path = path.as_ref();
    write_bytes(
        path,
        super::workbook::chart_bytes(path, problem, schedule, words)?,
    )
}

/// Reads a schedule of `problem` from a `.csv` file, from the chart of a workbook, or else from a JSON document.
///
/// # Errors
/// [`ErrorKind::Input`](crate::ErrorKind::Input) with E001 to E009 for the file, E103 for unknown doctors, activities and
/// events, E005, E201, E203, E501, E502 for rotations and attendances, E503 for a schedule of another problem.
pub fn read_schedule(
    path: impl AsRef<Path>,
    problem: &Problem,
    options: &ReadOptions,
) -> Result<Schedule> {
    Ok(read(path.as_ref(), problem, options, Reading::Strict)?.0)
}

/// Reads a schedule of `problem` from what a file of this name would hold: its ending says in which form.
///
/// # Errors
/// As [`read_schedule`].
pub fn schedule_from_bytes(
    name: &str,
    bytes: &[u8],
    problem: &Problem,
    options: &ReadOptions,
) -> Result<Schedule> {
    let (path, mut budget) = (Path::new(name), Budget::new(options));
    let taken = budget.take_bytes(bytes.len() as u64, name);
    taken.map_err(json::alone)?;
    let bytes = bytes.to_vec();
    Ok(read_held_in(path, bytes, problem, &mut budget, Reading::Strict)?.0)
}

fn read(
    path: &Path,
    problem: &Problem,
    options: &ReadOptions,
    reading: Reading,
) -> Result<(Schedule, Diagnostics)> {
    let mut budget = Budget::new(options);
    #[cfg(not(feature = "spreadsheet"))]
    if let Some(finding) = not_readable(path) {
        return Err(json::alone(finding).into());
    }
    let bytes = budget.read_bytes(path).map_err(json::alone)?;
    read_held_in(path, bytes, problem, &mut budget, reading)
}

/// Reads what the file at a path holds; its bytes have been taken off the budget.
fn read_held_in(
    path: &Path,
    bytes: Vec<u8>,
    problem: &Problem,
    budget: &mut Budget,
    reading: Reading,
) -> Result<(Schedule, Diagnostics)> {
    let name = path.display().to_string();
    #[cfg(feature = "spreadsheet")]
    if super::workbook::is_workbook(path) {
        let workbook = super::workbook::Workbook::of(name, bytes, budget).map_err(json::alone)?;
        return read_chart(path, &workbook, problem, reading);
    }
    #[cfg(not(feature = "spreadsheet"))]
    if let Some(finding) = not_readable(path) {
        return Err(json::alone(finding).into());
    }
    #[cfg(feature = "tables")]
    if is_csv(path) {
        let mut found = Diagnostics::new();
        let table: Table<ScheduleRow> = read_held(&name, &bytes, budget, &mut found);
        if found.has_errors() {
            found.retain_from(0, |diagnostic| diagnostic.severity > Severity::Note);
            return Err(found.into());
        }
        let (document, places) = ScheduleDocument::from_rows(table.rows);
        return document.resolve_located(problem, reading, |found| {
            for diagnostic in found.iter_mut() {
                let mut parts = diagnostic.place.pointer.split('/').skip(1);
                let row = parts
                    .next()
                    .zip(parts.next().and_then(|index| index.parse::<usize>().ok()))
                    .map(|(list, index)| {
                        let list = if list == "rotations" {
                            &places.0
                        } else {
                            &places.1
                        };
                        list.get(index).copied().unwrap_or(0)
                    });
                diagnostic.place.line = row.and_then(|row| table.lines.get(row)).copied();
                diagnostic.place.file = Some(name.clone());
            }
            merge_same(found);
        });
    }
    let text = document_text(&name, bytes).map_err(json::alone)?;
    let document: ScheduleDocument = json::parse(&text, Some(&name))?;
    budget
        .take_rows(
            document.rotations.len() + document.attendances.len(),
            Some(&name),
        )
        .map_err(json::alone)?;
    document.resolve_located(problem, reading, |found| {
        json::locate(found, &text, Some(&name))
    })
}

/// Reads the chart of a workbook.
#[cfg(feature = "spreadsheet")]
fn read_chart(
    path: &Path,
    workbook: &super::workbook::Workbook,
    problem: &Problem,
    reading: Reading,
) -> Result<(Schedule, Diagnostics)> {
    let mut found = Diagnostics::new();
    let Some(chart) = workbook.chart(problem, &mut found) else {
        let message = "the workbook has no sheet chart with the doctors of a schedule in it.";
        return Err(json::alone(super::options::finding(
            Code::MissingTable,
            Some(&path.display().to_string()),
            None,
            message,
        ))
        .into());
    };
    if found.has_errors() {
        merge_same(&mut found);
        return Err(found.into());
    }
    let (rotations, rotation_lines): (Vec<_>, Vec<u64>) = chart.rotations.into_iter().unzip();
    let (attendances, attendance_lines): (Vec<_>, Vec<u64>) = chart.attendances.into_iter().unzip();
    let document = ScheduleDocument {
        format: FORMAT_VERSION,
        rotations,
        attendances,
        ..ScheduleDocument::default()
    };
    document.resolve_located(problem, reading, |found| {
        for diagnostic in found.iter_mut() {
            let mut parts = diagnostic.place.pointer.split('/').skip(1);
            let (list, row) = (
                parts.next(),
                parts.next().and_then(|index| index.parse::<usize>().ok()),
            );
            let (sheet, lines) = if list == Some("rotations") {
                ("chart", &rotation_lines)
            } else {
                ("attendances", &attendance_lines)
            };
            diagnostic.place.line = row.and_then(|row| lines.get(row)).copied();
            diagnostic.place.file = Some(workbook.place(sheet));
        }
        merge_same(found);
    })
}

/// Reads what was published, as a start to replan from: what means nothing in `problem` is left out and told.
///
/// Each row that is lost is a warning, W104: an unknown doctor, activity, event or slot, or dates outside the horizon. Rotations that overlap
/// stay as they are; `check` lists what they break.
///
/// # Errors
/// As [`read_schedule`], E103, E203, E501 and E502 aside.
pub fn read_published(
    path: impl AsRef<Path>,
    problem: &Problem,
    options: &ReadOptions,
) -> Result<(Schedule, Diagnostics)> {
    read(path.as_ref(), problem, options, Reading::Published)
}

fn has_ending(path: &Path, ending: &str) -> bool {
    path.extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case(ending))
}

#[cfg(feature = "tables")]
fn is_csv(path: &Path) -> bool {
    has_ending(path, "csv")
}

/// Why a file of this name is neither read nor written by this build, if it is not.
#[cfg(not(feature = "spreadsheet"))]
fn not_readable(path: &Path) -> Option<crate::error::Diagnostic> {
    if has_ending(path, "xlsx") {
        return Some(not_in_this_build(path, "a workbook", "spreadsheet"));
    }
    (cfg!(not(feature = "tables")) && has_ending(path, "csv"))
        .then(|| not_in_this_build(path, "a table", "tables"))
}

impl ScheduleDocument {
    /// The document of a schedule of `problem`, without value and bound.
    ///
    /// # Errors
    /// [`ErrorKind::WrongProblem`](crate::ErrorKind::WrongProblem) for a schedule of another problem, as [`Problem::ensure_known`].
    pub fn new(problem: &Problem, schedule: &Schedule) -> Result<Self> {
        problem.ensure_known(schedule)?;
        let mut document = Self {
            format: FORMAT_VERSION,
            problem: problem.name().into(),
            ..Self::default()
        };
        let horizon = problem.horizon();
        let shown = |half_day: HalfDay| {
            if horizon.kind() == PeriodKind::HalfDay {
                half_day.to_string()
            } else {
                half_day.date.to_string()
            }
        };
        for (doctor, pathway) in problem.doctors().iter().zip(schedule.pathways()) {
            for rotation in pathway.rotations() {
                let activity = problem.activity(rotation.activity);
                document.rotations.push(RotationRecord {
                    doctor: doctor.key.clone(),
                    activity: activity.key.clone(),
                    department: problem.department(activity.department).key.clone(),
                    from: shown(horizon.span(rotation.first).first),
                    to: shown(horizon.span(rotation.last).last),
                    first_period: format!("#{}", rotation.first.index() + 1),
                    last_period: format!("#{}", rotation.last.index() + 1),
                });
            }
            for attendance in pathway.attendances() {
                document.attendances.push(AttendanceRecord {
                    doctor: doctor.key.clone(),
                    event: problem.event(attendance.event).key.clone(),
                    slot: i64::from(attendance.slot) + 1,
                });
            }
        }
        Ok(document)
    }
    /// Adds the schedule's value.
    #[must_use]
    pub fn with_value(mut self, value: i64) -> Self {
        self.value = Some(value);
        self
    }
    /// Adds the proven bound.
    #[must_use]
    pub fn with_bound(mut self, bound: i64) -> Self {
        self.bound = Some(bound);
        self
    }
    /// Adds on whose word the bound rests, as [`Evidence::as_str`](crate::solve::Evidence::as_str) says it.
    #[must_use]
    pub fn with_evidence(mut self, evidence: &str) -> Self {
        self.evidence = evidence.into();
        self
    }
    /// The schedule of `problem` that the document describes.
    ///
    /// # Errors
    /// As [`read_schedule`], with JSON pointers into the document.
    pub fn resolve(&self, problem: &Problem) -> Result<Schedule> {
        Ok(self.resolve_located(problem, Reading::Strict, |_| {})?.0)
    }

    fn resolve_located(
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

    #[cfg(feature = "tables")]
    fn rows(&self) -> Vec<ScheduleRow> {
        let rotations = self.rotations.iter().cloned().map(|rotation| ScheduleRow {
            doctor: rotation.doctor,
            activity: rotation.activity,
            department: rotation.department,
            from: rotation.from,
            to: rotation.to,
            first_period: rotation.first_period,
            last_period: rotation.last_period,
            ..ScheduleRow::default()
        });
        let attendances = self
            .attendances
            .iter()
            .cloned()
            .map(|attendance| ScheduleRow {
                doctor: attendance.doctor,
                event: attendance.event,
                slot: attendance.slot,
                ..ScheduleRow::default()
            });
        rotations.chain(attendances).collect()
    }

    /// The document of these rows, and the row that each rotation and each attendance came from.
    #[cfg(feature = "tables")]
    fn from_rows(rows: Vec<ScheduleRow>) -> (Self, (Vec<usize>, Vec<usize>)) {
        let mut document = Self {
            format: FORMAT_VERSION,
            ..Self::default()
        };
        let mut places = (Vec::new(), Vec::new());
        for (index, row) in rows.into_iter().enumerate() {
            if row.event.is_empty() {
                places.0.push(index);
                document.rotations.push(RotationRecord {
                    doctor: row.doctor,
                    activity: row.activity,
                    department: row.department,
                    from: row.from,
                    to: row.to,
                    first_period: row.first_period,
                    last_period: row.last_period,
                });
            } else {
                places.1.push(index);
                document.attendances.push(AttendanceRecord {
                    doctor: row.doctor,
                    event: row.event,
                    slot: row.slot,
                });
            }
        }
        (document, places)
    }
}

/// What a schedule is read for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reading {
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
        let mut rotations: Vec<Vec<(Rotation, usize)>> =
            vec![Vec::new(); self.problem.doctors().len()];
        let mut attendances: Vec<Vec<Attendance>> = vec![Vec::new(); self.problem.doctors().len()];
        for (index, record) in document.rotations.iter().enumerate() {
            if let Some((doctor, rotation)) = self.rotation(record, &format!("/rotations/{index}"))
            {
                rotations[doctor.index()].push((rotation, index));
            }
        }
        for (index, record) in document.attendances.iter().enumerate() {
            if let Some((doctor, attendance)) =
                self.attendance(record, &format!("/attendances/{index}"))
            {
                attendances[doctor.index()].push(attendance);
            }
        }
        for (doctor, list) in rotations.iter_mut().enumerate() {
            list.sort_unstable();
            for pair in list
                .windows(2)
                .filter(|pair| pair[1].0.first <= pair[0].0.last)
            {
                let subject = format!("doctor {:?}", self.problem.doctors()[doctor].key);
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

    fn rotation(&mut self, record: &RotationRecord, pointer: &str) -> Option<(DoctorId, Rotation)> {
        let subject = format!("rotation of doctor {:?}", record.doctor);
        let doctor = self.doctors.get(record.doctor.as_str()).copied();
        let doctor = self.known(doctor, ("doctor", &record.doctor), pointer, &subject);
        let activity = self.activities.get(record.activity.as_str()).copied();
        let activity = self.known(activity, ("activity", &record.activity), pointer, &subject);
        let first = self.end(
            (&record.from, &record.first_period),
            ("from", "first_period"),
            pointer,
            &subject,
        );
        let last = self.end(
            (&record.to, &record.last_period),
            ("to", "last_period"),
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
        let doctor = self.known(doctor, ("doctor", &record.doctor), pointer, &subject);
        let event = self.events.get(record.event.as_str()).copied();
        let event = self.known(event, ("event", &record.event), pointer, &subject)?;
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
        (kind, key): (&str, &str),
        pointer: &str,
        subject: &str,
    ) -> Option<T> {
        if found.is_none() {
            let ids: Vec<&str> = match kind {
                "doctor" => self.doctors.keys().copied().collect(),
                "activity" => self.activities.keys().copied().collect(),
                _ => self.events.keys().copied().collect(),
            };
            let near = if ids.len() <= NEAR_AMONG
                && self.found.as_slice().len() < limits::FINDINGS_OF_A_CODE
            {
                crate::error::nearest(key, ids.into_iter())
            } else {
                None
            };
            let near = near.map_or_else(String::new, |near| format!(" Is {near:?} meant?"));
            self.found.error(
                Code::UnknownReference,
                format!("{pointer}/{kind}"),
                subject,
                format!("there is no {kind} {key:?}.{near}"),
            );
        }
        found
    }

    /// The period at one end of a rotation, by its date or its number or both.
    fn end(
        &mut self,
        (date, number): (&str, &str),
        (date_field, number_field): (&str, &str),
        pointer: &str,
        subject: &str,
    ) -> Option<PeriodId> {
        let is_first = date_field == "from";
        let horizon = self.problem.horizon();
        let mut periods = Vec::new();
        for (text, field) in [(number, number_field), (date, date_field)] {
            if text.is_empty() && (field == number_field || !number.is_empty()) {
                continue;
            }
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
                "{number_field} {number} is not the period of {date}, which is #{}.",
                by_date.index() + 1
            );
            self.found.error(
                Code::WrongProblem,
                format!("{pointer}/{number_field}"),
                subject,
                message,
            );
            return None;
        }
        periods.first().copied()
    }
}

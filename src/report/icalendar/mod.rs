//! iCalendar files: rotations and leaves as spans of whole days, events with their slots.
//!
//! Nothing depends on when a file is written: DTSTAMP is the horizon's first day. An entry's uid is made of problem, doctor, what it is and a
//! number, not of dates: [`calendars`] follows entries from one publication to the next, so that whoever imports a newer file sees what
//! moved and what was cancelled.
//! Halves of days are hours ([`MORNING`], [`AFTERNOON`]) in the [`Zone`] of the findings, written in UTC so that every calendar program shows the right moment;
//! without a zone they are local times, wherever they are read.

mod entry;
mod published;
mod zone;

pub use published::Published;
pub use zone::Zone;

use super::Findings;
use super::file_names::{FileNames, uid_key};
use super::view::View;
use super::words::put;
use crate::ids::{ActivityId, DepartmentId, DoctorId};
use ::icalendar::{Calendar, Component, Event, Property};
use entry::{Entry, events_and_leaves, rotations, stamp};
use published::Known;
use std::collections::BTreeMap;

/// Hours at which a morning starts and ends.
pub const MORNING: (u8, u8) = (8, 12);
/// Hours at which an afternoon starts and ends.
pub const AFTERNOON: (u8, u8) = (12, 16);
const UID_ENDING: &str = "@medrota";
/// The property that names the zone in which a calendar is shown at first.
const ZONE: &str = "X-WR-TIMEZONE";

/// A calendar as a file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CalendarFile {
    /// `doctor-ID.ics` or `department-ID.ics`; what is neither letter, digit nor `-` in an id stands as its number.
    pub name: String,
    /// The calendar.
    pub text: String,
}

/// A calendar for each doctor (rotations, events, leaves) and for each department (whoever comes there), in the order of the input,
/// after what was published before. Doctors who are known only from there get a file in which everything is cancelled.
///
/// # Complexity
/// Linear in doctors × periods.
///
/// ```
/// use medrota::report::{Findings, icalendar};
/// use medrota::{ProblemBuilder, Schedule};
///
/// let problem = ProblemBuilder::weeks("ward year", "2026-09-06", "2026-10-03").department("surgery", 1).doctor("ana").build()?;
/// let (schedule, report) = (Schedule::default(), medrota::check(&problem, &Schedule::default()));
/// let files = icalendar::calendars(&Findings::new(&problem, &schedule, &report), &icalendar::Published::default());
/// assert_eq!(files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(), ["doctor-ana.ics", "department-surgery.ics"]);
/// # Ok::<(), medrota::Error>(())
/// ```
#[must_use]
pub fn calendars(findings: &Findings<'_>, published: &Published) -> Vec<CalendarFile> {
    let view = View::new(findings);
    let problem = view.problem;
    let entries: Vec<Entry> = view
        .doctors()
        .flat_map(|doctor| {
            rotations(&view, doctor)
                .chain(events_and_leaves(&view, doctor))
                .collect::<Vec<_>>()
        })
        .collect();
    let followed = Followed::new(&view, &entries, published);
    let mut names = FileNames::default();
    let mut files = Vec::new();
    // The third part of a series is the doctor, the fourth what it is.
    let part =
        |series: &str, index: usize| series.split('/').nth(index).unwrap_or_default().to_owned();
    let prefix = uid_key(problem.name());
    let mut doctors: Vec<(String, String)> = problem
        .doctors()
        .iter()
        .map(|doctor| (uid_key(&doctor.key), doctor.name.clone()))
        .collect();
    for series in published.all().filter(|series| part(series, 0) == prefix) {
        let key = part(series, 2);
        if !doctors.iter().any(|(known, _)| *known == key) {
            doctors.push((key.clone(), key));
        }
    }
    for (key, name) in &doctors {
        let text = followed.calendar(name, |series| part(series, 2) == *key);
        files.push(CalendarFile {
            name: names.name("doctor", key, "ics"),
            text,
        });
    }
    for department in problem.departments() {
        let activities: Vec<String> = department
            .activities
            .iter()
            .map(|activity| uid_key(&problem.activity(activity).key))
            .collect();
        let text = followed.calendar(&department.name, |series| {
            part(series, 1) == "rotation" && activities.contains(&part(series, 3))
        });
        files.push(CalendarFile {
            name: names.name("department", &uid_key(&department.key), "ics"),
            text,
        });
    }
    files
}

/// One doctor's calendar: rotations, attended events and leaves.
#[must_use]
pub fn doctor(findings: &Findings<'_>, doctor: DoctorId) -> String {
    let Some(data) = findings.problem.doctors().get(doctor.index()) else {
        return filtered(findings, "", |_, _| false, false);
    };
    filtered(findings, &data.name, |other, _| other == doctor, true)
}

/// One department's calendar: the rotations of everybody who comes there.
#[must_use]
pub fn department(findings: &Findings<'_>, department: DepartmentId) -> String {
    let Some(data) = findings.problem.departments().get(department.index()) else {
        return filtered(findings, "", |_, _| false, false);
    };
    filtered(
        findings,
        &data.name,
        |_, activity| data.activities.contains(activity),
        false,
    )
}

/// The rotations that `shown` chooses; with `events` also the events and leaves of doctors whom `shown` chooses for any
/// activity, whether they have a rotation there or not. `name` is the calendar's title.
///
/// # Complexity
/// Linear in doctors × periods.
pub fn filtered(
    findings: &Findings<'_>,
    name: &str,
    shown: impl Fn(DoctorId, ActivityId) -> bool,
    events: bool,
) -> String {
    let view = View::new(findings);
    let mut entries = Vec::new();
    let mut chosen = Vec::new();
    for doctor in view.doctors() {
        for (entry, stay) in rotations(&view, doctor).zip(view.rotations(doctor)) {
            chosen.push(shown(doctor, stay.rotation.activity));
            entries.push(entry);
        }
        let all = events
            && view
                .problem
                .activity_ids()
                .any(|activity| shown(doctor, activity));
        let others = events_and_leaves(&view, doctor);
        chosen.extend(others.iter().map(|_| all));
        entries.extend(others);
    }
    let followed = Followed::new(&view, &entries, &Published::default());
    let mut calendar = begun(&view, name);
    for ((entry, number), _) in followed
        .entries
        .iter()
        .zip(chosen)
        .filter(|(_, chosen)| *chosen)
    {
        calendar.push(followed.event(entry, *number));
    }
    written(&calendar)
}

/// Entries with their numbers in their series, and what was cancelled.
struct Followed<'a> {
    view: &'a View<'a>,
    stamp: String,
    entries: Vec<(&'a Entry, (u64, u64))>,
    cancelled: Vec<(String, u64, Known)>,
}

impl<'a> Followed<'a> {
    fn new(view: &'a View<'a>, entries: &'a [Entry], published: &Published) -> Self {
        let mut by_series: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        // Calendars of another problem in the same folder are its own business.
        let prefix = format!("{}/", uid_key(view.problem.name()));
        for series in published.all().filter(|series| series.starts_with(&prefix)) {
            by_series.entry(series).or_default();
        }
        for (index, entry) in entries.iter().enumerate() {
            by_series.entry(&entry.series).or_default().push(index);
        }
        let mut numbers = vec![(0, 0); entries.len()];
        let mut cancelled = Vec::new();
        for (series, indices) in by_series {
            let of_series: Vec<&Entry> = indices.iter().map(|&index| &entries[index]).collect();
            let (followed, gone) = published.follow(series, &of_series);
            for (index, number) in indices.into_iter().zip(followed) {
                numbers[index] = number;
            }
            cancelled.extend(
                gone.into_iter()
                    .map(|(number, known)| (series.to_owned(), number, known)),
            );
        }
        Self {
            view,
            stamp: stamp(view),
            entries: entries.iter().zip(numbers).collect(),
            cancelled,
        }
    }

    /// The calendar of the series that `shown` chooses.
    fn calendar(&self, name: &str, shown: impl Fn(&str) -> bool) -> String {
        let mut calendar = begun(self.view, name);
        for (entry, number) in self
            .entries
            .iter()
            .filter(|(entry, _)| shown(&entry.series))
        {
            calendar.push(self.event(entry, *number));
        }
        for (series, number, known) in self.cancelled.iter().filter(|(series, ..)| shown(series)) {
            calendar.push(self.cancellation(series, *number, known));
        }
        written(&calendar)
    }

    fn event(&self, entry: &Entry, (number, sequence): (u64, u64)) -> Event {
        let mut event = self.named(&entry.series, number, sequence, "CONFIRMED");
        for (key, text) in [
            ("SUMMARY", &entry.summary),
            ("LOCATION", &entry.location),
            ("DESCRIPTION", &entry.description),
        ] {
            if !text.is_empty() {
                event.append_property(Property::new(key, plain(text)));
            }
        }
        if entry.is_background {
            event.append_property(Property::new("TRANSP", "TRANSPARENT"));
        }
        moments(&mut event, &entry.start(), &entry.end());
        event.done()
    }

    fn cancellation(&self, series: &str, number: u64, known: &Known) -> Event {
        let mut event = self.named(series, number, known.sequence, "CANCELLED");
        for (key, text) in [("SUMMARY", &known.summary), ("LOCATION", &known.location)] {
            if !text.is_empty() {
                event.append_property(Property::new(key, plain(text)));
            }
        }
        moments(&mut event, &known.start, &known.end);
        event.done()
    }

    /// An entry with its uid, stamp and state.
    fn named(&self, series: &str, number: u64, sequence: u64, status: &str) -> Event {
        let mut event = Event::new();
        event.append_property(Property::new(
            "UID",
            format!("{series}/{number}{UID_ENDING}"),
        ));
        event.append_property(Property::new("DTSTAMP", self.stamp.as_str()));
        event.append_property(Property::new("SEQUENCE", sequence.to_string()));
        event.append_property(Property::new("STATUS", status));
        event
    }
}

fn begun(view: &View<'_>, name: &str) -> Calendar {
    let problem = view.problem.name();
    let title = if name.is_empty() {
        problem.to_owned()
    } else {
        format!("{name} \u{2013} {problem}")
    };
    let mut calendar = Calendar::empty();
    calendar.append_property(Property::new("VERSION", "2.0"));
    let language = view.words.language.as_str().to_uppercase();
    calendar.append_property(Property::new(
        "PRODID",
        format!("-//medrota//rotation schedule//{language}"),
    ));
    calendar.append_property(Property::new("CALSCALE", "GREGORIAN"));
    calendar.append_property(Property::new("METHOD", "PUBLISH"));
    calendar.append_property(Property::new("X-WR-CALNAME", plain(&title)));
    if let Some(zone) = view.findings.zone {
        calendar.append_property(Property::new(ZONE, zone.name()));
    }
    calendar
}

fn written(calendar: &Calendar) -> String {
    let mut out = String::new();
    put!(out, "{calendar}");
    out
}

/// Start and end; a span of whole days is written in dates.
fn moments(event: &mut Event, start: &str, end: &str) {
    for (key, moment) in [("DTSTART", start), ("DTEND", end)] {
        let mut property = Property::new(key, moment);
        if !moment.contains('T') {
            property.add_parameter("VALUE", "DATE");
        }
        event.append_property(property.done());
    }
}

/// Longest text of an entry, in characters; no program shows more, and folding a line takes time with its square.
const LONGEST_TEXT: usize = 4_000;

/// Without control characters other than line feeds, which the format cannot hold, and cut where it is too long to be shown.
fn plain(text: &str) -> String {
    let mut letters = text
        .chars()
        .filter(|&letter| letter == '\n' || !letter.is_control());
    let mut plain: String = letters.by_ref().take(LONGEST_TEXT).collect();
    if letters.next().is_some() {
        plain.push('\u{2026}');
    }
    plain
}

//! iCalendar files: rotations as spans of whole days, events with their slots.
//!
//! Nothing depends on when the file is written: every entry's uid is made of problem, doctor and rotation, its DTSTAMP is
//! the horizon's first day, so that a calendar that imports a newer schedule replaces what it had of the older one.
//! Halves of days are written as local times without a zone ([`MORNING`], [`AFTERNOON`]): the data knows no clock.

use super::Findings;
use super::view::View;
use super::words::{half_days, put, role, span};
use crate::calendar::{Date, Half, HalfDay};
use crate::ids::{ActivityId, DepartmentId, DoctorId, EventId};
use ::icalendar::{Calendar, Component, Event, Property};

/// Hours at which a morning starts and ends.
pub const MORNING: (u8, u8) = (8, 12);
/// Hours at which an afternoon starts and ends.
pub const AFTERNOON: (u8, u8) = (12, 16);

/// One doctor's calendar: rotations and attended events.
#[must_use]
pub fn doctor(findings: &Findings<'_>, doctor: DoctorId) -> String {
    let Some(data) = findings.problem.doctors().get(doctor.index()) else { return filtered(findings, "", |_, _| false, false) };
    filtered(findings, &data.name, |other, _| other == doctor, true)
}

/// One department's calendar: the rotations of everybody who comes there.
#[must_use]
pub fn department(findings: &Findings<'_>, department: DepartmentId) -> String {
    let Some(data) = findings.problem.departments().get(department.index()) else { return filtered(findings, "", |_, _| false, false) };
    filtered(findings, &data.name, |_, activity| data.activities.contains(activity), false)
}

/// The rotations that `shown` chooses; with `events` also the events attended by doctors whom `shown` chooses for any
/// activity, whether they have a rotation there or not. `name` is the calendar's title.
///
/// # Complexity
/// Linear in doctors × periods.
pub fn filtered(findings: &Findings<'_>, name: &str, shown: impl Fn(DoctorId, ActivityId) -> bool, events: bool) -> String {
    let view = View::new(findings);
    let problem = view.problem;
    let title = if name.is_empty() { problem.name().to_owned() } else { format!("{name} \u{2013} {}", problem.name()) };
    let mut calendar = Calendar::empty();
    calendar.append_property(Property::new("VERSION", "2.0"));
    calendar.append_property(Property::new("PRODID", "-//medrota//rotation schedule//EN"));
    calendar.append_property(Property::new("CALSCALE", "GREGORIAN"));
    calendar.append_property(Property::new("METHOD", "PUBLISH"));
    calendar.append_property(Property::new("X-WR-CALNAME", plain(&title)));
    let activities = || (0..problem.activities().len()).map(ActivityId::new);
    for doctor in view.doctors() {
        for stay in &view.stays[doctor.index()] {
            if shown(doctor, stay.rotation.activity) {
                calendar.push(rotation(&view, doctor, stay));
            }
        }
        if events && activities().any(|activity| shown(doctor, activity)) {
            for &(event, slot) in &view.attended[doctor.index()] {
                calendar.push(attendance(&view, doctor, event, slot));
            }
        }
    }
    let mut out = String::new();
    put!(out, "{calendar}");
    out
}

fn rotation(view: &View<'_>, doctor: DoctorId, stay: &super::view::Stay) -> Event {
    let problem = view.problem;
    let horizon = problem.horizon();
    let (first, last) = (horizon.span(stay.rotation.first).first, horizon.span(stay.rotation.last).last);
    let activity = problem.activity(stay.rotation.activity);
    let department = problem.department(activity.department);
    let data = problem.doctor(doctor);
    let mut entry = entry(view, &["rotation", &data.key, &activity.key, &first.to_string()]);
    entry.append_property(Property::new("SUMMARY", plain(&format!("{}: {}", department.name, data.name))));
    entry.append_property(Property::new("LOCATION", plain(&format!("{}, {}", department.name, problem.hospital(activity.hospital).name))));
    let present = half_days(stay.present_quarters);
    let text = format!("{}, {}\n{}\n{present} working half-days", activity.name, role(activity.role), span(first, last));
    entry.append_property(Property::new("DESCRIPTION", plain(&text)));
    entry.append_property(Property::new("TRANSP", "TRANSPARENT"));
    all_day(&mut entry, first.date, last.date);
    entry.done()
}

fn attendance(view: &View<'_>, doctor: DoctorId, event: EventId, slot: usize) -> Event {
    let problem = view.problem;
    let data = problem.event(event);
    let (first, last) = view.slot_half_days(event, slot);
    let mut entry = entry(view, &["event", &problem.doctor(doctor).key, &data.key, &first.to_string()]);
    entry.append_property(Property::new("SUMMARY", plain(&data.name)));
    if first.half == Half::Morning && last.half == Half::Afternoon {
        all_day(&mut entry, first.date, last.date);
    } else {
        entry.append_property(Property::new("DTSTART", clock(first, true)));
        entry.append_property(Property::new("DTEND", clock(last, false)));
    }
    entry.done()
}

/// An entry with its uid and stamp.
fn entry(view: &View<'_>, parts: &[&str]) -> Event {
    let mut uid = escaped(view.problem.name());
    for part in parts {
        put!(uid, "/{}", escaped(part));
    }
    uid.push_str("@medrota");
    let mut entry = Event::new();
    entry.append_property(Property::new("UID", uid));
    let stamp = view.start().map_or_else(|| "19700101".to_owned(), |start| compact(start.date));
    entry.append_property(Property::new("DTSTAMP", format!("{stamp}T000000Z")));
    entry
}

/// A span of whole days; the end of an iCalendar date span is the day after.
fn all_day(entry: &mut Event, first: Date, last: Date) {
    for (key, date) in [("DTSTART", first), ("DTEND", last.next())] {
        let mut property = Property::new(key, compact(date));
        property.add_parameter("VALUE", "DATE");
        entry.append_property(property.done());
    }
}

fn compact(date: Date) -> String {
    format!("{:04}{:02}{:02}", date.year(), date.month(), date.day())
}

fn clock(half_day: HalfDay, start: bool) -> String {
    let hours = if half_day.half == Half::Morning { MORNING } else { AFTERNOON };
    format!("{}T{:02}0000", compact(half_day.date), if start { hours.0 } else { hours.1 })
}

/// Without control characters other than line feeds, which the format cannot hold.
fn plain(text: &str) -> String {
    text.chars().filter(|&letter| letter == '\n' || !letter.is_control()).collect()
}

/// Letters and digits of any script stay, every other character becomes its number, so that different keys stay different.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter.is_alphanumeric() || letter == '-' {
            out.push(letter);
        } else {
            put!(out, "%{:X}", u32::from(letter));
        }
    }
    out
}

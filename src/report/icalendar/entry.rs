//! What stands in a calendar: rotations, events and leaves, each with a name that lasts.

use super::Zone;
use crate::calendar::{Date, Half, HalfDay};
use crate::ids::{DoctorId, EventId};
use crate::report::file_names::uid_key;
use crate::report::planned_leave::stretches;
use crate::report::view::{Stay, View};

/// One entry. Its series (problem, kind, doctor, what) and a number in it make its uid; dates do not, so that an entry that is moved stays the same.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) series: String,
    pub(super) first: HalfDay,
    pub(super) last: HalfDay,
    pub(super) summary: String,
    pub(super) location: String,
    pub(super) description: String,
    /// Rotations and leaves leave the hours of a day free for other entries.
    pub(super) is_background: bool,
    /// Where the hours of half-days are meant.
    pub(super) zone: Option<Zone>,
}

impl Entry {
    /// First moment as the format writes it: a date, or a time where halves do not make whole days.
    pub(super) fn start(&self) -> String {
        if self.is_all_day() {
            compact(self.first.date)
        } else {
            self.clock(self.first, true)
        }
    }
    /// The end, which the format writes as the first moment after.
    pub(super) fn end(&self) -> String {
        if self.is_all_day() {
            compact(self.last.date.next())
        } else {
            self.clock(self.last, false)
        }
    }
    /// The beginning or the end of a half-day: the same moment everywhere if the zone is known, else a time as clocks show it.
    fn clock(&self, half_day: HalfDay, start: bool) -> String {
        let hours = if half_day.half == Half::Morning {
            super::MORNING
        } else {
            super::AFTERNOON
        };
        let hour = if start { hours.0 } else { hours.1 };
        let everywhere = self
            .zone
            .as_ref()
            .and_then(|zone| zone.utc(half_day.date, hour));
        everywhere.unwrap_or_else(|| format!("{}T{hour:02}0000", compact(half_day.date)))
    }
    fn is_all_day(&self) -> bool {
        self.is_background
            || (self.first.half == Half::Morning && self.last.half == Half::Afternoon)
    }
}

/// The series of a kind of entry of one doctor.
pub(super) fn series(problem: &str, kind: &str, doctor: &str, what: &str) -> String {
    [problem, kind, doctor, what].map(uid_key).join("/")
}

/// A doctor's rotations in the order of time.
pub(super) fn rotations<'view, 'data>(
    view: &'view View<'data>,
    doctor: DoctorId,
) -> impl Iterator<Item = Entry> + use<'view, 'data> {
    view.rotations(doctor)
        .into_iter()
        .map(move |stay| rotation(view, doctor, &stay))
}

fn rotation(view: &View<'_>, doctor: DoctorId, stay: &Stay) -> Entry {
    let problem = view.problem;
    let horizon = problem.horizon();
    let (first, last) = (
        horizon.span(stay.rotation.first).first,
        horizon.span(stay.rotation.last).last,
    );
    let activity = problem.activity(stay.rotation.activity);
    let department = problem.department(activity.department);
    let data = problem.doctor(doctor);
    let words = view.words;
    let present = (words.so_many_half_days)(&words.half_days(stay.present_quarters));
    Entry {
        series: series(problem.name(), "rotation", &data.key, &activity.key),
        first,
        last,
        summary: format!("{}: {}", department.name, data.name),
        location: format!(
            "{}, {}",
            department.name,
            problem.hospital(activity.hospital).name
        ),
        description: format!(
            "{}{}\n{}\n{present}",
            activity.name,
            words
                .role_of(problem, data, activity.role)
                .map_or_else(String::new, |role| format!(", {role}")),
            words.span(first, last)
        ),
        is_background: true,
        zone: view.findings.zone.cloned(),
    }
}

/// The events a doctor attends and the leaves the doctor has.
pub(super) fn events_and_leaves(view: &View<'_>, doctor: DoctorId) -> Vec<Entry> {
    let attended = view.attended[doctor.index()]
        .iter()
        .map(|&(event, slot)| attendance(view, doctor, event, slot));
    attended.chain(leaves(view, doctor)).collect()
}

fn attendance(view: &View<'_>, doctor: DoctorId, event: EventId, slot: usize) -> Entry {
    let (problem, data) = (view.problem, view.problem.event(event));
    let (first, last) = view.slot_half_days(event, slot);
    Entry {
        series: series(
            problem.name(),
            "event",
            &problem.doctor(doctor).key,
            &data.key,
        ),
        first,
        last,
        summary: data.name.clone(),
        location: String::new(),
        description: String::new(),
        is_background: false,
        zone: view.findings.zone.cloned(),
    }
}

/// Leaves with the dates they have in the input, which may begin and end within periods.
fn leaves(view: &View<'_>, doctor: DoctorId) -> Vec<Entry> {
    let (problem, data, words) = (view.problem, view.problem.doctor(doctor), view.words);
    let mut leaves: Vec<Entry> = problem
        .draft()
        .leaves
        .iter()
        .filter(|row| row.doctor == data.key)
        .filter_map(|row| {
            let horizon = problem.horizon();
            let (first, last) = (
                horizon.moment(&row.from).ok()?.0,
                horizon.moment(&row.to).ok()?.1,
            );
            // The name of a series is no word of a language.
            let (kind, word) = if row.half {
                ("half leave", words.half_leave)
            } else {
                ("leave", words.leave)
            };
            let summary = if row.reason.is_empty() {
                word.to_owned()
            } else {
                format!("{word}: {}", row.reason)
            };
            Some(Entry {
                series: series(problem.name(), "leave", &data.key, kind),
                first,
                last,
                summary: format!("{}: {summary}", data.name),
                location: String::new(),
                description: String::new(),
                is_background: false,
                zone: view.findings.zone.cloned(),
            })
        })
        .collect();
    leaves.extend(
        stretches(&view.planned_leave(doctor))
            .into_iter()
            .map(|(first, last)| Entry {
                series: series(problem.name(), "leave", &data.key, "planned"),
                first: problem.horizon().span(first).first,
                last: problem.horizon().span(last).last,
                summary: format!("{}: {}", data.name, words.leave),
                location: String::new(),
                description: String::new(),
                is_background: false,
                zone: view.findings.zone.cloned(),
            }),
    );
    leaves.sort_by_key(|leave| (leave.first, leave.last));
    leaves
}

fn compact(date: Date) -> String {
    format!("{:04}{:02}{:02}", date.year(), date.month(), date.day())
}

/// The day on which a calendar's entries are stamped: the horizon's first, so that no file depends on when it was written.
pub(super) fn stamp(view: &View<'_>) -> String {
    let date = view
        .start()
        .map_or_else(|| "19700101".to_owned(), |start| compact(start.date));
    format!("{date}T000000Z")
}

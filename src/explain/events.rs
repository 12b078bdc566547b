//! Events without room, events that too few can attend, and who is excused.

use super::finding::{Audit, Finding, FindingKind, FindingSubject};
use crate::error::Code;
use crate::ids::{DoctorId, EventId, RuleId, SpecialtyId};
use crate::problem::draft::DoctorFilter;
use crate::problem::rule::Rule;
use crate::problem::{Event, Problem};

/// Adds findings about all events whose attendance rule holds.
pub(super) fn look(problem: &Problem, audit: &mut Audit) {
    for (id, rule) in problem.rules() {
        if let Rule::Attendance(rule) = rule {
            look_at(problem, id, rule.event, audit);
        }
    }
}

fn look_at(problem: &Problem, rule: RuleId, id: EventId, audit: &mut Audit) {
    let event = problem.event(id);
    let attendees = count(event.attendees.len());
    let first = event.slots.iter().map(|slot| slot.first).min();
    let last = event.slots.iter().map(|slot| slot.last).max();
    let mut tell = |kind, asked, available, doctors, proves_infeasible| {
        audit.findings.push(Finding {
            periods: first.zip(last),
            asked,
            available,
            doctors,
            rules: vec![rule],
            proves_infeasible,
            ..Finding::new(kind, FindingSubject::Event(id))
        });
    };
    let all = || event.attendees.iter().collect();
    if let Some(places) = places(event).filter(|places| !event.optional && *places < attendees) {
        tell(FindingKind::EventOverfull, attendees, places, all(), true);
    }
    if attendees < event.min_places {
        // An event that nobody has to attend just does not take place.
        let must_be = attendees > 0 && !event.optional;
        let least = event.min_places;
        tell(
            FindingKind::EventUnderfull,
            least,
            attendees,
            all(),
            must_be,
        );
    }
    let meant = meant_to_attend(problem, id);
    let excused: Vec<DoctorId> = meant
        .iter()
        .copied()
        .filter(|doctor| !event.attendees.contains(*doctor))
        .collect();
    if !excused.is_empty() {
        let asked = count(meant.len());
        tell(
            FindingKind::ExcusedAttendees,
            asked,
            attendees,
            excused,
            false,
        );
    }
}

/// Whom the draft chooses for an event, where it is known that not all of them can attend.
fn meant_to_attend(problem: &Problem, id: EventId) -> Vec<DoctorId> {
    let pointer = format!("/events/{}/attendees", id.index());
    let mut warnings = problem.warnings().iter();
    let is_warned = warnings
        .any(|found| found.code == Code::ExcusedAttendance && found.place.pointer == pointer);
    match problem.draft().events.get(id.index()) {
        Some(row) if is_warned => problem
            .doctor_ids()
            .filter(|doctor| is_chosen(problem, *doctor, &row.attendees))
            .collect(),
        _ => Vec::new(),
    }
}

/// Places of all slots that can be held together; none for no limit.
fn places(event: &Event) -> Option<i64> {
    let slots = if event.joint {
        1
    } else {
        count(event.slots.len())
    };
    event.max_places.map(|each| each.saturating_mul(slots))
}

/// True if the filter of the draft chooses the doctor.
fn is_chosen(problem: &Problem, id: DoctorId, filter: &DoctorFilter) -> bool {
    let doctor = problem.doctor(id);
    let draft = problem.draft();
    let row = draft.doctors.get(id.index());
    // A doctor who withdrew is not meant to attend anything.
    if row.is_some_and(|row| row.withdrawn) {
        return false;
    }
    let of_cohort = doctor
        .cohort
        .and_then(|cohort| draft.cohorts.get(cohort.index()))
        .and_then(|cohort| cohort.curriculum.clone());
    let curriculum = row.and_then(|row| row.curriculum.clone()).or(of_cohort);
    let has = |list: &[String], key: Option<&str>| {
        list.is_empty() || key.is_some_and(|key| list.iter().any(|entry| entry == key))
    };
    let mut specialties: Vec<String> = Vec::new();
    let mut next: Option<SpecialtyId> = doctor.specialty;
    while let Some(specialty) = next.filter(|_| specialties.len() <= problem.specialties().len()) {
        specialties.push(problem.specialty(specialty).key.clone());
        next = problem.specialty(specialty).parent;
    }
    let any_of = |list: &[String], own: &[String]| {
        list.is_empty() || own.iter().any(|key| list.contains(key))
    };
    has(&filter.doctors, Some(&doctor.key))
        && any_of(&filter.specialties, &specialties)
        && has(&filter.levels, Some(&doctor.level))
        && has(
            &filter.regions,
            doctor
                .region
                .map(|region| problem.region(region).key.as_str()),
        )
        && has(
            &filter.cohorts,
            doctor
                .cohort
                .map(|cohort| problem.cohort(cohort).key.as_str()),
        )
        && has(&filter.curricula, curriculum.as_deref())
        && any_of(&filter.tags, &doctor.tags)
        && !filter.except.contains(&doctor.key)
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

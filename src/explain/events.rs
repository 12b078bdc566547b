//! Events without room, events that too few can attend, and who is excused.

use super::audit::Audit;
use super::finding::{Finding, FindingKind, FindingSubject};
use super::staffing::all_doctors;
use crate::error::Code;
use crate::ids::{DoctorId, EventId, RuleId, SpecialtyId};
use crate::problem::draft::DoctorFilter;
use crate::problem::rule::Rule;
use crate::problem::{Event, Problem};

/// Adds findings about all events whose attendance rule holds.
pub(super) fn look(problem: &Problem, audit: &mut Audit) {
    for (id, rule) in problem.rules() {
        if let Rule::Attendance(rule) = rule {
            look_at(problem, (id, rule.event), audit);
        }
    }
}

fn look_at(problem: &Problem, (rule, id): (RuleId, EventId), audit: &mut Audit) {
    let event = problem.event(id);
    let attendees = count(event.attendees.len());
    let periods = event
        .slots
        .iter()
        .map(|slot| slot.first)
        .min()
        .zip(event.slots.iter().map(|slot| slot.last).max());
    let finding = |kind, asked, available, proves_infeasible| Finding {
        kind,
        subject: FindingSubject::Event(id),
        periods,
        asked,
        available,
        doctors: event.attendees.iter().collect(),
        rules: vec![rule],
        terms: Vec::new(),
        more_periods: 0,
        proves_infeasible,
    };
    if let Some(places) = places(event).filter(|places| !event.optional && *places < attendees) {
        audit
            .findings
            .push(finding(FindingKind::EventOverfull, attendees, places, true));
    }
    if attendees < event.min_places {
        // An event that nobody has to attend just does not take place.
        let must_be = attendees > 0 && !event.optional;
        audit.findings.push(finding(
            FindingKind::EventUnderfull,
            event.min_places,
            attendees,
            must_be,
        ));
    }
    let pointer = format!("/events/{}/attendees", id.index());
    let warned = |found: &crate::error::Diagnostic| {
        found.code == Code::ExcusedAttendance && found.place.pointer == pointer
    };
    if let Some(row) = problem
        .draft()
        .events
        .get(id.index())
        .filter(|_| problem.warnings().as_slice().iter().any(warned))
    {
        let meant: Vec<DoctorId> = all_doctors(problem)
            .filter(|doctor| is_chosen(problem, *doctor, &row.attendees))
            .collect();
        let excused: Vec<DoctorId> = meant
            .iter()
            .copied()
            .filter(|doctor| !event.attendees.contains(*doctor))
            .collect();
        if !excused.is_empty() {
            let told = finding(
                FindingKind::ExcusedAttendees,
                count(meant.len()),
                attendees,
                false,
            );
            audit.findings.push(Finding {
                doctors: excused,
                ..told
            });
        }
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

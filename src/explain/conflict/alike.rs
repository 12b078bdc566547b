//! Doctors of whom some parts ask the same: what is found out of one of them holds for all.

use super::super::part::Part;
use crate::ids::{ActivityId, DoctorId, EventId, RuleId};
use crate::problem::rule::Rule;
use crate::problem::{Presence, Problem};
use std::collections::{BTreeMap, BTreeSet};

/// All that parts and calendars say of a doctor.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Seen {
    rules: Vec<RuleId>,
    /// Amount and rotations before the horizon, by rule.
    history: Vec<(i64, i64)>,
    grid: usize,
    presence: Vec<u8>,
    eligible: Vec<ActivityId>,
    events: Vec<EventId>,
    /// What the doctor counts in the shared rules.
    counts: Vec<i64>,
    /// The doctor, where something is said of nobody else.
    alone: Option<DoctorId>,
}

/// Groups of doctors who may change places in everything that the parts ask, ascending; each has two doctors at least.
pub(super) fn alike(problem: &Problem, parts: &[Part]) -> Vec<Vec<DoctorId>> {
    let shared: BTreeSet<RuleId> = parts
        .iter()
        .filter(|part| part.doctor().is_none())
        .filter_map(|part| part.rule(problem))
        .collect();
    let mut own: BTreeMap<DoctorId, Vec<Part>> = BTreeMap::new();
    for part in parts {
        if let Some(doctor) = part.doctor() {
            own.entry(doctor).or_default().push(*part);
        }
    }
    let mut groups: BTreeMap<Seen, Vec<DoctorId>> = BTreeMap::new();
    for (doctor, parts) in own {
        groups
            .entry(seen(problem, &shared, doctor, &parts))
            .or_default()
            .push(doctor);
    }
    let mut groups: Vec<Vec<DoctorId>> = groups
        .into_values()
        .filter(|group| group.len() > 1)
        .collect();
    groups.sort_unstable();
    groups
}

fn seen(problem: &Problem, shared: &BTreeSet<RuleId>, doctor: DoctorId, parts: &[Part]) -> Seen {
    let mut is_alone = false;
    let mut rules: Vec<RuleId> = Vec::new();
    for part in parts {
        match *part {
            Part::Rule { rule, .. } => rules.push(rule),
            _ => is_alone = true,
        }
    }
    rules.sort_unstable();
    let history = |rule: &RuleId| {
        let Rule::Requirement(rule) = problem.rule(*rule) else {
            return (0, 0);
        };
        problem.requirement(rule.requirement).history_of(doctor)
    };
    let mut counts = Vec::new();
    for &rule in shared {
        let count = count_in(problem, rule, doctor);
        is_alone |= count.is_none();
        counts.push(count.unwrap_or(0));
    }
    // Requirements that others build on bring their own history along.
    is_alone |= rules
        .iter()
        .any(|rule| !problem.rule(*rule).facts().treats_doctors_alike());
    let presence = |period| match problem.presence(doctor, period) {
        Presence::Outside => 0,
        Presence::Leave => 1,
        Presence::KeepsPlace if problem.leave_counts(doctor, period) => 6,
        Presence::KeepsPlace => 2,
        Presence::Event => 3,
        Presence::Half => 4,
        Presence::Full => 5,
    };
    let events = (0..problem.events().len()).map(EventId::new);
    Seen {
        history: rules.iter().map(history).collect(),
        rules,
        grid: problem.doctor(doctor).grid.index(),
        presence: problem.horizon().all().iter().map(presence).collect(),
        eligible: problem.eligible(doctor).iter().collect(),
        events: events
            .filter(|event| problem.event(*event).attendees.contains(doctor))
            .collect(),
        counts,
        alone: is_alone.then_some(doctor),
    }
}

/// What a doctor counts in a shared rule; `None` in one of which it is not known that doctors may change places.
fn count_in(problem: &Problem, rule: RuleId, doctor: DoctorId) -> Option<i64> {
    let rule = problem.rule(rule);
    if let Rule::Capacity(rule) = rule {
        Some(i64::from(rule.doctors.contains(doctor)))
    } else if let Rule::Coverage(rule) = rule {
        let weights = &rule.doctor_weights;
        let position = weights.binary_search_by_key(&doctor, |weight| weight.0);
        Some(position.map_or(0, |position| weights[position].1))
    } else if let Rule::Attendance(rule) = rule {
        let attendees = &problem.event(rule.event).attendees;
        Some(i64::from(attendees.contains(doctor)))
    } else {
        (!rule.linked_doctors().contains(doctor)).then_some(0)
    }
}

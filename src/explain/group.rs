//! Names for groups of doctors: what they have in common instead of a list.

use super::words::{few, shown};
use crate::ids::DoctorId;
use crate::problem::{Doctor, Problem};
use std::collections::{BTreeMap, BTreeSet};

/// Most doctors that are named one by one.
const MOST_NAMED: usize = 3;

/// Whom a list of doctors is made of: `14 doctors of level "PGY2"`, `7 doctors of level "R2" with Blue or Red`; else their names.
pub(super) fn group(problem: &Problem, doctors: &[DoctorId]) -> String {
    let wanted: BTreeSet<DoctorId> = doctors.iter().copied().collect();
    let count = wanted.len();
    let names = |doctors: &BTreeSet<DoctorId>| -> Vec<String> {
        doctors
            .iter()
            .map(|&doctor| shown(&problem.doctor(doctor).name))
            .collect()
    };
    if count == problem.doctors().len() && count > MOST_NAMED {
        return format!("all {count} doctors");
    }
    if count <= MOST_NAMED {
        return names(&wanted).join(", ");
    }
    let kinds: Vec<(&str, BTreeMap<String, BTreeSet<DoctorId>>)> = KINDS
        .iter()
        .map(|(kind, values)| (*kind, by_value(problem, *values)))
        .collect();
    for (kind, values) in &kinds {
        if let Some((value, _)) = values.iter().find(|(_, members)| **members == wanted) {
            return format!("{count} doctors of {kind} {value}");
        }
    }
    // Several values of one kind, or of one kind within a value of another.
    let everybody: BTreeSet<DoctorId> = super::staffing::all_doctors(problem).collect();
    let within = kinds.iter().flat_map(|(kind, values)| {
        values
            .iter()
            .map(move |(value, members)| (Some((*kind, value)), members))
    });
    let mut best: Option<(usize, String)> = None;
    for (outer, members) in std::iter::once((None, &everybody)).chain(within) {
        if !wanted.is_subset(members) {
            continue;
        }
        for (kind, values) in &kinds {
            if outer.is_some_and(|(outer, _)| outer == *kind) {
                continue;
            }
            let inner: Vec<(&String, BTreeSet<DoctorId>)> = values
                .iter()
                .map(|(value, inner)| {
                    (
                        value,
                        inner
                            .intersection(members)
                            .copied()
                            .collect::<BTreeSet<DoctorId>>(),
                    )
                })
                .filter(|(_, inner)| !inner.is_empty() && inner.is_subset(&wanted))
                .collect();
            let covered: BTreeSet<DoctorId> = inner
                .iter()
                .flat_map(|(_, inner)| inner.iter().copied())
                .collect();
            if covered != wanted || inner.len() > MOST_NAMED {
                continue;
            }
            let values: Vec<&str> = inner.iter().map(|(value, _)| value.as_str()).collect();
            let of = outer.map_or_else(String::new, |(kind, value)| format!("{kind} {value}, "));
            let text = format!("{count} doctors of {of}{kind} {}", values.join(" or "));
            if best.as_ref().is_none_or(|(known, _)| inner.len() < *known) {
                best = Some((inner.len(), text));
            }
        }
        // All but a few.
        let missing: BTreeSet<DoctorId> = members.difference(&wanted).copied().collect();
        if missing.len() <= MOST_NAMED && missing.len() < count && best.is_none() {
            let of = outer.map_or_else(
                || "all doctors".to_owned(),
                |(kind, value)| format!("all of {kind} {value}"),
            );
            best = Some((
                MOST_NAMED + 1,
                format!("{count} doctors: {of} but {}", names(&missing).join(", ")),
            ));
        }
    }
    match best {
        Some((_, text)) => text,
        None => format!("{count} doctors: {}", few(&names(&wanted))),
    }
}

/// What a doctor has of a kind.
type Values = fn(&Problem, &Doctor) -> Vec<String>;

/// What doctors have in common, the most telling first.
const KINDS: &[(&str, Values)] = &[
    ("level", |_, doctor| {
        if doctor.level.is_empty() {
            Vec::new()
        } else {
            vec![doctor.level.clone()]
        }
    }),
    ("cohort", |problem, doctor| {
        doctor
            .cohort
            .map(|cohort| problem.cohort(cohort).key.clone())
            .into_iter()
            .collect()
    }),
    ("specialty", |problem, doctor| {
        doctor
            .specialty
            .map(|specialty| problem.specialty(specialty).key.clone())
            .into_iter()
            .collect()
    }),
    ("tag", |_, doctor| doctor.tags.clone()),
    ("region", |problem, doctor| {
        doctor
            .region
            .map(|region| problem.region(region).key.clone())
            .into_iter()
            .collect()
    }),
];

fn by_value(problem: &Problem, values: Values) -> BTreeMap<String, BTreeSet<DoctorId>> {
    let mut members: BTreeMap<String, BTreeSet<DoctorId>> = BTreeMap::new();
    for doctor in super::staffing::all_doctors(problem) {
        for value in values(problem, problem.doctor(doctor)) {
            members
                .entry(format!("{:?}", value.as_str()))
                .or_default()
                .insert(doctor);
        }
    }
    members
}

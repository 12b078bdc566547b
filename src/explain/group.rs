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
    if count == problem.doctors().len() && count > MOST_NAMED {
        return format!("all {count} doctors");
    }
    if count <= MOST_NAMED {
        return names(problem, &wanted).join(", ");
    }
    let kinds: Vec<Kind> = KINDS
        .iter()
        .map(|&(name, values)| Kind {
            name,
            values: by_value(problem, values),
        })
        .collect();
    for Kind { name, values } in &kinds {
        if let Some((value, _)) = values.iter().find(|(_, members)| **members == wanted) {
            return format!("{count} doctors of {name} {value}");
        }
    }
    match within_a_group(problem, &kinds, &wanted) {
        Some(text) => text,
        None => format!("{count} doctors: {}", few(&names(problem, &wanted))),
    }
}

/// A group that takes several values of one kind, or of one kind within a value of another, or all but a few; in as few words as possible.
fn within_a_group(
    problem: &Problem,
    kinds: &[Kind],
    wanted: &BTreeSet<DoctorId>,
) -> Option<String> {
    let count = wanted.len();
    let everybody = Outer {
        value: None,
        members: &problem.doctor_ids().collect(),
    };
    let within = kinds.iter().flat_map(|kind| {
        let values = kind.values.iter();
        values.map(move |(value, members)| Outer {
            value: Some((kind.name, value)),
            members,
        })
    });
    let mut best: Option<(usize, String)> = None;
    for outer in std::iter::once(everybody).chain(within) {
        if !wanted.is_subset(outer.members) {
            continue;
        }
        for kind in kinds {
            let Some(values) = kind.values_of(wanted, &outer) else {
                continue;
            };
            if best.as_ref().is_none_or(|(known, _)| values.len() < *known) {
                let of = outer.value;
                let of = of.map_or_else(String::new, |(kind, value)| format!("{kind} {value}, "));
                let (kind, either) = (kind.name, values.join(" or "));
                best = Some((
                    values.len(),
                    format!("{count} doctors of {of}{kind} {either}"),
                ));
            }
        }
        // All but a few.
        let missing: BTreeSet<DoctorId> = outer.members.difference(wanted).copied().collect();
        if missing.len() <= MOST_NAMED && missing.len() < count && best.is_none() {
            let all = match outer.value {
                None => "all doctors".to_owned(),
                Some((kind, value)) => format!("all of {kind} {value}"),
            };
            let missing = names(problem, &missing).join(", ");
            best = Some((
                MOST_NAMED + 1,
                format!("{count} doctors: {all} but {missing}"),
            ));
        }
    }
    best.map(|(_, text)| text)
}

fn names(problem: &Problem, doctors: &BTreeSet<DoctorId>) -> Vec<String> {
    let doctors = doctors.iter().map(|&doctor| problem.doctor(doctor));
    doctors.map(|doctor| shown(&doctor.name)).collect()
}

/// Something that doctors have, and who has which value of it.
struct Kind {
    name: &'static str,
    values: BTreeMap<String, BTreeSet<DoctorId>>,
}

/// The doctors among whom a group is looked for: those with a value of a kind, or everybody.
struct Outer<'a> {
    value: Option<(&'a str, &'a String)>,
    members: &'a BTreeSet<DoctorId>,
}

impl Kind {
    /// A few values that exactly the wanted ones have, among the members of `outer`, which is a value of another kind.
    fn values_of(&self, wanted: &BTreeSet<DoctorId>, outer: &Outer<'_>) -> Option<Vec<&str>> {
        if outer.value.is_some_and(|(kind, _)| kind == self.name) {
            return None;
        }
        let mut values = Vec::new();
        let mut covered: BTreeSet<DoctorId> = BTreeSet::new();
        for (value, members) in &self.values {
            let inner: BTreeSet<DoctorId> = members.intersection(outer.members).copied().collect();
            if !inner.is_empty() && inner.is_subset(wanted) {
                values.push(value.as_str());
                covered.extend(inner);
            }
        }
        (covered == *wanted && values.len() <= MOST_NAMED).then_some(values)
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
    for doctor in problem.doctor_ids() {
        for value in values(problem, problem.doctor(doctor)) {
            members
                .entry(format!("{:?}", value.as_str()))
                .or_default()
                .insert(doctor);
        }
    }
    members
}

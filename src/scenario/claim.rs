//! What each change lays claim to, and which claims of one scenario contradict each other.

use super::change::Change;
use super::ends::half_days_between;
use crate::calendar::{HalfDay, Horizon};
use crate::error::{Code, Diagnostics};
use crate::problem::Problem;
use std::collections::{BTreeMap, BTreeSet};

/// What two changes may both do with one target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hold {
    /// Nobody else may touch it.
    Alone,
    /// Others that hold it with the same word may, too.
    With(&'static str),
}

/// What a change touches; `field` is one of a rule, or the rule that is waived for a doctor.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Target {
    kind: &'static str,
    id: String,
    field: Option<String>,
}

/// A target that a change touches, for a stretch of time.
struct Claim {
    target: Target,
    span: Option<(HalfDay, HalfDay)>,
    hold: Hold,
}

/// Reports pairs of changes that speak of the same thing differently, naming both.
pub(super) fn find_contradictions(
    problem: &Problem,
    subject: &str,
    changes: &[Change],
    found: &mut Diagnostics,
) {
    let horizon = problem.horizon();
    let mut by_target: BTreeMap<Target, Vec<Held>> = BTreeMap::new();
    for (number, change) in changes.iter().enumerate() {
        for claim in claims_of(horizon, change) {
            by_target.entry(claim.target).or_default().push(Held {
                number,
                span: claim.span,
                hold: claim.hold,
            });
        }
    }
    let mut pairs = BTreeSet::new();
    for held in by_target.into_values() {
        contradictions(held, &mut pairs);
    }
    for (later, earlier) in pairs {
        let (first, second) = (&changes[earlier], &changes[later]);
        let message = format!(
            "change {} ({second}) contradicts change {} ({first}).",
            later + 1,
            earlier + 1
        );
        found.error(
            Code::ContradictoryChanges,
            format!("/changes/{later}"),
            subject,
            message,
        );
    }
}

/// A claim on one target.
#[derive(Clone, Copy)]
struct Held {
    /// Position of the change.
    number: usize,
    span: Option<(HalfDay, HalfDay)>,
    hold: Hold,
}

impl Held {
    /// What has no span holds all the time: no start comes before all others.
    fn start(&self) -> Option<HalfDay> {
        self.span.map(|span| span.0)
    }
    fn reaches(&self, other: &Self) -> bool {
        self.span
            .zip(other.span)
            .is_none_or(|(own, other)| other.0 <= own.1)
    }
}

/// Most contradictions of one target that are looked for; a scenario with more is broken beyond words.
const MOST_PAIRS: usize = 10_000;

/// Adds the pairs (later change, earlier change) that contradict each other. O(n log n) and the pairs: those who hold with the same word are never
/// held against each other.
fn contradictions(mut held: Vec<Held>, pairs: &mut BTreeSet<(usize, usize)>) {
    held.sort_by_key(|held| (held.start(), held.number));
    let words = held.iter().filter_map(|held| match held.hold {
        Hold::With(word) => Some(word),
        Hold::Alone => None,
    });
    let words: BTreeSet<&'static str> = words.collect();
    let of = |hold: Hold| {
        held.iter()
            .copied()
            .filter(|held| held.hold == hold)
            .collect::<Vec<Held>>()
    };
    let alone = of(Hold::Alone);
    let with: Vec<Vec<Held>> = words.into_iter().map(|word| of(Hold::With(word))).collect();
    for (index, one) in alone.iter().enumerate() {
        add_overlaps(one, &alone[index + 1..], pairs);
    }
    let groups: Vec<&Vec<Held>> = std::iter::once(&alone).chain(&with).collect();
    for (index, group) in groups.iter().enumerate() {
        for other in &groups[index + 1..] {
            // Of each pair one starts first (or is first in the list), and finds the other behind its own start.
            for one in *group {
                add_overlaps(
                    one,
                    &other[other.partition_point(|held| held.start() < one.start())..],
                    pairs,
                );
            }
            for one in *other {
                add_overlaps(
                    one,
                    &group[group.partition_point(|held| held.start() <= one.start())..],
                    pairs,
                );
            }
        }
    }
}

/// Adds the pairs of `one` with those of `behind`, sorted by their starts, which it reaches.
fn add_overlaps(one: &Held, behind: &[Held], pairs: &mut BTreeSet<(usize, usize)>) {
    for other in behind.iter().take_while(|other| one.reaches(other)) {
        if pairs.len() >= MOST_PAIRS {
            return;
        }
        if one.number != other.number {
            pairs.insert((one.number.max(other.number), one.number.min(other.number)));
        }
    }
}

fn claims_of(horizon: &Horizon, change: &Change) -> Vec<Claim> {
    let (alone, with) = (Claim::alone, Claim::with);
    // What cannot be read is reported when the change is applied.
    let during = |claim: Claim| Claim {
        span: half_days_between(horizon, change.ends()),
        ..claim
    };
    match change {
        Change::AddPlaces { of, .. } => vec![during(with("places", of, "add"))],
        Change::SetPlaces { of, .. } => vec![during(alone("places", of))],
        Change::Close { of, .. } => vec![during(with("open", of, "close"))],
        Change::Reopen { of, .. } => vec![during(with("open", of, "reopen"))],
        Change::SupervisorAway { .. } => Vec::new(),
        Change::AddCohort { cohort, doctors } => {
            let doctors = doctors.iter().map(|doctor| alone("doctor", &doctor.id));
            doctors.chain([alone("cohort", &cohort.id)]).collect()
        }
        Change::MoveCohort { cohort, .. } => {
            vec![with("cohort", cohort, "stays"), alone("dates", cohort)]
        }
        Change::EnlargeCohort { cohort, .. } => {
            vec![with("cohort", cohort, "stays"), alone("size", cohort)]
        }
        Change::AddDoctor { doctor } => vec![alone("doctor", &doctor.id)],
        Change::Withdraw { doctor } => vec![alone("doctor", doctor)],
        Change::AddEvent { event } => vec![alone("rule", &event.id)],
        Change::MoveEvent { event, .. } => vec![with("rule", event, "set"), alone("slots", event)],
        Change::SetNumber { rule, field, .. } => {
            let number = alone("number", rule).of_field(field);
            vec![with("rule", rule, "set"), number]
        }
        Change::SetRule { rule } => vec![alone("rule", rule.id())],
        Change::SwitchOff { rule } => vec![alone("rule", rule)],
        Change::Arrive { doctor, .. } => of_doctor(doctor, [alone("arrival", doctor)]),
        Change::Depart { doctor, .. } | Change::Extend { doctor, .. } => {
            of_doctor(doctor, [alone("departure", doctor)])
        }
        Change::Leave { doctor, .. } => of_doctor(doctor, []),
        Change::LeaveProgramme { doctor, .. } => {
            of_doctor(doctor, [alone("departure", doctor), alone("end", doctor)])
        }
        Change::Return { doctor, .. } => {
            of_doctor(doctor, [alone("departure", doctor), alone("back", doctor)])
        }
        Change::PartTime { doctor, .. } => of_doctor(doctor, [during(alone("hours", doctor))]),
        Change::Swap { doctor, with, .. } => {
            let both = [doctor, with].into_iter();
            both.flat_map(|doctor| of_doctor(doctor, [during(alone("swap", doctor))]))
                .collect()
        }
        Change::Waive { doctor, rule, .. } => of_doctor(doctor, waived(doctor, rule.as_deref())),
    }
}

/// What a change of a doctor who stays claims.
fn of_doctor(doctor: &str, claims: impl IntoIterator<Item = Claim>) -> Vec<Claim> {
    let stays = Claim::with("doctor", doctor, "stays");
    claims.into_iter().chain([stays]).collect()
}

/// What is waived for one doctor is not replaced or switched off for all; a waiver of everything speaks of each rule.
fn waived(doctor: &str, rule: Option<&str>) -> Vec<Claim> {
    let Some(rule) = rule else {
        return vec![Claim::alone("owed", doctor)];
    };
    vec![
        Claim::with("rule", rule, "waive"),
        Claim::alone("waived", doctor).of_field(rule),
        Claim::with("owed", doctor, "one"),
    ]
}

impl Claim {
    /// A claim to have a target alone, all the time.
    fn alone(kind: &'static str, id: &str) -> Self {
        Self {
            target: Target {
                kind,
                id: id.to_owned(),
                field: None,
            },
            span: None,
            hold: Hold::Alone,
        }
    }

    /// A claim to a target that others may have with the same word.
    fn with(kind: &'static str, id: &str, word: &'static str) -> Self {
        Self {
            hold: Hold::With(word),
            ..Self::alone(kind, id)
        }
    }

    fn of_field(mut self, field: &str) -> Self {
        self.target.field = Some(field.to_owned());
        self
    }
}

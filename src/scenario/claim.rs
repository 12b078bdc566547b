//! What each change lays claim to, and which claims of one scenario contradict each other.

use super::change::Change;
use super::places::half_days_between;
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

/// A target that a change touches, for a stretch of time.
struct Claim {
    target: (&'static str, String, Option<String>),
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
    let mut by_target: BTreeMap<(&'static str, String, Option<String>), Vec<Held>> =
        BTreeMap::new();
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
    let words: BTreeSet<&'static str> = held
        .iter()
        .filter_map(|held| {
            if let Hold::With(word) = held.hold {
                Some(word)
            } else {
                None
            }
        })
        .collect();
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
    let claim = |kind: &'static str, id: &str, hold: Hold| Claim {
        target: (kind, id.to_owned(), None),
        span: None,
        hold,
    };
    let during =
        |kind: &'static str, id: &str, from: Option<&str>, to: Option<&str>, hold: Hold| {
            // What cannot be read is reported when the change is applied.
            Claim {
                target: (kind, id.to_owned(), None),
                span: half_days_between(horizon, from, to),
                hold,
            }
        };
    let stays = Hold::With("stays");
    match change {
        Change::AddPlaces { of, from, to, .. } => vec![during(
            "places",
            of,
            from.as_deref(),
            to.as_deref(),
            Hold::With("add"),
        )],
        Change::SetPlaces { of, from, to, .. } => vec![during(
            "places",
            of,
            from.as_deref(),
            to.as_deref(),
            Hold::Alone,
        )],
        Change::Close { of, from, to, .. } => vec![during(
            "open",
            of,
            Some(from),
            Some(to),
            Hold::With("close"),
        )],
        Change::Reopen { of, from, to } => vec![during(
            "open",
            of,
            from.as_deref(),
            to.as_deref(),
            Hold::With("reopen"),
        )],
        Change::SupervisorAway { .. } => Vec::new(),
        Change::AddDoctor { doctor } => vec![claim("doctor", &doctor.id, Hold::Alone)],
        Change::Withdraw { doctor } => vec![claim("doctor", doctor, Hold::Alone)],
        Change::Arrive { doctor, .. } => vec![
            claim("doctor", doctor, stays),
            claim("arrival", doctor, Hold::Alone),
        ],
        Change::Depart { doctor, .. } => vec![
            claim("doctor", doctor, stays),
            claim("departure", doctor, Hold::Alone),
        ],
        Change::Leave { doctor, .. } => vec![claim("doctor", doctor, stays)],
        Change::AddCohort { cohort, doctors } => {
            let of_doctors = doctors
                .iter()
                .map(|doctor| claim("doctor", &doctor.id, Hold::Alone));
            of_doctors
                .chain([claim("cohort", &cohort.id, Hold::Alone)])
                .collect()
        }
        Change::MoveCohort { cohort, .. } => vec![
            claim("cohort", cohort, stays),
            claim("dates", cohort, Hold::Alone),
        ],
        Change::EnlargeCohort { cohort, .. } => vec![
            claim("cohort", cohort, stays),
            claim("size", cohort, Hold::Alone),
        ],
        Change::AddEvent { event } => vec![claim("rule", &event.id, Hold::Alone)],
        Change::MoveEvent { event, .. } => vec![
            claim("rule", event, Hold::With("set")),
            claim("slots", event, Hold::Alone),
        ],
        Change::SetNumber { rule, field, .. } => {
            let number = Claim {
                target: ("number", rule.clone(), Some(field.clone())),
                span: None,
                hold: Hold::Alone,
            };
            vec![claim("rule", rule, Hold::With("set")), number]
        }
        Change::SetRule { rule } => vec![claim("rule", rule.id(), Hold::Alone)],
        Change::SwitchOff { rule } => vec![claim("rule", rule, Hold::Alone)],
        // What is waived for one doctor is not replaced or switched off for all. A waiver of everything speaks of each rule.
        Change::Waive { doctor, rule, .. } => {
            let every = claim(
                "owed",
                doctor,
                if rule.is_some() {
                    Hold::With("one")
                } else {
                    Hold::Alone
                },
            );
            let each = rule.iter().flat_map(|rule| {
                let own = Claim {
                    target: ("waived", doctor.clone(), Some(rule.clone())),
                    span: None,
                    hold: Hold::Alone,
                };
                [claim("rule", rule, Hold::With("waive")), own]
            });
            each.chain([claim("doctor", doctor, stays), every])
                .collect()
        }
        Change::LeaveProgramme { doctor, .. } => {
            vec![
                claim("doctor", doctor, stays),
                claim("departure", doctor, Hold::Alone),
                claim("end", doctor, Hold::Alone),
            ]
        }
        Change::Swap {
            doctor,
            with,
            from,
            to,
        } => {
            let both = [doctor, with].into_iter();
            both.flat_map(|doctor| {
                [
                    claim("doctor", doctor, stays),
                    during("swap", doctor, Some(from), Some(to), Hold::Alone),
                ]
            })
            .collect()
        }
        Change::Return { doctor, .. } => {
            vec![
                claim("doctor", doctor, stays),
                claim("departure", doctor, Hold::Alone),
                claim("back", doctor, Hold::Alone),
            ]
        }
        Change::Extend { doctor, .. } => vec![
            claim("doctor", doctor, stays),
            claim("departure", doctor, Hold::Alone),
        ],
        Change::PartTime {
            doctor, from, to, ..
        } => {
            vec![
                claim("doctor", doctor, stays),
                during("hours", doctor, from.as_deref(), to.as_deref(), Hold::Alone),
            ]
        }
    }
}

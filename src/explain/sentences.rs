//! Parts and concessions as a person would say them: what is the same for many is said once.

use super::group::group;
use super::part::Part;
use super::relax::{Concession, Given};
use super::words::{dates, few};
use crate::ids::{DoctorId, PeriodId, RuleId};
use crate::problem::Problem;
use crate::problem::rule::RuleKind;
use std::collections::BTreeMap;

/// Some parts that are said together.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct Sentence {
    /// A few words without a full stop, by ids of the input.
    pub text: String,
    /// The parts that it stands for, ascending.
    pub parts: Vec<Part>,
}

/// What may be said in one sentence.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Topic {
    /// A personal rule, for some doctors.
    Rule(RuleId),
    /// Limits of capacities of one kind in one stretch.
    Places(PeriodId, PeriodId, String),
    /// Rules of a kind that link the same doctors.
    Shared(RuleKind, Vec<DoctorId>),
    Stays,
    Leaves,
    Eligibility,
    /// One part by itself.
    Single(Part),
}

/// A personal rule with its parts.
type OfRule = (RuleId, Vec<Part>);

/// The sentences of some parts, in the order of the parts.
pub(super) fn sentences(problem: &Problem, parts: &[Part]) -> Vec<Sentence> {
    let mut topics: BTreeMap<Topic, Vec<Part>> = BTreeMap::new();
    for &part in parts {
        topics.entry(topic(problem, part)).or_default().push(part);
    }
    // Personal rules of one kind for the same doctors.
    let mut alike: BTreeMap<(RuleKind, Vec<DoctorId>), Vec<OfRule>> = BTreeMap::new();
    let mut found: Vec<Sentence> = Vec::new();
    for (topic, parts) in topics {
        let doctors: Vec<DoctorId> = parts.iter().filter_map(Part::doctor).collect();
        let rules = || -> Vec<String> {
            parts
                .iter()
                .filter_map(|part| part.rule(problem))
                .map(|rule| format!("{:?}", problem.rule_key(rule)))
                .collect()
        };
        let text = match topic {
            Topic::Rule(rule) => {
                alike
                    .entry((problem.rule(rule).kind(), doctors))
                    .or_default()
                    .push((rule, parts));
                continue;
            }
            Topic::Places(first, last, limits) => format!(
                "{}, {}{limits}",
                few(&rules()),
                dates(problem, (first, last))
            ),
            Topic::Shared(..) if parts.len() == 1 => parts[0].describe(problem),
            Topic::Shared(_, doctors) if doctors.is_empty() => {
                format!("{} rules: {}", parts.len(), few(&rules()))
            }
            Topic::Shared(_, doctors) => format!(
                "{} rules over {}: {}",
                parts.len(),
                group(problem, &doctors),
                few(&rules())
            ),
            Topic::Stays | Topic::Leaves | Topic::Eligibility if parts.len() == 1 => {
                parts[0].describe(problem)
            }
            Topic::Stays => format!("the stays of {}", group(problem, &doctors)),
            Topic::Leaves => format!("the leaves of {}", group(problem, &doctors)),
            Topic::Eligibility => {
                format!("role, language and tags of {}", group(problem, &doctors))
            }
            Topic::Single(part) => part.describe(problem),
        };
        found.push(Sentence { text, parts });
    }
    for ((_, doctors), rules) in alike {
        let ids: Vec<String> = rules
            .iter()
            .map(|(rule, _)| format!("{:?}", problem.rule_key(*rule)))
            .collect();
        let parts: Vec<Part> = rules.into_iter().flat_map(|(_, parts)| parts).collect();
        let noun = if ids.len() == 1 { "rule" } else { "rules" };
        let text = if parts.len() == 1 {
            parts[0].describe(problem)
        } else {
            format!("{noun} {} for {}", few(&ids), group(problem, &doctors))
        };
        found.push(Sentence { text, parts });
    }
    found
        .iter_mut()
        .for_each(|sentence| sentence.parts.sort_unstable());
    found.sort_by(|one, other| one.parts.cmp(&other.parts));
    found
}

fn topic(problem: &Problem, part: Part) -> Topic {
    match part {
        Part::Rule { rule, .. } => Topic::Rule(rule),
        Part::Places { rule, first, last } => Topic::Places(
            first,
            last,
            super::part::limits_within(problem, rule, first, last),
        ),
        Part::Shared { rule } => Topic::Shared(
            problem.rule(rule).kind(),
            problem.rule(rule).linked_doctors().iter().collect(),
        ),
        Part::Stay { .. } => Topic::Stays,
        Part::Leaves { .. } => Topic::Leaves,
        Part::Eligibility { .. } => Topic::Eligibility,
        Part::Attendance { .. } | Part::Event { .. } => Topic::Single(part),
    }
}

/// Concessions in words, those of one rule together.
pub(super) fn concessions(problem: &Problem, given: &[Given]) -> Vec<String> {
    let mut places: BTreeMap<(RuleId, i64, i64), Vec<(PeriodId, PeriodId)>> = BTreeMap::new();
    let mut amounts: BTreeMap<(RuleId, i64), Vec<DoctorId>> = BTreeMap::new();
    let mut waived: BTreeMap<RuleId, Vec<DoctorId>> = BTreeMap::new();
    let mut said: Vec<String> = Vec::new();
    for given in given {
        match &given.concession {
            Concession::Places {
                rule,
                first,
                last,
                more,
                fewer,
            } => places
                .entry((*rule, *more, *fewer))
                .or_default()
                .push((*first, *last)),
            Concession::Amount {
                rule,
                doctor,
                amount,
            } => amounts.entry((*rule, *amount)).or_default().push(*doctor),
            Concession::Waived {
                part: Part::Rule { rule, doctor },
                periods,
            } if periods.is_empty() => {
                waived.entry(*rule).or_default().push(*doctor);
            }
            other => said.push(other.describe(problem)),
        }
    }
    for ((rule, more, fewer), stretches) in places {
        if let [(first, last)] = stretches[..] {
            said.push(
                Concession::Places {
                    rule,
                    first,
                    last,
                    more,
                    fewer,
                }
                .describe(problem),
            );
            continue;
        }
        let periods: usize = stretches
            .iter()
            .map(|(first, last)| last.index() - first.index() + 1)
            .sum();
        let when: Vec<String> = stretches
            .iter()
            .map(|&stretch| dates(problem, stretch))
            .collect();
        let what = super::relax::places_in_words(more, fewer);
        said.push(format!(
            "{:?}: {what} in {} ({})",
            problem.rule_key(rule),
            super::words::count(
                i64::try_from(periods).unwrap_or(i64::MAX),
                super::words::noun(problem)
            ),
            few(&when)
        ));
    }
    for ((rule, amount), doctors) in amounts {
        said.push(match doctors[..] {
            [doctor] => Concession::Amount {
                rule,
                doctor,
                amount,
            }
            .describe(problem),
            _ => {
                let amount = super::relax::amount_in_words(problem, rule, amount);
                format!(
                    "requirement {:?}: {amount} for {}",
                    problem.rule_key(rule),
                    group(problem, &doctors)
                )
            }
        });
    }
    for (rule, doctors) in waived {
        said.push(match doctors[..] {
            [doctor] => Concession::Waived {
                part: Part::Rule { rule, doctor },
                periods: Vec::new(),
            }
            .describe(problem),
            _ => format!(
                "rule {:?}: waived for {}",
                problem.rule_key(rule),
                group(problem, &doctors)
            ),
        });
    }
    said
}

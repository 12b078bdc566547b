//! Parts and concessions as a person would say them: what is the same for many is said once.

use super::group::group;
use super::part::Part;
use super::relax::{Concession, Given, amount_in_words, places_in_words};
use super::words::{count, dates, few, noun};
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

/// Personal rules of one kind for the same doctors, and their parts.
#[derive(Default)]
struct Alike {
    rules: Vec<RuleId>,
    parts: Vec<Part>,
}

/// The sentences of some parts, in the order of the parts.
pub(super) fn sentences(problem: &Problem, parts: &[Part]) -> Vec<Sentence> {
    let mut topics: BTreeMap<Topic, Vec<Part>> = BTreeMap::new();
    for &part in parts {
        topics.entry(topic(problem, part)).or_default().push(part);
    }
    let mut alike: BTreeMap<(RuleKind, Vec<DoctorId>), Alike> = BTreeMap::new();
    let mut found: Vec<Sentence> = Vec::new();
    for (topic, parts) in topics {
        if let Topic::Rule(rule) = topic {
            let doctors = parts.iter().filter_map(Part::doctor).collect();
            let alike = alike.entry((problem.rule(rule).kind(), doctors));
            let alike = alike.or_default();
            alike.rules.push(rule);
            alike.parts.extend(parts);
        } else {
            let text = topic.text(problem, &parts);
            found.push(Sentence { text, parts });
        }
    }
    for ((_, doctors), Alike { rules, parts }) in alike {
        let text = match parts[..] {
            [part] => part.describe(problem),
            _ => {
                let noun = if rules.len() == 1 { "rule" } else { "rules" };
                let rules = quoted(problem, rules.into_iter());
                format!("{noun} {rules} for {}", group(problem, &doctors))
            }
        };
        found.push(Sentence { text, parts });
    }
    found
        .iter_mut()
        .for_each(|sentence| sentence.parts.sort_unstable());
    found.sort_by(|one, other| one.parts.cmp(&other.parts));
    found
}

/// The ids of some rules, the first few of many.
fn quoted(problem: &Problem, rules: impl Iterator<Item = RuleId>) -> String {
    let keys = rules.map(|rule| format!("{:?}", problem.rule_key(rule)));
    few(&keys.collect::<Vec<_>>())
}

impl Topic {
    /// What is said of its parts.
    fn text(&self, problem: &Problem, parts: &[Part]) -> String {
        let rules = || quoted(problem, parts.iter().filter_map(|part| part.rule(problem)));
        let doctors = || {
            let doctors: Vec<DoctorId> = parts.iter().filter_map(Part::doctor).collect();
            group(problem, &doctors)
        };
        let count = parts.len();
        match self {
            Self::Places(first, last, limits) => {
                format!("{}, {}{limits}", rules(), dates(problem, (*first, *last)))
            }
            _ if count == 1 => parts[0].describe(problem),
            Self::Shared(_, linked) if linked.is_empty() => format!("{count} rules: {}", rules()),
            Self::Shared(_, linked) => {
                format!("{count} rules over {}: {}", group(problem, linked), rules())
            }
            Self::Stays => format!("the stays of {}", doctors()),
            Self::Leaves => format!("the leaves of {}", doctors()),
            Self::Eligibility => format!("role, language and tags of {}", doctors()),
            Self::Rule(_) => format!("rules {} for {}", rules(), doctors()),
            Self::Single(part) => part.describe(problem),
        }
    }
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

/// Concessions that are said together: those of one rule that differ in doctors or periods only.
#[derive(Default)]
struct Together {
    /// By rule, places more and doctors fewer.
    places: BTreeMap<(RuleId, i64, i64), Vec<(PeriodId, PeriodId)>>,
    /// By rule and amount.
    amounts: BTreeMap<(RuleId, i64), Vec<DoctorId>>,
    waived: BTreeMap<RuleId, Vec<DoctorId>>,
    /// Those that are said alone.
    alone: Vec<Concession>,
}

impl Together {
    fn of(given: &[Given]) -> Self {
        let mut together = Self::default();
        for given in given {
            match &given.concession {
                Concession::Places {
                    rule,
                    first,
                    last,
                    more,
                    fewer,
                } => {
                    let stretches = together.places.entry((*rule, *more, *fewer));
                    stretches.or_default().push((*first, *last));
                }
                Concession::Amount {
                    rule,
                    doctor,
                    amount,
                } => {
                    let doctors = together.amounts.entry((*rule, *amount));
                    doctors.or_default().push(*doctor);
                }
                Concession::Waived {
                    part: Part::Rule { rule, doctor },
                    periods,
                } if periods.is_empty() => {
                    together.waived.entry(*rule).or_default().push(*doctor);
                }
                other => together.alone.push(other.clone()),
            }
        }
        together
    }
}

/// Concessions in words, those of one rule together.
pub(super) fn concessions(problem: &Problem, given: &[Given]) -> Vec<String> {
    let together = Together::of(given);
    let key = |rule: RuleId| problem.rule_key(rule);
    let alone = together.alone.iter();
    let mut said: Vec<String> = alone
        .map(|concession| concession.describe(problem))
        .collect();
    for ((rule, more, fewer), stretches) in together.places {
        said.push(match stretches[..] {
            [(first, last)] => Concession::Places {
                rule,
                first,
                last,
                more,
                fewer,
            }
            .describe(problem),
            _ => {
                let what = places_in_words(more, fewer);
                let lengths = stretches.iter();
                let lengths = lengths.map(|(first, last)| last.index() - first.index() + 1);
                let periods: usize = lengths.sum();
                let periods = i64::try_from(periods).unwrap_or(i64::MAX);
                let periods = count(periods, noun(problem));
                let when = stretches.iter().map(|&stretch| dates(problem, stretch));
                let when = few(&when.collect::<Vec<_>>());
                format!("{:?}: {what} in {periods} ({when})", key(rule))
            }
        });
    }
    for ((rule, amount), doctors) in together.amounts {
        said.push(match doctors[..] {
            [doctor] => Concession::Amount {
                rule,
                doctor,
                amount,
            }
            .describe(problem),
            _ => {
                let what = amount_in_words(problem, rule, amount);
                let whom = group(problem, &doctors);
                format!("requirement {:?}: {what} for {whom}", key(rule))
            }
        });
    }
    for (rule, doctors) in together.waived {
        let part = |doctor| Part::Rule { rule, doctor };
        said.push(match doctors[..] {
            [doctor] => format!("{}: waived", part(doctor).describe(problem)),
            _ => format!(
                "rule {:?}: waived for {}",
                key(rule),
                group(problem, &doctors)
            ),
        });
    }
    said
}

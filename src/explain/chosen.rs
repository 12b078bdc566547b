//! Sets of parts, with capacities by stretches.

use super::part::Part;
use super::rewrite::Stance;
use crate::ids::{PeriodId, RuleId};
use std::collections::{BTreeMap, BTreeSet};

/// A set of parts that answers for single periods of capacities.
#[derive(Clone, Debug, Default)]
pub(super) struct Chosen {
    single: BTreeSet<Part>,
    stretches: BTreeMap<RuleId, Vec<(PeriodId, PeriodId)>>,
}

impl Chosen {
    pub(super) fn new<'a>(parts: impl IntoIterator<Item = &'a Part>) -> Self {
        let mut chosen = Self::default();
        for part in parts {
            match *part {
                Part::Places { rule, first, last } => chosen
                    .stretches
                    .entry(rule)
                    .or_default()
                    .push((first, last)),
                other => {
                    chosen.single.insert(other);
                }
            }
        }
        chosen
    }
    /// True if the set has the part; of a capacity, all of the stretch.
    pub(super) fn contains(&self, part: Part) -> bool {
        match part {
            Part::Places { rule, first, last } => {
                self.stretches.get(&rule).is_some_and(|stretches| {
                    stretches
                        .iter()
                        .any(|(from, to)| *from <= first && last <= *to)
                })
            }
            other => self.single.contains(&other),
        }
    }
    /// Members stay hard, all else is left out.
    pub(super) fn stance(&self, part: Part) -> Stance {
        if self.contains(part) {
            Stance::Hard
        } else {
            Stance::Off
        }
    }
}

/// `parts` without `taken`: of a capacity what is left of the stretches.
pub(super) fn without(parts: &[Part], taken: &[Part]) -> Vec<Part> {
    let mut left: Vec<Part> = parts.to_vec();
    for part in taken {
        let Part::Places { rule, first, last } = *part else {
            left.retain(|other| other != part);
            continue;
        };
        let mut next = Vec::with_capacity(left.len() + 1);
        for other in left {
            match other {
                Part::Places {
                    rule: of,
                    first: from,
                    last: to,
                } if of == rule && from <= last && first <= to => {
                    if from < first {
                        next.push(Part::Places {
                            rule,
                            first: from,
                            last: PeriodId::new(first.index() - 1),
                        });
                    }
                    if last < to {
                        next.push(Part::Places {
                            rule,
                            first: PeriodId::new(last.index() + 1),
                            last: to,
                        });
                    }
                }
                other => next.push(other),
            }
        }
        left = next;
    }
    left
}

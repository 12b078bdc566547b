//! What one doctor's pathways can add to a sum of rows.

use super::numbers::{Numbers, or_shifted};
use crate::diagram::{Class, Diagram, Weights, greatest_common_divisor};
use crate::solve::parameters::totals::{MOST_STEPS, MOST_WORDS};

const BITS: usize = 64;

/// What pathways come to where labels count so much; `None` if there is no pathway, or if there is too much to tell.
///
/// Where the diagram is large only ends and the common divisor of all labels are known. Either way no total of a pathway is missing: those of a relaxed diagram are more than those of pathways,
/// unless a counter that was left out counts the same.
///
/// # Complexity
/// O((labels + arcs) × spread of totals / 64).
pub(super) fn totals(class: &Class, weights: &[i64]) -> Option<Numbers> {
    let diagram = &class.diagram;
    let bundles = Bundles::new(diagram, weights);
    let ends = Ends::new(diagram, &bundles)?;
    let words = usize::try_from(ends.spread()?).ok()? / BITS + 1;
    let is_small = words.saturating_mul(diagram.node_count()) <= MOST_WORDS
        && words.saturating_mul(bundles.moves) <= MOST_STEPS;
    let found = if is_small {
        by_paths(diagram, &bundles, &ends, words)?
    } else {
        let (least, most) = ends.of_source()?;
        let step = weights
            .iter()
            .filter(|weight| **weight > i64::LEAST)
            .fold(0, |step, weight| {
                greatest_common_divisor(step, weight.saturating_abs())
            });
        Numbers::range(least, most, step)?
    };
    match left_out(class, weights) {
        Some(counted) => found.and(&counted),
        None => Some(found),
    }
}

/// The distinct amounts of each bundle's labels.
struct Bundles {
    first: Vec<u32>,
    amounts: Vec<i64>,
    /// Amounts of all arcs together.
    moves: usize,
}

impl Bundles {
    fn new(diagram: &Diagram, weights: &[i64]) -> Self {
        let (mut first, mut amounts) = (vec![0], Vec::new());
        let mut own: Vec<i64> = Vec::new();
        for bundle in 0..diagram.bundle_count() {
            let labels = u32::try_from(bundle).map_or(0..0, |bundle| diagram.labels_of(bundle));
            own.clear();
            own.extend(labels.filter_map(|label| weights.get(label).copied()));
            own.retain(|weight| *weight > i64::LEAST);
            own.sort_unstable();
            own.dedup();
            amounts.extend_from_slice(&own);
            first.push(u32::try_from(amounts.len()).unwrap_or(u32::MAX));
        }
        let mut bundles = Self {
            first,
            amounts,
            moves: 0,
        };
        for node in nodes(diagram) {
            let arcs = diagram.arcs_of(node).iter();
            bundles.moves += arcs.map(|arc| bundles.of(arc.bundle).len()).sum::<usize>();
        }
        bundles
    }

    /// Ascending.
    fn of(&self, bundle: u32) -> &[i64] {
        let bundle = bundle as usize;
        let ends = self.first.get(bundle).zip(self.first.get(bundle + 1));
        ends.and_then(|(first, end)| self.amounts.get(*first as usize..*end as usize))
            .unwrap_or_default()
    }
}

/// From the end to the source.
fn nodes(diagram: &Diagram) -> impl Iterator<Item = u32> {
    (0..u32::try_from(diagram.node_count()).unwrap_or(u32::MAX)).rev()
}

/// Least and greatest total from each node to the end; nothing where no path leads there.
struct Ends(Vec<Option<(i64, i64)>>);

impl Ends {
    fn new(diagram: &Diagram, bundles: &Bundles) -> Option<Self> {
        let mut ends: Vec<Option<(i64, i64)>> = vec![None; diagram.node_count()];
        *ends.last_mut()? = Some((0, 0));
        for node in nodes(diagram).skip(1) {
            let mut own: Option<(i64, i64)> = None;
            for arc in diagram.arcs_of(node) {
                let amounts = bundles.of(arc.bundle);
                let (Some(behind), Some(first), Some(last)) = (
                    ends[arc.to as usize],
                    amounts.first().copied(),
                    amounts.last().copied(),
                ) else {
                    continue;
                };
                let (least, most) = (behind.0.checked_add(first)?, behind.1.checked_add(last)?);
                let known = own.unwrap_or((least, most));
                own = Some((known.0.min(least), known.1.max(most)));
            }
            ends[node as usize] = own;
        }
        Some(Self(ends)).filter(|ends| ends.of_source().is_some())
    }

    fn of_source(&self) -> Option<(i64, i64)> {
        self.0.first().copied().flatten()
    }

    /// The greatest distance between totals from one node.
    fn spread(&self) -> Option<i64> {
        let spreads = self.0.iter().flatten();
        spreads
            .map(|(least, most)| most.saturating_sub(*least))
            .max()
    }
}

/// The totals of all paths, as bits above each node's least one.
fn by_paths(diagram: &Diagram, bundles: &Bundles, ends: &Ends, words: usize) -> Option<Numbers> {
    let mut bits: Vec<u64> = vec![0; words * diagram.node_count()];
    let last = diagram.node_count().checked_sub(1)?;
    bits[last * words] = 1;
    for node in nodes(diagram).skip(1) {
        let Some((least, _)) = ends.0[node as usize] else {
            continue;
        };
        // Every arc leads to a node further on.
        let (own, behind) = bits.split_at_mut((node as usize + 1) * words);
        let own = &mut own[node as usize * words..];
        for arc in diagram.arcs_of(node) {
            let Some((after, _)) = ends.0[arc.to as usize] else {
                continue;
            };
            let from = (arc.to as usize - node as usize - 1) * words;
            let of_target = &behind[from..from + words];
            for amount in bundles.of(arc.bundle) {
                let shift = usize::try_from(after + amount - least).ok()?;
                or_shifted(own, of_target, shift);
            }
        }
    }
    Numbers::from_words(ends.of_source()?.0, bits.get(..words)?)
}

/// What a hard counter that a relaxed diagram leaves out says, where it counts of each label as much as the sum does, or so many times as much.
fn left_out(class: &Class, weights: &[i64]) -> Option<Numbers> {
    let rows = class.private_rows.iter().enumerate();
    let limited = rows
        .filter(|(_, row)| row.weight.is_none() && row.lower > i64::MIN && row.upper < i64::MAX);
    limited
        .filter_map(|(number, row)| {
            let times = times_as_much(class, weights, number)?;
            let (first, last) = (row.lower.checked_mul(times)?, row.upper.checked_mul(times)?);
            Numbers::range(first, last, times)
        })
        .reduce(|one, other| one.and(&other).unwrap_or(one))
}

/// How many times as much as a private row a sum counts, of every label alike.
fn times_as_much(class: &Class, weights: &[i64], row: usize) -> Option<i64> {
    let mut times: Option<i64> = None;
    for (label, weight) in weights.iter().enumerate() {
        if *weight <= i64::LEAST {
            continue;
        }
        let uses = class.private_uses(label).iter();
        let counted = uses
            .filter(|(number, _)| *number as usize == row)
            .fold(0_i64, |sum, (_, amount)| sum.saturating_add(*amount));
        if counted == 0 {
            if *weight != 0 {
                return None;
            }
            continue;
        }
        let own = weight.checked_div(counted)?;
        let is_alike = own > 0 && own.checked_mul(counted) == Some(*weight);
        if !is_alike || times.is_some_and(|times| times != own) {
            return None;
        }
        times = Some(own);
    }
    times
}

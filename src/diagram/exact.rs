//! Exact best paths of doctors whose diagram is relaxed.
//!
//! A best-first search over partial paths: the rules left out are followed exactly, the relaxed diagram under private prices bounds what is to
//! come. Whatever the prices are, the first complete path that comes up is a best one, and the bound at the top is valid at any time, so that a search
//! that is cut short still proves something.

use super::class::Class;
use super::graph::{Label, Place};
use super::left_out::State;
use super::path::BestPath;
use super::table::Weights;
use rustc_hash::FxHashMap;
use std::collections::BinaryHeap;

/// Private prices are multiples of 1 / this.
const UNIT: i64 = 16;
/// Steps of the private prices.
const STEPS: usize = 80;

/// Partial paths taken up for the best score of a doctor.
const EFFORT: usize = 30_000;

/// No valid pathway of the class is worth more than this under the labels' values; `None` if there is none at all.
pub(crate) fn best_score(class: &Class, values: &[i64]) -> Option<i64> {
    let diagram = &class.diagram;
    let mut best = BestPath::default();
    let plain = best.run(diagram, values);
    if plain <= i64::LEAST {
        return None;
    }
    if class.is_exact() {
        return Some(plain);
    }
    let scaled: Vec<i64> = values.iter().map(|&value| if value == i64::NOWHERE { value } else { value.saturating_mul(UNIT) }).collect();
    let (private, offset, bound) = private_prices(class, &scaled);
    let mut search = ExactSearch::default();
    search.rest.run(diagram, &private);
    let weights = PricedLabels { plain: &scaled, priced: &private, offset, unit: UNIT };
    let proven = search.run(class, &weights, EFFORT).bound?.min(bound).min(plain.saturating_mul(UNIT));
    Some(proven.div_euclid(UNIT))
}

/// What a label counts in a private row.
fn counted(class: &Class, row: &super::automata::PrivateRow, label: &Label) -> i64 {
    let Some(activity) = class.diagram.activity(label) else { return 0 };
    let times = match label.place {
        Place::Start(_) => {
            if row.starts {
                1
            } else {
                i64::from(label.steps)
            }
        }
        Place::Stay(_) if !row.starts => i64::from(label.steps),
        Place::Stay(_) | Place::Idle | Place::Attend(_) | Place::End => 0,
    };
    row.terms.iter().find(|term| term.0 == activity).map_or(0, |term| term.1 * times)
}

/// Private prices that bound well, by subgradient steps; the labels' weights under them, the offset, and the bound.
fn private_prices(class: &Class, scaled: &[i64]) -> (Vec<i64>, i64, i64) {
    let diagram = &class.diagram;
    let mut best = BestPath::default();
    let mut path = Vec::new();
    let mut prices = vec![0.0_f64; class.private_rows.len()];
    let mut kept = (scaled.to_vec(), 0_i64, i64::MAX);
    let spread = scaled.iter().filter(|value| **value != i64::NOWHERE).map(|value| value.unsigned_abs()).max().unwrap_or(1) as f64;
    let uses: Vec<Vec<(usize, i64)>> = diagram
        .labels()
        .iter()
        .map(|label| {
            let rows = class.private_rows.iter().enumerate().map(|(index, row)| (index, counted(class, row, label)));
            rows.filter(|entry| entry.1 != 0).collect()
        })
        .collect();
    let mut weights = vec![0_i64; scaled.len()];
    for step in 0..STEPS {
        let rounded: Vec<i64> = prices.iter().map(|price| price.round() as i64).collect();
        let mut offset = 0_i64;
        for (row, &price) in class.private_rows.iter().zip(&rounded) {
            let limit = if price > 0 { row.upper } else { row.lower };
            offset = offset.saturating_add(if price == 0 { 0 } else { price.saturating_mul(limit) });
        }
        for ((weight, &value), uses) in weights.iter_mut().zip(scaled).zip(&uses) {
            *weight = if value == i64::NOWHERE { value } else { value - uses.iter().map(|entry| rounded[entry.0] * entry.1).sum::<i64>() };
        }
        let bound = best.run(diagram, &weights).saturating_add(offset);
        if bound < kept.2 {
            kept = (weights.clone(), offset, bound);
        }
        if !best.labels(diagram, &mut path) {
            break;
        }
        let mut used = vec![0_i64; class.private_rows.len()];
        for &label in &path {
            uses[label as usize].iter().for_each(|entry| used[entry.0] += entry.1);
        }
        let length = spread * 0.25 / (1.0 + step as f64 * 0.25);
        let mut still = true;
        for ((row, price), used) in class.private_rows.iter().zip(&mut prices).zip(used) {
            let over = if used > row.upper {
                used - row.upper
            } else if used < row.lower {
                used - row.lower
            } else {
                0
            };
            let slack = if over != 0 {
                over as f64
            } else if *price > 0.0 && used < row.upper {
                -1.0
            } else if *price < 0.0 && used > row.lower {
                1.0
            } else {
                0.0
            };
            if slack != 0.0 {
                still = false;
                let moved = *price + length * slack;
                // A price does not cross zero in a step that only lets it fall back.
                *price = if over == 0 && moved * *price < 0.0 { 0.0 } else { moved };
                if row.lower == i64::MIN {
                    *price = price.max(0.0);
                }
                if row.upper == i64::MAX {
                    *price = price.min(0.0);
                }
            }
        }
        if still {
            break;
        }
    }
    kept
}

/// Weights of labels: as they are, and with private prices taken off.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PricedLabels<'a> {
    /// Without private prices.
    pub(crate) plain: &'a [i64],
    /// With them.
    pub(crate) priced: &'a [i64],
    /// What private prices give back at least: `plain` of a valid path is at most `priced` of it plus this.
    pub(crate) offset: i64,
    /// What a value of one is in these weights; the automata left out count in it.
    pub(crate) unit: i64,
}

/// What a search found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// No valid path is worth more; `None` if there is no valid path.
    pub(crate) bound: Option<i64>,
    /// The bound is the worth of the path that [`ExactSearch::labels`] gives.
    pub(crate) exact: bool,
}

/// A valid partial path.
#[derive(Clone, Copy, Debug)]
struct Partial {
    node: u32,
    parent: u32,
    label: u32,
    /// Priced value so far.
    priced: i64,
    /// Plain value so far.
    plain: i64,
    state: State,
}

/// What may come next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Candidate {
    /// Nothing that follows is worth more.
    bound: i64,
    /// Step of the node: of equal bounds the deeper one first.
    step: u32,
    /// Of equal ones the latest first, so that the order is a function of the input.
    number: u32,
    /// The partial path it goes on from; with a label of [`READY`] the one it is.
    partial: u32,
    label: u32,
    to: u32,
}
const READY: u32 = u32::MAX;

/// Buffers of the search.
#[derive(Debug, Default)]
pub(crate) struct ExactSearch {
    /// Completions under the priced weights; run it before [`Self::run`].
    pub(crate) rest: BestPath<i64>,
    partials: Vec<Partial>,
    open: BinaryHeap<Candidate>,
    seen: FxHashMap<(u32, State), i64>,
    goal: u32,
}

impl ExactSearch {
    /// Searches for the best valid path, taking up at most `effort` partial paths. `rest` must hold the completions under `weights.priced`.
    pub(crate) fn run(&mut self, class: &Class, weights: &PricedLabels<'_>, effort: usize) -> Found {
        let diagram = &class.diagram;
        self.partials.clear();
        self.open.clear();
        self.seen.clear();
        self.goal = READY;
        let Some(end) = (diagram.node_count() as u32).checked_sub(1) else { return Found { bound: None, exact: false } };
        let first = self.rest.values[0];
        if first <= i64::LEAST {
            return Found { bound: None, exact: true };
        }
        self.partials.push(Partial { node: 0, parent: READY, label: READY, priced: 0, plain: 0, state: class.left_out.start() });
        self.open.push(Candidate { bound: first + weights.offset, step: 0, number: 0, partial: 0, label: READY, to: 0 });
        let (mut taken, mut number) = (0, 0);
        while let Some(candidate) = self.open.pop() {
            let Some((index, bound)) = self.take(class, weights, end, candidate) else { continue };
            if bound < candidate.bound {
                // The automata left out take something off: it has to wait for its turn.
                number += 1;
                self.open.push(Candidate { bound, number, partial: index, label: READY, ..candidate });
                continue;
            }
            let partial = self.partials[index as usize];
            if partial.node == end {
                self.goal = index;
                return Found { bound: Some(bound), exact: !class.left_out.is_incomplete() };
            }
            taken += 1;
            if taken > effort {
                return Found { bound: Some(bound), exact: false };
            }
            for arc in diagram.arcs_of(partial.node) {
                let rest = self.rest.values[arc.to as usize];
                if rest <= i64::LEAST {
                    continue;
                }
                let step = diagram.step_of[arc.to as usize];
                for label in diagram.labels_of(arc.bundle) {
                    let weight = weights.priced[label];
                    if weight > i64::LEAST {
                        number += 1;
                        let bound = (partial.priced + weight + rest + weights.offset).min(bound);
                        self.open.push(Candidate { bound, step, number, partial: index, label: label as u32, to: arc.to });
                    }
                }
            }
        }
        Found { bound: None, exact: true }
    }

    /// Makes the partial path of a candidate: where it lies and what it is worth at most; `None` if it is not allowed or no better than
    /// one known.
    fn take(&mut self, class: &Class, weights: &PricedLabels<'_>, end: u32, candidate: Candidate) -> Option<(u32, i64)> {
        if candidate.label == READY {
            return Some((candidate.partial, candidate.bound));
        }
        let parent = self.partials[candidate.partial as usize];
        let mut state = parent.state;
        let mut extra = class.left_out.follow(&mut state, candidate.label)?;
        if candidate.to == end {
            extra += class.left_out.end(&state)?;
        }
        let label = candidate.label as usize;
        let plain = parent.plain + weights.plain[label] + extra * weights.unit;
        let priced = parent.priced + weights.priced[label] + extra * weights.unit;
        if candidate.to != end {
            let known = self.seen.entry((candidate.to, state)).or_insert(i64::MIN);
            if *known >= plain {
                return None;
            }
            *known = plain;
        }
        let bound = if candidate.to == end { plain } else { priced + self.rest.values[candidate.to as usize] + weights.offset };
        self.partials.push(Partial { node: candidate.to, parent: candidate.partial, label: candidate.label, priced, plain, state });
        Some((self.partials.len() as u32 - 1, bound.min(candidate.bound)))
    }

    /// Writes the labels of the best path; false if none was found.
    pub(crate) fn labels(&self, out: &mut Vec<u32>) -> bool {
        out.clear();
        let mut index = self.goal;
        while index != READY {
            let partial = self.partials[index as usize];
            if partial.label != READY {
                out.push(partial.label);
            }
            index = partial.parent;
        }
        out.reverse();
        self.goal != READY
    }
}

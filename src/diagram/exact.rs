//! Exact best scores of doctors whose diagram is relaxed.
//!
//! A best-first search over partial paths: the rules left out are followed exactly, the relaxed diagram under private prices bounds what is to
//! come. Whatever the prices are, the first complete path that comes up is a best one, and the bound at the top is valid at any time, so that a search
//! that is cut short still proves something.

use super::automata::{Automaton, Move};
use super::class::Class;
use super::graph::{Label, Place};
use super::path::BestPath;
use super::table::Weights;
use rustc_hash::FxHashMap;
use std::collections::BinaryHeap;

/// Private prices are multiples of 1 / this.
const UNIT: i64 = 16;
/// Steps of the private prices.
const STEPS: usize = 80;
/// Most partial paths that are taken up.
const LIMIT: usize = 30_000;

/// No valid pathway of the class is worth more than this under the labels' values; `None` if there is none at all.
pub(crate) fn best_score(class: &Class, values: &[i64]) -> Option<i64> {
    let diagram = &class.diagram;
    let mut best = BestPath::default();
    let plain = best.run(diagram, values);
    if plain <= i64::NOWHERE / 2 {
        return None;
    }
    if class.is_exact() {
        return Some(plain);
    }
    let scaled: Vec<i64> = values.iter().map(|&value| if value == i64::NOWHERE { value } else { value.saturating_mul(UNIT) }).collect();
    let (private, offset, bound) = private_prices(class, &scaled);
    let search = Search::new(class, &scaled, &private, offset);
    let proven = search.run().unwrap_or(bound).min(bound).min(plain.saturating_mul(UNIT));
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

#[derive(Clone, Debug)]
struct Partial {
    node: u32,
    /// Priced value so far.
    priced: i64,
    /// True value so far.
    value: i64,
    state: Box<[u32]>,
}

struct Search<'a> {
    class: &'a Class,
    scaled: &'a [i64],
    weights: &'a [i64],
    offset: i64,
    rest: BestPath<i64>,
}

impl<'a> Search<'a> {
    fn new(class: &'a Class, scaled: &'a [i64], weights: &'a [i64], offset: i64) -> Self {
        let mut rest = BestPath::default();
        rest.run(&class.diagram, weights);
        Self { class, scaled, weights, offset, rest }
    }

    /// The best value, or a bound on it if the search was cut short; `None` if no pathway is valid.
    fn run(&self) -> Option<i64> {
        let diagram = &self.class.diagram;
        let end = diagram.node_count() as u32 - 1;
        let width = self.class.dropped.iter().map(|automaton| automaton.width()).sum();
        let mut state = vec![0_u32; width];
        each(&self.class.dropped, &mut state, |automaton, part| {
            automaton.start(part);
            Some(0)
        })?;
        let mut partials = vec![Partial { node: 0, priced: 0, value: 0, state: state.into() }];
        let mut open: BinaryHeap<(i64, u32)> = BinaryHeap::new();
        open.push((self.rest.values[0].saturating_add(self.offset), 0));
        let mut seen: FxHashMap<(u32, Box<[u32]>), i64> = FxHashMap::default();
        let mut taken = 0;
        while let Some((bound, index)) = open.pop() {
            let partial = partials[index as usize].clone();
            taken += 1;
            if partial.node == end || taken > LIMIT {
                return Some(bound);
            }
            if seen.get(&(partial.node, partial.state.clone())).is_some_and(|known| *known > partial.value) {
                continue;
            }
            for arc in diagram.arcs_of(partial.node) {
                let (weight, rest) = (self.weights[arc.label as usize], self.rest.values[arc.to as usize]);
                if weight == i64::NOWHERE || rest <= i64::NOWHERE / 2 {
                    continue;
                }
                let mut state = partial.state.clone();
                let label = diagram.labels()[arc.label as usize];
                let Some(extra) = advance(self.class, &mut state, &label, arc.to == end) else { continue };
                let value = partial.value + self.scaled[arc.label as usize] + extra * UNIT;
                let priced = partial.priced + weight + extra * UNIT;
                if arc.to != end {
                    let known = seen.entry((arc.to, state.clone())).or_insert(i64::MIN);
                    if *known >= value {
                        continue;
                    }
                    *known = value;
                }
                let key = if arc.to == end { value } else { (priced + rest + self.offset).min(bound) };
                open.push((key, partials.len() as u32));
                partials.push(Partial { node: arc.to, priced, value, state });
            }
        }
        None
    }
}

/// Calls `act` with each automaton and its part of the state; the sum of what it returns.
fn each(automata: &[Box<dyn Automaton>], state: &mut [u32], act: impl Fn(&dyn Automaton, &mut [u32]) -> Option<i64>) -> Option<i64> {
    let mut rest = state;
    let mut sum = 0;
    for automaton in automata {
        let (part, behind) = rest.split_at_mut(automaton.width());
        sum += act(automaton.as_ref(), part)?;
        rest = behind;
    }
    Some(sum)
}

/// Writes the state that the automata left out of a class start with.
pub(crate) fn start_states(class: &Class, state: &mut Vec<u32>) {
    state.clear();
    state.resize(class.dropped.iter().map(|automaton| automaton.width()).sum(), 0);
    each(&class.dropped, state, |automaton, part| {
        automaton.start(part);
        Some(0)
    });
}

/// Makes the moves of a label in the automata left out; their value, or `None` if one does not allow it.
pub(crate) fn advance(class: &Class, state: &mut [u32], label: &Label, ends: bool) -> Option<i64> {
    let mut value = 0;
    let moves = match label.place {
        Place::Start(_) | Place::Stay(_) => label.steps as usize,
        Place::Idle | Place::Attend(_) => 1,
        Place::End => 0,
    };
    for offset in 0..moves {
        let step = label.first as usize + offset;
        let moved = match label.place {
            Place::Start(place) if offset == 0 => Move::Start(class.diagram.places()[place as usize]),
            Place::Start(place) | Place::Stay(place) => Move::Stay(class.diagram.places()[place as usize]),
            // Whether an idle step rests is known to kept automata only: idle rules are never left out.
            Place::Idle => Move::Idle { leave: class.leave[step], rest: false },
            Place::Attend(slot) => Move::Attend(slot as usize),
            Place::End => return Some(value),
        };
        value += each(&class.dropped, state, |automaton, part| automaton.step(part, step, moved))?;
    }
    if ends {
        value += each(&class.dropped, state, |automaton, part| automaton.end(part))?;
    }
    Some(value)
}

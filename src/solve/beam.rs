//! Pathways of doctors whose diagram is relaxed: an exact-rule forward beam with the relaxed diagram as completion bound.
//!
//! A partial path is a node of the relaxed diagram together with the states of the automata that were left out of it; a move is made only if they
//! allow it. Partial paths are ranked by their value so far plus the relaxed diagram's best completion under private prices, and the best of each step
//! are kept. What comes out keeps every rule.

use crate::diagram::{BestPath, Class, Place, Weights, advance, start_states};
use rand::{Rng, RngExt};
use rustc_hash::FxHashMap;

/// Most partial paths kept at a step.
const WIDTH: usize = 48;

#[derive(Clone, Copy, Debug)]
struct Partial {
    node: u32,
    /// Value so far, of the true weights.
    value: f64,
    /// Value so far plus completion, perturbed.
    rank: f64,
    parent: u32,
    label: u32,
}

/// Buffers of the beam.
#[derive(Debug, Default)]
pub(crate) struct Beam {
    best: BestPath<f64>,
    partials: Vec<Partial>,
    states: Vec<u32>,
    layers: Vec<Vec<u32>>,
    scratch: Vec<u32>,
    seen: FxHashMap<(u32, Vec<u32>), u32>,
    true_weights: Vec<f64>,
}

impl Beam {
    /// Writes the labels of a good path of the class that keeps all rules; false if the beam found none.
    ///
    /// `weights` hold private prices already; `starts` and `steps` say how much, so that the value so far can leave them out.
    pub(crate) fn run(
        &mut self,
        class: &Class,
        (weights, starts, steps): (&[f64], &[f64], &[f64]),
        tau: f64,
        random: &mut impl Rng,
        out: &mut Vec<u32>,
    ) -> bool {
        let diagram = &class.diagram;
        out.clear();
        if self.best.run(diagram, weights) == f64::NEG_INFINITY {
            return false;
        }
        self.true_weights.clear();
        self.true_weights.extend(diagram.labels().iter().zip(weights).map(|(label, &weight)| match label.place {
            Place::Start(place) => {
                weight + starts.get(place as usize).unwrap_or(&0.0) + steps.get(place as usize).unwrap_or(&0.0) * f64::from(label.steps)
            }
            Place::Stay(place) => weight + steps.get(place as usize).unwrap_or(&0.0) * f64::from(label.steps),
            Place::Idle | Place::Attend(_) | Place::End => weight,
        }));
        let width: usize = class.dropped.iter().map(|automaton| automaton.width()).sum();
        let last = class.leave.len();
        self.partials.clear();
        self.states.clear();
        self.layers.resize_with(last + 2, Vec::new);
        self.layers.iter_mut().for_each(Vec::clear);
        start_states(class, &mut self.scratch);
        self.states.extend_from_slice(&self.scratch);
        self.partials.push(Partial { node: 0, value: 0.0, rank: 0.0, parent: u32::MAX, label: u32::MAX });
        self.layers[0].push(0);
        let end = diagram.node_count() as u32 - 1;
        let mut goal: Option<u32> = None;
        for step in 0..=last {
            let mut layer = std::mem::take(&mut self.layers[step]);
            if layer.len() > WIDTH {
                let partials = &self.partials;
                layer.select_nth_unstable_by(WIDTH, |one, other| partials[*other as usize].rank.total_cmp(&partials[*one as usize].rank));
                layer.truncate(WIDTH);
                layer.sort_unstable();
            }
            self.seen.clear();
            for &index in &layer {
                let partial = self.partials[index as usize];
                let kept = self.states[index as usize * width..(index as usize + 1) * width].to_vec();
                // Two ways to the same state: only the better one goes on.
                match self.seen.get(&(partial.node, kept.clone())) {
                    Some(&other) if self.partials[other as usize].value >= partial.value => continue,
                    _ => {
                        self.seen.insert((partial.node, kept), index);
                    }
                }
                for arc in diagram.arcs_of(partial.node) {
                    let weight = weights[arc.label as usize];
                    let rest = self.best.values[arc.to as usize];
                    if weight == f64::NOWHERE || rest == f64::NOWHERE {
                        continue;
                    }
                    let label = diagram.labels()[arc.label as usize];
                    self.scratch.clear();
                    self.scratch.extend_from_slice(&self.states[index as usize * width..(index as usize + 1) * width]);
                    let Some(extra) = advance(class, &mut self.scratch, &label, arc.to == end) else { continue };
                    let value = partial.value + self.true_weights[arc.label as usize] + extra as f64;
                    let noise = if tau > 0.0 { -tau * (-random.random::<f64>().max(1e-12).ln()).max(1e-12).ln() * 0.5 } else { 0.0 };
                    let next = self.partials.len() as u32;
                    if arc.to == end {
                        if goal.is_none_or(|goal| self.partials[goal as usize].rank < value + noise) {
                            self.partials.push(Partial { node: arc.to, value, rank: value + noise, parent: index, label: arc.label });
                            self.states.extend_from_slice(&self.scratch);
                            goal = Some(next);
                        }
                        continue;
                    }
                    self.partials.push(Partial { node: arc.to, value, rank: value + rest + noise, parent: index, label: arc.label });
                    self.states.extend_from_slice(&self.scratch);
                    self.layers[diagram.step_of(arc.to)].push(next);
                }
            }
            self.layers[step] = layer;
        }
        let Some(mut index) = goal else { return false };
        while self.partials[index as usize].parent != u32::MAX {
            out.push(self.partials[index as usize].label);
            index = self.partials[index as usize].parent;
        }
        out.reverse();
        true
    }
}

/// What the automata left out of a class add to the value of a path; `None` if they do not allow it.
pub(crate) fn left_out_value(class: &Class, labels: &[u32]) -> Option<i64> {
    let mut state = Vec::new();
    start_states(class, &mut state);
    let mut value = 0;
    for (position, &label) in labels.iter().enumerate() {
        value += advance(class, &mut state, &class.diagram.labels()[label as usize], position + 1 == labels.len())?;
    }
    Some(value)
}

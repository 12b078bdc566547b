//! Pathways of doctors whose diagram is relaxed: an exact-rule forward beam with the relaxed diagram as completion bound.
//!
//! A partial path is a node of the relaxed diagram together with the states of the automata that were left out of it; a move is made only if they
//! allow it. Partial paths are ranked by their priced value so far plus the relaxed diagram's best completion under private prices, and the best of
//! each step are kept. What comes out keeps every rule.

use super::class::Class;
use super::graph::Place;
use super::packed::State;
use super::path::BestPath;
use super::table::Weights;
use rand::{Rng, RngExt};
use rustc_hash::FxHashSet;
use std::collections::BinaryHeap;

/// Most partial paths kept at a step, and where these lead nowhere.
const WIDTH: usize = 24;
const WIDEST: usize = 16 * WIDTH;
/// Candidates that a step may hold for each that is kept before the worst of them are dropped.
const CROWD: usize = 16;
/// Noise in relation to the temperature. Every label of a path has its own, which adds up; measured, a third did better than all of it.
const NOISE: f64 = 0.3;
const NONE: u32 = u32::MAX;

#[derive(Clone, Copy, Debug)]
struct Partial {
    /// Value so far, of the plain weights.
    plain: f64,
    /// Value so far under private prices.
    priced: f64,
    parent: u32,
    label: u32,
    state: State,
}

/// A move that may be made when its step comes.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    rank: f64,
    parent: u32,
    label: u32,
    to: u32,
}

impl PartialEq for Candidate {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}
impl Eq for Candidate {}
impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.rank.total_cmp(&other.rank).then_with(|| (other.parent, other.label).cmp(&(self.parent, self.label)))
    }
}

/// The candidates of one step.
#[derive(Debug, Default)]
struct Layer {
    candidates: Vec<Candidate>,
    /// What is worth less is dropped.
    threshold: f64,
}

impl Layer {
    fn push(&mut self, candidate: Candidate, width: usize) {
        if candidate.rank < self.threshold {
            return;
        }
        self.candidates.push(candidate);
        if self.candidates.len() >= CROWD * width {
            let kept = CROWD * width / 4;
            self.candidates.select_nth_unstable_by(kept, |one, other| other.cmp(one));
            self.candidates.truncate(kept + 1);
            self.threshold = self.candidates[kept].rank;
        }
    }
}

/// Buffers of the beam.
#[derive(Debug, Default)]
pub(crate) struct Beam {
    best: BestPath<f64>,
    plain: Vec<f64>,
    priced: Vec<f64>,
    partials: Vec<Partial>,
    layers: Vec<Layer>,
    seen: FxHashSet<(u32, State)>,
    width: usize,
}

impl Beam {
    /// Writes the labels of a good path of the class that keeps all rules; false if the beam found none.
    ///
    /// `weights` are without private prices; `starts` and `steps` say what those charge. At a temperature the weights are
    /// perturbed, each label by its own draw, so that good paths come up by chance as in a heat bath.
    pub(crate) fn run<R: Rng>(
        &mut self,
        class: &Class,
        (weights, starts, steps): (&[f64], &[f64], &[f64]),
        heat: Option<(f64, &mut R)>,
        out: &mut Vec<u32>,
    ) -> bool {
        let diagram = &class.diagram;
        out.clear();
        self.plain.clear();
        self.plain.extend_from_slice(weights);
        if let Some((tau, random)) = heat {
            self.plain.iter_mut().for_each(|weight| *weight -= tau * NOISE * (-random.random::<f64>().max(1e-12).ln()).max(1e-12).ln());
        }
        let charged = |charges: &[f64], place: u16| charges.get(place as usize).copied().unwrap_or(0.0);
        self.priced.clear();
        self.priced.extend(diagram.labels().iter().zip(&self.plain).map(|(label, &weight)| match label.place {
            Place::Start(place) => weight - charged(starts, place) - charged(steps, place) * f64::from(label.steps),
            Place::Stay(place) => weight - charged(steps, place) * f64::from(label.steps),
            Place::Idle | Place::Attend(_) | Place::End => weight,
        }));
        let first = self.best.run(diagram, &self.priced);
        if first == f64::NOWHERE {
            return false;
        }
        if !self.sweep(class, WIDTH, out) {
            return self.sweep(class, WIDEST, out);
        }
        true
    }

    /// One pass from the first step to the last with at most `width` partial paths a step.
    fn sweep(&mut self, class: &Class, width: usize, out: &mut Vec<u32>) -> bool {
        let diagram = &class.diagram;
        self.width = width;
        let last = diagram.step_of(diagram.node_count() as u32 - 1);
        self.partials.clear();
        self.layers.resize_with(last + 1, Layer::default);
        for layer in &mut self.layers {
            layer.candidates.clear();
            layer.threshold = f64::NEG_INFINITY;
        }
        self.partials.push(Partial { plain: 0.0, priced: 0.0, parent: NONE, label: NONE, state: class.start() });
        self.expand(class, 0, 0);
        let mut goal: Option<u32> = None;
        for step in 0..=last {
            // A move of no length leads to the step it starts from, once: to the end.
            while !self.layers[step].candidates.is_empty() {
                let candidates = std::mem::take(&mut self.layers[step].candidates);
                goal = self.advance(class, candidates, goal);
            }
        }
        let Some(mut index) = goal else { return false };
        while self.partials[index as usize].parent != NONE {
            out.push(self.partials[index as usize].label);
            index = self.partials[index as usize].parent;
        }
        out.reverse();
        true
    }

    /// Makes the best moves among a step's candidates and lists what may follow them; returns the best complete path.
    fn advance(&mut self, class: &Class, candidates: Vec<Candidate>, mut goal: Option<u32>) -> Option<u32> {
        let end = class.diagram.node_count() as u32 - 1;
        let mut open = BinaryHeap::from(candidates);
        self.seen.clear();
        let mut kept = 0;
        while kept < self.width
            && let Some(candidate) = open.pop()
        {
            let parent = self.partials[candidate.parent as usize];
            let mut state = parent.state;
            let Some(mut extra) = class.follow(&mut state, candidate.label) else { continue };
            if candidate.to == end {
                let Some(more) = class.end(&state) else { continue };
                extra += more;
            } else if !self.seen.insert((candidate.to, state)) {
                continue;
            }
            let label = candidate.label as usize;
            let plain = parent.plain + self.plain[label] + f64::of(extra);
            let priced = parent.priced + self.priced[label] + f64::of(extra);
            let index = self.partials.len() as u32;
            if candidate.to == end {
                if goal.is_some_and(|goal| self.partials[goal as usize].plain >= plain) {
                    continue;
                }
                goal = Some(index);
            }
            self.partials.push(Partial { plain, priced, parent: candidate.parent, label: candidate.label, state });
            kept += 1;
            if candidate.to != end {
                self.expand(class, index, candidate.to);
            }
        }
        // The buffer goes back to a layer that is done.
        let mut buffer = open.into_vec();
        buffer.clear();
        if let Some(layer) = self.layers.iter_mut().find(|layer| layer.candidates.capacity() == 0) {
            layer.candidates = buffer;
        }
        goal
    }

    /// Lists the moves that may follow a partial path at a node.
    fn expand(&mut self, class: &Class, index: u32, node: u32) {
        let diagram = &class.diagram;
        let priced = self.partials[index as usize].priced;
        for arc in diagram.arcs_of(node) {
            let so_far = priced + self.best.values[arc.to as usize];
            let layer = &mut self.layers[diagram.step_of(arc.to)];
            let most = so_far + self.best.of_bundle(arc.bundle);
            if most == f64::NOWHERE || most < layer.threshold {
                continue;
            }
            for label in diagram.labels_of(arc.bundle) {
                let rank = so_far + self.priced[label];
                if rank > f64::NOWHERE {
                    layer.push(Candidate { rank, parent: index, label: label as u32, to: arc.to }, self.width);
                }
            }
        }
    }
}

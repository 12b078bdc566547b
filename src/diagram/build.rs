//! Building a diagram: the product of automata, step by step, then pruned and merged.

use super::automata::{Automaton, Move, PlaceAutomaton};
use super::graph::{Arc, Diagram, Label, Place};
use crate::ids::ActivityId;
use rustc_hash::FxHashMap;

/// Limits of one build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BuildLimits {
    /// Most arcs before merging; a product that needs more is given up.
    pub arcs: usize,
}

/// The shape of the axis and of the rotations on it.
#[derive(Debug)]
pub(crate) struct Frame {
    /// Which steps are leaves.
    pub(crate) leave: Vec<bool>,
    /// Steps in which hard cells forbid to be idle.
    pub(crate) busy: Vec<bool>,
    /// First step and number of steps of each slot.
    pub(crate) slots: Vec<(usize, usize)>,
    /// Activities with the number of steps of a start arc and the most steps of a rotation.
    pub(crate) places: Vec<(ActivityId, usize, usize)>,
    /// Idle moves come in two kinds (see `IdleAutomaton`).
    pub(crate) rests: bool,
    /// The base automaton.
    pub(crate) base: PlaceAutomaton,
}

/// Builds the product of `automata` over the frame; `None` if it needs more arcs than allowed.
pub(crate) fn build(frame: &Frame, automata: &[&dyn Automaton], limits: BuildLimits) -> Option<Diagram> {
    let mut product = Product::new(frame, automata, limits.arcs);
    for step in 0..=frame.leave.len() {
        if !product.expand(step) {
            return None;
        }
    }
    Some(product.merge())
}

/// The product while it is built. States of all automata lie one after the other, the base first.
struct Product<'a> {
    frame: &'a Frame,
    automata: &'a [&'a dyn Automaton],
    offsets: Vec<usize>,
    width: usize,
    arc_limit: usize,
    layers: Vec<FxHashMap<Box<[u32]>, u32>>,
    order: Vec<Vec<Box<[u32]>>>,
    nodes: usize,
    node_layer: Vec<u32>,
    /// Groups of places that are alike, as positions in the frame's places.
    groups: Vec<Vec<u16>>,
    /// A label for each bundle; that of a start names the group in place of a place.
    bundles: Vec<Label>,
    bundle_ids: FxHashMap<Label, u32>,
    arcs: Vec<Vec<(u32, u32)>>,
    arc_count: usize,
    scratch: Vec<u32>,
}

impl<'a> Product<'a> {
    fn new(frame: &'a Frame, automata: &'a [&'a dyn Automaton], arc_limit: usize) -> Self {
        let mut offsets = Vec::new();
        let mut width = frame.base.width();
        for automaton in automata {
            offsets.push(width);
            width += automaton.width();
        }
        let steps = frame.leave.len();
        let mut product = Self {
            frame,
            automata,
            offsets,
            width,
            arc_limit,
            layers: vec![FxHashMap::default(); steps + 1],
            order: vec![Vec::new(); steps + 1],
            nodes: 0,
            node_layer: Vec::new(),
            groups: alike(frame, automata),
            bundles: Vec::new(),
            bundle_ids: FxHashMap::default(),
            arcs: Vec::new(),
            arc_count: 0,
            scratch: vec![0; width],
        };
        let mut start = vec![0; width];
        frame.base.start(&mut start[..1]);
        for (automaton, &offset) in automata.iter().zip(&product.offsets) {
            automaton.start(&mut start[offset..offset + automaton.width()]);
        }
        product.node(0, &start);
        product
    }

    fn node(&mut self, step: usize, state: &[u32]) -> u32 {
        if let Some(&node) = self.layers[step].get(state) {
            return node;
        }
        let node = self.nodes as u32;
        self.nodes += 1;
        self.node_layer.push(step as u32);
        self.arcs.push(Vec::new());
        let state: Box<[u32]> = state.into();
        self.order[step].push(state.clone());
        self.layers[step].insert(state, node);
        node
    }

    fn bundle(&mut self, label: Label) -> u32 {
        let next = self.bundles.len() as u32;
        let id = *self.bundle_ids.entry(label).or_insert(next);
        if id == next {
            self.bundles.push(label);
        }
        id
    }

    /// Makes all moves from the nodes before `step`; false if there are too many arcs.
    fn expand(&mut self, step: usize) -> bool {
        self.bundle_ids.clear();
        let states = std::mem::take(&mut self.order[step]);
        for state in &states {
            let Some(&node) = self.layers[step].get(state) else { continue };
            if step == self.frame.leave.len() {
                self.close(node, state, step);
                continue;
            }
            let leave = self.frame.leave[step];
            let idle = !self.frame.busy[step];
            if idle {
                self.go(node, state, step, 1, Move::Idle { leave, rest: false }, Place::Idle);
            }
            if idle && self.frame.rests {
                self.go(node, state, step, 1, Move::Idle { leave, rest: true }, Place::Idle);
            }
            if !leave {
                for group in 0..self.groups.len() {
                    let position = self.groups[group][0];
                    let (activity, shortest, longest) = self.frame.places[position as usize];
                    if state[0] == 1 + activity.index() as u32 && longest > shortest {
                        self.go(node, state, step, 1, Move::Stay(activity), Place::Stay(position));
                    }
                    self.go(node, state, step, shortest, Move::Start(activity), Place::Start(group as u16));
                }
            }
            for position in 0..self.frame.slots.len() {
                let (first, steps) = self.frame.slots[position];
                if first == step && steps > 0 {
                    self.go(node, state, step, steps, Move::Attend(position), Place::Attend(position as u16));
                }
            }
            // A product that has used up its share early will not fit either: layers grow towards the middle.
            let steps = self.frame.leave.len();
            let early = step + 1 < steps / 2 && self.arc_limit != usize::MAX;
            let share = if early { self.arc_limit / (2 * steps) * (step + 1) } else { self.arc_limit };
            if self.arc_count > share.max(self.arc_limit / 20) {
                return false;
            }
        }
        // The layer is done: its states are needed no more.
        self.layers[step] = FxHashMap::default();
        true
    }

    /// Makes one move of `steps` steps and adds the arc if every automaton allows it.
    fn go(&mut self, node: u32, state: &[u32], step: usize, steps: usize, moved: Move, place: Place) {
        if step + steps > self.frame.leave.len() {
            return;
        }
        let mut scratch = std::mem::take(&mut self.scratch);
        scratch.copy_from_slice(state);
        let value = self.run(&mut scratch, step, steps, moved);
        if let Some(value) = value {
            let target = self.node(step + steps, &scratch);
            let bundle = self.bundle(Label { place, first: step as u32, steps: steps as u32, value });
            self.arcs[node as usize].push((bundle, target));
            self.arc_count += 1;
        }
        self.scratch = scratch;
    }

    fn run(&self, state: &mut [u32], step: usize, steps: usize, moved: Move) -> Option<i64> {
        let mut value = 0_i64;
        let repeated = if matches!(moved, Move::Start(_)) { steps } else { 1 };
        for offset in 0..repeated {
            let moved = match moved {
                Move::Start(activity) if offset > 0 => Move::Stay(activity),
                other => other,
            };
            if offset > 0 && self.frame.leave[step + offset] {
                return None;
            }
            self.frame.base.step(&mut state[..1], step + offset, moved)?;
            for (automaton, &first) in self.automata.iter().zip(&self.offsets) {
                value += automaton.step(&mut state[first..first + automaton.width()], step + offset, moved)?;
            }
        }
        if let Move::Start(activity) = moved {
            self.frame.base.forget(state, activity);
        }
        Some(value)
    }

    fn close(&mut self, node: u32, state: &[u32], step: usize) {
        let mut value = 0_i64;
        for (automaton, &first) in self.automata.iter().zip(&self.offsets) {
            match automaton.end(&state[first..first + automaton.width()]) {
                Some(more) => value += more,
                None => return,
            }
        }
        let bundle = self.bundle(Label { place: Place::End, first: step as u32, steps: 0, value });
        self.arcs[node as usize].push((bundle, u32::MAX));
        self.arc_count += 1;
    }

    /// Leaves out what does not reach the end, merges nodes with the same future, numbers what remains by time.
    fn merge(self) -> Diagram {
        debug_assert_eq!(self.width, self.scratch.len());
        let places: Vec<ActivityId> = self.frame.places.iter().map(|place| place.0).collect();
        // Futures by node, from the last layer to the first; arcs lead to later layers only.
        let mut by_layer: Vec<Vec<u32>> = vec![Vec::new(); self.frame.leave.len() + 1];
        for (node, &layer) in self.node_layer.iter().enumerate() {
            by_layer[layer as usize].push(node as u32);
        }
        let mut merged_of: Vec<Option<u32>> = vec![None; self.nodes];
        let mut merged: Vec<(u32, Vec<(u32, u32)>)> = Vec::new();
        for (layer, nodes) in by_layer.iter().enumerate().rev() {
            let mut same: FxHashMap<Vec<(u32, u32)>, u32> = FxHashMap::default();
            for &node in nodes {
                let mut arcs: Vec<(u32, u32)> = self.arcs[node as usize]
                    .iter()
                    .filter_map(
                        |&(bundle, to)| if to == u32::MAX { Some((bundle, to)) } else { merged_of[to as usize].map(|to| (bundle, to)) },
                    )
                    .collect();
                if arcs.is_empty() {
                    continue;
                }
                arcs.sort_unstable();
                arcs.dedup();
                let next = merged.len() as u32;
                let id = *same.entry(arcs).or_insert_with_key(|arcs| {
                    merged.push((layer as u32, arcs.clone()));
                    next
                });
                merged_of[node as usize] = Some(id);
            }
        }
        let Some(Some(root)) = merged_of.first().copied() else {
            return Diagram { places, first_arc: vec![0], first_label: vec![0], ..Diagram::default() };
        };
        // Only what the source reaches; merging may have left other nodes behind.
        let mut reached = vec![false; merged.len()];
        reached[root as usize] = true;
        for node in (0..merged.len()).rev() {
            if reached[node] {
                merged[node].1.iter().filter(|arc| arc.1 != u32::MAX).for_each(|arc| reached[arc.1 as usize] = true);
            }
        }
        let kept: Vec<usize> = (0..merged.len()).rev().filter(|&node| reached[node]).collect();
        let mut number = vec![0_u32; merged.len()];
        kept.iter().enumerate().for_each(|(position, &node)| number[node] = position as u32);
        let end = kept.len() as u32;
        let mut used: Vec<Option<u32>> = vec![None; self.bundles.len()];
        let mut diagram = Diagram { places, first_label: vec![0], ..Diagram::default() };
        for &node in &kept {
            diagram.first_arc.push(diagram.arcs.len() as u32);
            diagram.step_of.push(merged[node].0);
            for &(bundle, to) in &merged[node].1 {
                let bundle = *used[bundle as usize].get_or_insert_with(|| {
                    let label = self.bundles[bundle as usize];
                    match label.place {
                        Place::Start(group) => {
                            let members = self.groups[group as usize].iter();
                            diagram.labels.extend(members.map(|&place| Label { place: Place::Start(place), ..label }));
                        }
                        Place::Stay(_) | Place::Idle | Place::Attend(_) | Place::End => diagram.labels.push(label),
                    }
                    diagram.first_label.push(diagram.labels.len() as u32);
                    diagram.first_label.len() as u32 - 2
                });
                let to = if to == u32::MAX { end } else { number[to as usize] };
                diagram.arcs.push(Arc { bundle, to });
            }
        }
        diagram.first_arc.push(diagram.arcs.len() as u32);
        diagram.first_arc.push(diagram.arcs.len() as u32);
        diagram.step_of.push(self.frame.leave.len() as u32);
        diagram
    }
}

/// Groups of places that no automaton tells apart: their rotations leave no trace of the place, have the same lengths, and play the same
/// role for every automaton. One arc serves them all.
fn alike(frame: &Frame, automata: &[&dyn Automaton]) -> Vec<Vec<u16>> {
    let mut groups: Vec<Vec<u16>> = Vec::new();
    let mut known: FxHashMap<Vec<u32>, usize> = FxHashMap::default();
    for (position, &(activity, shortest, longest)) in frame.places.iter().enumerate() {
        let mut role = vec![shortest as u32, longest.min(u32::MAX as usize) as u32];
        frame.base.role(activity, &mut role);
        automata.iter().for_each(|automaton| automaton.role(activity, &mut role));
        let group = *known.entry(role).or_insert(groups.len());
        if group == groups.len() {
            groups.push(Vec::new());
        }
        groups[group].push(position as u16);
    }
    groups
}

//! Building a diagram: the product of automata, step by step, then pruned and merged.

use super::automata::Automaton;
use super::frame::{Frame, Templates};
use super::graph::{Arc, Diagram, Label, Place};
use super::packed::{Packed, WORDS};
use crate::ids::ActivityId;
use rustc_hash::{FxHashMap, FxHasher};
use std::hash::{Hash, Hasher};

/// Limits of one build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BuildLimits {
    /// Most arcs before merging; a product that needs more is given up.
    pub arcs: usize,
}

/// Target of an arc to the end.
const END: u32 = u32::MAX;

/// Builds the product of automata over the frame; `None` if it needs more arcs than allowed. Also returns the template of each label.
pub(super) fn build(
    frame: &Frame,
    templates: &Templates,
    automata: &[&dyn Automaton],
    packed: &Packed,
    limits: BuildLimits,
) -> Option<(Diagram, Vec<u32>)> {
    // Few words are quicker to compare; nearly all products need no more than one or two.
    match packed.words() {
        0 | 1 => Product::<1>::new(frame, templates, automata, packed).run(limits),
        2 => Product::<2>::new(frame, templates, automata, packed).run(limits),
        _ => Product::<WORDS>::new(frame, templates, automata, packed).run(limits),
    }
}

/// The product while it is built.
struct Product<'a, const STATE: usize> {
    frame: &'a Frame,
    templates: &'a Templates,
    packed: &'a Packed,
    /// Groups of places that are alike, as positions in the frame's places; each place's group if it speaks for it.
    groups: Vec<Vec<u16>>,
    group_of: Vec<Option<u32>>,
    /// Nodes of each step by state; emptied when the step is done.
    layers: Vec<FxHashMap<[u64; STATE], u32>>,
    /// Nodes of each step.
    order: Vec<Vec<([u64; STATE], u32)>>,
    nodes: usize,
    /// Arcs of each node.
    range_of: Vec<(u32, u32)>,
    /// Bundle and target.
    arcs: Vec<(u32, u32)>,
    /// Template of each bundle, that of a group's first place, and value.
    bundles: Vec<(u32, i64)>,
    bundle_ids: FxHashMap<(u32, i64), u32>,
}

impl<'a, const STATE: usize> Product<'a, STATE> {
    fn new(frame: &'a Frame, templates: &'a Templates, automata: &[&dyn Automaton], packed: &'a Packed) -> Self {
        let steps = frame.leave.len();
        let groups = alike(frame, automata);
        let mut group_of = vec![None; frame.places.len()];
        groups.iter().enumerate().for_each(|(group, places)| group_of[places[0] as usize] = Some(group as u32));
        let mut product = Self {
            frame,
            templates,
            packed,
            groups,
            group_of,
            layers: vec![FxHashMap::default(); steps + 1],
            order: vec![Vec::new(); steps + 1],
            nodes: 0,
            range_of: Vec::new(),
            arcs: Vec::new(),
            bundles: Vec::new(),
            bundle_ids: FxHashMap::default(),
        };
        product.node(0, packed.start());
        product
    }

    fn run(mut self, limits: BuildLimits) -> Option<(Diagram, Vec<u32>)> {
        for step in 0..=self.frame.leave.len() {
            self.expand(step, limits.arcs)?;
        }
        Some(self.merge())
    }

    fn node(&mut self, step: usize, state: [u64; STATE]) -> u32 {
        let next = self.nodes as u32;
        let node = *self.layers[step].entry(state).or_insert(next);
        if node == next {
            self.nodes += 1;
            self.range_of.push((0, 0));
            self.order[step].push((state, node));
        }
        node
    }

    fn bundle(&mut self, template: u32, value: i64) -> u32 {
        let next = self.bundles.len() as u32;
        let id = *self.bundle_ids.entry((template, value)).or_insert(next);
        if id == next {
            self.bundles.push((template, value));
        }
        id
    }

    /// Makes all moves from the nodes before `step`; `None` if there are too many arcs.
    fn expand(&mut self, step: usize, limit: usize) -> Option<()> {
        let steps = self.frame.leave.len();
        let templates = self.templates;
        // The layer is complete: its states are looked up no more.
        self.layers[step] = FxHashMap::default();
        self.bundle_ids.clear();
        // A product that has used up its share early will not fit either: layers grow towards the middle.
        let early = step + 1 < steps / 2 && limit != usize::MAX;
        let share = if early { limit / (2 * steps) * (step + 1) } else { limit }.max(limit / 20);
        let nodes = std::mem::take(&mut self.order[step]);
        for &(state, node) in &nodes {
            let first = self.arcs.len() as u32;
            if step == steps {
                if let Some(value) = self.packed.end(&state) {
                    let bundle = self.bundle(END, value);
                    self.arcs.push((bundle, END));
                }
            } else {
                for template in templates.of_step(step) {
                    let label = &templates.list[template].label;
                    if let Place::Start(place) = label.place
                        && self.group_of[place as usize].is_none()
                    {
                        continue;
                    }
                    let mut next = state;
                    let Some(value) = self.packed.follow(&mut next, templates.kind_of[template]) else { continue };
                    let target = self.node(step + label.steps as usize, next);
                    let bundle = self.bundle(template as u32, value);
                    self.arcs.push((bundle, target));
                }
            }
            self.range_of[node as usize] = (first, self.arcs.len() as u32);
            if self.arcs.len() > share {
                return None;
            }
        }
        self.order[step] = nodes;
        Some(())
    }

    /// Leaves out what does not reach the end, merges nodes with the same future, numbers what remains by time.
    fn merge(self) -> (Diagram, Vec<u32>) {
        let mut merged_of: Vec<u32> = vec![END; self.nodes];
        // Merged nodes: step, and arcs in one list.
        let mut merged: Vec<(u32, u32, u32)> = Vec::new();
        let mut list: Vec<(u32, u32)> = Vec::new();
        for (step, nodes) in self.order.iter().enumerate().rev() {
            let mut same: FxHashMap<u64, Vec<u32>> = FxHashMap::default();
            for &(_, node) in nodes {
                let (from, to) = self.range_of[node as usize];
                let first = list.len();
                for &(bundle, target) in &self.arcs[from as usize..to as usize] {
                    if target == END {
                        list.push((bundle, END));
                    } else if merged_of[target as usize] != END {
                        list.push((bundle, merged_of[target as usize]));
                    }
                }
                if list.len() == first {
                    continue;
                }
                list[first..].sort_unstable();
                let mut hasher = FxHasher::default();
                list[first..].hash(&mut hasher);
                let candidates = same.entry(hasher.finish()).or_default();
                let known = candidates.iter().copied().find(|&known| {
                    let (_, from, to) = merged[known as usize];
                    list[from as usize..to as usize] == list[first..]
                });
                merged_of[node as usize] = match known {
                    Some(known) => {
                        list.truncate(first);
                        known
                    }
                    None => {
                        let next = merged.len() as u32;
                        merged.push((step as u32, first as u32, list.len() as u32));
                        candidates.push(next);
                        next
                    }
                };
            }
        }
        let root = merged_of.first().copied().filter(|root| *root != END);
        self.number(root, &merged, &list)
    }

    /// The diagram of what the root reaches; merging may have left other nodes behind.
    fn number(&self, root: Option<u32>, merged: &[(u32, u32, u32)], list: &[(u32, u32)]) -> (Diagram, Vec<u32>) {
        let places: Vec<ActivityId> = self.frame.places.iter().map(|place| place.0).collect();
        let mut diagram = Diagram { places, first_label: vec![0], ..Diagram::default() };
        let mut templates = Vec::new();
        let Some(root) = root else {
            diagram.first_arc.push(0);
            return (diagram, templates);
        };
        let arcs_of = |node: usize| &list[merged[node].1 as usize..merged[node].2 as usize];
        let mut reached = vec![false; merged.len()];
        reached[root as usize] = true;
        for node in (0..merged.len()).rev() {
            if reached[node] {
                arcs_of(node).iter().filter(|arc| arc.1 != END).for_each(|arc| reached[arc.1 as usize] = true);
            }
        }
        let kept: Vec<usize> = (0..merged.len()).rev().filter(|&node| reached[node]).collect();
        let mut number = vec![0_u32; merged.len()];
        kept.iter().enumerate().for_each(|(position, &node)| number[node] = position as u32);
        let end = kept.len() as u32;
        let mut used: Vec<Option<u32>> = vec![None; self.bundles.len()];
        for &node in &kept {
            diagram.first_arc.push(diagram.arcs.len() as u32);
            diagram.step_of.push(merged[node].0);
            for &(bundle, to) in arcs_of(node) {
                let bundle = *used[bundle as usize].get_or_insert_with(|| {
                    self.write_labels(self.bundles[bundle as usize], &mut diagram.labels, &mut templates);
                    diagram.first_label.push(diagram.labels.len() as u32);
                    diagram.first_label.len() as u32 - 2
                });
                let to = if to == END { end } else { number[to as usize] };
                diagram.arcs.push(Arc { bundle, to });
            }
        }
        diagram.first_arc.push(diagram.arcs.len() as u32);
        diagram.first_arc.push(diagram.arcs.len() as u32);
        diagram.step_of.push(self.frame.leave.len() as u32);
        (diagram, templates)
    }

    /// Writes the labels of a bundle, each with its template.
    fn write_labels(&self, (template, value): (u32, i64), labels: &mut Vec<Label>, templates: &mut Vec<u32>) {
        if template == END {
            labels.push(Label { place: Place::End, first: self.frame.leave.len() as u32, steps: 0, value });
            templates.push(END);
            return;
        }
        let label = Label { value, ..self.templates.list[template as usize].label };
        match label.place {
            Place::Start(place) => {
                let group = self.group_of[place as usize].unwrap_or(0);
                // The templates of a step are in the order of places.
                let mut from = template;
                for &member in &self.groups[group as usize] {
                    let is_of = |template: u32| self.templates.list[template as usize].label.place == Place::Start(member);
                    from = (from..self.templates.list.len() as u32).find(|&template| is_of(template)).unwrap_or(from);
                    labels.push(Label { place: Place::Start(member), ..label });
                    templates.push(from);
                }
            }
            Place::Stay(_) | Place::Idle | Place::Attend(_) | Place::End => {
                labels.push(label);
                templates.push(template);
            }
        }
    }
}

/// Groups of places that no automaton tells apart: their rotations leave no trace of the place, have the same lengths, and play the same
/// role for every automaton. One arc serves them all.
fn alike(frame: &Frame, automata: &[&dyn Automaton]) -> Vec<Vec<u16>> {
    let mut groups: Vec<Vec<u16>> = Vec::new();
    let mut known: FxHashMap<Vec<u32>, usize> = FxHashMap::default();
    for (position, &(activity, shortest, longest)) in frame.places.iter().enumerate() {
        let mut role = vec![shortest as u32, longest.min(u32::MAX as usize) as u32];
        automata.iter().for_each(|automaton| automaton.role(activity, &mut role));
        let group = *known.entry(role).or_insert(groups.len());
        if group == groups.len() {
            groups.push(Vec::new());
        }
        groups[group].push(position as u16);
    }
    groups
}

//! A product of automata becomes a diagram: nodes that do not reach the end are removed, nodes with the same future are merged, and the
//! rest is numbered in an order that does not depend on how the product was made.

use super::automata::Automaton;
use super::built::{Built, END};
use super::frame::{Frame, Templates};
use super::graph::{Arc, Diagram, Label, Place};
use crate::ids::ActivityId;
use rustc_hash::{FxHashMap, FxHasher};
use std::hash::{Hash, Hasher};

/// Nodes and arcs of a product.
pub(super) struct Product<'a> {
    pub(super) frame: &'a Frame,
    pub(super) templates: &'a Templates,
    /// Groups of places that are alike, as positions in the frame's places; and for the first place of each group, which stands for all of
    /// them, the group.
    groups: Vec<Vec<u16>>,
    pub(super) group_of: Vec<Option<u32>>,
    /// Step and node, in the order of steps; the first is the source.
    pub(super) order: Vec<(u32, u32)>,
    /// Arcs of each node.
    pub(super) range_of: Vec<(u32, u32)>,
    /// Bundle and target.
    pub(super) arcs: Vec<(u32, u32)>,
    /// Template of each bundle, that of a group's first place, and value.
    bundles: Vec<(u32, i64)>,
    /// The bundle made last of each template; the end's is behind all others.
    latest: Vec<u32>,
    bundle_ids: FxHashMap<(u32, i64), u32>,
}

/// Merged nodes: step, and arcs in one list, each with the rank of its bundle and its target.
#[derive(Default)]
struct Merged {
    nodes: Vec<(u32, u32, u32)>,
    arcs: Vec<(u32, u32)>,
}

impl Merged {
    /// The nodes that the root reaches: step by step, each step's in the order in which they are reached.
    fn reached_from(&self, root: u32, steps: usize) -> Vec<u32> {
        let mut layers: Vec<Vec<u32>> = vec![Vec::new(); steps + 1];
        let mut reached = vec![false; self.nodes.len()];
        layers[0].push(root);
        reached[root as usize] = true;
        for step in 0..=steps {
            let layer = std::mem::take(&mut layers[step]);
            for &node in &layer {
                for &(_, to) in self.arcs_of(node) {
                    if to != END && !std::mem::replace(&mut reached[to as usize], true) {
                        layers[self.nodes[to as usize].0 as usize].push(to);
                    }
                }
            }
            layers[step] = layer;
        }
        layers.into_iter().flatten().collect()
    }

    fn arcs_of(&self, node: u32) -> &[(u32, u32)] {
        let (_, from, to) = self.nodes[node as usize];
        &self.arcs[from as usize..to as usize]
    }
}

/// The nodes of one step by a hash of their arcs.
#[derive(Default)]
struct Alike {
    /// The node made last with each hash.
    latest: FxHashMap<u64, u32>,
    /// For each node the one made before it with the same hash.
    before: Vec<u32>,
}

impl Alike {
    /// Keeps the arcs from `first` on as a node, unless the step has a node with the same arcs; returns that, or the new one.
    fn keep(&mut self, step: u32, first: usize, merged: &mut Merged) -> u32 {
        let own = &merged.arcs[first..];
        debug_assert!(
            own.is_sorted(),
            "a node makes each move once, in the order of templates"
        );
        let mut hasher = FxHasher::default();
        own.iter().for_each(|&(rank, target)| {
            ((u64::from(rank) << 32) | u64::from(target)).hash(&mut hasher)
        });
        let next = merged.nodes.len() as u32;
        let latest = self.latest.entry(hasher.finish()).or_insert(END);
        let mut known = *latest;
        while known != END && merged.arcs_of(known) != own {
            known = self.before[known as usize];
        }
        if known != END {
            merged.arcs.truncate(first);
            return known;
        }
        let end = merged.arcs.len() as u32;
        merged.nodes.push((step, first as u32, end));
        self.before.push(std::mem::replace(latest, next));
        next
    }
}

impl<'a> Product<'a> {
    pub(super) fn new(frame: &'a Frame, templates: &'a Templates, groups: Vec<Vec<u16>>) -> Self {
        let mut group_of = vec![None; frame.places.len()];
        groups
            .iter()
            .enumerate()
            .for_each(|(group, places)| group_of[places[0] as usize] = Some(group as u32));
        Self {
            frame,
            templates,
            groups,
            group_of,
            order: Vec::new(),
            range_of: Vec::new(),
            arcs: Vec::new(),
            bundles: Vec::new(),
            latest: vec![END; templates.list.len() + 1],
            bundle_ids: FxHashMap::default(),
        }
    }

    /// The number of the bundle of a template and a value.
    #[inline]
    pub(super) fn bundle(&mut self, template: u32, value: i64) -> u32 {
        // Nearly always the value that this move had before.
        let slot = (template as usize).min(self.templates.list.len());
        let latest = self.latest[slot];
        if self.bundles.get(latest as usize) == Some(&(template, value)) {
            return latest;
        }
        let next = self.bundles.len() as u32;
        let id = *self.bundle_ids.entry((template, value)).or_insert(next);
        if id == next {
            self.bundles.push((template, value));
        }
        self.latest[slot] = id;
        id
    }

    /// Leaves out what does not reach the end, merges nodes with the same future, numbers what remains by time.
    pub(super) fn merged(mut self) -> Built {
        let rank_of = self.sort_bundles();
        let mut merged_of: Vec<u32> = vec![END; self.range_of.len()];
        let mut merged = Merged::default();
        let mut alike = Alike::default();
        let mut current = u32::MAX;
        for &(step, node) in self.order.iter().rev() {
            if step != current {
                alike.latest.clear();
                current = step;
            }
            let (from, to) = self.range_of[node as usize];
            let first = merged.arcs.len();
            for &(bundle, target) in &self.arcs[from as usize..to as usize] {
                let target = if target == END {
                    END
                } else {
                    merged_of[target as usize]
                };
                let rank = rank_of[bundle as usize];
                if target != END || self.bundles[rank as usize].0 == END {
                    merged.arcs.push((rank, target));
                }
            }
            if merged.arcs.len() > first {
                merged_of[node as usize] = alike.keep(step, first, &mut merged);
            }
        }
        let root = self
            .order
            .first()
            .map_or(END, |source| merged_of[source.1 as usize]);
        self.numbered(root, &merged)
    }

    /// Sorts bundles by templates and values, whenever these came up; returns the new position of each.
    fn sort_bundles(&mut self) -> Vec<u32> {
        let mut by_rank: Vec<u32> = (0..self.bundles.len() as u32).collect();
        by_rank.sort_unstable_by_key(|&bundle| self.bundles[bundle as usize]);
        let mut rank_of = vec![0_u32; by_rank.len()];
        by_rank
            .iter()
            .zip(0..)
            .for_each(|(&bundle, rank)| rank_of[bundle as usize] = rank);
        self.bundles.sort_unstable();
        rank_of
    }

    /// The diagram of what the root reaches; merging may have left other nodes behind.
    fn numbered(&self, root: u32, merged: &Merged) -> Built {
        let places: Vec<ActivityId> = self.frame.places.iter().map(|place| place.0).collect();
        let cells = self.frame.cells.clone();
        let mut built = Built {
            diagram: Diagram {
                places,
                cells,
                first_label: vec![0],
                ..Diagram::default()
            },
            template_of: Vec::new(),
        };
        let Built {
            diagram,
            template_of,
        } = &mut built;
        if root == END {
            diagram.first_arc.push(0);
            return built;
        }
        let steps = self.frame.leave.len();
        let kept = merged.reached_from(root, steps);
        let mut number = vec![0_u32; merged.nodes.len()];
        kept.iter()
            .zip(0..)
            .for_each(|(&node, position)| number[node as usize] = position);
        let end = kept.len() as u32;
        let mut used: Vec<u32> = vec![END; self.bundles.len()];
        for &node in &kept {
            diagram.first_arc.push(diagram.arcs.len() as u32);
            diagram.step_of.push(merged.nodes[node as usize].0);
            for &(rank, to) in merged.arcs_of(node) {
                let bundle = &mut used[rank as usize];
                if *bundle == END {
                    *bundle = diagram.first_label.len() as u32 - 1;
                    self.write_labels(
                        self.bundles[rank as usize],
                        &mut diagram.labels,
                        template_of,
                    );
                    diagram.first_label.push(diagram.labels.len() as u32);
                }
                diagram.arcs.push(Arc {
                    bundle: *bundle,
                    to: if to == END { end } else { number[to as usize] },
                });
            }
        }
        diagram.first_arc.push(diagram.arcs.len() as u32);
        diagram.first_arc.push(diagram.arcs.len() as u32);
        diagram.step_of.push(steps as u32);
        built
    }

    /// Writes the labels of a bundle, each with its template.
    fn write_labels(
        &self,
        (template, value): (u32, i64),
        labels: &mut Vec<Label>,
        templates: &mut Vec<u32>,
    ) {
        if template == END {
            labels.push(Label {
                place: Place::End,
                first: self.frame.leave.len() as u32,
                steps: 0,
                value,
            });
            templates.push(END);
            return;
        }
        let label = Label {
            value,
            ..self.templates.list[template as usize].label
        };
        match label.place {
            Place::Start(place) => {
                let group = self.group_of[place as usize].unwrap_or(0);
                // The templates of a step are in the order of places.
                let mut from = template;
                for &member in &self.groups[group as usize] {
                    let is_of = |template: u32| {
                        self.templates.list[template as usize].label.place == Place::Start(member)
                    };
                    from = (from..self.templates.list.len() as u32)
                        .find(|&template| is_of(template))
                        .unwrap_or(from);
                    labels.push(Label {
                        place: Place::Start(member),
                        ..label
                    });
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
pub(super) fn alike(frame: &Frame, automata: &[&dyn Automaton]) -> Vec<Vec<u16>> {
    let mut groups: Vec<Vec<u16>> = Vec::new();
    let mut known: FxHashMap<Vec<u32>, usize> = FxHashMap::default();
    for (position, &(activity, shortest, longest)) in frame.places.iter().enumerate() {
        let mut role = vec![shortest as u32, longest.min(u32::MAX as usize) as u32];
        automata
            .iter()
            .for_each(|automaton| automaton.role(activity, &mut role));
        let group = *known.entry(role).or_insert(groups.len());
        if group == groups.len() {
            groups.push(Vec::new());
        }
        groups[group].push(position as u16);
    }
    groups
}

//! Building a diagram: a coarser diagram is refined by automata that it does not know yet.
//!
//! The coarsest diagram only knows the axis. Every node of the finer one lies over a node of the coarser one and makes only moves that the
//! coarser one makes. So no node is made of which the coarser one knows that it does not reach the end. `merge` then removes and merges
//! what remains.

use super::automata::Automaton;
use super::built::{Built, END};
use super::class::Stop;
use super::frame::{Frame, Templates};
use super::graph::{Diagram, NodeId, Place};
use super::merge::{Product, alike};
use super::packed::{Packed, WORDS};
use rustc_hash::FxHashMap;

/// Limits of one build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BuildLimits {
    /// Most arcs before merging, moves that are known to have no end not counted; a product that needs more is given up.
    pub arcs: usize,
}

impl Built {
    /// The product with the automata in `packed`; `None` if it needs more arcs than allowed, or if `stop` says so in the meantime. `automata` are all that the result knows.
    pub(super) fn refined(
        &self,
        (frame, templates): (&Frame, &Templates),
        automata: &[&dyn Automaton],
        packed: &Packed,
        limits: BuildLimits,
        stop: Stop<'_>,
    ) -> Option<Self> {
        if self.diagram.is_empty() {
            let places = frame.places.iter().map(|place| place.0).collect();
            return Some(Self {
                diagram: Diagram {
                    places,
                    cells: frame.cells.clone(),
                    ..self.diagram.clone()
                },
                template_of: Vec::new(),
            });
        }
        let product = Product::new(frame, templates, alike(frame, automata));
        // Few words are quicker to compare; nearly all products need no more than one or two.
        let product = match packed.words() {
            0 | 1 => Expansion::<1>::new(self, packed, product).run(limits, stop),
            2 => Expansion::<2>::new(self, packed, product).run(limits, stop),
            _ => Expansion::<WORDS>::new(self, packed, product).run(limits, stop),
        }?;
        Some(product.merged())
    }
}

/// Nodes of the coarser diagram after which it is asked again whether to stop.
const NODES_BETWEEN_QUESTIONS: usize = 16;

/// Up to so many states are looked for one by one.
const FEW_STATES: usize = 8;

/// The states of the nodes over one node of the coarser diagram.
#[derive(Clone, Debug)]
pub(super) struct Layer<const STATE: usize> {
    pub(super) nodes: Vec<([u64; STATE], u32)>,
    /// Nodes by state, once there are more than [`FEW_STATES`].
    index: FxHashMap<[u64; STATE], u32>,
}

impl<const STATE: usize> Default for Layer<STATE> {
    fn default() -> Self {
        Self {
            nodes: Vec::new(),
            index: FxHashMap::default(),
        }
    }
}

impl<const STATE: usize> Layer<STATE> {
    /// The node of a state, which is `next` if there was none.
    #[inline]
    pub(super) fn node(&mut self, state: [u64; STATE], next: u32) -> u32 {
        if self.nodes.len() <= FEW_STATES {
            if let Some(known) = self.nodes.iter().find(|known| known.0 == state) {
                return known.1;
            }
            self.nodes.push((state, next));
            if self.nodes.len() > FEW_STATES {
                self.index.extend(self.nodes.iter().copied());
            }
            return next;
        }
        let node = *self.index.entry(state).or_insert(next);
        if node == next {
            self.nodes.push((state, next));
        }
        node
    }
}

/// The product while it grows.
struct Expansion<'a, const STATE: usize> {
    coarse: &'a Built,
    packed: &'a Packed,
    product: Product<'a>,
    /// By node of the coarser diagram; emptied when the node is done.
    layers: Vec<Layer<STATE>>,
    nodes: u32,
}

/// A move that the coarser diagram makes: template, kind, value and bundle of it there, target.
type Move = (u32, u32, i64, NodeId);

impl<'a, const STATE: usize> Expansion<'a, STATE> {
    fn new(coarse: &'a Built, packed: &'a Packed, product: Product<'a>) -> Self {
        let layers = (0..coarse.diagram.node_count())
            .map(|_| Layer::default())
            .collect();
        let mut expansion = Self {
            coarse,
            packed,
            product,
            layers,
            nodes: 0,
        };
        expansion.node(0, packed.start());
        expansion
    }

    fn run(mut self, limits: BuildLimits, stop: Stop<'_>) -> Option<Product<'a>> {
        let steps = self
            .coarse
            .diagram
            .step_of
            .last()
            .map_or(0, |step| *step as usize);
        let end = self.coarse.diagram.node_count() - 1;
        let mut moves = Vec::new();
        for node in 0..end {
            if node % NODES_BETWEEN_QUESTIONS == 0 && stop() {
                return None;
            }
            let step = self.coarse.diagram.step_of(node as NodeId);
            // A product that has used up its share early will not fit later, because layers grow towards the middle.
            let early = step + 1 < steps / 2 && limits.arcs != usize::MAX;
            let share = if early {
                limits.arcs / (2 * steps) * (step + 1)
            } else {
                limits.arcs
            }
            .max(limits.arcs / 20);
            self.list_moves(node as NodeId, &mut moves);
            self.expand(node, &moves, share)?;
        }
        Some(self.product)
    }

    fn node(&mut self, coarse: usize, state: [u64; STATE]) -> u32 {
        let node = self.layers[coarse].node(state, self.nodes);
        if node == self.nodes {
            self.nodes += 1;
            self.product.range_of.push((0, 0));
        }
        node
    }

    /// The moves from a node of the coarser diagram; of places that are alike only the move of the first one.
    fn list_moves(&self, node: NodeId, moves: &mut Vec<Move>) {
        moves.clear();
        let diagram = &self.coarse.diagram;
        for (label, to) in diagram.moves_of(node) {
            let template = self.coarse.template_of[label as usize];
            let label = &diagram.labels[label as usize];
            if !matches!(label.place, Place::Start(place) if self.product.group_of[place as usize].is_none())
            {
                let kind = self
                    .product
                    .templates
                    .kind_of
                    .get(template as usize)
                    .copied()
                    .unwrap_or(END);
                moves.push((template, kind, label.value, to));
            }
        }
        moves.sort_unstable();
    }

    /// Makes all moves from the nodes over one node of the coarser diagram; `None` if there are too many arcs.
    fn expand(&mut self, coarse: usize, moves: &[Move], share: usize) -> Option<()> {
        // No further arc leads here, so the states are no longer looked up.
        let Layer { nodes, .. } = std::mem::take(&mut self.layers[coarse]);
        for (state, node) in nodes {
            let first = self.product.arcs.len() as u32;
            for &(template, kind, value, to) in moves {
                if kind == END {
                    if let Some(extra) = self.packed.end(&state) {
                        let bundle = self.product.bundle(END, value + extra);
                        self.product.arcs.push((bundle, END));
                    }
                    continue;
                }
                let mut next = state;
                let Some(extra) = self.packed.follow(&mut next, kind) else {
                    continue;
                };
                let target = self.node(to as usize, next);
                let bundle = self.product.bundle(template, value + extra);
                self.product.arcs.push((bundle, target));
            }
            self.product.range_of[node as usize] = (first, self.product.arcs.len() as u32);
            self.product
                .order
                .push((self.coarse.diagram.step_of[coarse], node));
            if self.product.arcs.len() > share {
                return None;
            }
        }
        Some(())
    }
}

//! The flow network of some departments: asks, stretches of periods, capacities.

use super::ask::Ask;
use super::limits::Limits;
use crate::problem::Problem;
use petgraph::graph::{DiGraph, NodeIndex};
use rustc_hash::FxHashMap;

/// What a node stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Node {
    Source,
    Sink,
    /// Position in the network's asks.
    Ask(usize),
    /// An ask in a stretch.
    AskIn,
    /// A capacity and a stretch.
    Place(usize, usize),
}

/// A flow network.
pub(super) struct Network<'a> {
    pub(super) problem: &'a Problem,
    pub(super) limits: &'a Limits<'a>,
    pub(super) asks: &'a [&'a Ask],
    pub(super) graph: DiGraph<Node, u64>,
    pub(super) source: NodeIndex,
    pub(super) sink: NodeIndex,
    width: usize,
    places: FxHashMap<(usize, usize), NodeIndex>,
}

impl<'a> Network<'a> {
    /// The network over single periods, or over stretches of as few periods as keep it within `most_arcs`; `None` if even
    /// the whole horizon at once does not.
    pub(super) fn new(
        problem: &'a Problem,
        limits: &'a Limits<'a>,
        asks: &'a [&'a Ask],
        most_arcs: usize,
    ) -> Option<Self> {
        let periods = problem.horizon().len();
        let mut width = 1;
        loop {
            let mut network = Self::empty(problem, limits, asks, width);
            if (0..asks.len()).all(|ask| network.add(ask, most_arcs)) {
                return Some(network);
            }
            if width >= periods {
                return None;
            }
            width = (width * 2).min(periods);
        }
    }
    /// Number of arcs.
    pub(super) fn arc_count(&self) -> usize {
        self.graph.edge_count()
    }
    /// Periods in a stretch.
    pub(super) fn width(&self) -> usize {
        self.width
    }
    /// Periods of a stretch.
    pub(super) fn stretch(&self, stretch: usize) -> std::ops::Range<usize> {
        stretch * self.width..((stretch + 1) * self.width).min(self.problem.horizon().len())
    }

    fn empty(
        problem: &'a Problem,
        limits: &'a Limits<'a>,
        asks: &'a [&'a Ask],
        width: usize,
    ) -> Self {
        let mut graph = DiGraph::new();
        let source = graph.add_node(Node::Source);
        let sink = graph.add_node(Node::Sink);
        Self {
            problem,
            limits,
            asks,
            graph,
            source,
            sink,
            width,
            places: FxHashMap::default(),
        }
    }

    /// Adds an ask and the places it can use; false if there are too many arcs.
    fn add(&mut self, index: usize, most_arcs: usize) -> bool {
        let ask = self.asks[index];
        let doctors = ask.doctors.len() as u64;
        let node = self.graph.add_node(Node::Ask(index));
        self.graph
            .add_edge(self.source, node, ask.need.saturating_mul(doctors));
        let mut rest = ask.periods.as_slice();
        while let Some(first) = rest.first() {
            let stretch = first.index() / self.width;
            let here = rest.partition_point(|period| period.index() / self.width == stretch);
            rest = &rest[here..];
            let most = doctors.saturating_mul(here as u64);
            match self.places_of(ask, stretch) {
                None => {
                    self.graph.add_edge(node, self.sink, most);
                }
                Some(places) if places.len() == 1 => {
                    self.graph.add_edge(node, places[0], most);
                }
                Some(places) => {
                    let within = self.graph.add_node(Node::AskIn);
                    self.graph.add_edge(node, within, most);
                    for place in places {
                        self.graph.add_edge(within, place, most);
                    }
                }
            }
            if self.graph.edge_count() > most_arcs {
                return false;
            }
        }
        true
    }

    /// The nodes an ask can go to in a stretch; `None` if one of its activities has no limit there.
    fn places_of(&mut self, ask: &Ask, stretch: usize) -> Option<Vec<NodeIndex>> {
        let mut entries: Vec<usize> = Vec::new();
        for &activity in &ask.activities {
            let periods = self.stretch(stretch);
            entries.push(
                self.limits
                    .chain(activity, &ask.restricted)
                    .find(|&rule| self.limits.places(rule, periods.clone()).is_some())?,
            );
        }
        entries.sort_unstable();
        entries.dedup();
        Some(
            entries
                .into_iter()
                .map(|rule| self.place(rule, stretch))
                .collect(),
        )
    }

    /// The node of a capacity in a stretch, made with those that contain it.
    fn place(&mut self, rule: usize, stretch: usize) -> NodeIndex {
        let mut inner: Option<(NodeIndex, u64)> = None;
        let mut first = self.sink;
        let chain: Vec<usize> =
            std::iter::successors(Some(rule), |&rule| self.limits.parent(rule)).collect();
        for rule in chain {
            let Some(places) = self.limits.places(rule, self.stretch(stretch)) else {
                continue;
            };
            let known = self.places.get(&(rule, stretch)).copied();
            let node = known.unwrap_or_else(|| self.graph.add_node(Node::Place(rule, stretch)));
            match inner {
                Some((inner, places)) => {
                    self.graph.add_edge(inner, node, places);
                }
                None => first = node,
            }
            if known.is_some() {
                return first;
            }
            self.places.insert((rule, stretch), node);
            inner = Some((node, places));
        }
        if let Some((last, places)) = inner {
            self.graph.add_edge(last, self.sink, places);
        }
        first
    }
}

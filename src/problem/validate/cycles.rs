//! Rows that refer to each other in a circle.

use super::Resolver;
use crate::error::Code;
use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use std::collections::{HashMap, HashSet};

/// Rows of a cycle that a message names.
const SHOWN: usize = 20;

impl Resolver {
    /// Reports every cycle of a graph whose nodes carry positions in `keys`.
    pub(super) fn report_cycles(
        &mut self,
        graph: &DiGraph<usize, ()>,
        keys: &[&str],
        pointer: &str,
        kind: &str,
    ) {
        for part in cyclic_parts(graph) {
            let cycle = cycle_in(graph, &part);
            let names: Vec<&str> = cycle.iter().map(|&node| keys[graph[node]]).collect();
            let more = if names.len() > SHOWN { " → …" } else { "" };
            let shown = names[..names.len().min(SHOWN)].join(" → ");
            let message = format!("{shown}{more} → {} form a cycle.", names[0]);
            let subject = format!("{kind} {:?}", names[0]);
            self.found
                .error(Code::ReferenceCycle, pointer, subject, message);
        }
    }
}

/// The strongly connected parts of a graph that are cyclic.
pub(super) fn cyclic_parts(graph: &DiGraph<usize, ()>) -> impl Iterator<Item = Vec<NodeIndex>> {
    let is_cyclic = move |part: &Vec<NodeIndex>| {
        part.len() > 1 || part.iter().any(|&node| graph.contains_edge(node, node))
    };
    // Not Tarjan's: petgraph's recurses, and a chain of ten thousand would overflow the stack.
    kosaraju_scc(graph).into_iter().filter(is_cyclic)
}

/// One cycle through the nodes of a strongly connected component.
fn cycle_in(graph: &DiGraph<usize, ()>, component: &[NodeIndex]) -> Vec<NodeIndex> {
    let Some(&start) = component.iter().min() else {
        return Vec::new();
    };
    let members: HashSet<_> = component.iter().copied().collect();
    let mut positions = HashMap::from([(start, 0)]);
    let mut path = vec![start];
    let mut current = start;
    loop {
        // The smallest neighbour that is new, else the smallest: the same cycle whatever the order of edges.
        let inside = || {
            graph
                .neighbors(current)
                .filter(|node| members.contains(node))
        };
        let Some(step) = inside()
            .filter(|node| !positions.contains_key(node))
            .min()
            .or_else(|| inside().min())
        else {
            return path;
        };
        if let Some(&position) = positions.get(&step) {
            return path.split_off(position);
        }
        positions.insert(step, path.len());
        path.push(step);
        current = step;
    }
}

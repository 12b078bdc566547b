//! Sizes, and export to petgraph and Graphviz.

use super::graph::{Diagram, Label, Place};
use super::pathways::Pathways;
use crate::error::visible;
use crate::problem::{Problem, UNKNOWN};
use petgraph::graph::DiGraph;
use std::fmt::Write;

/// Sizes of the diagrams of a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Statistics {
    /// Doctors.
    pub doctors: usize,
    /// Distinct diagrams.
    pub diagrams: usize,
    /// Those of them that are relaxed.
    pub relaxed: usize,
    /// Nodes altogether.
    pub nodes: usize,
    /// Arcs altogether.
    pub arcs: usize,
    /// Arcs of the largest.
    pub largest_arcs: usize,
}

impl Pathways {
    /// Sizes of the diagrams.
    #[must_use]
    pub fn statistics(&self) -> Statistics {
        let mut statistics = Statistics {
            doctors: self.len(),
            diagrams: self.classes().len(),
            ..Statistics::default()
        };
        for class in self.classes() {
            statistics.relaxed += usize::from(!class.is_exact());
            statistics.nodes += class.diagram.node_count();
            statistics.arcs += class.diagram.arc_count();
            statistics.largest_arcs = statistics.largest_arcs.max(class.diagram.arc_count());
        }
        statistics
    }
}

/// The diagram as a petgraph graph: a node's weight is its step, an arc's its label.
#[must_use]
pub fn to_petgraph(diagram: &Diagram) -> DiGraph<u32, Label> {
    let mut graph = DiGraph::with_capacity(diagram.node_count(), diagram.arc_count());
    let nodes: Vec<_> = diagram
        .step_of
        .iter()
        .map(|step| graph.add_node(*step))
        .collect();
    for node in 0..diagram.node_count() {
        for (label, to) in diagram.moves_of(node as u32) {
            graph.add_edge(
                nodes[node],
                nodes[to as usize],
                diagram.labels[label as usize],
            );
        }
    }
    graph
}

/// The diagram in Graphviz's language, activities by their ids in the input.
#[must_use]
pub fn to_dot(problem: &Problem, diagram: &Diagram) -> String {
    let mut text = String::from(
        "digraph pathways {\n  rankdir=LR;\n  node [shape=circle, label=\"\", width=0.15];\n",
    );
    let key = |label: &Label| {
        diagram.activity(label).map_or(UNKNOWN.into(), |activity| {
            visible(&problem.activity(activity).key)
        })
    };
    for node in 0..diagram.node_count() {
        for (label, to) in diagram.moves_of(node as u32) {
            let label = diagram.labels[label as usize];
            let name = match label.place {
                Place::Idle => "idle".to_owned(),
                Place::Start(_) => format!("{} x{}", key(&label), label.steps),
                Place::Stay(_) => format!("+ {}", key(&label)),
                Place::Attend(slot) => format!("slot {}", slot + 1),
                Place::End => "end".to_owned(),
            };
            let name = name.replace('\\', "\\\\").replace('"', "\\\"");
            // Writing to a string cannot fail.
            let _ = writeln!(
                text,
                "  {node} -> {} [label=\"{name} ({})\"];",
                to, label.value
            );
        }
    }
    text.push_str("}\n");
    text
}

//! The programme: columns for arcs, rows for nodes and for shared rules.

use super::super::lp::LinearModel;
use super::super::parameters::flow::DENSITY;
use super::super::rows::{SharedRows, Sums};
use super::super::setting::Setting;
use crate::diagram::{Diagram, NodeId, Weights};
use crate::formulation::{OneDoctor, RowId, RowUsage};
use crate::ids::DoctorId;
use rustc_hash::FxHashMap;

/// An arc of one doctor's diagram that the doctor may take.
#[derive(Clone, Copy, Debug)]
pub(in crate::solve) struct FlowArc {
    pub(in crate::solve) from: NodeId,
    pub(in crate::solve) to: NodeId,
    pub(in crate::solve) label: u32,
}

/// The columns of one doctor.
#[derive(Debug)]
pub(in crate::solve) struct DoctorFlow {
    pub(super) first_column: usize,
    /// Ascending by source.
    pub(in crate::solve) arcs: Vec<FlowArc>,
    /// The last node.
    pub(super) end: NodeId,
}

impl DoctorFlow {
    /// Arcs of one doctor's diagram, ascending by source, as the first columns.
    pub(in crate::solve) fn of_arcs(arcs: Vec<FlowArc>, diagram: &Diagram) -> Self {
        Self {
            first_column: 0,
            arcs,
            end: diagram.node_count().saturating_sub(1) as NodeId,
        }
    }

    /// The arcs that leave a node, with their columns.
    pub(super) fn arcs_of(&self, node: NodeId) -> impl Iterator<Item = (usize, &FlowArc)> {
        let first = self.arcs.partition_point(|arc| arc.from < node);
        (first..)
            .zip(self.arcs[first..].iter())
            .take_while(move |(_, arc)| arc.from == node)
            .map(|(at, arc)| (self.first_column + at, arc))
    }

    /// The columns of a path with these labels. Idle labels of two kinds may look alike, so that a node can have two arcs with one label.
    pub(in crate::solve) fn trace(&self, labels: &[u32]) -> Option<Vec<usize>> {
        // For each position the nodes reached, by which column and from which entry of the position before.
        let mut layers: Vec<Vec<(NodeId, usize, usize)>> = vec![vec![(0, usize::MAX, usize::MAX)]];
        for label in labels {
            let mut next: Vec<(NodeId, usize, usize)> = Vec::new();
            for (entry, &(node, _, _)) in layers.last()?.iter().enumerate() {
                for (column, arc) in self.arcs_of(node).filter(|(_, arc)| arc.label == *label) {
                    if next.iter().all(|known| known.0 != arc.to) {
                        next.push((arc.to, column, entry));
                    }
                }
            }
            layers.push(next);
        }
        let mut entry = layers
            .last()?
            .iter()
            .position(|entry| entry.0 == self.end)?;
        let mut columns = Vec::with_capacity(labels.len());
        for layer in layers[1..].iter().rev() {
            columns.push(layer[entry].1);
            entry = layer[entry].2;
        }
        Some(columns)
    }
}

/// A problem as a mixed-integer programme.
#[derive(Debug)]
pub(crate) struct FlowModel {
    pub(in crate::solve) model: LinearModel,
    pub(super) doctors: Vec<DoctorFlow>,
    /// The shared rows.
    pub(super) shared: SharedRows,
}

impl FlowModel {
    /// Writes the programme; `None` if a diagram is relaxed, a doctor has no pathway, the diagrams have more than `most_columns` arcs
    /// together, or a row of a group has a shape that a switch cannot express (no rule makes one).
    ///
    /// # Complexity
    /// Arcs of all doctors × rows that one of them uses.
    pub(super) fn build(setting: Setting<'_>, most_columns: usize) -> Option<Self> {
        let count = setting.pathways.len();
        let mut all_arcs = Vec::with_capacity(count);
        let mut size = 0;
        for doctor in (0..count).map(DoctorId::new) {
            let class = setting.pathways.class(doctor);
            // The cheap tests come first: pruning seldom removes most of a programme.
            if !class.is_exact() || class.diagram.is_empty() || size > most_columns {
                return None;
            }
            let arcs = usable_arcs(&class.diagram, &setting.pathways.table(doctor).labels);
            size += arcs.len();
            if arcs.is_empty() || size > most_columns {
                return None;
            }
            all_arcs.push(arcs);
        }
        Self::of_arcs(setting, all_arcs, most_columns)
    }

    /// Writes the programme over some arcs of each doctor, ascending by source; `None` as in [`build`](Self::build).
    pub(in crate::solve) fn of_arcs(
        setting: Setting<'_>,
        all_arcs: Vec<Vec<FlowArc>>,
        most_columns: usize,
    ) -> Option<Self> {
        if all_arcs.iter().any(Vec::is_empty) {
            return None;
        }
        let formulation = setting.formulation;
        let mut flow = Self {
            model: LinearModel::new(),
            doctors: Vec::with_capacity(all_arcs.len()),
            shared: SharedRows::default(),
        };
        let rows = formulation.rows.len();
        let mut sums = Sums {
            terms: vec![Vec::new(); rows],
            fixed: vec![0; rows],
        };
        let mut terms = 0;
        for (index, arcs) in all_arcs.into_iter().enumerate() {
            terms += flow.add_doctor(setting, DoctorId::new(index), arcs, &mut sums.terms);
            if terms > most_columns.saturating_mul(DENSITY) {
                return None;
            }
        }
        flow.shared = SharedRows::write(&mut flow.model, formulation, &sums, |_| true)?;
        flow.model.validate().ok()?;
        Some(flow)
    }

    /// One doctor's columns and the balance of each node; returns the number of terms in shared rows.
    fn add_doctor(
        &mut self,
        setting: Setting<'_>,
        doctor: DoctorId,
        arcs: Vec<FlowArc>,
        sums: &mut [Vec<(usize, f64)>],
    ) -> usize {
        let one = OneDoctor::new(setting.pathways, doctor);
        let class = one.class;
        let values = &setting.pathways.table(doctor).labels;
        let first_column = self.model.columns().len();
        let end = class.diagram.node_count() - 1;
        let mut balance: Vec<Vec<(usize, f64)>> = vec![Vec::new(); end + 1];
        let mut usage_of: FxHashMap<u32, Vec<(RowId, i64)>> = FxHashMap::default();
        let mut terms = 0;
        for arc in &arcs {
            let value = values[arc.label as usize];
            let column = self.model.add_integer_column(0.0, 1.0, f64::of(value));
            balance[arc.from as usize].push((column, 1.0));
            balance[arc.to as usize].push((column, -1.0));
            let usage = usage_of
                .entry(arc.label)
                .or_insert_with(|| RowUsage::of(setting.formulation, one, &[arc.label], value));
            terms += usage.len();
            for &(row, amount) in usage.iter() {
                sums[row.index()].push((column, f64::of(amount)));
            }
        }
        for (node, columns) in balance.into_iter().enumerate() {
            if node != end && !columns.is_empty() {
                let leaves = if node == 0 { 1.0 } else { 0.0 };
                self.model.add_row(leaves, leaves, columns);
            }
        }
        self.doctors.push(DoctorFlow {
            first_column,
            arcs,
            end: end as NodeId,
        });
        terms
    }
}

/// The arcs that lie on a path which a doctor may take, ascending by source. O(arcs).
fn usable_arcs(diagram: &Diagram, allowed: &[i64]) -> Vec<FlowArc> {
    let nodes = diagram.node_count();
    let is_allowed = |label: u32| allowed[label as usize] > i64::NOWHERE;
    let mut ends = vec![false; nodes];
    ends[nodes - 1] = true;
    for node in (0..nodes - 1).rev() {
        ends[node] = diagram
            .moves_of(node as NodeId)
            .any(|(label, to)| is_allowed(label) && ends[to as usize]);
    }
    let mut reached = vec![false; nodes];
    reached[0] = true;
    let mut arcs = Vec::new();
    for from in 0..nodes - 1 {
        if !reached[from] {
            continue;
        }
        for (label, to) in diagram
            .moves_of(from as NodeId)
            .filter(|&(label, to)| is_allowed(label) && ends[to as usize])
        {
            reached[to as usize] = true;
            arcs.push(FlowArc {
                from: from as NodeId,
                to,
                label,
            });
        }
    }
    arcs
}

//! The programme: columns for arcs, rows for nodes and for shared rules.

use super::super::lp::LinearModel;
use super::super::prices::Setting;
use crate::diagram::{Diagram, NodeId, Weights};
use crate::formulation::{Group, Row, RowId, RowUsage, Shape};
use crate::ids::DoctorId;
use rustc_hash::FxHashMap;

/// Terms in shared rows that a model may have for each column it may have.
const DENSITY: usize = 25;

/// An arc of one doctor's diagram that the doctor may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct FlowArc {
    pub(super) from: NodeId,
    pub(super) to: NodeId,
    pub(super) label: u32,
}

/// The columns of one doctor.
#[derive(Debug)]
pub(super) struct DoctorFlow {
    pub(super) first_column: usize,
    /// Ascending by source.
    pub(super) arcs: Vec<FlowArc>,
    /// The last node.
    pub(super) end: NodeId,
}

impl DoctorFlow {
    /// The arcs that leave a node, with their columns.
    pub(super) fn arcs_of(&self, node: NodeId) -> impl Iterator<Item = (usize, &FlowArc)> {
        let first = self.arcs.partition_point(|arc| arc.from < node);
        (first..).zip(self.arcs[first..].iter()).take_while(move |(_, arc)| arc.from == node).map(|(at, arc)| (self.first_column + at, arc))
    }
}

/// Columns besides the arcs that a row of the formulation has.
#[derive(Clone, Debug, Default)]
pub(super) struct RowColumns {
    /// Units below what is allowed, and above.
    pub(super) below: Option<usize>,
    pub(super) above: Option<usize>,
    /// Allowed values with their binaries.
    pub(super) choices: Vec<(i64, usize)>,
    /// 1 if the sum is not 0.
    pub(super) switch: Option<usize>,
}

/// Columns of a group.
#[derive(Clone, Copy, Debug)]
pub(super) enum GroupColumns {
    /// Least sum.
    Minimum(usize),
    /// Least and greatest sum.
    Range(usize, usize),
    /// None of its own.
    None,
}

/// A problem as a mixed-integer programme.
#[derive(Debug)]
pub(crate) struct FlowModel {
    pub(super) model: LinearModel,
    pub(super) doctors: Vec<DoctorFlow>,
    /// Rows of the programme with the rows of the formulation whose prices they carry.
    pub(super) priced: Vec<(usize, RowId)>,
    pub(super) rows: Vec<RowColumns>,
    pub(super) groups: Vec<GroupColumns>,
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
            // Cheap refusals first: what is pruned is seldom the bulk.
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
        let formulation = setting.formulation;
        let mut flow = Self {
            model: LinearModel::new(),
            doctors: Vec::with_capacity(count),
            priced: Vec::new(),
            rows: vec![RowColumns::default(); formulation.rows.len()],
            groups: Vec::with_capacity(formulation.groups.len()),
        };
        let mut sums: Vec<Vec<(usize, f64)>> = vec![Vec::new(); formulation.rows.len()];
        let mut terms = 0;
        for (index, arcs) in all_arcs.into_iter().enumerate() {
            terms += flow.add_doctor(setting, DoctorId::new(index), arcs, &mut sums);
            if terms > most_columns.saturating_mul(DENSITY) {
                return None;
            }
        }
        for (index, (row, sum)) in formulation.rows.iter().zip(&sums).enumerate() {
            flow.add_row(index as RowId, row, sum, row.group.map(|group| &formulation.groups[group as usize]))?;
        }
        for group in &formulation.groups {
            let columns = flow.add_group(group, &sums);
            flow.groups.push(columns);
        }
        flow.model.validate().ok()?;
        Some(flow)
    }

    /// One doctor's columns and the balance of each node; returns the number of terms in shared rows.
    fn add_doctor(&mut self, setting: Setting<'_>, doctor: DoctorId, arcs: Vec<FlowArc>, sums: &mut [Vec<(usize, f64)>]) -> usize {
        let (class, axis) = (setting.pathways.class(doctor), setting.pathways.axis(doctor));
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
            let usage = usage_of.entry(arc.label).or_insert_with(|| {
                let mut usage: Vec<(RowId, i64)> = Vec::new();
                RowUsage::visit(setting.formulation, (doctor, axis, class), &[arc.label], value, |row, amount| usage.push((row, amount)));
                usage.sort_unstable();
                usage.dedup_by(|later, kept| {
                    let same = later.0 == kept.0;
                    kept.1 += if same { later.1 } else { 0 };
                    same
                });
                usage.retain(|entry| entry.1 != 0);
                usage
            });
            terms += usage.len();
            for &(row, amount) in usage.iter() {
                sums[row as usize].push((column, f64::of(amount)));
            }
        }
        for (node, columns) in balance.into_iter().enumerate() {
            if node != end && !columns.is_empty() {
                let leaves = if node == 0 { 1.0 } else { 0.0 };
                self.model.add_row(leaves, leaves, columns);
            }
        }
        self.doctors.push(DoctorFlow { first_column, arcs, end: end as NodeId });
        terms
    }

    /// A row of the formulation by its shape; rows of groups that allow every sum have none.
    fn add_row(&mut self, id: RowId, row: &Row, sum: &[(usize, f64)], group: Option<&Group>) -> Option<()> {
        let only_one = matches!(group, Some(Group::OnlyOne { .. }));
        let mut terms = sum.to_vec();
        let (lower, upper) = row.shape.hull();
        if let Some(weight) = row.weight {
            // A unit away from what is allowed costs `weight`; no limit, so that nothing but the cost speaks against it.
            let columns = &mut self.rows[id as usize];
            if lower.is_some() {
                let below = self.model.add_column(0.0, f64::INFINITY, -f64::of(weight));
                columns.below = Some(below);
                terms.push((below, 1.0));
            }
            if upper.is_some() {
                let above = self.model.add_column(0.0, f64::INFINITY, -f64::of(weight));
                columns.above = Some(above);
                terms.push((above, -1.0));
            }
        }
        match &row.shape {
            Shape::OneOf(_) if only_one => return None,
            Shape::Interval { .. } | Shape::ZeroOr { .. } if only_one => {
                let (lower, upper) = lower.zip(upper).filter(|limits| limits.0 <= 0)?;
                let least = if let Shape::ZeroOr { min, .. } = row.shape { min } else { lower };
                self.add_switched(id, &terms, least, upper);
            }
            Shape::ZeroOr { min, max } if *min > 1 => self.add_switched(id, &terms, *min, *max),
            Shape::OneOf(values) if values.windows(2).any(|pair| pair[1] > pair[0] + 1) => {
                for &value in values {
                    let column = self.model.add_integer_column(0.0, 1.0, 0.0);
                    self.rows[id as usize].choices.push((value, column));
                    terms.push((column, -f64::of(value)));
                }
                self.priced_row(id, 0.0, 0.0, &terms);
                self.model.add_row(1.0, 1.0, self.rows[id as usize].choices.iter().map(|choice| (choice.1, 1.0)));
            }
            Shape::Interval { .. } | Shape::ZeroOr { .. } | Shape::OneOf(_) => {
                let (least, most) = (lower.map_or(f64::NEG_INFINITY, f64::of), upper.map_or(f64::INFINITY, f64::of));
                if least > most {
                    // Limits that contradict each other are two rows, as a backend refuses one such row without a reason.
                    self.priced_row(id, least, f64::INFINITY, &terms);
                    self.priced_row(id, f64::NEG_INFINITY, most, &terms);
                } else if least.is_finite() || most.is_finite() {
                    self.priced_row(id, least, most, &terms);
                }
            }
        }
        Some(())
    }

    /// Nothing, or between two limits.
    fn add_switched(&mut self, id: RowId, terms: &[(usize, f64)], least: i64, most: i64) {
        let switch = self.model.add_integer_column(0.0, 1.0, 0.0);
        self.rows[id as usize].switch = Some(switch);
        let with = |limit: i64| [terms, &[(switch, -f64::of(limit))]].concat();
        self.priced_row(id, f64::NEG_INFINITY, 0.0, &with(most));
        self.priced_row(id, 0.0, f64::INFINITY, &with(least));
    }

    fn add_group(&mut self, group: &Group, sums: &[Vec<(usize, f64)>]) -> GroupColumns {
        let with = |row: RowId, column: usize| [sums[row as usize].as_slice(), &[(column, -1.0)]].concat();
        match group {
            Group::Minimum { rows, .. } | Group::Range { rows, .. } if rows.is_empty() => GroupColumns::None,
            Group::Minimum { rows, weight, at_least, most } => {
                // Where `at_least` is out of reach the rows say so, not the box: they have prices.
                let (lower, upper) = (at_least.map_or(f64::NEG_INFINITY, f64::of), at_least.map_or(*most, |limit| limit.max(*most)));
                let least = self.model.add_column(lower, f64::of(upper), f64::of(*weight));
                rows.iter().for_each(|&row| self.priced_row(row, 0.0, f64::INFINITY, &with(row, least)));
                GroupColumns::Minimum(least)
            }
            Group::Range { rows, weight, at_most, most } => {
                let least = self.model.add_column(0.0, f64::of(*most), f64::of(*weight));
                let greatest = self.model.add_column(0.0, f64::of(*most), -f64::of(*weight));
                for &row in rows {
                    self.priced_row(row, 0.0, f64::INFINITY, &with(row, least));
                    self.priced_row(row, f64::NEG_INFINITY, 0.0, &with(row, greatest));
                }
                let width = at_most.map_or(f64::INFINITY, f64::of);
                self.model.add_row(0.0, width, [(greatest, 1.0), (least, -1.0)]);
                GroupColumns::Range(least, greatest)
            }
            Group::OnlyOne { rows } => {
                let switches: Vec<(usize, f64)> =
                    rows.iter().filter_map(|row| self.rows[*row as usize].switch).map(|column| (column, 1.0)).collect();
                self.model.add_row(f64::NEG_INFINITY, 1.0, switches);
                GroupColumns::None
            }
        }
    }

    fn priced_row(&mut self, id: RowId, lower: f64, upper: f64, terms: &[(usize, f64)]) {
        let row = self.model.add_row(lower, upper, terms.iter().copied());
        self.priced.push((row, id));
    }

    /// Prices of the formulation's rows from prices of the programme's.
    pub(super) fn prices_of_rows(&self, prices: &[f64]) -> Vec<f64> {
        let mut out = vec![0.0; self.rows.len()];
        for &(row, id) in &self.priced {
            out[id as usize] += prices[row];
        }
        out
    }
}

/// The arcs that lie on a path which a doctor may take, ascending by source. O(arcs).
fn usable_arcs(diagram: &Diagram, allowed: &[i64]) -> Vec<FlowArc> {
    let nodes = diagram.node_count();
    let is_allowed = |label: u32| allowed[label as usize] > i64::NOWHERE;
    let mut ends = vec![false; nodes];
    ends[nodes - 1] = true;
    for node in (0..nodes - 1).rev() {
        ends[node] = diagram.moves_of(node as NodeId).any(|(label, to)| is_allowed(label) && ends[to as usize]);
    }
    let mut reached = vec![false; nodes];
    reached[0] = true;
    let mut arcs = Vec::new();
    for from in 0..nodes - 1 {
        if !reached[from] {
            continue;
        }
        for (label, to) in diagram.moves_of(from as NodeId).filter(|&(label, to)| is_allowed(label) && ends[to as usize]) {
            reached[to as usize] = true;
            arcs.push(FlowArc { from: from as NodeId, to, label });
        }
    }
    arcs
}

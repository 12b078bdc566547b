//! The programme with whole numbers: from schedules to points, from points to schedules.

use super::super::lp::{Backend, LinearModel, LpOptions, LpStatus};
use super::super::prices::Setting;
use super::super::search::Incumbent;
use super::FlowModel;
use super::model::{DoctorFlow, GroupColumns};
use crate::diagram::NodeId;
use crate::error::Result;
use crate::formulation::{Group, RowUsage, Shape};
use crate::ids::DoctorId;

/// What came of the programme.
#[derive(Debug, Default)]
pub(super) struct Solved {
    /// The best paths found.
    pub(super) incumbent: Option<Incumbent>,
    /// No schedule is worth more, by the backend's word.
    pub(super) bound: Option<i64>,
    /// There is no schedule, by the backend's word.
    pub(super) infeasible: bool,
}

/// What paths of all doctors come to.
struct Judged {
    sums: Vec<i64>,
    /// `None` if a hard row is broken.
    value: Option<i64>,
}

impl FlowModel {
    /// Solves the programme from a schedule, if one is known.
    ///
    /// # Errors
    /// If the backend refuses the model.
    pub(super) fn solve(
        &self,
        setting: Setting<'_>,
        backend: &dyn Backend,
        options: &LpOptions<'_>,
        warm: Option<&Incumbent>,
    ) -> Result<Solved> {
        let point = warm.and_then(|warm| self.point(setting, &warm.labels));
        let result = backend.solve(&self.model, &LpOptions { warm_start: point.as_deref(), ..*options })?;
        tracing::debug!(backend = backend.name(), status = ?result.status, bound = ?result.bound, "flow programme");
        let mut solved = Solved { infeasible: result.status == LpStatus::Infeasible, ..Solved::default() };
        if let Some(solution) = &result.solution
            && let Some(labels) = self.doctors.iter().map(|doctor| path(doctor, &solution.columns)).collect::<Option<Vec<_>>>()
            && let Some(value) = judge(setting, &labels).value
        {
            // The programme's own value may only be less exact.
            let agrees = (solution.objective - value as f64).abs() < 0.5 + 1e-6 * solution.objective.abs();
            solved.bound = (result.status == LpStatus::Optimal && agrees).then_some(value);
            solved.incumbent = Some(Incumbent { value, labels });
        }
        if solved.bound.is_none() && !matches!(result.status, LpStatus::Optimal | LpStatus::Unknown) {
            solved.bound = result.bound.and_then(whole_bound);
        }
        Ok(solved)
    }

    /// The point of the programme that stands for paths of all doctors; `None` if one of them is no path of the programme.
    pub(super) fn point(&self, setting: Setting<'_>, labels: &[Vec<u32>]) -> Option<Vec<f64>> {
        let mut point = vec![0.0; self.model.columns().len()];
        for (doctor, labels) in self.doctors.iter().zip(labels) {
            trace(doctor, labels)?.into_iter().for_each(|column| point[column] = 1.0);
        }
        let sums = judge(setting, labels).sums;
        for ((row, columns), &sum) in setting.formulation.rows.iter().zip(&self.rows).zip(&sums) {
            let target = nearest(&row.shape, sum);
            if let Some(below) = columns.below {
                point[below] = (target - sum).max(0) as f64;
            }
            if let Some(above) = columns.above {
                point[above] = (sum - target).max(0) as f64;
            }
            for &(value, column) in &columns.choices {
                point[column] = f64::from(u8::from(value == target));
            }
            if let Some(switch) = columns.switch {
                point[switch] = f64::from(u8::from(target != 0));
            }
        }
        for (group, columns) in setting.formulation.groups.iter().zip(&self.groups) {
            let sum = |row: &u32| sums[*row as usize];
            let least = group.rows().iter().map(sum).min().unwrap_or(0) as f64;
            match (group, columns) {
                (Group::Minimum { .. }, GroupColumns::Minimum(column)) => point[*column] = within(&self.model, *column, least),
                (Group::Range { .. }, GroupColumns::Range(low, high)) => {
                    point[*low] = least;
                    point[*high] = group.rows().iter().map(sum).max().unwrap_or(0) as f64;
                }
                _ => {}
            }
        }
        Some(point)
    }
}

fn within(model: &LinearModel, column: usize, value: f64) -> f64 {
    value.min(model.columns()[column].upper)
}

/// The bound as a whole number: values are, and a hair below one means it.
fn whole_bound(bound: f64) -> Option<i64> {
    const LARGEST: f64 = 1e15;
    let floor = (bound + 1e-6 * bound.abs().max(1.0)).floor();
    (floor.abs() < LARGEST).then_some(floor as i64)
}

/// The allowed sum nearest to a sum.
fn nearest(shape: &Shape, sum: i64) -> i64 {
    match shape {
        Shape::Interval { lower, upper } => {
            let sum = lower.map_or(sum, |lower| sum.max(lower));
            upper.map_or(sum, |upper| sum.min(upper))
        }
        Shape::OneOf(values) => values.iter().copied().min_by_key(|value| (value - sum).abs()).unwrap_or(sum),
        Shape::ZeroOr { min, max } => {
            let some = sum.clamp(*min, (*max).max(*min));
            if sum <= 0 || min > max || (some - sum).abs() > sum { 0 } else { some }
        }
    }
}

/// The labels of the path along which a doctor flows.
fn path(doctor: &DoctorFlow, point: &[f64]) -> Option<Vec<u32>> {
    let mut labels = Vec::new();
    let mut node: NodeId = 0;
    while node != doctor.end {
        let arc = doctor.arcs_of(node).find(|(column, _)| point[*column] > 0.5)?.1;
        labels.push(arc.label);
        node = arc.to;
    }
    Some(labels)
}

/// The columns of a path with these labels. Idle labels of two kinds may look alike, so that a node can have two arcs with one label.
fn trace(doctor: &DoctorFlow, labels: &[u32]) -> Option<Vec<usize>> {
    // For each position the nodes reached, by which column and from which entry of the position before.
    let mut layers: Vec<Vec<(NodeId, usize, usize)>> = vec![vec![(0, usize::MAX, usize::MAX)]];
    for label in labels {
        let mut next: Vec<(NodeId, usize, usize)> = Vec::new();
        for (entry, &(node, _, _)) in layers.last()?.iter().enumerate() {
            for (column, arc) in doctor.arcs_of(node).filter(|(_, arc)| arc.label == *label) {
                if next.iter().all(|known| known.0 != arc.to) {
                    next.push((arc.to, column, entry));
                }
            }
        }
        layers.push(next);
    }
    let mut entry = layers.last()?.iter().position(|entry| entry.0 == doctor.end)?;
    let mut columns = Vec::with_capacity(labels.len());
    for layer in layers[1..].iter().rev() {
        columns.push(layer[entry].1);
        entry = layer[entry].2;
    }
    Some(columns)
}

/// Sums of all rows for paths of all doctors, and the value if no hard row is broken. The same arithmetic as the search's.
fn judge(setting: Setting<'_>, labels: &[Vec<u32>]) -> Judged {
    let formulation = setting.formulation;
    let mut sums = vec![0; formulation.rows.len()];
    let mut value = 0;
    for (doctor, labels) in labels.iter().enumerate().map(|(index, labels)| (DoctorId::new(index), labels)) {
        let values = &setting.pathways.table(doctor).labels;
        let score: i64 = labels.iter().map(|label| values[*label as usize]).sum();
        value += score;
        let who = (doctor, setting.pathways.axis(doctor), setting.pathways.class(doctor));
        RowUsage::visit(formulation, who, labels, score, |row, amount| sums[row as usize] += amount);
    }
    let mut broken = 0;
    for (row, &sum) in formulation.rows.iter().zip(&sums) {
        let distance = row.shape.distance(sum);
        match row.weight {
            Some(weight) => value -= weight * distance,
            None => broken += distance,
        }
    }
    for group in &formulation.groups {
        let (more, distance) = group.judge(|row| sums[row as usize]);
        value += more;
        broken += distance;
    }
    Judged { sums, value: (broken == 0).then_some(value) }
}

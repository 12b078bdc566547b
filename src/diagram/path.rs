//! Best paths, and pathways from paths.

use super::axis::Axis;
use super::graph::{Diagram, NodeId, Place};
use super::table::Weights;
use crate::ids::DoctorId;
use crate::problem::Problem;
use crate::schedule::{Attendance, Pathway, Rotation};

/// Buffers and result of a best-path pass.
#[derive(Clone, Debug, Default)]
pub(crate) struct BestPath<T> {
    /// Value of the best path from each node to the end.
    pub(crate) values: Vec<T>,
    /// Best arc of each node.
    choices: Vec<u32>,
    /// Weight of each bundle's best label, and that label.
    bundles: Vec<(T, u32)>,
}

impl<T: Weights> BestPath<T> {
    /// Values of the best paths from all nodes to the end. O(labels + arcs).
    ///
    /// Returns the value from the source, `T::NOWHERE` or less if no path is allowed.
    pub(crate) fn run(&mut self, diagram: &Diagram, weights: &[T]) -> T {
        let nodes = diagram.node_count();
        self.values.clear();
        self.values.resize(nodes, T::NOWHERE);
        self.choices.clear();
        self.choices.resize(nodes, u32::MAX);
        if nodes == 0 {
            return T::NOWHERE;
        }
        self.bundles.clear();
        self.bundles
            .extend((0..diagram.bundle_count() as u32).map(|bundle| {
                let mut labels = diagram.labels_of(bundle);
                let mut best = labels.start;
                labels.next();
                for label in labels {
                    if weights[label] > weights[best] {
                        best = label;
                    }
                }
                (weights[best], best as u32)
            }));
        self.values[nodes - 1] = T::ZERO;
        for node in (0..nodes - 1).rev() {
            let mut best = T::NOWHERE;
            let mut choice = u32::MAX;
            for (position, arc) in diagram.arcs_of(node as NodeId).iter().enumerate() {
                let value = self.bundles[arc.bundle as usize].0 + self.values[arc.to as usize];
                if value > best {
                    best = value;
                    choice = position as u32;
                }
            }
            // A sum with a part that is not allowed is none.
            if best > T::LEAST {
                self.values[node] = best;
                self.choices[node] = choice;
            }
        }
        self.values[0]
    }
    /// Weight of the best label of a bundle. Call after [`run`](Self::run).
    pub(crate) fn of_bundle(&self, bundle: u32) -> T {
        self.bundles[bundle as usize].0
    }
    /// Writes the labels of the best path from the source; false if there is none.
    pub(crate) fn labels(&self, diagram: &Diagram, out: &mut Vec<u32>) -> bool {
        out.clear();
        let Some(end) = diagram.node_count().checked_sub(1) else {
            return false;
        };
        let mut node = 0;
        while node != end {
            let choice = self.choices[node];
            if choice == u32::MAX {
                return false;
            }
            let arc = diagram.arcs_of(node as NodeId)[choice as usize];
            out.push(self.bundles[arc.bundle as usize].1);
            node = arc.to as usize;
        }
        true
    }
}

/// The pathway that the labels of a path stand for.
pub(crate) fn pathway(
    problem: &Problem,
    doctor: DoctorId,
    axis: &Axis,
    diagram: &Diagram,
    labels: &[u32],
) -> Pathway {
    let mut rotations: Vec<Rotation> = Vec::new();
    let mut attendances: Vec<Attendance> = problem
        .fixed_events(doctor)
        .iter()
        .map(|&event| Attendance { event, slot: 0 })
        .collect();
    // The place whose rotation may go on.
    let mut current = None;
    for &label in labels {
        let label = diagram.labels()[label as usize];
        let before = current;
        current = match label.place {
            Place::Start(place) | Place::Stay(place) => Some(place),
            Place::Attend(_) => current,
            Place::Idle | Place::End => None,
        };
        match label.place {
            Place::Start(place) | Place::Stay(place) => {
                let rotation = Rotation {
                    first: axis.steps[label.first as usize].first,
                    last: axis.steps[(label.first + label.steps) as usize - 1].last,
                    activity: diagram.places()[place as usize],
                };
                let is_start = matches!(label.place, Place::Start(_));
                match rotations.last_mut() {
                    // Where a rotation is nothing but its cells, one that starts behind another is the same.
                    Some(latest) if is_start && diagram.is_cell(place) && before == current => {
                        latest.last = rotation.last
                    }
                    Some(latest) if !is_start && latest.activity == rotation.activity => {
                        latest.last = rotation.last
                    }
                    // A start, leave within a rotation, or back from it.
                    _ => rotations.push(rotation),
                }
            }
            Place::Attend(slot) => {
                let slot = axis.slots[slot as usize];
                attendances.push(Attendance {
                    event: slot.event,
                    slot: slot.slot,
                });
            }
            Place::Idle | Place::End => {}
        }
    }
    Pathway::new(rotations, attendances)
}

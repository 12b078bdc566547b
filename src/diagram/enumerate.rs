//! All pathways of a doctor: the test oracle's other half.

use super::graph::NodeId;
use super::path::pathway;
use super::pathways::Pathways;
use super::table::Weights;
use crate::ids::DoctorId;
use crate::problem::Problem;
use crate::schedule::Pathway;

impl Pathways {
    /// Every valid pathway of a doctor with its score, up to `limit` of them; `None` if there are more or the diagram is relaxed.
    ///
    /// Meant for tiny problems: the number of pathways grows exponentially with the horizon.
    #[must_use]
    pub fn enumerate(
        &self,
        problem: &Problem,
        doctor: DoctorId,
        limit: usize,
    ) -> Option<Vec<(Pathway, i64)>> {
        let class = self.class(doctor);
        if !class.is_exact() {
            return None;
        }
        let diagram = &class.diagram;
        let mut found = Vec::new();
        let Some(end) = diagram.node_count().checked_sub(1) else {
            return Some(found);
        };
        let weights = &self.table(doctor).labels;
        let mut labels: Vec<u32> = Vec::new();
        // Depth first; each entry is a node, what its path is worth so far and how many labels it has.
        let mut stack: Vec<(NodeId, i64, usize, Option<u32>)> = vec![(0, 0, 0, None)];
        while let Some((node, value, depth, label)) = stack.pop() {
            labels.truncate(depth.saturating_sub(1));
            labels.extend(label);
            if node as usize == end {
                if found.len() == limit {
                    return None;
                }
                found.push((
                    pathway(problem, doctor, self.axis(doctor), diagram, &labels),
                    value,
                ));
                continue;
            }
            for (label, to) in diagram.moves_of(node) {
                let weight = weights[label as usize];
                if weight > i64::NOWHERE {
                    stack.push((to, value + weight, labels.len() + 1, Some(label)));
                }
            }
        }
        found.sort_by(|one, other| {
            (one.0.rotations(), one.0.attendances())
                .cmp(&(other.0.rotations(), other.0.attendances()))
        });
        Some(found)
    }
}

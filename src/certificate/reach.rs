//! What a schedule that is better than the one at hand can still use.
//!
//! At given prices a schedule is worth at most the sum of an [`Evaluation`], less what each doctor's pathway falls short of the doctor's best one. So
//! a doctor whose pathways through an arc all fall shorter than the sum exceeds a value takes that arc in no schedule of that value.

use super::doctor::{Pass, Tables};
use super::evaluate::kept_prices;
use super::prices::Prices;
use crate::diagram::{Diagram, NodeId, Pathways, Weights};
use crate::formulation::Formulation;
use crate::ids::DoctorId;
use rayon::prelude::*;

/// An arc of a diagram with one of its labels, and what the best pathway through it loses, in units of 1 / denominator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reach {
    pub(crate) from: NodeId,
    pub(crate) to: NodeId,
    pub(crate) label: u32,
    pub(crate) loss: i64,
}

/// For each doctor the arcs through which the best pathway loses at most `most`, ascending by source; `None` for a doctor whose diagram is relaxed
/// and for one of whom 64 bits do not hold the sums.
///
/// # Complexity
/// Arcs of all doctors, in parallel.
pub(crate) fn within_reach(
    formulation: &Formulation,
    pathways: &Pathways,
    activities: usize,
    prices: &Prices,
    most: i64,
) -> Vec<Option<Vec<Reach>>> {
    let rows = kept_prices(formulation.components(pathways), &prices.rows);
    let tables = Tables::new(formulation, activities, &rows);
    let table = tables.as_ref().and_then(Tables::narrow);
    let of_doctor = |pass: &mut Pass<i64>, doctor: usize| {
        let doctor = DoctorId::new(doctor);
        let class = pathways.class(doctor);
        if !class.is_exact() || !prices.private[doctor.index()].is_empty() {
            return None;
        }
        let weights = pass.weights(pathways, doctor, formulation, table?, prices)?;
        reach(&class.diagram, weights, most)
    };
    (0..pathways.len())
        .into_par_iter()
        .map_init(Pass::default, of_doctor)
        .collect()
}

/// The arcs of one diagram; `None` if there is no pathway.
fn reach(diagram: &Diagram, weights: &[i64], most: i64) -> Option<Vec<Reach>> {
    let nodes = diagram.node_count();
    let mut to_end = vec![i64::NOWHERE; nodes];
    *to_end.last_mut()? = 0;
    for node in (0..nodes - 1).rev() {
        let best = diagram
            .moves_of(node as NodeId)
            .map(|(label, to)| weights[label as usize] + to_end[to as usize])
            .max();
        if let Some(best) = best.filter(|best| *best > i64::LEAST) {
            to_end[node] = best;
        }
    }
    let whole = to_end[0];
    if whole <= i64::LEAST {
        return None;
    }
    let mut from_start = vec![i64::NOWHERE; nodes];
    from_start[0] = 0;
    let mut arcs = Vec::new();
    for node in 0..nodes - 1 {
        let before = from_start[node];
        if before <= i64::LEAST {
            continue;
        }
        for (label, to) in diagram.moves_of(node as NodeId) {
            let weight = weights[label as usize];
            if weight <= i64::LEAST || to_end[to as usize] <= i64::LEAST {
                continue;
            }
            let reached = &mut from_start[to as usize];
            *reached = (*reached).max(before + weight);
            let loss = whole - (before + weight + to_end[to as usize]);
            if loss <= most {
                arcs.push(Reach {
                    from: node as NodeId,
                    to,
                    label,
                    loss,
                });
            }
        }
    }
    Some(arcs)
}

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagram::BuildLimits;
    use crate::problem::Problem;

    /// All paths of a diagram as arcs with labels.
    fn paths(diagram: &Diagram, weights: &[i64]) -> Vec<Vec<(NodeId, NodeId, u32)>> {
        let end = diagram.node_count() as NodeId - 1;
        let mut open = vec![Vec::new()];
        let mut whole = Vec::new();
        while let Some(path) = open.pop() {
            let node = path.last().map_or(0, |&(_, to, _)| to);
            if node == end {
                whole.push(path);
                continue;
            }
            for (label, to) in diagram.moves_of(node) {
                if weights[label as usize] > i64::LEAST {
                    let mut longer = path.clone();
                    longer.push((node, to, label));
                    open.push(longer);
                }
            }
        }
        whole
    }

    /// Five weeks, two wards, runs of two at least, unequal wishes; prices drawn by a small generator.
    #[test]
    fn losses_are_those_of_all_paths() {
        let text = r#"{"format": 1, "name": "five weeks",
            "horizon": {"kind": "week", "start": "2026-09-06", "end": "2026-10-10"},
            "departments": [{"id": "north"}, {"id": "south"}], "doctors": [{"id": "ana"}, {"id": "ben"}],
            "preferences": [{"value": 2}, {"value": 3, "doctors": {"doctors": ["ben"]}, "activities": {"departments": ["south"]}}],
            "requirements": [{"id": "north", "activities": {"departments": ["north"]}, "min": 1, "run_min": 2}],
            "rules": [{"kind": "capacity", "id": "places", "activities": {}, "max": 1}]}"#;
        let problem = Problem::from_json_str(text).unwrap();
        let pathways = Pathways::build(&problem, BuildLimits { arcs: 10_000 }, false);
        let formulation = Formulation::new(&problem, &pathways);
        let activities = problem.activities().len();
        let mut drawn = 1_u64;
        for _ in 0..20 {
            let mut prices = Prices::zero(&formulation, &pathways, 2);
            for price in &mut prices.rows {
                drawn = drawn
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                *price = i64::try_from(drawn >> 61).unwrap();
            }
            let tables = Tables::new(&formulation, activities, &prices.rows).unwrap();
            let all = within_reach(&formulation, &pathways, activities, &prices, i64::MAX);
            let some = within_reach(&formulation, &pathways, activities, &prices, 3);
            for doctor in 0..pathways.len() {
                let (id, mut pass) = (DoctorId::new(doctor), Pass::<i64>::default());
                let table = tables.narrow().unwrap();
                let weights = pass
                    .weights(&pathways, id, &formulation, table, &prices)
                    .unwrap();
                let paths = paths(&pathways.class(id).diagram, weights);
                let worth = |path: &[(NodeId, NodeId, u32)]| -> i64 {
                    path.iter().map(|arc| weights[arc.2 as usize]).sum()
                };
                let best = paths.iter().map(|path| worth(path)).max().unwrap();
                let all = all[doctor].as_ref().unwrap();
                for arc in all {
                    let through = paths
                        .iter()
                        .filter(|path| path.contains(&(arc.from, arc.to, arc.label)))
                        .map(|path| worth(path))
                        .max();
                    assert_eq!(through, Some(best - arc.loss));
                }
                let used = paths
                    .iter()
                    .flatten()
                    .all(|used| all.iter().any(|arc| (arc.from, arc.to, arc.label) == *used));
                assert!(used, "every arc of a path is there");
                let near: Vec<Reach> = all.iter().copied().filter(|arc| arc.loss <= 3).collect();
                assert_eq!(some[doctor].as_ref(), Some(&near));
            }
        }
    }

    #[test]
    fn a_value_leaves_what_the_sums_exceed_it_by() {
        let evaluation = super::super::evaluate::Evaluation::Sums {
            of_components: vec![7, -2],
            denominator: 2,
        };
        assert_eq!(evaluation.spare(1), Some(3));
        assert_eq!(evaluation.spare(3), Some(-1));
    }
}

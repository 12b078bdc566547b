//! What a schedule that is better than the one at hand can still use.
//!
//! At given prices a schedule is worth at most the sum of an [`Evaluation`], less what each doctor's pathway falls short of the doctor's best one. So
//! a doctor whose pathways through an arc all fall shorter than the sum exceeds a value takes that arc in no schedule of that value.

use super::doctor::{Part, Pass, Tables};
use super::evaluate::kept_prices;
use super::prices::Prices;
use crate::diagram::{Carries, Diagram, NodeId, Pathways, Weights};
use crate::formulation::{Formulation, PriceTable};
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
    let kept = kept_prices(formulation.components(pathways), &prices.rows);
    let rows = formulation.carried(&kept);
    let tables = rows
        .as_ref()
        .and_then(|rows| Tables::new(formulation, activities, rows));
    let table = tables.as_ref().and_then(Tables::narrow);
    let of_doctor = |pass: &mut Pass<i64>, doctor: usize| {
        let doctor = DoctorId::new(doctor);
        let class = pathways.class(doctor);
        if !class.is_exact() || !prices.private[doctor.index()].is_empty() {
            return None;
        }
        if let Some(carries) = formulation.carries(pathways, doctor)
            && carries.is_priced(&kept)
        {
            return pass.within_reach(
                pathways,
                doctor,
                formulation,
                (table?, carries),
                prices,
                most,
            );
        }
        let weights = pass.weights(pathways, doctor, formulation, table?, prices)?;
        reach(&class.diagram, weights, most)
    };
    (0..pathways.len())
        .into_par_iter()
        .map_init(Pass::default, of_doctor)
        .collect()
}

/// For each of some doctors the pathways that lose at most `most`, as labels; `None` for a doctor of whom [`within_reach`] says nothing, and for one with more of them than
/// `limit`.
///
/// # Complexity
/// Beginnings of pathways that lose at most so much without what they count in cuts, in parallel.
pub(crate) fn paths_within_reach(
    formulation: &Formulation,
    pathways: &Pathways,
    activities: usize,
    prices: &Prices,
    (most, limit): (i64, usize),
    doctors: &[DoctorId],
) -> Vec<Option<Vec<Vec<u32>>>> {
    let kept = kept_prices(formulation.components(pathways), &prices.rows);
    let rows = formulation.carried(&kept);
    let tables = rows
        .as_ref()
        .and_then(|rows| Tables::new(formulation, activities, rows));
    let table = tables.as_ref().and_then(Tables::narrow);
    let none = Carries::default();
    let of_doctor = |pass: &mut Pass<i64>, doctor: &DoctorId| {
        let class = pathways.class(*doctor);
        if !class.is_exact() || !prices.private[doctor.index()].is_empty() {
            return None;
        }
        let Part::Worth(whole) = pass.doctor(pathways, *doctor, formulation, table?, prices) else {
            return None;
        };
        let least = i64::try_from(whole).ok()?.checked_sub(most)?;
        let carries = formulation
            .carries(pathways, *doctor)
            .filter(|carries| carries.is_priced(&kept));
        pass.paths(
            &class.diagram,
            carries.unwrap_or(&none),
            &kept,
            (least, limit),
        )
    };
    doctors
        .par_iter()
        .map_init(Pass::default, of_doctor)
        .collect()
}

impl Pass<i64> {
    /// The arcs of one doctor where cuts have prices.
    fn within_reach(
        &mut self,
        pathways: &Pathways,
        doctor: DoctorId,
        formulation: &Formulation,
        (table, carries): (&PriceTable<i64>, &Carries),
        prices: &Prices,
        most: i64,
    ) -> Option<Vec<Reach>> {
        let Part::Worth(whole) = self.doctor(pathways, doctor, formulation, table, prices) else {
            return None;
        };
        let whole = i64::try_from(whole).ok()?;
        let mut arcs = Vec::new();
        let is_through = self.through(
            &pathways.class(doctor).diagram,
            carries,
            prices,
            whole.saturating_sub(most),
            |from, to, label, worth| {
                arcs.push(Reach {
                    from,
                    to,
                    label,
                    loss: whole - worth,
                });
            },
        );
        arcs.sort_by_key(|arc| arc.from);
        is_through.then_some(arcs)
    }
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
    use crate::formulation::{Cut, OneDoctor, RowId, RowUsage, Side};
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

    /// The same under cuts, which count halves of whole pathways: what a pass with bits finds is the best of all pathways as they are counted one by one, and no arc of a pathway within
    /// reach is left out.
    #[test]
    fn cuts_are_paid_for_whole_pathways() {
        let text = r#"{"format": 1, "name": "six weeks",
            "horizon": {"kind": "week", "start": "2026-09-06", "end": "2026-10-17"},
            "departments": [{"id": "north"}, {"id": "south"}], "doctors": [{"id": "ana"}, {"id": "ben"}, {"id": "cem"}],
            "preferences": [{"value": 2}, {"value": 3, "doctors": {"doctors": ["ben"]}, "activities": {"departments": ["south"]}}],
            "requirements": [{"id": "north", "activities": {"departments": ["north"]}, "min": 1, "run_min": 2}],
            "rules": [{"kind": "capacity", "id": "places", "activities": {}, "max": 1},
                      {"kind": "coverage", "id": "hands", "activities": {"departments": ["north"]}, "min": 1, "weight": 4}]}"#;
        let problem = Problem::from_json_str(text).unwrap();
        let pathways = Pathways::build(&problem, BuildLimits { arcs: 10_000 }, false);
        let ground = Formulation::new(&problem, &pathways);
        let activities = problem.activities().len();
        let mut state = 1_u64;
        let mut draw = |most: u64| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % most
        };
        let mut carried = 0;
        for _ in 0..40 {
            let mut cuts = Vec::new();
            for _ in 0..3 {
                let mut cut = Cut {
                    rows: Vec::new(),
                    doctors: Vec::new(),
                };
                for (row, data) in ground.rows.iter().enumerate() {
                    if draw(4) == 0 {
                        let (lower, _) = data.shape.hull();
                        let side = if lower.is_some() {
                            Side::Lower
                        } else {
                            Side::Upper
                        };
                        cut.rows.push((RowId::new(row), side));
                    }
                }
                cut.doctors
                    .extend((0..3).filter(|_| draw(2) == 0).map(DoctorId::new));
                if !cut.rows.is_empty() {
                    cuts.push(cut);
                }
            }
            let formulation = ground.with_cuts(cuts).unwrap();
            let mut prices = Prices::zero(&formulation, &pathways, 2);
            for price in &mut prices.rows {
                *price = i64::try_from(draw(5)).unwrap();
            }
            let kept = kept_prices(formulation.components(&pathways), &prices.rows);
            prices.rows = kept;
            let rows = formulation.carried(&prices.rows).unwrap();
            let tables = Tables::new(&formulation, activities, &rows).unwrap();
            let reached = within_reach(&formulation, &pathways, activities, &prices, 4);
            for doctor in 0..pathways.len() {
                let (id, mut pass) = (DoctorId::new(doctor), Pass::<i64>::default());
                let table = tables.narrow().unwrap();
                let diagram = &pathways.class(id).diagram;
                let values = &pathways.table(id).labels;
                let paths = paths(diagram, values);
                let worth = |path: &[(NodeId, NodeId, u32)]| -> i64 {
                    let labels: Vec<u32> = path.iter().map(|arc| arc.2).collect();
                    let score = labels.iter().map(|label| values[*label as usize]).sum();
                    let one = OneDoctor::new(&pathways, id);
                    let usage = RowUsage::of(&formulation, one, &labels, score);
                    let paid = usage
                        .iter()
                        .map(|(row, amount)| prices.rows[row.index()] * amount);
                    2 * score - paid.sum::<i64>()
                };
                let best = paths.iter().map(|path| worth(path)).max().unwrap();
                let found = pass.doctor(&pathways, id, &formulation, table, &prices);
                assert!(matches!(found, Part::Worth(worth) if worth == i128::from(best)));
                let carries = formulation.carries(&pathways, id);
                carried +=
                    usize::from(carries.is_some_and(|carries| carries.is_priced(&prices.rows)));
                let reached = reached[doctor].as_ref().unwrap();
                let near = paths_within_reach(
                    &formulation,
                    &pathways,
                    activities,
                    &prices,
                    (4, 100_000),
                    &[id],
                );
                let mut near = near[0].clone().unwrap();
                let labels = |path: &Vec<(NodeId, NodeId, u32)>| -> Vec<u32> {
                    path.iter().map(|arc| arc.2).collect()
                };
                let mut expected: Vec<Vec<u32>> = paths
                    .iter()
                    .filter(|path| worth(path) >= best - 4)
                    .map(labels)
                    .collect();
                near.sort();
                expected.sort();
                assert_eq!(near, expected);
                let few = (4, expected.len() - 1);
                let few =
                    paths_within_reach(&formulation, &pathways, activities, &prices, few, &[id]);
                assert_eq!(few, [None]);
                for path in paths.iter().filter(|path| worth(path) >= best - 4) {
                    let is_there = path.iter().all(|&(from, to, label)| {
                        let mut arcs = reached.iter();
                        arcs.any(|arc| {
                            (arc.from, arc.to, arc.label) == (from, to, label)
                                && arc.loss <= best - worth(path)
                        })
                    });
                    assert!(is_there, "an arc of a path within reach is left out");
                }
            }
        }
        assert!(carried > 60, "{carried} doctors with bits");
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

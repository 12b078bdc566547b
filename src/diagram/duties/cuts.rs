//! Cuts prove nothing that is not true, with bits and without.

use super::super::{BuildLimits, Pathways};
use super::common::dice::Dice;
use super::common::tiny::tiny;
use super::common::{in_parallel, seeds};
use crate::Solver;
use crate::certificate::{Prices, Proven};
use crate::formulation::{Cut, Formulation, RowId, Shape, Side};
use crate::ids::DoctorId;

/// Arcs of diagrams that leave automata out, and of such that leave none out.
const ARCS: [usize; 4] = [1, 3, 30, 100_000];

/// Some of the rows that cuts may rest on, each by a limit that it has, and some doctors.
fn drawn(formulation: &Formulation, dice: &mut Dice) -> Cut {
    let mut rows = Vec::new();
    for (row, is_countable) in formulation.countable().into_iter().enumerate() {
        let Shape::Interval { lower, upper } = formulation.rows[row].shape else {
            continue;
        };
        if !is_countable || !dice.chance(40) {
            continue;
        }
        let side = match (lower, upper) {
            (Some(_), Some(_)) => dice.pick(&[Side::Lower, Side::Upper]),
            (Some(_), None) => Side::Lower,
            (None, Some(_)) => Side::Upper,
            (None, None) => continue,
        };
        rows.push((RowId::new(row), side));
    }
    let doctors = 0..formulation.of_doctor.len();
    Cut {
        rows,
        doctors: doctors
            .filter(|_| dice.chance(30))
            .map(DoctorId::new)
            .collect(),
    }
}

/// A price for each row, against a limit that it has.
fn prices(formulation: &Formulation, pathways: &Pathways, dice: &mut Dice) -> Prices {
    let mut prices = Prices::zero(formulation, pathways, 2);
    for (price, row) in prices.rows.iter_mut().zip(&formulation.rows) {
        *price = match row.shape.hull() {
            (_, Some(_)) if row.group.is_none() => dice.amount(0, 3),
            (Some(_), None) if row.group.is_none() => -dice.amount(0, 3),
            _ => 0,
        };
    }
    prices
}

/// Every schedule keeps every cut, so that no prices of cuts and rows prove less than one is worth, whether diagrams count whole pathways or moves one by one.
#[test]
fn no_schedule_is_worth_more_than_cuts_prove() {
    let found = in_parallel(seeds(190_000, 1_500), |seed| {
        let problem = tiny(seed).validate().ok()?;
        let activities = problem.activities().len();
        let solver = Solver::new().no_time_limit().work_limit(2_000).threads(1);
        let value = solver.solve(&problem).ok()?.value?;
        let arcs = ARCS[seed as usize % ARCS.len()];
        let pathways = Pathways::build(&problem, BuildLimits { arcs }, false);
        let ground = Formulation::new(&problem, &pathways);
        let is_relaxed = |doctor| !pathways.class(doctor).is_exact();
        let is_relaxed = problem.doctor_ids().any(is_relaxed);
        let mut dice = Dice::new(seed);
        let mut tried = [0, 0];
        for turn in 0..8 {
            let cuts = (0..2).map(|_| drawn(&ground, &mut dice));
            let cuts = cuts.filter(|cut| !cut.rows.is_empty()).collect();
            let Ok(under) = ground.with_cuts(cuts) else {
                continue;
            };
            let prices = Prices {
                effort: [1, 1_000][turn % 2],
                ..prices(&under, &pathways, &mut dice)
            };
            // A price may be against a limit that there is not, or beyond a weight.
            let Some(proven) = Proven::of(&under, &pathways, activities, prices, &|| false) else {
                continue;
            };
            assert!(
                proven.bound() >= value,
                "seed {seed}, {arcs} arcs: {value}, but {} by {:?}",
                proven.bound(),
                proven.cuts()
            );
            tried[usize::from(is_relaxed)] += usize::from(proven.has_cuts());
        }
        Some(tried)
    });
    let [exact, relaxed] = found
        .into_iter()
        .fold([0, 0], |sum, tried| [sum[0] + tried[0], sum[1] + tried[1]]);
    assert!(exact > 300 && relaxed > 300, "{exact}, {relaxed} bounds");
}

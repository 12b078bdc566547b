//! The engine against the oracle: diagrams hold exactly the valid pathways, and no prices prove what is not true.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

mod common;

use common::dice::Dice;
use common::oracle::{self, Oracle};
use common::tiny::tiny;
use medrota::certificate::{Certificate, CertificateError, Claim};
use medrota::diagram::{BuildLimits, Pathways};
use medrota::formulation::{Formulation, Group};
use medrota::ids::DoctorId;
use medrota::problem::Problem;
use rayon::prelude::*;

/// Enough arcs for any exact diagram of a tiny problem.
const EXACT: usize = 1_000_000;

/// Runs `test` on the valid problems of some seeds.
fn for_each_problem(seeds: std::ops::Range<u64>, test: impl Fn(u64, &Problem) + Sync) {
    seeds.into_par_iter().for_each(|seed| {
        if let Ok(problem) = tiny(seed).validate() {
            test(seed, &problem);
        }
    });
}

fn doctors(problem: &Problem) -> impl Iterator<Item = DoctorId> {
    (0..problem.doctors().len()).map(DoctorId::new)
}

#[test]
fn diagrams_hold_exactly_the_valid_pathways() {
    for_each_problem(0..600, |seed, problem| {
        let diagrams = Pathways::build(problem, BuildLimits { arcs: EXACT }, true);
        for doctor in doctors(problem) {
            let mut found = diagrams.enumerate(problem, doctor, 100_000).unwrap();
            found.sort_by_key(|entry| oracle::sort_key(&entry.0));
            let valid = oracle::pathways(problem, doctor);
            let missing: Vec<_> = valid.iter().filter(|entry| !found.contains(entry)).take(3).collect();
            let surplus: Vec<_> = found.iter().filter(|entry| !valid.contains(entry)).take(3).collect();
            assert!(
                missing.is_empty() && surplus.is_empty(),
                "seed {seed}, {}: the diagram lacks {missing:?} and has besides {surplus:?}",
                problem.doctor(doctor).key
            );
            assert_eq!(found.len(), valid.len(), "seed {seed}: a pathway is in the diagram more than once");
        }
    });
}

#[test]
fn diagrams_without_hopeless_activities_hold_only_valid_pathways() {
    for_each_problem(600..800, |seed, problem| {
        let diagrams = Pathways::build(problem, BuildLimits { arcs: EXACT }, false);
        for doctor in doctors(problem) {
            let valid = oracle::pathways(problem, doctor);
            for found in diagrams.enumerate(problem, doctor, 100_000).unwrap() {
                assert!(valid.contains(&found), "seed {seed}, {}: {found:?} is not valid", problem.doctor(doctor).key);
            }
        }
    });
}

/// Prices that every row allows; some of them 0.
fn random_prices(problem: &Problem, formulation: &Formulation, denominator: i64, dice: &mut Dice) -> Vec<(String, i64)> {
    let mut prices = Vec::new();
    for (index, row) in formulation.rows().iter().enumerate() {
        let most = row.weight.unwrap_or(9) * denominator;
        let (lower, upper) = row.shape.hull();
        let group = row.group.map(|group| &formulation.groups()[group as usize]);
        let (least, most) = match group {
            Some(Group::Minimum { .. }) => (-most, 0),
            Some(Group::Range { .. }) => (-most, most),
            Some(Group::OnlyOne { .. }) | None => (if lower.is_some() { -most } else { 0 }, if upper.is_some() { most } else { 0 }),
        };
        if dice.chance(60) {
            prices.push((formulation.row_name(problem, index as u32), dice.amount(least, most)));
        }
    }
    prices
}

/// What a certificate with random prices proves for a problem, on exact or relaxed diagrams.
fn random_certificate(problem: &Problem, claim: Claim, diagram_arc_limit: usize, dice: &mut Dice) -> Certificate {
    let diagrams = Pathways::build(problem, BuildLimits { arcs: diagram_arc_limit }, false);
    let formulation = Formulation::new(problem, &diagrams);
    let denominator = dice.amount(1, 4);
    let prices = random_prices(problem, &formulation, denominator, dice);
    Certificate { claim, denominator, prices, private_denominator: 1, private: Vec::new(), diagram_arc_limit }
}

#[test]
fn no_prices_prove_less_than_the_best_value() {
    for_each_problem(800..1_100, |seed, problem| {
        let Oracle::Best { value, .. } = oracle::best(problem) else { return };
        let mut dice = Dice::new(seed);
        for arc_limit in [EXACT, EXACT, EXACT, 40, 15, 5] {
            let certificate = random_certificate(problem, Claim::Bound(value - 1), arc_limit, &mut dice);
            match certificate.verify(problem) {
                Err(CertificateError::Weaker(bound)) => assert!(bound >= value, "seed {seed}: {bound} < {value} by {certificate:?}"),
                // Prices at a side of a group without limit prove nothing.
                Err(CertificateError::Unbounded) => {}
                other => panic!("seed {seed}: {} is worth {value}, but {other:?} by {certificate:?}", problem.name()),
            }
        }
    });
}

#[test]
fn no_prices_prove_a_feasible_problem_infeasible() {
    for_each_problem(1_100..1_300, |seed, problem| {
        let Oracle::Best { .. } = oracle::best(problem) else { return };
        let mut dice = Dice::new(seed);
        for arc_limit in [EXACT, EXACT, 15] {
            let certificate = random_certificate(problem, Claim::Infeasible, arc_limit, &mut dice);
            assert!(certificate.verify(problem).is_err(), "seed {seed}: proven infeasible by {certificate:?}");
        }
    });
}

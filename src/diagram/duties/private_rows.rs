//! Private rows hold on every pathway that there is.

use super::super::{BuildLimits, Pathways};
use super::Tries;
use super::all_tried;
use super::common::tiny::tiny;
use super::common::{in_parallel, seeds};
use crate::problem::RuleKind;

/// Most pathways of a doctor that are looked at.
const PATHWAYS: usize = 1_500;
/// Arcs of diagrams that leave automata out.
const FEW_ARCS: [usize; 3] = [1, 3, 30];

/// Prices of a private row bound what a doctor is worth: a hard row that some valid pathway breaks makes a bound that is too low. Pathways come from diagrams that leave nothing out.
#[test]
fn no_pathway_breaks_a_private_row() {
    let tries = in_parallel(seeds(170_000, 1_500), |seed| {
        let problem = tiny(seed).validate().ok()?;
        let exact = Pathways::build(&problem, BuildLimits { arcs: 100_000 }, false);
        let arcs = FEW_ARCS[seed as usize % FEW_ARCS.len()];
        let relaxed = Pathways::build(&problem, BuildLimits { arcs }, false);
        let mut tries = Tries::new();
        for doctor in problem.doctor_ids() {
            let class = relaxed.class(doctor);
            let Some(all) = exact.enumerate(&problem, doctor, PATHWAYS) else {
                continue;
            };
            for (pathway, _) in &all {
                // Idle blocks may come in two kinds, of which the labels here may be the wrong ones.
                let Some(labels) = relaxed
                    .labels_of(&problem, doctor, pathway)
                    .filter(|labels| class.left_out_value(labels).is_some())
                else {
                    continue;
                };
                for (number, row) in class.private_rows.iter().enumerate() {
                    let uses = labels
                        .iter()
                        .flat_map(|label| class.private_uses(*label as usize));
                    let used: i64 = uses
                        .filter(|(of, _)| *of as usize == number)
                        .map(|(_, amount)| *amount)
                        .sum();
                    assert!(
                        row.weight.is_some() || (row.lower <= used && used <= row.upper),
                        "seed {seed}, {arcs} arcs, {doctor:?}: {used} of {row:?} in {pathway:?}"
                    );
                }
            }
            for rule in class.rules_left_out().filter(|_| !all.is_empty()) {
                *tries.entry(problem.rule(rule).kind()).or_default() += class.private_rows.len();
            }
        }
        Some(tries)
    });
    all_tried(
        &[
            RuleKind::Requirement,
            RuleKind::Elective,
            RuleKind::Precedence,
        ],
        tries,
    );
}

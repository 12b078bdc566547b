//! Which rows are own rows, and that diagrams count them right.

use super::*;
use crate::diagram::BuildLimits;
use crate::diagram::duties::common::tiny::{Options, tiny_with};
use crate::diagram::duties::common::{in_parallel, seeds};
use crate::formulation::{OneDoctor, RowUsage};
use crate::problem::{ProblemBuilder, ProblemDraft, RuleDraft, rules};
use crate::schedule::Pathway;

const LIMITS: BuildLimits = BuildLimits { arcs: 1_000_000 };

fn pathways(problem: &Problem, own: OwnRows) -> Pathways {
    Pathways::build_with(None, (problem, own), LIMITS, &|| false)
}

/// Each pathway of a doctor with its value, in an order of their own.
fn sorted(mut found: Vec<(Pathway, i64)>) -> Vec<(String, i64)> {
    found.dedup();
    let mut named: Vec<(String, i64)> = found
        .into_iter()
        .map(|(pathway, value)| (format!("{pathway:?}"), value))
        .collect();
    named.sort_unstable();
    named
}

/// A diagram that counts rows has the pathways of the one that does not, without those that break a hard row, and soft rows cost what they cost.
#[test]
fn diagrams_hold_the_pathways_that_keep_the_rows_they_count() {
    let counted = in_parallel(seeds(140_000, 300), |seed| {
        let options = Options {
            own_totals: 2,
            ..Options::default()
        };
        let problem = tiny_with(seed, options).validate().ok()?;
        let own = own_rows(&problem);
        let (with, without) = (
            pathways(&problem, own.clone()),
            pathways(&problem, OwnRows::default()),
        );
        let all = Formulation::new(&problem, &without);
        let left = Formulation::new(&problem, &with);
        assert_eq!(
            all.rows.len(),
            left.rows.len() + own.names().count(),
            "seed {seed}"
        );
        let is_own = |row: RowId| own.has(all.rows[row.index()].rule, all.rows[row.index()].number);
        for doctor in problem.doctor_ids() {
            let mut expected = Vec::new();
            for (pathway, value) in without.enumerate(&problem, doctor, 100_000).unwrap() {
                let labels = without.labels_of(&problem, doctor, &pathway).unwrap();
                let mut sums = vec![0; all.rows.len()];
                let one = OneDoctor::new(&without, doctor);
                RowUsage::visit(&all, one, &labels, value, |row, amount| {
                    sums[row.index()] += amount
                });
                let rows = (0..sums.len()).map(RowId::new).filter(|row| is_own(*row));
                let mine = rows.filter(|row| {
                    own.of(doctor).iter().any(|own| {
                        let row = &all.rows[row.index()];
                        (own.rule, own.number) == (row.rule, row.number)
                    })
                });
                let cost = mine.map(|row| {
                    let data = &all.rows[row.index()];
                    match data.shape.distance(sums[row.index()]) {
                        0 => Some(0),
                        distance => Some(data.weight? * distance),
                    }
                });
                if let Some(cost) = cost.sum::<Option<i64>>() {
                    expected.push((pathway, value - cost));
                }
            }
            let found = with.enumerate(&problem, doctor, 100_000).unwrap();
            assert_eq!(
                sorted(found),
                sorted(expected),
                "seed {seed}, {}",
                problem.doctor(doctor).key
            );
        }
        Some(own.names().count())
    });
    assert!(
        counted.iter().sum::<usize>() > 100,
        "{}",
        counted.iter().sum::<usize>()
    );
}

/// Weeks of call of each of some doctors, as a requirement of all or as a row for each.
fn call(doctors: &[&str], as_rows: bool) -> Problem {
    let mut builder =
        ProblemBuilder::weeks("call", "2026-01-04", "2026-02-28").department("call", 1);
    for doctor in doctors {
        builder = builder.doctor(doctor);
    }
    let mut draft: ProblemDraft = builder.draft_mut().clone();
    let activities = || crate::problem::draft::ActivityFilter {
        activities: vec!["call".into()],
        ..Default::default()
    };
    if as_rows {
        for doctor in doctors {
            draft.rules.push(RuleDraft::Coverage(rules::Coverage {
                id: format!("of {doctor}"),
                doctors: crate::problem::draft::DoctorFilter {
                    doctors: vec![(*doctor).into()],
                    ..Default::default()
                },
                activities: activities(),
                per: crate::problem::rule_draft::CoveragePerDraft::Total,
                min: Some(2),
                max: Some(3),
                ..Default::default()
            }));
        }
    } else {
        draft
            .requirements
            .push(crate::problem::draft::RequirementDraft {
                id: "weeks".into(),
                activities: activities(),
                min: 2,
                max: Some(3),
                ..Default::default()
            });
    }
    draft.validate().unwrap()
}

#[test]
fn doctors_with_alike_rows_share_a_diagram_as_with_a_requirement() {
    let doctors = ["ana", "ben", "eva"];
    let (rows, requirement) = (call(&doctors, true), call(&doctors, false));
    let own = own_rows(&rows);
    assert_eq!(own.names().count(), 3);
    let (counted, asked) = (
        pathways(&rows, own),
        pathways(&requirement, OwnRows::default()),
    );
    assert_eq!(counted.classes().len(), 1);
    let (one, other) = (&counted.classes()[0].diagram, &asked.classes()[0].diagram);
    assert_eq!(
        (one.node_count(), one.arc_count()),
        (other.node_count(), other.arc_count())
    );
    assert_eq!(Formulation::new(&rows, &counted).rows.len(), 8);
}

#[test]
fn nothing_is_counted_where_rules_speak_of_several_doctors_or_of_single_periods() {
    let problem = call(&["ana", "ben"], false);
    assert!(own_rows(&problem).is_empty());
}

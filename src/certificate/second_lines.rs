//! Checks of the evaluation that no document reaches, as something else refuses it first; each holds by itself here.

use super::evaluate::{Evaluation, evaluate};
use super::prices::Prices;
use crate::diagram::{BuildLimits, Pathways};
use crate::formulation::{Formulation, Group, RowId, Shape};
use crate::ids::DoctorId;
use crate::problem::Problem;

/// Three weeks and two wards for Ana and Ben: what is evaluated.
struct Ground {
    problem: Problem,
    pathways: Pathways,
    formulation: Formulation,
}

fn ground() -> Ground {
    let text = r#"{"format": 1, "name": "three weeks",
        "horizon": {"kind": "week", "start": "2026-09-06", "end": "2026-09-26"},
        "departments": [{"id": "north"}, {"id": "south"}], "doctors": [{"id": "ana"}, {"id": "ben"}],
        "preferences": [{"value": 2}],
        "rules": [
            {"kind": "capacity", "id": "places", "activities": {}, "max": 1, "min": 1},
            {"kind": "worst_doctor", "id": "worst", "weight": 1},
            {"kind": "even_load", "id": "even", "activities": {}, "weight": 1}
        ]}"#;
    let problem = Problem::from_json_str(text).unwrap();
    let pathways = Pathways::build(&problem, BuildLimits { arcs: 10_000 }, false);
    let formulation = Formulation::new(&problem, &pathways);
    Ground {
        problem,
        pathways,
        formulation,
    }
}

impl Ground {
    fn prices(&self) -> Prices {
        Prices::zero(&self.formulation, &self.pathways, 1)
    }
    fn evaluate(&self, prices: &Prices) -> Evaluation {
        let activities = self.problem.activities().len();
        evaluate(&self.formulation, &self.pathways, activities, prices)
    }
    /// Hard rows outside of groups, which somebody can break.
    fn plain_rows(&self) -> Vec<usize> {
        let components = self.formulation.components(&self.pathways);
        let rows = self.formulation.rows.iter().enumerate();
        rows.filter(|(_, row)| row.group.is_none())
            .map(|(number, _)| number)
            .filter(|&number| components.connects(number))
            .collect()
    }
}

#[test]
fn what_nothing_is_wrong_with_bounds() {
    let ground = ground();
    assert!(ground.evaluate(&ground.prices()).bound().is_some());
}

#[test]
fn denominators_below_what_they_are_for() {
    let ground = ground();
    for wrong in [
        Prices {
            denominator: -1,
            ..ground.prices()
        },
        Prices {
            private_denominator: 0,
            ..ground.prices()
        },
    ] {
        assert_eq!(ground.evaluate(&wrong), Evaluation::TooLarge);
    }
}

#[test]
fn private_prices_of_another_number() {
    let ground = ground();
    let mut prices = ground.prices();
    prices.private[1] = vec![1; 7];
    assert_eq!(
        ground.evaluate(&prices),
        Evaluation::Unpriced(DoctorId::new(1))
    );
}

#[test]
fn one_row_of_an_only_one_without_a_limit() {
    let mut ground = ground();
    let rows: Vec<RowId> = ground.plain_rows().into_iter().map(RowId::new).collect();
    let first = rows[0];
    let group = u32::try_from(ground.formulation.groups.len()).unwrap();
    for row in &rows {
        ground.formulation.rows[row.index()].group = Some(group);
    }
    ground.formulation.groups.push(Group::OnlyOne { rows });
    ground.formulation.rows[first.index()].shape = Shape::Interval {
        lower: None,
        upper: Some(1),
    };
    let mut prices = ground.prices();
    prices.rows[first.index()] = -1;
    assert_eq!(ground.evaluate(&prices), Evaluation::Unlimited(first));
}

#[test]
fn sums_of_rows_beyond_128_bits() {
    let mut ground = ground();
    let rows = ground.plain_rows();
    let wide = Shape::Interval {
        lower: Some(i64::MAX),
        upper: None,
    };
    // Two rows stay above -2^127, three do not.
    for (number, expected) in [(2, false), (3, true)] {
        let mut prices = ground.prices();
        for &row in rows.iter().take(number) {
            ground.formulation.rows[row].shape = wide.clone();
            prices.rows[row] = -i64::MAX;
        }
        let too_large = ground.evaluate(&prices) == Evaluation::TooLarge;
        assert_eq!(too_large, expected, "{number} rows");
    }
}

#[test]
fn a_component_beyond_64_bits_bounds_nothing() {
    let evaluation = Evaluation::Sums {
        of_components: vec![i128::from(i64::MAX), 1],
        denominator: 1,
    };
    assert_eq!(
        (evaluation.bound(), evaluation.proves_infeasible()),
        (None, false)
    );
    let evaluation = Evaluation::Sums {
        of_components: vec![i128::MAX, i128::MAX],
        denominator: 1,
    };
    assert_eq!(evaluation.bound(), None);
}

//! 11. Coverage: a weighted sum over doctors, activities and periods, a row a period or one in all.

use super::family::{CellTerms, DoctorWeights, Family, one_place};
use super::{Formulation, Shape};
use crate::ids::RuleId;
use crate::problem::Problem;
use crate::problem::rule::Coverage;

pub(super) fn add(formulation: &mut Formulation, problem: &Problem, id: RuleId, rule: &Coverage) {
    let allowed: Vec<i64> = rule
        .allowed
        .iter()
        .copied()
        .filter(|value| rule.min.is_none_or(|min| min <= *value) && rule.max.is_none_or(|max| *value <= max))
        .collect();
    let shape = if rule.allowed.is_empty() {
        Shape::Interval { lower: rule.min, upper: rule.max }
    } else if allowed.is_empty() {
        // Nothing is allowed: an empty interval says so.
        Shape::Interval { lower: Some(1 << 40), upper: Some(-(1 << 40)) }
    } else {
        Shape::OneOf(allowed)
    };
    let mut terms = Vec::new();
    let mut row = None;
    for period in rule.periods.iter() {
        let row = match row {
            Some(row) if !rule.each_period => row,
            _ => *row.insert(formulation.add_row(id, shape.clone(), rule.weight)),
        };
        terms.push((0, period, row, 1));
    }
    let place_of = one_place(&rule.activities, problem.activities().len());
    let cells = CellTerms::new(place_of, 1, formulation.periods, terms);
    let everybody = rule.doctor_weights.len() == problem.doctors().len() && rule.doctor_weights.iter().all(|entry| entry.1 == 1);
    let doctors = if everybody { DoctorWeights::Everybody } else { DoctorWeights::Some(rule.doctor_weights.clone()) };
    formulation.families.push(Family { halves: rule.half_presence, ..Family::over_cells(id, doctors, cells) });
}

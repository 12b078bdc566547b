//! 11. Coverage: a weighted sum over doctors, activities and periods, a row a period or one in all.

use super::family::{CellTerms, DoctorWeights, Family, one_place};
use super::{Formulation, Shape};
use crate::ids::RuleId;
use crate::problem::Problem;
use crate::problem::rule::Coverage;

pub(super) fn add(formulation: &mut Formulation, problem: &Problem, id: RuleId, rule: &Coverage) {
    let shape = Shape::one_of(&rule.allowed, rule.min, rule.max);
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

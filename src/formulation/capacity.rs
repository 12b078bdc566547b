//! 10. Capacity: min ≤ Σ present ≤ max, a row a period.

use super::family::{CellTerms, Family, one_place, weigh};
use super::{Formulation, Shape};
use crate::ids::RuleId;
use crate::problem::Problem;
use crate::problem::rule::Capacity;

pub(super) fn add(formulation: &mut Formulation, problem: &Problem, id: RuleId, rule: &Capacity) {
    let count = rule.doctors.len() as i64;
    let mut terms = Vec::new();
    for limit in &rule.limits {
        // A limit that cannot bind is no row.
        let upper = limit.max.filter(|max| *max < count);
        let lower = Some(limit.min).filter(|min| *min > 0);
        if upper.is_some() || lower.is_some() {
            let row = formulation.add_row(id, Shape::between(lower, upper), rule.weight);
            terms.push((0, limit.period, row, 1));
        }
    }
    let place_of = one_place(&rule.activities, problem.activities().len());
    let cells = CellTerms::new(place_of, 1, formulation.periods, terms);
    let doctors = weigh(&rule.doctors, problem.doctors().len(), 1);
    formulation.families.push(Family::over_cells(id, doctors, cells));
}

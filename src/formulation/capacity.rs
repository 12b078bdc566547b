//! 10. Capacity: min ≤ Σ present ≤ max, a row a period.

use super::family::{CellTerms, Family, one_place, weigh};
use super::shared::Shared;
use super::{Formulation, Shape};
use crate::ids::RuleId;
use crate::problem::Problem;
use crate::problem::rule::Capacity;

impl Shared for Capacity {
    fn rows(&self, rule: RuleId, problem: &Problem, formulation: &mut Formulation) {
        let count = self.doctors.len() as i64;
        let mut terms = Vec::new();
        for limit in &self.limits {
            // A limit that cannot bind is no row.
            let upper = limit.max.filter(|max| *max < count);
            let lower = Some(limit.min).filter(|min| *min > 0);
            if upper.is_some() || lower.is_some() {
                let row = formulation.add_row(rule, Shape::between(lower, upper), self.weight);
                terms.push((0, limit.period, row, 1));
            }
        }
        let place_of = one_place(&self.activities, problem.activities().len());
        let cells = CellTerms::new(place_of, 1, formulation.periods, terms);
        let doctors = weigh(&self.doctors, problem.doctors().len(), 1);
        formulation.families.push(Family::over_cells(rule, doctors, cells));
    }
}

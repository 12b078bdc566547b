//! 10. Capacity: min ≤ Σ present ≤ max, a row a period.
//!
//! Where leave keeps places, the upper limit counts these, too, and what has both limits has a second row for the lower one, behind all others.

use super::family::{CellTerms, Family, one_place, weigh};
use super::shared::Shared;
use super::{Formulation, Shape};
use crate::ids::RuleId;
use crate::problem::Problem;
use crate::problem::rule::Capacity;

impl Shared for Capacity {
    fn rows(&self, rule: RuleId, problem: &Problem, formulation: &mut Formulation) {
        let count = self.doctors.len() as i64;
        let keeps = problem.keeps_places();
        let (mut terms, mut fewest, mut present) = (Vec::new(), Vec::new(), Vec::new());
        for limit in &self.limits {
            // A limit that cannot bind is no row.
            let upper = limit.max.filter(|max| *max < count);
            let lower = Some(limit.min).filter(|min| *min > 0);
            match (lower, upper) {
                (None, None) => {}
                (Some(least), _) if keeps => fewest.push((limit.period, least, upper)),
                _ => {
                    let row = formulation.add_row(rule, Shape::between(lower, upper), self.weight);
                    terms.push((0, limit.period, row, 1));
                }
            }
        }
        for (period, least, most) in fewest {
            let row = formulation.add_row(rule, Shape::between(Some(least), None), self.weight);
            present.push((0, period, row, 1));
            if most.is_some() {
                let row = formulation.add_row(rule, Shape::between(None, most), self.weight);
                terms.push((0, period, row, 1));
            }
        }
        let doctors = weigh(&self.doctors, problem.doctors().len(), 1);
        for (terms, keeps) in [(terms, keeps), (present, false)] {
            if !terms.is_empty() {
                let place_of = one_place(&self.activities, problem.activities().len());
                let cells = CellTerms::new(place_of, 1, formulation.periods, terms);
                formulation.families.push(Family {
                    keeps,
                    ..Family::over_cells(rule, doctors.clone(), cells)
                });
            }
        }
    }
}

//! 11. Coverage: a weighted sum over doctors, activities and periods, a row a period or one in all.
//!
//! Where either nobody or everybody may be there, no limit on the sum says so: presences are equal, doctor by doctor.

use super::family::{CellTerms, DoctorWeights, Family, one_place};
use super::shared::Shared;
use super::{Formulation, Shape};
use crate::ids::RuleId;
use crate::problem::Problem;
use crate::problem::rule::Coverage;

impl Shared for Coverage {
    fn rows(&self, rule: RuleId, problem: &Problem, formulation: &mut Formulation) {
        if self.is_all_or_none() {
            return equal_presences(self, rule, problem, formulation);
        }
        let shape = Shape::one_of(&self.allowed, self.min, self.max);
        let mut terms = Vec::new();
        let mut row = None;
        for period in self.periods.iter() {
            let row = match row {
                Some(row) if !self.each_period => row,
                _ => *row.insert(formulation.add_row(rule, shape.clone(), self.weight)),
            };
            terms.push((0, period, row, 1));
        }
        let place_of = one_place(&self.activities, problem.activities().len());
        let cells = CellTerms::new(place_of, 1, formulation.periods, terms);
        let everybody = self.doctor_weights.len() == problem.doctors().len()
            && self.doctor_weights.iter().all(|entry| entry.1 == 1);
        let doctors = if everybody {
            DoctorWeights::Everybody
        } else {
            DoctorWeights::Some(self.doctor_weights.clone())
        };
        formulation.families.push(Family {
            halves: self.half_presence,
            ..Family::over_cells(rule, doctors, cells)
        });
    }
    fn spans_periods(&self) -> bool {
        !self.each_period
    }
}

/// For neighbours d, e and every period p: x(d, activities, p) − x(e, activities, p) = 0.
fn equal_presences(
    coverage: &Coverage,
    rule: RuleId,
    problem: &Problem,
    formulation: &mut Formulation,
) {
    let place_of = one_place(&coverage.activities, problem.activities().len());
    for pair in coverage.doctor_weights.windows(2) {
        let equal = Shape::between(Some(0), Some(0));
        let mut term = |period| (0, period, formulation.add_row(rule, equal.clone(), None), 1);
        let terms = coverage.periods.iter().map(&mut term).collect();
        let cells = CellTerms::new(place_of.clone(), 1, formulation.periods, terms);
        let doctors = DoctorWeights::Some(vec![(pair[0].0, 1), (pair[1].0, -1)]);
        formulation
            .families
            .push(Family::over_cells(rule, doctors, cells));
    }
}

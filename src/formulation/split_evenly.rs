//! 12. Split evenly.

use super::family::{CellTerms, Family, weigh};
use super::shared::Shared;
use super::{Formulation, Shape};
use crate::ids::RuleId;
use crate::problem::Problem;
use crate::problem::rule::SplitEvenly;

impl Shared for SplitEvenly {
    /// n(i, p) − n(j, p) ≤ `tolerance` for each ordered pair of places. An activity that is in several places has a family for each.
    fn rows(&self, rule: RuleId, problem: &Problem, formulation: &mut Formulation) {
        let count = self.departments.len();
        let mut terms = vec![Vec::new(); count];
        for period in self.periods.iter() {
            for one in 0..count {
                for other in (0..count).filter(|other| *other != one) {
                    let row = formulation.add_row(
                        rule,
                        Shape::Interval {
                            lower: None,
                            upper: Some(self.tolerance),
                        },
                        self.weight,
                    );
                    terms[one].push((0, period, row, 1));
                    terms[other].push((0, period, row, -1));
                }
            }
        }
        for (place, terms) in terms.into_iter().enumerate() {
            let place_of =
                super::family::one_place(&self.departments[place], problem.activities().len());
            let cells = CellTerms::new(place_of, 1, formulation.periods, terms);
            formulation.families.push(Family::over_cells(
                rule,
                weigh(&self.doctors, problem.doctors().len(), 1),
                cells,
            ));
        }
    }
}

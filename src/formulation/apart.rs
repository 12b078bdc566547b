//! 12. Apart.

use super::family::{CellTerms, Family, weigh};
use super::places::places_within;
use super::shared::Shared;
use super::{Formulation, Shape};
use crate::ids::RuleId;
use crate::problem::Problem;
use crate::problem::rule::Apart;

impl Shared for Apart {
    /// n(place, p) ≤ `max_together`.
    fn rows(&self, rule: RuleId, problem: &Problem, formulation: &mut Formulation) {
        let (places, place_of) = places_within(problem, self.scope, &self.activities);
        let mut terms = Vec::new();
        for place in (0..places).filter(|place| place_of.contains(&(*place as u16))) {
            for period in self.periods.iter() {
                let row = formulation.add_row(
                    rule,
                    Shape::Interval {
                        lower: None,
                        upper: Some(self.max_together),
                    },
                    self.weight,
                );
                terms.push((place as u32, period, row, 1));
            }
        }
        let cells = CellTerms::new(place_of, places, formulation.periods, terms);
        formulation.families.push(Family::over_cells(
            rule,
            weigh(&self.doctors, problem.doctors().len(), 1),
            cells,
        ));
    }
}

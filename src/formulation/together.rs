//! 12. Together.

use super::family::{CellTerms, DoctorWeights, Family};
use super::places::places_of;
use super::shared::Shared;
use super::{Formulation, Shape};
use crate::ids::RuleId;
use crate::problem::Problem;
use crate::problem::rule::Together;

impl Shared for Together {
    /// For neighbours d, e: x(d, place, p) − x(e, place, p) = 0.
    fn rows(&self, rule: RuleId, problem: &Problem, formulation: &mut Formulation) {
        let (places, place_of) = places_of(problem, self.scope);
        for pair in self.doctors.as_slice().windows(2) {
            let mut terms = Vec::new();
            for period in self.periods.iter().filter(|period| {
                pair.iter()
                    .all(|doctor| problem.is_available(*doctor, *period))
            }) {
                for place in 0..places as u32 {
                    let row = formulation.add_row(
                        rule,
                        Shape::Interval {
                            lower: Some(0),
                            upper: Some(0),
                        },
                        self.weight,
                    );
                    terms.push((place, period, row, 1));
                }
            }
            let cells = CellTerms::new(place_of.clone(), places, formulation.periods, terms);
            let doctors = DoctorWeights::Some(vec![(pair[0], 1), (pair[1], -1)]);
            formulation
                .families
                .push(Family::over_cells(rule, doctors, cells));
        }
    }
}

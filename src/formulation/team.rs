//! 12. Team.

use super::family::{CellTerms, DoctorWeights, Family};
use super::places::places_within;
use super::shared::Shared;
use super::{Formulation, Shape};
use crate::ids::RuleId;
use crate::problem::Problem;
use crate::problem::rule::Team;

impl Shared for Team {
    /// n(doctors, place, p) − k · n(companions, place, p) ≤ 0.
    fn rows(&self, rule: RuleId, problem: &Problem, formulation: &mut Formulation) {
        let (places, place_of) = places_within(problem, self.scope, &self.activities);
        let mut terms = Vec::new();
        for place in (0..places).filter(|place| place_of.contains(&(*place as u16))) {
            for period in self.periods.iter() {
                let row = formulation.add_row(
                    rule,
                    Shape::Interval {
                        lower: None,
                        upper: Some(0),
                    },
                    self.weight,
                );
                terms.push((place as u32, period, row, 1));
            }
        }
        let cells = CellTerms::new(place_of, places, formulation.periods, terms);
        let mut weights: Vec<_> = self.doctors.iter().map(|doctor| (doctor, 1)).collect();
        weights.extend(
            self.companions
                .iter()
                .map(|doctor| (doctor, -self.doctors_per_companion)),
        );
        weights.retain(|entry| entry.1 != 0);
        weights.sort_unstable();
        formulation.families.push(Family::over_cells(
            rule,
            DoctorWeights::Some(weights),
            cells,
        ));
    }
}

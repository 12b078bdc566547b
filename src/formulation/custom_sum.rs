//! 15. Custom sums: what code counts, a row a period or one in all.

use super::family::{CellTerms, DoctorWeights, Family};
use super::shared::Shared;
use super::{Formulation, Shape};
use crate::ids::{ActivityId, RuleId};
use crate::problem::Problem;
use crate::problem::rule::CustomSum;
use std::collections::BTreeMap;

impl Shared for CustomSum {
    fn rows(&self, rule: RuleId, problem: &Problem, formulation: &mut Formulation) {
        let shape = Shape::one_of(&[], self.min, self.max);
        let mut rows = BTreeMap::new();
        let mut row = None;
        for period in self.periods.iter() {
            let row = match row {
                Some(row) if !self.each_period => row,
                _ => *row.insert(formulation.add_row(rule, shape.clone(), self.weight)),
            };
            rows.insert(period, row);
        }
        // Doctors with the same counts are one family.
        for (cells, doctors) in self.counts.profiles() {
            let mut place_of = vec![u16::MAX; problem.activities().len()];
            let mut places: Vec<ActivityId> = cells.iter().map(|cell| cell.0).collect();
            places.dedup();
            for (place, activity) in places.iter().enumerate() {
                place_of[activity.index()] = place as u16;
            }
            let terms = cells.iter().filter_map(|&(activity, period, count)| {
                let place = u32::from(place_of[activity.index()]);
                Some((place, period, *rows.get(&period)?, count))
            });
            let terms = terms.collect();
            let cells = CellTerms::new(place_of, places.len(), formulation.periods, terms);
            let doctors =
                DoctorWeights::Some(doctors.into_iter().map(|doctor| (doctor, 1)).collect());
            formulation
                .families
                .push(Family::over_cells(rule, doctors, cells));
        }
    }
    fn spans_periods(&self) -> bool {
        !self.each_period
    }
}

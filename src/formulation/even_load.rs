//! 13. Even load.

use super::family::{CellTerms, Family, one_place, weigh};
use super::row::ANY;
use super::shared::Shared;
use super::{Formulation, Group};
use crate::ids::RuleId;
use crate::problem::Problem;
use crate::problem::rule::EvenLoad;

impl Shared for EvenLoad {
    /// lo ≤ n(p) ≤ hi, hi − lo costs `weight`.
    fn rows(&self, rule: RuleId, problem: &Problem, formulation: &mut Formulation) {
        let mut terms = Vec::new();
        let mut rows = Vec::new();
        for period in self.periods.iter() {
            let row = formulation.add_row(rule, ANY, None);
            rows.push(row);
            terms.push((0, period, row, 1));
        }
        let most = self.doctors.len() as i64;
        formulation.add_group(Group::Range {
            rows,
            weight: self.weight,
            at_most: self.at_most,
            most,
            least: 0,
        });
        let place_of = one_place(&self.activities, problem.activities().len());
        let cells = CellTerms::new(place_of, 1, formulation.periods, terms);
        formulation.families.push(Family::over_cells(
            rule,
            weigh(&self.doctors, problem.doctors().len(), 1),
            cells,
        ));
    }
}

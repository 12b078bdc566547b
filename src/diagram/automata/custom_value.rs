//! 15. Custom values: values of single cells.

use super::personal::{Found, OfDoctor, Personal};
use crate::diagram::table::Cells;
use crate::ids::RuleId;
use crate::problem::rule::CustomValue;

impl Personal for CustomValue {
    fn automata(&self, _rule: RuleId, _of: &OfDoctor<'_>, _found: &mut Found) {}
    fn cells(&self, cells: &mut Cells<'_>) {
        let (problem, doctor) = (cells.problem, cells.doctor);
        if self.counts.of(doctor).is_empty() {
            return;
        }
        for (place, &activity) in cells.places.iter().enumerate() {
            for (step, block) in cells.axis.steps.iter().enumerate() {
                let count = |period: &crate::ids::PeriodId| {
                    let does = problem.works_in(activity, *period).unwrap_or(activity);
                    self.counts.count(doctor, does, *period)
                };
                let sum: i64 = block.present.iter().map(count).sum();
                cells.value[place * cells.steps + step] += self.value * sum;
            }
        }
    }
}

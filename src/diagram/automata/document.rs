//! 3. Documents: cells in which one is missing are forbidden.

use super::personal::{Found, OfDoctor, Personal};
use crate::diagram::table::Cells;
use crate::ids::RuleId;
use crate::problem::rule::Document;

impl Personal for Document {
    fn automata(&self, _rule: RuleId, _of: &OfDoctor<'_>, _found: &mut Found) {}
    fn cells(&self, cells: &mut Cells<'_>) {
        let documents = &cells.problem.doctor(cells.doctor).documents;
        let valid = |period| {
            documents.iter().any(|document| {
                document.document == self.document && document.valid.contains(period)
            })
        };
        for (step, block) in cells.axis.steps.iter().enumerate() {
            if block.present.iter().all(|period| valid(*period)) {
                continue;
            }
            for (place, _) in cells
                .places
                .iter()
                .enumerate()
                .filter(|(_, activity)| self.activities.contains(**activity))
            {
                cells.blocked[place * cells.steps + step] = true;
            }
        }
    }
}

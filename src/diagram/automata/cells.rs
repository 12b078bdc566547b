//! 5. Single cells.

use super::personal::{Found, OfDoctor, Personal};
use crate::diagram::table::Cells;
use crate::ids::RuleId;

impl Personal for crate::problem::rule::Cells {
    fn automata(&self, _rule: RuleId, _of: &OfDoctor<'_>, _found: &mut Found) {}
    fn cells(&self, cells: &mut Cells<'_>) {
        for entry in &self.entries {
            for (step, block) in cells.axis.steps.iter().enumerate() {
                let count = block
                    .present
                    .iter()
                    .filter(|period| entry.periods.contains(**period))
                    .count() as i64;
                if count == 0 {
                    continue;
                }
                if !entry.idle {
                    match self.weight {
                        Some(weight) => cells.idle[step] -= weight * count,
                        None => cells.idle_blocked[step] = true,
                    }
                }
                for (place, activity) in cells.places.iter().enumerate() {
                    if !entry.allowed.contains(*activity) {
                        let cell = place * cells.steps + step;
                        match self.weight {
                            Some(weight) => cells.value[cell] -= weight * count,
                            None => cells.blocked[cell] = true,
                        }
                    }
                }
            }
        }
    }
}

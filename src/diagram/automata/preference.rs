//! 9. Preferences: values of single cells and of starts.

use super::personal::{Found, OfDoctor, Personal};
use crate::diagram::table::Cells;
use crate::ids::RuleId;
use crate::problem::rule::Per;
use crate::problem::rule::Preference;

impl Personal for Preference {
    fn automata(&self, _rule: RuleId, _of: &OfDoctor<'_>, _found: &mut Found) {}
    fn cells(&self, cells: &mut Cells<'_>) {
        for (place, activity) in cells.places.iter().enumerate().filter(|(_, activity)| self.activities.contains(**activity)) {
            debug_assert!(activity.index() < cells.problem.activities().len());
            for (step, block) in cells.axis.steps.iter().enumerate() {
                let chosen = |period| self.periods.as_ref().is_none_or(|periods| periods.contains(period));
                let cell = place * cells.steps + step;
                match self.per {
                    Per::Period => {
                        let count = match &self.periods {
                            None => block.present.len(),
                            Some(periods) => block.present.iter().filter(|period| periods.contains(**period)).count(),
                        };
                        cells.value[cell] += self.value * count as i64;
                    }
                    Per::Block => cells.value[cell] += if chosen(block.first) { self.value } else { 0 },
                    Per::Rotation => cells.start[cell] += if chosen(block.first) { self.value } else { 0 },
                }
            }
        }
    }
}

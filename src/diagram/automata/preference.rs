//! 9. Preferences: values of single cells and of starts.

use super::personal::{Found, OfDoctor, Personal};
use crate::diagram::table::Cells;
use crate::ids::{PeriodId, RuleId};
use crate::problem::rule::Per;
use crate::problem::rule::Preference;

impl Personal for Preference {
    fn automata(&self, _rule: RuleId, _of: &OfDoctor<'_>, _found: &mut Found) {}
    fn cells(&self, cells: &mut Cells<'_>) {
        let problem = cells.problem;
        for (place, &activity) in cells.places.iter().enumerate() {
            let is_in = self.activities.contains(activity);
            // In a block of which leave takes a part, the rest is work in the rotation's own activity.
            let is_mixed =
                self.per == Per::Period && problem.activity(activity).leave_periods.is_some();
            let is_in_rest = is_mixed && self.activities.contains(problem.rotation_of(activity));
            if !is_in && !is_in_rest {
                continue;
            }
            for (step, block) in cells.axis.steps.iter().enumerate() {
                let chosen = |period: PeriodId| {
                    self.periods
                        .as_ref()
                        .is_none_or(|periods| periods.contains(period))
                };
                let cell = place * cells.steps + step;
                match self.per {
                    Per::Period => {
                        let count = match &self.periods {
                            _ if is_mixed => {
                                let does = |period: &PeriodId| {
                                    problem.works_in(activity, *period).unwrap_or(activity)
                                };
                                let is_paid = |period: &&PeriodId| {
                                    chosen(**period) && self.activities.contains(does(period))
                                };
                                block.present.iter().filter(is_paid).count()
                            }
                            None => block.present.len(),
                            Some(periods) => block
                                .present
                                .iter()
                                .filter(|period| periods.contains(**period))
                                .count(),
                        };
                        cells.value[cell] += self.value * count as i64;
                    }
                    Per::Block => {
                        cells.value[cell] += if chosen(block.first) { self.value } else { 0 }
                    }
                    Per::Rotation => {
                        cells.start[cell] += if chosen(block.first) { self.value } else { 0 }
                    }
                }
            }
        }
    }
}

//! 9. Preferences: values of single cells and of starts.

use super::personal::{Found, OfDoctor, Personal};
use crate::diagram::Step;
use crate::diagram::table::Cells;
use crate::ids::{ActivityId, PeriodId, RuleId};
use crate::problem::Problem;
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
                let cell = place * cells.steps + step;
                match self.per {
                    Per::Period => {
                        let periods = if is_mixed {
                            self.mixed_periods(problem, activity, block)
                        } else {
                            block.present.iter().filter(|at| self.pays_in(**at)).count()
                        };
                        cells.value[cell] += self.value * periods as i64;
                    }
                    Per::Block if self.pays_in(block.first) => cells.value[cell] += self.value,
                    Per::Rotation if self.pays_in(block.first) => cells.start[cell] += self.value,
                    Per::Block | Per::Rotation => {}
                }
            }
        }
    }
}

impl Preference {
    fn pays_in(&self, period: PeriodId) -> bool {
        let periods = self.periods.as_ref();
        periods.is_none_or(|periods| periods.contains(period))
    }

    /// Periods of a block that are paid for, where leave takes a part of it and the rest is work.
    fn mixed_periods(&self, problem: &Problem, activity: ActivityId, block: &Step) -> usize {
        let does = |period| problem.works_in(activity, period).unwrap_or(activity);
        let is_paid =
            |period: PeriodId| self.pays_in(period) && self.activities.contains(does(period));
        block.present.iter().filter(|at| is_paid(**at)).count()
    }
}

//! Family 15: limits on sums of cells in code.

use super::prelude::*;
use crate::problem::custom::{CellCode, Counts};
use crate::problem::rule_draft::CoveragePerDraft;

draft_rule! {
    /// 15. Limit on a sum of cells that code counts; see [`custom`](crate::problem::custom). It is in no file. Unit: one of the sum.
    CustomSum {
        /// Who; everybody if empty.
        [default] doctors: DoctorFilter = Doctors,
        /// Where; everywhere if empty.
        [default] activities: ActivityFilter = Activities,
        /// When; always if empty.
        [default] periods: PeriodFilter = JudgedPeriods,
        /// What each cell counts.
        counts: CellCode = Plain,
        /// One sum over all periods; otherwise one for each.
        [default] per: CoveragePerDraft = Plain,
        /// Least sum.
        [default] min: Option<i64> = Number,
        /// Greatest sum.
        [default] max: Option<i64> = Number,
        /// Cost of each unit; the rule is hard if it is missing.
        [default] weight: Option<i64> = Weight,
    }
}

resolved_rule! {
    /// 15. Limit on a sum of cells that code counts. Unit: one of the sum.
    CustomSum {
        /// Who.
        doctors: DoctorSet = Doctors,
        /// When.
        periods: PeriodSet = Periods,
        /// What each cell counts.
        counts: Counts = Plain,
        /// One sum for each period; otherwise one over all.
        each_period: bool = Plain,
        /// Least sum.
        min: Option<i64> = Number,
        /// Greatest sum.
        max: Option<i64> = Number,
        /// Cost of each unit.
        weight: Option<i64> = Weight,
    }
}

impl Draft for CustomSum {
    fn add_to(&self, at: &mut At<'_>) -> Option<()> {
        let weight = Weight.resolve(&self.weight, "weight", at)?;
        if self.min.is_none() && self.max.is_none() {
            at.error_of_rule(Code::MissingValue, "it has neither min nor max.");
            return None;
        }
        if let (Some(min), Some(max)) = (self.min, self.max)
            && min > max
        {
            let message = format!("min {min} is more than max {max}.");
            at.error(Code::ReversedLimits, "min", message);
            return None;
        }
        let doctors: Option<DoctorSet> = Doctors.resolve(&self.doctors, "doctors", at);
        let activities: Option<ActivitySet> =
            Activities.resolve(&self.activities, "activities", at);
        let periods: Option<PeriodSet> = JudgedPeriods.resolve(&self.periods, "periods", at);
        let (doctors, periods) = (doctors?, periods?);
        let counts = ask_counts(&self.counts, &doctors, &activities?, &periods, at)?;
        at.add(Rule::CustomSum(resolved::CustomSum {
            doctors,
            periods,
            counts,
            each_period: self.per == CoveragePerDraft::Period,
            min: self.min,
            max: self.max,
            weight,
        }));
        Some(())
    }
}

impl Facts for resolved::CustomSum {
    fn meaning(&self) -> (&'static str, &'static str) {
        ("a custom sum is out of its limits", "units")
    }
    fn breach(&self, amount: i64, say: &dyn Say) -> String {
        format!(
            "sum off by {amount}, asked for {}",
            say.range(self.min.unwrap_or(i64::MIN), self.max.unwrap_or(i64::MAX))
        )
    }
    fn wants(&self, _data: &ProblemData, add: &mut dyn FnMut(ActivityId)) -> Wants {
        self.counts.activities().iter().for_each(add);
        Wants::Named
    }
    fn is_blind_to_idle(&self, _new: &[PeriodId]) -> bool {
        true
    }
    fn judged_periods(&self) -> Option<&PeriodSet> {
        self.each_period.then_some(&self.periods)
    }
    fn shared_units(&self, _size: &Size<'_>) -> i128 {
        let asked = self.min.into_iter().chain(self.max);
        let furthest = asked
            .map(|number| i128::from(number.unsigned_abs()))
            .max()
            .unwrap_or(0);
        let sums = if self.each_period {
            self.periods.len() as i128
        } else {
            1
        };
        self.counts
            .most()
            .0
            .saturating_add(sums.saturating_mul(furthest))
    }
    fn rows_and_cells(&self, size: &Size<'_>) -> (usize, usize) {
        let rows = if self.each_period {
            self.periods.len()
        } else {
            1
        };
        let of_profile = |cells: &[(ActivityId, PeriodId, i64)]| {
            let mut places: Vec<ActivityId> = cells.iter().map(|cell| cell.0).collect();
            places.dedup();
            places.len()
        };
        let cells = self
            .counts
            .profiles()
            .into_iter()
            .map(|(cells, doctors)| size.cells(of_profile(cells), doctors.len()));
        (rows, cells.fold(0, usize::saturating_add))
    }
}

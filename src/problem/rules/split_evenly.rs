//! Family 12: an even split.

use super::prelude::*;

rule! {
    /// 12. Head counts of any two places differ by at most `tolerance`. Unit: a doctor beyond, per ordered pair and period.
    SplitEvenly {
        /// Who.
        doctors: DoctorFilter => DoctorSet = Doctors,
        /// The departments, two at least.
        departments: Vec<String> => Vec<ActivitySet> = Departments,
        /// When; always if empty.
        [default] periods: PeriodFilter => PeriodSet = JudgedPeriods,
        /// Greatest difference, 1 if missing.
        [default] tolerance: Option<i64> => i64 = Count(0, 1_000_000),
        /// Cost of each doctor beyond; the rule is hard if it is missing.
        [default] weight: Option<i64> => Option<i64> = Weight,
    }
    checked by has_two_departments;
}

fn has_two_departments(rule: &resolved::SplitEvenly, at: &mut At<'_>) -> bool {
    if rule.departments.len() < 2 {
        at.error(
            Code::MissingValue,
            "departments",
            "it needs at least two departments.",
        );
        return false;
    }
    true
}

impl Facts for resolved::SplitEvenly {
    fn meaning(&self) -> (&'static str, &'static str) {
        ("fuller than other places", "doctors")
    }
    fn breach(&self, amount: i64, say: &dyn Say) -> String {
        format!(
            "{} beyond an even split (tolerance {})",
            say.count(amount, "doctor"),
            self.tolerance
        )
    }
    fn wants(&self, _data: &ProblemData, add: &mut dyn FnMut(ActivityId)) -> Wants {
        self.departments
            .iter()
            .flat_map(ActivitySet::iter)
            .for_each(add);
        Wants::Named
    }
    fn is_blind_to_idle(&self, _new: &[PeriodId]) -> bool {
        true
    }
    fn judged_periods(&self) -> Option<&PeriodSet> {
        Some(&self.periods)
    }
    fn shared_units(&self, _size: &Size<'_>) -> i128 {
        let pairs = (self.departments.len() as i128).saturating_mul(self.departments.len() as i128);
        pairs.saturating_mul((self.doctors.len() * self.periods.len()) as i128)
    }
    fn rows_and_cells(&self, size: &Size<'_>) -> (usize, usize) {
        let count = self.departments.len();
        (
            count
                .saturating_mul(count)
                .saturating_mul(self.periods.len()),
            count.saturating_mul(size.cells(1, self.doctors.len())),
        )
    }
}

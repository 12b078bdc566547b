//! Family 10: places.

use super::prelude::*;

draft_rule! {
    /// 10. Doctors in any of the activities together, in each period. Unit: a doctor too few or too many in a period.
    Capacity {
        /// Who counts; everybody if empty.
        [default] doctors: DoctorFilter = Doctors,
        /// Where.
        activities: ActivityFilter = Activities,
        /// When; always if empty.
        [default] periods: PeriodFilter = Periods,
        /// Fewest doctors.
        [default] min: i64 = Number,
        /// Most doctors; any number if missing.
        [default] max: Option<i64> = Number,
        /// Cost of each doctor too few or too many; the rule is hard if it is missing.
        [default] weight: Option<i64> = Weight,
    }
}

resolved_rule! {
    /// 10. Doctors in the activities in each period. Unit: a doctor too few or too many in a period.
    Capacity {
        /// Who counts.
        doctors: DoctorSet = Doctors,
        /// Where.
        activities: ActivitySet = Activities,
        /// Limits by period, ascending; periods that are not listed are unlimited.
        limits: Vec<PlaceLimit> = Plain,
        /// Cost of each doctor too few or too many.
        weight: Option<i64> = Weight,
    }
}

impl Draft for Capacity {
    fn add_to(&self, at: &mut At<'_>) -> Option<()> {
        let (min, max) = (self.min, self.max);
        let weight = Weight.resolve(&self.weight, "weight", at)?;
        if !at
            .resolver
            .limits(min, max, ["min", "max"], at.pointer, at.subject)
        {
            return None;
        }
        let periods: PeriodSet = Periods.resolve(&self.periods, "periods", at)?;
        if !at
            .resolver
            .spend(Budget::SharedRows, periods.len(), at.pointer, at.subject)
        {
            return None;
        }
        let doctors: Option<DoctorSet> = Doctors.resolve(&self.doctors, "doctors", at);
        let activities: Option<ActivitySet> =
            Activities.resolve(&self.activities, "activities", at);
        let limits = periods
            .iter()
            .map(|period| PlaceLimit { period, min, max })
            .collect();
        at.add(Rule::Capacity(resolved::Capacity {
            doctors: doctors?,
            activities: activities?,
            limits,
            weight,
        }));
        Some(())
    }
}

impl Facts for resolved::Capacity {
    fn meaning(&self) -> (&'static str, &'static str) {
        ("too few or too many doctors", "doctors")
    }
    fn breach(&self, amount: i64, say: &dyn Say) -> String {
        format!("{} too few or too many", say.count(amount, "doctor"))
    }
    fn wants(&self, _data: &ProblemData, add: &mut dyn FnMut(ActivityId)) -> Wants {
        if self.limits.iter().any(|limit| limit.min > 0) {
            self.activities.iter().for_each(add);
        }
        Wants::Named
    }
    fn is_blind_to_idle(&self, _new: &[PeriodId]) -> bool {
        true
    }
    fn numbers(&self, _data: &ProblemData) -> Vec<i64> {
        let limits = self
            .limits
            .iter()
            .flat_map(|limit| [limit.min, limit.max.unwrap_or(0)]);
        limits.chain(self.weight).collect()
    }
    fn is_sum(&self) -> bool {
        true
    }
    fn shared_units(&self, _size: &Size<'_>) -> i128 {
        let doctors = self.doctors.len() as i128;
        self.limits
            .iter()
            .map(|limit| doctors.max(limit.min.into()))
            .sum()
    }
    fn rows_and_cells(&self, size: &Size<'_>) -> (usize, usize) {
        (self.limits.len(), size.cells(1, self.doctors.len()))
    }
}

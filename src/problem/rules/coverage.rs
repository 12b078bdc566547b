//! Family 11: weighted sums.

use super::prelude::*;

draft_rule! {
    /// 11. Weighted sum over doctors, activities and periods. Unit: one of the sum away from the nearest allowed value.
    Coverage {
        /// Who counts; everybody if empty.
        [default] doctors: DoctorFilter = Doctors,
        /// Where.
        activities: ActivityFilter = Activities,
        /// When; always if empty.
        [default] periods: PeriodFilter = JudgedPeriods,
        /// One sum for each period, or one over all.
        [default] per: CoveragePerDraft = Plain,
        /// Least sum.
        [default] min: Option<i64> = Number,
        /// Greatest sum.
        [default] max: Option<i64> = Number,
        /// The only sums allowed; any if empty.
        [default] allowed: Vec<i64> = Number,
        /// Doctors who count for more or less than one; of several rows that choose a doctor the last one counts.
        [default] doctor_weights: Vec<DoctorWeightDraft> = DoctorWeights,
        /// A half-present doctor counts half; weights must then be even.
        [default] half_presence: bool = Plain,
        /// Cost of each unit; the rule is hard if it is missing.
        [default] weight: Option<i64> = Weight,
    }
}

resolved_rule! {
    /// 11. Weighted sum over doctors, activities and periods. Unit: one of the sum away from the nearest allowed value.
    Coverage {
        /// Who counts how much, ascending, weight not 0.
        doctor_weights: Vec<(DoctorId, i64)> = DoctorWeights,
        /// Where.
        activities: ActivitySet = Activities,
        /// When.
        periods: PeriodSet = Periods,
        /// One sum for each period; otherwise one over all.
        each_period: bool = Plain,
        /// Least sum.
        min: Option<i64> = Number,
        /// Greatest sum.
        max: Option<i64> = Number,
        /// The only sums allowed, ascending; any if empty.
        allowed: Vec<i64> = Number,
        /// A half-present doctor counts half (weights are even).
        half_presence: bool = Plain,
        /// Cost of each unit.
        weight: Option<i64> = Weight,
    }
}

impl Draft for Coverage {
    fn add_to(&self, at: &mut At<'_>) -> Option<()> {
        let weight = Weight.resolve(&self.weight, "weight", at)?;
        if self.min.is_none() && self.max.is_none() && self.allowed.is_empty() {
            at.error_of_rule(
                Code::MissingValue,
                "it has neither min nor max nor allowed.",
            );
            return None;
        }
        if let (Some(min), Some(max)) = (self.min, self.max)
            && min > max
        {
            at.error(
                Code::ReversedLimits,
                "min",
                format!("min {min} is more than max {max}."),
            );
            return None;
        }
        let chosen: DoctorSet = Doctors.resolve(&self.doctors, "doctors", at)?;
        let doctor_weights = self.weights_of(&chosen, at)?;
        let mut allowed = self.allowed.clone();
        allowed.sort_unstable();
        allowed.dedup();
        let activities = Activities.resolve(&self.activities, "activities", at)?;
        let periods = Periods.resolve(&self.periods, "periods", at)?;
        let each_period = self.per == CoveragePerDraft::Period;
        let (min, max, half_presence) = (self.min, self.max, self.half_presence);
        let rule = resolved::Coverage {
            doctor_weights,
            activities,
            periods,
            each_period,
            min,
            max,
            allowed,
            half_presence,
            weight,
        };
        at.add(Rule::Coverage(rule));
        Some(())
    }
}

impl Coverage {
    /// How much each doctor counts: the last row that chooses a doctor decides, others count 1.
    fn weights_of(&self, chosen: &DoctorSet, at: &mut At<'_>) -> Option<Vec<(DoctorId, i64)>> {
        let mut weights: std::collections::HashMap<DoctorId, i64> =
            std::collections::HashMap::new();
        for (position, row) in self.doctor_weights.iter().enumerate() {
            let doctors: DoctorSet = Doctors.resolve(
                &row.doctors,
                &format!("doctor_weights/{position}/doctors"),
                at,
            )?;
            for doctor in doctors.iter() {
                weights.insert(doctor, row.weight);
            }
        }
        if !at
            .resolver
            .spend(Budget::SharedCells, chosen.len(), at.pointer, at.subject)
        {
            return None;
        }
        let weight = |doctor: DoctorId| (doctor, weights.get(&doctor).copied().unwrap_or(1));
        let weighted: Vec<(DoctorId, i64)> = chosen
            .iter()
            .map(weight)
            .filter(|(_, weight)| *weight != 0)
            .collect();
        if self.half_presence && weighted.iter().any(|(_, weight)| weight % 2 != 0) {
            at.error(
                Code::ContradictoryRule,
                "doctor_weights",
                "a half-present doctor counts half, but a weight is odd.",
            );
            return None;
        }
        Some(weighted)
    }
}

impl Facts for resolved::Coverage {
    fn meaning(&self) -> (&'static str, &'static str) {
        ("the sum is not allowed", "units")
    }
    fn breach(&self, amount: i64, say: &dyn Say) -> String {
        format!(
            "sum off by {amount}, asked for {}",
            say.range(self.min.unwrap_or(i64::MIN), self.max.unwrap_or(i64::MAX))
        )
    }
    fn wants(&self, _data: &ProblemData, add: &mut dyn FnMut(ActivityId)) -> Wants {
        self.activities.iter().for_each(add);
        Wants::Named
    }
    fn is_blind_to_idle(&self, _new: &[PeriodId]) -> bool {
        true
    }
    fn judged_periods(&self) -> Option<&PeriodSet> {
        self.each_period.then_some(&self.periods)
    }
    fn is_sum(&self) -> bool {
        true
    }
    fn shared_units(&self, _size: &Size<'_>) -> i128 {
        let heaviest: i128 = self
            .doctor_weights
            .iter()
            .map(|entry| i128::from(entry.1.unsigned_abs()))
            .sum();
        let asked = self
            .min
            .into_iter()
            .chain(self.max)
            .chain(self.allowed.iter().copied());
        let furthest = asked
            .map(|number| i128::from(number.unsigned_abs()))
            .max()
            .unwrap_or(0);
        let periods = self.periods.len() as i128;
        if self.each_period {
            periods.saturating_mul(heaviest + furthest)
        } else {
            periods.saturating_mul(heaviest).saturating_add(furthest)
        }
    }
    fn rows_and_cells(&self, size: &Size<'_>) -> (usize, usize) {
        let doctors = self.doctor_weights.len();
        match (self.each_period, self.is_all_or_none()) {
            (true, true) => {
                let pairs = doctors.saturating_sub(1);
                let rows = self.periods.len().saturating_mul(pairs);
                (rows, size.cells(1, 2).saturating_mul(pairs))
            }
            (true, false) => (self.periods.len(), size.cells(1, doctors)),
            (false, _) => (1, size.cells(1, doctors)),
        }
    }
}

impl resolved::Coverage {
    /// True if a schedule keeps it just where in every period either nobody is there or everybody, and these are few: presences are equal then.
    pub(crate) fn is_all_or_none(&self) -> bool {
        /// More are left to the sum: equations are as many as doctors times periods.
        const MOST: usize = 12;
        let is_counted = self.each_period
            && self.weight.is_none()
            && !self.half_presence
            && (2..=MOST).contains(&self.doctor_weights.len());
        let all: i128 = self
            .doctor_weights
            .iter()
            .map(|entry| i128::from(entry.1))
            .sum();
        let is_asked = |sum: i64| {
            self.min.is_none_or(|min| min <= sum) && self.max.is_none_or(|max| sum <= max)
        };
        let mut reached = self
            .allowed
            .iter()
            .filter(|sum| is_asked(**sum) && **sum >= 0 && i128::from(**sum) <= all);
        is_counted
            && self.doctor_weights.iter().all(|entry| entry.1 > 0)
            && reached.next() == Some(&0)
            && reached.next().is_some_and(|sum| i128::from(*sum) == all)
    }
}

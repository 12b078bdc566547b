//! Family 6: weighted amounts, such as hours.

use super::prelude::*;

crate::problem::draft::draft! {
    /// What some activities weigh in a [`WeightedAmount`].
    ActivityWeight {
        /// The activities.
        activities: ActivityFilter,
        /// What each period in one of them counts, 0 to 50,000.
        weight: i64,
    }
}

draft_rule! {
    /// 6. A sum of what activities weigh (hours, minutes, points), over the doctor's whole stay or over any window of blocks. Unit: one of the sum, per window.
    ///
    /// "At most 320 hours in any four weeks", "48 to 50 points of clinic".
    WeightedAmount {
        /// Who; everybody if empty.
        [default] doctors: DoctorFilter = Doctors,
        /// What activities weigh, for each period present; 0 if no row chooses an activity, the last row if several do.
        weights: Vec<ActivityWeight> = Plain,
        /// Periods that count; all if empty.
        [default] periods: PeriodFilter = Periods,
        /// Length of the windows in the doctor's blocks, 1 to 32; one sum over the whole stay if missing.
        [default] window_blocks: Option<i64> = Number,
        /// Least sum.
        [default] min: i64 = Number,
        /// Greatest sum; any if missing.
        [default] max: Option<i64> = Number,
        /// The limits are meant for whoever is there all the time: they shrink as the time does that leave and events take away.
        [default] average: bool = Plain,
        /// Cost of each unit too few or too many; the rule is hard if it is missing.
        [default] weight: Option<i64> = Weight,
    }
}

resolved_rule! {
    /// 6. A sum of what activities weigh, over the doctor's whole stay or over any window of blocks. Unit: one of the sum, per window.
    WeightedAmount {
        /// Who.
        doctors: DoctorSet = Doctors,
        /// What activities weigh, ascending, weight not 0.
        weights: Vec<(ActivityId, i64)> = Plain,
        /// Periods that count.
        periods: PeriodSet = Periods,
        /// Length of the windows, 1 to 32; the whole stay if `None`.
        window_blocks: Option<u32> = Plain,
        /// Least sum.
        min: i64 = Number,
        /// Greatest sum.
        max: Option<i64> = Number,
        /// The limits shrink as the time does that leave and events take away.
        average: bool = Plain,
        /// Cost of each.
        weight: Option<i64> = Weight,
    }
}

impl Draft for WeightedAmount {
    fn add_to(&self, at: &mut At<'_>) -> Option<()> {
        let weight = Weight.resolve(&self.weight, "weight", at)?;
        let (min, max, average) = (self.min, self.max, self.average);
        if !at
            .resolver
            .limits(min, max, ["min", "max"], at.pointer, at.subject)
        {
            return None;
        }
        let window_blocks = match self.window_blocks {
            Some(blocks) => Some(super::window::window_of(blocks, at)?),
            None => None,
        };
        let mut weights = std::collections::BTreeMap::new();
        for (position, row) in self.weights.iter().enumerate() {
            let place = format!("weights/{position}");
            let each: i64 =
                Count(0, 50_000).resolve(&row.weight, &format!("{place}/weight"), at)?;
            let activities: ActivitySet =
                Activities.resolve(&row.activities, &format!("{place}/activities"), at)?;
            weights.extend(activities.iter().map(|activity| (activity, each)));
        }
        if weights.is_empty() {
            at.error(Code::MissingValue, "weights", "it weighs no activity.");
            return None;
        }
        let doctors: Option<DoctorSet> = Doctors.resolve(&self.doctors, "doctors", at);
        let periods: PeriodSet = Periods.resolve(&self.periods, "periods", at)?;
        let weights = weights.into_iter().filter(|(_, each)| *each != 0).collect();
        let rule = resolved::WeightedAmount {
            doctors: doctors?,
            weights,
            periods,
            window_blocks,
            min,
            max,
            average,
            weight,
        };
        at.add(Rule::WeightedAmount(rule));
        Some(())
    }
}

impl Facts for resolved::WeightedAmount {
    fn meaning(&self) -> (&'static str, &'static str) {
        ("a weighted amount outside the limits", "units")
    }
    fn breach(&self, amount: i64, say: &dyn Say) -> String {
        let asked = say.range(self.min, self.max.unwrap_or(i64::MAX));
        let over = match self.window_blocks {
            Some(blocks) => format!(" in {}", say.count(blocks.into(), "block")),
            None => String::new(),
        };
        let share = if self.average {
            " for whoever is there all the time"
        } else {
            ""
        };
        format!("weighted amount off by {amount}, asked for {asked}{over}{share}")
    }
    fn wants(&self, _data: &ProblemData, add: &mut dyn FnMut(ActivityId)) -> Wants {
        if self.min > 0 {
            self.weights.iter().for_each(|entry| add(entry.0));
        }
        Wants::Named
    }
    fn is_blind_to_idle(&self, _new: &[PeriodId]) -> bool {
        // Windows move, and more time raises the limits of an average.
        self.window_blocks.is_none() && !self.average
    }
    fn units(&self, size: &Size<'_>) -> i128 {
        let heaviest = self
            .weights
            .iter()
            .map(|entry| i128::from(entry.1))
            .max()
            .unwrap_or(0);
        let of_sum = heaviest.saturating_mul(size.periods).max(self.min.into());
        if self.window_blocks.is_some() {
            of_sum.saturating_mul(size.periods)
        } else {
            of_sum
        }
    }
}

//! Family 13: the lowest sum of a group.

use super::prelude::*;

draft_rule! {
    /// 13. `weight` times the lowest sum of a group is added; it is at least `at_least`. Unit: one of the sum too low.
    WorstGroup {
        /// The groups.
        groups: Vec<GroupDraft> = Groups,
        /// What is summed.
        [default] measure: MeasureDraft = Plain,
        /// Multiplier, not negative.
        weight: i64 = Multiplier,
        /// Least sum, hard; any if missing.
        [default] at_least: Option<i64> = HardLimit,
    }
}

resolved_rule! {
    /// 13. `weight` times the lowest sum of a group is added; it is at least `at_least`. Unit: one of the sum too low.
    WorstGroup {
        /// Doctors of each group and its multiplier.
        groups: Vec<(DoctorSet, i64)> = Groups,
        /// What is summed.
        measure: Measure = Plain,
        /// Multiplier, not negative.
        weight: i64 = Multiplier,
        /// Hard limit.
        at_least: Option<i64> = HardLimit,
    }
}

impl Draft for WorstGroup {
    fn add_to(&self, at: &mut At<'_>) -> Option<()> {
        let weight = Multiplier.resolve(&self.weight, "weight", at)?;
        let groups = Groups.resolve(&self.groups, "groups", at)?;
        at.add(Rule::WorstGroup(resolved::WorstGroup {
            groups,
            measure: self.measure.into(),
            weight,
            at_least: self.at_least,
        }));
        Some(())
    }
    fn strip(&mut self) -> bool {
        // A limit on scores means nothing without values.
        let forbids = self.strip_fields();
        forbids && self.measure == MeasureDraft::Periods
    }
    fn values(&mut self, visit: &mut dyn FnMut(&mut i64)) {
        match self.measure {
            MeasureDraft::Score => self.at_least.iter_mut().for_each(visit),
            MeasureDraft::Periods => visit(&mut self.weight),
        }
    }
}

impl Facts for resolved::WorstGroup {
    fn meaning(&self) -> (&'static str, &'static str) {
        ("the lowest sum of a group is too low", "units")
    }
    fn breach(&self, amount: i64, _say: &dyn Say) -> String {
        format!("lowest sum {amount} below {}", self.at_least.unwrap_or(0))
    }
    fn wants(&self, _data: &ProblemData, _add: &mut dyn FnMut(ActivityId)) -> Wants {
        Wants::Everything
    }
    fn compares_scores(&self) -> bool {
        self.measure == Measure::Score
    }
    fn is_blind_to_idle(&self, _new: &[PeriodId]) -> bool {
        // Scores may pay for idle blocks.
        false
    }
    fn shared_units(&self, size: &Size<'_>) -> i128 {
        let of_group = |doctors: &DoctorSet| match self.measure {
            Measure::Score => size.sum(doctors),
            Measure::Periods => (doctors.len() as i128).saturating_mul(size.periods),
        };
        let most = self
            .groups
            .iter()
            .map(|(doctors, multiplier)| of_group(doctors).saturating_mul((*multiplier).into()))
            .max();
        most.unwrap_or(0)
    }
    fn rows_and_cells(&self, size: &Size<'_>) -> (usize, usize) {
        let cells = |doctors: &DoctorSet| {
            if self.compares_scores() {
                doctors.len()
            } else {
                size.cells(1, doctors.len())
            }
        };
        (
            self.groups.len(),
            self.groups
                .iter()
                .map(|group| cells(&group.0))
                .fold(0, usize::saturating_add),
        )
    }
}

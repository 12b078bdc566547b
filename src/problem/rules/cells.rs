//! Family 5: single cells.

use super::prelude::*;

draft_rule! {
    /// 5. What a doctor may do in given periods. Unit: a period.
    Cells {
        /// Who; everybody if empty.
        [default] doctors: DoctorFilter = Doctors,
        /// The activities that `mode` speaks of.
        [default] activities: ActivityFilter = Activities,
        /// When; always if empty.
        [default] periods: PeriodFilter = Periods,
        /// Whether the activities are fixed, the only ones or forbidden.
        [default] mode: CellsModeDraft = Plain,
        /// Cost of each period elsewhere than allowed; the rule is hard if it is missing.
        [default] weight: Option<i64> = Weight,
    }
}

resolved_rule! {
    /// 5. What a doctor may do in given periods. Unit: a period.
    Cells {
        /// Who.
        doctors: DoctorSet = Doctors,
        /// Restrictions; periods of different ones may overlap.
        entries: Vec<CellEntry> = Plain,
        /// Cost of each period that breaks an entry.
        weight: Option<i64> = Weight,
    }
}

impl Draft for Cells {
    fn add_to(&self, at: &mut At<'_>) -> Option<()> {
        let weight = Weight.resolve(&self.weight, "weight", at)?;
        let doctors: Option<DoctorSet> = Doctors.resolve(&self.doctors, "doctors", at);
        let chosen: Option<ActivitySet> = Activities.resolve(&self.activities, "activities", at);
        let periods = Periods.resolve(&self.periods, "periods", at)?;
        let chosen = chosen?;
        let (allowed, idle) = match self.mode {
            CellsModeDraft::Fixed => (chosen, false),
            CellsModeDraft::OneOf => (chosen, true),
            CellsModeDraft::Forbidden => {
                let all = (0..at.resolver.data.activities.len()).map(ActivityId::new);
                (
                    all.filter(|activity| !chosen.contains(*activity)).collect(),
                    true,
                )
            }
        };
        let entries = vec![CellEntry {
            periods,
            allowed,
            idle,
        }];
        at.add(Rule::Cells(resolved::Cells {
            doctors: doctors?,
            entries,
            weight,
        }));
        Some(())
    }
}

impl Facts for resolved::Cells {
    fn meaning(&self) -> (&'static str, &'static str) {
        ("not where the doctor should be", "periods")
    }
    fn breach(&self, amount: i64, say: &dyn Say) -> String {
        format!(
            "{} elsewhere than allowed",
            say.count(amount, say.period_noun())
        )
    }
    fn wants(&self, _data: &ProblemData, add: &mut dyn FnMut(ActivityId)) -> Wants {
        self.entries
            .iter()
            .filter(|entry| !entry.idle)
            .flat_map(|entry| entry.allowed.iter())
            .for_each(add);
        Wants::Named
    }
    fn treats_doctors_alike(&self) -> bool {
        true
    }
    fn units(&self, _size: &Size<'_>) -> i128 {
        self.entries
            .iter()
            .map(|entry| entry.periods.len() as i128)
            .sum()
    }
    fn is_blind_to_idle(&self, new: &[PeriodId]) -> bool {
        self.entries
            .iter()
            .all(|entry| entry.idle || !new.iter().any(|period| entry.periods.contains(*period)))
    }
}

//! Family 9: departments by rank, which become a preference each.

use super::prelude::*;
use crate::problem::row::RuleRow;

draft_rule! {
    /// 9. Departments in the order of a wish: being in one of them is worth the value at its place.
    Ranked {
        /// Who; everybody if empty.
        [default] doctors: DoctorFilter = Doctors,
        /// Departments, the dearest first.
        departments: Vec<String> = Plain,
        /// Value of each.
        values: Vec<i64> = Values,
        /// What it is paid for: each period there, so that a longer visit is worth more and several short ones are worth no more than one.
        [default] per: PerDraft = Plain,
    }
}

impl Draft for Ranked {
    fn add_to(&self, at: &mut At<'_>) -> Option<()> {
        let doctors: DoctorSet = Doctors.resolve(&self.doctors, "doctors", at)?;
        if self.departments.len() != self.values.len() || self.departments.is_empty() {
            at.error(
                Code::MissingValue,
                "values",
                format!(
                    "{} departments but {} values.",
                    self.departments.len(),
                    self.values.len()
                ),
            );
            return None;
        }
        for (key, (rank, (department, &value))) in self
            .keys()
            .iter()
            .zip(self.departments.iter().zip(&self.values).enumerate())
        {
            let place = at.field(&format!("departments/{rank}"));
            let Some(activities) =
                at.resolver
                    .activities_named(department, "departments", &place, at.subject)
            else {
                continue;
            };
            let activities = activities.into_iter().collect();
            let doctors = doctors.clone();
            let rule = super::resolved::Preference {
                doctors,
                activities,
                periods: None,
                value,
                per: self.per.into(),
            };
            at.resolver.add_rule(
                key,
                RuleRow::Rank { row: at.row, rank },
                Rule::Preference(rule),
            );
        }
        Some(())
    }
    fn keys(&self) -> Vec<String> {
        (1..=self.values.len())
            .map(|rank| format!("{}/{rank}", self.id))
            .collect()
    }
}

//! Family 5: a fixed template, which becomes a rule of cells.

use super::prelude::*;

draft_rule! {
    /// 5. A fixed template: the doctor is in each cell's activity, or idle. Unit: a period.
    Template {
        /// Who; everybody if empty.
        [default] doctors: DoctorFilter = Doctors,
        /// What is fixed.
        cells: Vec<TemplateCellDraft> = Plain,
        /// Cost of each period that differs; the rule is hard if it is missing.
        [default] weight: Option<i64> = Weight,
    }
}

impl Draft for Template {
    fn add_to(&self, at: &mut At<'_>) -> Option<()> {
        let weight = Weight.resolve(&self.weight, "weight", at)?;
        let mut entries = Vec::new();
        for (position, cell) in self.cells.iter().enumerate() {
            let place = at.field(&format!("cells/{position}"));
            let periods =
                at.resolver
                    .touched(Some(&cell.from), Some(&cell.to), &place, at.subject)?;
            let allowed = match &cell.activity {
                Some(key) => std::iter::once(activity_named(
                    key,
                    &format!("cells/{position}/activity"),
                    at,
                )?)
                .collect(),
                None => IdSet::default(),
            };
            entries.push(CellEntry {
                periods: periods.into_iter().collect(),
                allowed,
                idle: cell.activity.is_none(),
            });
        }
        if entries.is_empty() {
            at.error(Code::MissingValue, "cells", "the template has no cells.");
            return None;
        }
        let doctors = Doctors.resolve(&self.doctors, "doctors", at)?;
        at.add(Rule::Cells(super::resolved::Cells {
            doctors,
            entries,
            weight,
        }));
        Some(())
    }
}

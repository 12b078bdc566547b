//! Family 4: rotations on common boundaries, whatever the doctor's own grid.

use super::prelude::*;

crate::problem::draft::choice! {
    /// What has to lie on a boundary.
    AlignmentMode {
        /// The start of a rotation.
        #[default]
        Starts,
        /// The start and the end of a rotation.
        Changes,
    }
}

draft_rule! {
    /// 4. Rotations start, or change, only every so many periods, or at the boundaries of a named grid, whatever the doctor's own grid is. Unit: a
    /// rotation start, a rotation end.
    Alignment {
        /// Who; everybody if empty.
        [default] doctors: DoctorFilter = Doctors,
        /// Which rotations.
        [default] activities: ActivityFilter = Activities,
        /// Every so many periods there is a boundary, 1 to 100,000; 1 if neither this nor `grid` is given.
        [default] every: Option<i64> = Number,
        /// The period that begins at a boundary, from which the others are counted in both directions; the first of the horizon if missing.
        [default] from: Option<When> = Plain,
        /// The grid whose blocks begin at the boundaries; then neither `every` nor `from` is given.
        [default] grid: Option<String> = Plain,
        /// Whether starts alone lie on boundaries, or ends, too.
        [default] mode: AlignmentMode = Plain,
        /// Cost of each breach; the rule is hard if it is missing.
        [default] weight: Option<i64> = Weight,
    }
}

resolved_rule! {
    /// 4. Rotations start, or change, only at common boundaries, whatever the doctor's own grid is. Unit: a rotation start, a rotation end.
    Alignment {
        /// Who.
        doctors: DoctorSet = Doctors,
        /// Which rotations.
        activities: ActivitySet = Activities,
        /// Periods that begin at a boundary.
        boundaries: PeriodSet = Periods,
        /// Ends lie on boundaries, too.
        ends: bool = Plain,
        /// Cost of each breach.
        weight: Option<i64> = Weight,
    }
}

impl Draft for Alignment {
    fn add_to(&self, at: &mut At<'_>) -> Option<()> {
        let weight = Weight.resolve(&self.weight, "weight", at)?;
        let boundaries = match &self.grid {
            Some(grid) => self.of_grid(grid, at)?,
            None => self.every_so_many(at)?,
        };
        let doctors: Option<DoctorSet> = Doctors.resolve(&self.doctors, "doctors", at);
        let activities = Activities.resolve(&self.activities, "activities", at)?;
        let ends = self.mode == AlignmentMode::Changes;
        at.add(Rule::Alignment(resolved::Alignment {
            doctors: doctors?,
            activities,
            boundaries,
            ends,
            weight,
        }));
        Some(())
    }
}

impl Alignment {
    fn of_grid(&self, grid: &str, at: &mut At<'_>) -> Option<PeriodSet> {
        if self.every.is_some() || self.from.is_some() {
            at.error(
                Code::ContradictoryRule,
                "grid",
                "a grid has its own boundaries: leave `every` and `from` out.",
            );
            return None;
        }
        let found = at.resolver.names.grids.get(grid);
        let found = at
            .resolver
            .look_up(found, "grid", grid, &at.field("grid"), at.subject)?;
        let grid = at.resolver.data.grids.get(found)?;
        Some((0..grid.len()).map(|block| grid.first(block)).collect())
    }
    fn every_so_many(&self, at: &mut At<'_>) -> Option<PeriodSet> {
        let every: i64 = Count(1, 100_000).resolve(&self.every.unwrap_or(1), "every", at)?;
        let from = match &self.from {
            Some(from) => at
                .resolver
                .first_period(from, &at.field("from"), at.subject)?
                .index(),
            None => 0,
        };
        let every = usize::try_from(every).unwrap_or(1);
        Some(
            (0..at.resolver.horizon().len())
                .filter(|period| period.abs_diff(from) % every == 0)
                .map(PeriodId::new)
                .collect(),
        )
    }
}

impl Facts for resolved::Alignment {
    fn meaning(&self) -> (&'static str, &'static str) {
        (
            "a rotation starts or ends off the common boundaries",
            "breaches",
        )
    }
    fn breach(&self, amount: i64, say: &dyn Say) -> String {
        format!(
            "{} off the common boundaries",
            say.count(
                amount,
                if self.ends {
                    "rotation start or end"
                } else {
                    "rotation start"
                }
            )
        )
    }
    fn wants(&self, _data: &ProblemData, _add: &mut dyn FnMut(ActivityId)) -> Wants {
        Wants::Named
    }
    fn is_blind_to_idle(&self, _new: &[PeriodId]) -> bool {
        true
    }
    fn units(&self, size: &Size<'_>) -> i128 {
        // A start and an end for each rotation.
        2 * size.periods
    }
}

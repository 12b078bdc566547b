//! 4. Alignment: a boundary rule whose starts and ends are common to all doctors.

use super::boundary::BoundaryAutomaton;
use super::personal::{Found, OfDoctor, Personal};
use crate::ids::{PeriodId, RuleId};
use crate::problem::rule::{Alignment, Boundary, DoctorSet, PeriodSet};

impl Personal for Alignment {
    fn automata(&self, rule: RuleId, of: &OfDoctor<'_>, found: &mut Found) {
        // A rotation may end before each boundary, and where the doctor leaves.
        let last = of.problem.doctor(of.doctor).last;
        let before = self
            .boundaries
            .iter()
            .filter_map(|period| period.index().checked_sub(1))
            .map(PeriodId::new);
        let ends = self
            .ends
            .then(|| before.chain([last]).collect::<PeriodSet>());
        let boundary = Boundary {
            doctors: DoctorSet::default(),
            activities: self.activities.clone(),
            starts: Some(self.boundaries.clone()),
            ends,
            uncrossed: None,
            weight: self.weight,
        };
        found.push(BoundaryAutomaton::new(
            rule,
            &boundary,
            of.axis,
            of.relevant,
        ));
    }
}

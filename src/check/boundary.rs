//! Family 4: where rotations start, end and must not cross.

use super::judge::{JudgeDoctor, OfDoctor};
use super::ledger::Findings;
use crate::problem::rule::Boundary;

impl JudgeDoctor for Boundary {
    fn judge(&self, case: &OfDoctor<'_>, findings: &mut Findings<'_>) {
        let timeline = case.timeline;
        for stay in timeline
            .stays
            .iter()
            .filter(|stay| self.activities.contains(stay.activity))
        {
            if self
                .starts
                .as_ref()
                .is_some_and(|starts| !starts.contains(stay.first))
            {
                findings.add(self.weight, Some(stay.first), 1);
            }
            if self
                .ends
                .as_ref()
                .is_some_and(|ends| !ends.contains(stay.last))
            {
                findings.add(self.weight, Some(stay.last), 1);
            }
            if let Some(uncrossed) = &self.uncrossed {
                for &period in timeline
                    .within(uncrossed)
                    .iter()
                    .filter(|period| stay.first < **period && **period <= stay.last)
                {
                    findings.add(self.weight, Some(period), 1);
                }
            }
        }
    }
}

//! Family 4: rotations on common boundaries.

use super::judge::{JudgeDoctor, OfDoctor};
use super::ledger::Findings;
use crate::ids::PeriodId;
use crate::problem::rule::Alignment;

impl JudgeDoctor for Alignment {
    fn judge(&self, case: &OfDoctor<'_>, findings: &mut Findings<'_>) {
        let (problem, timeline) = (case.problem, case.timeline);
        // Departure ends a rotation wherever it falls, and so does the end of the horizon.
        let last = timeline
            .window()
            .end
            .min(problem.horizon().len())
            .saturating_sub(1);
        for stay in timeline
            .stays
            .iter()
            .filter(|stay| self.activities.contains(stay.activity))
        {
            if !self.boundaries.contains(stay.first) {
                findings.add(self.weight, Some(stay.first), 1);
            }
            let next = PeriodId::new(stay.last.index() + 1);
            if self.ends && stay.last.index() < last && !self.boundaries.contains(next) {
                findings.add(self.weight, Some(stay.last), 1);
            }
        }
    }
}

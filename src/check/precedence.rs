//! Family 2: what must be complete before a rotation starts.

use super::judge::{JudgeDoctor, OfDoctor};
use super::ledger::Findings;
use super::requirement::{Completion, completion};
use crate::problem::rule::Precedence;

impl JudgeDoctor for Precedence {
    fn judge(&self, case: &OfDoctor<'_>, findings: &mut Findings<'_>) {
        let (problem, timeline) = (case.problem, case.timeline);
        let before: Vec<Completion> = self
            .before
            .iter()
            .map(|&index| completion(problem.requirement(index), timeline))
            .collect();
        let after = &problem.requirement(self.after).activities;
        for stay in timeline
            .stays
            .iter()
            .filter(|stay| after.contains(stay.activity))
        {
            let complete = before
                .iter()
                .filter(|completion| completion.is_before(stay.first))
                .count();
            if complete < self.count {
                findings.add(self.weight, Some(stay.first), 1);
            }
        }
    }
}

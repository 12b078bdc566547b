//! Family 1: number of complete requirements.

use super::judge::{JudgeDoctor, OfDoctor};
use super::ledger::{Findings, count, distance};
use super::requirement::tally;
use crate::problem::RequirementLimits;
use crate::problem::rule::Elective;

impl JudgeDoctor for Elective {
    fn judge(&self, case: &OfDoctor<'_>, findings: &mut Findings<'_>) {
        let (problem, timeline) = (case.problem, case.timeline);
        let is_complete =
            |limits: &RequirementLimits| tally(limits, timeline).amount >= limits.complete_at();
        let complete = self
            .requirements
            .iter()
            .filter(|&&index| is_complete(problem.requirement(index)))
            .count();
        findings.add(
            self.weight,
            None,
            distance(count(complete), self.min, self.max),
        );
    }
}

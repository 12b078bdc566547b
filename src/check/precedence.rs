//! Family 2: what must be complete before a rotation starts.

use super::ledger::Findings;
use super::requirement::{Completion, completion};
use super::timeline::Timeline;
use crate::problem::Problem;
use crate::problem::rule::Precedence;

pub(super) fn judge(rule: &Precedence, problem: &Problem, timeline: &Timeline, findings: &mut Findings<'_>) {
    let before: Vec<Completion> = rule.before.iter().map(|&index| completion(problem.requirement(index), timeline)).collect();
    let after = &problem.requirement(rule.after).activities;
    for stay in timeline.stays.iter().filter(|stay| after.contains(stay.activity)) {
        let complete = before.iter().filter(|completion| completion.is_before(stay.first)).count();
        if complete < rule.count {
            findings.add(rule.weight, Some(stay.first), 1);
        }
    }
}

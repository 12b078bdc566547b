//! Family 7: hospitals of one doctor's rotations.

use super::ledger::{Findings, count};
use super::timeline::Timeline;
use crate::ids::HospitalId;
use crate::problem::Problem;
use crate::problem::rule::{HospitalChange, HospitalLimit, SameHospital};
use std::collections::{BTreeMap, BTreeSet};

/// Most rotations in one hospital.
pub(super) fn judge_limit(rule: &HospitalLimit, problem: &Problem, timeline: &Timeline, findings: &mut Findings<'_>) {
    let mut rotations: BTreeMap<HospitalId, i64> = BTreeMap::new();
    for stay in &timeline.stays {
        *rotations.entry(problem.activity(stay.activity).hospital).or_default() += 1;
    }
    for in_one in rotations.values() {
        findings.add(rule.weight, None, in_one - i64::from(rule.max_rotations));
    }
}

/// Consecutive rotations in different hospitals.
pub(super) fn judge_change(rule: &HospitalChange, problem: &Problem, timeline: &Timeline, findings: &mut Findings<'_>) {
    for pair in timeline.stays.windows(2) {
        if problem.activity(pair[0].activity).hospital != problem.activity(pair[1].activity).hospital {
            findings.add(rule.weight, Some(pair[1].first), 1);
        }
    }
}

/// Two requirements in one hospital.
pub(super) fn judge_same(rule: &SameHospital, problem: &Problem, timeline: &Timeline, findings: &mut Findings<'_>) {
    let (first, second) = (problem.requirement(rule.first), problem.requirement(rule.second));
    let speaks_of = |activity| first.activities.contains(activity) || second.activities.contains(activity);
    let stays = timeline.stays.iter().filter(|stay| speaks_of(stay.activity));
    let hospitals: BTreeSet<HospitalId> = stays.map(|stay| problem.activity(stay.activity).hospital).collect();
    findings.add(rule.weight, None, count(hospitals.len()) - 1);
}

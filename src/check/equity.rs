//! Family 13: the worst doctor, the worst group, even load.

use super::Subject;
use super::ledger::{Findings, count};
use super::loads::{Loads, at};
use crate::ids::DoctorId;
use crate::problem::rule::{EvenLoad, Measure, WorstDoctor, WorstGroup};

/// The lowest score.
pub(super) fn judge_worst_doctor(rule: &WorstDoctor, scores: &[i64], findings: &mut Findings<'_>) {
    let worst = rule.doctors.iter().map(|doctor| (score_of(scores, doctor), doctor)).min();
    if let Some((score, doctor)) = worst {
        findings.earn(rule.weight, score);
        let missing = rule.at_least.map_or(0, |at_least| at_least.saturating_sub(score));
        findings.add_for(Subject::Doctor(doctor), None, None, missing);
    }
}

/// The lowest sum of a group.
pub(super) fn judge_worst_group(rule: &WorstGroup, scores: &[i64], loads: &Loads<'_>, findings: &mut Findings<'_>) {
    let measure = |doctor| match rule.measure {
        Measure::Periods => count(loads.periods_present(doctor)),
        Measure::Score => score_of(scores, doctor),
    };
    let sums = rule.groups.iter().enumerate().map(|(position, (doctors, multiplier))| {
        let sum = doctors.iter().map(measure).fold(0_i64, i64::saturating_add);
        (sum.saturating_mul(*multiplier), position)
    });
    if let Some((sum, position)) = sums.min() {
        findings.earn(rule.weight, sum);
        let missing = rule.at_least.map_or(0, |at_least| at_least.saturating_sub(sum));
        findings.add_for(Subject::Group(position), None, None, missing);
    }
}

/// Fullest minus emptiest period.
pub(super) fn judge_even_load(rule: &EvenLoad, loads: &Loads<'_>, findings: &mut Findings<'_>) {
    let counts = loads.head_counts(&rule.doctors, &rule.activities);
    let fullest = at(&counts, &rule.periods).map(|(_, doctors)| doctors).max().unwrap_or(0);
    let emptiest = at(&counts, &rule.periods).map(|(_, doctors)| doctors).min().unwrap_or(0);
    let difference = fullest - emptiest;
    findings.earn(rule.weight.saturating_neg(), difference);
    findings.add(None, None, rule.at_most.map_or(0, |at_most| difference.saturating_sub(at_most)));
}

fn score_of(scores: &[i64], doctor: DoctorId) -> i64 {
    scores.get(doctor.index()).copied().unwrap_or(0)
}

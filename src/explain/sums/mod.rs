//! Sums: what is asked for in a stretch of time against what doctors may do in it.
//!
//! A small linear programme for each stretch: a column is the time that doctors who are alike spend in an activity, the rows are staffing,
//! places, amounts and presence. What is left out (order, lengths of rotations, which doctors meet) only allows more, so a programme
//! without a point proves that there is no schedule. Solvers only choose which rows to add up; the sum itself is worked out in whole
//! numbers.
//!
//! Stretches: the whole horizon, the parts of it between changes of limits, where amounts count, and each period.

mod add_up;
mod own;
mod reach;
mod rows;
mod shared;
mod stretch;

use super::audit::Audit;
use super::finding::{Finding, FindingKind, FindingSubject};
use crate::diagram::Axis;
use crate::ids::PeriodId;
use crate::problem::Problem;
use add_up::{Sum, contradictions};
use reach::Reach;
use rows::Programme;

/// Most cells (doctor, activity, period) that are looked at.
const MOST_CELLS: usize = 40_000_000;
/// Most coefficients of all programmes together.
const MOST_COEFFICIENTS: usize = 3_000_000;
/// Most findings over stretches, and as many over single periods.
const MOST_FINDINGS: usize = 6;

/// Adds a finding for each sum that cannot be met.
pub(super) fn look(problem: &Problem, axes: &[Axis], audit: &mut Audit) {
    let cells = problem
        .doctors()
        .len()
        .saturating_mul(problem.activities().len())
        .saturating_mul(problem.horizon().len());
    if cells > MOST_CELLS {
        audit.skipped.push(
            "there are too many doctors, activities and periods to add up what is asked for."
                .to_owned(),
        );
        return;
    }
    let reach: Vec<Reach> = axes
        .iter()
        .enumerate()
        .map(|(doctor, axis)| Reach::new(problem, crate::ids::DoctorId::new(doctor), axis))
        .collect();
    let mut left = MOST_COEFFICIENTS;
    let mut is_cut = false;
    let mut found: Vec<Finding> = Vec::new();
    for stretch in stretch::stretches(problem) {
        let programme = Programme::new(problem, axes, &reach, stretch);
        let Some(rest) = left.checked_sub(programme.coefficients()) else {
            is_cut = true;
            break;
        };
        left = rest;
        for sum in contradictions(&programme) {
            let finding = finding(&programme, &sum, FindingKind::SumShort, stretch);
            // A shortage in a part of a stretch is a shortage of the stretch, too. If both are as large, the narrower one says more.
            let is_known = found
                .iter()
                .chain(&audit.findings)
                .any(|known| known.rules == finding.rules && known.short() >= finding.short());
            if !is_known && found.len() < MOST_FINDINGS {
                found.push(finding);
            }
        }
    }
    let mut of_periods: Vec<Finding> = Vec::new();
    let mut known: std::collections::BTreeMap<Vec<i64>, Vec<Sum>> =
        std::collections::BTreeMap::new();
    for period in problem.horizon().all().iter() {
        let programme = Programme::new(problem, axes, &reach, (period, period));
        let sums = match known.get(&programme.signature()) {
            Some(sums) => sums.clone(),
            None => {
                let Some(rest) = left.checked_sub(programme.coefficients()) else {
                    is_cut = true;
                    break;
                };
                left = rest;
                let sums = contradictions(&programme);
                known.insert(programme.signature(), sums.clone());
                sums
            }
        };
        // Amounts that are asked of a doctor over time are short over time, not in a period.
        for sum in sums.iter().filter(|sum| programme.asks_for_staff(sum)) {
            merge(
                &mut of_periods,
                finding(
                    &programme,
                    sum,
                    FindingKind::StaffingShort,
                    (period, period),
                ),
            );
        }
    }
    of_periods.truncate(MOST_FINDINGS);
    let is_told = |finding: &Finding| {
        audit
            .findings
            .iter()
            .any(|known| known.rules == finding.rules && known.periods == finding.periods)
    };
    let new: Vec<Finding> = of_periods
        .into_iter()
        .filter(|finding| !is_told(finding))
        .collect();
    audit.findings.extend(found);
    audit.findings.extend(new);
    if is_cut {
        audit
            .skipped
            .push("what is asked for was not added up for all stretches of time: there are too many doctors and rules.".to_owned());
    }
}

/// What a sum says.
fn finding(
    programme: &Programme<'_>,
    sum: &Sum,
    kind: FindingKind,
    periods: (PeriodId, PeriodId),
) -> Finding {
    let terms = programme.terms(sum);
    let mut doctors: Vec<_> = terms
        .iter()
        .flat_map(|term| term.doctors.iter().copied())
        .collect();
    doctors.sort_unstable();
    doctors.dedup();
    let mut rules: Vec<_> = terms.iter().filter_map(|term| term.rule).collect();
    rules.sort_unstable();
    rules.dedup();
    Finding {
        kind,
        subject: FindingSubject::Activities(programme.activities(sum)),
        periods: Some(periods),
        asked: sum.asked,
        available: sum.available,
        doctors,
        rules,
        terms,
        more_periods: 0,
        proves_infeasible: true,
    }
}

/// Adds the shortage of a period: to that of the period before if it is the same, otherwise it is counted with a shortage of the same
/// rules.
fn merge(found: &mut Vec<Finding>, new: Finding) {
    let Some((period, _)) = new.periods else {
        return;
    };
    for known in found.iter_mut() {
        let goes_on = known
            .periods
            .is_some_and(|(_, last)| last.index() + 1 == period.index());
        let is_same = known.rules == new.rules
            && known.doctors == new.doctors
            && (known.asked, known.available) == (new.asked, new.available);
        if goes_on && is_same {
            known.periods = known.periods.map(|(first, _)| (first, period));
            return;
        }
        if known.subject == new.subject {
            known.more_periods += 1;
            return;
        }
    }
    found.push(new);
}

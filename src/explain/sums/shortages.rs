//! What is short over stretches of time and in single periods.

use super::super::finding::{Audit, Finding, FindingKind, FindingSubject};
use super::add_up::contradictions;
use super::reach::Reach;
use super::rows::{Programme, Sum};
use super::stretch::stretches;
use crate::diagram::Axis;
use crate::ids::{DoctorId, PeriodId};
use crate::problem::Problem;
use std::collections::BTreeMap;

/// Most cells (doctor, activity, period) that are looked at.
const MOST_CELLS: usize = 40_000_000;
/// Most coefficients of all programmes together.
const MOST_COEFFICIENTS: usize = 3_000_000;
/// Most findings over stretches, and as many over single periods.
const MOST_FINDINGS: usize = 6;

/// Adds a finding for each sum that cannot be met.
pub(in crate::explain) fn look(problem: &Problem, axes: &[Axis], audit: &mut Audit) {
    let cells = problem
        .doctors()
        .len()
        .saturating_mul(problem.activities().len())
        .saturating_mul(problem.horizon().len());
    if cells > MOST_CELLS {
        let why = "there are too many doctors, activities and periods to add up what is asked for.";
        audit.skipped.push(why.to_owned());
        return;
    }
    let reach = axes.iter().enumerate();
    let mut ground = Ground {
        problem,
        axes,
        reach: reach
            .map(|(doctor, axis)| Reach::new(problem, DoctorId::new(doctor), axis))
            .collect(),
        left: MOST_COEFFICIENTS,
        is_cut: false,
    };
    let over_stretches = ground.over_stretches(&audit.findings);
    let in_periods = ground.in_periods();
    let is_told = |finding: &Finding| {
        let mut known = audit.findings.iter();
        known.any(|known| known.rules == finding.rules && known.periods == finding.periods)
    };
    let new: Vec<Finding> = in_periods
        .into_iter()
        .filter(|finding| !is_told(finding))
        .collect();
    audit.findings.extend(over_stretches);
    audit.findings.extend(new);
    if ground.is_cut {
        let why = "what is asked for was not added up for all stretches of time: there are too many doctors and rules.";
        audit.skipped.push(why.to_owned());
    }
}

/// What is added up, and how much may still be.
struct Ground<'a> {
    problem: &'a Problem,
    axes: &'a [Axis],
    reach: Vec<Reach>,
    /// Coefficients of programmes that are left.
    left: usize,
    /// There were more than that.
    is_cut: bool,
}

impl<'a> Ground<'a> {
    fn programme(&self, first: PeriodId, last: PeriodId) -> Programme<'a> {
        Programme::new(self.problem, self.axes, &self.reach, (first, last))
    }

    /// The contradictions of a programme; `None` if it is too large for what is left.
    fn contradictions(&mut self, programme: &Programme<'_>) -> Option<Vec<Sum>> {
        let left = self.left.checked_sub(programme.coefficients());
        self.is_cut |= left.is_none();
        self.left = left?;
        Some(contradictions(programme))
    }

    /// What is short over stretches of time.
    fn over_stretches(&mut self, told: &[Finding]) -> Vec<Finding> {
        let mut found: Vec<Finding> = Vec::new();
        for (first, last) in stretches(self.problem) {
            let programme = self.programme(first, last);
            let Some(sums) = self.contradictions(&programme) else {
                break;
            };
            for sum in sums {
                let finding = finding(&programme, &sum, FindingKind::SumShort, (first, last));
                // A shortage in a part of a stretch is a shortage of the stretch, too. If both are as large, the narrower one says more.
                let is_known = found
                    .iter()
                    .chain(told)
                    .any(|known| known.rules == finding.rules && known.short() >= finding.short());
                if !is_known && found.len() < MOST_FINDINGS {
                    found.push(finding);
                }
            }
        }
        found
    }

    /// What is short in single periods; those that ask for the same are asked once.
    fn in_periods(&mut self) -> Vec<Finding> {
        let mut found: Vec<Finding> = Vec::new();
        let mut known: BTreeMap<Vec<i64>, Vec<Sum>> = BTreeMap::new();
        for period in self.problem.horizon().all().iter() {
            let programme = self.programme(period, period);
            let signature = programme.signature();
            if !known.contains_key(&signature) {
                let Some(sums) = self.contradictions(&programme) else {
                    break;
                };
                known.insert(signature.clone(), sums);
            }
            // Amounts that are asked of a doctor over time are short over time, not in a period.
            let sums = known[&signature].iter();
            for sum in sums.filter(|sum| programme.asks_for_staff(sum)) {
                let kind = FindingKind::StaffingShort;
                merge(&mut found, finding(&programme, sum, kind, (period, period)));
            }
        }
        found.truncate(MOST_FINDINGS);
        found
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
    let subject = FindingSubject::Activities(programme.activities(sum));
    Finding {
        periods: Some(periods),
        asked: sum.asked,
        available: sum.available,
        doctors,
        rules,
        terms,
        proves_infeasible: true,
        ..Finding::new(kind, subject)
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

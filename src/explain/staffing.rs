//! Hard minimum staffing that not so many doctors can give.

use super::finding::{Audit, Finding, FindingKind, FindingSubject};
use crate::diagram::Axis;
use crate::ids::PeriodId;
use crate::problem::Problem;
use crate::problem::rule::{Capacity, Rule};

/// Adds a finding for each stretch of periods in which a minimum cannot be met.
pub(super) fn look(problem: &Problem, axes: &[Axis], audit: &mut Audit) {
    for (id, rule) in problem.rules() {
        let Some(rule) = hard_minimum(rule) else {
            continue;
        };
        let mut there = vec![0_i64; problem.horizon().len()];
        let mut doctors = Vec::new();
        for doctor in rule
            .doctors
            .iter()
            .filter(|doctor| problem.eligible(*doctor).intersects(&rule.activities))
        {
            doctors.push(doctor);
            for period in axes[doctor.index()]
                .steps
                .iter()
                .flat_map(|step| &step.present)
            {
                there[period.index()] += 1;
            }
        }
        let mut open: Option<Finding> = None;
        for limit in &rule.limits {
            let available = limit
                .max
                .map_or(i64::MAX, |max| max)
                .min(there[limit.period.index()]);
            if limit.min <= available {
                continue;
            }
            match open.as_mut() {
                Some(finding) if goes_on(finding, limit.period, (limit.min, available)) => {
                    finding.periods = finding.periods.map(|(first, _)| (first, limit.period));
                }
                _ => {
                    let subject = FindingSubject::Activities(rule.activities.iter().collect());
                    audit.findings.extend(open.replace(Finding {
                        periods: Some((limit.period, limit.period)),
                        asked: limit.min,
                        available,
                        doctors: doctors.clone(),
                        rules: vec![id],
                        proves_infeasible: true,
                        ..Finding::new(FindingKind::StaffingShort, subject)
                    }));
                }
            }
        }
        audit.findings.extend(open);
    }
}

/// True if the shortage of the very next period is the same.
fn goes_on(finding: &Finding, period: PeriodId, (asked, available): (i64, i64)) -> bool {
    let is_next = finding
        .periods
        .is_some_and(|(_, last)| last.index() + 1 == period.index());
    is_next && finding.asked == asked && finding.available == available
}

fn hard_minimum(rule: &Rule) -> Option<&Capacity> {
    let Rule::Capacity(capacity) = rule else {
        return None;
    };
    (capacity.weight.is_none() && capacity.limits.iter().any(|limit| limit.min > 0))
        .then_some(capacity)
}

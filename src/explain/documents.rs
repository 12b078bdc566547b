//! Documents that a rule asks for and that are not valid for the whole stay.

use super::finding::{Audit, Finding, FindingKind, FindingSubject};
use crate::diagram::Axis;
use crate::ids::PeriodId;
use crate::problem::Problem;
use crate::problem::rule::Rule;

/// Adds a finding for each doctor and hard rule with periods of presence that no document covers.
pub(super) fn look(problem: &Problem, axes: &[Axis], audit: &mut Audit) {
    for (id, rule) in problem.rules() {
        let Rule::Document(rule) = rule else { continue };
        for doctor in rule
            .doctors
            .iter()
            .filter(|doctor| problem.eligible(*doctor).intersects(&rule.activities))
        {
            let held = || {
                problem
                    .doctor(doctor)
                    .documents
                    .iter()
                    .filter(|held| held.document == rule.document)
            };
            let there: Vec<PeriodId> = axes[doctor.index()]
                .steps
                .iter()
                .flat_map(|step| step.present.iter().copied())
                .collect();
            let missing: Vec<PeriodId> = there
                .iter()
                .copied()
                .filter(|period| !held().any(|document| document.valid.contains(*period)))
                .collect();
            let (Some(&first), Some(&last)) = (missing.first(), missing.last()) else {
                continue;
            };
            let subject = FindingSubject::Doctor(doctor);
            // It proves nothing: the doctor may be elsewhere in these periods; if that is not possible, another finding says that no pathway is left.
            audit.findings.push(Finding {
                periods: Some((first, last)),
                asked: count(there.len()),
                available: count(there.len() - missing.len()),
                doctors: vec![doctor],
                rules: vec![id],
                ..Finding::new(FindingKind::DocumentMissing, subject)
            });
        }
    }
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

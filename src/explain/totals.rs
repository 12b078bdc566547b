//! Totals that no schedule has: what pathways come to in all against what rules over doctors allow in all.

use super::finding::{Audit, Finding, FindingKind, FindingSubject, Total, Totals};
use super::pathways::ARCS;
use crate::diagram::{BuildLimits, Pathways, Stop};
use crate::formulation::{Formulation, own_rows};
use crate::ids::RuleId;
use crate::problem::Problem;
use crate::problem::rule::Rule;
use crate::solve::{Clash, Numbers, clash};
use std::collections::BTreeSet;

/// Adds a finding if a sum of rows has no total that fits, upon diagrams of the same problem.
pub(super) fn look(problem: &Problem, known: &Pathways, audit: &mut Audit, stop: Stop<'_>) {
    // Rows of one doctor are counted by that doctor's diagram.
    let pathways = Pathways::build_with(
        Some(known),
        (problem, own_rows(problem)),
        BuildLimits { arcs: ARCS },
        stop,
    );
    if stop() {
        let why = "there was no time to look at what pathways come to in all.";
        audit.skipped.push(why.to_owned());
        return;
    }
    let formulation = Formulation::with_effort(problem, &pathways, 0);
    let found = clash(problem, (&formulation, &pathways), stop);
    audit
        .findings
        .extend(found.and_then(|clash| finding(problem, &clash)));
}

fn finding(problem: &Problem, clash: &Clash) -> Option<Finding> {
    let (asked, available) = clash.given.nearest(&clash.allowed)?;
    let mut rules = clash.rules.clone();
    rules.extend(amounts(problem, clash));
    let subject = FindingSubject::Activities(clash.activities.iter().copied().collect());
    Some(Finding {
        periods: clash.periods,
        asked,
        available,
        doctors: clash.doctors.clone(),
        rules: rules.into_iter().collect(),
        totals: Some(Totals {
            given: total(&clash.given),
            allowed: total(&clash.allowed),
        }),
        proves_infeasible: true,
        ..Finding::new(FindingKind::TotalsApart, subject)
    })
}

fn total(numbers: &Numbers) -> Total {
    Total {
        least: numbers.least(),
        greatest: numbers.greatest(),
        step: numbers.step(),
    }
}

/// The hard requirements of these doctors that count what is added up.
fn amounts(problem: &Problem, clash: &Clash) -> BTreeSet<RuleId> {
    let counts = |id: &RuleId| {
        if let Rule::Requirement(rule) = problem.rule(*id) {
            let mut activities = problem.requirement(rule.requirement).activities.iter();
            activities.any(|activity| clash.activities.contains(&activity))
        } else {
            false
        }
    };
    let doctors = clash.doctors.iter();
    let rules = doctors.flat_map(|doctor| problem.rules_of(*doctor));
    rules
        .copied()
        .filter(|id| problem.is_hard(*id) && counts(id))
        .collect()
}

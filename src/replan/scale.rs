//! A draft whose values and costs are all so many times as large.

use crate::problem::ProblemDraft;
use crate::problem::rule_draft::{MeasureDraft, RuleDraft};

/// Largest number that a rule takes.
const LARGEST: i64 = 1_000_000_000;

/// Multiplies all values and costs by `factor`, or by 1 where one of them would become too large, and says by what.
///
/// The best schedules stay the best ones; limits on scores grow with the scores.
pub(super) fn scale_values(draft: &mut ProblemDraft, factor: i64) -> i64 {
    let mut largest = 0;
    each_value(draft, &mut |value| largest = largest.max(value.saturating_abs()));
    if largest.saturating_mul(factor) > LARGEST {
        return 1;
    }
    each_value(draft, &mut |value| *value = value.saturating_mul(factor));
    factor
}

fn each_value(draft: &mut ProblemDraft, visit: &mut impl FnMut(&mut i64)) {
    draft.preferences.iter_mut().for_each(|row| visit(&mut row.value));
    draft.requirements.iter_mut().filter_map(|row| row.weight.as_mut()).for_each(&mut *visit);
    draft.electives.iter_mut().filter_map(|row| row.weight.as_mut()).for_each(&mut *visit);
    draft.precedence.iter_mut().filter_map(|row| row.weight.as_mut()).for_each(&mut *visit);
    draft.events.iter_mut().for_each(|row| visit(&mut row.value));
    for rule in &mut draft.rules {
        if let Some(weight) = rule.weight_mut() {
            weight.iter_mut().for_each(&mut *visit);
            continue;
        }
        match rule {
            RuleDraft::Pattern { value, .. } => value.iter_mut().for_each(&mut *visit),
            RuleDraft::Ranked { values, .. } => values.iter_mut().for_each(&mut *visit),
            RuleDraft::Idle { cost, .. } => visit(cost),
            // A multiplier of scores, which grow themselves; their limits grow with them.
            RuleDraft::WorstDoctor { at_least, .. } | RuleDraft::WorstGroup { measure: MeasureDraft::Score, at_least, .. } => {
                at_least.iter_mut().for_each(&mut *visit);
            }
            RuleDraft::WorstGroup { measure: MeasureDraft::Periods, weight, .. } | RuleDraft::EvenLoad { weight, .. } => visit(weight),
            RuleDraft::Change { cost, doctor_cost, .. } => {
                visit(cost);
                visit(doctor_cost);
            }
            RuleDraft::Document { .. } | RuleDraft::Off { .. } => {}
            RuleDraft::Boundary { .. }
            | RuleDraft::Cells { .. }
            | RuleDraft::Template { .. }
            | RuleDraft::Succession { .. }
            | RuleDraft::Spacing { .. }
            | RuleDraft::Window { .. }
            | RuleDraft::LongestRun { .. }
            | RuleDraft::FirstBy { .. }
            | RuleDraft::HospitalLimit { .. }
            | RuleDraft::HospitalChange { .. }
            | RuleDraft::SameHospital { .. }
            | RuleDraft::Capacity { .. }
            | RuleDraft::Coverage { .. }
            | RuleDraft::Together { .. }
            | RuleDraft::Apart { .. }
            | RuleDraft::SplitEvenly { .. }
            | RuleDraft::Team { .. } => {}
        }
    }
}

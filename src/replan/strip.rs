//! A draft without anything that only has a value: what is left says what is allowed.

use crate::problem::ProblemDraft;
use crate::problem::rule_draft::{MeasureDraft, RuleDraft};

/// Takes out preferences, soft rules and values, so that the number of disturbed doctors is all that counts.
///
/// No feasible schedule is lost, so that a bound holds for the whole draft; limits on scores are the only hard rules that go. A soft requirement keeps its
/// limits of rotations, which are hard, at no cost.
pub(super) fn strip_values(draft: &mut ProblemDraft) {
    draft.preferences.clear();
    for requirement in draft.requirements.iter_mut().filter(|requirement| requirement.weight.is_some()) {
        requirement.weight = Some(0);
    }
    draft.electives.retain(|elective| elective.weight.is_none());
    draft.precedence.retain(|precedence| precedence.weight.is_none());
    draft.events.iter_mut().for_each(|event| event.value = 0);
    draft.rules.retain_mut(keep_hard);
}

/// False if the rule forbids nothing; takes the value off one that does both.
fn keep_hard(rule: &mut RuleDraft) -> bool {
    match rule {
        RuleDraft::Document { .. } | RuleDraft::Off { .. } => true,
        RuleDraft::Ranked { .. } | RuleDraft::Idle { .. } => false,
        RuleDraft::Pattern { value, .. } => value.is_none(),
        RuleDraft::Boundary { weight, .. }
        | RuleDraft::Cells { weight, .. }
        | RuleDraft::Template { weight, .. }
        | RuleDraft::Succession { weight, .. }
        | RuleDraft::Spacing { weight, .. }
        | RuleDraft::Window { weight, .. }
        | RuleDraft::LongestRun { weight, .. }
        | RuleDraft::FirstBy { weight, .. }
        | RuleDraft::HospitalLimit { weight, .. }
        | RuleDraft::HospitalChange { weight, .. }
        | RuleDraft::SameHospital { weight, .. }
        | RuleDraft::Capacity { weight, .. }
        | RuleDraft::Coverage { weight, .. }
        | RuleDraft::Together { weight, .. }
        | RuleDraft::Apart { weight, .. }
        | RuleDraft::SplitEvenly { weight, .. }
        | RuleDraft::Team { weight, .. } => weight.is_none(),
        // A limit on scores means nothing without values.
        RuleDraft::WorstDoctor { .. } | RuleDraft::WorstGroup { measure: MeasureDraft::Score, .. } => false,
        RuleDraft::WorstGroup { weight, at_least, .. } => {
            *weight = 0;
            at_least.is_some()
        }
        RuleDraft::EvenLoad { weight, at_most, .. } => {
            *weight = 0;
            at_most.is_some()
        }
        RuleDraft::Change { cost, doctor_cost, max_periods_per_doctor, max_periods, .. } => {
            (*cost, *doctor_cost) = (0, 0);
            max_periods_per_doctor.is_some() || max_periods.is_some()
        }
    }
}

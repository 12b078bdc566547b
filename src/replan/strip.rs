//! A draft without anything that only has a value: what is left says what is allowed.

use crate::problem::ProblemDraft;

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
    draft.rules.retain_mut(|rule| rule.as_draft_mut().strip());
}

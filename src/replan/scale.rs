//! A draft whose values and costs are all so many times as large.

use crate::problem::ProblemDraft;

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
    draft.rules.iter_mut().for_each(|rule| rule.as_draft_mut().values(visit));
}

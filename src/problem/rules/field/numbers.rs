//! Kinds of numbers, and what is taken over as it is.

use super::{DraftField, Resolve, ResolvedField};
use crate::problem::rules::At;

/// A whole number from the first to the second, both included; a missing one is 1 where it may be missing.
pub(crate) struct Count(pub(crate) i64, pub(crate) i64);

impl DraftField<i64> for Count {}
impl DraftField<Option<i64>> for Count {}
impl ResolvedField<u32> for Count {}

impl ResolvedField<i64> for Count {
    fn numbers(&self, field: &i64, found: &mut Vec<i64>) {
        found.push(*field);
    }
}

impl Resolve<i64, u32> for Count {
    fn resolve(&self, draft: &i64, field: &str, at: &mut At<'_>) -> Option<u32> {
        at.resolver
            .count(*draft, self.0..=self.1, &at.field(field), at.subject)
    }
}

impl Resolve<i64, i64> for Count {
    fn resolve(&self, draft: &i64, field: &str, at: &mut At<'_>) -> Option<i64> {
        Resolve::<i64, u32>::resolve(self, draft, field, at).map(i64::from)
    }
}

impl Resolve<Option<i64>, i64> for Count {
    fn resolve(&self, draft: &Option<i64>, field: &str, at: &mut At<'_>) -> Option<i64> {
        self.resolve(&draft.unwrap_or(1), field, at)
    }
}

/// Cost of each unit of breach; the rule is hard if it is missing.
pub(crate) struct Weight;

impl DraftField<Option<i64>> for Weight {
    fn weight<'a>(&self, field: &'a mut Option<i64>) -> Option<&'a mut Option<i64>> {
        Some(field)
    }
    fn strip(&self, field: &mut Option<i64>) -> bool {
        field.is_none()
    }
    fn values(&self, field: &mut Option<i64>, visit: &mut dyn FnMut(&mut i64)) {
        field.iter_mut().for_each(visit);
    }
}

impl ResolvedField<Option<i64>> for Weight {
    fn forbids(&self, field: &Option<i64>) -> bool {
        field.is_none()
    }
    fn cost(&self, field: &Option<i64>) -> Option<i64> {
        *field
    }
    fn numbers(&self, field: &Option<i64>, found: &mut Vec<i64>) {
        found.extend(*field);
    }
}

impl Resolve<Option<i64>, Option<i64>> for Weight {
    fn resolve(&self, draft: &Option<i64>, _field: &str, at: &mut At<'_>) -> Option<Option<i64>> {
        at.resolver.weight(*draft, at.pointer, at.subject);
        Some(*draft)
    }
}

/// Value of each occurrence, of any sign; occurrences are forbidden if it is missing.
pub(crate) struct ValueOrForbidden;

impl DraftField<Option<i64>> for ValueOrForbidden {
    fn strip(&self, field: &mut Option<i64>) -> bool {
        field.is_none()
    }
    fn values(&self, field: &mut Option<i64>, visit: &mut dyn FnMut(&mut i64)) {
        field.iter_mut().for_each(visit);
    }
}

impl ResolvedField<Option<i64>> for ValueOrForbidden {
    fn forbids(&self, field: &Option<i64>) -> bool {
        field.is_none()
    }
    fn cost(&self, field: &Option<i64>) -> Option<i64> {
        field.map(i64::saturating_neg)
    }
    fn numbers(&self, field: &Option<i64>, found: &mut Vec<i64>) {
        found.extend(*field);
    }
}

impl Resolve<Option<i64>, Option<i64>> for ValueOrForbidden {
    fn resolve(&self, draft: &Option<i64>, _field: &str, _at: &mut At<'_>) -> Option<Option<i64>> {
        Some(*draft)
    }
}

/// A cost of any sign.
pub(crate) struct Cost;

impl DraftField<i64> for Cost {
    fn strip(&self, field: &mut i64) -> bool {
        *field = 0;
        false
    }
    fn values(&self, field: &mut i64, visit: &mut dyn FnMut(&mut i64)) {
        visit(field);
    }
}

impl ResolvedField<i64> for Cost {
    fn cost(&self, field: &i64) -> Option<i64> {
        Some(*field)
    }
    fn numbers(&self, field: &i64, found: &mut Vec<i64>) {
        found.push(*field);
    }
}

impl Resolve<i64, i64> for Cost {
    fn resolve(&self, draft: &i64, _field: &str, _at: &mut At<'_>) -> Option<i64> {
        Some(*draft)
    }
}

/// A cost that is not negative.
pub(crate) struct Price;

impl DraftField<i64> for Price {
    fn strip(&self, field: &mut i64) -> bool {
        Cost.strip(field)
    }
    fn values(&self, field: &mut i64, visit: &mut dyn FnMut(&mut i64)) {
        visit(field);
    }
}

impl ResolvedField<i64> for Price {
    fn cost(&self, field: &i64) -> Option<i64> {
        Some(*field)
    }
    fn numbers(&self, field: &i64, found: &mut Vec<i64>) {
        found.push(*field);
    }
}

impl Resolve<i64, i64> for Price {
    fn resolve(&self, draft: &i64, _field: &str, at: &mut At<'_>) -> Option<i64> {
        at.resolver.weight(Some(*draft), at.pointer, at.subject);
        Some(*draft)
    }
}

/// A factor of scores, not negative: no value itself, the scores are.
pub(crate) struct Multiplier;

impl DraftField<i64> for Multiplier {
    fn strip(&self, field: &mut i64) -> bool {
        Cost.strip(field)
    }
}

impl ResolvedField<i64> for Multiplier {
    fn cost(&self, field: &i64) -> Option<i64> {
        Some(*field)
    }
    fn numbers(&self, field: &i64, found: &mut Vec<i64>) {
        found.push(*field);
    }
}

impl Resolve<i64, i64> for Multiplier {
    fn resolve(&self, draft: &i64, field: &str, at: &mut At<'_>) -> Option<i64> {
        Price.resolve(draft, field, at)
    }
}

/// A limit that is hard where there is one.
pub(crate) struct HardLimit;

impl DraftField<Option<i64>> for HardLimit {
    fn strip(&self, field: &mut Option<i64>) -> bool {
        field.is_some()
    }
}

impl ResolvedField<Option<i64>> for HardLimit {
    fn forbids(&self, field: &Option<i64>) -> bool {
        field.is_some()
    }
    fn numbers(&self, field: &Option<i64>, found: &mut Vec<i64>) {
        found.extend(*field);
    }
}

impl Resolve<Option<i64>, Option<i64>> for HardLimit {
    fn resolve(&self, draft: &Option<i64>, _field: &str, _at: &mut At<'_>) -> Option<Option<i64>> {
        Some(*draft)
    }
}

/// A hard limit on scores: it grows with the values, and means nothing without them.
pub(crate) struct ScoreLimit;

impl DraftField<Option<i64>> for ScoreLimit {
    fn values(&self, field: &mut Option<i64>, visit: &mut dyn FnMut(&mut i64)) {
        field.iter_mut().for_each(visit);
    }
}

impl ResolvedField<Option<i64>> for ScoreLimit {
    fn forbids(&self, field: &Option<i64>) -> bool {
        field.is_some()
    }
    fn numbers(&self, field: &Option<i64>, found: &mut Vec<i64>) {
        found.extend(*field);
    }
}

impl Resolve<Option<i64>, Option<i64>> for ScoreLimit {
    fn resolve(&self, draft: &Option<i64>, _field: &str, _at: &mut At<'_>) -> Option<Option<i64>> {
        Some(*draft)
    }
}

/// What none of the methods has to know: taken over as it is, or as what it converts to.
pub(crate) struct Plain;

impl<D> DraftField<D> for Plain {}
impl<R> ResolvedField<R> for Plain {}

impl<D: Clone + Into<R>, R> Resolve<D, R> for Plain {
    fn resolve(&self, draft: &D, _field: &str, _at: &mut At<'_>) -> Option<R> {
        Some(draft.clone().into())
    }
}

/// A number that counts toward the size of a rule and is neither value nor weight.
pub(crate) struct Number;

impl<D> DraftField<D> for Number {}

impl ResolvedField<i64> for Number {
    fn numbers(&self, field: &i64, found: &mut Vec<i64>) {
        found.push(*field);
    }
}

impl ResolvedField<u32> for Number {
    fn numbers(&self, field: &u32, found: &mut Vec<i64>) {
        found.push((*field).into());
    }
}

impl ResolvedField<Option<i64>> for Number {
    fn numbers(&self, field: &Option<i64>, found: &mut Vec<i64>) {
        found.extend(*field);
    }
}

impl ResolvedField<Vec<i64>> for Number {
    fn numbers(&self, field: &Vec<i64>, found: &mut Vec<i64>) {
        found.extend(field);
    }
}

/// A greatest number that stands for none where it is the largest one.
pub(crate) struct OpenLimit;

impl ResolvedField<i64> for OpenLimit {
    fn numbers(&self, field: &i64, found: &mut Vec<i64>) {
        found.extend(Some(*field).filter(|number| *number != i64::MAX));
    }
}

/// Values by rank.
pub(crate) struct Values;

impl DraftField<Vec<i64>> for Values {
    fn values(&self, field: &mut Vec<i64>, visit: &mut dyn FnMut(&mut i64)) {
        field.iter_mut().for_each(visit);
    }
}

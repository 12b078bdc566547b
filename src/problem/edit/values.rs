//! Rows and drafts without values, and with larger ones.

use crate::problem::draft::{
    ElectiveDraft, EventDraft, PrecedenceDraft, PreferenceDraft, RequirementDraft,
};
use crate::problem::{ProblemDraft, RuleDraft};

/// Largest number that a rule takes.
pub(crate) const LARGEST_NUMBER: i64 = 1_000_000_000;

/// A row that may have values and costs.
pub(crate) trait Valued: Sized {
    /// The row without anything that only has a value: what is left says what is allowed. `None` if nothing is left.
    ///
    /// No feasible schedule is lost, so that a bound holds for the whole draft; limits on scores are the only hard rules that go. A soft requirement keeps
    /// its limits of rotations, which are hard, at no cost.
    fn without_value(self) -> Option<Self>;
    /// Visits every number that grows with the values.
    fn each_value(&mut self, visit: &mut dyn FnMut(&mut i64));

    /// True if the row has any value or cost, or is nothing else.
    fn has_value(&self) -> bool
    where
        Self: Clone + PartialEq,
    {
        self.clone()
            .without_value()
            .is_none_or(|without| without != *self)
    }
}

impl Valued for RequirementDraft {
    fn without_value(self) -> Option<Self> {
        Some(Self {
            weight: self.weight.map(|_| 0),
            ..self
        })
    }
    fn each_value(&mut self, visit: &mut dyn FnMut(&mut i64)) {
        self.weight.iter_mut().for_each(visit);
    }
    fn has_value(&self) -> bool {
        self.weight.is_some()
    }
}

impl Valued for ElectiveDraft {
    fn without_value(self) -> Option<Self> {
        self.weight.is_none().then_some(self)
    }
    fn each_value(&mut self, visit: &mut dyn FnMut(&mut i64)) {
        self.weight.iter_mut().for_each(visit);
    }
}

impl Valued for PrecedenceDraft {
    fn without_value(self) -> Option<Self> {
        self.weight.is_none().then_some(self)
    }
    fn each_value(&mut self, visit: &mut dyn FnMut(&mut i64)) {
        self.weight.iter_mut().for_each(visit);
    }
}

impl Valued for PreferenceDraft {
    fn without_value(self) -> Option<Self> {
        None
    }
    fn each_value(&mut self, visit: &mut dyn FnMut(&mut i64)) {
        visit(&mut self.value);
    }
}

impl Valued for EventDraft {
    fn without_value(self) -> Option<Self> {
        Some(Self { value: 0, ..self })
    }
    fn each_value(&mut self, visit: &mut dyn FnMut(&mut i64)) {
        visit(&mut self.value);
    }
}

impl Valued for RuleDraft {
    fn without_value(mut self) -> Option<Self> {
        self.as_draft_mut().strip().then_some(self)
    }
    fn each_value(&mut self, visit: &mut dyn FnMut(&mut i64)) {
        self.as_draft_mut().values(visit);
    }
}

/// Multiplies all values and costs by `factor`, or by 1 where one of them would become too large, and says by what.
///
/// The best schedules stay the best ones; limits on scores grow with the scores.
pub(crate) fn scale_values(draft: &mut ProblemDraft, factor: i64) -> i64 {
    if largest_value(draft).saturating_mul(factor) > LARGEST_NUMBER {
        return 1;
    }
    each_value(draft, &mut |value| *value = value.saturating_mul(factor));
    factor
}

/// The value or cost that is farthest from 0.
pub(crate) fn largest_value(draft: &mut ProblemDraft) -> i64 {
    let mut largest = 0;
    each_value(draft, &mut |value| {
        largest = largest.max(value.saturating_abs())
    });
    largest
}

fn each_value(draft: &mut ProblemDraft, visit: &mut dyn FnMut(&mut i64)) {
    fn each(rows: &mut [impl Valued], visit: &mut dyn FnMut(&mut i64)) {
        rows.iter_mut().for_each(|row| row.each_value(visit));
    }
    each(&mut draft.preferences, visit);
    each(&mut draft.requirements, visit);
    each(&mut draft.electives, visit);
    each(&mut draft.precedence, visit);
    each(&mut draft.events, visit);
    each(&mut draft.rules, visit);
}

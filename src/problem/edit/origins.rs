//! Which part of the old problem a part of the new one stands for.

use crate::ids::RuleId;
use crate::problem::{Problem, RuleRow};
use std::collections::BTreeMap;

/// What the rows of a changed draft stand for; rows that nothing was said of stand for nothing.
#[derive(Clone, Debug)]
pub(crate) struct Origins<O>(BTreeMap<RuleRow, O>);

impl<O> Default for Origins<O> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<O> Origins<O> {
    pub(super) fn note(&mut self, row: RuleRow, origin: O) {
        self.0.insert(row, origin);
    }
    /// What a row stands for.
    pub(crate) fn of_row(&self, row: RuleRow) -> Option<&O> {
        self.0.get(&row)
    }
    /// What a rule stands for in the problem that the changed draft became.
    pub(crate) fn of(&self, changed: &Problem, rule: RuleId) -> Option<&O> {
        self.of_row(changed.row_of(rule))
    }
}

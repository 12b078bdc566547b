//! Rows of shared rules that speak of one doctor only: the doctor's diagram counts them like a personal rule.
//!
//! Which rows these are is for whoever writes rows to say (`formulation::own_rows`); here they are plain sums.

use super::automata::Sum;
use crate::ids::{DoctorId, RuleId};
use std::collections::BTreeSet;

/// A row of a shared rule to which nobody but one doctor can add anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OwnRow {
    pub(crate) rule: RuleId,
    /// Number within the rule, 0 the first.
    pub(crate) number: u32,
    /// What the doctor's steps add; nothing is negative.
    pub(crate) sum: Sum,
    /// Least sum; 0 where there is no limit.
    pub(crate) min: i64,
    /// Greatest sum, not negative.
    pub(crate) max: Option<i64>,
    /// The only sums allowed, from `min` to `max`, ascending; any between these if empty.
    pub(crate) allowed: Vec<i64>,
    /// Cost of each unit beyond the limits; hard if `None`.
    pub(crate) weight: Option<i64>,
}

/// The own rows of all doctors; none of a doctor beyond the last.
#[derive(Clone, Debug, Default)]
pub(crate) struct OwnRows {
    by_doctor: Vec<Vec<OwnRow>>,
    /// Rule and number of each.
    names: BTreeSet<(RuleId, u32)>,
}

impl OwnRows {
    /// The rows by doctor.
    pub(crate) fn new(by_doctor: Vec<Vec<OwnRow>>) -> Self {
        let names = by_doctor.iter().flatten().map(|row| (row.rule, row.number));
        Self {
            names: names.collect(),
            by_doctor,
        }
    }
    /// Those of one doctor.
    pub(crate) fn of(&self, doctor: DoctorId) -> &[OwnRow] {
        self.by_doctor
            .get(doctor.index())
            .map_or(&[], Vec::as_slice)
    }
    /// Rule and number of each.
    pub(crate) fn names(&self) -> impl Iterator<Item = (RuleId, u32)> + '_ {
        self.names.iter().copied()
    }
    /// True if there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.names.is_empty()
    }
    /// True if a row of a rule, by its number, is one of them.
    pub(crate) fn has(&self, rule: RuleId, number: u32) -> bool {
        self.names.contains(&(rule, number))
    }
}

//! The kinds of fields that rules have, and what each means to whoever reads, narrows, strips, scales and limits rules.
//!
//! A kind is a small value such as [`Weight`] or [`Count`]. [`DraftField`] says what it means in the plain form, [`ResolvedField`] in the
//! resolved one, [`Resolve`] how one becomes the other. All methods but `resolve` have a default: the field has nothing to do with it.

mod code;
mod numbers;
mod parts;
mod sets;

pub(crate) use code::{OwnCode, ask_counts};
pub(crate) use numbers::{
    Cost, Count, HardLimit, Multiplier, Number, OpenLimit, Plain, Price, ScoreLimit,
    ValueOrForbidden, Values, Weight,
};
pub(crate) use parts::{DoctorWeights, DocumentKind, Groups, RuleName, Steps};
pub(crate) use sets::{
    Activities, Companions, Departments, Doctors, JudgedPeriods, LastBegun, Periods, Requires,
    activity_named,
};

use super::At;
use crate::ids::DoctorId;
use crate::problem::draft::{DoctorFilter, PeriodFilter};
use crate::problem::rule::DoctorSet;

/// What a field of the plain form means.
pub(crate) trait DraftField<D> {
    /// The filter of the doctors whom the rule speaks of.
    fn doctors<'a>(&self, _field: &'a mut D) -> Option<&'a mut DoctorFilter> {
        None
    }
    /// What each unit of breach costs; `None` in it: the rule is hard.
    fn weight<'a>(&self, _field: &'a mut D) -> Option<&'a mut Option<i64>> {
        None
    }
    /// Periods that a shared rule judges one by one.
    fn judged_periods<'a>(&self, _field: &'a mut D) -> Option<&'a mut PeriodFilter> {
        None
    }
    /// Narrows every filter of doctors by `keep`, which says false where nobody is left; false if the rule speaks of nobody any more.
    fn narrow(&self, _field: &mut D, _keep: &mut dyn FnMut(&mut DoctorFilter) -> bool) -> bool {
        true
    }
    /// Takes values and costs out; true if the field forbids something without them.
    fn strip(&self, _field: &mut D) -> bool {
        false
    }
    /// Visits every number that is in units of value.
    fn values(&self, _field: &mut D, _visit: &mut dyn FnMut(&mut i64)) {}
    /// The requirement that the field names.
    fn requirement<'a>(&self, _field: &'a D) -> Option<&'a str> {
        None
    }
}

/// What a field of the resolved form means.
pub(crate) trait ResolvedField<R> {
    /// The doctors whom a personal rule speaks of.
    fn doctors<'a>(&self, _field: &'a R) -> Option<&'a DoctorSet> {
        None
    }
    /// Adds the doctors whom a shared rule links.
    fn linked(&self, _field: &R, _found: &mut Vec<DoctorId>) {}
    /// True if the field makes the rule forbid something.
    fn forbids(&self, _field: &R) -> bool {
        false
    }
    /// What a unit of breach costs.
    fn cost(&self, _field: &R) -> Option<i64> {
        None
    }
    /// Adds values, weights and limits: none may be larger than the largest number of a rule.
    fn numbers(&self, _field: &R, _found: &mut Vec<i64>) {}
}

/// How the plain form of a field becomes the resolved one; reports what is wrong.
pub(crate) trait Resolve<D, R> {
    /// `None` if there is nothing to go on with, which has been reported.
    fn resolve(&self, draft: &D, field: &str, at: &mut At<'_>) -> Option<R>;
}

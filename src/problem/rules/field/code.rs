//! Code as a field.

use super::{DraftField, Resolve, ResolvedField};
use crate::error::Code;
use crate::problem::custom::{Asked, CellCode, Counts, PersonalCode, Wrong};
use crate::problem::rule::{ActivitySet, DoctorSet, PeriodSet};
use crate::problem::rules::At;
use crate::problem::validate::Budget;

/// The code of a personal rule.
pub(crate) struct OwnCode;

impl DraftField<PersonalCode> for OwnCode {}
impl ResolvedField<Asked> for OwnCode {}

impl Resolve<PersonalCode, Asked> for OwnCode {
    fn resolve(&self, draft: &PersonalCode, field: &str, at: &mut At<'_>) -> Option<Asked> {
        if draft.get().is_none() {
            at.error(Code::MissingValue, field, "the custom rule has no code.");
            return None;
        }
        Some(Asked::new(draft.clone()))
    }
}

/// Asks what the cells of a rule count.
pub(crate) fn ask_counts(
    code: &CellCode,
    doctors: &DoctorSet,
    activities: &ActivitySet,
    periods: &PeriodSet,
    at: &mut At<'_>,
) -> Option<Counts> {
    if code.get().is_none() {
        at.error(Code::MissingValue, "counts", "the custom rule has no code.");
        return None;
    }
    let cells = doctors
        .len()
        .saturating_mul(activities.len())
        .saturating_mul(periods.len());
    if !at
        .resolver
        .spend(Budget::CustomCells, cells, at.pointer, at.subject)
    {
        return None;
    }
    match Counts::ask(&at.resolver.data, code, doctors, activities, periods) {
        Ok(counts) => Some(counts),
        Err(wrong) => {
            let (code, message) = match wrong {
                Wrong::Fickle(message) => (Code::CustomRuleAtFault, message),
                Wrong::TooLarge(message) => (Code::NumberTooLarge, message),
            };
            at.error(code, "counts", message);
            None
        }
    }
}

//! 8. Eligibility: it chose the places.

use super::personal::{Found, OfDoctor, Personal};
use crate::ids::RuleId;
use crate::problem::rule::Eligibility;

impl Personal for Eligibility {
    fn automata(&self, rule: RuleId, of: &OfDoctor<'_>, found: &mut Found) {
        let _ = (rule, of, found);
    }
}

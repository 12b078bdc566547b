//! 8. Eligibility: nothing to do here, because the diagram has only eligible places.

use super::personal::{Found, OfDoctor, Personal};
use crate::ids::RuleId;
use crate::problem::rule::Eligibility;

impl Personal for Eligibility {
    fn automata(&self, _rule: RuleId, _of: &OfDoctor<'_>, _found: &mut Found) {}
}

//! 3. Presence: nothing to do here, because the axis has only the steps of the stay.

use super::personal::{Found, OfDoctor, Personal};
use crate::ids::RuleId;
use crate::problem::rule::Availability;

impl Personal for Availability {
    fn automata(&self, _rule: RuleId, _of: &OfDoctor<'_>, _found: &mut Found) {}
}

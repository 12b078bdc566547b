//! 3. Presence: it chose the steps of the axis.

use super::personal::{Found, OfDoctor, Personal};
use crate::ids::RuleId;
use crate::problem::rule::Availability;

impl Personal for Availability {
    fn automata(&self, _rule: RuleId, _of: &OfDoctor<'_>, _found: &mut Found) {}
}

//! 3. Presence: it chose the steps of the axis.

use super::personal::{Found, OfDoctor, Personal};
use crate::ids::RuleId;
use crate::problem::rule::Availability;

impl Personal for Availability {
    fn automata(&self, rule: RuleId, of: &OfDoctor<'_>, found: &mut Found) {
        let _ = (rule, of, found);
    }
}

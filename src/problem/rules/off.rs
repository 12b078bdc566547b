//! A rule that turns another one off.

use super::prelude::*;

draft_rule! {
    /// Turns a rule off, built-in ones (`eligibility`, `capacity/…`, `closure/…`, `attendance/…`) included.
    Off {
        /// Id of the rule to turn off.
        rule: String = RuleName,
    }
}

impl Draft for Off {
    fn add_to(&self, _at: &mut At<'_>) -> Option<()> {
        Some(())
    }
    fn keys(&self) -> Vec<String> {
        Vec::new()
    }
}

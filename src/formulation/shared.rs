//! How a shared rule enters the engine: the manual for whoever writes the engine's half of a new one.
//!
//! It lives in `formulation/<rule>.rs` and implements [`Shared`]; a shared rule without it does not compile.
//!
//! A rule is written as rows. A [`Row`](super::Row) sums usage over all doctors: over cells, slots or scores, each with a coefficient; its
//! [`Shape`](super::Shape) says which sums are allowed, its weight what each unit beyond costs. A [`Family`](super::Family) holds the
//! coefficients of rows that share doctors and places. A [`Group`](super::Group) couples rows of which the lowest, or the difference, counts.
//!
//! ```text
//! impl Shared for Apart {
//!     fn rows(&self, rule: RuleId, problem: &Problem, formulation: &mut Formulation) {
//!         // n(place, period) ≤ max_together
//!     }
//! }
//! ```
//!
//! Duties: rows come in an order that depends on nothing but the problem, and the number of rows and terms stays within what the declaration says
//! in `Facts::rows_and_cells`. The judge (`check/<rule>.rs`) decides what is right: the random tiny problems of the tests hold both against each
//! other. Complexity: activities, plus places times periods, plus doctors.

use super::Formulation;
use crate::ids::RuleId;
use crate::problem::Problem;

/// A shared rule in the engine.
#[diagnostic::on_unimplemented(
    message = "the engine does not know the shared rule `{Self}`",
    note = "write `impl Shared for {Self}` in src/formulation/<rule>.rs; src/formulation/shared.rs says how"
)]
pub(super) trait Shared {
    /// Adds the rule's rows.
    fn rows(&self, rule: RuleId, problem: &Problem, formulation: &mut Formulation);
    /// True if one of its rows may sum over several periods: such a row of one doctor is counted by the doctor's diagram (`formulation::own`). The default says
    /// that none does, which is always right, and leaves such a row to prices.
    fn spans_periods(&self) -> bool {
        false
    }
}

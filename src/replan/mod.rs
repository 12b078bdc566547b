//! Replanning: a plan that stays put when the world changes.
//!
//! A department withdraws, a doctor leaves, a cohort arrives, or the published schedule never kept the rules. [`Replan`] mends
//! what was published: fewest doctors disturbed first, then the greatest value. What must stay is pinned ([`Replan::keep_before`] and others).
//! [`Replanned::floor`] proves how many doctors have to be disturbed at least, in sentences that need no solver wherever that is
//! possible. [`Differences`] says who moves, from where to where.
//!
//! # How the effort stays small
//! Doctors whose published pathway still holds cost nothing while they stay, so only the **neighbourhood** of the
//! disturbance is solved: the others are taken out, and the places they use are taken off the limits. The neighbourhood
//! grows until the number of disturbed doctors meets the floor, or holds everybody.
//!
//! # Who is expected
//! A cohort that is fitted in today takes places that a later one may need more. [`Replan::future`] names who may come; what they would pay for a place
//! is then what it costs today.

mod ahead;
mod alone;
mod changes;
mod difference;
mod expected;
mod fewest;
mod fit;
mod floor;
mod foresight;
mod keep;
mod levels;
mod neighbourhood;
mod outcome;
mod part;
mod parts;
mod places;
mod priorities;
pub mod questions;
mod reduce;
mod release;
mod request;
mod run;
mod solving;
mod stages;
mod swap;
mod tied;
mod value;
mod ways;
mod whole;

pub use crate::problem::publish;
pub use difference::{Differences, Gone, Move};
pub use expected::Expected;
pub use floor::{Floor, Reason};
pub use keep::{Keep, Unpinned};
pub use outcome::{Ending, Replanned, Scope};
pub use priorities::{InOrder, LevelOptimum};
pub use request::Replan;
pub use swap::{Swapped, swap};
pub use ways::WayOut;

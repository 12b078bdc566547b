//! Conflicts: smallest sets of parts that cannot hold together.

mod alike;
#[allow(
    clippy::module_inception,
    reason = "the file holds the type the module is named after"
)]
mod conflict;
mod related;
mod search;
mod shrink;
mod suspects;
mod weights;

pub use conflict::{Conflict, Conflicts};
pub use search::{ConflictOptions, conflicts};
pub(super) use search::{conflicts_told, questioner};
pub(super) use shrink::shrink;
pub(super) use suspects::suspects;

//! What a compact programme has to know of the doctors of one class: columns for moves of the axis, and the personal rules as linear rows over
//! these columns or as flows through the states of small automata, without any product.
//!
//! Columns are as coarse as the rules allow: one for every cell where nothing tells the start of a rotation from its going on, one for
//! every whole rotation where these have few lengths, and otherwise one for each start and each stay.

mod columns;
mod flow;
mod outline;

pub(crate) use columns::{Column, Part};
pub(crate) use flow::{NEUTRAL, StateFlow};
pub(crate) use outline::Outline;

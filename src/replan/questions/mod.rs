//! Questions that people ask about a plan, each answered with intervals that solves have proven.
//!
//! | question | answer |
//! |---|---|
//! | where would this doctor best be in these weeks? | [`best_places`] |
//! | who could take this rotation over, or swap with it? | [`who_instead`] |
//! | which other plans are nearly as good? | [`alternatives`], or [`Solver::pool`](crate::Solver::pool) from the start |
//! | was this wish granted, and what did it cost? | [`wishes`] |
//!
//! A cost is an interval: with V the value of the plan, U its bound, V' and U' those of the problem with what is asked for as a hard rule, it lies between
//! V − U' and U − V', and is 0 at least. Limits of the solver that is given are for all solves of one question together.

mod alternatives;
mod places;
mod pool;
mod price;
mod takers;
mod wishes;

pub use alternatives::{Alternative, alternatives};
pub use places::{PlaceOffer, best_places};
pub use pool::{Pool, PooledPlan};
pub use price::Price;
pub(super) use price::Shares;
pub use takers::{Taker, TakerWay, who_instead};
pub use wishes::{WishAnswer, wishes};

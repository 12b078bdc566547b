//! Every rule of `docs/rules.md`, kept and broken, on problems small enough to work out by hand.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests stop at the first surprise"
)]

mod nonsense;
mod personal;
mod shared;
mod size;
mod support;
mod time;

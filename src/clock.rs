//! The clock of solves.
//!
//! `std` has none on `wasm32-unknown-unknown` and panics when asked for the time; `web-time` asks the browser there.

#[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
pub(crate) use std::time::Instant;
#[cfg(all(target_family = "wasm", target_os = "unknown"))]
pub(crate) use web_time::Instant;

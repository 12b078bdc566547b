//! What is called proven is true: engine, scenarios, replanning, explanations and certificates against a second, naive verifier.
//!
//! `MEDROTA_TRUST_PROBLEMS` says how many random tiny problems each test looks at, `MEDROTA_TRUST_CERTIFICATES` how many random
//! certificates, `MEDROTA_TRUST_SEED` the first seed. `docs/reliability.md` has the commands of the long runs.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

#[path = "../common/mod.rs"]
mod common;

mod certificates;
mod draws;
mod engine;
mod explanations;
mod faults;
mod inputs;
mod judges;
mod naive;
mod refusals;
mod replanning;
mod run;
mod scenarios;
mod shrink;

//! Fuzzing: inputs of every kind, sound ones mutated with knowledge of their structure, go through everything the crate does.
//!
//! Nothing may panic, hang, or take more memory than it should, and what is claimed has to hold: see [`stages`]. Inputs are tried by processes of
//! their own, so that an abort, a stack overflow or a hang is a finding like any other. An input that fails is shrunk and kept in `target/fuzz-failures`;
//! one that was mended belongs into `tests/fuzz/seeds`, which every run replays first.
//!
//! `cargo test --test fuzz` is the short run. The long one, optimised but with overflow checks:
//!
//! ```text
//! MEDROTA_FUZZ_SECONDS=3600 cargo test --profile fuzz --test fuzz -- --nocapture
//! ```
//!
//! | variable | meaning |
//! |---|---|
//! | `MEDROTA_FUZZ_SECONDS` | run for so long; without it a fixed number of inputs |
//! | `MEDROTA_FUZZ_CASES` | number of inputs |
//! | `MEDROTA_FUZZ_SEED` | seed of the run; the same inputs for the same seed |
//! | `MEDROTA_FUZZ_FIRST` | number of the first input |
//! | `MEDROTA_FUZZ_JOBS` | processes at a time |
//! | `MEDROTA_FUZZ_INPUT` | try this kept input alone |
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

#[path = "../broken/mod.rs"]
#[allow(dead_code, reason = "only its sound problem is used here")]
mod broken;
#[path = "../common/mod.rs"]
mod common;
mod input;
mod mutate;
mod run;
mod shrink;
mod stages;
mod start;
mod supervisor;
mod words;
mod worker;

/// Kept inputs, then new ones.
#[test]
fn nothing_goes_wrong() {
    let found = run::run(&run::Plan::from_environment());
    assert!(
        found.is_empty(),
        "{} inputs fail:\n{}",
        found.len(),
        found.join("\n")
    );
}

/// No test: the process that tries inputs, started by the test above.
#[test]
#[ignore = "started by the other test"]
fn worker() {
    if let Some(folder) = std::env::var_os(worker::FOLDER) {
        worker::work(std::path::Path::new(&folder));
    }
}

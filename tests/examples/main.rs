//! The examples: every one is run, the readers of published data are fed with broken files, and both mappings of published
//! problems are held against evaluators that share nothing with the crate.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests stop at the first surprise")]

mod binaries;
mod dzn;
#[path = "../../examples/support/hmc/mod.rs"]
mod hmc;
mod hmc_mapping;
#[path = "../../examples/support/mss/mod.rs"]
mod mss;
mod mss_mapping;
mod run_explain;
mod run_hmc;
mod run_mss;
mod run_plan;
mod run_replan;
mod run_scenarios;
#[cfg(unix)]
mod run_slurm;

use std::path::PathBuf;

/// A folder of the benchmarks that lie beside the project or where `MEDROTA_BENCHMARKS` says; prints it and returns `None` where they are missing.
fn benchmarks(folder: &str) -> Option<PathBuf> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").join("shared").join("benchmarks");
    let path = std::env::var_os("MEDROTA_BENCHMARKS").map_or_else(beside, PathBuf::from).join(folder);
    if path.is_dir() {
        return Some(path);
    }
    println!("skipped: the benchmarks are not at {}", path.display());
    None
}

//! The examples: every one is run, the readers of published data are fed with broken files, and the mappings of published
//! problems are held against evaluators that share nothing with the crate.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests stop at the first surprise"
)]

mod binaries;
#[path = "../../examples/support/data.rs"]
mod data;
mod dzn;
#[path = "../../examples/support/hmc/mod.rs"]
mod hmc;
mod hmc_mapping;
#[cfg(unix)]
mod kept;
#[cfg(unix)]
mod kills;
#[path = "../../examples/benchmark/known.rs"]
mod known;
#[path = "../../examples/support/mss/mod.rs"]
mod mss;
mod mss_mapping;
#[path = "../../examples/support/rostering/mod.rs"]
mod rostering;
mod rostering_files;
mod rostering_mapping;
mod run_ask;
mod run_benchmark;
mod run_explain;
mod run_hmc;
mod run_mss;
mod run_plan;
mod run_replan;
mod run_rostering;
mod run_scenarios;
mod run_sending;
#[cfg(unix)]
mod run_slurm;
mod run_spreadsheet;

use std::path::PathBuf;

/// A folder of the published instances, where `examples/support/data.rs` looks for them; prints it and returns `None` where they are missing.
fn benchmarks(folder: &str) -> Option<PathBuf> {
    let path = data::data_folder(None).join(folder);
    if path.is_dir() {
        return Some(path);
    }
    println!("skipped: the benchmarks are not at {}", path.display());
    None
}

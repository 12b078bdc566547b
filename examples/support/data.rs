//! Where published instances lie: beside the project, or where somebody says.

use std::path::{Path, PathBuf};

/// The folder of published instances: the one given, else the one that `MEDROTA_BENCHMARKS` names, else `../shared/benchmarks`. None of
/// them is part of this project, so that it may be missing.
pub(crate) fn data_folder(given: Option<&Path>) -> PathBuf {
    let beside = || {
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("..")
            .join("shared")
            .join("benchmarks")
    };
    let named = || std::env::var_os("MEDROTA_BENCHMARKS").map(PathBuf::from);
    given
        .map(Path::to_path_buf)
        .or_else(named)
        .unwrap_or_else(beside)
}

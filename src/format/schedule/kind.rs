//! Which kind of file a name stands for.

#[cfg(not(feature = "spreadsheet"))]
use crate::format::options::not_in_this_build;
use std::path::Path;

fn has_ending(path: &Path, ending: &str) -> bool {
    path.extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case(ending))
}

#[cfg(feature = "tables")]
pub(super) fn is_csv(path: &Path) -> bool {
    has_ending(path, "csv")
}

/// Why a file of this name is neither read nor written by this build, if it is not.
#[cfg(not(feature = "spreadsheet"))]
pub(super) fn not_readable(path: &Path) -> Option<crate::error::Diagnostic> {
    if has_ending(path, "xlsx") {
        return Some(not_in_this_build(path, "a workbook", "spreadsheet"));
    }
    (cfg!(not(feature = "tables")) && has_ending(path, "csv"))
        .then(|| not_in_this_build(path, "a table", "tables"))
}

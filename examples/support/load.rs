//! Reading a problem: what is worth a look is told, and refused if that is asked for.

use super::{Failure, tell};
use medrota::Problem;
use medrota::format::ReadOptions;
use std::path::Path;

/// Reads a problem and tells its warnings and notes; with `strict` warnings refuse it.
pub(crate) fn load(path: &Path, strict: bool) -> Result<Problem, Failure> {
    let problem = Problem::from_path_with(path, &ReadOptions::new().strict(strict))?;
    for finding in problem.warnings().as_slice() {
        tell(&finding.to_string());
    }
    Ok(problem)
}

/// Refuses a problem that was read already for its warnings, which were told.
pub(super) fn refuse_warnings(problem: &Problem) -> Result<(), Failure> {
    let count = problem
        .warnings()
        .as_slice()
        .iter()
        .filter(|finding| finding.severity == medrota::error::Severity::Warning)
        .count();
    match count {
        0 => Ok(()),
        1 => Err("--strict: the problem is refused for the warning above".into()),
        count => {
            Err(format!("--strict: the problem is refused for the {count} warnings above").into())
        }
    }
}

//! What the words of all programs have in common.

use super::super::{LinearModel, RawStatus};
use super::mps::{column_of, name_of, number};
use std::fmt::Write;

/// The programme, as a program finds it in its folder.
pub(super) const MODEL: &str = "model.mps";
/// A known solution.
pub(super) const START: &str = "start.sol";
/// Where a program is to write what it found.
pub(super) const SOLUTION: &str = "solution.txt";

/// How to solve.
#[derive(Clone, Copy, Debug)]
pub(super) struct Request {
    /// Seconds after which the program is to stop.
    pub(super) seconds: f64,
    /// Relative gap at which it may stop.
    pub(super) relative_gap: f64,
    /// Seed of its random choices: any program takes a small one.
    pub(super) seed: u32,
    /// There is a known solution.
    pub(super) has_start: bool,
}

/// What a program claims.
#[derive(Debug, PartialEq)]
pub(super) struct Claim {
    pub(super) status: RawStatus,
    pub(super) point: Option<Vec<f64>>,
    /// A bound on what is written, which is to be as small as possible.
    pub(super) bound: Option<f64>,
}

impl Claim {
    /// A claim without point and bound.
    pub(super) fn of(status: RawStatus) -> Self {
        Self {
            status,
            point: None,
            bound: None,
        }
    }
}

/// The values of lines that begin with a column's name, with others in between; columns without a line are zero.
/// `None` if a column does not exist or a value is no number.
pub(super) fn point<'text>(
    pairs: impl Iterator<Item = (&'text str, &'text str)>,
    columns: usize,
) -> Option<Vec<f64>> {
    let mut point = vec![0.0; columns];
    for (name, value) in pairs {
        if let Some(column) = column_of(name) {
            *point.get_mut(column)? = value.parse().ok()?;
        }
    }
    Some(point)
}

/// Lines of `name value` for every column.
pub(super) fn lines_of(model: &LinearModel, point: &[f64]) -> String {
    let mut text = String::new();
    for (column, value) in (0..model.columns().len()).zip(point) {
        // Writing to a text does not fail.
        let _ = writeln!(text, "{} {}", name_of(column), number(*value));
    }
    text
}

/// The first number behind the last of these words at the beginning of a line of a log.
pub(super) fn number_after(log: &str, words: &str) -> Option<f64> {
    let rest = log.lines().rev().find_map(|line| {
        let rest = line.trim_start().strip_prefix(words)?;
        Some(rest.trim_start_matches([' ', ':']))
    })?;
    let number: f64 = rest.split_whitespace().next()?.parse().ok()?;
    // What programs take for infinite.
    (number.abs() < 1e20).then_some(number)
}

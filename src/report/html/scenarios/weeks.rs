//! Time in weeks.

use crate::problem::Problem;
use crate::report::language::Words;
use crate::report::view::week_quarters;

#[allow(clippy::cast_precision_loss, reason = "a figure to look at")]
pub(super) fn weeks(words: &Words, problem: &Problem, quarter_days: i64) -> String {
    words.tenths(quarter_days as f64 / week_quarters(problem) as f64)
}

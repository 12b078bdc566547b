//! Points in time as people write them.

use super::{Half, HalfDay, Horizon};
use crate::error::Code;

impl Horizon {
    /// First and last half-day of a point in time: `2026-09-06`, `2026-09-06 am`, `2026-09-06 pm`, `#12` (the twelfth period)
    /// or a block's name.
    ///
    /// # Errors
    /// E005 if the text is empty, E201 if it cannot be read, E203 if the horizon has no period of that number; with a
    /// message.
    pub fn moment(&self, text: &str) -> Result<(HalfDay, HalfDay), (Code, String)> {
        let text = text.trim();
        if text.is_empty() {
            return Err((Code::MissingField, "the date is missing.".into()));
        }
        if let Some(number) = text.strip_prefix('#') {
            if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err((
                    Code::InvalidDate,
                    format!("{text:?} is not a period number."),
                ));
            }
            // More digits than a usize holds are a number beyond the horizon, too.
            let period = number
                .parse::<usize>()
                .unwrap_or(usize::MAX)
                .checked_sub(1)
                .and_then(|index| self.periods().get(index));
            let outside = || {
                (
                    Code::OutsideHorizon,
                    format!(
                        "{text} is outside the horizon, which has periods #1 to #{}.",
                        self.len()
                    ),
                )
            };
            return period
                .map(|span| (span.first, span.last))
                .ok_or_else(outside);
        }
        if let Some(period) = self.named(text) {
            let span = self.span(period);
            return Ok((span.first, span.last));
        }
        if self.left_out().iter().any(|name| name == text) {
            return Err((
                Code::OutsideHorizon,
                format!(
                    "block {text:?} is no period: the horizon or its closures leave no day of it."
                ),
            ));
        }
        let (date, half) = match (text.strip_suffix("am"), text.strip_suffix("pm")) {
            (Some(date), _) => (date.trim_end(), Some(Half::Morning)),
            (_, Some(date)) => (date.trim_end(), Some(Half::Afternoon)),
            _ => (text, None),
        };
        let date = date
            .parse()
            .map_err(|message| (Code::InvalidDate, format!("{message}.")))?;
        Ok(match half {
            Some(half) => (HalfDay { date, half }, HalfDay { date, half }),
            None => (HalfDay::morning(date), HalfDay::afternoon(date)),
        })
    }
}

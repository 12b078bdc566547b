//! Why a text is not what it was read as.

use super::visible_lines;
use std::fmt;

/// Why a text could not be read as a date, an engine or a shard; `FromStr` returns it.
///
/// ```
/// use medrota::Engine;
///
/// let error = "portfoli".parse::<Engine>().unwrap_err();
/// assert_eq!(error.text(), "portfoli");
/// assert!(error.to_string().contains("portfolio"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize)]
pub struct ParseError {
    text: Box<str>,
    message: Box<str>,
}

impl ParseError {
    pub(crate) fn new(text: &str, message: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            message: message.into().into_boxed_str(),
        }
    }
    /// The text that was read.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&visible_lines(&self.message))
    }
}

impl std::error::Error for ParseError {}

/// A text from a user that is wrong is an option outside its range.
impl From<ParseError> for super::Error {
    fn from(error: ParseError) -> Self {
        Self::option(error.message.into_string())
    }
}

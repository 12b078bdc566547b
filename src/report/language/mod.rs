//! The languages in which pages, letters, calendars and charts are written.
//!
//! A language is one file that fills [`Words`]; one that lacks a word does not compile. Names, ids and reasons are the input's own and stay as they are;
//! sentences about single rules come from their declarations in English and are marked as such on a page in another language.

mod english;
mod hebrew;
mod kazakh;
mod russian;
mod scenarios;
mod words;

pub(super) use scenarios::ScenarioWords;
pub(super) use words::{Noun, Words};

use crate::calendar::Date;
use crate::error::ParseError;

/// The language of pages, letters, calendars and charts.
///
/// ```
/// use medrota::report::Language;
///
/// assert_eq!("he".parse::<Language>()?, Language::Hebrew);
/// assert_eq!(Language::Kazakh.to_string(), "kk");
/// assert!("fr".parse::<Language>().is_err());
/// # Ok::<(), medrota::error::ParseError>(())
/// ```
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize,
)]
#[non_exhaustive]
pub enum Language {
    /// `en`
    #[default]
    #[serde(rename = "en")]
    English,
    /// `ru`
    #[serde(rename = "ru")]
    Russian,
    /// `kk`
    #[serde(rename = "kk")]
    Kazakh,
    /// `he`, written from right to left
    #[serde(rename = "he")]
    Hebrew,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 4] = [Self::English, Self::Russian, Self::Kazakh, Self::Hebrew];

    /// The code of ISO 639-1: `en`, `ru`, `kk`, `he`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Russian => "ru",
            Self::Kazakh => "kk",
            Self::Hebrew => "he",
        }
    }
    /// Whether lines begin on the right.
    #[must_use]
    pub fn is_right_to_left(self) -> bool {
        self == Self::Hebrew
    }
    /// What the chart of a schedule says in this language.
    #[cfg(feature = "spreadsheet")]
    #[must_use]
    pub fn chart_words(self) -> &'static crate::format::ChartWords {
        &self.words().chart
    }
    /// All that the language says.
    pub(super) fn words(self) -> &'static Words {
        match self {
            Self::English => &english::WORDS,
            Self::Russian => &russian::WORDS,
            Self::Kazakh => &kazakh::WORDS,
            Self::Hebrew => &hebrew::WORDS,
        }
    }
}

impl std::fmt::Display for Language {
    /// The code.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl std::str::FromStr for Language {
    type Err = ParseError;
    /// Reads a code.
    fn from_str(text: &str) -> Result<Self, ParseError> {
        let found = Self::ALL
            .into_iter()
            .find(|language| language.as_str() == text);
        found.ok_or_else(|| {
            let codes = Self::ALL.map(Self::as_str).join(", ");
            ParseError::new(
                text,
                format!("{text:?} is no language that reports are written in; they are {codes}"),
            )
        })
    }
}

/// Name of a month out of twelve.
fn month(names: &[&'static str; 12], date: Date) -> &'static str {
    usize::try_from(date.month() - 1)
        .ok()
        .and_then(|index| names.get(index))
        .copied()
        .unwrap_or("")
}

/// A span of days where a language writes day, month and year in this order; `month` stands behind the day, `year_end` behind the year.
fn day_month_year(
    (first, last): (Date, Date),
    month: impl Fn(Date) -> &'static str,
    year_end: &str,
) -> String {
    let part = |date: Date| format!("{} {}", date.day(), month(date));
    let whole = |date: Date| format!("{} {}{year_end}", part(date), date.year());
    match (
        first.year() == last.year(),
        first.month() == last.month(),
        first == last,
    ) {
        (_, _, true) => whole(last),
        (true, true, _) => format!("{}–{}", first.day(), whole(last)),
        (true, false, _) => format!("{} – {}", part(first), whole(last)),
        (false, _, _) => format!("{} – {}", whole(first), whole(last)),
    }
}

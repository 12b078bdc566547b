//! Dates and halves of days.

use crate::error::ParseError;
use std::fmt;
use std::str::FromStr;

/// Weekdays as input names them, 0 is Sunday.
pub(crate) const WEEKDAYS: [&str; 7] = [
    "sunday",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
];

/// A date of the Gregorian calendar, written `YYYY-MM-DD`; [`jiff::civil::Date`] is converted both ways.
///
/// ```
/// use medrota::calendar::Date;
///
/// let monday: Date = "2026-09-07".parse()?;
/// let day = jiff::civil::Date::from(monday);
/// assert_eq!(Date::try_from(day.tomorrow()?)?, monday.next());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(jiff::civil::Date);

impl Date {
    /// 1900-01-01.
    pub(crate) const EARLIEST: Self = Self(jiff::civil::date(1900, 1, 1));

    /// The date, if it exists and lies in the years 1900 to 2200.
    #[must_use]
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        let date = jiff::civil::Date::new(year, month, day).ok()?;
        (1900..=2200).contains(&date.year()).then_some(Self(date))
    }
    /// The next day; the last representable day is its own successor.
    #[must_use]
    pub fn next(self) -> Self {
        self.plus_days(1)
    }
    /// The date `days` later (earlier if negative), clamped to what is representable.
    #[must_use]
    pub fn plus_days(self, days: i32) -> Self {
        Self(
            self.0
                .saturating_add(jiff::Span::new().try_days(days).unwrap_or_default()),
        )
    }
    /// Days from `earlier` to this date, negative if this date is earlier.
    #[must_use]
    pub fn days_since(self, earlier: Self) -> i32 {
        earlier.0.until(self.0).map_or(0, |span| span.get_days())
    }
    /// The days from this one to `last`, both included.
    pub(crate) fn days_until(self, last: Self) -> impl Iterator<Item = Self> {
        (0..=last.days_since(self)).map(move |days| self.plus_days(days))
    }
    /// Year.
    #[must_use]
    pub fn year(self) -> i16 {
        self.0.year()
    }
    /// Month, 1 to 12.
    #[must_use]
    pub fn month(self) -> i8 {
        self.0.month()
    }
    /// Day of the month, 1 to 31.
    #[must_use]
    pub fn day(self) -> i8 {
        self.0.day()
    }
    /// Day of the week, 0 is Sunday.
    #[must_use]
    pub fn weekday(self) -> usize {
        usize::try_from(self.0.weekday().to_sunday_zero_offset()).unwrap_or(0)
    }
    /// The last Sunday on or before this date.
    #[must_use]
    pub fn week_start(self) -> Self {
        self.plus_days(-i32::try_from(self.weekday()).unwrap_or(0))
    }
}

impl fmt::Display for Date {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{:04}-{:02}-{:02}",
            self.year(),
            self.month(),
            self.day()
        )
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl FromStr for Date {
    type Err = ParseError;

    /// Reads exactly `YYYY-MM-DD`.
    fn from_str(text: &str) -> Result<Self, ParseError> {
        let refuse = || {
            ParseError::new(
                text,
                format!("{text:?} is not a date of the form YYYY-MM-DD"),
            )
        };
        let mut parts = text.split('-');
        let (Some(year), Some(month), Some(day), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(refuse());
        };
        let digits = |part: &str, length: usize| {
            part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !digits(year, 4) || !digits(month, 2) || !digits(day, 2) {
            return Err(refuse());
        }
        match (year.parse(), month.parse(), day.parse()) {
            (Ok(year), Ok(month), Ok(day)) => Self::new(year, month, day).ok_or_else(|| {
                ParseError::new(
                    text,
                    format!("{text:?} does not exist or lies outside the years 1900 to 2200"),
                )
            }),
            _ => Err(refuse()),
        }
    }
}

impl From<Date> for jiff::civil::Date {
    fn from(date: Date) -> Self {
        date.0
    }
}

impl TryFrom<jiff::civil::Date> for Date {
    type Error = ParseError;

    /// Refuses what lies outside the years 1900 to 2200.
    fn try_from(date: jiff::civil::Date) -> Result<Self, ParseError> {
        Self::new(date.year(), date.month(), date.day()).ok_or_else(|| {
            let text = date.to_string();
            let message = format!("{text} lies outside the years 1900 to 2200");
            ParseError::new(&text, message)
        })
    }
}

impl serde::Serialize for Date {
    /// As the text `YYYY-MM-DD`.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Date {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'_, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// Morning or afternoon.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Half {
    /// Before noon, written `am`.
    Morning,
    /// After noon, written `pm`.
    Afternoon,
}

/// Half of a day: the finest unit of time there is here.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
pub struct HalfDay {
    /// The day.
    pub date: Date,
    /// Which half of it.
    pub half: Half,
}

impl HalfDay {
    /// The morning of `date`.
    #[must_use]
    pub fn morning(date: Date) -> Self {
        Self {
            date,
            half: Half::Morning,
        }
    }
    /// The afternoon of `date`.
    #[must_use]
    pub fn afternoon(date: Date) -> Self {
        Self {
            date,
            half: Half::Afternoon,
        }
    }
}

impl fmt::Display for Half {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Morning => "am",
            Self::Afternoon => "pm",
        })
    }
}

impl fmt::Display for HalfDay {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.date, self.half)
    }
}

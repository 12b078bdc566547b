//! A part of a set for one machine of several.

use crate::error::ParseError;
use std::fmt;

/// Every N-th scenario of a set, so that N machines share it.
///
/// ```
/// use medrota::scenario::Shard;
///
/// // The second of three machines.
/// let shard = Shard::new(2, 3).ok_or("no such shard")?;
/// assert_eq!((shard.index(), shard.of(), shard.len(10)), (2, 3, 3));
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shard {
    index: u64,
    of: u64,
}

impl Shard {
    /// The whole set.
    pub const WHOLE: Self = Self { index: 1, of: 1 };

    /// Shard `index` of `of`, 1 the first; `None` for numbers that make no sense.
    #[must_use]
    pub fn new(index: u64, of: u64) -> Option<Self> {
        (1 <= index && index <= of).then_some(Self { index, of })
    }
    /// Number of the shard, 1 the first.
    #[must_use]
    pub fn index(self) -> u64 {
        self.index
    }
    /// Number of shards.
    #[must_use]
    pub fn of(self) -> u64 {
        self.of
    }
    /// How many of `scenarios` fall to this shard.
    #[must_use]
    pub fn len(self, scenarios: u64) -> u64 {
        (scenarios + self.of - self.index) / self.of
    }
    /// True if none of `scenarios` falls to this shard.
    #[must_use]
    pub fn is_empty(self, scenarios: u64) -> bool {
        self.len(scenarios) == 0
    }
    /// The id at `position` of the shard, 0 the first.
    #[must_use]
    pub fn id(self, position: u64) -> u64 {
        self.index + position * self.of
    }
}

impl std::str::FromStr for Shard {
    type Err = ParseError;
    /// Reads `I/N`.
    fn from_str(text: &str) -> std::result::Result<Self, ParseError> {
        let numbers = text
            .split_once('/')
            .and_then(|(index, of)| Some((index.parse().ok()?, of.parse().ok()?)));
        numbers
            .and_then(|(index, of)| Self::new(index, of))
            .ok_or_else(|| {
                ParseError::new(
                    text,
                    format!("{text:?} is no shard; write I/N with 1 <= I <= N"),
                )
            })
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}/{}", self.index, self.of)
    }
}

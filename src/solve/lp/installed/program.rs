//! The programs, by name.

use crate::error::ParseError;
use std::fmt;
use std::str::FromStr;

/// A solver program whose words are known here. [`Installed`](super::Installed) is one that is there.
///
/// ```
/// use medrota::solve::lp::Program;
///
/// assert_eq!("cbc".parse(), Ok(Program::Cbc));
/// assert_eq!(Program::Highs.to_string(), "highs");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Program {
    /// HiGHS: `highs`, 1.7 or later.
    Highs,
    /// SCIP: `scip`.
    Scip,
    /// COIN-OR branch and cut: `cbc`, 2.10 or later.
    Cbc,
}

impl Program {
    /// All of them; whoever has several is asked for the first ([`Installed::any`](super::Installed::any)).
    pub const ALL: &'static [Self] = &[Self::Highs, Self::Scip, Self::Cbc];
    /// The name of its file, without an ending.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Highs => "highs",
            Self::Scip => "scip",
            Self::Cbc => "cbc",
        }
    }
}

impl fmt::Display for Program {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for Program {
    type Err = ParseError;
    fn from_str(text: &str) -> Result<Self, ParseError> {
        let found = Self::ALL
            .iter()
            .copied()
            .find(|program| program.as_str() == text);
        found.ok_or_else(|| {
            let names: Vec<&str> = Self::ALL.iter().map(|program| program.as_str()).collect();
            ParseError::new(
                text,
                format!(
                    "{text:?} is no solver program; they are {}",
                    names.join(", ")
                ),
            )
        })
    }
}

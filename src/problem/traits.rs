//! Problems as values: compared by the data they were validated from, written and read as that.

use super::draft::FORMAT_VERSION;
use super::{Problem, ProblemDraft, RuleKind};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::sync::Arc;

/// Two problems are equal if their data are: validation is a function of these.
impl PartialEq for Problem {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.data, &other.data) || self.draft() == other.draft()
    }
}

impl Eq for Problem {}

impl Serialize for Problem {
    /// As its [`ProblemDraft`], which is what files hold.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let draft = self.draft();
        if draft.format == 0 {
            return ProblemDraft {
                format: FORMAT_VERSION,
                ..draft.clone()
            }
            .serialize(serializer);
        }
        draft.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Problem {
    /// Reads a [`ProblemDraft`] and validates it; for findings with lines, use [`Problem::from_json_str`].
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        ProblemDraft::deserialize(deserializer)?
            .validate()
            .map_err(D::Error::custom)
    }
}

impl TryFrom<ProblemDraft> for Problem {
    type Error = crate::error::Error;
    fn try_from(draft: ProblemDraft) -> Result<Self, Self::Error> {
        draft.validate()
    }
}

impl fmt::Display for RuleKind {
    /// The kind in snake case, as it is serialised.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, letter) in self.name().char_indices() {
            if letter.is_ascii_uppercase() && index > 0 {
                formatter.write_str("_")?;
            }
            write!(formatter, "{}", letter.to_ascii_lowercase())?;
        }
        Ok(())
    }
}

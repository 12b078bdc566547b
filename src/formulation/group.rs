//! Groups: rows that a rule couples.

use super::row::RowId;

/// Rows that a rule couples.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Group {
    /// `weight` times the least of the rows' sums is added; it is at least `at_least`. Its rows allow every sum.
    Minimum {
        /// The rows.
        rows: Vec<RowId>,
        /// Multiplier.
        weight: i64,
        /// Hard limit.
        at_least: Option<i64>,
        /// No schedule has a greater least sum.
        most: i64,
    },
    /// `weight` times the greatest minus the least of the rows' sums is subtracted; it is at most `at_most`. Its rows allow every sum.
    Range {
        /// The rows.
        rows: Vec<RowId>,
        /// Multiplier.
        weight: i64,
        /// Hard limit.
        at_most: Option<i64>,
        /// Sums lie between 0 and this.
        most: i64,
        /// The greatest and the least sum differ by this at least, whatever doctors do.
        least: i64,
    },
    /// At most one of the rows' sums is not 0. Hard.
    OnlyOne {
        /// The rows.
        rows: Vec<RowId>,
    },
}

impl Group {
    /// The rows it couples.
    #[must_use]
    pub fn rows(&self) -> &[RowId] {
        match self {
            Self::Minimum { rows, .. } | Self::Range { rows, .. } | Self::OnlyOne { rows } => rows,
        }
    }
    /// Value of the group and how far it is from what is allowed, given its rows' sums.
    #[must_use]
    pub fn judge(&self, sum: impl Fn(RowId) -> i64) -> (i64, i64) {
        match self {
            Self::Minimum {
                rows,
                weight,
                at_least,
                ..
            } => {
                let least = rows.iter().map(|row| sum(*row)).min().unwrap_or(0);
                (
                    weight * least,
                    at_least.map_or(0, |limit| (limit - least).max(0)),
                )
            }
            Self::Range {
                rows,
                weight,
                at_most,
                ..
            } => {
                let least = rows.iter().map(|row| sum(*row)).min().unwrap_or(0);
                let greatest = rows.iter().map(|row| sum(*row)).max().unwrap_or(0);
                (
                    -weight * (greatest - least),
                    at_most.map_or(0, |limit| (greatest - least - limit).max(0)),
                )
            }
            Self::OnlyOne { rows } => (
                0,
                (rows.iter().filter(|row| sum(**row) != 0).count() as i64 - 1).max(0),
            ),
        }
    }
}

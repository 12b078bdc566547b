//! Rows, their shapes, and groups of rows.

use crate::ids::RuleId;

/// Number of a row in a formulation.
pub type RowId = u32;

/// Which sums a row allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Between two limits.
    Interval {
        /// Least, if any.
        lower: Option<i64>,
        /// Greatest, if any.
        upper: Option<i64>,
    },
    /// One of these, ascending, not empty.
    OneOf(Vec<i64>),
    /// Nothing, or between two limits.
    ZeroOr {
        /// Least if not nothing.
        min: i64,
        /// Greatest.
        max: i64,
    },
}

impl Shape {
    /// Distance of a sum to the nearest allowed one.
    #[must_use]
    pub fn distance(&self, sum: i64) -> i64 {
        match self {
            Self::Interval { lower, upper } => {
                let below = lower.map_or(0, |lower| (lower - sum).max(0));
                let above = upper.map_or(0, |upper| (sum - upper).max(0));
                below + above
            }
            Self::OneOf(values) => values.iter().map(|value| (value - sum).abs()).min().unwrap_or(0),
            Self::ZeroOr { min, max } => {
                if sum > *max {
                    sum - max
                } else if sum > 0 && sum < *min {
                    (min - sum).min(sum)
                } else {
                    (-sum).max(0)
                }
            }
        }
    }
    /// 1 if a sum is not allowed and one less would be nearer to what is, -1 if one more would be, 0 if the sum is allowed.
    #[must_use]
    pub fn side(&self, sum: i64) -> i64 {
        let here = self.distance(sum);
        if here == 0 {
            0
        } else if self.distance(sum - 1) < here {
            1
        } else {
            -1
        }
    }
    /// Least and greatest allowed sum.
    #[must_use]
    pub fn hull(&self) -> (Option<i64>, Option<i64>) {
        match self {
            Self::Interval { lower, upper } => (*lower, *upper),
            Self::OneOf(values) => (values.first().copied(), values.last().copied()),
            Self::ZeroOr { max, .. } => (Some(0), Some(*max)),
        }
    }
}

/// One linear row of a shared rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The rule.
    pub rule: RuleId,
    /// Number within the rule, 0 the first.
    pub number: u32,
    /// Which sums are allowed.
    pub shape: Shape,
    /// Cost of each unit away from what is allowed; hard if `None`.
    pub weight: Option<i64>,
    /// The group that couples it with others.
    pub group: Option<u32>,
}

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
            Self::Minimum { rows, weight, at_least, .. } => {
                let least = rows.iter().map(|row| sum(*row)).min().unwrap_or(0);
                (weight * least, at_least.map_or(0, |limit| (limit - least).max(0)))
            }
            Self::Range { rows, weight, at_most, .. } => {
                let least = rows.iter().map(|row| sum(*row)).min().unwrap_or(0);
                let greatest = rows.iter().map(|row| sum(*row)).max().unwrap_or(0);
                (-weight * (greatest - least), at_most.map_or(0, |limit| (greatest - least - limit).max(0)))
            }
            Self::OnlyOne { rows } => (0, (rows.iter().filter(|row| sum(**row) != 0).count() as i64 - 1).max(0)),
        }
    }
}

//! Rows and their shapes.

pub use crate::ids::RowId;
use crate::ids::RuleId;

/// Which sums a row allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Between two limits, the lower one not above the upper one.
    Interval {
        /// Least, if any.
        lower: Option<i64>,
        /// Greatest, if any.
        upper: Option<i64>,
    },
    /// One of these, ascending, not empty.
    OneOf(Vec<i64>),
    /// Nothing, or between two limits, the first one not above the second.
    ZeroOr {
        /// Least if not nothing.
        min: i64,
        /// Greatest.
        max: i64,
    },
    /// None: what is asked for contradicts itself. Not empty; the distance of a sum is that of the nearest gap.
    Never(Vec<Gap>),
}

/// Two demands that no sum meets: at most `low`, and at least `high`, which is more. The distance of a sum is that to the demand that it
/// misses by more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// A sum is to be at most this,
    pub low: i64,
    /// and at least this.
    pub high: i64,
}

impl Gap {
    /// How far a sum is from meeting both.
    #[must_use]
    pub fn distance(&self, sum: i64) -> i64 {
        sum.saturating_sub(self.low)
            .max(self.high.saturating_sub(sum))
    }
    /// The whole numbers around its middle, where the distance is least.
    fn middle(&self) -> (i64, i64) {
        let doubled = i128::from(self.low) + i128::from(self.high);
        // Between two numbers of 64 bits.
        let whole = |number: i128| i64::try_from(number).unwrap_or(self.low);
        (
            whole(doubled.div_euclid(2)),
            whole((doubled + 1).div_euclid(2)),
        )
    }
}

/// What price · sum − cost of the sum comes to at most, over all whole sums.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Greatest {
    /// This, exactly.
    Limited(i128),
    /// It grows without limit: the price pushes against a side without a limit, or is more than a breach costs.
    Unlimited,
    /// No sum is allowed at all, whatever the price: there is no feasible schedule.
    Never,
    /// The numbers are too large to tell.
    TooLarge,
}

/// The shape of a row that a group limits.
pub(super) const ANY: Shape = Shape::Interval {
    lower: None,
    upper: None,
};

impl Shape {
    /// Between two limits; these may contradict each other.
    pub(super) fn between(lower: Option<i64>, upper: Option<i64>) -> Self {
        match (lower, upper) {
            (Some(high), Some(low)) if low < high => Self::Never(vec![Gap { low, high }]),
            _ => Self::Interval { lower, upper },
        }
    }
    /// Between two limits and one of some values, ascending; the distance is that to the nearest such sum, or if there is none the larger one of
    /// those to the limits and to the values.
    pub(super) fn one_of(values: &[i64], lower: Option<i64>, upper: Option<i64>) -> Self {
        if values.is_empty() {
            return Self::between(lower, upper);
        }
        let inside = |value: &i64| {
            lower.is_none_or(|lower| lower <= *value) && upper.is_none_or(|upper| *value <= upper)
        };
        let allowed: Vec<i64> = values.iter().copied().filter(inside).collect();
        if !allowed.is_empty() {
            return Self::OneOf(allowed);
        }
        // Only the value next to a limit counts: any sum is nearer to it than to a value farther off.
        let below = lower.and_then(|high| {
            Some(Gap {
                low: values.iter().copied().filter(|value| *value < high).max()?,
                high,
            })
        });
        let above = upper.and_then(|low| {
            Some(Gap {
                low,
                high: values.iter().copied().find(|value| *value > low)?,
            })
        });
        Self::Never(below.into_iter().chain(above).collect())
    }
    /// Distance of a sum to the nearest allowed one.
    #[must_use]
    pub fn distance(&self, sum: i64) -> i64 {
        match self {
            Self::Interval { lower, upper } => {
                let below = lower.map_or(0, |lower| lower.saturating_sub(sum).max(0));
                let above = upper.map_or(0, |upper| sum.saturating_sub(upper).max(0));
                below.max(above)
            }
            Self::OneOf(values) => values
                .iter()
                .map(|value| value.saturating_sub(sum).saturating_abs())
                .min()
                .unwrap_or(0),
            Self::ZeroOr { min, max } => {
                if sum > *max {
                    sum.saturating_sub(*max)
                } else if sum > 0 && sum < *min {
                    (min - sum).min(sum)
                } else {
                    sum.saturating_neg().max(0)
                }
            }
            Self::Never(gaps) => gaps.iter().map(|gap| gap.distance(sum)).min().unwrap_or(0),
        }
    }
    /// 0 if the sum is allowed; otherwise 1 if one less would be nearer to an allowed sum, -1 if one more would be.
    #[must_use]
    pub fn side(&self, sum: i64) -> i64 {
        let here = self.distance(sum);
        if here == 0 {
            0
        } else if self.distance(sum.saturating_sub(1)) < here {
            1
        } else {
            -1
        }
    }
    /// Least and greatest allowed sum; where no sum is allowed, the least and greatest of those with the least distance.
    #[must_use]
    pub fn hull(&self) -> (Option<i64>, Option<i64>) {
        match self {
            Self::Interval { lower, upper } => (*lower, *upper),
            Self::OneOf(values) => (values.first().copied(), values.last().copied()),
            Self::ZeroOr { max, .. } => (Some(0), Some(*max)),
            Self::Never(gaps) => {
                let middles = || gaps.iter().map(Gap::middle);
                (
                    middles().map(|middle| middle.0).min(),
                    middles().map(|middle| middle.1).max(),
                )
            }
        }
    }
    /// The greatest of `price` · sum − `weight` · distance of the sum over all whole sums; without a weight only the sums without distance
    /// count. Price and weight are in the same unit, whatever that is. O(allowed values).
    ///
    /// If the price of a soft row is more than its weight there is no limit. Otherwise the function does not rise with a step away from the
    /// allowed sums and does not fall with a step towards them. So its greatest value is at a sum whose neighbours are no nearer: at an
    /// allowed sum, where it is `price` · sum, so at the first or the last one; or of [`Shape::Never`] at a sum in the middle of a gap.
    pub(crate) fn greatest(&self, price: i64, weight: Option<i128>) -> Greatest {
        let (wide, pays) = (
            i128::from(price),
            weight.is_none_or(|weight| i128::from(price.unsigned_abs()) <= weight),
        );
        match (self, weight) {
            (Self::Never(_), None) => Greatest::Never,
            _ if !pays => Greatest::Unlimited,
            (Self::Never(gaps), Some(weight)) => {
                let worth = |sum: i64| {
                    weight
                        .checked_mul(i128::from(self.distance(sum)))
                        .and_then(|cost| (wide * i128::from(sum)).checked_sub(cost))
                };
                let sums = gaps.iter().flat_map(|gap| <[i64; 2]>::from(gap.middle()));
                let greatest = sums
                    .map(worth)
                    .try_fold(i128::MIN, |greatest, worth| Some(greatest.max(worth?)));
                greatest.map_or(Greatest::TooLarge, Greatest::Limited)
            }
            (Self::Interval { .. } | Self::OneOf(_) | Self::ZeroOr { .. }, _) => {
                let (lower, upper) = self.hull();
                match price.signum() {
                    0 => Greatest::Limited(0),
                    1 => upper.map_or(Greatest::Unlimited, |upper| {
                        Greatest::Limited(wide * i128::from(upper))
                    }),
                    _ => lower.map_or(Greatest::Unlimited, |lower| {
                        Greatest::Limited(wide * i128::from(lower))
                    }),
                }
            }
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Every shape over small numbers that a rule can make.
    fn shapes() -> Vec<Shape> {
        let limits = || std::iter::once(None).chain((-3..=4).map(Some));
        let mut shapes = Vec::new();
        for (lower, upper) in limits().flat_map(|lower| limits().map(move |upper| (lower, upper))) {
            shapes.push(Shape::between(lower, upper));
            for values in [
                vec![0],
                vec![4],
                vec![-3],
                vec![-4, 0],
                vec![-1, 5],
                vec![0, 6],
                vec![-5, -4, 7],
            ] {
                if lower.zip(upper).is_none_or(|(lower, upper)| lower <= upper) {
                    shapes.push(Shape::one_of(&values, lower, upper));
                }
            }
        }
        shapes.extend((1..4).flat_map(|min| (min..5).map(move |max| Shape::ZeroOr { min, max })));
        shapes
    }

    /// The definition, over more sums than can matter.
    fn by_trying(shape: &Shape, price: i64, weight: Option<i64>) -> Option<i64> {
        const FAR: i64 = 60;
        let worth = |sum: i64| match weight {
            None => (shape.distance(sum) == 0).then_some(price * sum),
            Some(weight) => Some(price * sum - weight * shape.distance(sum)),
        };
        let most = (-FAR..=FAR).filter_map(worth).max()?;
        // What is greatest at the edge goes on rising.
        let rises = (-FAR + 20..=FAR - 20)
            .filter_map(worth)
            .max()
            .is_none_or(|near| near < most);
        if rises { None } else { Some(most) }
    }

    #[test]
    fn the_greatest_is_what_trying_finds() {
        let mut tried = 0;
        for shape in shapes() {
            for price in -4..=4 {
                for weight in [None, Some(0), Some(1), Some(3), Some(4)] {
                    let found = shape.greatest(price, weight.map(i128::from));
                    let expected = match by_trying(&shape, price, weight) {
                        Some(most) => Greatest::Limited(most.into()),
                        None if weight.is_none() && matches!(shape, Shape::Never(_)) => {
                            Greatest::Never
                        }
                        None => Greatest::Unlimited,
                    };
                    // A price beyond the weight is never right, even where a side without a limit would bear it.
                    let beyond = weight.is_some_and(|weight| price.abs() > weight);
                    assert!(
                        found == expected || (beyond && found == Greatest::Unlimited),
                        "{shape:?} {price} {weight:?}: {found:?} {expected:?}"
                    );
                    tried += 1;
                }
            }
        }
        assert!(tried > 10_000);
    }

    #[test]
    fn the_distance_is_that_of_the_rule() {
        let away = |sum: i64, values: &[i64]| {
            values
                .iter()
                .map(|value| (value - sum).abs())
                .min()
                .unwrap()
        };
        let limits = || std::iter::once(None).chain((-3..=4).map(Some));
        for (lower, upper) in limits().flat_map(|lower| limits().map(move |upper| (lower, upper))) {
            if lower.zip(upper).is_some_and(|(lower, upper)| lower > upper) {
                continue;
            }
            for values in [
                vec![0],
                vec![4],
                vec![-4, 0],
                vec![-1, 5],
                vec![-5, -4, 7],
                vec![-2, 6, 9],
            ] {
                let shape = Shape::one_of(&values, lower, upper);
                let inside: Vec<i64> = values
                    .iter()
                    .copied()
                    .filter(|value| *value >= lower.unwrap_or(-99) && *value <= upper.unwrap_or(99))
                    .collect();
                for sum in -15..=15 {
                    let to_limits = lower
                        .map_or(0, |lower| (lower - sum).max(0))
                        .max(upper.map_or(0, |upper| (sum - upper).max(0)));
                    let expected = if inside.is_empty() {
                        to_limits.max(away(sum, &values))
                    } else {
                        away(sum, &inside)
                    };
                    assert_eq!(
                        shape.distance(sum),
                        expected,
                        "{values:?} in {lower:?} to {upper:?} at {sum}"
                    );
                }
            }
        }
    }

    #[test]
    fn numbers_that_are_too_large_are_told_apart() {
        let shape = Shape::between(Some(i64::MAX), Some(i64::MIN));
        assert_eq!(shape.greatest(1, Some(i128::MAX)), Greatest::TooLarge);
        assert_eq!(shape.greatest(1, None), Greatest::Never);
        assert_eq!(
            Shape::between(Some(i64::MIN), None).greatest(i64::MIN, None),
            Greatest::Limited(1 << 126)
        );
    }
}

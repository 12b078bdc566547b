//! What the prices of rows and groups give back: the greatest that each can be worth, over all sums that it allows.

use crate::formulation::{Formulation, Greatest, Group, Row, RowId};
use std::ops::RangeInclusive;

/// A price pushes against a side without a limit.
pub(super) struct Unlimited;

/// Greatest value of price · sum − denominator · cost of the sum, over all sums that a row allows.
pub(super) fn row_term(row: &Row, price: i64, denominator: i64) -> Greatest {
    row.shape.greatest(
        price,
        row.weight
            .map(|weight| i128::from(weight) * i128::from(denominator)),
    )
}

/// The same for a group, whose rows' sums are coupled; `None` if it does not fit into 128 bits.
pub(super) fn group_term(
    formulation: &Formulation,
    group: &Group,
    prices: &[i64],
    denominator: i64,
) -> Result<Option<i128>, Unlimited> {
    let price = |row: &RowId| i128::from(prices[row.index()]);
    let unit = i128::from(denominator);
    match group {
        Group::Minimum {
            rows,
            weight,
            at_least,
            most,
        } => {
            if rows.iter().any(|row| price(row) > 0) {
                return Err(Unlimited);
            }
            // Greatest (weight + Σ p) · z over the z allowed; each row's sum is at least z, and its price is not positive.
            let slope = i128::from(*weight) * unit + rows.iter().map(price).sum::<i128>();
            let limit = if slope >= 0 {
                *most
            } else {
                at_least.ok_or(Unlimited)?
            };
            Ok(slope.checked_mul(i128::from(limit)))
        }
        Group::Range {
            rows,
            weight,
            at_most,
            most,
            least,
        } => {
            let cost = i128::from(*weight) * unit;
            let up: i128 = rows.iter().map(price).filter(|price| *price > 0).sum();
            let down: i128 = rows.iter().map(price).filter(|price| *price < 0).sum();
            let most = i128::from(*most);
            let width = at_most.map_or(most, |limit| most.min(i128::from(limit.max(0))));
            let least = i128::from(*least).min(width);
            Ok(greatest_of_range(
                down + cost,
                up - cost,
                most,
                least..=width,
            ))
        }
        Group::OnlyOne { rows } => greatest_of_one(formulation, rows, prices, denominator),
    }
}

/// Greatest value of one of the rows; the sums of the others are 0.
fn greatest_of_one(
    formulation: &Formulation,
    rows: &[RowId],
    prices: &[i64],
    denominator: i64,
) -> Result<Option<i128>, Unlimited> {
    let mut best = 0;
    for row in rows.iter().map(|row| row.index()) {
        match row_term(&formulation.rows[row], prices[row], denominator) {
            Greatest::Limited(term) => best = best.max(term),
            Greatest::Unlimited => return Err(Unlimited),
            // Then the sum of this row is 0.
            Greatest::Never => {}
            Greatest::TooLarge => return Ok(None),
        }
    }
    Ok(Some(best))
}

/// Greatest low · lo + high · hi over 0 ≤ lo, hi ≤ most with a width hi − lo of these: a linear function takes it at a corner.
fn greatest_of_range(
    low: i128,
    high: i128,
    most: i128,
    widths: RangeInclusive<i128>,
) -> Option<i128> {
    let (least, width) = widths.into_inner();
    let corners = [
        (0, least),
        (0, width),
        (most - least, most),
        (most - width, most),
    ];
    let worth = |(lo, hi): (i128, i128)| low.checked_mul(lo)?.checked_add(high.checked_mul(hi)?);
    corners
        .into_iter()
        .map(worth)
        .try_fold(i128::MIN, |best, worth| Some(best.max(worth?)))
}

/// Brings a price into the range in which its row's term has a limit.
pub(crate) fn clamp(row: &Row, price: i64, denominator: i64) -> i64 {
    let (lower, upper) = row.shape.hull();
    let weight = row
        .weight
        .map_or(i64::MAX, |weight| weight.saturating_mul(denominator));
    let most = if upper.is_some() { weight } else { 0 };
    let least = if lower.is_some() { weight } else { 0 };
    price.clamp(-least, most)
}

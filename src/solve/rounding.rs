//! From prices in floating point to whole numbers.

use super::parameters::prices::LARGEST;
use super::setting::Setting;
use crate::certificate::{Prices, clamp};
use crate::diagram::{PRIVATE_UNIT, PrivateRow, Weights};
use crate::formulation::{Group, RowId, Side};
use crate::ids::DoctorId;
use std::collections::BTreeMap;

/// Private prices that bound each doctor well where shared rows cost nothing.
pub(crate) fn private_prices(setting: Setting<'_>) -> Vec<Vec<f64>> {
    let unit = f64::of(PRIVATE_UNIT);
    let of_doctor = |doctor: usize| {
        let known = &setting.formulation.best_scores[doctor].private;
        let rows = setting
            .pathways
            .class(DoctorId::new(doctor))
            .private_rows
            .len();
        (0..rows)
            .map(|row| known.get(row).map_or(0.0, |price| f64::of(*price) / unit))
            .collect()
    };
    (0..setting.pathways.len()).map(of_doctor).collect()
}

/// Private prices times `scale` as whole numbers next to rows' prices with this denominator, each brought into the range in which its row proves
/// something; 0 is the denominator of a proof of infeasibility.
pub(crate) fn round_private(
    setting: Setting<'_>,
    private: &[Vec<f64>],
    scale: f64,
    denominator: i64,
) -> Vec<Vec<i64>> {
    let fine = f64::of(PRIVATE_UNIT);
    let (scale, unit) = (scale * fine, f64::of(denominator) * fine);
    let of_doctor = |(doctor, prices): (usize, &Vec<f64>)| {
        let rows = &setting.pathways.class(DoctorId::new(doctor)).private_rows;
        let whole =
            |(price, row): (&f64, &PrivateRow)| row.clamp(price * scale, unit).round() as i64;
        prices.iter().zip(rows).map(whole).collect()
    };
    private.iter().enumerate().map(of_doctor).collect()
}

/// Prices of rows times `unit` as whole numbers, brought into the range in which they prove something with this denominator; 0 is the
/// denominator of a proof of infeasibility. `None` if they are too large.
pub(crate) fn round_rows(
    setting: Setting<'_>,
    exact: &[f64],
    unit: f64,
    denominator: i64,
) -> Option<Prices> {
    let mut rounded = Prices::zero(setting.formulation, setting.pathways, denominator);
    for ((row, out), exact) in setting
        .formulation
        .rows
        .iter()
        .zip(&mut rounded.rows)
        .zip(exact)
    {
        let nearest = (exact * unit).round();
        if nearest.abs() > LARGEST {
            return None;
        }
        *out = if row.group.is_none() {
            clamp(row, nearest as i64, denominator)
        } else {
            nearest as i64
        };
    }
    for group in &setting.formulation.groups {
        round_group(group, &mut rounded, denominator);
    }
    round_cuts(setting, &mut rounded, denominator);
    Some(rounded)
}

/// Keeps rounded prices of cuts from coming to more than a breach of the rows costs that they rest on.
fn round_cuts(setting: Setting<'_>, prices: &mut Prices, denominator: i64) {
    let rows = &setting.formulation.rows;
    let mut resting = BTreeMap::new();
    for (row, cut) in setting.formulation.cuts.with_rows() {
        let left = |limit: &(RowId, Side), resting: &BTreeMap<(RowId, Side), i64>| {
            let weight = rows[limit.0.index()].weight?.saturating_mul(denominator);
            let own = match limit.1 {
                Side::Upper => prices.rows[limit.0.index()].max(0),
                Side::Lower => prices.rows[limit.0.index()].saturating_neg().max(0),
            };
            Some(
                weight
                    .saturating_sub(own)
                    .saturating_sub(resting.get(limit).copied().unwrap_or(0)),
            )
        };
        let most = cut
            .rows
            .iter()
            .filter_map(|limit| left(limit, &resting))
            .min();
        let price = prices.rows[row.index()].clamp(0, most.unwrap_or(i64::MAX).max(0));
        prices.rows[row.index()] = price;
        for limit in &cut.rows {
            *resting.entry(*limit).or_insert(0) += price;
        }
    }
}

/// Keeps rounded prices of a group in the range where its term is finite.
fn round_group(group: &Group, prices: &mut Prices, denominator: i64) {
    if let Group::Minimum {
        rows,
        weight,
        at_least: None,
        ..
    } = group
    {
        let mut left = weight.saturating_mul(denominator);
        for &row in rows {
            let price = &mut prices.rows[row.index()];
            *price = -((-*price).clamp(0, left));
            left += *price;
        }
    } else if let Group::OnlyOne { rows } = group {
        rows.iter()
            .for_each(|&row| prices.rows[row.index()] = prices.rows[row.index()].max(0));
    } else if let Group::Minimum { rows, .. } = group {
        rows.iter()
            .for_each(|&row| prices.rows[row.index()] = prices.rows[row.index()].min(0));
    }
}

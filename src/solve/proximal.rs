//! Proximal maps: the prices that minimise the terms of rows plus the squared distance from a point.

use crate::formulation::Row;

/// The proximal map of a row's term: the price that minimises term + distance² / (2 · step).
pub(super) fn proximal(row: &Row, moved: f64, step: f64) -> f64 {
    let (lower, upper) = row.shape.hull();
    if let Some(upper) = upper {
        let price = moved - step * upper as f64;
        if price > 0.0 {
            return proximal_range(row, price);
        }
    }
    if let Some(lower) = lower {
        let price = moved - step * lower as f64;
        if price < 0.0 {
            return proximal_range(row, price);
        }
    }
    0.0
}

/// The price brought into the range of the row's term.
pub(super) fn proximal_range(row: &Row, price: f64) -> f64 {
    let (lower, upper) = row.shape.hull();
    let weight = row.weight.map_or(f64::INFINITY, |weight| weight as f64);
    let most = if upper.is_some() { weight } else { 0.0 };
    let least = if lower.is_some() { weight } else { 0.0 };
    price.clamp(-least, most)
}

/// The nearest point with no negative entry and a sum of at most `total`.
pub(super) fn onto_simplex(point: &[f64], total: f64) -> Vec<f64> {
    let positive: f64 = point.iter().map(|entry| entry.max(0.0)).sum();
    if positive <= total {
        return point.iter().map(|entry| entry.max(0.0)).collect();
    }
    let mut sorted = point.to_vec();
    sorted.sort_by(|one, other| other.total_cmp(one));
    let (mut sum, mut shift) = (0.0, 0.0);
    for (count, entry) in sorted.iter().enumerate() {
        sum += entry;
        let candidate = (sum - total) / (count + 1) as f64;
        if entry - candidate > 0.0 {
            shift = candidate;
        }
    }
    point.iter().map(|entry| (entry - shift).max(0.0)).collect()
}

//! Dense symmetric matrices, of which the first unknowns are eliminated.

#![allow(
    clippy::needless_range_loop,
    reason = "these loops have to become vector instructions in every build"
)]

use std::ops::Range;

/// Side of the tiles of a product: sums of four by four numbers stay in registers.
const TILE: usize = 4;
/// Unknowns whose products are taken off the rest together.
const PANEL: usize = 48;
/// A pivot below this is round-off; its unknown becomes nothing.
const LEAST_PIVOT: f64 = 1e-30;
const ENDLESS_PIVOT: f64 = 1e128;

/// Numbers of a tile at one layer of a panel.
type Layer = [f64; TILE];

/// Buffers that all eliminations share.
#[derive(Debug, Default)]
pub(super) struct Packed {
    left: Vec<Layer>,
    right: Vec<Layer>,
}

/// Eliminates the first `signs.len()` unknowns of the lower triangle of `front`, `side` columns one after the other.
///
/// With S the signs of the pivots, these columns become those of L in L S Lᵀ, and the rest what is left of the matrix. The work grows with the product of the unknowns and the
/// square of the side. Loops count instead of zipping: compilers that do not look across units leave calls in the others.
pub(super) fn eliminate(front: &mut [f64], side: usize, signs: &[f64], packed: &mut Packed) {
    let mut first = 0;
    while first < signs.len() {
        let end = (first + PANEL).min(signs.len());
        factor_panel(front, side, first..end, signs);
        if end < side {
            take_off(front, side, first..end, signs, packed);
        }
        first = end;
    }
}

/// Factors some columns, and takes them off each other.
fn factor_panel(front: &mut [f64], side: usize, panel: Range<usize>, signs: &[f64]) {
    for at in panel.start..panel.end {
        let (before, rest) = front.split_at_mut((at + 1) * side);
        let column = &mut before[at * side + at..];
        let sign = signs[at];
        let pivot = sign * column[0];
        let root = if pivot > LEAST_PIVOT {
            pivot.sqrt()
        } else {
            ENDLESS_PIVOT
        };
        column[0] = root;
        let inverse = sign / root;
        for value in &mut column[1..] {
            *value *= inverse;
        }
        for further in at + 1..panel.end {
            let below = &column[further - at..];
            let factor = sign * below[0];
            if factor != 0.0 {
                let start = (further - at - 1) * side + further;
                let target = &mut rest[start..start + below.len()];
                for row in 0..below.len() {
                    target[row] -= factor * below[row];
                }
            }
        }
    }
}

/// Takes the products of factored columns off all columns behind them.
fn take_off(
    front: &mut [f64],
    side: usize,
    panel: Range<usize>,
    signs: &[f64],
    packed: &mut Packed,
) {
    let (depth, end) = (panel.end - panel.start, panel.end);
    let tiles = (side - end).div_ceil(TILE);
    pack(front, side, panel, signs, packed);
    for tile in 0..tiles {
        let own = &packed.right[tile * depth..(tile + 1) * depth];
        let base = end + tile * TILE;
        let width = TILE.min(side - base);
        for lower in tile..tiles {
            let sums = product(&packed.left[lower * depth..(lower + 1) * depth], own);
            let row = end + lower * TILE;
            let height = TILE.min(side - row);
            for column in 0..width {
                let from = (base + column) * side + row;
                let target = &mut front[from..from + height];
                for at in 0..height {
                    target[at] -= sums[column][at];
                }
            }
        }
    }
}

/// Copies factored columns so that each tile lies in one piece; on the right with their signs.
fn pack(front: &[f64], side: usize, panel: Range<usize>, signs: &[f64], packed: &mut Packed) {
    let (depth, end) = (panel.end - panel.start, panel.end);
    let layers = (side - end).div_ceil(TILE) * depth;
    let Packed { left, right } = packed;
    for buffer in [&mut *left, &mut *right] {
        buffer.clear();
        buffer.resize(layers, [0.0; TILE]);
    }
    for layer in 0..depth {
        let at = panel.start + layer;
        let column = &front[at * side + end..(at + 1) * side];
        for row in 0..column.len() {
            let to = row / TILE * depth + layer;
            left[to][row % TILE] = column[row];
            right[to][row % TILE] = signs[at] * column[row];
        }
    }
}

/// The product of two packed tiles: of each column on the right with each row on the left.
#[inline]
fn product(left: &[Layer], right: &[Layer]) -> [Layer; TILE] {
    let mut sums = [[0.0; TILE]; TILE];
    let depth = left.len().min(right.len());
    let (left, right) = (&left[..depth], &right[..depth]);
    for layer in 0..depth {
        let (rows, columns) = (left[layer], right[layer]);
        for column in 0..TILE {
            for row in 0..TILE {
                sums[column][row] += columns[column] * rows[row];
            }
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    /// L S Lᵀ and what is left make up the matrix again.
    #[test]
    fn parts_make_up_the_whole() {
        for side in [1, 3, 4, 7, 50, 101] {
            for pivots in [1, side / 2, side] {
                let signs: Vec<f64> = (0..pivots)
                    .map(|at| if at % 5 == 3 { -1.0 } else { 1.0 })
                    .collect();
                let sign_of = |at: usize| signs.get(at).copied().unwrap_or(1.0);
                let matrix: Vec<f64> = (0..side * side)
                    .map(|at| {
                        let (column, row) = (at / side, at % side);
                        match column.cmp(&row) {
                            std::cmp::Ordering::Equal => sign_of(row) * (3.0 + side as f64),
                            _ => ((7 * column.min(row) + 3 * column.max(row)) % 11) as f64 / 11.0,
                        }
                    })
                    .collect();
                let mut front = matrix.clone();
                eliminate(&mut front, side, &signs, &mut Packed::default());
                for column in 0..side {
                    for row in column..side {
                        let of = |at: usize, of: usize| {
                            if of >= at { front[at * side + of] } else { 0.0 }
                        };
                        let mut sum: f64 = (0..pivots.min(column + 1))
                            .map(|at| signs[at] * of(at, column) * of(at, row))
                            .sum();
                        if column >= pivots {
                            sum += front[column * side + row];
                        }
                        let off = (sum - matrix[column * side + row]).abs();
                        assert!(off < 1e-9, "{side} {pivots} {column} {row}: {off}");
                    }
                }
            }
        }
    }
}

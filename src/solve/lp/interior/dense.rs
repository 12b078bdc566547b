//! Dense symmetric matrices, of which the first unknowns are eliminated.

#![allow(
    clippy::needless_range_loop,
    reason = "these loops have to become vector instructions in every build"
)]

use rayon::prelude::*;
use std::ops::Range;

/// Side of the tiles of a product: sums of four by four numbers stay in registers.
const TILE: usize = 4;
/// Unknowns whose products are taken off the rest together.
const PANEL: usize = 64;
/// Products from which on columns are taken side by side.
const MANY_PRODUCTS: usize = if cfg!(test) { 1 << 12 } else { 1 << 21 };
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

/// A symmetric matrix, lower triangle, of which some unknowns are to be eliminated.
#[derive(Debug)]
pub(super) struct Square<'a> {
    /// Rows and columns.
    pub(super) side: usize,
    /// Unknowns that are eliminated.
    pub(super) pivots: usize,
    /// Their columns, one after the other, each with `side` entries.
    pub(super) panel: &'a mut [f64],
    /// The others' columns, each with a row for each of them.
    pub(super) rest: &'a mut [f64],
}

impl Square<'_> {
    /// Entries of a column from a row on; rows are counted over the whole matrix.
    #[inline]
    pub(super) fn from(&mut self, column: usize, row: usize) -> &mut [f64] {
        let pivots = self.pivots;
        if column < pivots {
            &mut self.panel[column * self.side + row..(column + 1) * self.side]
        } else {
            let side = self.side - pivots;
            let (column, row) = (column - pivots, row - pivots);
            &mut self.rest[column * side + row..(column + 1) * side]
        }
    }

    /// The columns from one on that is a pivot or the first behind them, each from its diagonal.
    pub(super) fn columns(&mut self, first: usize) -> Vec<&mut [f64]> {
        let behind = self.side - self.pivots;
        let inside = self.panel[first * self.side..].chunks_exact_mut(self.side);
        let outside = self.rest.chunks_exact_mut(behind.max(1));
        let inside = inside
            .enumerate()
            .map(|(column, entries)| &mut entries[first + column..]);
        let outside = outside
            .enumerate()
            .map(|(column, entries)| &mut entries[column..]);
        inside.chain(outside).collect()
    }
}

/// Eliminates the unknowns of the panel.
///
/// With S the signs of the pivots, their columns become those of L in L S Lᵀ, and the rest what is left of the matrix. The work grows with the product of the unknowns and the
/// square of the side. Loops count instead of zipping: compilers that do not look across units leave calls in the others.
pub(super) fn eliminate(mut square: Square<'_>, signs: &[f64], packed: &mut Packed) {
    // Panels of one size: a narrow one goes over the rest for little.
    let width = signs.len().div_ceil(signs.len().div_ceil(PANEL).max(1));
    let mut first = 0;
    while first < signs.len() {
        let end = (first + width).min(signs.len());
        factor_panel(square.panel, square.side, first..end, signs);
        if end < square.side {
            take_off(&mut square, first..end, signs, packed);
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

/// Takes the products of factored columns off all columns behind them, side by side where they are many.
fn take_off(square: &mut Square<'_>, panel: Range<usize>, signs: &[f64], packed: &mut Packed) {
    let (depth, end, side) = (panel.end - panel.start, panel.end, square.side);
    pack(square.panel, side, panel, signs, packed);
    let tiles = Tiles {
        packed,
        depth,
        rows: side - end,
    };
    if depth * (side - end) * (side - end) < MANY_PRODUCTS {
        for tile in 0..tiles.count() {
            tiles.each(tile, |column, row, sums| {
                less(square.from(end + column, end + row), sums)
            });
        }
        return;
    }
    square
        .columns(end)
        .par_chunks_mut(TILE)
        .enumerate()
        .for_each(|(tile, columns)| {
            tiles.each(tile, |column, row, sums| {
                less(&mut columns[column - tile * TILE][row - column..], sums)
            });
        });
}

#[inline]
fn less(entries: &mut [f64], sums: &[f64]) {
    for (entry, sum) in entries.iter_mut().zip(sums) {
        *entry -= sum;
    }
}

/// Factored columns in tiles.
struct Tiles<'a> {
    packed: &'a Packed,
    /// Columns that are factored, and rows behind them.
    depth: usize,
    rows: usize,
}

impl Tiles<'_> {
    fn count(&self) -> usize {
        self.rows.div_ceil(TILE)
    }

    /// Tells for the columns of a tile what is to be taken off from a row on.
    #[inline]
    fn each(&self, tile: usize, mut tell: impl FnMut(usize, usize, &[f64])) {
        let Self {
            packed,
            depth,
            rows,
        } = *self;
        let own = &packed.right[tile * depth..(tile + 1) * depth];
        let base = tile * TILE;
        let width = TILE.min(rows - base);
        for lower in tile..self.count() {
            let sums = product(&packed.left[lower * depth..(lower + 1) * depth], own);
            let row = lower * TILE;
            let height = TILE.min(rows - row);
            for column in 0..width {
                // Above the diagonal is nothing.
                let above = (base + column).saturating_sub(row);
                if above < height {
                    tell(base + column, row + above, &sums[column][above..height]);
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
                let mut panel = matrix[..pivots * side].to_vec();
                let behind = matrix[pivots * side..].chunks_exact(side);
                let mut rest: Vec<f64> = behind
                    .flat_map(|column| column[pivots..].to_vec())
                    .collect();
                let square = Square {
                    side,
                    pivots,
                    panel: &mut panel,
                    rest: &mut rest,
                };
                eliminate(square, &signs, &mut Packed::default());
                for column in 0..side {
                    for row in column..side {
                        let of = |at: usize, of: usize| {
                            if of >= at { panel[at * side + of] } else { 0.0 }
                        };
                        let mut sum: f64 = (0..pivots.min(column + 1))
                            .map(|at| signs[at] * of(at, column) * of(at, row))
                            .sum();
                        if column >= pivots {
                            sum += rest[(column - pivots) * (side - pivots) + row - pivots];
                        }
                        let off = (sum - matrix[column * side + row]).abs();
                        assert!(off < 1e-9, "{side} {pivots} {column} {row}: {off}");
                    }
                }
            }
        }
    }
}

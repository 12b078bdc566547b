//! Sparse symmetric systems, front by front (Duff & Reid 1983).

#![allow(
    clippy::needless_range_loop,
    reason = "these loops have to become vector instructions in every build"
)]

use super::dense::{Packed, Square, eliminate};
use super::fronts::{Front, branches, fronts};
use super::tree::Tree;
use crate::diagram::Stop;
use rayon::prelude::*;
use std::ops::Range;

/// What is known of a symmetric matrix before its numbers are.
#[derive(Debug)]
pub(super) struct Plan {
    /// Position of each unknown.
    pub(super) position: Vec<usize>,
    /// Unknown at each position.
    pub(super) order: Vec<usize>,
    fronts: Vec<Front>,
    /// Parts of the tree that are eliminated side by side.
    branches: Vec<Range<usize>>,
}

/// The numbers of L in L S Lᵀ.
#[derive(Debug)]
pub(super) struct Factor {
    values: Vec<f64>,
    /// Signs of the pivots by position.
    signs: Vec<f64>,
}

/// What a matrix has in a column, at and below the diagonal.
pub(super) trait Matrix: Sync {
    /// Tells position and value; what is told twice adds up.
    fn column(&self, position: usize, tell: impl FnMut(usize, f64));
}

impl Plan {
    /// The plan for a pattern that says of each unknown with which others it is coupled.
    pub(super) fn new(pattern: &[Vec<u32>]) -> Self {
        let tree = Tree::new(pattern);
        let fronts = fronts(pattern, &tree);
        Self {
            branches: branches(&fronts),
            fronts,
            position: tree.position,
            order: tree.order,
        }
    }

    /// Numbers that a factor has.
    pub(super) fn entries(&self) -> usize {
        let last = self.fronts.last();
        last.map_or(0, |front| front.from + front.pivots() * front.side())
    }

    /// A factor without numbers yet, with the signs that pivots of the unknowns have.
    pub(super) fn factor(&self, sign: impl Fn(usize) -> f64) -> Factor {
        Factor {
            values: Vec::new(),
            signs: self.order.iter().map(|&unknown| sign(unknown)).collect(),
        }
    }

    /// Products that a factorisation adds up.
    pub(super) fn products(&self) -> f64 {
        self.fronts.iter().map(Front::products).sum()
    }

    /// Factors a matrix, branches of the tree side by side; false if it was stopped before the end.
    ///
    /// The numbers do not depend on the threads: what is added to a front comes in the order of its children.
    pub(super) fn refactor(
        &self,
        factor: &mut Factor,
        matrix: &impl Matrix,
        stop: Stop<'_>,
    ) -> bool {
        let Factor { values, signs } = factor;
        values.resize(self.entries(), 0.0);
        let mut parts = Vec::with_capacity(self.branches.len());
        let (mut behind, mut from) = (&mut values[..], 0);
        for branch in &self.branches {
            let begin = self.fronts[branch.start].from;
            let end = self
                .fronts
                .get(branch.end)
                .map_or(self.entries(), |next| next.from);
            let (part, others) = behind[begin - from..].split_at_mut(end - begin);
            parts.push((branch.clone(), part));
            (behind, from) = (others, end);
        }
        let new = || Elimination::new(self.position.len());
        let eliminated: Option<Vec<_>> = parts
            .into_par_iter()
            .map_init(new, |elimination, (branch, part)| {
                let fronts = &self.fronts[branch];
                for front in fronts {
                    if stop() {
                        return None;
                    }
                    elimination.front(front, fronts[0].from, part, signs, matrix);
                }
                Some(elimination.left.pop())
            })
            .collect();
        let Some(eliminated) = eliminated else {
            return false;
        };
        let mut top = new();
        let mut number = 0;
        for (branch, rest) in self.branches.iter().zip(eliminated) {
            for front in &self.fronts[number..branch.start] {
                if stop() {
                    return false;
                }
                top.front(front, 0, values, signs, matrix);
            }
            top.left.extend(rest);
            number = branch.end;
        }
        for front in &self.fronts[number..] {
            if stop() {
                return false;
            }
            top.front(front, 0, values, signs, matrix);
        }
        true
    }

    /// Solves in place, unknowns by position. What a front has below is gathered in one piece, so that its columns are added as vectors.
    pub(super) fn solve(&self, factor: &Factor, values: &mut [f64]) {
        let mut behind = Vec::new();
        for front in &self.fronts {
            behind.clear();
            behind.resize(front.below.len(), 0.0);
            for (at, column) in front.columns(factor) {
                let value = values[at] / column[0];
                values[at] = value;
                if value != 0.0 {
                    let (own, below) = column[1..].split_at(front.end - at - 1);
                    take_off(&mut values[at + 1..front.end], value, own);
                    take_off(&mut behind, value, below);
                }
            }
            for (&row, value) in front.below.iter().zip(&behind) {
                values[row as usize] += value;
            }
        }
        for (value, sign) in values.iter_mut().zip(&factor.signs) {
            *value *= sign;
        }
        for front in self.fronts.iter().rev() {
            behind.clear();
            behind.extend(front.below.iter().map(|&row| values[row as usize]));
            for (at, column) in front.columns(factor).rev() {
                let (own, below) = column[1..].split_at(front.end - at - 1);
                let known = dot(&values[at + 1..front.end], own) + dot(&behind, below);
                values[at] = (values[at] - known) / column[0];
            }
        }
    }
}

/// What an elimination takes along from front to front.
struct Elimination<'a> {
    /// Place in the front of each position.
    local: Vec<u32>,
    /// What is left of fronts whose parent is yet to come, and buffers to use again.
    left: Vec<(&'a Front, Vec<f64>)>,
    spare: Vec<Vec<f64>>,
    packed: Packed,
}

impl<'a> Elimination<'a> {
    fn new(unknowns: usize) -> Self {
        Self {
            local: vec![0; unknowns],
            left: Vec::new(),
            spare: Vec::new(),
            packed: Packed::default(),
        }
    }

    /// Eliminates the unknowns of a front. Values of the factor begin with entry `from`.
    fn front(
        &mut self,
        front: &'a Front,
        from: usize,
        values: &mut [f64],
        signs: &[f64],
        matrix: &impl Matrix,
    ) {
        let Self {
            local,
            left,
            spare,
            packed,
        } = self;
        let (pivots, side) = (front.pivots(), front.side());
        let mut rest = spare.pop().unwrap_or_default();
        rest.clear();
        rest.resize((side - pivots) * (side - pivots), 0.0);
        let panel = &mut values[front.from - from..front.from - from + pivots * side];
        panel.fill(0.0);
        let positions = (front.first..front.end).chain(front.below.iter().map(|&at| at as usize));
        for (at, position) in positions.enumerate() {
            local[position] = at as u32;
        }
        for position in front.first..front.end {
            let at = (position - front.first) * side;
            let column = &mut panel[at..at + side];
            matrix.column(position, |row, value| column[local[row] as usize] += value);
        }
        let mut square = Square {
            side,
            pivots,
            panel,
            rest: &mut rest,
        };
        let children = left.split_off(left.len().saturating_sub(front.children));
        add_rests(&mut square, &children, local);
        spare.extend(children.into_iter().map(|(_, rest)| rest));
        eliminate(square, &signs[front.first..front.end], packed);
        if pivots < side {
            left.push((front, rest));
        }
    }
}

/// Takes a multiple off.
fn take_off(values: &mut [f64], factor: f64, entries: &[f64]) {
    let size = values.len().min(entries.len());
    let (values, entries) = (&mut values[..size], &entries[..size]);
    for at in 0..size {
        values[at] -= factor * entries[at];
    }
}

/// The sum of products, in four sums of their own: a single one waits for every addition.
fn dot(one: &[f64], other: &[f64]) -> f64 {
    let (ones, rest) = one.as_chunks::<4>();
    let (others, other_rest) = other.as_chunks::<4>();
    let mut sums = [0.0; 4];
    let size = ones.len().min(others.len());
    for at in 0..size {
        for lane in 0..4 {
            sums[lane] += ones[at][lane] * others[at][lane];
        }
    }
    let mut sum = (sums[0] + sums[1]) + (sums[2] + sums[3]);
    for at in 0..rest.len().min(other_rest.len()) {
        sum += rest[at] * other_rest[at];
    }
    sum
}

impl Front {
    /// Positions with their columns of the factor, from the diagonal on.
    fn columns<'a>(
        &self,
        factor: &'a Factor,
    ) -> impl DoubleEndedIterator<Item = (usize, &'a [f64])> + use<'a> {
        let (first, side) = (self.first, self.side());
        let columns = &factor.values[self.from..self.from + self.pivots() * side];
        let numbered = columns.chunks_exact(side).enumerate();
        numbered.map(move |(at, column)| (first + at, &column[at..]))
    }
}

/// Entries of children from which on columns are added to side by side, and how many at once.
const MANY_ENTRIES: usize = if cfg!(test) { 64 } else { 1 << 20 };
const COLUMNS_AT_ONCE: usize = 16;

/// Adds what is left of children, the last of them first.
fn add_rests(square: &mut Square<'_>, children: &[(&Front, Vec<f64>)], local: &[u32]) {
    let place = |&row: &u32| local[row as usize] as usize;
    let places: Vec<Vec<usize>> = children
        .iter()
        .map(|(child, _)| child.below.iter().map(place).collect())
        .collect();
    let add = |target: &mut [f64], own: usize, (at, child): (usize, usize)| {
        let (places, rest) = (&places[child], &children[child].1);
        let column = &rest[at * places.len()..(at + 1) * places.len()];
        for row in at..places.len() {
            target[places[row] - own] += column[row];
        }
    };
    let entries: usize = children.iter().map(|(_, rest)| rest.len()).sum();
    if entries < MANY_ENTRIES {
        for child in (0..children.len()).rev() {
            for (at, &own) in places[child].iter().enumerate() {
                add(square.from(own, own), own, (at, child));
            }
        }
        return;
    }
    let mut columns = square.columns(0);
    let chunks = columns.par_chunks_mut(COLUMNS_AT_ONCE).enumerate();
    chunks.for_each(|(chunk, columns)| {
        let first = chunk * COLUMNS_AT_ONCE;
        for child in (0..children.len()).rev() {
            let begin = places[child].partition_point(|&place| place < first);
            for (at, &own) in places[child].iter().enumerate().skip(begin) {
                let Some(target) = columns.get_mut(own - first) else {
                    break;
                };
                add(target, own, (at, child));
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Dense(Vec<Vec<f64>>, Vec<usize>);

    impl Matrix for Dense {
        fn column(&self, position: usize, mut tell: impl FnMut(usize, f64)) {
            for (at, &unknown) in self.1.iter().enumerate().skip(position) {
                let value = self.0[self.1[position]][unknown];
                if value != 0.0 {
                    tell(at, value);
                }
            }
        }
    }

    /// Random sparse systems, some with negative pivots: the solution solves them.
    #[test]
    fn solutions_solve() {
        let mut state = 1_u64;
        let mut random = |below: usize| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (state >> 33) as usize % below
        };
        for size in [1, 2, 5, 20, 80, 200] {
            let sign: Vec<f64> = (0..size)
                .map(|_| if random(4) == 0 { -1.0 } else { 1.0 })
                .collect();
            let mut matrix = vec![vec![0.0; size]; size];
            for at in 0..size {
                matrix[at][at] = sign[at] * 20.0;
                for _ in 0..2 {
                    let other = random(size);
                    if other != at {
                        let value = random(9) as f64 / 4.0 - 1.0;
                        matrix[at][other] = value;
                        matrix[other][at] = value;
                    }
                }
            }
            let pattern: Vec<Vec<u32>> = (0..size)
                .map(|at| {
                    let coupled =
                        (0..size).filter(|&other| other != at && matrix[at][other] != 0.0);
                    coupled.map(|other| other as u32).collect()
                })
                .collect();
            let mut plan = Plan::new(&pattern);
            let mut factor = plan.factor(|unknown| sign[unknown]);
            let dense = Dense(matrix, plan.order.clone());
            assert!(plan.refactor(&mut factor, &dense, &|| false));
            // Side by side or one after the other, the numbers are the same to the last bit.
            assert_eq!(plan.branches.is_empty(), size < 80);
            let mut alone = plan.factor(|unknown| sign[unknown]);
            plan.branches.clear();
            assert!(plan.refactor(&mut alone, &dense, &|| false));
            assert_eq!(factor.values, alone.values);
            assert!(!plan.refactor(&mut alone, &dense, &|| true));
            let wanted: Vec<f64> = (0..size).map(|at| at as f64 - 3.0).collect();
            let mut values: Vec<f64> = plan
                .order
                .iter()
                .map(|&at| dense.0[at].iter().zip(&wanted).map(|(a, x)| a * x).sum())
                .collect();
            plan.solve(&factor, &mut values);
            for (at, value) in values.iter().enumerate() {
                assert!((value - wanted[plan.order[at]]).abs() < 1e-8, "{size} {at}");
            }
        }
    }
}

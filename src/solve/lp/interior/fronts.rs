//! Unknowns that are eliminated together.

use super::tree::{ROOT, Tree};
use std::ops::Range;

/// Consecutive positions that have the same entries below them in the factor, or nearly so.
#[derive(Debug)]
pub(super) struct Front {
    pub(super) first: usize,
    pub(super) end: usize,
    /// Positions behind them that their elimination changes, ascending.
    pub(super) below: Vec<u32>,
    /// Fronts right before it whose rest is added to it.
    pub(super) children: usize,
    /// Where its columns are among the entries of the factor.
    pub(super) from: usize,
}

impl Front {
    /// Unknowns that it eliminates.
    pub(super) fn pivots(&self) -> usize {
        self.end - self.first
    }
    /// Rows and columns of its matrix.
    pub(super) fn side(&self) -> usize {
        self.pivots() + self.below.len()
    }
    /// Products that its elimination adds up.
    pub(super) fn products(&self) -> f64 {
        let sides = self.below.len() + 1..=self.side();
        sides.map(|side| (side * side) as f64 / 2.0).sum()
    }
}

/// A branch takes at most one part in so many of all products, and below so many products there are none: then threads cost more than they gain.
const BRANCHES: f64 = 32.0;
const FEW_PRODUCTS: f64 = if cfg!(test) { 1e3 } else { 1e6 };

/// Branches of the tree that can be eliminated side by side: fronts from the first to the last, which is above all others of them.
pub(super) fn branches(fronts: &[Front]) -> Vec<Range<usize>> {
    let mut products: Vec<f64> = fronts.iter().map(Front::products).collect();
    let mut first: Vec<usize> = (0..fronts.len()).collect();
    let mut open: Vec<usize> = Vec::new();
    for (number, front) in fronts.iter().enumerate() {
        for child in open.drain(open.len().saturating_sub(front.children)..) {
            products[number] += products[child];
            first[number] = first[number].min(first[child]);
        }
        if !front.below.is_empty() {
            open.push(number);
        }
    }
    let all: f64 = fronts.iter().map(Front::products).sum();
    let mut branches = Vec::new();
    let mut behind = fronts.len();
    while all >= FEW_PRODUCTS && behind > 0 {
        let last = behind - 1;
        if products[last] * BRANCHES <= all {
            branches.push(first[last]..behind);
            behind = first[last];
        } else {
            behind = last;
        }
    }
    branches.reverse();
    branches
}

/// Positions that may become a front.
#[derive(Clone, Copy)]
struct Group {
    first: usize,
    end: usize,
    /// Entries of its first column.
    rows: usize,
    /// Entries that are stored and nothing.
    zeros: usize,
}

impl Group {
    /// Entries at and below the diagonal.
    fn entries(&self) -> usize {
        let width = self.end - self.first;
        width * self.rows - width * (width - 1) / 2
    }
    /// Both as one, if few of its entries are nothing. The narrower the more may be: a front costs as much as many entries.
    fn joined(&self, next: &Self) -> Option<Self> {
        let rows = self.end - self.first + next.rows;
        let both = Self {
            first: self.first,
            end: next.end,
            rows,
            zeros: 0,
        };
        let known = (self.entries() - self.zeros) + (next.entries() - next.zeros);
        let zeros = both.entries().checked_sub(known)?;
        let hundredths = zeros * 100 / both.entries().max(1);
        let most = match both.end - both.first {
            ..=4 => 100,
            5..=16 => 80,
            17..=48 => 15,
            _ => 5,
        };
        (hundredths < most || zeros == 0).then_some(Self { zeros, ..both })
    }
}

/// The fronts of a tree, each behind its children.
pub(super) fn fronts(pattern: &[Vec<u32>], tree: &Tree) -> Vec<Front> {
    let groups = relaxed(tree);
    let size = tree.order.len();
    let mut group_of = vec![0; size];
    for (number, group) in groups.iter().enumerate() {
        group_of[group.first..group.end].fill(number);
    }
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); groups.len()];
    let mut fronts: Vec<Front> = Vec::with_capacity(groups.len());
    let mut seen = vec![usize::MAX; size];
    let mut from = 0;
    for (number, group) in groups.iter().enumerate() {
        let mut below = Vec::new();
        let mut add = |position: usize| {
            if position >= group.end && seen[position] != number {
                seen[position] = number;
                below.push(position as u32);
            }
        };
        for &unknown in &tree.order[group.first..group.end] {
            pattern[unknown]
                .iter()
                .for_each(|&coupled| add(tree.position[coupled as usize]));
        }
        for &child in &children[number] {
            fronts[child]
                .below
                .iter()
                .for_each(|&position| add(position as usize));
        }
        below.sort_unstable();
        if let Some(&next) = below.first() {
            children[group_of[next as usize]].push(number);
        }
        let front = Front {
            first: group.first,
            end: group.end,
            below,
            children: children[number].len(),
            from,
        };
        from += front.pivots() * front.side();
        fronts.push(front);
    }
    fronts
}

/// Groups of positions with the same entries below, and then of those that are nearly alike (Ashcraft & Grimes 1989).
fn relaxed(tree: &Tree) -> Vec<Group> {
    let mut exact: Vec<Group> = Vec::new();
    for at in 0..tree.order.len() {
        let goes_on =
            at > 0 && tree.parent[at - 1] == at && tree.counts[at - 1] == tree.counts[at] + 1;
        match exact.last_mut() {
            Some(last) if goes_on => last.end = at + 1,
            _ => exact.push(Group {
                first: at,
                end: at + 1,
                rows: tree.counts[at],
                zeros: 0,
            }),
        }
    }
    let mut groups: Vec<Group> = Vec::new();
    for mut group in exact {
        while let Some(last) = groups.last() {
            let up = tree.parent[last.end - 1];
            if up == ROOT || !(group.first..group.end).contains(&up) {
                break;
            }
            let Some(both) = last.joined(&group) else {
                break;
            };
            group = both;
            groups.pop();
        }
        groups.push(group);
    }
    groups
}

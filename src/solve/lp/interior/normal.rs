//! The equations of a step: A Θ Aᵀ y = r.

use super::factor::{Factor, Matrix, Plan};
use super::standard::Standard;
use crate::diagram::Stop;

/// A column with more rows is an unknown of its own, so that it does not couple all of them; but for those of rows that have no other columns: little is left of such a row without
/// them, and the system is worse conditioned. *Measured* on restricted programmes of pathways over 61 to 85 days: eleven of twelve broke down near the optimum.
const MANY_ROWS: usize = 60;
/// What is added to the diagonal: part of each entry, so that round-off leaves pivots positive where rows depend on each other, and to all alike. The first is taken off again by conjugate
/// gradients, the second vanishes as steps become short.
const RELATIVE: f64 = 1e-13;
const ABSOLUTE: f64 = 1e-9;
/// Most steps of conjugate gradients, and the part of the residual before that is round-off.
const STUCK: f64 = 0.7;
const STEPS: usize = 10;

/// The equations of a programme, for weights of its columns that change from step to step.
#[derive(Debug)]
pub(super) struct Normal<'a> {
    standard: &'a Standard,
    plan: Plan,
    factor: Factor,
    /// Unknown of each column that has one.
    own: Vec<Option<u32>>,
    /// Columns that have an unknown.
    wide: Vec<usize>,
    /// Θ: the weights of the columns.
    weights: Vec<f64>,
}

impl<'a> Normal<'a> {
    /// With `may_be_wide` columns with many rows may be unknowns of their own.
    pub(super) fn new(standard: &'a Standard, may_be_wide: bool) -> Self {
        let wide = if may_be_wide {
            wide_columns(standard)
        } else {
            Vec::new()
        };
        let mut own = vec![None; standard.size()];
        for (unknown, &column) in wide.iter().enumerate() {
            own[column] = Some((standard.rows() + unknown) as u32);
        }
        let plan = Plan::new(&pattern(standard, &own, wide.len()));
        let rows = standard.rows();
        let factor = plan.factor(|unknown| if unknown < rows { 1.0 } else { -1.0 });
        Self {
            standard,
            plan,
            factor,
            own,
            wide,
            weights: Vec::new(),
        }
    }

    /// Entries that columns which are unknowns of their own would couple otherwise, counted for each; 0 if there are none.
    pub(super) fn spared(&self) -> usize {
        let lengths = self.wide.iter();
        lengths
            .map(|column| self.standard.column(*column).len().pow(2))
            .sum()
    }

    /// Numbers that the factor has.
    pub(super) fn entries(&self) -> usize {
        self.plan.entries()
    }

    /// Products that a factorisation adds up.
    pub(super) fn products(&self) -> f64 {
        self.plan.products()
    }

    /// Takes new weights; false if it was stopped.
    pub(super) fn weigh(&mut self, weights: Vec<f64>, stop: Stop<'_>) -> bool {
        self.weights = weights;
        let matrix = Weighted {
            standard: self.standard,
            position: &self.plan.position,
            order: &self.plan.order,
            own: &self.own,
            wide: &self.wide,
            weights: &self.weights,
        };
        self.plan.refactor(&mut self.factor, &matrix, stop)
    }

    /// The weights of the columns.
    pub(super) fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// Solves by conjugate gradients until no row misses more than `wanted`, with the factor for a start and in every step. As long as there is round-off only that is one or two steps.
    pub(super) fn solve(&self, right: &[f64], wanted: f64) -> Vec<f64> {
        let mut residual = right.to_vec();
        let mut solution = vec![0.0; right.len()];
        let mut best = (f64::INFINITY, Vec::new());
        let mut precise = self.by_factor(&residual);
        let mut direction = precise.clone();
        let mut decrease = dot(&residual, &precise);
        for step in 0..STEPS {
            let image = self.image(&direction);
            let curvature = dot(&direction, &image);
            if !(curvature > 0.0 && decrease > 0.0) {
                if step == 0 {
                    return precise;
                }
                break;
            }
            let length = decrease / curvature;
            for (at, (value, left)) in solution.iter_mut().zip(&mut residual).enumerate() {
                *value += length * direction[at];
                *left -= length * image[at];
            }
            let size = largest(&residual);
            let is_stuck = size > STUCK * best.0;
            if size < best.0 {
                best = (size, solution.clone());
            }
            if size <= wanted || is_stuck {
                break;
            }
            precise = self.by_factor(&residual);
            let next = dot(&residual, &precise);
            let kept = next / decrease;
            decrease = next;
            for (value, fresh) in direction.iter_mut().zip(&precise) {
                *value = fresh + kept * *value;
            }
        }
        if best.0.is_finite() { best.1 } else { solution }
    }

    /// What the factor makes of it.
    fn by_factor(&self, right: &[f64]) -> Vec<f64> {
        let rows = right.len();
        let of = |&unknown: &usize| if unknown < rows { right[unknown] } else { 0.0 };
        let mut values: Vec<f64> = self.plan.order.iter().map(of).collect();
        self.plan.solve(&self.factor, &mut values);
        let position = &self.plan.position[..rows];
        position.iter().map(|&at| values[at]).collect()
    }

    /// (A Θ Aᵀ + δ) y.
    fn image(&self, prices: &[f64]) -> Vec<f64> {
        let mut priced = self.standard.priced(prices);
        for (value, weight) in priced.iter_mut().zip(&self.weights) {
            *value *= weight;
        }
        let mut image = self.standard.activities(&priced);
        for (value, price) in image.iter_mut().zip(prices) {
            *value += ABSOLUTE * price;
        }
        image
    }
}

/// Columns that are unknowns of their own.
fn wide_columns(standard: &Standard) -> Vec<usize> {
    let mut is_wide: Vec<bool> = (0..standard.size())
        .map(|column| standard.column(column).len() > MANY_ROWS)
        .collect();
    let has_others = |row: &usize| {
        let mut columns = standard.row(*row).iter();
        columns.any(|(column, _)| !is_wide[*column as usize])
    };
    let lonely: Vec<usize> = (0..standard.rows())
        .filter(|row| !has_others(row))
        .collect();
    for row in lonely {
        for &(column, _) in standard.row(row) {
            is_wide[column as usize] = false;
        }
    }
    (0..standard.size())
        .filter(|column| is_wide[*column])
        .collect()
}

/// Which unknowns are coupled: rows that share a column, and columns that have an unknown with their rows.
fn pattern(standard: &Standard, own: &[Option<u32>], wide: usize) -> Vec<Vec<u32>> {
    let rows = standard.rows();
    let mut pattern: Vec<Vec<u32>> = vec![Vec::new(); rows + wide];
    let mut seen = vec![u32::MAX; rows];
    for row in 0..rows {
        seen[row] = row as u32;
        for &(column, _) in standard.row(row) {
            let entries = standard.column(column as usize);
            if let Some(own) = own[column as usize] {
                pattern[row].push(own);
                pattern[own as usize].push(row as u32);
                continue;
            }
            for &(other, _) in entries {
                if seen[other as usize] != row as u32 {
                    seen[other as usize] = row as u32;
                    pattern[row].push(other);
                }
            }
        }
    }
    pattern
}

/// The matrix with the weights of a step.
struct Weighted<'a> {
    standard: &'a Standard,
    position: &'a [usize],
    order: &'a [usize],
    own: &'a [Option<u32>],
    wide: &'a [usize],
    weights: &'a [f64],
}

impl Matrix for Weighted<'_> {
    fn column(&self, at: usize, mut tell: impl FnMut(usize, f64)) {
        let unknown = self.order[at];
        let Some(wide) = unknown.checked_sub(self.standard.rows()) else {
            let mut diagonal = 0.0;
            for &(column, entry) in self.standard.row(unknown) {
                let column = column as usize;
                if let Some(own) = self.own[column] {
                    let position = self.position[own as usize];
                    if position > at {
                        tell(position, entry);
                    }
                    continue;
                }
                let weight = self.weights[column] * entry;
                diagonal += weight * entry;
                for &(row, other) in self.standard.column(column) {
                    let position = self.position[row as usize];
                    if position >= at {
                        tell(position, weight * other);
                    }
                }
            }
            tell(at, ABSOLUTE + RELATIVE * diagonal);
            return;
        };
        let column = self.wide[wide];
        tell(at, -1.0 / self.weights[column]);
        for &(row, entry) in self.standard.column(column) {
            let position = self.position[row as usize];
            if position > at {
                tell(position, entry);
            }
        }
    }
}

fn dot(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}

/// The largest magnitude.
pub(super) fn largest(values: &[f64]) -> f64 {
    values
        .iter()
        .fold(0.0, |largest, value| largest.max(value.abs()))
}

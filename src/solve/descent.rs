//! Accelerated proximal steps of the smoothed prices.

use super::parameters::prices::{LEAST_LENGTH, LENGTH_GROWTH, LENGTH_SHARE, USED};
use super::prices::PriceSearch;
use super::proximal::{onto_simplex, proximal, proximal_range};
use super::setting::Setting;
use crate::formulation::{Formulation, Group, RowId};

impl PriceSearch {
    /// One step at temperature `tau`.
    pub(crate) fn step(&mut self, setting: Setting<'_>, tau: f64) {
        self.iterations += 1;
        let rows = self.prices.len();
        // The point ahead of the momentum.
        let next_momentum = (1.0 + (1.0 + 4.0 * self.momentum * self.momentum).sqrt()) / 2.0;
        let push = (self.momentum - 1.0) / next_momentum;
        for row in 0..rows {
            self.point[row] = self.prices[row] + push * (self.prices[row] - self.previous[row]);
        }
        for ((point, price), previous) in self
            .private_point
            .iter_mut()
            .zip(&self.private)
            .zip(&self.private_previous)
        {
            for ((point, price), previous) in point.iter_mut().zip(price).zip(previous) {
                *point = price + push * (price - previous);
            }
        }
        self.feasible_point(setting);
        self.pass(setting, tau);
        for row in 0..rows {
            self.gradient[row] = -self.sums[row];
        }
        self.adapt_length(tau);
        let mut turned = 0.0;
        self.previous.clone_from(&self.prices);
        for row in 0..rows {
            let step = self.length / self.scale[row];
            let moved = self.point[row] - step * self.gradient[row];
            self.prices[row] = proximal(&setting.formulation.rows[row], moved, step);
        }
        for group in &setting.formulation.groups {
            self.group_step(group, setting.formulation);
        }
        let mut drive = 0.0;
        for row in 0..rows {
            drive += (self.point[row] - self.prices[row]).powi(2) * self.scale[row];
            turned += (self.point[row] - self.prices[row])
                * (self.prices[row] - self.previous[row])
                * self.scale[row];
        }
        self.drive = drive / self.length.powi(2);
        self.momentum = if turned > 0.0 { 1.0 } else { next_momentum };
        self.last_point.clone_from(&self.point);
        self.last_gradient.clone_from(&self.gradient);
    }

    /// Step length from the curvature between the last two gradients.
    fn adapt_length(&mut self, tau: f64) {
        if self.last_point.is_empty() {
            if self.length == 0.0 {
                let size: f64 = self
                    .gradient
                    .iter()
                    .zip(&self.scale)
                    .map(|(slope, scale)| slope * slope / scale)
                    .sum::<f64>()
                    .sqrt();
                self.length = (tau / size.max(1.0)).max(self.safe_length(tau));
            }
            return;
        }
        let (mut moved, mut bent) = (0.0, 0.0);
        for row in 0..self.point.len() {
            let difference = self.point[row] - self.last_point[row];
            let slope = self.gradient[row] - self.last_gradient[row];
            moved += difference * difference * self.scale[row];
            bent += slope * slope / self.scale[row];
        }
        let limit = if bent > 0.0 {
            (moved / bent).sqrt()
        } else {
            f64::INFINITY
        };
        self.length = (self.length * LENGTH_GROWTH)
            .min(LENGTH_SHARE * limit.max(self.length * LEAST_LENGTH))
            .max(self.safe_length(tau));
    }

    /// A step length that the curvature allows whatever the point: a row's sums bend by at most what its users use altogether, over τ
    /// (Gershgorin). Differences of gradients alone would be misled where private prices move at the same time.
    fn safe_length(&self, tau: f64) -> f64 {
        let (mut total, mut used, mut count) = (0.0, 0.0, 0.0);
        for (sum, scale) in self.sums.iter().zip(&self.scale) {
            let size = sum.abs() / scale.sqrt();
            total += size;
            if size > USED {
                used += size;
                count += 1.0;
            }
        }
        let doctors = self.private.len().max(1) as f64;
        let (of_doctor, of_row) = (
            (total / doctors).max(1.0),
            if count > 0.0 {
                (used / count).max(1.0)
            } else {
                1.0
            },
        );
        tau / (of_doctor * of_row)
    }

    /// Brings the point into the range where all terms are finite.
    fn feasible_point(&mut self, setting: Setting<'_>) {
        for (row, point) in setting.formulation.rows.iter().zip(&mut self.point) {
            if row.group.is_none() {
                *point = proximal_range(row, *point);
            }
        }
    }

    /// The rows of a group: their prices are coupled.
    fn group_step(&mut self, group: &Group, formulation: &Formulation) {
        match group {
            Group::Minimum {
                rows, weight, most, ..
            } => self.minimum_step(rows, *weight as f64, *most as f64),
            Group::Range { rows, weight, .. } => self.range_step(rows, *weight as f64),
            Group::OnlyOne { rows } => self.only_one_step(rows, formulation),
        }
    }

    /// Multipliers μ = −p ≥ 0 with Σ μ ≤ weight; the term is (weight − Σ μ) · most.
    fn minimum_step(&mut self, rows: &[RowId], weight: f64, most: f64) {
        let moved: Vec<f64> = rows
            .iter()
            .map(|&row| {
                let row = row.index();
                let step = self.length / self.scale[row];
                -(self.point[row] - step * (self.gradient[row] + most))
            })
            .collect();
        let projected = onto_simplex(&moved, weight);
        for (&row, multiplier) in rows.iter().zip(projected) {
            self.prices[row.index()] = -multiplier;
        }
    }

    /// Zero-sum prices whose positive part is at most `weight` cost nothing: the range is paid for by the weight.
    fn range_step(&mut self, rows: &[RowId], weight: f64) {
        let mut mean = 0.0;
        for &row in rows {
            let row = row.index();
            self.prices[row] = self.point[row] - self.length / self.scale[row] * self.gradient[row];
            mean += self.prices[row];
        }
        mean /= rows.len().max(1) as f64;
        let mut up = 0.0;
        for &row in rows {
            self.prices[row.index()] -= mean;
            up += self.prices[row.index()].max(0.0);
        }
        let shrink = if up > weight { weight / up } else { 1.0 };
        rows.iter()
            .for_each(|&row| self.prices[row.index()] *= shrink);
    }

    /// The best slot alone is paid for: its share of the limit by a soft choice between the slots.
    fn only_one_step(&mut self, rows: &[RowId], formulation: &Formulation) {
        let limit_of = |row: RowId| {
            let limit = formulation.rows[row.index()].shape.hull().1;
            limit.unwrap_or(0) as f64
        };
        let terms: Vec<f64> = rows
            .iter()
            .map(|&row| self.point[row.index()].max(0.0) * limit_of(row))
            .collect();
        let best = terms.iter().copied().fold(0.0, f64::max);
        let weights: Vec<f64> = terms.iter().map(|term| (term - best).exp()).collect();
        let sum: f64 = weights.iter().sum::<f64>().max(1e-9);
        for (&row, weight) in rows.iter().zip(weights) {
            let limit = limit_of(row) * weight / sum;
            let row = row.index();
            let step = self.length / self.scale[row];
            self.prices[row] = (self.point[row] - step * (self.gradient[row] + limit)).max(0.0);
        }
    }
}

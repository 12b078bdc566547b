//! Smoothed prices: the dual of the shared rules by forward and backward passes over the diagrams, without any LP.
//!
//! The best path of every doctor is replaced by the soft best path at a temperature τ, which makes the dual smooth: its gradient is what
//! rows allow minus what doctors are expected to use (Nesterov 2005; lowering τ in stages as Savchynskyy et al. 2012). Accelerated
//! proximal steps with a step length from the curvature seen so far; the terms of the rows themselves are handled exactly by their proximal map.

use super::parameters::prices::{PRIVATE_DENOMINATOR, RAY};
use super::rounding::{private_prices, round_private, round_rows};
use super::setting::Setting;
use crate::certificate::{Evaluation, Prices, Proven, clamp, evaluate_until};
use crate::diagram::Weights;
use crate::formulation::{DoctorWeights, Row};

/// The state of the minimisation.
#[derive(Debug)]
pub(crate) struct PriceSearch {
    /// Current prices of rows.
    pub(crate) prices: Vec<f64>,
    pub(super) previous: Vec<f64>,
    /// Point of the last gradient and the gradient.
    pub(super) point: Vec<f64>,
    pub(super) gradient: Vec<f64>,
    pub(super) last_point: Vec<f64>,
    pub(super) last_gradient: Vec<f64>,
    pub(super) momentum: f64,
    pub(crate) length: f64,
    /// Sizes of coefficients, squared: units of the rows' steps.
    pub(super) scale: Vec<f64>,
    /// Expected sums of the rows at the last point.
    pub(crate) sums: Vec<f64>,
    pub(crate) iterations: u64,
    /// How far the last step went, for its length, squared: 0 where the prices are best at the temperature.
    pub(crate) drive: f64,
    /// The best bound that these prices have proven; the one of no prices at all does not count.
    pub(crate) reached: Option<i64>,
    /// Private prices of doctors with relaxed diagrams.
    pub(crate) private: Vec<Vec<f64>>,
    pub(super) private_previous: Vec<Vec<f64>>,
    pub(super) private_point: Vec<Vec<f64>>,
    /// Some class is relaxed.
    pub(super) relaxed: bool,
}

impl PriceSearch {
    pub(crate) fn new(setting: Setting<'_>) -> Self {
        let rows = setting.formulation.rows.len();
        let mut scale = vec![1.0_f64; rows];
        for family in &setting.formulation.families {
            let heaviest = match &family.doctors {
                DoctorWeights::Everybody => 1,
                DoctorWeights::Some(weights) => {
                    weights.iter().map(|entry| entry.1.abs()).max().unwrap_or(1)
                }
            };
            if let Some(cells) = &family.cells {
                cells.each_row(|row, coefficient| {
                    let size = (heaviest * coefficient.abs()) as f64;
                    scale[row.index()] = scale[row.index()].max(size * size);
                });
            }
            for &(doctor, row, coefficient) in &family.scores {
                let score = setting.formulation.best_scores[doctor.index()]
                    .bound
                    .unsigned_abs()
                    .max(1);
                let size = coefficient.abs() as f64 * score as f64;
                scale[row.index()] = scale[row.index()].max(size * size);
            }
        }
        let private = private_prices(setting);
        let relaxed = private.iter().any(|private| !private.is_empty());
        Self {
            prices: vec![0.0; rows],
            previous: vec![0.0; rows],
            point: vec![0.0; rows],
            gradient: vec![0.0; rows],
            last_point: Vec::new(),
            last_gradient: Vec::new(),
            momentum: 1.0,
            length: 0.0,
            scale,
            sums: vec![0.0; rows],
            iterations: 0,
            drive: 0.0,
            reached: None,
            private_previous: private.clone(),
            private_point: private.clone(),
            private,
            relaxed,
        }
    }

    /// Goes on from prices that prove a bound.
    pub(crate) fn take_over(&mut self, proven: &Proven) {
        let known = proven.prices();
        let unit = f64::of(known.denominator.max(1));
        self.prices
            .iter_mut()
            .zip(&known.rows)
            .for_each(|(own, price)| *own = f64::of(*price) / unit);
        let fine = unit * f64::of(known.private_denominator.max(1));
        for (own, known) in self
            .private
            .iter_mut()
            .zip(&known.private)
            .filter(|(own, known)| own.len() == known.len())
        {
            own.iter_mut()
                .zip(known)
                .for_each(|(own, price)| *own = f64::of(*price) / fine);
        }
        self.reached = Some(proven.bound());
        self.restart();
    }

    /// Forgets the momentum, for a new temperature.
    pub(crate) fn restart(&mut self) {
        self.momentum = 1.0;
        self.previous.clone_from(&self.prices);
        self.private_previous.clone_from(&self.private);
        self.last_point.clear();
    }

    /// The prices of hard rows as a direction: where following it makes the dual fall without end, there is no feasible schedule.
    pub(crate) fn ray(
        &self,
        setting: Setting<'_>,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Option<(Prices, Evaluation)> {
        let counts = |row: &Row| row.weight.is_none() && row.group.is_none();
        let hard = setting
            .formulation
            .rows
            .iter()
            .zip(&self.prices)
            .filter(|(row, _)| counts(row));
        let largest = hard.map(|(_, price)| price.abs()).fold(0.0, f64::max);
        if !(largest > 0.0 && largest.is_finite()) {
            return None;
        }
        let mut ray = Prices::zero(setting.formulation, setting.pathways, 0);
        for ((row, price), out) in setting
            .formulation
            .rows
            .iter()
            .zip(&self.prices)
            .zip(&mut ray.rows)
        {
            if counts(row) {
                *out = clamp(row, (price / largest * RAY).round() as i64, 1);
            }
        }
        let evaluation = evaluate_until(
            setting.formulation,
            setting.pathways,
            setting.activities,
            &ray,
            stop,
        );
        Some((ray, evaluation))
    }

    /// What the prices prove, rounded to fractions with the given denominator.
    pub(crate) fn proven(
        &self,
        setting: Setting<'_>,
        denominator: i64,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Option<Proven> {
        let unit = denominator as f64;
        let mut rounded = round_rows(setting, &self.prices, unit, denominator)?;
        if self.relaxed {
            rounded.private_denominator = PRIVATE_DENOMINATOR;
            rounded.private = round_private(setting, &self.private, unit, denominator);
        }
        Proven::of(
            setting.formulation,
            setting.pathways,
            setting.activities,
            rounded,
            stop,
        )
    }
}

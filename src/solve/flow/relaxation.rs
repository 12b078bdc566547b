//! The programme without whole numbers: prices that prove a bound, or that there is no schedule.

use super::super::lp::{Backend, LpOptions, LpStatus, duals, infeasibility_ray};
use super::super::prices::{Setting, round_rows};
use super::FlowModel;
use crate::certificate::{Prices, evaluate};
use crate::error::Result;
use std::time::{Duration, Instant};

/// Prices are tried as fractions with these denominators.
const DENOMINATORS: [i64; 8] = [1, 2, 3, 4, 6, 12, 1_000, 1_000_000];

/// What the relaxation tells.
#[derive(Debug)]
pub(super) enum Relaxed {
    /// A bound with prices that prove it, and the prices as the backend gave them.
    Bound(i64, Prices, Vec<f64>),
    /// No schedule keeps the hard rules, as these prices prove.
    Infeasible(Prices),
    /// Nothing that could be proven.
    Nothing,
}

impl FlowModel {
    /// Solves the relaxation.
    ///
    /// # Errors
    /// If the backend refuses the model.
    pub(super) fn relax(&self, setting: Setting<'_>, backend: &dyn Backend, options: &LpOptions<'_>) -> Result<Relaxed> {
        let started = Instant::now();
        if let Some(found) = duals(backend, &self.model, options)? {
            let exact = self.prices_of_rows(&found.rows);
            return Ok(match best_bound(setting, &exact) {
                Some((bound, prices)) => Relaxed::Bound(bound, prices, exact),
                None => Relaxed::Nothing,
            });
        }
        let left = |limit: Option<Duration>| limit.map(|limit| limit.saturating_sub(started.elapsed()));
        let options = LpOptions { relax_integers: true, time_limit: left(options.time_limit), ..*options };
        // No prices: the relaxation may be infeasible, and the ray tells.
        if backend.solve(&self.model, &options)?.status != LpStatus::Infeasible {
            return Ok(Relaxed::Nothing);
        }
        let options = LpOptions { time_limit: left(options.time_limit), ..options };
        let ray = infeasibility_ray(backend, &self.model, &options)?;
        Ok(ray.and_then(|ray| proof(setting, &self.prices_of_rows(&ray))).map_or(Relaxed::Nothing, Relaxed::Infeasible))
    }
}

/// The best bound that the prices prove when they are rounded to fractions.
fn best_bound(setting: Setting<'_>, exact: &[f64]) -> Option<(i64, Prices)> {
    let mut best: Option<(i64, Prices)> = None;
    for denominator in DENOMINATORS {
        let Some(prices) = round_rows(setting, exact, denominator as f64, denominator) else { continue };
        let evaluation = evaluate(setting.formulation, setting.pathways, setting.activities, &prices);
        if let Some(bound) = evaluation.filter(|evaluation| evaluation.finite).and_then(|evaluation| evaluation.bound(denominator))
            && best.as_ref().is_none_or(|best| bound < best.0)
        {
            best = Some((bound, prices));
        }
    }
    best
}

/// Whole multipliers that prove infeasibility, in proportions as near as need be to those of the ray.
fn proof(setting: Setting<'_>, ray: &[f64]) -> Option<Prices> {
    // Multipliers are mostly small multiples of the least of them.
    let least = ray.iter().map(|multiplier| multiplier.abs()).filter(|size| *size > 1e-6).fold(f64::INFINITY, f64::min);
    let by_least = DENOMINATORS.iter().map(|denominator| *denominator as f64 / least);
    let scales = by_least.chain(DENOMINATORS.iter().map(|denominator| *denominator as f64));
    scales.filter(|scale| scale.is_finite()).find_map(|scale| {
        let prices = round_rows(setting, ray, scale, 0)?;
        evaluate(setting.formulation, setting.pathways, setting.activities, &prices)?.proves_infeasible().then_some(prices)
    })
}

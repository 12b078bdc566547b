//! The programme without whole numbers: prices that prove a bound, or that there is no schedule.

use super::super::lp::{Backend, LpOptions, LpStatus, duals, infeasibility_ray};
use super::super::proofs::{best_bound, proof_of_infeasibility};
use super::super::setting::Setting;
use super::FlowModel;
use crate::certificate::{Prices, Proven};
use crate::clock::Instant;
use crate::error::Result;
use std::time::Duration;

/// What the relaxation tells.
#[derive(Debug)]
pub(super) enum Relaxed {
    /// A bound with prices that prove it, and the prices as the backend gave them.
    Bound(Proven, Vec<f64>),
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
    pub(super) fn relax(
        &self,
        setting: Setting<'_>,
        backend: &dyn Backend,
        options: &LpOptions<'_>,
    ) -> Result<Relaxed> {
        let started = Instant::now();
        if let Some(found) = duals(backend, &self.model, options)? {
            let exact = self.shared.prices(&found.rows);
            return Ok(match best_bound(setting, &exact, &[]) {
                Some(proven) => Relaxed::Bound(proven, exact),
                None => Relaxed::Nothing,
            });
        }
        let left =
            |limit: Option<Duration>| limit.map(|limit| limit.saturating_sub(started.elapsed()));
        let options = LpOptions {
            relax_integers: true,
            time_limit: left(options.time_limit),
            ..*options
        };
        // Without prices the relaxation may be infeasible; a ray shows whether it is.
        if backend.solve(&self.model, &options)?.status != LpStatus::Infeasible {
            return Ok(Relaxed::Nothing);
        }
        let options = LpOptions {
            time_limit: left(options.time_limit),
            ..options
        };
        let ray = infeasibility_ray(backend, &self.model, &options)?;
        Ok(ray
            .and_then(|ray| proof_of_infeasibility(setting, &self.shared.prices(&ray)))
            .map_or(Relaxed::Nothing, Relaxed::Infeasible))
    }
}

//! The programme without whole numbers: prices that prove a bound or that there is no schedule, and points to round.

use super::super::lp::{
    Backend, LinearModel, LpOptions, LpStatus, Relaxation, USUAL, infeasibility_ray, linear,
    relaxation,
};
use super::super::parameters::compact::SHARE_OF_BACKEND;
use super::super::parameters::prices::{CLOSER_EFFORT, PRIVATE_DENOMINATOR};
use super::super::parameters::proofs::{SCALES, ZERO};
use super::super::proofs::{best_bound_until, proof_of_infeasibility_until};
use super::super::rounding::{round_private, round_rows};
use super::super::setting::Setting;
use super::CompactModel;
use super::task::Optimum;
use crate::certificate::{Prices, Proven, evaluate_until};
use crate::clock::Instant;
use crate::diagram::Stop;
use crate::error::Result;
use crate::ids::DoctorId;

/// What the relaxation tells.
#[derive(Debug)]
pub(super) enum Relaxed {
    /// The optimum by the backend's word, prices as it gave them, and a bound with prices that prove it, if they do.
    Optimum {
        optimum: Optimum,
        exact: Vec<f64>,
        proven: Option<Proven>,
    },
    /// Prices from before it was stopped, and a bound with prices that prove it.
    Prices { exact: Vec<f64>, proven: Proven },
    /// No schedule keeps the hard rules, as these prices prove.
    Infeasible(Prices),
    /// Nothing that could be proven.
    Nothing,
}

impl CompactModel {
    /// Solves the relaxation.
    ///
    /// # Errors
    /// If the backend refuses the programme.
    pub(super) fn relax(&self, setting: Setting<'_>, options: &LpOptions<'_>) -> Result<Relaxed> {
        let started = Instant::now();
        let relaxed = self.model.relaxed();
        let ends = options.time_limit.map(|limit| started + limit);
        let stop = || {
            ends.is_some_and(|ends| Instant::now() >= ends)
                || options
                    .cancel
                    .is_some_and(crate::solve::CancelToken::is_cancelled)
        };
        // Some of the time is for finding out what the prices prove.
        let own = LpOptions {
            time_limit: options
                .time_limit
                .map(|limit| limit.mul_f64(SHARE_OF_BACKEND)),
            ..*options
        };
        let given = self.backend.as_deref();
        let answer = relaxation(given, &relaxed, &own)?;
        crate::trace::debug!(took = ?started.elapsed(), columns = relaxed.columns().len(), rows = relaxed.rows().len(), nonzeros = relaxed.nonzeros(), left_out = self.left_out, "compact relaxation");
        match answer {
            Relaxation::Optimum { point, prices } => {
                return Ok(self.optimum(setting, &relaxed, &point, &prices, &stop));
            }
            Relaxation::Prices(duals) => {
                let (exact, proven) = self.proven(setting, &duals, &stop);
                return Ok(
                    proven.map_or(Relaxed::Nothing, |proven| Relaxed::Prices { exact, proven })
                );
            }
            Relaxation::Nothing => return Ok(Relaxed::Nothing),
            Relaxation::Infeasible => {}
        }
        let left = LpOptions {
            time_limit: options
                .time_limit
                .map(|limit| limit.saturating_sub(started.elapsed())),
            ..*options
        };
        Ok(self
            .proof_by_ray(setting, &relaxed, &left, &stop)?
            .map_or(Relaxed::Nothing, Relaxed::Infeasible))
    }

    /// Prices that prove that there is no schedule, as the relaxation has no point.
    ///
    /// # Errors
    /// If the backend refuses the programme.
    pub(super) fn proof_by_ray(
        &self,
        setting: Setting<'_>,
        relaxed: &LinearModel,
        options: &LpOptions<'_>,
        stop: Stop<'_>,
    ) -> Result<Option<Prices>> {
        let ray = infeasibility_ray(linear(self.backend.as_deref()), relaxed, options)?;
        Ok(ray.and_then(|ray| self.proof(setting, &ray, stop)))
    }

    /// What an optimum tells. What its prices prove is evaluated over the diagrams, so nothing here has to be believed.
    fn optimum(
        &self,
        setting: Setting<'_>,
        relaxed: &LinearModel,
        point: &[f64],
        duals: &[f64],
        stop: Stop<'_>,
    ) -> Relaxed {
        let (exact, proven) = self.proven(setting, duals, stop);
        let optimum = Optimum {
            worth: relaxed.objective_value(point),
            short: shortfalls(relaxed, duals),
            prices: exact.clone(),
        };
        crate::trace::debug!(
            value = optimum.worth + self.constant as f64,
            "compact optimum"
        );
        Relaxed::Optimum {
            optimum,
            exact,
            proven,
        }
    }

    /// Prices of the shared rows, and the bound that they and those of private rows prove.
    fn proven(
        &self,
        setting: Setting<'_>,
        duals: &[f64],
        stop: Stop<'_>,
    ) -> (Vec<f64>, Option<Proven>) {
        let exact = self.shared.prices(duals);
        let private = self.private_prices(setting, duals);
        let proven = best_bound_until(setting, &exact, &private, stop);
        crate::trace::debug!(proven = proven.as_ref().map(Proven::bound), "compact bound");
        (exact, proven)
    }

    /// A point of a programme without whole numbers, if there is one.
    pub(super) fn relaxed_point(
        &self,
        model: &LinearModel,
        options: &LpOptions<'_>,
    ) -> Result<Option<Vec<f64>>> {
        let result = linear(self.backend.as_deref()).solve(&model.relaxed(), options)?;
        crate::trace::debug!(status = ?result.status, columns = model.columns().len(), "compact point");
        Ok(result
            .solution
            .filter(|_| result.status == LpStatus::Optimal)
            .map(|solution| solution.columns))
    }

    /// What solves programmes in whole numbers.
    pub(super) fn whole_backend(&self) -> &dyn Backend {
        self.backend.as_deref().unwrap_or(&USUAL)
    }

    /// Prices of the private rows of every doctor whose diagram leaves something out; empty if there are none.
    fn private_prices(&self, setting: Setting<'_>, duals: &[f64]) -> Vec<Vec<f64>> {
        if self.doctors.iter().all(|doctor| doctor.private.is_empty()) {
            return Vec::new();
        }
        let of_doctor = |(number, doctor): (usize, &super::model::DoctorColumns)| {
            let class = setting.pathways.class(DoctorId::new(number));
            let mut prices = vec![0.0; class.private_rows.len()];
            for &(private, row) in &doctor.private {
                prices[private] += duals[row];
            }
            prices
        };
        self.doctors.iter().enumerate().map(of_doctor).collect()
    }

    /// Whole multipliers of rows and private rows that prove that there is no schedule.
    fn proof(&self, setting: Setting<'_>, ray: &[f64], stop: Stop<'_>) -> Option<Prices> {
        let shared = self.shared.prices(ray);
        let private = self.private_prices(setting, ray);
        let mut classes = setting.pathways.classes().iter();
        if classes.all(|class| class.is_exact()) {
            return proof_of_infeasibility_until(setting, &shared, stop);
        }
        let least = ray
            .iter()
            .map(|multiplier| multiplier.abs())
            .filter(|size| *size > ZERO)
            .fold(f64::INFINITY, f64::min);
        let prices_at = |scale: f64| {
            let mut prices = round_rows(setting, &shared, scale, 0)?;
            if !private.is_empty() {
                prices.private_denominator = PRIVATE_DENOMINATOR;
                prices.private = round_private(setting, &private, scale, 0);
            }
            Some(prices)
        };
        let proves = |prices: &Prices| {
            evaluate_until(
                setting.formulation,
                setting.pathways,
                setting.activities,
                prices,
                stop,
            )
            .proves_infeasible()
        };
        let scales = SCALES
            .into_iter()
            .chain(SCALES.iter().map(|scale| scale / least))
            .filter(|scale| scale.is_finite());
        let found = scales.filter_map(prices_at).find(proves);
        // The proof may need the automata that diagrams leave out: a closer look at each doctor.
        let closer = || {
            SCALES
                .into_iter()
                .filter_map(prices_at)
                .map(|prices| Prices {
                    effort: CLOSER_EFFORT,
                    ..prices
                })
                .find(proves)
        };
        found.or_else(closer)
    }
}

/// By how much each column is worth less than the prices of its rows: what the optimum loses if it is taken once. Nothing for columns that are in use.
fn shortfalls(model: &LinearModel, duals: &[f64]) -> Vec<f64> {
    let mut short: Vec<f64> = model
        .columns()
        .iter()
        .map(|column| -column.objective)
        .collect();
    for (row, &dual) in model.rows().iter().zip(duals) {
        if dual != 0.0 {
            for &(column, coefficient) in row.coefficients() {
                short[column] += dual * coefficient;
            }
        }
    }
    short
}

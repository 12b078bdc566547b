//! From the prices that a linear programme gives to what they prove: rounded to fractions and evaluated in integers.

use super::parameters::prices::PRIVATE_DENOMINATOR;
use super::parameters::proofs::{DENOMINATORS, ZERO};
use super::rounding::{round_private, round_rows};
use super::setting::Setting;
use crate::certificate::{Evaluation, Prices, Proven, evaluate_until};
use crate::diagram::Stop;

/// The best bound that prices prove when they are rounded to fractions, with `private` prices of doctors whose diagram is relaxed (none if empty).
pub(super) fn best_bound(
    setting: Setting<'_>,
    exact: &[f64],
    private: &[Vec<f64>],
) -> Option<Proven> {
    best_bound_until(setting, exact, private, &|| false)
}

/// The same with as many fractions as are tried before `stop` says so.
pub(super) fn best_bound_until(
    setting: Setting<'_>,
    exact: &[f64],
    private: &[Vec<f64>],
    stop: Stop<'_>,
) -> Option<Proven> {
    let mut best: Option<Proven> = None;
    for denominator in DENOMINATORS {
        let Some(mut prices) = round_rows(setting, exact, denominator as f64, denominator) else {
            continue;
        };
        if !private.is_empty() {
            prices.private_denominator = PRIVATE_DENOMINATOR;
            prices.private = round_private(setting, private, denominator as f64, denominator);
        }
        let proven = Proven::of(
            setting.formulation,
            setting.pathways,
            setting.activities,
            prices,
            stop,
        );
        if let Some(proven) = proven
            && best
                .as_ref()
                .is_none_or(|best| proven.bound() < best.bound())
        {
            best = Some(proven);
        }
    }
    best
}

/// Whole multipliers that prove infeasibility, in nearly the proportions of the ray.
pub(super) fn proof_of_infeasibility(setting: Setting<'_>, ray: &[f64]) -> Option<Prices> {
    proof_of_infeasibility_until(setting, ray, &|| false)
}

/// The same in as many proportions as are tried before `stop` says so.
pub(super) fn proof_of_infeasibility_until(
    setting: Setting<'_>,
    ray: &[f64],
    stop: Stop<'_>,
) -> Option<Prices> {
    let evaluate = |prices: &Prices| {
        evaluate_until(
            setting.formulation,
            setting.pathways,
            setting.activities,
            prices,
            stop,
        )
    };
    proof_of_infeasibility_by(setting, ray, evaluate)
}

/// The same where something else says what prices prove.
pub(super) fn proof_of_infeasibility_by(
    setting: Setting<'_>,
    ray: &[f64],
    evaluate: impl Fn(&Prices) -> Evaluation,
) -> Option<Prices> {
    // Multipliers are mostly small multiples of the least of them.
    let least = ray
        .iter()
        .map(|multiplier| multiplier.abs())
        .filter(|size| *size > ZERO)
        .fold(f64::INFINITY, f64::min);
    let by_least = DENOMINATORS
        .iter()
        .map(|denominator| *denominator as f64 / least);
    let scales = by_least.chain(DENOMINATORS.iter().map(|denominator| *denominator as f64));
    scales.filter(|scale| scale.is_finite()).find_map(|scale| {
        let prices = round_rows(setting, ray, scale, 0)?;
        evaluate(&prices).proves_infeasible().then_some(prices)
    })
}

//! Predictor, corrector, and what ends it.

use super::super::LinearModel;
use super::super::verify::infeasibility_within_reach;
use super::iterate::{Iterate, Standing};
use super::normal::{Normal, largest};
use super::standard::Standard;
use crate::clock::Instant;
use crate::diagram::Stop;
use std::time::Duration;

/// Relative error at which a point is optimal, and at which it is near enough once nothing is gained any more.
const OPTIMAL: f64 = 1e-8;
const NEARLY_OPTIMAL: f64 = 1e-6;
/// Most iterations; nearly all programmes take 8 to 30.
const ITERATIONS: usize = 120;
/// Part of the way to the nearest limit.
const INSIDE: f64 = 0.9995;
/// A step that is shorter gains nothing.
const SHORTEST: f64 = 1e-7;
/// More corrections of a step, as long as each makes it longer by this (Gondzio 1996). They aim at a step so much longer, and at products within a factor of ten of the wanted one.
const CORRECTIONS: usize = 2;
const LONGER: f64 = 0.05;
const AIM: f64 = 0.3;
const FACTOR: f64 = 10.0;
/// Values beyond this go on for ever.
const ENDLESS: f64 = 1e9;
/// How far below nothing a proof of infeasibility is, for multipliers of at most 1.
const PROOF: f64 = 1e-6;

/// Factorisations that a programme takes at least, and products that a fast machine adds up in a second: a programme is left alone that would not come near an optimum even there.
const LEAST_FACTORS: f64 = 8.0;
const PRODUCTS_A_SECOND: f64 = 4e9;

/// Most numbers of a factor: 800 MB.
const MOST_ENTRIES: usize = 100_000_000;

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    Optimal,
    /// The prices prove that there is no point.
    Infeasible,
    /// Values grow for ever.
    Endless,
    Stopped,
    /// It was not begun, as it would take too much memory.
    TooLarge,
    /// Nothing was gained any more.
    Stuck,
}

/// Goes from the first point until something ends it, within `time` if it is given; the best iterate comes with the answer, if there is any, or the last one where it was stopped.
///
/// A programme that would take far longer is not begun. Where it gets stuck with columns that are unknowns of their own, it is gone through again without.
pub(super) fn run(
    model: &LinearModel,
    standard: &Standard,
    time: Option<Duration>,
    stop: Stop<'_>,
) -> (Ended, Option<(Iterate, Standing)>) {
    let began = Instant::now();
    let normal = Normal::new(standard, true);
    let spared = normal.spared();
    let found = go(model, standard, normal, time, stop);
    if found.0 == Ended::Stuck && (1..=MOST_ENTRIES).contains(&spared) && !stop() {
        crate::trace::debug!("stuck with wide columns");
        let left = time.map(|time| time.saturating_sub(began.elapsed()));
        let again = go(model, standard, Normal::new(standard, false), left, stop);
        if matches!(again.0, Ended::Optimal | Ended::Infeasible) {
            return again;
        }
    }
    found
}

/// One way from the first point.
fn go(
    model: &LinearModel,
    standard: &Standard,
    normal: Normal<'_>,
    time: Option<Duration>,
    stop: Stop<'_>,
) -> (Ended, Option<(Iterate, Standing)>) {
    let (mut normal, mut at) = match begin(standard, normal, time, stop) {
        Ok(begun) => begun,
        Err(ended) => return (ended, None),
    };
    let mut best: Option<(Iterate, Standing)> = None;
    let mut ended = Ended::Stuck;
    for iteration in 0..ITERATIONS {
        let standing = at.standing(standard);
        crate::trace::trace!(
            iteration,
            cost = standing.worth.0,
            worth = standing.worth.1,
            rows = standing.missing.0,
            columns = standing.missing.1,
            mean = standing.mean,
            "interior iteration"
        );
        if !standing.error.is_finite() {
            break;
        }
        let is_infeasible =
            standing.missing.0 > OPTIMAL && proves_infeasible(model, standard, &at.prices);
        if best
            .as_ref()
            .is_none_or(|best| standing.error <= best.1.error)
            || is_infeasible
        {
            best = Some((at.clone(), standing.clone()));
        }
        if is_infeasible {
            return (Ended::Infeasible, best);
        }
        if standing.error <= OPTIMAL {
            return (Ended::Optimal, best);
        }
        if largest(&at.values) > ENDLESS {
            ended = Ended::Endless;
            break;
        }
        if stop() || !normal.weigh(at.weights(standard), stop) {
            return (Ended::Stopped, Some((at, standing)));
        }
        let (step, room) = longest_step(standard, &normal, &at, &standing);
        let room = (INSIDE * room.0, INSIDE * room.1);
        if room.0 < SHORTEST && room.1 < SHORTEST {
            break;
        }
        at.go(&step, room);
    }
    if best
        .as_ref()
        .is_some_and(|best| best.1.error <= NEARLY_OPTIMAL)
    {
        ended = Ended::Optimal;
    }
    (ended, best)
}

/// The equations and the first point; how it ended if it is not begun.
fn begin<'a>(
    standard: &Standard,
    mut normal: Normal<'a>,
    time: Option<Duration>,
    stop: Stop<'_>,
) -> Result<(Normal<'a>, Iterate), Ended> {
    let products = normal.products();
    crate::trace::debug!(
        rows = standard.rows(),
        columns = standard.size(),
        products,
        "interior point"
    );
    if normal.entries() > MOST_ENTRIES {
        return Err(Ended::TooLarge);
    }
    let is_hopeless =
        time.is_some_and(|time| products * LEAST_FACTORS > time.as_secs_f64() * PRODUCTS_A_SECOND);
    if is_hopeless || stop() || !normal.weigh(vec![1.0; standard.size()], stop) {
        return Err(Ended::Stopped);
    }
    let first = Iterate::first(standard, &normal);
    Ok((normal, first))
}

/// A predictor, a corrector (Mehrotra 1992), and corrections that make the step longer; with it how much of it stays inside.
fn longest_step(
    standard: &Standard,
    normal: &Normal<'_>,
    at: &Iterate,
    standing: &Standing,
) -> (Iterate, (f64, f64)) {
    let mut wanted = at.products(standard);
    let predictor = at.step(standard, normal, standing, &wanted);
    let room = at.room(standard, &predictor);
    let after = at.products_after(&predictor, room);
    let mean = mean(standard, &after);
    let target = standing.mean * (mean / standing.mean).powi(3).clamp(1e-6, 1.0);
    for (column, wanted) in wanted.0.iter_mut().enumerate() {
        if standard.lower[column].is_finite() {
            *wanted += target - predictor.above[column] * predictor.lower[column];
        }
    }
    for (column, wanted) in wanted.1.iter_mut().enumerate() {
        if standard.upper[column].is_finite() {
            *wanted += target - predictor.below[column] * predictor.upper[column];
        }
    }
    let mut step = at.step(standard, normal, standing, &wanted);
    let mut room = at.room(standard, &step);
    for _ in 0..CORRECTIONS {
        if room.0.min(room.1) > 1.0 - LONGER {
            break;
        }
        let aim = ((room.0 + AIM).min(1.0), (room.1 + AIM).min(1.0));
        let after = at.products_after(&step, aim);
        let mut further = wanted.clone();
        for (wanted, (after, limits)) in [&mut further.0, &mut further.1]
            .into_iter()
            .zip([(&after.0, &standard.lower), (&after.1, &standard.upper)])
        {
            for ((wanted, after), limit) in wanted.iter_mut().zip(after).zip(limits) {
                if limit.is_finite() {
                    *wanted += back(*after, target);
                }
            }
        }
        let longer = at.step(standard, normal, standing, &further);
        let more = at.room(standard, &longer);
        if more.0 + more.1 < room.0 + room.1 + LONGER {
            break;
        }
        (step, room, wanted) = (longer, more, further);
    }
    (step, room)
}

/// What brings a product back to within a factor of the target.
fn back(product: f64, target: f64) -> f64 {
    let (least, most) = (target / FACTOR, target * FACTOR);
    if product < least {
        least - product
    } else if product > most {
        (most - product).max(-most)
    } else {
        0.0
    }
}

/// Mean over the limits that there are.
fn mean(standard: &Standard, products: &(Vec<f64>, Vec<f64>)) -> f64 {
    let (mut sum, mut count) = (0.0, 0_usize);
    for (limits, products) in [
        (&standard.lower, &products.0),
        (&standard.upper, &products.1),
    ] {
        for (limit, product) in limits.iter().zip(products) {
            if limit.is_finite() {
                sum += product;
                count += 1;
            }
        }
    }
    sum / count.max(1) as f64
}

/// True if the prices, as multipliers, leave no point to the model.
fn proves_infeasible(model: &LinearModel, standard: &Standard, prices: &[f64]) -> bool {
    let mut multipliers = standard.prices(model, prices);
    let size = largest(&multipliers);
    if size <= 0.0 {
        return false;
    }
    for multiplier in &mut multipliers {
        *multiplier /= size;
    }
    infeasibility_within_reach(model, &multipliers) < -PROOF
}

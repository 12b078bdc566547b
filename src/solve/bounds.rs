//! Bounds: what prices at hand prove.

use super::Phase;
use super::parameters::prices::{CLOSER_EFFORT, FALLING, NEAR_BOUND};
use super::prices::PriceSearch;
use super::run::Run;
use crate::certificate::{Evaluation, Prices, Proven, evaluate_until};

impl Run<'_> {
    /// The bound that the prices at hand prove, rounded to each of these denominators.
    pub(super) fn price_bound(&mut self, prices: &mut PriceSearch, denominators: &[i64]) {
        let setting = self.ground.setting();
        let mut best: Option<Proven> = None;
        for &denominator in denominators {
            if let Some(proven) = prices.proven(setting, denominator, &|| self.effort.is_urgent())
                && best
                    .as_ref()
                    .is_none_or(|best| proven.bound() < best.bound())
            {
                best = Some(proven);
            }
            if self.effort.is_urgent() {
                break;
            }
        }
        if self.known.best.is_none()
            && let Some((ray, evaluation)) = prices.ray(setting, &|| self.effort.is_urgent())
            && evaluation.proves_infeasible()
        {
            self.known.infeasible = Some(ray);
        }
        if let Some(proven) = best {
            let bound = proven.bound();
            let is_falling = self.is_falling(prices.reached, bound);
            prices.reached = Some(prices.reached.map_or(bound, |reached| reached.min(bound)));
            self.effort.work += self.ground.pass();
            match is_falling {
                true => self.known.offer_certified(proven),
                false => self.offer_bound(proven),
            }
        }
        let (iterations, reached) = (prices.iterations, prices.reached);
        crate::trace::debug!(
            iterations,
            reached,
            bound = self.known.proven(),
            value = self.known.value(),
            "prices"
        );
        self.tell(Phase::Prices);
    }

    /// True if prices still fall by more than a closer look is worth, and more than that is open.
    fn is_falling(&self, before: Option<i64>, bound: i64) -> bool {
        let least = (bound / FALLING).abs();
        let falls = before.is_none_or(|before| before.saturating_sub(bound) > least);
        let is_open = |value: i64| bound.saturating_sub(value) > least;
        falls && self.known.value().is_none_or(is_open)
    }

    /// What prices prove, unless the clock or a cancel comes first.
    pub(super) fn evaluate(&self, prices: &Prices) -> Evaluation {
        let ground = &self.ground;
        evaluate_until(
            &ground.formulation,
            &ground.pathways,
            ground.activities,
            prices,
            &|| self.effort.is_urgent(),
        )
    }

    /// The same for prices that are to prove a bound.
    pub(super) fn prove(&self, prices: Prices) -> Option<Proven> {
        let ground = &self.ground;
        Proven::of(
            &ground.formulation,
            &ground.pathways,
            ground.activities,
            prices,
            &|| self.effort.is_urgent(),
        )
    }

    /// Keeps prices if they prove more than what is known; where diagrams are relaxed, a closer look at each doctor may prove still more.
    pub(super) fn offer_bound(&mut self, proven: Proven) {
        let before = self.known.proven();
        let bound = proven.bound();
        let closer = Prices {
            effort: CLOSER_EFFORT,
            ..proven.prices().clone()
        };
        let has_cuts = proven.has_cuts();
        self.known.offer_certified(proven);
        if has_cuts {
            return;
        }
        // A closer look is worth its time only near the best bound: by what relaxed diagrams may be too high.
        let is_near = before.is_none_or(|before| bound - before <= (before / NEAR_BOUND).abs());
        if self.effort.statistics.relaxed_diagrams == 0 || !is_near || self.effort.is_urgent() {
            return;
        }
        if let Some(closer) = self.prove(closer) {
            self.known.offer_certified(closer);
        }
    }
}

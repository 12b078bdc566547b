//! Bounds: what prices at hand prove.

use super::Phase;
use super::parameters::prices::{CLOSER_EFFORT, NEAR_BOUND};
use super::prices::PriceSearch;
use super::run::Run;
use crate::certificate::{Evaluation, Prices, evaluate_until};

impl Run<'_> {
    /// The bound that the prices at hand prove, rounded to each of these denominators.
    pub(super) fn price_bound(&mut self, prices: &mut PriceSearch, denominators: &[i64]) {
        let setting = self.ground.setting();
        let mut best: Option<(i64, Prices)> = None;
        for &denominator in denominators {
            if let Some((rounded, evaluation)) =
                prices.evaluate(setting, denominator, &|| self.effort.is_urgent())
                && let Some(bound) = evaluation.bound()
                && best.as_ref().is_none_or(|best| bound < best.0)
            {
                best = Some((bound, rounded));
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
        if let Some((bound, rounded)) = best {
            prices.reached = Some(prices.reached.map_or(bound, |reached| reached.min(bound)));
            self.effort.work += self.ground.pass();
            self.offer_bound(bound, rounded);
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

    /// Keeps prices if they prove more than what is known; where diagrams are relaxed, a closer look at each doctor may prove still more.
    pub(super) fn offer_bound(&mut self, bound: i64, mut prices: Prices) {
        let before = self.known.proven();
        self.known.offer_certified(bound, prices.clone());
        // A closer look is worth its time only near the best bound: by what relaxed diagrams may be too high.
        let is_near = before.is_none_or(|before| bound - before <= (before / NEAR_BOUND).abs());
        if self.effort.statistics.relaxed_diagrams == 0 || !is_near || self.effort.is_urgent() {
            return;
        }
        prices.effort = CLOSER_EFFORT;
        if let Some(closer) = self.evaluate(&prices).bound() {
            self.known.offer_certified(closer, prices);
        }
    }
}

//! Bounds: what smoothed prices prove as they cool, and a closer look where little is left open.

use super::Phase;
use super::prices::{PriceSearch, Setting};
use super::run::Run;
use crate::certificate::{Evaluation, Prices, evaluate_until};

/// Price steps at one temperature.
pub(super) const STAGE: usize = 40;
/// Fewest price steps at a temperature above those at which bounds are sought, and what is left of the drive when it is enough of them.
const LEAST_STEPS: usize = 6;
const SETTLED: f64 = 0.05;
/// Denominators that prices are rounded to: optimal ones are often simple fractions.
pub(super) const DENOMINATORS: [i64; 7] = [1_000, 1, 2, 3, 4, 6, 12];
/// Partial paths taken up for each doctor whose diagram is relaxed, in a proof.
const EFFORT: usize = 3_000;

impl Run<'_> {
    /// One temperature of the prices, in so many steps, then the bound they prove. `warm`: prices are only to come near, so that fewer steps and
    /// denominators may do.
    pub(super) fn price_stage(&mut self, prices: &mut PriceSearch, tau: f64, (steps, warm): (usize, bool)) {
        let _span = tracing::info_span!("prices", tau).entered();
        let setting = Setting { formulation: &self.formulation, pathways: &self.pathways, activities: self.problem.activities().len() };
        if self.formulation.rows.is_empty() && self.statistics.relaxed_diagrams == 0 {
            return;
        }
        prices.restart();
        let mut most = 0.0_f64;
        for step in 1..=steps {
            prices.step(setting, tau);
            self.work += self.pathways.len() as u64;
            most = most.max(prices.drive);
            if self.limits.is_urgent() || (warm && step >= LEAST_STEPS && prices.drive <= most * SETTLED) {
                break;
            }
        }
        self.statistics.price_iterations = prices.iterations;
        self.price_bound(prices, if warm { &DENOMINATORS[..1] } else { &DENOMINATORS });
    }

    /// The bound that the prices at hand prove, rounded to each of these denominators.
    pub(super) fn price_bound(&mut self, prices: &mut PriceSearch, denominators: &[i64]) {
        let setting = Setting { formulation: &self.formulation, pathways: &self.pathways, activities: self.problem.activities().len() };
        let mut best: Option<(i64, Prices)> = None;
        for &denominator in denominators {
            if let Some((rounded, evaluation)) = prices.evaluate(setting, denominator, &|| self.limits.is_urgent())
                && let Some(bound) = evaluation.bound()
                && best.as_ref().is_none_or(|best| bound < best.0)
            {
                best = Some((bound, rounded));
            }
            if self.limits.is_urgent() {
                break;
            }
        }
        if self.best.is_none()
            && let Some((ray, evaluation)) = prices.ray(setting, &|| self.limits.is_urgent())
            && evaluation.proves_infeasible()
        {
            self.infeasible = Some(ray);
        }
        if let Some((bound, rounded)) = best {
            prices.reached = Some(prices.reached.map_or(bound, |reached| reached.min(bound)));
            self.work += self.pathways.len() as u64;
            self.offer_bound(bound, rounded);
        }
        tracing::debug!(iterations = prices.iterations, reached = prices.reached, bound = self.proven(), value = self.value(), "prices");
        self.tell(Phase::Prices);
    }

    /// Where everybody nearly gets the best there is, a closer look at what that best is may close the gap.
    pub(super) fn look_closer(&mut self) {
        let (Some(value), Some(bound)) = (self.value(), self.proven()) else { return };
        let near = bound - value <= (bound / 200).abs();
        // A part's rows are not those of the problem.
        let is_part = self.pathways.len() < self.problem.doctors().len();
        if is_part
            || !near
            || !self.formulation.can_refine()
            || self.bound.as_ref().is_none_or(|best| best.1.rows.iter().any(|price| *price != 0))
        {
            return;
        }
        let effort = self.formulation.score_effort.saturating_mul(8);
        let Some(refined) = self.formulation.refined(self.problem, &self.pathways, effort, &|| self.limits.is_urgent()) else { return };
        self.formulation = refined;
        self.work += self.pathways.len() as u64;
        let prices = Prices::zero(&self.formulation, &self.pathways, 1);
        if let Some(bound) = self.evaluate(&prices).bound()
            && self.bound.as_ref().is_none_or(|best| bound < best.0)
        {
            self.bound = Some((bound, prices));
        }
    }

    /// What prices prove, unless the clock or a cancel comes first.
    pub(super) fn evaluate(&self, prices: &Prices) -> Evaluation {
        evaluate_until(&self.formulation, &self.pathways, self.problem.activities().len(), prices, &|| self.limits.is_urgent())
    }

    /// Keeps prices if they prove more; where diagrams are relaxed a closer look at each doctor may prove more still.
    pub(super) fn offer_bound(&mut self, bound: i64, mut prices: Prices) {
        let before = self.proven();
        if self.bound.as_ref().is_none_or(|best| bound < best.0) {
            self.bound = Some((bound, prices.clone()));
        }
        // As much as a doctor's diagram may miss is worth a look only near the best bound.
        let near = before.is_none_or(|before| bound - before <= (before / 50).abs());
        if self.statistics.relaxed_diagrams == 0 || !near || self.limits.is_urgent() {
            return;
        }
        prices.effort = EFFORT;
        if let Some(closer) = self.evaluate(&prices).bound()
            && self.bound.as_ref().is_none_or(|best| closer < best.0)
        {
            self.bound = Some((closer, prices));
        }
    }
}

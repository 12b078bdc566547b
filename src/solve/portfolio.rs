//! Prices and search side by side, sharing prices, incumbents and bounds.

use super::bounds::STAGE;
use super::cycle::{Cycle, Recipes};
use super::limits::Pace;
use super::parts::Parts;
use super::prices::{PriceSearch, Setting};
use super::run::Run;
use super::search::{Search, unit_of_value};
use super::{Engine, Phase, Termination};
use crate::diagram::Weights;
use crate::formulation::Formulation;
use rayon::prelude::*;

/// Chains of the search; fixed, so that the result does not depend on the number of threads.
const CHAINS: usize = 2;
/// Sweeps of an annealing cycle between stages of the prices, and most of one afterwards.
pub(super) const SHORT: usize = 16;
const LONGEST: usize = 2_000;
/// Sweeps that look for any schedule, for each sweep of a walk that anneals.
const BREAKING_OUT: usize = 2;
/// Variations of pathways that count as one re-pathing: about what they cost.
pub(super) const VARIATIONS_OF_ONE: u64 = 8;
/// Factor between temperatures.
const COOLING: f64 = 0.6;
/// The coldest one, and the one from which stalled prices are taken up again, in units of value.
const COLDEST: f64 = 0.004;
const TAKEN_UP: f64 = 0.06;
/// Rounds of search before that, at most.
const FIRST_REST: u64 = 6;
/// Rounds of search that brought nothing before column generation takes turns.
const ROUNDS_BEFORE_COLUMNS: u32 = 2;
/// Rounds of search that brought nothing before the flow programme is tried.
const ROUNDS_BEFORE_FLOW: u32 = 3;

/// When prices that have stalled are taken up again, while the gap is open.
#[derive(Debug)]
struct PricesRest {
    /// Round of the search in which they are, once there is one.
    next: Option<u64>,
    tau: f64,
    steps: usize,
    rounds: u64,
}

impl Default for PricesRest {
    fn default() -> Self {
        Self { next: None, tau: 0.0, steps: STAGE, rounds: FIRST_REST }
    }
}

impl PricesRest {
    fn is_over(&mut self, round: u64) -> bool {
        let rounds = self.rounds;
        *self.next.get_or_insert_with(|| round + rounds) <= round
    }
    /// The temperature of the next stage: down from where bounds are found to the coldest, then from there again, with more steps.
    fn take_up(&mut self, unit: f64) {
        self.tau *= COOLING;
        if self.tau < unit * COLDEST {
            self.tau = unit * TAKEN_UP;
            self.steps *= 2;
        }
    }
    /// What brought nothing rests longer.
    fn judge(&mut self, round: u64, gained: bool) {
        self.rounds = if gained { 1 } else { (self.rounds + 1).min(FIRST_REST) };
        self.next = Some(round + self.rounds);
    }
}

/// What a unit of a soft row weighs: the upper quartile of all, so that neither many small ones nor a few huge ones decide; 0 if there is none.
fn weight_of_rows(formulation: &Formulation) -> f64 {
    let mut weights: Vec<i64> = formulation.rows.iter().filter_map(|row| row.weight).filter(|weight| *weight > 0).collect();
    weights.sort_unstable();
    weights.get(weights.len() * 3 / 4).map_or(0.0, |weight| f64::of(*weight))
}

impl Run<'_> {
    /// Prices and search until a limit.
    pub(super) fn search(&mut self) -> Termination {
        let setting = Setting { formulation: &self.formulation, pathways: &self.pathways, activities: self.problem.activities().len() };
        let unit = unit_of_value(setting);
        let mut prices = PriceSearch::new(setting);
        // What rows weigh is as much a matter of prices as what doctors are worth.
        let mut tau = unit.max(weight_of_rows(&self.formulation)) * 0.3;
        let warmest = unit * 0.3;
        if let Some(certificate) = &self.limits.options.warm_prices {
            // Prices of a similar problem are near already: a warm start would only lose them.
            prices.prices = certificate.row_prices(self.problem, &self.formulation);
            tau = warmest * COOLING.powi(5);
        }
        if let Some((bound, known)) = self.bound.as_ref().filter(|_| self.has_prices()) {
            // A component that had a turn before.
            prices.take_over(*bound, known);
            tau = warmest * COOLING.powi(5);
        }
        if let Some(done) = self.start_warm(&mut prices, unit) {
            return done;
        }
        let mut chains = self.chains(unit);
        let mut recipes = Recipes::default();
        let mut parts = Parts::new(self.setting(), CHAINS);
        let mut long = 2 * SHORT;
        let coldest = unit * COLDEST;
        // Who starts from a schedule walks near it first.
        let mut round = if self.best.is_some() && self.limits.options.warm_start.is_some() { 2_u64 } else { 0 };
        let mut stages_without_gain = 0;
        let mut rounds_without_gain = 0;
        let mut pace = Pace::default();
        let mut value_of_pass = None;
        let mut prices_rest = PricesRest::default();
        let mut compact_tried = false;
        loop {
            if let Some(done) = self.is_done() {
                return done;
            }
            if let Some(reason) = self.limits.reason(self.work) {
                return reason;
            }
            if round == 0 {
                // What costs nothing to have needs no prices.
                self.search_round(&mut chains, &prices, (unit, &mut recipes), round, SHORT);
                round += 1;
                // What does not fit by counting is not searched for.
                if self.best.is_none() && self.counts_infeasible() {
                    return Termination::Infeasible;
                }
                if let Err(done) = self.compact_turn(&mut prices, &mut chains, (unit, true)) {
                    return done;
                }
                if self.has_prices() {
                    // These prices are near already, too.
                    tau = warmest * COOLING.powi(5);
                }
                continue;
            }
            self.look_closer();
            if self.is_done().is_some() {
                continue;
            }
            let alone = self.limits.options.engine == Engine::Compact;
            let pricing = tau >= coldest && stages_without_gain < 4 && !alone;
            // What prices and search have not closed by now the compact programme may, where diagrams do not know all or there is no schedule.
            let is_open = alone || self.best.is_none() || self.statistics.relaxed_diagrams > 0;
            if !pricing && is_open && !std::mem::replace(&mut compact_tried, true) {
                if let Err(done) = self.compact_turn(&mut prices, &mut chains, (unit, false)) {
                    return done;
                }
                if alone {
                    return self.is_done().or(self.limits.reason(self.work)).unwrap_or(Termination::Exhausted);
                }
                continue;
            }
            if pricing {
                let before = prices.reached;
                self.price_stage(&mut prices, tau, (STAGE, tau > warmest));
                if self.infeasible.is_some() {
                    return Termination::Infeasible;
                }
                tau *= COOLING;
                let gained = match (before, prices.reached) {
                    (Some(before), Some(after)) => before - after > (before / 100_000).abs(),
                    (None, Some(_)) => true,
                    _ => false,
                };
                stages_without_gain = if gained || tau >= warmest { 0 } else { stages_without_gain + 1 };
                if self.is_done().is_some() {
                    continue;
                }
            }
            if !pricing && prices_rest.is_over(round) {
                let before = prices.reached;
                prices_rest.take_up(unit);
                self.price_stage(&mut prices, prices_rest.tau, (prices_rest.steps, false));
                prices_rest.judge(round, before > prices.reached);
                if self.infeasible.is_some() {
                    return Termination::Infeasible;
                }
                if self.is_done().is_some() {
                    continue;
                }
            }
            // While the search gains by itself, it keeps the time.
            let search_is_stuck = rounds_without_gain >= ROUNDS_BEFORE_COLUMNS || self.limits.options.engine == Engine::ColumnGeneration;
            if !pricing
                && (search_is_stuck || self.stock.is_some())
                && self.generates_columns()
                && let Some(done) = self.generate_columns(&mut prices, &mut chains, unit)
            {
                return done;
            }
            if self.is_done().is_some() {
                continue;
            }
            let before = self.value();
            let sweeps = if pricing { SHORT } else { pace.fitting(long, &self.limits, self.work) };
            let begun = (self.limits.elapsed(), self.work);
            let in_parts = !pricing && !parts.is_empty() && self.best.is_some();
            if in_parts {
                self.part_round(&mut chains, &prices, (unit, &mut recipes, &mut parts), sweeps);
            } else {
                self.search_round(&mut chains, &prices, (unit, &mut recipes), round, sweeps);
            }
            pace = Pace::of(sweeps, self.limits.elapsed() - begun.0, self.work - begun.1);
            round += 1;
            if in_parts {
                // A part that gains nothing says little about the others.
                if parts.all_had_a_turn() {
                    long = (long * 2).min(LONGEST);
                    rounds_without_gain = if self.value() > value_of_pass { 0 } else { rounds_without_gain + 1 };
                    value_of_pass = self.value();
                }
                continue;
            }
            if !pricing && self.value() == before && round.is_multiple_of(2) {
                long = (long * 2).min(LONGEST);
            }
            rounds_without_gain = if pricing || self.value() != before { 0 } else { rounds_without_gain + 1 };
            if rounds_without_gain == ROUNDS_BEFORE_FLOW
                && self.limits.options.engine == Engine::Portfolio
                && self.is_done().is_none()
                && let Some(done) = self.close_with_flow()
            {
                return done;
            }
        }
    }

    /// True if prices other than none prove the bound.
    pub(super) fn has_prices(&self) -> bool {
        self.bound.as_ref().is_some_and(|bound| bound.1.rows.iter().any(|price| *price != 0))
    }

    /// The compact programme's turn; the search goes on from what it found.
    fn compact_turn(&mut self, prices: &mut PriceSearch, chains: &mut [Search], (unit, early): (f64, bool)) -> Result<(), Termination> {
        if let Some(labels) = self.compact(prices, unit, early)? {
            self.polish(chains, prices, unit, &labels);
        }
        Ok(())
    }

    /// One chain without any schedule yet.
    pub(super) fn chain(&self, number: u64, unit: f64) -> Search {
        Search::new(self.setting(), self.limits.options.seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(number), unit)
    }

    /// The chains of the search: from everybody's best, or from the schedule that the options give, mended if that was possible; else doctors
    /// whose pathway there is no longer allowed are left for the search to place.
    pub(super) fn chains(&mut self, unit: f64) -> Vec<Search> {
        let setting = Setting { formulation: &self.formulation, pathways: &self.pathways, activities: self.problem.activities().len() };
        let mut chains: Vec<Search> = (0..CHAINS as u64).map(|number| self.chain(number, unit)).collect();
        for chain in &mut chains {
            match (&self.limits.options.warm_start, &self.best) {
                (None, _) => chain.place_best(setting),
                (Some(_), Some(best)) => chain.restore(setting, best),
                (Some(_), None) => self.place_warm(chain),
            }
        }
        let limits = &self.limits;
        chains.par_iter_mut().for_each(|chain| chain.settle(setting, &|| limits.is_urgent()));
        self.take_best(&chains);
        chains
    }

    /// Keeps the best schedule of all chains.
    pub(super) fn take_best(&mut self, chains: &[Search]) {
        for best in chains.iter().filter_map(|chain| chain.best.as_ref()) {
            if self.best.as_ref().is_none_or(|known| known.value < best.value) {
                self.best = Some(best.clone());
            }
        }
        for nearest in chains.iter().filter_map(|chain| chain.nearest.as_ref()) {
            if self.nearest.as_ref().is_none_or(|known| nearest.violation < known.violation) {
                self.nearest = Some(nearest.clone());
            }
        }
    }

    /// One round of all chains.
    pub(super) fn search_round(
        &mut self,
        chains: &mut [Search],
        prices: &PriceSearch,
        (unit, recipes): (f64, &mut Recipes),
        round: u64,
        sweeps: usize,
    ) {
        let _span = tracing::info_span!("search", round).entered();
        let setting = Setting { formulation: &self.formulation, pathways: &self.pathways, activities: self.problem.activities().len() };
        let limits = &self.limits;
        let work = |chains: &[Search]| chains.iter().map(|chain| chain.repathings + chain.variations / VARIATIONS_OF_ONE).sum::<u64>();
        let before = work(chains);
        let target = self.best.clone();
        let can_vary = self.statistics.relaxed_diagrams > 0;
        let cycles: Vec<Cycle> = (0..chains.len() as u64).map(|chain| recipes.cycle(round, chain, sweeps, can_vary)).collect();
        let reached: Vec<Option<i64>> = chains
            .par_iter_mut()
            .zip(&cycles)
            .enumerate()
            .map(|(number, (chain, cycle))| {
                if let Some(best) = &target
                    && chain.best.as_ref().is_none_or(|own| own.value < best.value)
                {
                    chain.adopt(best);
                }
                // While there is no schedule, one chain looks for any.
                if target.is_none() && number == 1 {
                    chain.varies = cycle.varies();
                    chain.break_out(setting, BREAKING_OUT * cycle.sweeps(), &|| limits.is_urgent());
                    return chain.reached;
                }
                cycle.run(chain, setting, prices, unit, &|| limits.is_urgent())
            })
            .collect();
        for (cycle, reached) in cycles.iter().zip(reached) {
            recipes.judge(cycle, reached);
        }
        let after = work(chains);
        self.work += after - before;
        self.statistics.repathings = after;
        self.take_best(chains);
        tracing::debug!(repathings = self.statistics.repathings, bound = self.proven(), value = self.value(), "search");
        self.tell(Phase::Search);
    }
}

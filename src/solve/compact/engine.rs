//! The programme's part in a solve.

use super::super::lp::LpOptions;
use super::super::prices::PriceSearch;
use super::super::run::Run;
use super::super::search::Search;
use super::super::{Engine, Phase, Termination};
use super::CompactModel;
use super::relax::Relaxed;
use super::round::Budget;
use crate::error::Result;
use std::time::{Duration, Instant};

/// Most columns; with a work limit and no time limit, where the programme runs to its end, which must not be far away.
const MOST_COLUMNS: usize = 150_000;
const MOST_COLUMNS_WITHOUT_CLOCK: usize = 4_000;
/// Longest run where there is no limit.
const UNLIMITED: Duration = Duration::from_secs(60);
/// Iterations of an interior point method, for the meter.
const ITERATIONS: u64 = 25;
/// Work of the search is about so many coefficients looked at.
const COEFFICIENTS: u64 = 10_000;

impl Run<'_> {
    /// Bound, prices and a schedule by the compact programme, within a third of the time left, or with all of it if it is the engine asked for.
    /// `prices` become those of the programme.
    ///
    /// Some termination if that ends the solve.
    pub(in crate::solve) fn compact(&mut self, prices: &mut PriceSearch, chains: &mut [Search], unit: f64) -> Option<Termination> {
        let _span = tracing::info_span!("compact").entered();
        let options = self.limits.options;
        let alone = options.engine == Engine::Compact;
        let budget = match (self.limits.remaining(), options.work_limit) {
            (_, Some(_)) if !alone => None,
            (Some(remaining), _) => Some(if alone { remaining } else { remaining / 3 }),
            (None, Some(_)) => None,
            (None, None) => Some(UNLIMITED),
        };
        let most = if budget.is_none() { MOST_COLUMNS_WITHOUT_CLOCK } else { MOST_COLUMNS };
        let compact = CompactModel::build(self.setting(), self.problem, most)?;
        let size = (compact.model.nonzeros() + compact.model.columns().len()) as u64;
        self.work += 1 + size * ITERATIONS / COEFFICIENTS;
        self.statistics.compact_columns = compact.model.columns().len();
        self.limits.tell(Phase::Compact, self.value(), self.proven());
        let until = budget.map(|budget| Instant::now() + budget);
        match self.run_compact(&compact, (prices, chains, unit), until) {
            Ok(termination) => termination,
            Err(error) => {
                tracing::warn!(%error, "the compact programme failed");
                None
            }
        }
    }

    fn run_compact(
        &mut self,
        compact: &CompactModel,
        (prices, chains, unit): (&mut PriceSearch, &mut [Search], f64),
        until: Option<Instant>,
    ) -> Result<Option<Termination>> {
        let options = self.limits.options;
        let left = || until.map(|until| until.saturating_duration_since(Instant::now()));
        let lp = LpOptions { seed: options.seed, cancel: Some(&options.cancel), time_limit: left(), ..LpOptions::default() };
        match compact.relax(self.setting(), &lp)? {
            Relaxed::Optimum { value, exact, proven } => {
                self.statistics.compact_relaxation = Some(value);
                prices.prices = exact;
                if let Some((bound, proof)) = proven {
                    self.offer_bound(bound, proof);
                    prices.reached = Some(prices.reached.map_or(bound, |reached| reached.min(bound)));
                }
            }
            Relaxed::Infeasible(ray) if self.best.is_none() => {
                self.infeasible = Some(ray);
                return Ok(Some(Termination::Infeasible));
            }
            Relaxed::Infeasible(_) | Relaxed::Nothing => return Ok(None),
        }
        self.limits.tell(Phase::Compact, self.value(), self.proven());
        if let Some(done) = self.is_done() {
            return Ok(Some(done));
        }
        let lp = LpOptions { time_limit: left(), ..lp };
        let Some(point) = compact.perturbed(&compact.model, (unit * 0.01, options.seed), &lp)? else { return Ok(None) };
        let budget = Budget { until, unit, seed: options.seed };
        let found = compact.round(self.setting(), &point, budget, &lp)?;
        if let Some(found) = found {
            tracing::debug!(value = found.value, "rounded to a schedule");
            let better = self.value().is_none_or(|value| value < found.value);
            self.take(Some(found));
            if better {
                for chain in chains.iter_mut() {
                    if let Some(best) = &self.best {
                        chain.adopt(best);
                    }
                }
            }
        } else if let Some(labels) = compact.nearest(self.setting(), &point) {
            self.polish(chains, prices, unit, &labels);
        }
        self.limits.tell(Phase::Compact, self.value(), self.proven());
        Ok(self.is_done())
    }
}

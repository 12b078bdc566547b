//! The programme's part in a solve.

use super::super::lp::LpOptions;
use super::super::prices::PriceSearch;
use super::super::run::Run;
use super::super::{Engine, Phase, Termination};
use super::CompactModel;
use super::relax::Relaxed;
use super::round::{Budget, Rounded};
use crate::ids::DoctorId;
use std::time::{Duration, Instant};

/// Most columns; with a work limit and no time limit, where the programme runs to its end, which must not be far away.
const MOST_COLUMNS: usize = 150_000;
const MOST_COLUMNS_WITHOUT_CLOCK: usize = 4_000;
/// Arcs of all doctors from which on a programme with few columns comes before the prices, and arcs for each column that are many.
const LARGE: usize = 400_000;
const ARCS_OF_COLUMN: usize = 32;
/// Longest run where there is no limit.
const UNLIMITED: Duration = Duration::from_secs(60);
/// Iterations of an interior point method, for the meter.
const ITERATIONS: u64 = 25;
/// Work of the search is about so many coefficients looked at.
const COEFFICIENTS: u64 = 10_000;

/// Paths of all doctors to search from.
type Guide = Vec<Vec<u32>>;

impl Run<'_> {
    /// Bound, prices and a schedule by the compact programme, within a fourth of the time left, or with all of it if it is the engine asked for. `early`:
    /// before the prices, within half of the time, and only where passes over the diagrams cost far more than the programme.
    /// `prices` become those of the programme. Where rounding finds no schedule, paths that are near one are returned.
    ///
    /// # Errors
    /// The termination, if that ends the solve.
    pub(in crate::solve) fn compact(&mut self, prices: &mut PriceSearch, unit: f64, early: bool) -> Result<Option<Guide>, Termination> {
        let options = self.limits.options;
        let alone = options.engine == Engine::Compact;
        let from_scratch = options.warm_start.is_none() && options.warm_prices.is_none();
        let is_wanted = alone || (options.engine == Engine::Portfolio && from_scratch && self.is_done().is_none());
        if !is_wanted {
            return Ok(None);
        }
        let arcs: usize = (0..self.pathways.len()).map(|doctor| self.pathways.class(DoctorId::new(doctor)).diagram.arc_count()).sum();
        if early && (arcs < LARGE || self.has_prices()) {
            return Ok(None);
        }
        let _span = tracing::info_span!("compact").entered();
        // With a work limit alone nothing may depend on the clock.
        let budget = match (self.limits.remaining(), options.work_limit) {
            (Some(remaining), _) => Some(if alone { remaining } else { remaining / if early { 2 } else { 4 } }),
            (None, Some(_)) => None,
            (None, None) => Some(UNLIMITED),
        };
        let most = if budget.is_none() { MOST_COLUMNS_WITHOUT_CLOCK } else { MOST_COLUMNS };
        let Some(compact) = CompactModel::build(self.setting(), self.problem, most) else { return Ok(None) };
        if early && compact.model.columns().len().saturating_mul(ARCS_OF_COLUMN) > arcs {
            return Ok(None);
        }
        let size = (compact.model.nonzeros() + compact.model.columns().len()) as u64;
        self.work += 1 + size * ITERATIONS / COEFFICIENTS;
        self.statistics.compact_columns = compact.model.columns().len();
        self.tell(Phase::Compact);
        let until = budget.map(|budget| Instant::now() + budget);
        let ended = self.run_compact(&compact, (prices, unit), until);
        self.tell(Phase::Compact);
        match ended {
            Ok(Some(Ended::Infeasible)) => Err(Termination::Infeasible),
            Ok(Some(Ended::Near(guide))) => Ok(Some(guide)),
            Ok(None) => self.is_done().map_or(Ok(None), Err),
            Err(error) => {
                tracing::warn!(%error, "the compact programme failed");
                Ok(None)
            }
        }
    }

    fn run_compact(
        &mut self,
        compact: &CompactModel,
        (prices, unit): (&mut PriceSearch, f64),
        until: Option<Instant>,
    ) -> crate::error::Result<Option<Ended>> {
        let options = self.limits.options;
        let left = || until.map(|until| until.saturating_duration_since(Instant::now()));
        let lp = LpOptions { seed: options.seed, cancel: Some(&options.cancel), time_limit: left(), ..LpOptions::default() };
        match compact.relax(self.setting(), &lp)? {
            Relaxed::Optimum { value, exact, proven } => {
                self.statistics.compact_relaxation = Some(value);
                if let Some((bound, proof)) = proven {
                    self.offer_bound(bound, proof);
                    // Smoothed prices that prove more stay.
                    if prices.reached.is_none_or(|reached| bound < reached) {
                        prices.prices = exact;
                        prices.reached = Some(bound);
                    }
                }
            }
            Relaxed::Infeasible(ray) if self.best.is_none() => {
                self.infeasible = Some(ray);
                return Ok(Some(Ended::Infeasible));
            }
            Relaxed::Infeasible(_) | Relaxed::Nothing => return Ok(None),
        }
        if self.is_done().is_some() {
            return Ok(None);
        }
        let lp = LpOptions { time_limit: left(), ..lp };
        let budget = Budget { bound: self.proven(), until, unit, seed: options.seed };
        match compact.round(self.setting(), budget, &lp)? {
            Rounded::Schedule(found) => self.take(Some(found)),
            Rounded::Point(point) => return Ok(compact.nearest(self.setting(), &point).map(Ended::Near)),
            Rounded::Nothing => {}
        }
        Ok(None)
    }
}

/// What came of the programme besides bound and schedule.
enum Ended {
    /// There is no schedule, as prices prove.
    Infeasible,
    /// Paths to search from.
    Near(Guide),
}

//! Column generation's part in a solve.

use super::super::lp::{Backend, default_backend};
use super::super::prices::{PriceSearch, Setting};
use super::super::run::Run;
use super::super::search::Search;
use super::super::{Engine, Phase, Termination};
use super::generate::{Ended, Generator, MOST_NONZEROS};
use super::meter::Meter;
use super::pool::Pool;
use super::recover::Recovered;
use super::stock::Stock;
use crate::error::Result;

/// Columns drawn for each doctor at each temperature, and the temperatures in units of value.
const DRAWN: usize = 6;
const TEMPERATURES: [f64; 2] = [0.02, 0.1];
/// A programme with room for fewer columns of each doctor says little.
const FEWEST_COLUMNS: usize = 5;
/// Rounds of generating columns for the whole problem in one turn.
const ROUNDS: usize = 25;
/// How far prices of the programme may go from the smoothed ones at first, in units of value.
pub(super) const WIDTH: f64 = 0.02;
/// Least work for which column generation is tried beside the search.
pub(super) const LEAST_WORK: u64 = 20_000;

impl Run<'_> {
    /// True if column generation takes turns in this solve. Beside the search it leaves relaxed diagrams alone: there a column costs a beam.
    pub(in crate::solve) fn generates_columns(&self) -> bool {
        match self.limits.options.engine {
            Engine::ColumnGeneration => true,
            Engine::Portfolio => self.statistics.relaxed_diagrams == 0,
            Engine::Flow | Engine::LocalSearch | Engine::Compact => false,
        }
    }

    /// Column generation's turn, once prices have cooled. At first it polishes the prices, dives for a schedule, and branches if little is left
    /// open; after that each turn looks at some neighbourhoods of the best schedule. As part of the portfolio it spends no more than what was
    /// spent before.
    ///
    /// `None` if that did not end the solve.
    pub(in crate::solve) fn generate_columns(&mut self, prices: &mut PriceSearch, chains: &mut [Search], unit: f64) -> Option<Termination> {
        let _span = tracing::info_span!("columns").entered();
        let backend = default_backend();
        let alone = self.limits.options.engine == Engine::ColumnGeneration;
        let again = alone && self.stock.as_ref().is_some_and(|stock| !stock.is_final || self.work > 2 * self.work_at_branching);
        let is_first = self.stock.is_none();
        let mut turn = Ok(None);
        if is_first || again {
            turn = self.generate(backend.as_ref(), prices, chains, unit);
        }
        if !is_first && matches!(turn, Ok(None)) && self.is_done().is_none() {
            turn = self.neighbourhoods(backend.as_ref(), prices, unit).map(|()| None);
        }
        match turn {
            Ok(termination) => termination,
            Err(error) => {
                tracing::warn!(%error, "column generation failed");
                // Not again: neighbourhoods alone may do.
                let setting =
                    Setting { formulation: &self.formulation, pathways: &self.pathways, activities: self.problem.activities().len() };
                self.stock.get_or_insert_with(|| Stock::new(setting, prices.prices.clone())).is_final = true;
                None
            }
        }
    }

    fn generate(
        &mut self,
        backend: &dyn Backend,
        prices: &mut PriceSearch,
        chains: &mut [Search],
        unit: f64,
    ) -> Result<Option<Termination>> {
        self.tell(Phase::Columns);
        let setting = Setting { formulation: &self.formulation, pathways: &self.pathways, activities: self.problem.activities().len() };
        let known = self.stock.take();
        let is_first = known.is_none();
        let mut stock = known.unwrap_or_else(|| Stock::new(setting, prices.prices.clone()));
        if let Some(best) = &self.best {
            stock.add_schedule(setting, &best.labels);
        }
        for chain in chains.iter().filter(|chain| chain.unplaced == 0) {
            stock.add_schedule(setting, &chain.labels);
        }
        let most = self.work.max(LEAST_WORK);
        let width = if is_first { Some(WIDTH * unit) } else { stock.width };
        let mut generator = Generator {
            setting,
            private: &prices.private,
            backend,
            meter: Meter { limits: &self.limits, before: self.work, spent: 0, most },
            is_feasible: self.best.is_some(),
            width,
            pins: None,
            stock,
            best: None,
            goal: self.best.as_ref().map(|best| best.value),
        };
        let whole = generator.stock.whole(setting);
        if is_first {
            if generator.stock.pool.columns.is_empty() {
                generator.draw(&whole, &prices.prices, &[], 0, 0);
            }
            let stock = &mut generator.stock;
            let size: usize = stock.pool.columns.iter().map(|column| column.usage.len() + 1).sum();
            if size / stock.pool.columns.len().max(1) * FEWEST_COLUMNS * stock.kinship.groups.len() > MOST_NONZEROS {
                // Neighbourhoods have columns of their own.
                stock.pool = Pool::new(stock.kinship.groups.len());
                stock.working.clear();
                stock.is_final = true;
                self.work += generator.meter.spent;
                self.stock = Some(generator.stock);
                self.work_at_branching = u64::MAX / 4;
                return Ok(None);
            }
            generator.draw(&whole, &prices.prices, &TEMPERATURES.map(|tau| tau * unit), DRAWN, self.limits.options.seed);
            generator.stock.expect_rows(setting);
        }
        let ended = generator.run(&whole, ROUNDS)?;
        let mut found = Recovered::default();
        let best = generator.best.clone();
        let mut infeasible = None;
        let mut polished = None;
        tracing::debug!(
            columns = generator.stock.pool.columns.len(),
            rows = generator.stock.rows.iter().filter(|row| **row).count(),
            bound = best.as_ref().map(|best| best.0),
            value = self.value(),
            spent = generator.meter.spent,
            ended = match &ended {
                Ended::Optimal { .. } => "optimal",
                Ended::Infeasible(_) => "infeasible",
                Ended::Stopped => "stopped",
            },
            "master"
        );
        match ended {
            Ended::Infeasible(proof) => infeasible = proof,
            // A backend that does not get through will not do so later.
            Ended::Stopped => generator.stock.is_final = !generator.meter.is_over(),
            Ended::Optimal { prices: at, point, is_final } => {
                generator.stock.is_final = is_final;
                found = self.recover(&mut generator, &at, point)?;
                polished = Some(at.rows);
            }
        }
        generator.stock.width = generator.width;
        let (stock, spent) = (generator.stock, generator.meter.spent);
        let is_final = stock.is_final;
        self.work += spent;
        self.statistics.columns = stock.pool.columns.len();
        self.stock = Some(stock);
        if let Some(proof) = infeasible.filter(|_| self.best.is_none()) {
            self.infeasible = Some(proof);
            return Ok(Some(Termination::Infeasible));
        }
        if let Some((bound, proof)) = best {
            prices.reached = Some(prices.reached.map_or(bound, |reached| reached.min(bound)));
            self.offer_bound(bound, proof);
        }
        if let Some(polished) = polished.filter(|_| is_final) {
            prices.prices = polished;
        }
        self.take(found.better);
        if let Some(labels) = found.dived.filter(|_| self.is_done().is_none()) {
            self.polish(chains, prices, unit, &labels);
        }
        self.tell(Phase::Columns);
        if let Some(done) = self.is_done() {
            return Ok(Some(done));
        }
        // A tree is worth its while only from a root where no column is missing.
        if is_final { self.branch(backend, prices, unit) } else { Ok(None) }
    }
}

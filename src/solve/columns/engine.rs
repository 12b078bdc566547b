//! Column generation's part in a solve.

use super::super::lp::{Backend, default_backend};
use super::super::portfolio::{Cycle, Run, anneal};
use super::super::prices::{PriceSearch, Setting};
use super::super::rows::judge;
use super::super::search::{Incumbent, Search};
use super::super::{Engine, Phase, Termination};
use super::generate::{Ended, Generator, MOST_NONZEROS, Meter};
use super::master::MasterPrices;
use super::neighbourhood::{State, Tools};
use super::price::Pricing;
use super::stock::Stock;
use crate::error::Result;
use rayon::prelude::*;

/// Columns drawn for each doctor at each temperature, and the temperatures in units of value.
const DRAWN: usize = 6;
const TEMPERATURES: [f64; 2] = [0.02, 0.1];
/// A programme with room for fewer columns of each doctor says little.
const FEWEST_COLUMNS: usize = 5;
/// Rounds of generating columns for the whole problem in one turn.
const ROUNDS: usize = 25;
/// How far prices of the programme may go from the smoothed ones at first, in units of value.
const WIDTH: f64 = 0.02;
/// Least work for which column generation is tried beside the search.
const LEAST_WORK: u64 = 20_000;
/// Sweeps of the search after a dive.
const SWEEPS: usize = 12;
/// Neighbourhoods looked at side by side; fixed, so that the result does not depend on the number of threads.
const BATCH: usize = 8;
/// Doctors in a neighbourhood and the part of the horizon in which they may move, by turns.
const SIZES: [(usize, usize); 6] = [(3, 1), (12, 4), (5, 1), (24, 8), (8, 2), (16, 4)];
/// A window of fewer periods leaves nothing to choose.
const SHORTEST_WINDOW: usize = 4;
/// What neighbourhoods may spend in a turn, in sixteenths of what was spent since the last one: it doubles when they gain and halves when they do not.
const SIXTEENTHS: u64 = 16;
/// A gap that branching may close, relative to the bound.
const SMALL_GAP: i64 = 100;

/// What came of the columns at hand.
#[derive(Debug, Default)]
struct Recovered {
    /// A schedule that keeps the hard rules.
    better: Option<Incumbent>,
    /// Paths to search from.
    dived: Option<Vec<Vec<u32>>>,
}

impl Run<'_> {
    /// True if column generation takes turns in this solve. Beside the search it leaves relaxed diagrams alone: there a column costs a beam.
    pub(in crate::solve) fn generates_columns(&self) -> bool {
        match self.limits.options.engine {
            Engine::ColumnGeneration => true,
            Engine::Portfolio => self.statistics.relaxed_diagrams == 0,
            Engine::Flow | Engine::LocalSearch => false,
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
        self.limits.tell(Phase::Columns, self.value(), self.proven());
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
            generator.draw(&whole, &prices.prices, &TEMPERATURES.map(|tau| tau * unit), DRAWN, self.limits.options.seed);
            generator.stock.expect_rows(setting);
        }
        let each = generator.stock.pool.columns.iter().map(|column| column.usage.len() + 1).sum::<usize>()
            / generator.stock.pool.columns.len().max(1);
        if each * FEWEST_COLUMNS * generator.stock.kinship.groups.len() > MOST_NONZEROS {
            generator.stock.is_final = true;
            let (stock, spent) = (generator.stock, generator.meter.spent);
            self.stock = Some(stock);
            self.work += spent;
            self.work_at_branching = u64::MAX / 4;
            return Ok(None);
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
        if let Some(polished) = polished {
            prices.prices = polished;
        }
        self.take(found.better);
        if let Some(labels) = found.dived.filter(|_| self.is_done().is_none()) {
            self.polish(chains, prices, unit, &labels);
        }
        self.limits.tell(Phase::Columns, self.value(), self.proven());
        if let Some(done) = self.is_done() {
            return Ok(Some(done));
        }
        // A tree is worth its while only from a root where no column is missing.
        if is_final { self.branch(backend, prices, unit) } else { Ok(None) }
    }

    /// A better schedule from the columns at hand, if there is one, and the end of a dive, which may break rules.
    fn recover(&self, generator: &mut Generator<'_>, prices: &MasterPrices, point: Vec<(u32, f64)>) -> Result<Recovered> {
        let setting = generator.setting;
        let mut recovered = Recovered { better: generator.as_schedule(setting, &point), dived: None };
        if recovered.better.is_some() {
            return Ok(recovered);
        }
        let known = self.best.as_ref().map(|best| generator.stock.add_schedule(setting, &best.labels));
        let slack = match (&generator.best, self.value()) {
            (Some((bound, _)), Some(value)) => (bound - value) as f64 + 1.0,
            _ => f64::INFINITY,
        };
        let whole = generator.stock.whole(setting);
        let chosen = generator.choose(&whole, prices, slack, known.as_deref())?;
        if let Some(labels) = chosen.and_then(|chosen| generator.labels_of(&chosen))
            && let Some(value) = judge(setting, &labels).value
        {
            recovered.better = Some(Incumbent { value, labels });
        }
        let dive = generator.dive(prices.clone(), point)?;
        let mut settled = dive.settled;
        // Who is still open gets what is worth most at the last prices, and the search makes room.
        for group in dive.part.groups() {
            let worth = |index: u32| generator.stock.pool.columns[index as usize].worth(1.0, &dive.prices.rows);
            let of_group = generator.stock.pool.of_group[group as usize].iter().copied();
            if let Some(index) = of_group.max_by(|one, other| worth(*one).total_cmp(&worth(*other)).then(other.cmp(one))) {
                (0..dive.part.free[group as usize]).for_each(|_| settled.push(index));
            }
        }
        recovered.dived = generator.labels_of(&settled);
        tracing::debug!(
            chosen = recovered.better.as_ref().map(|better| better.value),
            dived = recovered.dived.as_ref().and_then(|labels| judge(setting, labels).value),
            open = dive.part.free.iter().sum::<i64>(),
            spent = generator.meter.spent,
            "recovered"
        );
        Ok(recovered)
    }

    /// Keeps a schedule if it is better than the best one.
    fn take(&mut self, found: Option<Incumbent>) {
        if let Some(found) = found
            && self.value().is_none_or(|value| value < found.value)
        {
            self.best = Some(found);
        }
    }

    /// Searches near a schedule that column generation found, and keeps what comes of it.
    fn polish(&mut self, chains: &mut [Search], prices: &PriceSearch, unit: f64, labels: &[Vec<u32>]) {
        let setting = Setting { formulation: &self.formulation, pathways: &self.pathways, activities: self.problem.activities().len() };
        let Some(chain) = chains.first_mut() else { return };
        for (doctor, labels) in labels.iter().enumerate() {
            chain.place(setting, doctor, labels);
        }
        chain.keep(setting);
        let before = chain.repathings;
        let limits = &self.limits;
        anneal(chain, setting, prices, unit, Cycle::near(SWEEPS), &|| limits.is_urgent());
        self.work += chain.repathings - before;
        self.take_best(chains);
        tracing::debug!(value = self.value(), "polished");
    }

    /// Branches where little is left open.
    fn branch(&mut self, backend: &dyn Backend, prices: &PriceSearch, unit: f64) -> Result<Option<Termination>> {
        self.work_at_branching = self.work;
        let Some(bound) = self.proven() else { return Ok(None) };
        let is_small = self.value().is_none_or(|value| bound - value <= (bound / SMALL_GAP).abs().max(2));
        let Some(stock) = self.stock.take_if(|_| is_small) else { return Ok(None) };
        let setting = Setting { formulation: &self.formulation, pathways: &self.pathways, activities: self.problem.activities().len() };
        let generator = Generator {
            setting,
            private: &prices.private,
            backend,
            meter: Meter { limits: &self.limits, before: self.work, spent: 0, most: self.work.max(LEAST_WORK) },
            is_feasible: self.best.is_some(),
            width: Some(WIDTH * unit),
            pins: None,
            stock,
            best: None,
            goal: self.value(),
        };
        let tree = generator.branch(self.value(), bound);
        self.stock = Some(generator.stock);
        let tree = tree?;
        self.work += tree.spent;
        self.statistics.branch_nodes = tree.nodes;
        tracing::debug!(nodes = tree.nodes, bound = tree.open_bound, spent = tree.spent, "branched");
        self.take(tree.incumbent);
        match (tree.open_bound, self.value()) {
            (Some(open), _) => {
                if open < bound {
                    self.exhausted_bound = Some(self.exhausted_bound.map_or(open, |known| known.min(open)));
                }
            }
            (None, Some(value)) => {
                if value < bound {
                    self.exhausted_bound = Some(value);
                }
            }
            (None, None) => return Ok(Some(Termination::Infeasible)),
        }
        self.limits.tell(Phase::Columns, self.value(), self.proven());
        Ok(self.is_done())
    }

    /// Some batches of neighbourhoods of the best schedule.
    fn neighbourhoods(&mut self, backend: &dyn Backend, prices: &PriceSearch, unit: f64) -> Result<()> {
        let share = self.stock.as_ref().map_or(1, |stock| stock.share);
        let most = (self.work - self.work_at_turn) * share / SIXTEENTHS;
        if self.stock.as_ref().is_none_or(|stock| most < stock.batch) || self.best.is_none() {
            return Ok(());
        }
        let (Some(best), Some(mut stock)) = (self.best.clone(), self.stock.take()) else { return Ok(()) };
        let setting = Setting { formulation: &self.formulation, pathways: &self.pathways, activities: self.problem.activities().len() };
        let pricing = Pricing { setting, kinship: &stock.kinship, private: &prices.private, pins: None };
        let tools = Tools { setting, stock: &stock, private: &prices.private, backend, limits: &self.limits, prices: &prices.prices, unit };
        let mut labels = best.labels;
        let mut value = best.value;
        let mut spent = 0;
        let mut batches = 0;
        while spent < most && self.limits.reason(self.work + spent).is_none() {
            batches += 1;
            let state = State::new(&pricing, &labels, &prices.prices);
            let first = self.neighbourhoods_seen;
            self.neighbourhoods_seen += BATCH as u64;
            let seeds: Vec<u64> = (first..first + BATCH as u64).collect();
            let looked: Vec<_> = seeds
                .par_iter()
                .map(|&number| {
                    let seed = self.limits.options.seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(number);
                    let (count, part) = SIZES[number as usize % SIZES.len()];
                    let doctors = state.choose(setting, unit, count, seed);
                    let length = (setting.formulation.periods / part).max(SHORTEST_WINDOW);
                    let found = tools.improve(&state, &doctors, length, seed);
                    (doctors, found)
                })
                .collect();
            for (doctors, found) in looked {
                let (columns, work) = found?;
                spent += work;
                let Some(columns) = columns else { continue };
                let mut next = labels.clone();
                for (&doctor, column) in doctors.iter().zip(&columns) {
                    next[doctor].clone_from(&column.labels);
                }
                // Neighbourhoods of one batch do not know of each other: the whole schedule is judged each time.
                if let Some(better) = judge(setting, &next).value.filter(|better| *better > value) {
                    (labels, value) = (next, better);
                }
            }
        }
        tracing::debug!(before = best.value, after = value, spent, "neighbourhoods");
        self.work += spent;
        self.work_at_turn = self.work;
        stock.batch = spent / batches.max(1);
        stock.share = if value > best.value { (share * 2).min(SIXTEENTHS) } else { (share / 2).max(1) };
        self.stock = Some(stock);
        if value > best.value {
            self.best = Some(Incumbent { value, labels });
        }
        self.limits.tell(Phase::Columns, self.value(), self.proven());
        Ok(())
    }
}

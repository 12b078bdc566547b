//! Column generation as an engine.

use super::super::engine::{Common, Next, PortfolioEngine};
use super::super::lp::Backend;
use super::super::options::Engine;
use super::super::parameters::columns::{
    DRAWN, FEWEST_COLUMNS, LEAST_WORK, NEVER, ROUNDS, TEMPERATURES, WALKS_IN_VAIN, WIDTH,
};
use super::super::run::Run;
use super::super::{Phase, Termination};
use super::generate::{Draws, Ended, Generator};
use super::master::Part;
use super::meter::Meter;
use super::pool::Pool;
use super::recover::Recovered;
use super::stock::Stock;
use crate::certificate::{Prices, Proven};
use crate::error::Result;

/// The engine: once prices have cooled and walks bring nothing. As part of the portfolio it spends no more than what was spent before.
///
/// It polishes the prices, dives for a schedule, and branches if little is left open. Alone it does so again and again.
#[derive(Debug, Default)]
pub(in crate::solve) struct ColumnGeneration {
    /// What it has at hand, once it had its turn.
    pub(super) stock: Option<Stock>,
    /// Work done when it last branched.
    pub(super) work_at_branching: u64,
}

impl PortfolioEngine for ColumnGeneration {
    fn name(&self) -> &'static str {
        "columns"
    }

    /// While the search gains by itself, the time is the search's. Beside the search it has no turn where a diagram is relaxed, because each column would cost a beam.
    fn is_available(&self, run: &Run<'_>, common: &Common) -> bool {
        let course = &common.course;
        let engine = run.effort.options().engine;
        let is_wanted = match engine {
            Engine::ColumnGeneration => true,
            Engine::Portfolio => run.effort.statistics.relaxed_diagrams == 0,
            Engine::Flow | Engine::LocalSearch | Engine::Compact => false,
        };
        let is_due = engine == Engine::ColumnGeneration
            || (course.rounds_without_gain >= WALKS_IN_VAIN && self.stock.is_none());
        is_wanted && !course.is_opening && !course.is_pricing && is_due
    }

    fn step(&mut self, run: &mut Run<'_>, common: &mut Common) -> Next {
        let _span = crate::trace::info_span!("columns").entered();
        match self.turn(run, common) {
            Ok(termination) => termination.map_or(Next::Engine, Next::End),
            Err(error) => {
                crate::trace::warn!(%error, "column generation failed");
                // The whole problem is not tried again.
                let new = || Stock::new(run.ground.setting(), common.prices.prices.clone());
                self.stock.get_or_insert_with(new).is_final = true;
                Next::Engine
            }
        }
    }
}

/// What generating columns for the whole problem came to.
struct Generated {
    found: Recovered,
    /// A bound with prices that prove it.
    best: Option<Proven>,
    infeasible: Option<Prices>,
    /// Prices of the optimum.
    polished: Option<Vec<f64>>,
}

impl ColumnGeneration {
    fn turn(&mut self, run: &mut Run<'_>, common: &mut Common) -> Result<Option<Termination>> {
        let backend = run.effort.options().backend();
        let is_alone = run.effort.options().engine == Engine::ColumnGeneration;
        let is_worth_more =
            |stock: &Stock| !stock.is_final || run.effort.work > 2 * self.work_at_branching;
        let is_first = self.stock.is_none();
        if (is_first || (is_alone && self.stock.as_ref().is_some_and(is_worth_more)))
            && let Some(termination) = self.generate(backend, run, common)?
        {
            return Ok(Some(termination));
        }
        Ok(None)
    }

    /// Generates columns for the whole problem.
    fn generate(
        &mut self,
        backend: &dyn Backend,
        run: &mut Run<'_>,
        common: &mut Common,
    ) -> Result<Option<Termination>> {
        run.tell(Phase::Columns);
        let known = self.stock.take();
        let is_first = known.is_none();
        let mut generator = generator(known, backend, run, common);
        let whole = generator.stock.whole(generator.setting);
        if is_first && !draw_first(&mut generator, &whole, run, common) {
            let (stock, spent) = (generator.stock, generator.meter.spent);
            run.effort.work += spent;
            self.stock = Some(stock);
            self.work_at_branching = NEVER;
            return Ok(None);
        }
        let generated = generate_whole(&mut generator, &whole, run)?;
        generator.stock.width = generator.width;
        let (stock, spent) = (generator.stock, generator.meter.spent);
        let is_final = stock.is_final;
        run.effort.work += spent;
        run.effort.statistics.columns = stock.pool.columns.len();
        self.stock = Some(stock);
        if let Some(done) = self.hand_out(generated, run, common) {
            return Ok(Some(done));
        }
        // A tree pays only from a root where no column is missing.
        if is_final {
            self.branch(backend, run, common)
        } else {
            Ok(None)
        }
    }

    /// Hands out what came of it; why the solve ends with it, if it does.
    fn hand_out(
        &self,
        generated: Generated,
        run: &mut Run<'_>,
        common: &mut Common,
    ) -> Option<Termination> {
        if let Some(proof) = generated.infeasible.filter(|_| run.known.best.is_none()) {
            run.known.infeasible = Some(proof);
            return Some(Termination::Infeasible);
        }
        let prices = &mut common.prices;
        if let Some(proven) = generated.best {
            let bound = proven.bound();
            prices.reached = Some(prices.reached.map_or(bound, |reached| reached.min(bound)));
            run.offer_bound(proven);
        }
        let is_final = self.stock.as_ref().is_some_and(|stock| stock.is_final);
        if let Some(polished) = generated.polished.filter(|_| is_final) {
            prices.prices = polished;
        }
        if let Some(better) = generated.found.better {
            run.known.offer_schedule(better);
        }
        if let Some(labels) = generated.found.dived.filter(|_| run.is_done().is_none()) {
            run.polish(common, &labels);
        }
        run.tell(Phase::Columns);
        run.is_done()
    }
}

/// A generator over the columns of the last turn, of the best schedule and of the schedules that chains have at hand.
fn generator<'run>(
    known: Option<Stock>,
    backend: &'run dyn Backend,
    run: &'run Run<'_>,
    common: &'run Common,
) -> Generator<'run> {
    let setting = run.ground.setting();
    let width = match &known {
        Some(stock) => stock.width,
        None => Some(WIDTH * common.unit),
    };
    let mut stock = known.unwrap_or_else(|| Stock::new(setting, common.prices.prices.clone()));
    if let Some(best) = &run.known.best {
        stock.add_schedule(setting, &best.labels);
    }
    for chain in common.chains.iter().filter(|chain| chain.unplaced == 0) {
        stock.add_schedule(setting, &chain.labels);
    }
    let work = run.effort.work;
    Generator {
        setting,
        private: &common.prices.private,
        backend,
        meter: Meter {
            limits: &run.effort.limits,
            before: work,
            spent: 0,
            most: work.max(LEAST_WORK),
        },
        is_feasible: run.known.best.is_some(),
        width,
        pins: None,
        stock,
        best: None,
        goal: run.known.value(),
    }
}

/// Draws the first columns; false if even a programme over the fewest columns that say something would be too large.
fn draw_first(generator: &mut Generator<'_>, whole: &Part, run: &Run<'_>, common: &Common) -> bool {
    let prices = &common.prices.prices;
    if generator.stock.pool.columns.is_empty() {
        generator.draw(
            whole,
            prices,
            Draws {
                temperatures: &[],
                count: 0,
                seed: 0,
            },
        );
    }
    let most = generator.most_nonzeros();
    let stock = &mut generator.stock;
    let size: usize = stock
        .pool
        .columns
        .iter()
        .map(|column| column.usage.len() + 1)
        .sum();
    if size / stock.pool.columns.len().max(1) * FEWEST_COLUMNS * stock.kinship.groups.len() > most {
        // Neighbourhoods have columns of their own.
        stock.pool = Pool::new(stock.kinship.groups.len());
        stock.working.clear();
        stock.is_final = true;
        return false;
    }
    let temperatures = TEMPERATURES.map(|tau| tau * common.unit);
    generator.draw(
        whole,
        prices,
        Draws {
            temperatures: &temperatures,
            count: DRAWN,
            seed: run.effort.options().seed,
        },
    );
    generator.stock.expect_rows(generator.setting);
    true
}

/// Generates columns until none is missing or the turn is over, and looks for schedules among them.
fn generate_whole(generator: &mut Generator<'_>, whole: &Part, run: &Run<'_>) -> Result<Generated> {
    let ended = generator.run(whole, ROUNDS)?;
    let mut generated = Generated {
        found: Recovered::default(),
        best: generator.best.clone(),
        infeasible: None,
        polished: None,
    };
    crate::trace::debug!(
        columns = generator.stock.pool.columns.len(),
        rows = generator.stock.rows.iter().filter(|row| **row).count(),
        bound = generated.best.as_ref().map(Proven::bound),
        value = run.known.value(),
        spent = generator.meter.spent,
        ended = ended.as_str(),
        "master"
    );
    match ended {
        Ended::Infeasible(proof) => generated.infeasible = proof,
        // A backend that did not finish now will not finish later.
        Ended::Stopped => generator.stock.is_final = !generator.meter.is_over(),
        Ended::Optimal {
            prices: at,
            point,
            is_final,
        } => {
            generator.stock.is_final = is_final;
            generated.found = run.recover(generator, &at, point)?;
            generated.polished = Some(at.rows);
        }
    }
    Ok(generated)
}

//! Column generation as an engine.

use super::super::engine::{Common, Next, PortfolioEngine};
use super::super::known::Incumbent;
use super::super::mark::Mark;
use super::super::options::Engine;
use super::super::parameters::columns::{
    DRAWN, FAR, FEW, FEWEST_COLUMNS, MOST_HALVINGS, PART_OF_TURN, ROUNDS, ROUNDS_OF_DIVE,
    SHARE_OF_GENERATING, TEMPERATURES, TIME_OF_DIVES, TURNS_FOR_ANY,
};
use super::super::run::Run;
use super::super::turns::Turns;
use super::super::{Phase, Termination};
use super::backends::Backends;
use super::branch::Tree;
use super::cutting::Cutting;
use super::dive::Optimum;
use super::fitting::Fitting;
use super::generate::{Draws, Ended, Generator};
use super::listing::Listing;
use super::master::Part;
use super::meter::Meter;
use super::pool::Pool;
use super::stock::Stock;
use crate::certificate::{Prices, Proven};
use crate::error::Result;

/// The engine: once prices have cooled it generates columns until none is missing, dives for schedules, and branches if little is left open, each within its part of the time.
#[derive(Debug, Default)]
pub(in crate::solve) struct ColumnGeneration {
    /// What it has at hand, once it had its turn.
    pub(super) stock: Option<Stock>,
    /// What generating has taken.
    generating: Turns,
    /// What a round of it took last.
    pub(super) round: u64,
    /// Where dives begin, how many there were, and what they took.
    pub(super) optimum: Option<Optimum>,
    /// A later one that is a schedule, so that there is nothing to dive for; closer looks are at this one.
    pub(super) whole: Option<Optimum>,
    pub(super) dived: u64,
    /// The programme without the columns of a far schedule came to nothing, so that it keeps them.
    pub(super) keeps_far: bool,
    pub(super) dives: Turns,
    /// Closer looks at the optimum where diagrams are relaxed, and what they took.
    pub(super) fitting: Fitting,
    pub(super) fits: Turns,
    /// The programme with cuts, once it has been begun, and what it took.
    pub(super) cutting: Option<Cutting>,
    pub(super) cuts: Turns,
    /// The tree, once it has a root, and what it took.
    pub(super) tree: Option<Tree>,
    /// What is known of the pathways that a better schedule can use.
    pub(super) listing: Listing,
    pub(super) branching: Turns,
}

impl PortfolioEngine for ColumnGeneration {
    fn name(&self) -> &'static str {
        "columns"
    }

    fn is_available(&self, run: &Run<'_>, common: &Common) -> bool {
        let is_wanted = match run.effort.options().engine {
            Engine::ColumnGeneration | Engine::Portfolio => true,
            Engine::Flow | Engine::LocalSearch | Engine::Compact => false,
        };
        is_wanted
            && !common.course.is_opening
            && !common.course.is_pricing
            && (self.may_generate(run)
                || self.may_fit(run)
                || self.may_cut(run)
                || self.may_branch(run)
                || self.may_dive(run))
    }

    fn step(&mut self, run: &mut Run<'_>, common: &mut Common) -> Next {
        let _span = crate::trace::info_span!("columns").entered();
        let mut turn = self.turn(run, common);
        // While there is no schedule nobody else gets farther: looks and dives follow at once.
        for _ in 0..TURNS_FOR_ANY {
            let goes_on = matches!(turn, Ok(None))
                && run.known.best.is_none()
                && run.effort.reason().is_none()
                && (self.may_generate(run) || self.may_fit(run) || self.may_dive(run));
            if !goes_on {
                break;
            }
            turn = self.turn(run, common);
        }
        common.course.is_listed = self.is_listed();
        match turn {
            Ok(termination) => termination.map_or(Next::Engine, Next::End),
            Err(error) => {
                crate::trace::warn!(%error, "column generation failed");
                // The whole problem is not tried again.
                self.give_up(run, common);
                Next::Engine
            }
        }
    }
}

/// What generating columns for the whole problem came to.
struct Generated {
    rounds: u64,
    /// A schedule that keeps the hard rules, if the optimum is one.
    better: Option<Incumbent>,
    /// Where dives begin, if it is none, and what closer looks are at.
    optimum: Option<Optimum>,
    /// A bound with prices that prove it.
    best: Option<Proven>,
    infeasible: Option<Prices>,
    /// Prices of the optimum.
    polished: Option<Vec<f64>>,
}

impl ColumnGeneration {
    /// True if generating has not come to its end, has had less than its part, and leaves time for a dive.
    fn may_generate(&self, run: &Run<'_>) -> bool {
        let Some(stock) = &self.stock else {
            return true;
        };
        let all = run.effort.limits.spent(run.effort.work);
        let is_alone = run.effort.options().engine == Engine::ColumnGeneration;
        // A first schedule is worth a quick dive.
        let dive = match run.known.best {
            Some(_) => self.dive_takes(run),
            None => self.dive_takes(run) / ROUNDS_OF_DIVE as u64,
        };
        !stock.is_final
            && (is_alone
                || dive.saturating_mul(TIME_OF_DIVES) <= run.effort.limits.left(run.effort.work))
            && self
                .generating
                .may_go_on(SHARE_OF_GENERATING, MOST_HALVINGS, all)
    }

    fn turn(&mut self, run: &mut Run<'_>, common: &mut Common) -> Result<Option<Termination>> {
        if self.may_generate(run) {
            let (mark, is_first) = (Mark::new(run.effort.work), self.stock.is_none());
            let ended = self.generate(run, common)?;
            let cost = mark.cost(&run.effort.limits, run.effort.work);
            self.generating.judge(cost, is_first);
            return Ok(ended);
        }
        if self.may_fit(run) {
            return Ok(self.fit(run));
        }
        // The tree needs a good schedule more than it needs time.
        if self.dived == 0 && self.may_dive(run) {
            self.dive(run, common)?;
            return Ok(None);
        }
        if self.may_cut(run) {
            return self.cut(run, common);
        }
        if self.may_branch(run) {
            return self.branch(run, common);
        }
        if self.may_dive(run) {
            self.dive(run, common)?;
        }
        Ok(None)
    }

    /// Nothing more is done.
    fn give_up(&mut self, run: &Run<'_>, common: &Common) {
        let new = || Stock::new(run.ground.setting(), common.prices.prices.clone());
        self.stock.get_or_insert_with(new).is_final = true;
        (self.optimum, self.whole) = (None, None);
    }

    /// Generates columns for the whole problem.
    fn generate(&mut self, run: &mut Run<'_>, common: &mut Common) -> Result<Option<Termination>> {
        run.tell(Phase::Columns);
        let known = self.stock.take();
        let (is_first, is_far) = (known.is_none(), self.is_far_dive(run));
        let mut generator = generator(
            known,
            Backends::of(run.effort.options()),
            run,
            common,
            is_far,
        );
        if is_first {
            // Long enough to tell what a round takes.
            generator.meter = Meter::new(&run.effort.limits, run.effort.work, u32::MAX);
        }
        let whole = generator.stock.whole(generator.setting);
        if is_first && !draw_first(&mut generator, &whole, run, common) {
            let (stock, spent) = (generator.stock, generator.meter.spent);
            run.effort.work += spent;
            self.stock = Some(stock);
            return Ok(None);
        }
        // The best prices there are, those of others included, are what others are compared with.
        generator.bound_at(generator.stock.center.clone());
        generator.bound_at(common.prices.prices.clone());
        let mark = Mark::new(0);
        let before = generator.meter.spent;
        let generated = generate_whole(&mut generator, &whole, run)?;
        let cost = mark.cost(&run.effort.limits, generator.meter.spent - before);
        self.round = cost / generated.rounds.max(1);
        let (mut stock, spent) = (generator.stock, generator.meter.spent);
        if is_far && stock.is_final && generated.optimum.is_none() {
            (self.keeps_far, stock.is_final) = (true, false);
        }
        run.effort.work += spent;
        run.effort.statistics.columns = stock.pool.columns.len();
        self.stock = Some(stock);
        Ok(self.hand_out(generated, run, common))
    }

    /// Hands out what came of it; why the solve ends with it, if it does.
    fn hand_out(
        &mut self,
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
        if let Some(optimum) = generated.optimum {
            match generated.better {
                Some(_) => self.whole = Some(optimum),
                None => (self.optimum, self.whole) = (Some(optimum), None),
            }
            self.fitting.begin_anew();
        }
        if let Some(better) = generated.better {
            run.known.offer_schedule(better);
        }
        run.tell(Phase::Columns);
        run.is_done()
    }
}

/// True if the best schedule says little about where good ones are.
pub(super) fn is_far(run: &Run<'_>) -> bool {
    let values = run.known.proven().zip(run.known.value());
    values.is_some_and(|(bound, value)| is_far_below(bound, value))
}

fn is_far_below(bound: i64, value: i64) -> bool {
    bound.saturating_sub(value) > (bound / FAR).saturating_abs().max(FEW)
}

/// A generator over the columns of the last turn and, unless that schedule is far, of the best schedule and of the schedules that chains have at hand.
pub(super) fn generator<'run>(
    known: Option<Stock>,
    backends: Backends<'run>,
    run: &'run Run<'_>,
    common: &'run Common,
    is_far: bool,
) -> Generator<'run> {
    let setting = run.ground.setting();
    let mut stock = known.unwrap_or_else(|| Stock::new(setting, common.prices.prices.clone()));
    let near = run.known.best.as_ref().filter(|_| !is_far);
    if let Some(best) = near {
        stock.add_schedule(setting, &best.labels);
    }
    let chains = common.chains.iter().filter(|chain| chain.unplaced == 0);
    for chain in chains.filter(|_| near.is_some() || run.known.best.is_none()) {
        stock.add_schedule(setting, &chain.labels);
    }
    let work = run.effort.work;
    Generator {
        setting,
        private: &common.prices.private,
        backends,
        meter: Meter::new(&run.effort.limits, work, PART_OF_TURN),
        is_feasible: near.is_some(),
        pins: None,
        stock,
        best: None,
        listed: None,
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
    let (ended, rounds) = generator.run(whole, ROUNDS)?;
    let mut generated = Generated {
        rounds,
        better: None,
        optimum: None,
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
            missing,
            given,
        } => {
            generator.stock.is_final = is_final;
            generated.polished = Some(at.rows.clone());
            generated.better = generator.as_schedule(generator.setting, &point);
            generated.optimum = Some(Optimum {
                prices: at,
                point,
                missing,
                given,
            });
        }
    }
    Ok(generated)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_units_are_never_far() {
        assert!(is_far_below(10_000, 9_899) && !is_far_below(10_000, 9_900));
        assert!(is_far_below(-4_400, -4_700) && !is_far_below(-4_400, -4_440));
        // A penalty of 13 where 12 is proven is next to it, though a twelfth is open.
        assert!(!is_far_below(-12, -13) && !is_far_below(0, -5));
        assert!(is_far_below(0, -6) && is_far_below(i64::MAX, i64::MIN));
    }
}

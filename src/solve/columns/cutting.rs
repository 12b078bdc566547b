//! Cuts in the programme over pathways: where no column is missing and the gap is small, rows are added up and halved ([`Cut`]), and columns generated under them.
//!
//! What they prove has a certificate, as the cuts are part of it; the tree begins with the programme that has them.

use super::super::engine::Common;
use super::super::known::Incumbent;
use super::super::mark::Mark;
use super::super::parameters::columns::ROUNDS_OF_NODE;
use super::super::parameters::cuts::{
    ADDED, FEW, LEAST_LOSS, MOST, MOST_HALVINGS, NEAR, NO_PRICE, SHARE, VAIN,
};
use super::super::run::Run;
use super::super::seed::seed_of;
use super::super::setting::Setting;
use super::super::{Phase, Termination};
use super::backends::Backends;
use super::dive::Optimum;
use super::engine::{ColumnGeneration, generator};
use super::generate::{Ended, Generator};
use super::kin::Kinship;
use super::pool::Column;
use super::separate::separate;
use super::stock::Stock;
use crate::certificate::Proven;
use crate::error::Result;
use crate::formulation::{Cut, Formulation};

/// A programme with cuts, and its optimum.
#[derive(Clone, Debug)]
pub(super) struct Cutting {
    pub(super) formulation: Formulation,
    pub(super) stock: Stock,
    optimum: Optimum,
    /// Rounds so far, and rounds in vain, one after another.
    rounds: u64,
    vain: usize,
    is_over: bool,
}

/// What came of a turn or a round.
#[derive(Default)]
struct Gained {
    best: Option<Proven>,
    found: Option<Incumbent>,
    spent: u64,
}

impl Gained {
    fn add(&mut self, more: Self) {
        self.spent += more.spent;
        let bound = |proven: &Option<Proven>| proven.as_ref().map_or(i64::MAX, Proven::bound);
        if bound(&more.best) < bound(&self.best) {
            self.best = more.best;
        }
        let value = |found: &Option<Incumbent>| found.as_ref().map(|found| found.value);
        if value(&self.found) < value(&more.found) {
            self.found = more.found;
        }
    }
}

impl ColumnGeneration {
    /// True if little is left open below an optimum where no column is missing, and cuts have had less than their part.
    pub(super) fn may_cut(&self, run: &Run<'_>) -> bool {
        let (value, bound) = (run.known.value(), run.known.proven());
        let is_near = value
            .zip(bound)
            .is_some_and(|(value, bound)| bound - value <= (bound / NEAR).abs().max(FEW));
        let all = run.effort.limits.spent(run.effort.work);
        is_near
            && self.optimum.is_some()
            && self.stock.as_ref().is_some_and(|stock| stock.is_final)
            && self.cutting.as_ref().is_none_or(|cutting| !cutting.is_over)
            && self.cuts.may_go_on(SHARE, MOST_HALVINGS, all)
    }

    /// Adds cuts, round by round, until the turn is over or they gain nothing.
    ///
    /// # Errors
    /// If the backend refuses a programme.
    pub(super) fn cut(
        &mut self,
        run: &mut Run<'_>,
        common: &Common,
    ) -> Result<Option<Termination>> {
        let (Some(stock), Some(optimum), Some(value)) =
            (&self.stock, &self.optimum, run.known.value())
        else {
            return Ok(None);
        };
        let (mark, before) = (Mark::new(run.effort.work), run.known.proven());
        let ground = run.ground.setting();
        let mut cutting = self.cutting.take().unwrap_or_else(|| Cutting {
            formulation: ground.formulation.clone(),
            stock: stock.clone(),
            optimum: optimum.clone(),
            rounds: 0,
            vain: 0,
            is_over: false,
        });
        let mut root = generator(
            Some(stock.emptied(Kinship::new(ground), &stock.center)),
            Backends::of(run.effort.options()),
            run,
            common,
            false,
        );
        let mut gained = Gained::default();
        while !cutting.is_over && !root.meter.is_over() {
            let round = cutting.round(&root, ground, value)?;
            root.meter.spent += round.spent;
            gained.add(round);
            let bound = gained.best.as_ref().map(Proven::bound);
            cutting.is_over |= bound.is_some_and(|bound| bound <= value);
        }
        crate::trace::debug!(
            rounds = cutting.rounds,
            cuts = cutting.formulation.cuts.list().len(),
            objective = cutting.optimum.prices.objective,
            bound = gained.best.as_ref().map(Proven::bound),
            spent = root.meter.spent,
            "cut"
        );
        run.effort.work += root.meter.spent;
        self.cutting = Some(cutting);
        if let Some(found) = gained.found {
            run.known.offer_schedule(found);
        }
        if let Some(proven) = gained.best {
            run.offer_bound(proven);
        }
        let cost = mark.cost(&run.effort.limits, run.effort.work);
        self.cuts.judge(cost, before != run.known.proven());
        run.tell(Phase::Columns);
        Ok(run.is_done())
    }
}

impl Cutting {
    /// Prices at the optimum.
    pub(super) fn prices(&self) -> &[f64] {
        &self.optimum.prices.rows
    }

    /// Finds cuts that the optimum breaks, and generates columns under them and the earlier ones that have a price.
    fn round(&mut self, root: &Generator<'_>, ground: Setting<'_>, value: i64) -> Result<Gained> {
        self.rounds += 1;
        let Some((cuts, prices)) = self.next(root, ground) else {
            self.is_over = true;
            return Ok(Gained::default());
        };
        let Ok(formulation) = ground.formulation.with_cuts(cuts) else {
            self.is_over = true;
            return Ok(Gained::default());
        };
        let setting = Setting {
            formulation: &formulation,
            ..ground
        };
        let rows = ground.formulation.rows.len();
        let mut generator = Generator {
            setting,
            private: root.private,
            backends: root.backends,
            meter: root.meter,
            stock: with_cuts(&self.stock, setting, rows, &prices),
            best: None,
            listed: None,
            goal: root.goal,
            is_feasible: true,
            pins: None,
        };
        generator.bound_at(generator.stock.center.clone());
        let whole = generator.stock.whole(setting);
        let ended = generator.run(&whole, ROUNDS_OF_NODE)?.0;
        let mut gained = Gained {
            best: generator.best.clone(),
            found: None,
            spent: generator.meter.spent - root.meter.spent,
        };
        let Ended::Optimal {
            prices,
            point,
            is_final,
            missing,
            given,
        } = ended
        else {
            self.is_over |= !generator.meter.is_over();
            return Ok(gained);
        };
        gained.found = generator.as_schedule(ground, &point);
        let above = (self.optimum.prices.objective - value as f64).max(0.0);
        let is_vain = self.optimum.prices.objective - prices.objective <= above / LEAST_LOSS;
        self.vain = if is_vain { self.vain + 1 } else { 0 };
        self.is_over |= self.vain >= VAIN;
        if is_final || !generator.meter.is_over() {
            self.optimum = Optimum {
                prices,
                point,
                missing,
                given,
            };
            self.stock = generator.stock;
            self.formulation = formulation;
        }
        Ok(gained)
    }

    /// The cuts of the next round with their prices so far; `None` if no new one is broken or there are too many.
    fn next(&self, root: &Generator<'_>, ground: Setting<'_>) -> Option<(Vec<Cut>, Vec<f64>)> {
        let setting = Setting {
            formulation: &self.formulation,
            ..ground
        };
        let priced = self.formulation.cuts.with_rows();
        let priced = priced.map(|(row, cut)| (cut.clone(), self.optimum.prices.rows[row.index()]));
        let (mut cuts, mut prices): (Vec<Cut>, Vec<f64>) =
            priced.filter(|(_, price)| *price > NO_PRICE).unzip();
        let known = cuts.len();
        let seed = seed_of(root.meter.limits.options.seed, self.rounds);
        for cut in separate(setting, &self.stock, &self.optimum.point, seed, ADDED) {
            if cuts.len() < MOST && !cuts.contains(&cut) {
                cuts.push(cut);
                prices.push(0.0);
            }
        }
        (cuts.len() > known).then_some((cuts, prices))
    }
}

/// The columns at hand under other cuts, with the prices of the latter; `rows` come before cuts.
fn with_cuts(above: &Stock, setting: Setting<'_>, rows: usize, prices: &[f64]) -> Stock {
    let center: Vec<f64> = above.center[..rows].iter().chain(prices).copied().collect();
    let mut stock = above.emptied(Kinship::new(setting), &center);
    stock.rows = above.rows[..rows].to_vec();
    stock.rows.resize(setting.formulation.rows.len(), true);
    stock.see_rows(setting.formulation);
    for (column, working) in above.pool.columns.iter().zip(&above.working) {
        if let Some(column) = Column::new(setting, &stock.kinship, column.group, &column.labels) {
            let index = stock.add(column);
            stock.working[index as usize] |= *working;
        }
    }
    stock
}

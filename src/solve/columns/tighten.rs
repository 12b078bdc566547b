//! Cuts under listed columns: no pass has to keep bits for them, so that there may be many, and whatever they gain drops columns from the list.

use super::super::known::Incumbent;
use super::super::parameters::columns::ROUNDS_OF_NODE;
use super::super::parameters::cuts::{
    ADDED_LISTED, LEAST_LOSS, MOST_LISTED, NO_PRICE, VAIN_LISTED,
};
use super::super::seed::seed_of;
use super::super::setting::Setting;
use super::generate::{Ended, Generator};
use super::pool::Column;
use super::separate::separate;
use super::stock::Stock;
use crate::error::Result;
use crate::formulation::{Cut, Formulation};

/// Listed columns under cuts.
#[derive(Clone, Debug)]
pub(super) struct Tightened {
    pub(super) formulation: Formulation,
    pub(super) stock: Stock,
    /// No schedule is worth more than this, or than the value that the list is for.
    pub(super) bound: i64,
    objective: f64,
    /// Rounds so far, and rounds in vain, one after another.
    rounds: u64,
    vain: usize,
    pub(super) is_over: bool,
}

impl Tightened {
    pub(super) fn new(formulation: Formulation, stock: Stock, bound: i64) -> Self {
        Self {
            formulation,
            stock,
            bound,
            objective: f64::INFINITY,
            rounds: 0,
            vain: 0,
            is_over: false,
        }
    }

    /// Solves the programme, drops columns, and adds cuts that the optimum breaks; what was spent on it, and a schedule if the optimum is one.
    ///
    /// # Errors
    /// If the backend refuses the programme.
    pub(super) fn round(
        &mut self,
        root: &Generator<'_>,
        value: i64,
    ) -> Result<(u64, Option<Incumbent>)> {
        self.rounds += 1;
        if self.stock.is_bare() {
            (self.bound, self.is_over) = (value, true);
            return Ok((0, None));
        }
        let ground = root.setting;
        let formulation = self.formulation.clone();
        let setting = Setting {
            formulation: &formulation,
            ..ground
        };
        let mut generator = Generator {
            setting,
            private: root.private,
            backends: root.backends,
            meter: root.meter,
            stock: self.stock.clone(),
            best: None,
            listed: None,
            goal: Some(value),
            is_feasible: true,
            pins: None,
        };
        let whole = generator.stock.whole(setting);
        let ended = generator.run(&whole, ROUNDS_OF_NODE)?.0;
        let spent = generator.meter.spent - root.meter.spent;
        if let Some(bound) = generator.bound() {
            self.bound = self.bound.min(bound);
        }
        crate::trace::debug!(
            bound = self.bound,
            columns = self.stock.pool.columns.len(),
            cuts = formulation.cuts.list().len(),
            ended = ended.as_str(),
            "tightened"
        );
        let Ended::Optimal { prices, point, .. } = ended else {
            self.is_over |= !generator.meter.is_over();
            if let Ended::Infeasible(Some(_)) = ended {
                self.bound = value;
            }
            return Ok((spent, None));
        };
        let found = generator.as_schedule(ground, &point);
        let above = (prices.objective - value as f64).max(0.0);
        let is_vain = self.objective - prices.objective <= above / LEAST_LOSS;
        self.vain = if is_vain { self.vain + 1 } else { 0 };
        self.objective = prices.objective;
        self.is_over |= self.bound <= value || self.vain >= VAIN_LISTED;
        generator.drop_far();
        if self.is_over {
            self.stock = generator.stock;
            return Ok((spent, found));
        }
        let priced = formulation.cuts.with_rows();
        let priced = priced.map(|(row, cut)| (cut.clone(), prices.rows[row.index()]));
        let (mut cuts, mut of_cuts): (Vec<Cut>, Vec<f64>) =
            priced.filter(|(_, price)| *price > NO_PRICE).unzip();
        let known = cuts.len();
        let seed = seed_of(root.meter.limits.options.seed, self.rounds);
        for cut in separate(setting, &generator.stock, &point, seed, ADDED_LISTED) {
            if cuts.len() < MOST_LISTED && !cuts.contains(&cut) {
                cuts.push(cut);
                of_cuts.push(0.0);
            }
        }
        self.is_over |= cuts.len() == known;
        match ground.formulation.with_cuts(cuts) {
            Ok(formulation) => {
                let rows = ground.formulation.rows.len();
                let center = prices.rows[..rows].iter().chain(&of_cuts).copied();
                self.stock = under(&generator.stock, &formulation, rows, center.collect());
                self.formulation = formulation;
            }
            Err(_) => self.is_over = true,
        }
        Ok((spent, found))
    }
}

/// The columns of the programme under other cuts.
fn under(above: &Stock, formulation: &Formulation, rows: usize, center: Vec<f64>) -> Stock {
    let mut stock = above.emptied(above.kinship.clone(), &center);
    (stock.is_listed, stock.is_final) = (true, true);
    stock.rows = above.rows[..rows].to_vec();
    stock.rows.resize(formulation.rows.len(), true);
    stock.see_rows(formulation);
    for (column, _) in above
        .pool
        .columns
        .iter()
        .zip(&above.working)
        .filter(|entry| *entry.1)
    {
        let mut column: Column = column.clone();
        let doctor = stock.kinship.groups[column.group as usize][0];
        formulation.recount_cuts(doctor, &mut column.usage);
        stock.add(column);
    }
    stock.working.fill(true);
    stock
}

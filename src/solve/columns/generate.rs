//! The loop of column generation: solve the restricted programme, price, add what is missing.
//!
//! Its prices jump about while columns are few, so pathways are priced at a point between them and the best prices so far (smoothing by Wentges
//! 1997); where that finds nothing for the programme although something is missing, the point itself proves a better bound and the next one
//! lies nearer to the programme's prices (Pessoa, Sadykov, Uchoa & Vanderbeck 2018). An infeasible programme is priced along its
//! Farkas ray, until a pathway mends it or the ray proves in whole numbers that nothing does.

use super::super::lp::{Backend, LpOptions};
use super::super::parameters::columns::{LEAST_GAIN, LEAST_SMOOTHING, MOST_NONZEROS, RECALLED, ROUND_OFF, SMOOTHING, WIDEST, ZERO};
use super::super::prices::Setting;
use super::super::proofs::{best_bound, proof_of_infeasibility};
use super::master::{Kind, Master, MasterPrices, Part};
use super::meter::{Meter, work_of};
use super::pool::Column;
use super::price::{Draw, Pins, Pricing};
use super::stock::Stock;
use crate::certificate::Prices;
use crate::error::Result;

/// Why the loop ended.
#[derive(Debug)]
pub(super) enum Ended {
    /// The optimum of the programme over the columns at hand.
    Optimal {
        /// Prices at the optimum.
        prices: MasterPrices,
        /// Columns of the pool with their values, where not 0.
        point: Vec<(u32, f64)>,
        /// No pathway improves on these columns, or none need.
        is_final: bool,
    },
    /// No choice of pathways keeps the hard rows, as these prices prove where nothing is settled.
    Infeasible(Option<Prices>),
    /// A limit, or the backend did not get through.
    Stopped,
}

impl Ended {
    /// The end as a word, for logs.
    pub(super) fn as_str(&self) -> &'static str {
        match self {
            Self::Optimal { .. } => "optimal",
            Self::Infeasible(_) => "infeasible",
            Self::Stopped => "stopped",
        }
    }
}

/// Columns to draw.
#[derive(Clone, Copy, Debug)]
pub(super) struct Draws<'a> {
    pub(super) temperatures: &'a [f64],
    /// Columns of each group at each temperature.
    pub(super) count: usize,
    pub(super) seed: u64,
}

/// One run of the loop.
#[derive(Debug)]
pub(super) struct Generator<'run> {
    pub(super) setting: Setting<'run>,
    /// Private prices of each doctor.
    pub(super) private: &'run [Vec<f64>],
    pub(super) backend: &'run dyn Backend,
    pub(super) meter: Meter<'run>,
    pub(super) stock: Stock,
    /// The best bound proven here.
    pub(super) best: Option<(i64, Prices)>,
    /// A bound of this or less is as good as any.
    pub(super) goal: Option<i64>,
    /// The restricted programme is known to have a point.
    pub(super) is_feasible: bool,
    /// Prices of the whole programme stay within so much of the best ones, if anything.
    pub(super) width: Option<f64>,
    /// Where doctors stay what they are.
    pub(super) pins: Option<Pins>,
}

impl Generator<'_> {
    pub(super) fn options(&self) -> LpOptions<'_> {
        let options = self.meter.limits.options;
        LpOptions { time_limit: self.meter.limits.remaining(), seed: options.seed, cancel: Some(&options.cancel), ..LpOptions::default() }
    }

    pub(super) fn pricing(&self) -> Pricing<'_> {
        Pricing { setting: self.setting, kinship: &self.stock.kinship, private: self.private, pins: self.pins.as_ref() }
    }

    /// The best column of each group and some that are drawn, as long as the programme does not grow too large.
    pub(super) fn draw(&mut self, part: &Part, prices: &[f64], Draws { temperatures, count, seed }: Draws<'_>) {
        let groups = part.groups();
        let walled = self.stock.walled(self.setting.formulation, prices, part);
        let mut columns = self.pricing().best(&groups, &walled, 1.0);
        for (turn, &tau) in temperatures.iter().enumerate() {
            let draw = Draw { tau, count, seed: seed.wrapping_add(turn as u64) };
            columns.extend(self.pricing().draw(&groups, &walled, draw));
        }
        self.meter.spend(groups.len() * (1 + temperatures.len()));
        let mut size: usize = self.working_size();
        for column in columns {
            let nonzeros = column.usage.len() + 1;
            let index = self.stock.add(column) as usize;
            if !self.stock.working[index] && size + nonzeros <= MOST_NONZEROS * 2 / 3 {
                self.stock.working[index] = true;
                size += nonzeros;
            }
        }
    }

    fn working_size(&self) -> usize {
        let working = self.stock.pool.columns.iter().zip(&self.stock.working).filter(|(_, working)| **working);
        working.map(|(column, _)| column.usage.len() + 1).sum()
    }

    /// The restricted programme of a part over the columns at hand.
    fn master(&self, part: &Part) -> Option<Master> {
        let kind = match self.width {
            Some(width) if part.is_whole && self.is_feasible => Kind::Boxed(&self.stock.center, width),
            _ => Kind::Real,
        };
        let stock = &self.stock;
        let formulation = self.setting.formulation;
        let is_in = |index: &u32| {
            let column = &stock.pool.columns[*index as usize];
            stock.working[*index as usize]
                && part.free[column.group as usize] > 0
                && (part.is_whole || stock.fits(formulation, column, part))
        };
        let columns = (0..stock.pool.columns.len() as u32).filter(is_in).collect();
        Master::new(self.setting, &stock.pool, columns, part, |row| stock.rows[row.index()], kind)
    }

    /// Generates columns for a part until none is missing, at most `rounds` times.
    ///
    /// # Errors
    /// If the backend refuses a programme.
    pub(super) fn run(&mut self, part: &Part, rounds: usize) -> Result<Ended> {
        let groups = part.groups();
        let mut share = if part.is_whole { SMOOTHING } else { 0.0 };
        let mut is_mended = false;
        for round in 0..rounds {
            if self.meter.is_over() {
                return Ok(Ended::Stopped);
            }
            let Some(master) = self.master(part) else { return Ok(Ended::Stopped) };
            self.meter.spend(work_of(master.model.nonzeros(), self.setting.formulation.rows.len()));
            if master.model.nonzeros() > 2 * MOST_NONZEROS {
                return Ok(Ended::Stopped);
            }
            if !self.is_feasible {
                match master.ray(self.backend, &self.options())? {
                    None if is_mended => return Ok(Ended::Stopped),
                    None => self.is_feasible = true,
                    Some(ray) => {
                        is_mended = false;
                        if let Some(ended) = self.mend(part, &groups, &ray) {
                            return Ok(ended);
                        }
                        continue;
                    }
                }
            }
            let is_last = round + 1 == rounds || self.meter.is_over();
            let (prices, point) = master.prices(self.backend, &self.options(), is_last)?;
            let Some(prices) = prices else {
                // Rows or settled pathways that came in between may have made it infeasible.
                if is_mended || self.meter.is_over() {
                    return Ok(Ended::Stopped);
                }
                (self.is_feasible, is_mended) = (false, true);
                continue;
            };
            is_mended = false;
            let is_closed = part.is_whole && self.is_as_good(&prices);
            if !is_closed && self.price(part, &groups, &prices, &mut share) > 0 && !is_last {
                continue;
            }
            let point = match point {
                Some(point) => Some(point),
                None => master.point(self.backend, &self.options())?,
            };
            let Some(point) = point else { return Ok(Ended::Stopped) };
            if self.add_broken_rows(part, &master, &point) > 0 && !is_last {
                continue;
            }
            if master.is_at_box(&point) && !is_last && !self.is_at_goal() {
                // The optimum lies outside: the box moves there.
                self.stock.center.clone_from(&prices.rows);
                self.width = self.width.map(|width| width * 2.0).filter(|width| *width < WIDEST);
                continue;
            }
            let is_final = !is_last || is_closed;
            let chosen = master.columns.iter().copied().zip(point).filter(|(_, value)| *value > ZERO);
            return Ok(Ended::Optimal { prices, point: chosen.collect(), is_final });
        }
        Ok(Ended::Stopped)
    }

    /// True if no bound can be better than the best one by a whole unit, or need be.
    fn is_as_good(&self, prices: &MasterPrices) -> bool {
        self.is_at_goal() || self.best.as_ref().is_some_and(|(bound, _)| *bound as f64 <= prices.objective.floor() + ROUND_OFF)
    }

    fn is_at_goal(&self) -> bool {
        self.best.as_ref().zip(self.goal).is_some_and(|(best, goal)| best.0 <= goal)
    }

    /// Prices at a point between the best prices and those of the programme, and at the latter where that finds nothing; returns how
    /// many columns came in.
    fn price(&mut self, part: &Part, groups: &[u32], prices: &MasterPrices, share: &mut f64) -> usize {
        let mut added = self.recall(part, prices);
        loop {
            let blend = |(center, price): (&f64, &f64)| center * *share + price * (1.0 - *share);
            let point: Vec<f64> = self.stock.center.iter().zip(&prices.rows).map(blend).collect();
            let walled = if part.is_whole { point.clone() } else { self.stock.walled(self.setting.formulation, &point, part) };
            let columns = self.pricing().best(groups, &walled, 1.0);
            self.meter.spend(groups.len());
            added += self.take(part, columns, prices, 1.0);
            if part.is_whole {
                self.bound_at(point);
            }
            if added > 0 || *share == 0.0 || self.meter.is_over() {
                return added;
            }
            *share = if *share > LEAST_SMOOTHING { *share / 2.0 } else { 0.0 };
        }
    }

    /// What prices prove; the best ones are kept.
    fn bound_at(&mut self, point: Vec<f64>) {
        self.meter.spend(self.setting.pathways.len());
        if let Some((bound, prices)) = best_bound(self.setting, &point, self.private)
            && self.best.as_ref().is_none_or(|best| bound < best.0)
        {
            self.best = Some((bound, prices));
            self.stock.center = point;
        }
    }

    /// Takes columns of the pool into the programme that it asks for, a few for each group.
    fn recall(&mut self, part: &Part, prices: &MasterPrices) -> usize {
        let mut added = 0;
        for group in 0..self.stock.kinship.groups.len() {
            if part.free[group] == 0 {
                continue;
            }
            let worth = |index: &u32| self.stock.pool.columns[*index as usize].worth(1.0, &prices.rows) - prices.groups[group];
            let idle = self.stock.pool.of_group[group].iter().filter(|index| !self.stock.working[**index as usize]);
            let mut missing: Vec<(f64, u32)> =
                idle.map(|index| (worth(index), *index)).filter(|entry| is_gain(entry.0, prices.groups[group])).collect();
            missing.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
            for &(_, index) in missing.iter().take(RECALLED) {
                self.stock.working[index as usize] = true;
                added += 1;
            }
        }
        added
    }

    /// Takes priced columns into the programme that it asks for.
    fn take(&mut self, part: &Part, columns: Vec<Column>, prices: &MasterPrices, factor: f64) -> usize {
        let mut added = 0;
        for column in columns {
            let group = column.group as usize;
            let is_wanted = is_gain(column.worth(factor, &prices.rows) - prices.groups[group], prices.groups[group])
                && (part.is_whole || self.stock.fits(self.setting.formulation, &column, part));
            let index = self.stock.add(column) as usize;
            if is_wanted && !self.stock.working[index] {
                self.stock.working[index] = true;
                added += 1;
            }
        }
        added
    }

    /// Prices along a ray of the infeasible programme; tells how the loop ends if nothing comes of it.
    fn mend(&mut self, part: &Part, groups: &[u32], ray: &MasterPrices) -> Option<Ended> {
        if part.is_whole
            && let Some(proof) = proof_of_infeasibility(self.setting, &ray.rows)
        {
            return Some(Ended::Infeasible(Some(proof)));
        }
        let walled = if part.is_whole { ray.rows.clone() } else { self.stock.walled(self.setting.formulation, &ray.rows, part) };
        let columns = self.pricing().best(groups, &walled, 0.0);
        self.meter.spend(2 * groups.len());
        let idle: Vec<u32> = (0..self.stock.pool.columns.len() as u32).filter(|index| !self.stock.working[*index as usize]).collect();
        let mut added = 0;
        for index in idle {
            let column = &self.stock.pool.columns[index as usize];
            let group = column.group as usize;
            let gains = part.free[group] > 0 && is_gain(column.worth(0.0, &ray.rows) - ray.groups[group], 0.0);
            if gains && (part.is_whole || self.stock.fits(self.setting.formulation, column, part)) {
                self.stock.working[index as usize] = true;
                added += 1;
            }
        }
        added += self.take(part, columns, ray, 0.0);
        (added == 0).then_some(if part.is_whole { Ended::Stopped } else { Ended::Infeasible(None) })
    }

    /// Takes the rows into the programme that its point breaks.
    fn add_broken_rows(&mut self, part: &Part, master: &Master, point: &[f64]) -> usize {
        let formulation = self.setting.formulation;
        let mut sums: Vec<f64> = part.settled.iter().map(|sum| *sum as f64).collect();
        for (&column, &value) in master.columns.iter().zip(point).filter(|(_, value)| **value > 0.0) {
            for &(row, amount) in &self.stock.pool.columns[column as usize].usage {
                sums[row.index()] += value * amount as f64;
            }
        }
        let is_broken = |(index, row): (usize, &crate::formulation::Row)| {
            let (lower, upper) = row.shape.hull();
            upper.is_some_and(|upper| sums[index] > upper as f64 + ROUND_OFF)
                || lower.is_some_and(|lower| sums[index] < lower as f64 - ROUND_OFF)
        };
        let mut added = 0;
        for (row, wanted) in formulation.rows.iter().enumerate().zip(&mut self.stock.rows) {
            if !*wanted && is_broken(row) {
                *wanted = true;
                added += 1;
            }
        }
        added
    }
}

/// True if a column is worth more than its group gets, beyond round-off.
fn is_gain(gain: f64, of: f64) -> bool {
    gain > LEAST_GAIN * (1.0 + of.abs() * 0.01)
}

//! Programmes over a few doctors at a time: their pathways are taken out and chosen anew, together, against what the others leave.
//!
//! Who is taken out: first a doctor who loses much by the schedule at prices, then those who hold the places that this doctor would like.

use super::super::Phase;
use super::super::engine::Common;
use super::super::judge::judge;
use super::super::known::Incumbent;
use super::super::limits::Limits;
use super::super::lp::Backend;
use super::super::parameters::columns::ROUNDS_OF_NEIGHBOURHOOD;
use super::super::parameters::neighbourhoods::{
    BATCH, DRAWN, LEAST_GAIN, LEAST_HOLD, LEAST_REGRET, SEED_OF_WINDOW, SHORTEST_WINDOW,
    SIXTEENTHS, SIZES, TEMPERATURES,
};
use super::super::parameters::seed_of;
use super::super::run::Run;
use super::super::setting::Setting;
use super::engine::ColumnGeneration;
use super::generate::{Draws, Ended, Generator};
use super::kin::Kinship;
use super::master::{MasterPrices, Part};
use super::meter::Meter;
use super::pool::Column;
use super::price::{Pins, Pricing};
use super::stock::Stock;
use crate::error::Result;
use crate::formulation::RowId;
use crate::ids::DoctorId;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use rayon::prelude::*;

/// A schedule as columns, one for each doctor, and what its rows sum.
#[derive(Clone, Debug)]
pub(super) struct State {
    pub(super) columns: Vec<Column>,
    pub(super) sums: Vec<i64>,
    /// What each doctor would gain at prices by the best pathway there is.
    pub(super) regrets: Vec<f64>,
    /// The rows that the best pathway of each doctor uses.
    pub(super) wishes: Vec<Column>,
}

impl State {
    /// The schedule of some paths, seen with prices and with what is best for each group at these, ascending by group.
    /// `None` if one of them is no path that its doctor may take.
    pub(super) fn new(
        pricing: &Pricing<'_>,
        best: &[Column],
        labels: &[Vec<u32>],
        prices: &[f64],
    ) -> Option<Self> {
        let mut sums = vec![0; pricing.setting.formulation.rows.len()];
        let mut state = Self {
            columns: Vec::new(),
            sums: Vec::new(),
            regrets: Vec::new(),
            wishes: Vec::new(),
        };
        for (doctor, labels) in labels.iter().enumerate() {
            let group = pricing.kinship.of_doctor[doctor];
            let column = Column::new(pricing.setting, pricing.kinship, group, labels)?;
            column
                .usage
                .iter()
                .for_each(|&(row, amount)| sums[row.index()] += amount);
            let wish = best
                .binary_search_by_key(&group, |column| column.group)
                .map_or_else(|_| column.clone(), |at| best[at].clone());
            state
                .regrets
                .push((wish.worth(1.0, prices) - column.worth(1.0, prices)).max(0.0));
            state.wishes.push(wish);
            state.columns.push(column);
        }
        state.sums = sums;
        Some(state)
    }

    /// Some doctors, ascending: one drawn by regret, and those who hold what the doctor would like.
    pub(super) fn choose(
        &self,
        setting: Setting<'_>,
        unit: f64,
        count: usize,
        seed: u64,
    ) -> Vec<usize> {
        let mut random = Pcg64Mcg::seed_from_u64(seed);
        let mut weights: Vec<f64> = self
            .regrets
            .iter()
            .map(|regret| regret + LEAST_REGRET * unit)
            .collect();
        let Some(first) = draw(&weights, &mut random) else {
            return Vec::new();
        };
        let mut chosen = vec![first];
        while chosen.len() < count.min(weights.len()) {
            // The wishes to look at next are those of any doctor chosen so far.
            let wishing = chosen[random.random_range(0..chosen.len())];
            let rows = &setting.formulation.rows;
            let full: Vec<RowId> = self.wishes[wishing]
                .usage
                .iter()
                .filter(|(row, amount)| {
                    rows[row.index()]
                        .shape
                        .distance(self.sums[row.index()] + amount)
                        > 0
                })
                .map(|entry| entry.0)
                .collect();
            for (doctor, weight) in weights.iter_mut().enumerate() {
                let holds = self.columns[doctor]
                    .usage
                    .iter()
                    .filter(|entry| full.binary_search(&entry.0).is_ok())
                    .count();
                *weight =
                    (self.regrets[doctor] + LEAST_REGRET * unit) * (LEAST_HOLD + holds as f64);
            }
            chosen.iter().for_each(|doctor| weights[*doctor] = 0.0);
            match draw(&weights, &mut random) {
                Some(next) => chosen.push(next),
                None => break,
            }
        }
        chosen.sort_unstable();
        chosen
    }
}

/// A position by weight.
fn draw(weights: &[f64], random: &mut Pcg64Mcg) -> Option<usize> {
    let total: f64 = weights.iter().sum();
    let mut left = random.random::<f64>() * total;
    let mut last = None;
    for (index, weight) in weights
        .iter()
        .enumerate()
        .filter(|(_, weight)| **weight > 0.0)
    {
        last = Some(index);
        left -= weight;
        if left < 0.0 {
            break;
        }
    }
    last
}

/// What a neighbourhood is looked at with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tools<'a> {
    pub(super) setting: Setting<'a>,
    pub(super) stock: &'a Stock,
    pub(super) private: &'a [Vec<f64>],
    pub(super) backend: &'a dyn Backend,
    pub(super) limits: &'a Limits<'a>,
    pub(super) prices: &'a [f64],
    pub(super) unit: f64,
}

impl Tools<'_> {
    /// Better pathways for some doctors together, in their order, and the work it took; `None` if none were found. They move within a
    /// window of so many periods, drawn by the seed.
    ///
    /// # Errors
    /// If the backend refuses a programme.
    pub(super) fn improve(
        &self,
        state: &State,
        doctors: &[usize],
        length: usize,
        seed: u64,
    ) -> Result<(Option<Vec<Column>>, u64)> {
        let periods = self.setting.formulation.periods;
        let mut part = Part {
            free: vec![1; doctors.len()],
            settled: state.sums.clone(),
            is_whole: false,
        };
        // Here every doctor is a group.
        let groups: Vec<Vec<DoctorId>> = doctors
            .iter()
            .map(|doctor| vec![DoctorId::new(*doctor)])
            .collect();
        let kinship = Kinship {
            groups,
            of_doctor: Vec::new(),
        };
        let mut generator = Generator {
            setting: self.setting,
            private: self.private,
            backend: self.backend,
            meter: Meter {
                limits: self.limits,
                before: 0,
                spent: 0,
                most: u64::MAX,
            },
            stock: self.stock.emptied(kinship, self.prices),
            best: None,
            goal: None,
            is_feasible: true,
            width: None,
            pins: None,
        };
        let mut known = Vec::with_capacity(doctors.len());
        for (group, &doctor) in doctors.iter().enumerate() {
            let column = &state.columns[doctor];
            column
                .usage
                .iter()
                .for_each(|&(row, amount)| part.settled[row.index()] -= amount);
            let index = generator.stock.add(Column {
                group: group as u32,
                ..column.clone()
            });
            generator.stock.working[index as usize] = true;
            known.push(index);
        }
        if length < periods {
            let first =
                Pcg64Mcg::seed_from_u64(seed ^ SEED_OF_WINDOW).random_range(0..=periods - length);
            let labels = doctors
                .iter()
                .map(|doctor| state.columns[*doctor].labels.clone())
                .collect();
            generator.pins = Some(Pins {
                window: (first, first + length - 1),
                labels,
            });
        }
        let temperatures = TEMPERATURES.map(|tau| tau * self.unit);
        generator.draw(
            &part,
            self.prices,
            Draws {
                temperatures: &temperatures,
                count: DRAWN,
                seed,
            },
        );
        let Ended::Optimal { prices, .. } = generator.run(&part, ROUNDS_OF_NEIGHBOURHOOD)? else {
            return Ok((None, generator.meter.spent));
        };
        // At these prices the schedule at hand may already be as good as it gets.
        let gain = self.gain_left(&generator, &part, &prices, &state.sums, &known);
        crate::trace::trace!(
            doctors = doctors.len(),
            length,
            gain,
            columns = generator.stock.pool.columns.len(),
            "neighbourhood"
        );
        if gain.is_some_and(|gain| gain < LEAST_GAIN) {
            return Ok((None, generator.meter.spent));
        }
        let chosen = generator.choose(&part, &prices, f64::INFINITY, Some(&known))?;
        let found = chosen
            .filter(|chosen| chosen.len() == doctors.len())
            .map(|mut chosen| {
                chosen.sort_by_key(|index| generator.stock.pool.columns[*index as usize].group);
                chosen
                    .into_iter()
                    .map(|index| generator.stock.pool.columns[index as usize].clone())
                    .collect()
            });
        Ok((found, generator.meter.spent))
    }

    /// How much more than the schedule at hand the optimum of the relaxed programme is worth, by its prices; `None` if groups of rows add
    /// to it.
    fn gain_left(
        &self,
        generator: &Generator<'_>,
        part: &Part,
        prices: &MasterPrices,
        sums: &[i64],
        known: &[u32],
    ) -> Option<f64> {
        let columns = &generator.stock.pool.columns;
        let worth: f64 = known
            .iter()
            .map(|index| columns[*index as usize].worth(1.0, &prices.rows))
            .sum();
        let most: f64 = prices
            .groups
            .iter()
            .zip(&part.free)
            .map(|(worth, free)| worth * *free as f64)
            .sum();
        let mut gain = most - worth;
        for ((row, &price), &sum) in self
            .setting
            .formulation
            .rows
            .iter()
            .zip(&prices.rows)
            .zip(sums)
        {
            if row.group.is_some() {
                if price != 0.0 {
                    return None;
                }
                continue;
            }
            let (lower, upper) = row.shape.hull();
            let limit = if price > 0.0 { upper } else { lower };
            gain += price * (limit.unwrap_or(sum) - sum) as f64
                + row.weight.unwrap_or(0) as f64 * row.shape.distance(sum) as f64;
        }
        Some(gain)
    }
}

/// A schedule to be improved, and what that has taken.
struct Improving {
    best: Incumbent,
    spent: u64,
    batches: u64,
}

impl ColumnGeneration {
    /// Some batches of neighbourhoods of the best schedule.
    pub(super) fn neighbourhoods(
        &mut self,
        backend: &dyn Backend,
        run: &mut Run<'_>,
        common: &Common,
    ) -> Result<()> {
        let share = self.stock.as_ref().map_or(1, |stock| stock.share);
        let most = (run.effort.work - self.work_at_turn) * share / SIXTEENTHS;
        if self.stock.as_ref().is_none_or(|stock| most < stock.batch) || run.known.best.is_none() {
            return Ok(());
        }
        let (Some(best), Some(mut stock)) = (run.known.best.clone(), self.stock.take()) else {
            return Ok(());
        };
        let tools = Tools {
            setting: run.ground.setting(),
            stock: &stock,
            private: &common.prices.private,
            backend,
            limits: &run.effort.limits,
            prices: &common.prices.prices,
            unit: common.unit,
        };
        let before = best.value;
        let mut improving = Improving {
            best,
            spent: 0,
            batches: 0,
        };
        let wishes = tools.wishes(&mut improving);
        while improving.spent < most
            && run
                .effort
                .limits
                .reason(run.effort.work + improving.spent)
                .is_none()
        {
            let first = self.neighbourhoods_seen;
            self.neighbourhoods_seen += BATCH as u64;
            if !tools.batch(&mut improving, &wishes, first)? {
                break;
            }
        }
        let Improving {
            best,
            spent,
            batches,
        } = improving;
        crate::trace::debug!(before, after = best.value, spent, "neighbourhoods");
        run.effort.work += spent;
        self.work_at_turn = run.effort.work;
        stock.batch = spent / batches.max(1);
        stock.share = if best.value > before {
            (share * 2).min(SIXTEENTHS)
        } else {
            (share / 2).max(1)
        };
        self.stock = Some(stock);
        run.known.offer_schedule(best);
        run.tell(Phase::Columns);
        Ok(())
    }
}

impl Tools<'_> {
    fn pricing(&self) -> Pricing<'_> {
        Pricing {
            setting: self.setting,
            kinship: &self.stock.kinship,
            private: self.private,
            pins: None,
        }
    }

    /// What is best for each group at the prices.
    fn wishes(&self, improving: &mut Improving) -> Vec<Column> {
        let groups: Vec<u32> = (0..self.stock.kinship.groups.len() as u32).collect();
        improving.spent += groups.len() as u64;
        self.pricing().best(&groups, self.prices, 1.0)
    }

    /// Looks at some neighbourhoods side by side; false if columns cannot express the schedule.
    fn batch(&self, improving: &mut Improving, wishes: &[Column], first: u64) -> Result<bool> {
        improving.batches += 1;
        // The columns of the schedule at hand are made anew.
        improving.spent += self.setting.pathways.len() as u64;
        let Some(state) = State::new(&self.pricing(), wishes, &improving.best.labels, self.prices)
        else {
            return Ok(false);
        };
        let look = |&number: &u64| {
            let seed = seed_of(self.limits.options.seed, number);
            let (count, part) = SIZES[number as usize % SIZES.len()];
            let doctors = state.choose(self.setting, self.unit, count, seed);
            let length = (self.setting.formulation.periods / part).max(SHORTEST_WINDOW);
            let found = self.improve(&state, &doctors, length, seed);
            (doctors, found)
        };
        let numbers: Vec<u64> = (first..first + BATCH as u64).collect();
        let looked: Vec<_> = numbers.par_iter().map(look).collect();
        for (doctors, found) in looked {
            let (columns, work) = found?;
            improving.spent += work;
            let Some(columns) = columns else { continue };
            let mut labels = improving.best.labels.clone();
            for (&doctor, column) in doctors.iter().zip(&columns) {
                labels[doctor].clone_from(&column.labels);
            }
            // Neighbourhoods of one batch do not know of each other: the whole schedule is judged each time.
            if let Some(value) = judge(self.setting, &labels)
                .value
                .filter(|value| *value > improving.best.value)
            {
                improving.best = Incumbent { value, labels };
            }
        }
        Ok(true)
    }
}

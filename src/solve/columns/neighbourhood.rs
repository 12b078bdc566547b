//! Programmes over a few doctors at a time: their pathways are taken out and chosen anew, together, against what the others leave.
//!
//! Who is taken out: first a doctor who loses much by the schedule at prices, then those who hold the places that this doctor would like.

use super::super::limits::Limits;
use super::super::parameters::columns::{ROUNDS, ROUNDS_OF_NEIGHBOURHOOD};
use super::super::parameters::neighbourhoods::{DRAWN, LEAST_GAIN, SEED_OF_WINDOW, TEMPERATURES};
use super::super::setting::Setting;
use super::backends::Backends;
use super::dive::{Optimum, Way};
use super::generate::{Draws, Ended, Generator};
use super::kin::Kinship;
use super::master::{MasterPrices, Part};
use super::meter::Meter;
use super::pool::Column;
use super::price::Pins;
use super::state::State;
use super::stock::Stock;
use crate::error::Result;
use crate::ids::DoctorId;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

/// What a neighbourhood is looked at with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tools<'a> {
    pub(super) setting: Setting<'a>,
    pub(super) stock: &'a Stock,
    pub(super) private: &'a [Vec<f64>],
    pub(super) backends: Backends<'a>,
    pub(super) limits: &'a Limits<'a>,
    pub(super) prices: &'a [f64],
    pub(super) unit: f64,
}

/// A schedule without the pathways of some doctors.
struct Opened<'a> {
    generator: Generator<'a>,
    part: Part,
    /// The columns that were taken out.
    known: Vec<u32>,
}

impl Generator<'_> {
    /// Some columns in the order of their groups.
    fn in_order(&self, mut chosen: Vec<u32>) -> Vec<Column> {
        let columns = &self.stock.pool.columns;
        chosen.sort_by_key(|index| columns[*index as usize].group);
        let chosen = chosen.into_iter();
        chosen
            .map(|index| columns[index as usize].clone())
            .collect()
    }
}

impl<'a> Tools<'a> {
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
        let Opened {
            mut generator,
            part,
            known,
        } = self.open(state, doctors);
        let periods = self.setting.formulation.periods;
        if length < periods {
            let mut random = Pcg64Mcg::seed_from_u64(seed ^ SEED_OF_WINDOW);
            let first = random.random_range(0..=periods - length);
            let labels = doctors.iter().map(|doctor| &state.columns[*doctor].labels);
            generator.pins = Some(Pins {
                window: (first, first + length - 1),
                labels: labels.cloned().collect(),
            });
        }
        let temperatures = TEMPERATURES.map(|tau| tau * self.unit);
        let draws = Draws {
            temperatures: &temperatures,
            count: DRAWN,
            seed,
        };
        generator.draw(&part, self.prices, draws);
        let Ended::Optimal { prices, .. } = generator.run(&part, ROUNDS_OF_NEIGHBOURHOOD)?.0 else {
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
        let chosen = chosen.filter(|chosen| chosen.len() == doctors.len());
        let found = chosen.map(|chosen| generator.in_order(chosen));
        Ok((found, generator.meter.spent))
    }

    /// Better pathways for some doctors together, by a dive from the optimum over their pathways, and the work it took.
    ///
    /// # Errors
    /// If the backend refuses a programme.
    pub(super) fn dive_around(
        &self,
        state: &State,
        doctors: &[usize],
        meter: Meter<'a>,
        way: Way,
    ) -> Result<(Option<Vec<Column>>, u64)> {
        let Opened {
            mut generator,
            part,
            known,
        } = self.open(state, doctors);
        generator.meter = meter;
        let draws = Draws {
            temperatures: &[],
            count: 0,
            seed: way.seed,
        };
        generator.draw(&part, self.prices, draws);
        let Ended::Optimal {
            prices,
            point,
            missing,
            given,
            ..
        } = generator.run(&part, ROUNDS)?.0
        else {
            return Ok((None, generator.meter.spent));
        };
        let gain = self.gain_left(&generator, &part, &prices, &state.sums, &known);
        if gain.is_some_and(|gain| gain < LEAST_GAIN) {
            return Ok((None, generator.meter.spent));
        }
        let is_kept = |doctor: &usize| doctors.binary_search(doctor).is_err();
        let kept = (0..state.columns.len()).filter(is_kept);
        let worth = kept.map(|doctor| state.columns[doctor].score).sum();
        let dive = generator.dive(
            Optimum {
                prices,
                point,
                missing,
                given,
            },
            part,
            worth,
            way,
        )?;
        let is_whole = dive.settled.len() == doctors.len();
        let found = (is_whole && !dive.is_hopeless && !dive.is_slow)
            .then(|| generator.in_order(dive.settled));
        Ok((found, generator.meter.spent))
    }

    /// Takes the pathways of some doctors out of a schedule; what they are is known to the generator.
    fn open(&self, state: &State, doctors: &[usize]) -> Opened<'a> {
        // Here every doctor is a group.
        let groups = doctors.iter().map(|doctor| vec![DoctorId::new(*doctor)]);
        let kinship = Kinship {
            groups: groups.collect(),
            of_doctor: Vec::new(),
        };
        let mut generator = Generator {
            setting: self.setting,
            private: self.private,
            backends: self.backends,
            meter: Meter {
                limits: self.limits,
                before: 0,
                spent: 0,
                most: u64::MAX,
                until: None,
            },
            stock: self.stock.emptied(kinship, self.prices),
            best: None,
            listed: None,
            goal: None,
            is_feasible: true,
            pins: None,
        };
        let mut part = Part {
            free: vec![1; doctors.len()],
            settled: state.sums.clone(),
            is_whole: false,
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
        Opened {
            generator,
            part,
            known,
        }
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

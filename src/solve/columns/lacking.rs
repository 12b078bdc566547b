//! What a restricted programme lacks: columns that pay at its prices or along a ray, and rows that its point breaks.

use super::super::parameters::columns::{LEAST_GAIN, LEAST_SMOOTHING, RECALLED, ROUND_OFF, WARMTH};
use super::super::proofs::best_bound;
use super::super::seed::seed_of;
use super::generate::{Course, Ended, Generator};
use super::master::{Master, MasterPrices, Part};
use super::pool::Column;
use super::price::Draw;

impl Generator<'_> {
    /// Prices pathways at a point between the best prices and those of the programme, and at the latter if that finds nothing; returns how
    /// many columns were added.
    pub(super) fn price(
        &mut self,
        part: &Part,
        course: &mut Course,
        prices: &MasterPrices,
    ) -> usize {
        let Course {
            groups,
            share,
            draws,
            missing,
            ..
        } = course;
        let (mut added, recalled) = self.recall(part, prices);
        *missing = recalled;
        if self.stock.is_listed {
            self.bound_at(prices.rows.clone());
            return added;
        }
        loop {
            let blend = |(center, price): (&f64, &f64)| center * *share + price * (1.0 - *share);
            let point: Vec<f64> = self
                .stock
                .center
                .iter()
                .zip(&prices.rows)
                .map(blend)
                .collect();
            let walled = if part.is_whole {
                point.clone()
            } else {
                self.stock.walled(self.setting.formulation, &point, part)
            };
            let columns = self.pricing().best(groups, &walled, 1.0);
            self.meter.spend(groups.len());
            let gain = |column: &Column| {
                column.worth(1.0, &prices.rows) - prices.groups[column.group as usize]
            };
            let times = |column: &Column| part.free[column.group as usize] as f64;
            let of_columns = columns
                .iter()
                .map(|column| gain(column).max(0.0) * times(column));
            *missing = recalled + of_columns.sum::<f64>();
            let gain = columns.iter().map(gain).sum::<f64>() / groups.len().max(1) as f64;
            added += self.take(part, columns, prices, 1.0);
            if *draws > 0 && gain > LEAST_GAIN {
                let draw = Draw {
                    tau: gain * WARMTH,
                    count: *draws,
                    seed: seed_of(
                        self.meter.limits.options.seed,
                        self.stock.pool.columns.len() as u64,
                    ),
                };
                let columns = self.pricing().draw(groups, &walled, draw);
                self.meter.spend(groups.len());
                added += self.take(part, columns, prices, 1.0);
            }
            if part.is_whole {
                self.bound_at(point);
            }
            if added > 0 || *share == 0.0 || self.meter.is_over() {
                return added;
            }
            // A beam costs too much to be tried again and again.
            *share = if *share > LEAST_SMOOTHING && self.is_exact() {
                *share / 2.0
            } else {
                0.0
            };
        }
    }

    /// What prices prove; the best ones are kept.
    pub(super) fn bound_at(&mut self, point: Vec<f64>) {
        self.meter.spend(self.setting.pathways.len());
        if self.stock.is_listed {
            self.bound_listed(point);
            return;
        }
        if let Some(proven) = best_bound(self.setting, &point, self.private)
            && self
                .best
                .as_ref()
                .is_none_or(|best| proven.bound() < best.bound())
        {
            self.best = Some(proven);
            self.stock.center = point;
        }
    }

    /// Adds columns of the pool that pay at the programme's prices, a few for each group; how many, and what they would add at most.
    fn recall(&mut self, part: &Part, prices: &MasterPrices) -> (usize, f64) {
        let (mut added, mut most) = (0, 0.0);
        for group in 0..self.stock.kinship.groups.len() {
            if part.free[group] == 0 {
                continue;
            }
            let worth = |index: &u32| {
                self.stock.pool.columns[*index as usize].worth(1.0, &prices.rows)
                    - prices.groups[group]
            };
            let idle = self.stock.pool.of_group[group]
                .iter()
                .filter(|index| !self.stock.working[**index as usize]);
            let mut missing: Vec<(f64, u32)> = idle
                .map(|index| (worth(index), *index))
                .filter(|entry| is_gain(entry.0, prices.groups[group]))
                .collect();
            missing.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
            most += missing.first().map_or(0.0, |best| best.0) * part.free[group] as f64;
            for &(_, index) in missing.iter().take(RECALLED) {
                self.stock.working[index as usize] = true;
                added += 1;
            }
        }
        (added, most)
    }

    /// Adds a pathway of everyone who is open to the programme, one after another in what the earlier ones leave; those that find none are left out.
    pub(super) fn fill(&mut self, part: &Part, prices: &[f64]) -> Vec<u32> {
        let (mut part, mut found) = (part.clone(), Vec::new());
        for group in part.groups() {
            for _ in 0..part.free[group as usize] {
                if self.meter.is_out_of_time() {
                    return found;
                }
                let walled = self.stock.walled(self.setting.formulation, prices, &part);
                self.meter.spend(1);
                let best = self.pricing().best(&[group], &walled, 1.0).pop();
                let Some(column) =
                    best.filter(|column| self.stock.fits(self.setting.formulation, column, &part))
                else {
                    break;
                };
                part.settle(&column);
                let index = self.stock.add(column);
                self.stock.working[index as usize] = true;
                found.push(index);
            }
        }
        found
    }

    /// Adds priced columns that pay at the programme's prices.
    fn take(
        &mut self,
        part: &Part,
        columns: Vec<Column>,
        prices: &MasterPrices,
        factor: f64,
    ) -> usize {
        let mut added = 0;
        for column in columns {
            let group = column.group as usize;
            let is_wanted = is_gain(
                column.worth(factor, &prices.rows) - prices.groups[group],
                prices.groups[group],
            ) && (part.is_whole
                || self.stock.fits(self.setting.formulation, &column, part));
            let index = self.stock.add(column) as usize;
            if is_wanted && !self.stock.working[index] {
                self.stock.working[index] = true;
                added += 1;
            }
        }
        added
    }

    /// Prices pathways along a ray of the infeasible programme; returns how the loop ends if no column is added.
    pub(super) fn mend(
        &mut self,
        part: &Part,
        groups: &[u32],
        ray: &MasterPrices,
    ) -> Option<Ended> {
        if part.is_whole
            && let Some(proof) = self.prove_none(&ray.rows)
        {
            return Some(Ended::Infeasible(Some(proof)));
        }
        let walled = if part.is_whole {
            ray.rows.clone()
        } else {
            self.stock.walled(self.setting.formulation, &ray.rows, part)
        };
        let columns = if self.stock.is_listed {
            Vec::new()
        } else {
            self.pricing().best(groups, &walled, 0.0)
        };
        self.meter.spend(2 * groups.len());
        let idle: Vec<u32> = (0..self.stock.pool.columns.len() as u32)
            .filter(|index| !self.stock.working[*index as usize])
            .collect();
        let mut added = 0;
        for index in idle {
            let column = &self.stock.pool.columns[index as usize];
            let group = column.group as usize;
            let gains = part.free[group] > 0
                && is_gain(column.worth(0.0, &ray.rows) - ray.groups[group], 0.0);
            if gains && (part.is_whole || self.stock.fits(self.setting.formulation, column, part)) {
                self.stock.working[index as usize] = true;
                added += 1;
            }
        }
        added += self.take(part, columns, ray, 0.0);
        (added == 0).then_some(if part.is_whole {
            Ended::Stopped
        } else {
            Ended::Infeasible(None)
        })
    }

    /// Adds the rows that the programme's point breaks.
    pub(super) fn add_broken_rows(&mut self, part: &Part, master: &Master, point: &[f64]) -> usize {
        let formulation = self.setting.formulation;
        let mut sums: Vec<f64> = part.settled.iter().map(|sum| *sum as f64).collect();
        for (&column, &value) in master
            .columns
            .iter()
            .zip(point)
            .filter(|(_, value)| **value > 0.0)
        {
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
        for (row, wanted) in formulation
            .rows
            .iter()
            .enumerate()
            .zip(&mut self.stock.rows)
        {
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

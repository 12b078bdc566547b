//! From points of the relaxation to schedules. Columns that are whole are settled, and the rest is a small programme in whole numbers. If
//! the rest is too large, columns that are nearly whole are settled as well and the relaxation is solved again.

use super::super::judge::judge;
use super::super::known::Incumbent;
use super::super::lp::{LinearModel, LpOptions, LpStatus};
use super::super::parameters::compact::{
    GAP, LEAST, LONGEST, LOSS, MOST_AT_ONCE, MOST_ATTEMPTS, MOST_DIVES, MOST_NONZEROS, MOST_WHOLE,
    NEARLY, NOISE, NOTHING, ROUNDS, ROUNDS_BETWEEN, SHARE_OF_ATTEMPT, UNLIKELY, WHOLE, WITHIN,
    WITHOUT_CLOCK,
};
use super::super::setting::Setting;
use super::CompactModel;
use super::around::look_around;
use super::dive::Dive;
use super::presolve::Reduced;
use crate::clock::Instant;
use crate::error::Result;
use rand::{RngExt, SeedableRng};
use std::time::Duration;

/// What rounding may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Budget {
    /// No schedule is worth more.
    pub(super) bound: Option<i64>,
    /// When to stop; `None` under a work limit, where only small programmes are solved.
    pub(super) until: Option<Instant>,
    /// Unit of value.
    pub(super) unit: f64,
    pub(super) seed: u64,
}

impl Budget {
    pub(super) fn left(&self) -> Option<Duration> {
        self.until
            .map(|until| until.saturating_duration_since(Instant::now()))
    }
    pub(super) fn is_over(&self) -> bool {
        self.left() == Some(Duration::ZERO)
    }
}

/// What rounding came to.
#[derive(Debug)]
pub(super) enum Rounded {
    /// A schedule.
    Schedule(Incumbent),
    /// The point that it began with.
    Point(Vec<f64>),
    /// Not even a point.
    Nothing,
}

impl CompactModel {
    /// The programme in whole numbers, with small random changes of the objective: then points are near a corner, where most columns are
    /// whole.
    fn in_whole_numbers(&self, unit: f64, seed: u64) -> LinearModel {
        let mut random = rand_pcg::Pcg64Mcg::seed_from_u64(seed);
        let mut binary = self.model.clone();
        for &column in &self.whole {
            let noise: f64 = random.random();
            let limits = &mut binary.columns_mut()[column];
            limits.integer = true;
            limits.upper = limits.upper.min(1.0);
            limits.objective -= unit * NOISE * noise;
        }
        binary
    }

    /// A point of the relaxation with the objectives of a programme in whole numbers, without some columns.
    fn first_point(
        &self,
        binary: &LinearModel,
        without: &[(usize, f64)],
        options: &LpOptions<'_>,
    ) -> Result<Option<Vec<f64>>> {
        // Without limits that the rows imply anyway the relaxation is quicker.
        let mut open = self.model.clone();
        open.columns_mut()
            .iter_mut()
            .zip(binary.columns())
            .for_each(|(open, binary)| open.objective = binary.objective);
        if without.is_empty() {
            return self.relaxed_point(&open, options);
        }
        let Some(reduced) = Reduced::new(&open, without) else {
            return Ok(None);
        };
        let point = self.relaxed_point(&reduced.model, options)?;
        Ok(point.map(|point| reduced.whole(&point)))
    }

    /// Columns that fall so far short of the prices that a schedule near the relaxation has no use for them.
    fn unlikely(&self, short: &[f64], most: f64) -> Vec<(usize, f64)> {
        let columns = self.whole.iter().copied();
        columns
            .filter(|column| short.get(*column).is_some_and(|short| *short > most))
            .map(|column| (column, 0.0))
            .collect()
    }

    /// A schedule near a point of the relaxation, if one is found. Errors are those of backends.
    ///
    /// First dives by doctors, the first of them from where an earlier one was ended by time (`half`), and again from other points while that finds something better; where they come to nothing, columns are settled.
    pub(super) fn round(
        &self,
        setting: Setting<'_>,
        budget: Budget,
        short: &[f64],
        half: &mut Option<Vec<Option<Vec<u32>>>>,
        options: &LpOptions<'_>,
    ) -> Result<Rounded> {
        let mut best: Option<Incumbent> = None;
        let mut start = None;
        for round in 0..MOST_DIVES {
            let lp = || LpOptions {
                time_limit: budget.left(),
                ..*options
            };
            let binary = self.in_whole_numbers(budget.unit, budget.seed.wrapping_add(round));
            let without = if round == 0 {
                self.unlikely(short, budget.unit * UNLIKELY)
            } else {
                Vec::new()
            };
            let paths = half.take().unwrap_or_default();
            let is_narrow = !without.is_empty() || !paths.is_empty();
            // A dive is not counted as work, so there is none without a clock.
            let mut dive = Dive::new(self, setting, &binary, budget.unit * LOSS, paths);
            let point = if dive.is_begun() {
                dive.point(&lp())?
            } else {
                self.first_point(&binary, &without, &lp())?
            };
            let Some(point) = point else {
                if is_narrow && !budget.is_over() {
                    continue;
                }
                break;
            };
            crate::trace::debug!(
                worth = self.model.objective_value(&point) + self.constant as f64,
                "dive"
            );
            dive.leave_out(without);
            let found = if budget.until.is_some() {
                dive.run(point.clone(), &lp, &|| budget.is_over())?
            } else {
                None
            };
            *half = dive.half.take();
            let Some(found) = found else {
                if is_narrow && !budget.is_over() {
                    continue;
                }
                start = Some((binary, point));
                break;
            };
            crate::trace::debug!(value = found.value, bound = budget.bound, "dived");
            if budget.is_over() {
                best = Some(found);
                break;
            }
            let found = look_around(self, setting, budget, options, &binary, found)?;
            let gains = best.as_ref().is_none_or(|best| best.value < found.value);
            let is_best = budget.bound.is_some_and(|bound| found.value >= bound);
            if gains {
                best = Some(found);
            }
            if !gains || is_best || budget.is_over() {
                break;
            }
        }
        match (best, start) {
            (Some(best), _) => Ok(Rounded::Schedule(best)),
            (None, Some((binary, point))) => {
                self.round_columns(setting, budget, options, binary, point)
            }
            (None, None) => Ok(Rounded::Nothing),
        }
    }

    /// Settles columns round by round, from a point of the programme.
    fn round_columns(
        &self,
        setting: Setting<'_>,
        budget: Budget,
        options: &LpOptions<'_>,
        binary: LinearModel,
        first: Vec<f64>,
    ) -> Result<Rounded> {
        let mut rounding = Rounding {
            compact: self,
            setting,
            budget,
            options,
            is_settled: vec![false; binary.columns().len()],
            binary,
            point: first.clone(),
            settled: Vec::new(),
            attempts: 0,
            best: None,
        };
        for round in 0..ROUNDS {
            if budget.is_over()
                || (round % ROUNDS_BETWEEN == 0 && rounding.attempt()?)
                || !rounding.settle(round)?
            {
                break;
            }
        }
        Ok(rounding
            .best
            .map_or(Rounded::Point(first), Rounded::Schedule))
    }
}

/// A programme whose columns are settled round by round.
struct Rounding<'a> {
    compact: &'a CompactModel,
    setting: Setting<'a>,
    budget: Budget,
    options: &'a LpOptions<'a>,
    binary: LinearModel,
    point: Vec<f64>,
    /// Columns with their values.
    settled: Vec<(usize, f64)>,
    is_settled: Vec<bool>,
    /// Programmes in whole numbers that were solved.
    attempts: usize,
    best: Option<Incumbent>,
}

impl Rounding<'_> {
    /// Columns that are to be whole and are not settled.
    fn open(&self) -> impl Iterator<Item = usize> + Clone + '_ {
        self.compact
            .whole
            .iter()
            .copied()
            .filter(|column| !self.is_settled[*column])
    }

    /// Solves in whole numbers what is left when everything that is whole or nothing is settled, if that is small; true if nothing can be better.
    fn attempt(&mut self) -> Result<bool> {
        if self.attempts >= MOST_ATTEMPTS {
            return Ok(false);
        }
        let near = self.open().filter_map(|column| match self.point[column] {
            value if value >= WHOLE => Some((column, 1.0)),
            value if value <= NOTHING => Some((column, 0.0)),
            _ => None,
        });
        let near: Vec<(usize, f64)> = self.settled.iter().copied().chain(near).collect();
        if let Some(found) = self.solve_rest(&near)?
            && self
                .best
                .as_ref()
                .is_none_or(|best| best.value < found.value)
        {
            self.best = Some(found);
        }
        Ok(self
            .best
            .as_ref()
            .is_some_and(|best| self.budget.bound.is_some_and(|bound| best.value >= bound)))
    }

    /// Solves what is left when some columns are settled.
    fn solve_rest(&mut self, settled: &[(usize, f64)]) -> Result<Option<Incumbent>> {
        let Some(reduced) = Reduced::new(&self.binary, settled) else {
            return Ok(None);
        };
        let (whole, nonzeros) = (
            reduced
                .model
                .columns()
                .iter()
                .filter(|column| column.integer)
                .count(),
            reduced.model.nonzeros(),
        );
        crate::trace::debug!(
            settled = settled.len(),
            columns = reduced.columns.len(),
            whole,
            nonzeros,
            "attempt"
        );
        let part = if self.budget.until.is_some() {
            1
        } else {
            WITHOUT_CLOCK
        };
        if whole > MOST_WHOLE / part || nonzeros > MOST_NONZEROS / part {
            return Ok(None);
        }
        self.attempts += 1;
        let labels = self.solve_whole(&reduced)?;
        Ok(labels.and_then(|labels| {
            Some(Incumbent {
                value: judge(self.setting, &labels).value?,
                labels,
            })
        }))
    }

    /// The paths of the best point in whole numbers.
    fn solve_whole(&self, reduced: &Reduced) -> Result<Option<Vec<Vec<u32>>>> {
        if reduced.columns.is_empty() {
            return Ok(self.compact.labels(self.setting, &reduced.whole(&[])));
        }
        let time_limit = self
            .budget
            .left()
            .map(|left| (left / SHARE_OF_ATTEMPT).min(LONGEST));
        let started = Instant::now();
        let result = self.compact.whole_backend().solve(
            &reduced.model,
            &LpOptions {
                time_limit,
                relative_gap: GAP,
                ..*self.options
            },
        )?;
        crate::trace::debug!(status = ?result.status, took = ?started.elapsed(), value = result.solution.as_ref().map(|solution| solution.objective), "rounded");
        match (result.status, result.solution) {
            (LpStatus::Optimal | LpStatus::Limit(_), Some(solution)) => Ok(self
                .compact
                .labels(self.setting, &reduced.whole(&solution.columns))),
            _ => Ok(None),
        }
    }

    /// Settles some columns and solves the relaxation again; false if there is no way on.
    fn settle(&mut self, round: usize) -> Result<bool> {
        let batch = self.batch();
        let Some(reduced) = self.reduce(batch) else {
            return Ok(false);
        };
        let (columns, rows) = (reduced.columns.len(), reduced.model.rows().len());
        crate::trace::debug!(round, settled = self.settled.len(), columns, rows, "dive");
        let next = self.compact.relaxed_point(
            &reduced.model,
            &LpOptions {
                time_limit: self.budget.left(),
                ..*self.options
            },
        )?;
        let Some(next) = next else { return Ok(false) };
        self.point = reduced.whole(&next);
        Ok(true)
    }

    /// Columns to settle: those that are whole, or else the largest parts of columns, those that are nearly whole all at once.
    fn batch(&self) -> Vec<usize> {
        let point = &self.point;
        let whole: Vec<usize> = self
            .open()
            .filter(|column| point[*column] >= WHOLE)
            .collect();
        if !whole.is_empty() {
            return whole;
        }
        let largest = self.open().map(|column| point[column]).fold(0.0, f64::max);
        let least = if largest >= NEARLY {
            NEARLY
        } else {
            (largest - WITHIN).max(LEAST)
        };
        let mut batch: Vec<usize> = self
            .open()
            .filter(|column| point[*column] >= least)
            .collect();
        batch.sort_by(|one, other| point[*other].total_cmp(&point[*one]).then(one.cmp(other)));
        batch.truncate(MOST_AT_ONCE);
        batch
    }

    /// The programme when as many of these columns are settled as fit together; `None` if that is infeasible.
    fn reduce(&mut self, mut batch: Vec<usize>) -> Option<Reduced> {
        loop {
            let with: Vec<(usize, f64)> = self
                .settled
                .iter()
                .copied()
                .chain(batch.iter().map(|column| (*column, 1.0)))
                .collect();
            if let Some(reduced) = Reduced::new(&self.binary, &with) {
                self.settled = with;
                batch
                    .iter()
                    .for_each(|column| self.is_settled[*column] = true);
                return Some(reduced);
            }
            match batch[..] {
                [] => return None,
                [one] => {
                    self.settled.push((one, 0.0));
                    self.is_settled[one] = true;
                    return Reduced::new(&self.binary, &self.settled);
                }
                _ => batch.truncate(batch.len() / 2),
            }
        }
    }
}

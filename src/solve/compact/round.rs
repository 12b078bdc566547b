//! From points of the relaxation to schedules. Columns that are whole are settled, and the rest is a small programme in whole numbers. If
//! the rest is too large, columns that are nearly whole are settled as well and the relaxation is solved again.

use super::super::judge::schedule_of;
use super::super::known::{Dived, Incumbent};
use super::super::lp::{LinearModel, LpOptions, LpStatus};
use super::super::parameters::compact::{
    GAP, LEAST, LONGEST, MOST_AT_ONCE, MOST_ATTEMPTS, MOST_DIVES, MOST_NONZEROS, MOST_WHOLE,
    NEARLY, NOISE, NOTHING, ROUNDS, ROUNDS_BETWEEN, SHARE_OF_ATTEMPT, UNLIKELY, WHOLE, WITHIN,
    WITHOUT_CLOCK,
};
use super::around::look_around;
use super::dive::Dive;
use super::presolve::Reduced;
use super::task::Task;
use crate::clock::Instant;
use crate::error::Result;
use rand::{RngExt, SeedableRng};

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

impl Task<'_> {
    /// The programme in whole numbers, with small random changes of the objective: then points are near a corner, where most columns are
    /// whole.
    fn in_whole_numbers(&self, round: u64) -> LinearModel {
        let mut random = rand_pcg::Pcg64Mcg::seed_from_u64(self.seed.wrapping_add(round));
        let mut binary = self.compact.model.clone();
        for &column in &self.compact.whole {
            let noise: f64 = random.random();
            let limits = &mut binary.columns_mut()[column];
            limits.integer = true;
            limits.upper = limits.upper.min(1.0);
            limits.objective -= self.unit * NOISE * noise;
        }
        binary
    }

    /// A point of the relaxation with the objectives of a programme in whole numbers, without some columns.
    fn first_point(
        &self,
        binary: &LinearModel,
        without: &[(usize, f64)],
    ) -> Result<Option<Vec<f64>>> {
        // Without limits that the rows imply anyway the relaxation is quicker.
        let mut open = self.compact.model.clone();
        open.columns_mut()
            .iter_mut()
            .zip(binary.columns())
            .for_each(|(open, binary)| open.objective = binary.objective);
        if without.is_empty() {
            return self.compact.relaxed_point(&open, &self.lp());
        }
        let Some(reduced) = Reduced::new(&open, without) else {
            return Ok(None);
        };
        let point = self.compact.relaxed_point(&reduced.model, &self.lp())?;
        Ok(point.map(|point| reduced.whole(&point)))
    }

    /// Columns that fall so far short of the prices that a schedule near the relaxation has no use for them.
    fn unlikely(&self) -> Vec<(usize, f64)> {
        let most = self.unit * UNLIKELY;
        let columns = self.compact.whole.iter().copied();
        let is_short = |column: &usize| {
            let optimum = self.optimum;
            optimum.is_some_and(|optimum| optimum.short[*column] > most)
        };
        columns
            .filter(is_short)
            .map(|column| (column, 0.0))
            .collect()
    }

    /// A schedule near a point of the relaxation, if one is found. Errors are those of backends.
    ///
    /// First dives by doctors, the first of them from where an earlier one was ended by time, and again from other points while that finds something better; where they come to nothing, columns are settled.
    pub(super) fn round(&self, dived: &mut Dived) -> Result<Rounded> {
        let mut best: Option<Incumbent> = None;
        for _ in 0..MOST_DIVES {
            let number = dived.next();
            let binary = self.in_whole_numbers(number);
            let without = if number == 0 {
                self.unlikely()
            } else {
                Vec::new()
            };
            let is_narrow = !without.is_empty() || dived.half.is_some();
            let rounded = self.dive(&binary, without, dived, self.near_optimum())?;
            if !dived.is_tight {
                break;
            }
            let found = match rounded {
                Rounded::Schedule(found) => found,
                // The search may find one from here, and there are other ways.
                Rounded::Point(point) if self.is_early && best.is_none() => {
                    return Ok(Rounded::Point(point));
                }
                _ if is_narrow && !self.is_over() => continue,
                Rounded::Point(point) if best.is_none() => {
                    return self.round_columns(binary, point);
                }
                Rounded::Point(_) | Rounded::Nothing => break,
            };
            crate::trace::debug!(value = found.value, bound = self.bound, "dived");
            if self.is_over() {
                best = Some(found);
                break;
            }
            let found = self.look_around(&binary, found, number, dived)?;
            let gains = best.as_ref().is_none_or(|best| best.value < found.value);
            let is_best = self.is_best(&found);
            if gains {
                best = Some(found);
            }
            if !gains || is_best || self.is_over() {
                break;
            }
        }
        Ok(best.map_or(Rounded::Nothing, Rounded::Schedule))
    }

    /// Looks around the best schedule, if there is one and that was not in vain before, dives once more, and looks around what that finds. Errors are those of backends.
    pub(super) fn again(
        &self,
        mut best: Option<Incumbent>,
        dived: &mut Dived,
    ) -> Result<Option<Incumbent>> {
        let number = dived.next();
        let binary = self.in_whole_numbers(number);
        let is_over = |best: &Option<Incumbent>| {
            self.is_over() || best.as_ref().is_some_and(|best| self.is_best(best))
        };
        // A dive that time ended is nearer to its end than any other.
        let value = best.as_ref().map(|best| best.value);
        if dived.half.is_none()
            && value != dived.looked
            && let Some(known) = best.take()
        {
            best = Some(self.look_around(&binary, known, number, dived)?);
        }
        if is_over(&best) {
            return Ok(best);
        }
        // Far from the bound, worse schedules are worth looking around, too.
        let close = best.as_ref().filter(|best| self.is_close(best));
        let better = close.map(|best| self.better_than(best));
        let without = close.map_or_else(Vec::new, |best| self.useless(best));
        let without = without.into_iter().map(|column| (column, 0.0)).collect();
        let dive = self.dive(&binary, without, dived, better)?;
        if let Rounded::Schedule(mut found) = dive {
            crate::trace::debug!(value = found.value, bound = self.bound, "dived again");
            if !is_over(&Some(found.clone())) {
                found = self.look_around(&binary, found, number, dived)?;
            }
            if best.as_ref().is_none_or(|best| best.value < found.value) {
                best = Some(found);
            }
        }
        Ok(best)
    }

    /// Looks around a schedule, and notes what value was looked at in vain in the end.
    fn look_around(
        &self,
        binary: &LinearModel,
        known: Incumbent,
        number: u64,
        dived: &mut Dived,
    ) -> Result<Incumbent> {
        let found = look_around(self, binary, known, number, &mut dived.free)?;
        if !self.is_over() {
            dived.looked = Some(found.value);
        }
        Ok(found)
    }

    /// One dive, without some columns, from where an earlier one was ended, with the relaxation worth `at_least` so much as long as that goes.
    fn dive(
        &self,
        binary: &LinearModel,
        without: Vec<(usize, f64)>,
        dived: &mut Dived,
        at_least: Option<f64>,
    ) -> Result<Rounded> {
        let mut dive = Dive::new(self, binary, dived.half.take().unwrap_or_default());
        let point = if dive.is_begun() {
            dive.point()?
        } else {
            self.first_point(binary, &without)?
        };
        let Some(point) = point else {
            return Ok(Rounded::Nothing);
        };
        crate::trace::debug!(
            worth = self.compact.model.objective_value(&point) + self.compact.constant as f64,
            "dive"
        );
        dive.take_over(without);
        // A dive is not counted as work, so there is none without a clock.
        if self.until.is_none() {
            return Ok(Rounded::Point(point));
        }
        let found = dive.run(point.clone(), at_least, false)?;
        // Later ones would be as slow.
        dived.is_tight &= !dive.is_slow;
        dived.half = dive.half;
        Ok(found.map_or(Rounded::Point(point), Rounded::Schedule))
    }

    /// Settles columns round by round, from a point of the programme.
    fn round_columns(&self, binary: LinearModel, first: Vec<f64>) -> Result<Rounded> {
        let mut rounding = Rounding {
            task: self,
            is_settled: vec![false; binary.columns().len()],
            binary,
            point: first.clone(),
            settled: Vec::new(),
            attempts: 0,
            best: None,
        };
        for round in 0..ROUNDS {
            if self.is_over()
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
    task: &'a Task<'a>,
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
        let whole = self.task.compact.whole.iter().copied();
        whole.filter(|column| !self.is_settled[*column])
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
        let found = self.solve_rest(&near)?;
        let best = self.best.as_ref().map(|best| best.value);
        if let Some(found) = found.filter(|found| best.is_none_or(|best| best < found.value)) {
            self.best = Some(found);
        }
        let best = self.best.as_ref();
        Ok(best.is_some_and(|best| self.task.is_best(best)))
    }

    /// Solves what is left when some columns are settled.
    fn solve_rest(&mut self, settled: &[(usize, f64)]) -> Result<Option<Incumbent>> {
        let Some(reduced) = Reduced::new(&self.binary, settled) else {
            return Ok(None);
        };
        let columns = reduced.model.columns().iter();
        let whole = columns.filter(|column| column.integer).count();
        let nonzeros = reduced.model.nonzeros();
        crate::trace::debug!(
            settled = settled.len(),
            columns = reduced.columns.len(),
            whole,
            nonzeros,
            "attempt"
        );
        let part = if self.task.until.is_some() {
            1
        } else {
            WITHOUT_CLOCK
        };
        if whole > MOST_WHOLE / part || nonzeros > MOST_NONZEROS / part {
            return Ok(None);
        }
        self.attempts += 1;
        let labels = self.solve_whole(&reduced)?;
        Ok(labels.and_then(|labels| schedule_of(self.task.setting, labels)))
    }

    /// The paths of the best point in whole numbers.
    fn solve_whole(&self, reduced: &Reduced) -> Result<Option<Vec<Vec<u32>>>> {
        let Task {
            compact, setting, ..
        } = *self.task;
        if reduced.columns.is_empty() {
            return Ok(compact.labels(setting, &reduced.whole(&[])));
        }
        let left = self.task.left();
        let options = LpOptions {
            time_limit: left.map(|left| (left / SHARE_OF_ATTEMPT).min(LONGEST)),
            relative_gap: GAP,
            ..self.task.options
        };
        let started = Instant::now();
        let result = compact.whole_backend().solve(&reduced.model, &options)?;
        crate::trace::debug!(status = ?result.status, took = ?started.elapsed(), value = result.solution.as_ref().map(|solution| solution.objective), "rounded");
        match (result.status, result.solution) {
            (LpStatus::Optimal | LpStatus::Limit(_), Some(solution)) => {
                Ok(compact.labels(setting, &reduced.whole(&solution.columns)))
            }
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
        let compact = self.task.compact;
        let next = compact.relaxed_point(&reduced.model, &self.task.lp())?;
        let Some(next) = next else { return Ok(false) };
        self.point = reduced.whole(&next);
        Ok(true)
    }

    /// Columns to settle: those that are whole, or else the largest parts of columns, those that are nearly whole all at once.
    fn batch(&self) -> Vec<usize> {
        let point = &self.point;
        let at_least = |least: f64| self.open().filter(move |column| point[*column] >= least);
        let whole: Vec<usize> = at_least(WHOLE).collect();
        if !whole.is_empty() {
            return whole;
        }
        let largest = self.open().map(|column| point[column]).fold(0.0, f64::max);
        let least = if largest >= NEARLY {
            NEARLY
        } else {
            (largest - WITHIN).max(LEAST)
        };
        let mut batch: Vec<usize> = at_least(least).collect();
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

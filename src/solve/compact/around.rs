//! Dives around a schedule: a few doctors are free, or everybody in some periods, all else stays, and the relaxation says first whether anything can be gained.

use super::super::known::Incumbent;
use super::super::lp::LinearModel;
use super::super::parameters::compact::{FREE, MOST_VAIN, VAIN};
use super::dive::Dive;
use super::losing::{Reach, losing_rows, reaches};
use super::task::Task;
use crate::error::Result;
use crate::formulation::RowId;
use crate::ids::DoctorId;
use rand::seq::{IndexedRandom, SliceRandom};
use rand::{Rng, SeedableRng};
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::ops::RangeInclusive;

/// What may change.
#[derive(Debug)]
enum Free {
    /// All that these doctors do.
    Doctors(Vec<usize>),
    /// What anybody does in these periods.
    Periods(RangeInclusive<usize>),
}

/// Looks around a schedule until nothing is found any more, nothing can be better, or the time is over; each `number` looks elsewhere, and with as many free doctors as the look before
/// ended with.
///
/// # Errors
/// Those of the backend.
pub(super) fn look_around(
    task: &Task<'_>,
    model: &LinearModel,
    mut best: Incumbent,
    number: u64,
    free: &mut usize,
) -> Result<Incumbent> {
    let reaches = reaches(task.setting);
    let mut random = rand_pcg::Pcg64Mcg::seed_from_u64(task.seed.wrapping_add(number));
    let at_once = rayon::current_num_threads();
    let (mut vain, mut looks) = (0, 0_usize);
    // Periods that were free in vain.
    let mut tried: Vec<RangeInclusive<usize>> = Vec::new();
    while vain < MOST_VAIN && !task.is_over() && !task.is_best(&best) {
        let useless = task.useless(&best);
        let choice = Choice {
            losing: losing_rows(task, &best),
            bound: bound_to_move(task, &best, &useless),
            reaches: &reaches,
            doctors: best.labels.len(),
        };
        if *free < FREE || *free >= best.labels.len() {
            *free = FREE;
        }
        let near: Vec<Free> = (looks..looks + at_once)
            .map(|look| choice.draw(&mut random, *free, look % 2 == 1, &mut tried))
            .collect();
        looks += at_once;
        let found: Vec<Option<Incumbent>> = near
            .par_iter()
            .map(|free| with_free(task, model, &best, &useless, free))
            .collect::<Result<_>>()?;
        // The first of equals, whichever thread was done first.
        let better = found
            .into_iter()
            .flatten()
            .filter(|found| found.value > best.value)
            .rev()
            .max_by_key(|found| found.value);
        match better {
            Some(found) => {
                (best, vain) = (found, 0);
                tried.clear();
            }
            None => {
                vain += 1;
                if vain % VAIN == 0 {
                    *free *= 2;
                }
            }
        }
    }
    Ok(best)
}

/// What a dive finds in which all but what is free stays; nothing if the relaxation says that there is nothing to be gained.
fn with_free(
    task: &Task<'_>,
    model: &LinearModel,
    best: &Incumbent,
    useless: &[usize],
    free: &Free,
) -> Result<Option<Incumbent>> {
    let all = best.labels.iter().enumerate();
    let mut dive = match free {
        Free::Doctors(free) => {
            let stays = |doctor: &usize| !free.contains(doctor);
            let paths = all.map(|(doctor, path)| stays(&doctor).then(|| path.clone()));
            Dive::new(task, model, paths.collect())
        }
        Free::Periods(periods) => {
            let mut dive = Dive::new(task, model, Vec::new());
            for (doctor, path) in all {
                dive.take_over(task.outside(doctor, path, periods));
            }
            dive
        }
    };
    dive.take_over(useless.iter().map(|&column| (column, 0.0)).collect());
    let Some(point) = dive.point()? else {
        return Ok(None);
    };
    let most = task.compact.model.objective_value(&point);
    let better = task.better_than(best);
    let found = match most < better {
        true => None,
        false => dive.run(point, Some(better), true)?,
    };
    crate::trace::debug!(
        ?free,
        most = most + task.compact.constant as f64,
        best = best.value,
        found = found.as_ref().map(|found| found.value),
        "around"
    );
    Ok(found)
}

/// Doctors whose paths take a column that no better schedule takes.
fn bound_to_move(task: &Task<'_>, schedule: &Incumbent, useless: &[usize]) -> Vec<usize> {
    let useless: FxHashSet<usize> = useless.iter().copied().collect();
    let moves = |&(doctor, path): &(usize, &Vec<u32>)| {
        let doing = task.doing(doctor, path);
        let mut done = doing.iter().filter(|(_, is_done)| *is_done);
        done.any(|(column, _)| useless.contains(column))
    };
    let paths = schedule.labels.iter().enumerate();
    paths.filter(moves).map(|(doctor, _)| doctor).collect()
}

/// What is chosen from.
struct Choice<'a> {
    losing: Vec<(RowId, f64)>,
    /// Doctors without whom nothing can be gained.
    bound: Vec<usize>,
    reaches: &'a [Reach],
    doctors: usize,
}

impl Choice<'_> {
    /// The periods around a row that loses something, more often one that loses more; or else doctors who are bound to move, those who move such a row, and then any.
    fn draw(
        &self,
        random: &mut impl Rng,
        size: usize,
        by_periods: bool,
        tried: &mut Vec<RangeInclusive<usize>>,
    ) -> Free {
        let row = self.losing.choose_weighted(random, |(_, loss)| *loss);
        let reach = row.ok().map(|(row, _)| &self.reaches[row.index()]);
        if by_periods && let Some((first, last)) = reach.and_then(|reach| reach.periods) {
            let around = first.saturating_sub(size)..=last + size;
            if !tried.contains(&around) {
                tried.push(around.clone());
                return Free::Periods(around);
            }
        }
        let size = size.min(self.doctors);
        let mut chosen = self.bound.clone();
        chosen.shuffle(random);
        let mut concerned = reach.map_or_else(Vec::new, |reach| reach.doctors.clone());
        concerned.retain(|doctor| !self.bound.contains(doctor));
        concerned.shuffle(random);
        chosen.extend(concerned);
        // One who has nothing to do with the row may make room elsewhere.
        chosen.truncate(size.saturating_sub(1));
        let mut others: Vec<usize> = (0..self.doctors)
            .filter(|doctor| !chosen.contains(doctor))
            .collect();
        others.shuffle(random);
        chosen.extend(others.into_iter().take(size.saturating_sub(chosen.len())));
        Free::Doctors(chosen)
    }
}

impl Task<'_> {
    /// A doctor's columns outside of some periods, with what a path makes of them.
    fn outside(
        &self,
        doctor: usize,
        path: &[u32],
        periods: &RangeInclusive<usize>,
    ) -> Vec<(usize, f64)> {
        let steps = &self.setting.pathways.axis(DoctorId::new(doctor)).steps;
        let columns = &self.compact.doctors[doctor];
        let is_outside = |number: u32| {
            let column = &columns.outline.columns[number as usize];
            let (first, last) = (steps.get(column.first), column.end().checked_sub(1));
            let last = last.and_then(|last| steps.get(last));
            first.is_none_or(|step| step.first.index() > *periods.end())
                || last.is_none_or(|step| step.last.index() < *periods.start())
        };
        let doing = self.doing(doctor, path);
        let outside = columns.columns.iter().zip(doing);
        outside
            .filter(|(column, _)| is_outside(column.0))
            .map(|(_, (known, is_done))| (known, f64::from(u8::from(is_done))))
            .collect()
    }
}

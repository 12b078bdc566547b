//! Dives around a schedule: a few doctors are free, all others stay, and the relaxation says first whether anything can be gained.

use super::super::judge::judge;
use super::super::known::Incumbent;
use super::super::lp::LinearModel;
use super::super::parameters::compact::{FREE, MOST_VAIN, VAIN};
use super::super::setting::Setting;
use super::dive::Dive;
use super::task::Task;
use crate::error::Result;
use crate::formulation::RowId;
use crate::ids::DoctorId;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use rayon::prelude::*;
use rustc_hash::FxHashSet;

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
    let users = users(task.setting);
    let mut random = rand_pcg::Pcg64Mcg::seed_from_u64(task.seed.wrapping_add(number));
    let at_once = rayon::current_num_threads();
    let mut vain = 0;
    while vain < MOST_VAIN && !task.is_over() && !task.is_best(&best) {
        let broken = broken_rows(task.setting, &best);
        let useless = task.useless(&best);
        let bound = bound_to_move(task, &best, &useless);
        if *free < FREE || *free >= best.labels.len() {
            *free = FREE;
        }
        let size = (*free).min(best.labels.len());
        let near: Vec<Vec<usize>> = (0..at_once)
            .map(|_| {
                choose(
                    &mut random,
                    &users,
                    &broken,
                    &bound,
                    best.labels.len(),
                    size,
                )
            })
            .collect();
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
            Some(found) => (best, vain) = (found, 0),
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

/// What a dive finds in which some doctors are free and the others stay; nothing if the relaxation says that there is nothing to be gained.
fn with_free(
    task: &Task<'_>,
    model: &LinearModel,
    best: &Incumbent,
    useless: &[usize],
    free: &[usize],
) -> Result<Option<Incumbent>> {
    let paths = best.labels.iter().enumerate();
    let paths = paths
        .map(|(doctor, path)| (!free.contains(&doctor)).then(|| path.clone()))
        .collect();
    let mut dive = Dive::new(task, model, paths);
    dive.leave_out(useless.iter().map(|&column| (column, 0.0)).collect());
    let Some(point) = dive.point()? else {
        return Ok(None);
    };
    let most = task.compact.model.objective_value(&point);
    let better = task.better_than(best);
    let found = match most < better {
        true => None,
        false => dive.run(point, Some(better))?,
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

/// Doctors who can move each row.
fn users(setting: Setting<'_>) -> Vec<Vec<usize>> {
    let formulation = setting.formulation;
    let mut users: Vec<Vec<usize>> = vec![Vec::new(); formulation.rows.len()];
    for doctor in (0..setting.pathways.len()).map(DoctorId::new) {
        for &(family, _) in &formulation.of_doctor[doctor.index()] {
            if let Some(cells) = &formulation.families[family as usize].cells {
                cells.each_row(|row, _| {
                    if users[row.index()].last() != Some(&doctor.index()) {
                        users[row.index()].push(doctor.index());
                    }
                });
            }
        }
    }
    users
}

/// Rows that a schedule breaks at a cost.
fn broken_rows(setting: Setting<'_>, schedule: &Incumbent) -> Vec<RowId> {
    let sums = judge(setting, &schedule.labels).sums;
    let rows = setting.formulation.rows.iter().zip(sums).enumerate();
    rows.filter(|(_, (row, sum))| row.shape.distance(*sum) > 0)
        .map(|(index, _)| RowId::new(index))
        .collect()
}

/// Doctors who are bound to move, then those who move one of the broken rows, or any doctors.
fn choose(
    random: &mut impl Rng,
    users: &[Vec<usize>],
    broken: &[RowId],
    bound: &[usize],
    doctors: usize,
    size: usize,
) -> Vec<usize> {
    use rand::seq::IndexedRandom;
    let concerned = broken
        .choose(random)
        .map(|row| users[row.index()].clone())
        .unwrap_or_default();
    let mut chosen = bound.to_vec();
    chosen.shuffle(random);
    let mut concerned = concerned;
    concerned.shuffle(random);
    concerned.retain(|doctor| !bound.contains(doctor));
    chosen.extend(concerned);
    // One who has nothing to do with the row may make room elsewhere.
    chosen.truncate(size.saturating_sub(1));
    let mut others: Vec<usize> = (0..doctors)
        .filter(|doctor| !chosen.contains(doctor))
        .collect();
    others.shuffle(random);
    chosen.extend(others.into_iter().take(size.saturating_sub(chosen.len())));
    chosen
}

//! From points of the relaxation to schedules: what is whole stays, the rest is a small programme with whole numbers; where too much is left, what is
//! nearly whole is settled and the relaxation solved again.

use super::super::known::Incumbent;
use super::super::lp::{Backend, LinearModel, LpOptions, LpStatus, MicroLp};
use super::super::parameters::compact::{
    GAP, LEAST, LONGEST, MOST_AT_ONCE, MOST_ATTEMPTS, MOST_NONZEROS, MOST_WHOLE, NEARLY, NOISE, NOTHING, ROUNDS, ROUNDS_BETWEEN,
    SHARE_OF_ATTEMPT, WHOLE, WITHIN, WITHOUT_CLOCK,
};
use super::super::prices::Setting;
use super::super::rows::judge;
use super::CompactModel;
use super::presolve::Reduced;
use crate::diagram::{BestPath, NodeId, Part, Place, Weights};
use crate::error::Result;
use crate::ids::DoctorId;
use rand::{RngExt, SeedableRng};
use std::time::{Duration, Instant};

/// What rounding may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Budget {
    /// No schedule is worth more.
    pub(super) bound: Option<i64>,
    /// When to stop; `None` under a work limit, where only small programmes are solved.
    pub(super) until: Option<Instant>,
    /// What values differ by.
    pub(super) unit: f64,
    pub(super) seed: u64,
}

impl Budget {
    fn left(&self) -> Option<Duration> {
        self.until.map(|until| until.saturating_duration_since(Instant::now()))
    }
    fn is_over(&self) -> bool {
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
    /// The programme in whole numbers, objectives a hair off: then points are near a corner, where most columns are whole.
    fn in_whole_numbers(&self, budget: Budget) -> LinearModel {
        let mut random = rand_pcg::Pcg64Mcg::seed_from_u64(budget.seed);
        let mut binary = self.model.clone();
        for &column in &self.whole {
            let noise: f64 = random.random();
            let limits = &mut binary.columns_mut()[column];
            limits.integer = true;
            limits.upper = limits.upper.min(1.0);
            limits.objective -= budget.unit * NOISE * noise;
        }
        binary
    }

    /// A schedule near a point of the relaxation, if one is found. Errors are those of backends.
    pub(super) fn round(&self, setting: Setting<'_>, budget: Budget, options: &LpOptions<'_>) -> Result<Rounded> {
        let binary = self.in_whole_numbers(budget);
        // Without limits that the rows imply anyway the relaxation is quicker.
        let mut open = self.model.clone();
        open.columns_mut().iter_mut().zip(binary.columns()).for_each(|(open, binary)| open.objective = binary.objective);
        let Some(first) = Self::point(&open, &LpOptions { time_limit: budget.left(), ..*options })? else { return Ok(Rounded::Nothing) };
        let mut point = first.clone();
        let mut settled: Vec<(usize, f64)> = Vec::new();
        let mut is_settled = vec![false; binary.columns().len()];
        let mut attempts = 0;
        let mut best: Option<Incumbent> = None;
        for round in 0..ROUNDS {
            if budget.is_over() {
                break;
            }
            // What is settled, and everything that is whole or nothing: the rest is small.
            if attempts < MOST_ATTEMPTS && round % ROUNDS_BETWEEN == 0 {
                let near = self.whole.iter().filter(|column| !is_settled[**column]).filter_map(|&column| match point[column] {
                    value if value >= WHOLE => Some((column, 1.0)),
                    value if value <= NOTHING => Some((column, 0.0)),
                    _ => None,
                });
                let near: Vec<(usize, f64)> = settled.iter().copied().chain(near).collect();
                if let Some(found) = self.attempt(setting, &binary, &near, budget, options, &mut attempts)?
                    && best.as_ref().is_none_or(|best| best.value < found.value)
                {
                    best = Some(found);
                }
                if best.as_ref().is_some_and(|best| budget.bound.is_some_and(|bound| best.value >= bound)) {
                    break;
                }
            }
            let mut batch: Vec<usize> =
                self.whole.iter().copied().filter(|column| !is_settled[*column] && point[*column] >= WHOLE).collect();
            if batch.is_empty() {
                // The largest parts of columns, those that are nearly whole all at once.
                let open = self.whole.iter().copied().filter(|column| !is_settled[*column] && point[*column] < WHOLE);
                let largest = open.clone().map(|column| point[column]).fold(0.0, f64::max);
                let least = if largest >= NEARLY { NEARLY } else { (largest - WITHIN).max(LEAST) };
                batch = open.filter(|column| point[*column] >= least).collect();
                batch.sort_by(|one, other| point[*other].total_cmp(&point[*one]).then(one.cmp(other)));
                batch.truncate(MOST_AT_ONCE);
            }
            // As many of them as fit together.
            let reduced = loop {
                let with: Vec<(usize, f64)> = settled.iter().copied().chain(batch.iter().map(|column| (*column, 1.0))).collect();
                if let Some(reduced) = Reduced::new(&binary, &with) {
                    settled = with;
                    batch.iter().for_each(|column| is_settled[*column] = true);
                    break Some(reduced);
                }
                if let [one] = batch[..] {
                    settled.push((one, 0.0));
                    is_settled[one] = true;
                    break Reduced::new(&binary, &settled);
                }
                if batch.is_empty() {
                    break None;
                }
                batch.truncate(batch.len() / 2);
            };
            let Some(reduced) = reduced else { break };
            tracing::debug!(round, settled = settled.len(), columns = reduced.columns.len(), rows = reduced.model.rows().len(), "dive");
            match Self::point(&reduced.model, &LpOptions { time_limit: budget.left(), ..*options })? {
                Some(next) => point = reduced.whole(&next),
                None => break,
            }
        }
        Ok(best.map_or(Rounded::Point(first), Rounded::Schedule))
    }

    /// Settles columns and solves what is left in whole numbers, if that is small.
    fn attempt(
        &self,
        setting: Setting<'_>,
        binary: &LinearModel,
        settled: &[(usize, f64)],
        budget: Budget,
        options: &LpOptions<'_>,
        attempts: &mut usize,
    ) -> Result<Option<Incumbent>> {
        let Some(reduced) = Reduced::new(binary, settled) else { return Ok(None) };
        let whole = reduced.model.columns().iter().filter(|column| column.integer).count();
        tracing::debug!(settled = settled.len(), columns = reduced.columns.len(), whole, nonzeros = reduced.model.nonzeros(), "attempt");
        let most =
            if budget.until.is_some() { (MOST_WHOLE, MOST_NONZEROS) } else { (MOST_WHOLE / WITHOUT_CLOCK, MOST_NONZEROS / WITHOUT_CLOCK) };
        if whole > most.0 || reduced.model.nonzeros() > most.1 {
            return Ok(None);
        }
        *attempts += 1;
        let labels = self.solve_whole(setting, &reduced, budget, options)?;
        Ok(labels.and_then(|labels| Some(Incumbent { value: judge(setting, &labels).value?, labels })))
    }

    /// The paths of the best point in whole numbers.
    fn solve_whole(
        &self,
        setting: Setting<'_>,
        reduced: &Reduced,
        budget: Budget,
        options: &LpOptions<'_>,
    ) -> Result<Option<Vec<Vec<u32>>>> {
        let time_limit = budget.left().map(|left| (left / SHARE_OF_ATTEMPT).min(LONGEST));
        let options = LpOptions { time_limit, relative_gap: GAP, ..*options };
        let started = Instant::now();
        let columns = if reduced.columns.is_empty() {
            Vec::new()
        } else {
            let result = MicroLp::default().solve(&reduced.model, &options)?;
            tracing::debug!(status = ?result.status, took = ?started.elapsed(), value = result.solution.as_ref().map(|solution| solution.objective), "rounded");
            match (result.status, result.solution) {
                (LpStatus::Optimal | LpStatus::Limit(_), Some(solution)) => solution.columns,
                _ => return Ok(None),
            }
        };
        Ok(self.labels(setting, &reduced.whole(&columns)))
    }

    /// The paths that a point in whole numbers stands for; `None` if a doctor's is none of the diagram.
    pub(super) fn labels(&self, setting: Setting<'_>, point: &[f64]) -> Option<Vec<Vec<u32>>> {
        (0..self.doctors.len()).map(|doctor| self.path(setting, doctor, point)).collect()
    }

    /// One doctor's path.
    fn path(&self, setting: Setting<'_>, number: usize, point: &[f64]) -> Option<Vec<u32>> {
        let doctor = &self.doctors[number];
        let mut chosen: Vec<&crate::diagram::OutlineColumn> =
            doctor.columns.iter().filter(|column| point[column.1] > 0.5).map(|column| &doctor.outline.columns[column.0 as usize]).collect();
        chosen.sort_by_key(|column| column.first);
        let diagram = &setting.pathways.class(DoctorId::new(number)).diagram;
        // The moves: place, first step, steps.
        let mut moves: Vec<(Place, u32, u32)> = Vec::with_capacity(chosen.len() + 1);
        let mut inside = None;
        for column in chosen {
            let (first, steps) = (column.first as u32, column.steps as u32);
            match column.part {
                Part::Idle => moves.push((Place::Idle, first, steps)),
                Part::Attend(slot) => moves.push((Place::Attend(slot), first, steps)),
                Part::Cell(place) if inside == Some(place) && !diagram.is_cell(place) => moves.push((Place::Stay(place), first, steps)),
                Part::Stay(place) if !diagram.is_cell(place) => moves.push((Place::Stay(place), first, steps)),
                Part::Cell(place) | Part::Start(place) | Part::Stay(place) => moves.push((Place::Start(place), first, steps)),
                Part::Rotation(_) => column.labels.iter().for_each(|label| {
                    let label = &diagram.labels()[*label as usize];
                    moves.push((label.place, label.first, label.steps));
                }),
            }
            inside = match column.part {
                Part::Attend(_) => inside,
                part => part.place(),
            };
        }
        moves.push((Place::End, doctor.outline.steps as u32, 0));
        trace(setting, DoctorId::new(number), &moves)
    }

    /// The path of every doctor that has most in common with a point, whatever rows say.
    pub(super) fn nearest(&self, setting: Setting<'_>, point: &[f64]) -> Option<Vec<Vec<u32>>> {
        let mut best = BestPath::<f64>::default();
        let mut all = Vec::with_capacity(self.doctors.len());
        for (number, doctor) in self.doctors.iter().enumerate() {
            let id = DoctorId::new(number);
            let (diagram, values) = (&setting.pathways.class(id).diagram, &setting.pathways.table(id).labels);
            let (places, steps) = (diagram.places().len(), doctor.outline.steps);
            // Mass in each place, or idle, and in each slot, by step.
            let mut mass = vec![0.0; (places + 1) * steps];
            for &(column, known) in &doctor.columns {
                let column = &doctor.outline.columns[column as usize];
                let place = column.part.place().map_or(places, usize::from);
                mass[place * steps + column.first..place * steps + column.end()].iter_mut().for_each(|cell| *cell += point[known]);
            }
            let weights: Vec<f64> = diagram
                .labels()
                .iter()
                .zip(values)
                .map(|(label, value)| {
                    if *value == i64::NOWHERE {
                        return f64::NOWHERE;
                    }
                    let place = match label.place {
                        Place::Start(place) | Place::Stay(place) => usize::from(place),
                        Place::Idle | Place::Attend(_) => places,
                        Place::End => return 0.0,
                    };
                    let from = place * steps + label.first as usize;
                    mass[from..from + label.steps as usize].iter().sum()
                })
                .collect();
            best.run(diagram, &weights);
            let mut labels = Vec::new();
            if !best.labels(diagram, &mut labels) {
                return None;
            }
            all.push(labels);
        }
        Some(all)
    }
}

/// The labels of a path that makes these moves. Idle moves of two kinds look alike, so that there may be several on the way.
fn trace(setting: Setting<'_>, doctor: DoctorId, moves: &[(Place, u32, u32)]) -> Option<Vec<u32>> {
    let (diagram, values) = (&setting.pathways.class(doctor).diagram, &setting.pathways.table(doctor).labels);
    let end = diagram.node_count().checked_sub(1)? as NodeId;
    // For each position the nodes reached, by which label and from which entry of the position before.
    let mut layers: Vec<Vec<(NodeId, u32, usize)>> = vec![vec![(0, u32::MAX, usize::MAX)]];
    for wanted in moves {
        let mut next: Vec<(NodeId, u32, usize)> = Vec::new();
        for (entry, &(node, _, _)) in layers.last()?.iter().enumerate() {
            for (number, to) in diagram.moves_of(node) {
                let label = &diagram.labels()[number as usize];
                let fits = (label.place, label.first, label.steps) == *wanted && values[number as usize] != i64::NOWHERE;
                if fits && next.iter().all(|known| known.0 != to) {
                    next.push((to, number, entry));
                }
            }
        }
        layers.push(next);
    }
    let mut entry = layers.last()?.iter().position(|entry| entry.0 == end)?;
    let mut labels = Vec::with_capacity(moves.len());
    for layer in layers[1..].iter().rev() {
        labels.push(layer[entry].1);
        entry = layer[entry].2;
    }
    labels.reverse();
    Some(labels)
}

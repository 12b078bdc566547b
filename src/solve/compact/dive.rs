//! A dive by doctors: some doctors at a time are settled on the paths that have most in common with a point of the relaxation, and the relaxation
//! is solved again for the others. A path keeps all of a doctor's own rules, so that only hard rows that doctors share can end a dive without a
//! schedule.

use super::super::judge::{schedule_of, score_of};
use super::super::known::Incumbent;
use super::super::lp::LinearModel;
use super::super::parameters::compact::{
    AT_ONCE, LOSS, MOST_BRANCHES, MOST_BRANCHES_TO_ANY, MOST_SWAPS, NOTHING, PART_OF_PACE,
    TOO_SLOW, WHOLE, WHOLE_DOCTOR,
};
use super::paths::Move;
use super::presolve::Reduced;
use super::task::Task;
use crate::clock::Instant;
use crate::diagram::{Part, Place};
use crate::error::Result;
use crate::ids::DoctorId;
use rustc_hash::FxHashSet;
use std::time::Duration;

/// What became of settling somebody.
enum Step {
    /// A point for those who are left.
    Point(Vec<f64>),
    /// Nobody can be settled.
    Dead,
    /// Time is over.
    Over,
}

/// Doctors of a programme, settled one after the other.
pub(super) struct Dive<'a> {
    task: &'a Task<'a>,
    /// The programme with the objectives that points are looked for with.
    model: &'a LinearModel,
    /// The path of each doctor who is settled.
    paths: Vec<Option<Vec<u32>>>,
    /// Columns that are settled with their values.
    settled: Vec<(usize, f64)>,
    /// Columns that were settled one by one.
    branches: usize,
    /// Nobody could be settled whose part of the point was not whole: only who is whole is settled from here on, and columns before.
    is_stuck: bool,
    /// When it began, and what time it had.
    began: (Instant, Option<Duration>),
    /// It ended because it would have taken far more time than it had.
    pub(super) is_slow: bool,
    /// The paths of those who were settled when time ended the dive.
    pub(super) half: Option<Vec<Option<Vec<u32>>>>,
}

impl<'a> Dive<'a> {
    /// All doctors are open but those who have a path; `paths` may be shorter than the list of doctors.
    pub(super) fn new(
        task: &'a Task<'a>,
        model: &'a LinearModel,
        paths: Vec<Option<Vec<u32>>>,
    ) -> Self {
        let mut dive = Self {
            task,
            model,
            paths: vec![None; task.compact.doctors.len()],
            settled: Vec::new(),
            branches: 0,
            is_stuck: false,
            began: (Instant::now(), task.left()),
            is_slow: false,
            half: None,
        };
        for (doctor, path) in paths.into_iter().enumerate() {
            if let Some(path) = path {
                dive.settle(doctor, path);
            }
        }
        dive
    }

    /// True if somebody is settled.
    pub(super) fn is_begun(&self) -> bool {
        self.paths.iter().any(Option::is_some)
    }

    /// Settles these columns.
    pub(super) fn take_over(&mut self, columns: Vec<(usize, f64)>) {
        self.settled.extend(columns);
    }

    /// A point of the relaxation for the open doctors; `None` if there is none.
    pub(super) fn point(&self) -> Result<Option<Vec<f64>>> {
        let Some(reduced) = Reduced::new(self.model, &self.settled) else {
            return Ok(None);
        };
        if reduced.columns.is_empty() {
            return Ok(Some(reduced.whole(&[])));
        }
        let compact = self.task.compact;
        let point = compact.relaxed_point(&reduced.model, &self.task.lp())?;
        Ok(point.map(|point| reduced.whole(&point)))
    }

    /// Goes down from a point. When time is over, all who are open are settled at once.
    ///
    /// Doctors whose paths cost the others something are settled in smaller lots, and last of all. Where the relaxation has to be worth `at_least` so much, columns are settled
    /// where doctors cannot be; if that comes to nothing, it goes on without, unless it `has_to`.
    pub(super) fn run(
        &mut self,
        mut point: Vec<f64>,
        mut at_least: Option<f64>,
        has_to: bool,
    ) -> Result<Option<Incumbent>> {
        while self.paths.iter().any(Option::is_none) {
            self.is_slow = self.task.has_schedule && self.is_too_slow();
            if self.is_slow {
                return Ok(None);
            }
            let next = match (self.step(&point, at_least)?, at_least) {
                (Step::Over, _) => return Ok(self.schedule()),
                (Step::Point(next), _) => Some(next),
                (Step::Dead, least) => {
                    self.is_stuck |= least.is_none();
                    self.branch(&point, least)?
                }
            };
            match next {
                Some(next) => point = next,
                None if has_to || at_least.is_none() => {
                    if self.task.is_over() {
                        self.half = Some(self.paths.clone());
                    }
                    return Ok(None);
                }
                None => at_least = None,
            }
        }
        Ok(self.schedule())
    }

    /// True if a good part of its time is over, and so few are settled that all would take far more than it had.
    fn is_too_slow(&self) -> bool {
        let (began, Some(most)) = self.began else {
            return false;
        };
        let settled = self.paths.iter().filter(|path| path.is_some()).count();
        let share = settled.max(1) as f64 / self.paths.len() as f64;
        let spent = began.elapsed();
        spent * PART_OF_PACE > most && spent.as_secs_f64() > share * TOO_SLOW * most.as_secs_f64()
    }

    /// Settles some doctors.
    fn step(&mut self, point: &[f64], at_least: Option<f64>) -> Result<Step> {
        let task = self.task;
        let worth = |point: &[f64]| task.compact.model.objective_value(point);
        let least = at_least.unwrap_or(f64::NEG_INFINITY);
        let value = worth(point);
        let Some(paths) = task.compact.nearest(task.setting, point) else {
            return Ok(Step::Dead);
        };
        let mut ready = self.ready(&paths, point);
        if self.is_stuck {
            ready.retain(|&doctor| self.parted(doctor, point) < WHOLE_DOCTOR);
        }
        let mut lot = self.lot(&ready, point);
        let mut tries = 0;
        while !lot.is_empty() {
            if task.is_over() {
                // Better these paths than none: the search goes on from there.
                self.half = Some(self.paths.clone());
                let open = self.ready(&paths, point);
                open.into_iter()
                    .for_each(|doctor| self.settle(doctor, paths[doctor].clone()));
                return Ok(Step::Over);
            }
            let before = (self.settled.len(), self.paths.clone());
            lot.iter()
                .for_each(|&doctor| self.settle(doctor, paths[doctor].clone()));
            let next = self.point()?;
            let after = next.as_deref().map_or(f64::NEG_INFINITY, worth);
            let is_little = value - after <= task.unit * LOSS;
            let is_last = lot.len() == 1 && (tries >= MOST_SWAPS || ready.len() <= 1);
            let is_taken =
                (is_little && after >= least) || (is_last && at_least.is_none() && !task.is_over());
            if is_taken && let Some(next) = next {
                return Ok(Step::Point(next));
            }
            self.settled.truncate(before.0);
            self.paths = before.1;
            if is_last && !task.is_over() {
                break;
            }
            if lot.len() > 1 {
                lot.truncate(lot.len() / 2);
            } else {
                // Somebody else first.
                tries += 1;
                ready.retain(|doctor| *doctor != lot[0]);
                lot = ready.iter().take(1).copied().collect();
            }
        }
        Ok(Step::Dead)
    }

    /// Settles the column that is nearest to one of those that are not whole: on one, or on nothing if the relaxation is worth too little then. `None` if it is either way.
    fn branch(&mut self, point: &[f64], at_least: Option<f64>) -> Result<Option<Vec<f64>>> {
        // Where any schedule will do it is worth more of them, unless others may find one sooner.
        let most = match at_least {
            None if !self.task.is_early => MOST_BRANCHES + MOST_BRANCHES_TO_ANY,
            _ => MOST_BRANCHES,
        };
        if self.branches >= most || self.task.is_over() {
            return Ok(None);
        }
        self.branches += 1;
        let least = at_least.unwrap_or(f64::NEG_INFINITY);
        let doctors = self.task.compact.doctors.iter().zip(&self.paths);
        let columns = doctors
            .filter(|(_, path)| path.is_none())
            .flat_map(|(doctor, _)| doctor.columns.iter().map(|&(_, column)| column));
        let parted = columns.filter(|&column| (NOTHING..WHOLE).contains(&point[column]));
        let largest = parted.min_by(|one, other| {
            let order = point[*other].total_cmp(&point[*one]);
            order.then(one.cmp(other))
        });
        let Some(column) = largest else {
            return Ok(None);
        };
        for value in [1.0, 0.0] {
            self.settled.push((column, value));
            let next = self.point()?;
            let worth = |point: &Vec<f64>| self.task.compact.model.objective_value(point);
            if next.as_ref().is_some_and(|next| worth(next) >= least) {
                return Ok(next);
            }
            self.settled.pop();
        }
        Ok(None)
    }

    /// The paths as a schedule; `None` if somebody is open or a hard row is broken.
    fn schedule(&self) -> Option<Incumbent> {
        let labels = self.paths.iter().cloned().collect::<Option<_>>()?;
        schedule_of(self.task.setting, labels)
    }

    /// Open doctors whose paths keep all of their rules, those first whose part of the point is nearest to whole numbers.
    fn ready(&self, paths: &[Vec<u32>], point: &[f64]) -> Vec<usize> {
        let is_open = |doctor: &usize| self.paths[*doctor].is_none();
        // Of a relaxed diagram the path may break what is left out.
        let keeps_all = |doctor: &usize| {
            score_of(self.task.setting, DoctorId::new(*doctor), &paths[*doctor]).is_some()
        };
        let mut ready: Vec<(f64, usize)> = (0..paths.len())
            .filter(is_open)
            .filter(keeps_all)
            .map(|doctor| (self.parted(doctor, point), doctor))
            .collect();
        ready.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
        ready.into_iter().map(|(_, doctor)| doctor).collect()
    }

    /// Who is settled next: all whose part of the point is whole, and some of the others.
    fn lot(&self, ready: &[usize], point: &[f64]) -> Vec<usize> {
        let open = self.paths.iter().filter(|path| path.is_none()).count();
        let whole = ready.partition_point(|&doctor| self.parted(doctor, point) < WHOLE_DOCTOR);
        ready
            .iter()
            .take(whole + (open - whole).div_ceil(AT_ONCE))
            .copied()
            .collect()
    }

    /// How far a doctor's part of a point is from whole numbers.
    fn parted(&self, doctor: usize, point: &[f64]) -> f64 {
        self.task.compact.doctors[doctor]
            .columns
            .iter()
            .map(|&(_, column)| point[column].min(1.0 - point[column]).max(0.0))
            .sum()
    }

    /// Settles a doctor on a path: what the path does not do is nothing.
    fn settle(&mut self, number: usize, path: Vec<u32>) {
        let doing = self.task.doing(number, &path);
        let undone = doing.into_iter().filter(|(_, is_done)| !is_done);
        self.settled.extend(undone.map(|(column, _)| (column, 0.0)));
        self.paths[number] = Some(path);
    }
}

impl Task<'_> {
    /// A doctor's columns, and whether a path does them.
    pub(super) fn doing(&self, number: usize, path: &[u32]) -> Vec<(usize, bool)> {
        let doctor = &self.compact.doctors[number];
        let pathways = self.setting.pathways;
        let diagram = &pathways.class(DoctorId::new(number)).diagram;
        let labels = diagram.labels();
        let moves: FxHashSet<Move> = path
            .iter()
            .map(|&label| Move::of(&labels[label as usize]))
            .collect();
        let goes_on = |place: u16, step: u32| {
            moves
                .iter()
                .any(|known| known.place == Place::Stay(place) && known.first == step)
        };
        let is_done = |column: u32| {
            let column = &doctor.outline.columns[column as usize];
            let has = |place: Place| moves.contains(&Move::of_column(column, place));
            match column.part {
                Part::Idle => has(Place::Idle),
                Part::Attend(slot) => has(Place::Attend(slot)),
                Part::Cell(place) => has(Place::Start(place)) || has(Place::Stay(place)),
                Part::Start(place) => has(Place::Start(place)),
                // In a cell the diagram does not tell a stay from a start.
                Part::Stay(place) => {
                    has(Place::Stay(place)) || (diagram.is_cell(place) && has(Place::Start(place)))
                }
                Part::Rotation(place) => {
                    let of_label =
                        |label: &u32| moves.contains(&Move::of(&labels[*label as usize]));
                    column.labels.iter().all(of_label) && !goes_on(place, column.end() as u32)
                }
            }
        };
        let columns = doctor.columns.iter();
        columns
            .map(|&(column, known)| (known, is_done(column)))
            .collect()
    }
}

//! What has to stay as published.

use super::fit::Standing;
use crate::check::Doing;
use crate::error::Result;
use crate::ids::{DoctorId, PeriodId};
use crate::problem::Problem;

/// A part of the published schedule that has to stay.
///
/// ```
/// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
/// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
/// # let outcome = medrota::Solver::new().work_limit(2_000).solve(&problem)?;
/// # let schedule = outcome.schedule.clone().ok_or("no schedule")?;
/// use medrota::{Solver, ids::PeriodId, replan::{Keep, Replan}};
///
/// let mended = Replan::of(&problem, &schedule)?.keep(Keep::Before(PeriodId::new(2))).solve(&Solver::new().work_limit(5_000))?;
/// assert!(mended.unpinned.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Keep {
    /// Everything before a period: what has happened. Whoever has nothing published stays idle until then: the past cannot be planned. It is given up only
    /// where its very places are not allowed (closed, too full, not for the doctor), never because a doctor's whole pathway breaks a rule.
    Before(PeriodId),
    /// All rotations that begin before a period, whole: what was promised by publishing until then.
    Beginning(PeriodId),
    /// Everybody's content of these periods, both ends included.
    Periods(PeriodId, PeriodId),
    /// All of a doctor.
    Doctor(DoctorId),
    /// A doctor's content of one period.
    Cell(DoctorId, PeriodId),
    /// The rotation in which a doctor is published to be in a period, all of it; nothing if there is none.
    Rotation(DoctorId, PeriodId),
}

impl Keep {
    /// Refuses doctors and periods of another problem. The period behind the last one is the end of what comes before it.
    pub(super) fn ensure_known(&self, problem: &Problem) -> Result<()> {
        match *self {
            Self::Before(period) | Self::Beginning(period)
                if period.index() == problem.horizon().len() =>
            {
                Ok(())
            }
            Self::Before(period) | Self::Beginning(period) => problem.ensure_period(period),
            Self::Periods(first, last) => problem
                .ensure_period(first)
                .and_then(|()| problem.ensure_period(last)),
            Self::Doctor(doctor) => problem.ensure_doctor(doctor),
            Self::Cell(doctor, period) | Self::Rotation(doctor, period) => problem
                .ensure_doctor(doctor)
                .and_then(|()| problem.ensure_period(period)),
        }
    }
}

/// A period of a doctor that had to stay and cannot, because the problem no longer allows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[non_exhaustive]
pub struct Unpinned {
    /// Who.
    pub doctor: DoctorId,
    /// When.
    pub period: PeriodId,
    /// What was published.
    pub published: Doing,
}

/// For each doctor which periods are pinned, indexed by doctor; empty for none.
#[derive(Clone, Debug, Default)]
pub(super) struct Pins {
    of: Vec<Vec<bool>>,
    /// What lies before this period has happened.
    past: usize,
}

impl Pins {
    pub(super) fn new(problem: &Problem, standing: &Standing, keeps: &[Keep]) -> Self {
        let mut pins = Self {
            of: vec![Vec::new(); problem.doctors().len()],
            past: 0,
        };
        let periods = problem.horizon().len();
        let everybody = || problem.doctor_ids();
        for keep in keeps {
            match *keep {
                Keep::Before(period) => {
                    everybody().for_each(|doctor| pins.pin(problem, doctor, 0..period.index()));
                    pins.past = pins.past.max(period.index());
                }
                Keep::Beginning(period) => {
                    for doctor in everybody() {
                        for rotation in standing
                            .kept
                            .pathway(doctor)
                            .rotations()
                            .iter()
                            .filter(|rotation| rotation.first < period)
                        {
                            pins.pin(
                                problem,
                                doctor,
                                rotation.first.index()..rotation.last.index() + 1,
                            );
                        }
                    }
                }
                Keep::Periods(first, last) => {
                    let published =
                        everybody().filter(|doctor| standing.has_published[doctor.index()]);
                    published.for_each(|doctor| {
                        pins.pin(problem, doctor, first.index()..last.index() + 1)
                    });
                }
                Keep::Doctor(doctor) => pins.pin(problem, doctor, 0..periods),
                Keep::Cell(doctor, period) => {
                    pins.pin(problem, doctor, period.index()..period.index() + 1)
                }
                Keep::Rotation(doctor, period) => {
                    if let Some(rotation) = standing.kept.pathway(doctor).rotation_at(period) {
                        pins.pin(
                            problem,
                            doctor,
                            rotation.first.index()..rotation.last.index() + 1,
                        );
                    }
                }
            }
        }
        pins
    }

    /// Pins the periods of a range in which the doctor is there.
    fn pin(&mut self, problem: &Problem, doctor: DoctorId, range: std::ops::Range<usize>) {
        let Some(pins) = self.of.get_mut(doctor.index()) else {
            return;
        };
        if pins.is_empty() {
            pins.resize(problem.horizon().len(), false);
        }
        let data = problem.doctor(doctor);
        let end = range.end.min(data.last.index() + 1).min(pins.len());
        for (period, pin) in pins
            .iter_mut()
            .enumerate()
            .take(end)
            .skip(range.start.max(data.first.index()))
        {
            *pin |= problem.is_available(doctor, PeriodId::new(period));
        }
    }

    pub(super) fn is_pinned(&self, doctor: DoctorId, period: PeriodId) -> bool {
        self.of
            .get(doctor.index())
            .and_then(|pins| pins.get(period.index()))
            .copied()
            .unwrap_or(false)
    }
    /// True if the period is pinned because it has happened.
    pub(super) fn is_past(&self, period: PeriodId) -> bool {
        period.index() < self.past
    }
    pub(super) fn has_any(&self, doctor: DoctorId) -> bool {
        self.of
            .get(doctor.index())
            .is_some_and(|pins| pins.iter().any(|pin| *pin))
    }

    /// Takes the pins off a doctor's stay around a period, or off the period alone if there is no stay, and says which.
    pub(super) fn release(
        &mut self,
        problem: &Problem,
        standing: &Standing,
        doctor: DoctorId,
        period: PeriodId,
    ) -> Vec<Unpinned> {
        let stay = standing.kept.pathway(doctor).rotation_at(period).copied();
        let (first, last) = stay.map_or((period, period), |stay| (stay.first, stay.last));
        let grid = problem.grid(problem.doctor(doctor).grid);
        let first = grid
            .first(grid.block_of(first))
            .index()
            .max(if self.is_past(period) { 0 } else { self.past });
        let last = grid.last(grid.block_of(last)).index();
        self.release_between(standing, doctor, first, last)
    }
    /// Takes all pins off a doctor, but not those of what has happened.
    pub(super) fn release_planned(
        &mut self,
        standing: &Standing,
        doctor: DoctorId,
    ) -> Vec<Unpinned> {
        self.release_between(standing, doctor, self.past, usize::MAX)
    }
    fn release_between(
        &mut self,
        standing: &Standing,
        doctor: DoctorId,
        first: usize,
        last: usize,
    ) -> Vec<Unpinned> {
        let Some(pins) = self.of.get_mut(doctor.index()) else {
            return Vec::new();
        };
        let mut released = Vec::new();
        for (index, pin) in pins
            .iter_mut()
            .enumerate()
            .take(last.saturating_add(1))
            .skip(first)
        {
            if std::mem::take(pin) {
                let period = PeriodId::new(index);
                let rotation = standing.published.pathway(doctor).rotation_at(period);
                let published = rotation.map_or(Doing::Nothing, |rotation| {
                    Doing::Activity(rotation.activity)
                });
                released.push(Unpinned {
                    doctor,
                    period,
                    published,
                });
            }
        }
        released
    }
}

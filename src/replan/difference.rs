//! Who does something else than was published.

use crate::check::{Difference, Doing, differences};
use crate::ids::{ActivityId, DoctorId, PeriodId};
use crate::problem::{Presence, Problem};
use crate::schedule::{Pathway, Rotation, Schedule};

/// A stretch of time in which a doctor does one thing instead of another.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[non_exhaustive]
pub struct Move {
    /// Who.
    pub doctor: DoctorId,
    /// First period that differs.
    pub first: PeriodId,
    /// Last period that differs; in all periods between the two that the doctor is there, the same differs.
    pub last: PeriodId,
    /// What was published.
    pub published: Doing,
    /// What the doctor does now.
    pub now: Doing,
}

/// A published stretch of a rotation in which the doctor is not there any more: by the calendar, or because two published rotations overlapped
/// and the other one stays.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[non_exhaustive]
pub struct Gone {
    /// Who.
    pub doctor: DoctorId,
    /// First period.
    pub first: PeriodId,
    /// Last period.
    pub last: PeriodId,
    /// Where the doctor was to be.
    pub activity: ActivityId,
}

/// The differences between a published schedule and another one of the same problem.
///
/// Compared as rule 14 in `docs/rules.md` does: by period, where the doctor is there by the calendar.
///
/// ```
/// use medrota::{ProblemBuilder, Schedule, Solver, replan::Differences};
///
/// let problem = ProblemBuilder::weeks("ward year", "2026-09-06", "2026-10-03")
///     .department("surgery", 1)
///     .doctor("ana")
///     .requirement("surgery", &["surgery"], 2)
///     .build()?;
/// let published = Solver::new().work_limit(2_000).no_time_limit().solve(&problem)?.schedule.ok_or("nothing found")?;
/// assert!(Differences::new(&problem, &published, &published).is_empty());
/// // Against nothing published, ana is new: no move, but an arrival.
/// assert_eq!(Differences::new(&problem, &Schedule::default(), &published).arrived.len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct Differences {
    /// Every stretch that differs, by doctor and time, newcomers left out.
    pub moves: Vec<Move>,
    /// Doctors with something published for whom a period differs, ascending.
    pub disturbed: Vec<DoctorId>,
    /// Doctors with nothing published who have a pathway now, ascending.
    pub arrived: Vec<DoctorId>,
    /// Published stretches in which the doctor is no longer there by the calendar: withdrawn, gone earlier, on leave; and what another published
    /// rotation overlapped. Whoever is not there is not disturbed, but the department has to know. By doctor and time.
    pub gone: Vec<Gone>,
    /// Published rotations of all doctors.
    pub rotations_published: usize,
    /// Those of which at least one period differs.
    pub rotations_changed: usize,
    /// Periods that differ, of all disturbed doctors.
    #[serde(default)]
    pub periods_changed: usize,
}

impl Differences {
    /// Compares `now` with `published`, both of `problem`.
    ///
    /// ```
    /// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
    /// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
    /// # let outcome = medrota::Solver::new().work_limit(2_000).solve(&problem)?;
    /// # let schedule = outcome.schedule.clone().ok_or("no schedule")?;
    /// assert!(medrota::replan::Differences::new(&problem, &schedule, &schedule).is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Complexity
    /// Linear in the rotations of both and in the periods of the doctors whose pathways are written differently.
    #[must_use]
    pub fn new(problem: &Problem, published: &Schedule, now: &Schedule) -> Self {
        let mut all = Self::default();
        for doctor in problem.doctor_ids() {
            let (before, after) = (published.pathway(doctor), now.pathway(doctor));
            if *before == Pathway::default() {
                if *after != Pathway::default() {
                    all.arrived.push(doctor);
                }
                continue;
            }
            all.rotations_published += before.rotations().len();
            let changed = differences(problem, doctor, before, after);
            all.periods_changed += changed.len();
            let moves = moves_of(problem, doctor, &changed);
            let touched = |rotation: &&Rotation| {
                moves
                    .iter()
                    .any(|change| change.first <= rotation.last && rotation.first <= change.last)
            };
            all.rotations_changed += before.rotations().iter().filter(touched).count();
            if !moves.is_empty() {
                all.disturbed.push(doctor);
            }
            all.moves.extend(moves);
            if before != after {
                all.gone.extend(gone_of(problem, doctor, before, after));
            }
        }
        all
    }
    /// True if nobody is disturbed, has arrived or is gone.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.moves.is_empty() && self.arrived.is_empty() && self.gone.is_empty()
    }
    /// The moves of one doctor.
    pub fn of(&self, doctor: DoctorId) -> &[Move] {
        let from = self.moves.partition_point(|change| change.doctor < doctor);
        let to = self.moves.partition_point(|change| change.doctor <= doctor);
        &self.moves[from..to]
    }
}

/// Doctors with anything published who are disturbed by `now`, ascending.
pub(super) fn disturbed(problem: &Problem, published: &Schedule, now: &Schedule) -> Vec<DoctorId> {
    Differences::new(problem, published, now).disturbed
}

fn moves_of(problem: &Problem, doctor: DoctorId, changed: &[Difference]) -> Vec<Move> {
    let mut moves: Vec<Move> = Vec::new();
    for difference in changed {
        match moves.last_mut() {
            Some(last)
                if (last.published, last.now) == (difference.published, difference.now)
                    && unbroken(problem, doctor, last.last, difference.period) =>
            {
                last.last = difference.period;
            }
            _ => moves.push(Move {
                doctor,
                first: difference.period,
                last: difference.period,
                published: difference.published,
                now: difference.now,
            }),
        }
    }
    moves
}

/// Stretches of published rotations that nothing covers now, because the doctor is not there or was to be in two places.
fn gone_of(problem: &Problem, doctor: DoctorId, before: &Pathway, after: &Pathway) -> Vec<Gone> {
    let mut gone: Vec<Gone> = Vec::new();
    for rotation in before.rotations() {
        let mut open = false;
        // What lies beyond the horizon was never published: a schedule of another problem may say anything.
        let beyond = problem
            .horizon()
            .len()
            .min(rotation.last.index().saturating_add(1));
        for period in (rotation.first.index()..beyond).map(PeriodId::new) {
            let away = matches!(
                problem.presence(doctor, period),
                Presence::Outside | Presence::Leave
            );
            let now = after.rotation_at(period).map(|rotation| rotation.activity);
            // Of rotations that overlap the one that starts first is compared; the others are only told.
            let overlapped = before
                .rotation_at(period)
                .is_some_and(|first| first.activity != rotation.activity)
                && now != Some(rotation.activity);
            let lost = away && now.is_none() || overlapped;
            match gone.last_mut() {
                Some(last) if lost && open => last.last = period,
                _ if lost => gone.push(Gone {
                    doctor,
                    first: period,
                    last: period,
                    activity: rotation.activity,
                }),
                _ => {}
            }
            open = lost;
        }
    }
    gone
}

/// True if the doctor is not there in any period between the two.
fn unbroken(problem: &Problem, doctor: DoctorId, from: PeriodId, to: PeriodId) -> bool {
    let there = |period| problem.is_available(doctor, PeriodId::new(period));
    !(from.index() + 1..to.index()).any(there)
}

iterates!(Differences, moves: Move);

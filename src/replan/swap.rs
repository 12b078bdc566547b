//! Two doctors exchange stretches of their pathways: what that breaks and costs.

use crate::check::{Report, Violation, check, normalised};
use crate::error::{Error, Result};
use crate::ids::{DoctorId, PeriodId};
use crate::problem::Problem;
use crate::schedule::{Pathway, Rotation, Schedule};

/// What a swap comes to if nobody else moves.
///
/// ```
/// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
/// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
/// # let outcome = medrota::Solver::new().work_limit(2_000).solve(&problem)?;
/// # let schedule = outcome.schedule.clone().ok_or("no schedule")?;
/// use medrota::{ids::PeriodId, replan::swap};
///
/// let [ana, ben] = [0, 1].map(medrota::ids::DoctorId::new);
/// let swapped = swap(&problem, &schedule, [ana, ben], [PeriodId::new(0), PeriodId::new(3)])?;
/// assert!(swapped.is_possible() && swapped.value_change == 0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Swapped {
    /// The schedule with the swap.
    pub schedule: Schedule,
    /// What `check` says of it.
    pub report: Report,
    /// What is broken now and was not before.
    pub newly_broken: Vec<Violation>,
    /// Value after less value before.
    pub value_change: i64,
}

impl Swapped {
    /// True if the swap breaks nothing that was not broken before: two letters are all that is needed.
    #[must_use]
    pub fn is_possible(&self) -> bool {
        self.newly_broken.is_empty()
    }
}

/// Two doctors exchange what a schedule has for them between two periods, both included, while everybody else stays: judged by `check` alone, without a solve.
///
/// Attendances at events stay with their doctors. Where this breaks something, [`Change::Swap`](crate::scenario::Change::Swap) and a [`Replan`](super::Replan) find
/// out who else would have to move.
///
/// ```
/// use medrota::ids::{DoctorId, PeriodId};
/// use medrota::{ProblemBuilder, Solver, replan::swap};
///
/// let problem = ProblemBuilder::weeks("ward year", "2026-09-06", "2026-10-03")
///     .department("surgery", 1)
///     .doctor("ana")
///     .doctor("ben")
///     .requirement("surgery", &["surgery"], 2)
///     .build()?;
/// let planned = Solver::new().work_limit(2_000).no_time_limit().solve(&problem)?.schedule.ok_or("nothing found")?;
/// let swapped = swap(&problem, &planned, [DoctorId::new(0), DoctorId::new(1)], [PeriodId::new(0), PeriodId::new(3)])?;
/// assert!(swapped.is_possible());
/// assert_eq!(swapped.schedule.pathway(DoctorId::new(0)), planned.pathway(DoctorId::new(1)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`ErrorKind::WrongProblem`](crate::ErrorKind::WrongProblem) for a schedule, doctor or period of another problem; [`ErrorKind::Option`](crate::ErrorKind::Option) for
/// one doctor twice or a time that ends before it starts.
///
/// # Complexity
/// That of two checks.
pub fn swap(
    problem: &Problem,
    schedule: &Schedule,
    [one, other]: [DoctorId; 2],
    [first, last]: [PeriodId; 2],
) -> Result<Swapped> {
    problem.ensure_known(schedule)?;
    problem.ensure_doctor(one)?;
    problem.ensure_doctor(other)?;
    problem.ensure_period(first)?;
    problem.ensure_period(last)?;
    if one == other || last < first {
        return Err(Error::option(
            "two doctors swap from one period to the same or a later one",
        ));
    }
    let mut swapped = schedule.clone();
    for (doctor, from) in [(one, other), (other, one)] {
        let (own, taken) = (schedule.pathway(doctor), schedule.pathway(from));
        let beside = own
            .rotations()
            .iter()
            .flat_map(|rotation| outside(rotation, first, last));
        let inside = taken
            .rotations()
            .iter()
            .filter_map(|rotation| between(rotation, first, last));
        let pathway = Pathway::new(beside.chain(inside).collect(), own.attendances().to_vec());
        swapped.set(doctor, normalised(problem, doctor, &pathway));
    }
    Ok(judged(problem, schedule, swapped))
}

/// What a changed schedule breaks and costs beside the one before.
pub(super) fn judged(problem: &Problem, before: &Schedule, after: Schedule) -> Swapped {
    let (earlier, report) = (check(problem, before), check(problem, &after));
    let newly_broken = report
        .violations
        .iter()
        .filter(|one| !earlier.violations.contains(one))
        .copied()
        .collect();
    let value_change = report.value.saturating_sub(earlier.value);
    Swapped {
        schedule: after,
        report,
        newly_broken,
        value_change,
    }
}

/// The part of a rotation between two periods.
pub(super) fn between(rotation: &Rotation, first: PeriodId, last: PeriodId) -> Option<Rotation> {
    let part = Rotation {
        first: rotation.first.max(first),
        last: rotation.last.min(last),
        activity: rotation.activity,
    };
    (part.first <= part.last).then_some(part)
}

/// The parts of a rotation before and after.
pub(super) fn outside(
    rotation: &Rotation,
    first: PeriodId,
    last: PeriodId,
) -> impl Iterator<Item = Rotation> {
    let before = first
        .index()
        .checked_sub(1)
        .and_then(|end| between(rotation, PeriodId::new(0), PeriodId::new(end)));
    let after = between(rotation, PeriodId::new(last.index() + 1), rotation.last);
    before.into_iter().chain(after)
}

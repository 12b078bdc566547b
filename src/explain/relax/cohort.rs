//! Other dates for a cohort.

use super::super::conflict::questioner;
use super::super::oracle::{Oracle, Verdict};
use super::super::part::parts;
use crate::calendar::PeriodKind;
use crate::check::check;
use crate::error::{Error, Result, nearest};
use crate::ids::{CohortId, PeriodId};
use crate::problem::{Problem, ProblemDraft, when};
use crate::schedule::Schedule;
use crate::solve::Solver;

/// How to look for other dates.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct DatesOptions {
    /// Most steps earlier or later. A step is a week where periods are days or half-days, so that weekdays stay, else a period.
    pub most_steps: usize,
    /// Limits of each question, as in [`ConflictOptions`](super::super::ConflictOptions).
    pub solver: Solver,
}

impl Default for DatesOptions {
    /// Eight steps either way.
    fn default() -> Self {
        Self {
            most_steps: 8,
            solver: questioner(),
        }
    }
}

impl DatesOptions {
    /// Sets the most steps earlier or later.
    #[must_use]
    pub fn most_steps(mut self, most_steps: usize) -> Self {
        self.most_steps = most_steps;
        self
    }
    /// Sets who answers single questions.
    #[must_use]
    pub fn solver(mut self, solver: Solver) -> Self {
        self.solver = solver;
        self
    }
}

/// Dates that were tried for a cohort.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct DatesTried {
    /// Steps later; negative for earlier.
    pub steps: i64,
    /// First period of the cohort.
    pub first: PeriodId,
    /// Last period, included.
    pub last: PeriodId,
    /// Whether they work; `None` if that was not found out within the limits.
    pub is_feasible: Option<bool>,
    /// The problem with these dates.
    #[serde(skip)]
    pub draft: ProblemDraft,
    /// A checked schedule of it, if they work.
    pub schedule: Option<Schedule>,
}

/// Tries a cohort's own dates, then earlier and later ones, the nearest first, and stops at the first that work.
///
/// Arrivals and departures of the cohort and of its doctors move; visas, leaves, events and rules stay where they are. The last entry
/// has the dates that work, if any do. Of two that are as near the earlier one comes first.
///
/// # Errors
/// [`ErrorKind::Option`](crate::ErrorKind::Option) if there is no such cohort, or for an option of the solver outside its range;
/// [`ErrorKind::Backend`](crate::ErrorKind::Backend) if an engine breaks.
pub fn nearest_dates(
    problem: &Problem,
    cohort: &str,
    options: &DatesOptions,
) -> Result<Vec<DatesTried>> {
    let Some(id) = problem
        .cohorts()
        .iter()
        .position(|known| known.key == cohort)
        .map(CohortId::new)
    else {
        let near = nearest(
            cohort,
            problem.cohorts().iter().map(|known| known.key.as_str()),
        );
        let near = near.map_or_else(String::new, |near| format!("; is {near:?} meant?"));
        return Err(Error::option(format!(
            "there is no cohort {cohort:?}{near}"
        )));
    };
    let most = i64::try_from(options.most_steps).unwrap_or(i64::MAX);
    let steps = std::iter::once(0).chain((1..=most).flat_map(|step| [-step, step]));
    let mut tried: Vec<DatesTried> = Vec::new();
    for step in steps {
        let Some((draft, first, last)) = moved(problem, id, step) else {
            continue;
        };
        let Ok(shifted) = draft.clone().validate() else {
            continue;
        };
        let mut oracle = Oracle::new(&shifted, &options.solver);
        if let Some(published) = problem.published() {
            oracle.remember(published.clone());
        }
        let verdict = oracle.ask(&parts(&shifted))?;
        let (is_feasible, schedule) = match verdict {
            Verdict::Feasible(schedule) if check(&shifted, &schedule).is_feasible() => {
                (Some(true), Some(schedule))
            }
            Verdict::Infeasible(..) => (Some(false), None),
            Verdict::Feasible(_) | Verdict::Unknown => (None, None),
        };
        let is_last = schedule.is_some();
        tried.push(DatesTried {
            steps: step,
            first,
            last,
            is_feasible,
            draft,
            schedule,
        });
        if is_last {
            break;
        }
    }
    Ok(tried)
}

/// The draft with a cohort so many steps later; `None` if that leaves the horizon.
fn moved(
    problem: &Problem,
    cohort: CohortId,
    steps: i64,
) -> Option<(ProblemDraft, PeriodId, PeriodId)> {
    let mut draft = problem.draft().clone();
    let doctors = &problem.cohort(cohort).doctors;
    let key = &problem.cohort(cohort).key;
    let end = problem.horizon().len().checked_sub(1)?;
    // Each doctor's own dates, as the draft resolves them without the visa.
    let span = |arrival: Option<&str>, departure: Option<&str>| -> Option<(PeriodId, PeriodId)> {
        let horizon = problem.horizon();
        let start = arrival.map_or(Some(horizon.span(PeriodId::new(0)).first), |when| {
            Some(horizon.moment(when).ok()?.0)
        })?;
        let end = departure.map_or(Some(horizon.span(PeriodId::new(end)).last), |when| {
            Some(horizon.moment(when).ok()?.1)
        })?;
        horizon.whole_periods(start, end)
    };
    let row = draft.cohorts.get_mut(cohort.index())?;
    let (first, last) = span(row.arrival.as_deref(), row.departure.as_deref())?;
    let of_cohort = (
        shifted(problem, first, steps, false)?,
        shifted(problem, last, steps, true)?,
    );
    if steps != 0 {
        row.arrival = row.arrival.as_ref().map(|_| when(of_cohort.0));
        row.departure = row.departure.as_ref().map(|_| when(of_cohort.1));
        for doctor in doctors.iter() {
            let row = draft
                .doctors
                .get_mut(doctor.index())
                .filter(|row| row.cohort.as_ref() == Some(key))?;
            let (first, last) = span(row.arrival.as_deref(), row.departure.as_deref())?;
            if row.arrival.is_some() {
                row.arrival = Some(when(shifted(problem, first, steps, false)?));
            }
            if row.departure.is_some() {
                row.departure = Some(when(shifted(problem, last, steps, true)?));
            }
        }
    }
    Some((draft, of_cohort.0, of_cohort.1))
}

/// The period so many steps later; where that day is not worked the next one, for an end the one before.
fn shifted(problem: &Problem, period: PeriodId, steps: i64, is_end: bool) -> Option<PeriodId> {
    let horizon = problem.horizon();
    match horizon.kind() {
        PeriodKind::Week | PeriodKind::Block => {
            let index = i64::try_from(period.index()).ok()?.checked_add(steps)?;
            usize::try_from(index)
                .ok()
                .filter(|index| *index < horizon.len())
                .map(PeriodId::new)
        }
        PeriodKind::Day | PeriodKind::HalfDay => {
            let mut moment = if is_end {
                horizon.span(period).last
            } else {
                horizon.span(period).first
            };
            moment.date = moment
                .date
                .plus_days(i32::try_from(steps.checked_mul(7)?).ok()?);
            let inside = horizon.periods().first()?.first.date <= moment.date
                && moment.date <= horizon.periods().last()?.last.date;
            if is_end {
                horizon.last_until(moment)
            } else {
                horizon.first_from(moment)
            }
            .filter(|_| inside)
        }
    }
}

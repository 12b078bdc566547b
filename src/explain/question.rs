//! Why somebody is where they are, and what it would cost to put them elsewhere.

use super::conflict::{Conflict, ConflictOptions, conflicts};
use super::words::{dates, shown};
use crate::check::check;
use crate::error::{Error, Result};
use crate::ids::{ActivityId, DoctorId, PeriodId};
use crate::problem::edit::{DraftEdit, cells};
use crate::problem::rule_draft::CellsModeDraft;
use crate::problem::{Problem, RuleDraft};
use crate::schedule::Schedule;
use crate::solve::{Solver, Termination};
use std::collections::BTreeSet;

/// A plan and what is known of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan<'a> {
    /// A schedule that keeps all hard rules.
    pub schedule: &'a Schedule,
    /// No schedule is worth more, if that is known.
    pub bound: Option<i64>,
}

/// A doctor in an activity for some periods, or not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Wish {
    /// The doctor.
    pub doctor: DoctorId,
    /// Where; leave within rotations there is there, too.
    pub activity: ActivityId,
    /// First period.
    pub first: PeriodId,
    /// Last period, included.
    pub last: PeriodId,
    /// True: the doctor is to be there in all of the periods. False: in none.
    pub is_there: bool,
}

/// Consecutive periods in which a doctor is elsewhere than before; `None` is nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct Move {
    /// First period.
    pub first: PeriodId,
    /// Last period, included.
    pub last: PeriodId,
    /// Where the doctor was.
    pub from: Option<ActivityId>,
    /// Where the doctor is.
    pub to: Option<ActivityId>,
}

/// A doctor who moves.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct Moved {
    /// The doctor.
    pub doctor: DoctorId,
    /// The doctor before in the chain: who took a place that this doctor had, or who gave up a place that this doctor has now. `None` for
    /// the doctor asked about, and for moves that only gain elsewhere.
    pub because: Option<DoctorId>,
    /// What changes, in the order of time.
    pub moves: Vec<Move>,
}

/// The answer to a [`Wish`].
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Answer {
    /// Value of the plan.
    pub value: i64,
    /// Value of the best schedule found that fulfils the wish.
    pub value_then: Option<i64>,
    /// The wish costs at least this, compared with the best schedule there is; `None` if it cannot be fulfilled.
    pub least_cost: Option<i64>,
    /// And at most this; `None` if no schedule was found or no bound of the plan is known.
    pub most_cost: Option<i64>,
    /// What the doctor's own score loses; the others bear the rest.
    pub own_cost: Option<i64>,
    /// Who moves: the doctor first, then along the chain of places taken, then all others.
    pub moved: Vec<Moved>,
    /// A schedule that fulfils the wish.
    pub schedule: Option<Schedule>,
    /// Why the wish cannot be fulfilled, in terms of [`Self::problem`].
    pub conflict: Option<Conflict>,
    /// True if it is proven that it cannot.
    pub is_impossible: bool,
    /// The problem with the wish as a hard rule.
    #[serde(skip)]
    pub problem: Problem,
}

/// Id of the rule that holds the wish.
const WISH: &str = "wish";

impl Wish {
    /// The rule that holds the wish.
    fn rule(&self, problem: &Problem) -> RuleDraft {
        let mode = if self.is_there {
            CellsModeDraft::Fixed
        } else {
            CellsModeDraft::Forbidden
        };
        cells(
            problem,
            self.doctor,
            Some(self.activity),
            [self.first, self.last],
            mode,
        )
    }
    /// A few words.
    #[must_use]
    pub fn describe(&self, problem: &Problem) -> String {
        let there = if self.is_there { "in" } else { "not in" };
        let (doctor, activity) = (
            &problem.doctor(self.doctor).key,
            &problem.activity(self.activity).key,
        );
        format!(
            "doctor {doctor:?} {there} {activity:?}, {}",
            dates(problem, (self.first, self.last))
        )
    }
}

/// Why a doctor is where the plan has them in a period: what it would cost not to be there for the whole of that rotation.
///
/// ```
/// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
/// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
/// # let outcome = medrota::Solver::new().work_limit(2_000).solve(&problem)?;
/// # let schedule = outcome.schedule.clone().ok_or("no schedule")?;
/// use medrota::ids::PeriodId;
/// use medrota::{Solver, explain::{Plan, why}};
///
/// let ana = problem.find_doctor("ana").ok_or("nobody")?;
/// let there = schedule.pathways()[ana.index()].rotations()[0].first;
/// let plan = Plan { schedule: &schedule, bound: outcome.bound };
/// println!("{}", why(&problem, plan, ana, there, &Solver::new().work_limit(2_000))?.describe().join("\n"));
/// assert!(there <= PeriodId::new(3));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`ErrorKind::Option`](crate::ErrorKind::Option) if the plan has the doctor nowhere in the period; else as [`why_not`].
pub fn why(
    problem: &Problem,
    plan: Plan<'_>,
    doctor: DoctorId,
    period: PeriodId,
    solver: &Solver,
) -> Result<Answer> {
    problem.ensure_doctor(doctor)?;
    problem.ensure_period(period)?;
    let Some(rotation) = plan.schedule.pathway(doctor).rotation_at(period) else {
        let (doctor, when) = (
            &problem.doctor(doctor).key,
            dates(problem, (period, period)),
        );
        return Err(Error::option(format!(
            "doctor {doctor:?} is in no rotation, {when}"
        )));
    };
    let wish = Wish {
        doctor,
        activity: rotation.activity,
        first: rotation.first,
        last: rotation.last,
        is_there: false,
    };
    why_not(problem, plan, wish, solver)
}

/// Why a plan does not fulfil a wish: what that would cost, and who would have to move.
///
/// Solves the problem with the wish as a hard rule, starting from the plan. With V the plan's value, U its bound, V' and U' those with the
/// wish, the cost lies between V − U' and U − V'; it is 0 at least.
///
/// ```
/// # let problem = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1)
/// #     .doctor("ana").doctor("ben").requirement("surgery", &["surgery"], 2).build()?;
/// # let outcome = medrota::Solver::new().work_limit(2_000).solve(&problem)?;
/// # let schedule = outcome.schedule.clone().ok_or("no schedule")?;
/// use medrota::ids::PeriodId;
/// use medrota::{Solver, explain::{Plan, Wish, why_not}};
///
/// let (ana, surgery) = (problem.find_doctor("ana").ok_or("nobody")?, problem.find_activity("surgery").ok_or("nothing")?);
/// let wish = Wish { doctor: ana, activity: surgery, first: PeriodId::new(0), last: PeriodId::new(0), is_there: true };
/// let answer = why_not(&problem, Plan { schedule: &schedule, bound: outcome.bound }, wish, &Solver::new().work_limit(2_000))?;
/// assert!(!answer.is_impossible);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`ErrorKind::WrongProblem`](crate::ErrorKind::WrongProblem) if plan or wish speak of what the problem does not have,
/// [`ErrorKind::Input`](crate::ErrorKind::Input) if the wish makes no sense in the problem,
/// [`ErrorKind::Option`](crate::ErrorKind::Option) for an option of the solver outside its range,
/// [`ErrorKind::Backend`](crate::ErrorKind::Backend) if an engine breaks.
pub fn why_not(problem: &Problem, plan: Plan<'_>, wish: Wish, solver: &Solver) -> Result<Answer> {
    problem.ensure_known(plan.schedule)?;
    problem.ensure_doctor(wish.doctor)?;
    problem.ensure_activity(wish.activity)?;
    problem.ensure_period(wish.first)?;
    problem.ensure_period(wish.last)?;
    let mut edit: DraftEdit = DraftEdit::of(problem);
    edit.add(WISH, wish.rule(problem));
    let asked = edit.finish().0.validate()?;
    let outcome = solver
        .clone()
        .warm_start(plan.schedule.clone())
        .solve(&asked)?;
    let report = check(problem, plan.schedule);
    let mut answer = Answer {
        value: report.value,
        value_then: outcome.value,
        least_cost: None,
        most_cost: None,
        own_cost: None,
        moved: Vec::new(),
        schedule: None,
        conflict: None,
        is_impossible: outcome.termination == Termination::Infeasible,
        problem: asked,
    };
    if answer.is_impossible {
        let found = conflicts(&answer.problem, &ConflictOptions::default())?;
        answer.conflict = found.conflicts.into_iter().next();
        return Ok(answer);
    }
    answer.least_cost = Some(
        outcome
            .bound
            .map_or(0, |bound| report.value.saturating_sub(bound).max(0)),
    );
    if let (Some(schedule), Some(value)) = (outcome.schedule, outcome.value) {
        let then = check(&answer.problem, &schedule);
        let score = |scores: &[i64]| scores.get(wish.doctor.index()).copied().unwrap_or(0);
        answer.own_cost = Some(score(&report.scores).saturating_sub(score(&then.scores)));
        answer.most_cost = plan.bound.map(|bound| bound.saturating_sub(value).max(0));
        answer.moved = chain(problem, plan.schedule, &schedule, wish.doctor);
        answer.schedule = Some(schedule);
    }
    Ok(answer)
}

impl Answer {
    /// A few sentences: what it costs, who moves, or why it cannot be.
    #[must_use]
    pub fn describe(&self) -> Vec<String> {
        let problem = &self.problem;
        let mut lines = Vec::new();
        if self.is_impossible {
            lines.push(match &self.conflict {
                Some(conflict) => format!("It cannot be: {}", conflict.describe(problem)),
                None => "It cannot be: no schedule keeps the hard rules then.".to_owned(),
            });
            return lines;
        }
        lines.push(match (self.least_cost, self.most_cost) {
            (Some(least), Some(most)) if least == most => format!("It costs {least}."),
            (Some(least), Some(most)) => format!("It costs between {least} and {most}."),
            (Some(least), None) => format!("It costs {least} at least."),
            _ => "What it costs is not known.".to_owned(),
        });
        if let (Some(own), Some(then)) = (self.own_cost, self.value_then) {
            let others = self.value.saturating_sub(then).saturating_sub(own);
            lines.push(format!(
                "Of the schedule found, worth {then} instead of {}: {own} are the doctor's own loss, {others} that of others.",
                self.value
            ));
        }
        for moved in &self.moved {
            let place = |activity: Option<ActivityId>| {
                activity.map_or_else(
                    || "nowhere".to_owned(),
                    |id| shown(&problem.activity(id).key),
                )
            };
            let moves: Vec<String> = moved
                .moves
                .iter()
                .map(|part| {
                    format!(
                        "{}: {} instead of {}",
                        dates(problem, (part.first, part.last)),
                        place(part.to),
                        place(part.from)
                    )
                })
                .collect();
            let because = moved.because.map_or_else(String::new, |doctor| {
                format!(" (because of {})", shown(&problem.doctor(doctor).key))
            });
            lines.push(format!(
                "{}{because}: {}.",
                shown(&problem.doctor(moved.doctor).key),
                super::words::few(&moves)
            ));
        }
        lines
    }
}

/// Where two pathways of a doctor differ.
fn moves(problem: &Problem, before: &Schedule, after: &Schedule, doctor: DoctorId) -> Vec<Move> {
    let mut moves: Vec<Move> = Vec::new();
    for period in problem.horizon().all().iter() {
        if !problem.is_available(doctor, period) {
            continue;
        }
        let at = |schedule: &Schedule| {
            schedule
                .pathway(doctor)
                .rotation_at(period)
                .map(|rotation| rotation.activity)
        };
        let (from, to) = (at(before), at(after));
        match moves.last_mut() {
            Some(open) if (open.from, open.to) == (from, to) => open.last = period,
            _ => moves.push(Move {
                first: period,
                last: period,
                from,
                to,
            }),
        }
    }
    moves.retain(|part| part.from != part.to);
    moves
}

/// Who moves, along the chain of places taken.
fn chain(problem: &Problem, before: &Schedule, after: &Schedule, asked: DoctorId) -> Vec<Moved> {
    let changed = problem
        .doctor_ids()
        .map(|doctor| (doctor, moves(problem, before, after, doctor)));
    let mut left: Vec<(DoctorId, Vec<Move>)> =
        changed.filter(|(_, moves)| !moves.is_empty()).collect();
    let mut chain: Vec<Moved> = Vec::new();
    let take =
        |left: &mut Vec<(DoctorId, Vec<Move>)>, doctor: DoctorId, because: Option<DoctorId>| {
            let position = left.iter().position(|(other, _)| *other == doctor)?;
            let (doctor, moves) = left.remove(position);
            Some(Moved {
                doctor,
                because,
                moves,
            })
        };
    chain.extend(take(&mut left, asked, None));
    let mut next = 0;
    while next < chain.len() {
        let (doctor, taken) = (chain[next].doctor, chain[next].moves.clone());
        // Who leaves a place that this doctor takes, or takes one that this doctor leaves.
        let meets = |one: &Move, other: &Move| {
            let same_time = one.first <= other.last && other.first <= one.last;
            same_time
                && (one.to.is_some() && one.to == other.from
                    || one.from.is_some() && one.from == other.to)
        };
        let followers: BTreeSet<DoctorId> = left
            .iter()
            .filter(|(_, moves)| {
                moves
                    .iter()
                    .any(|other| taken.iter().any(|one| meets(one, other)))
            })
            .map(|(doctor, _)| *doctor)
            .collect();
        for follower in followers {
            chain.extend(take(&mut left, follower, Some(doctor)));
        }
        next += 1;
    }
    chain.extend(left.into_iter().map(|(doctor, moves)| Moved {
        doctor,
        because: None,
        moves,
    }));
    chain
}

//! What each person and each department must be told of the differences between two schedules.

use super::language::Words;
use super::planned_leave;
use super::words::named;
use crate::check::Doing;
use crate::ids::{ActivityId, DepartmentId, DoctorId, PeriodId};
use crate::problem::Problem;
use crate::problem::rule::PeriodSet;
use crate::replan::Differences;
use crate::schedule::Schedule;
use std::collections::BTreeMap;

/// A letter: to whom, and what it says, as sentences with texts of the input between marks ([`named`]).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Letter {
    pub(super) to: String,
    pub(super) lines: Vec<String>,
}

/// A stretch of time in which something changes for a doctor.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stretch {
    pub(super) doctor: DoctorId,
    pub(super) kind: &'static str,
    pub(super) first: PeriodId,
    pub(super) last: PeriodId,
    pub(super) published: Doing,
    pub(super) now: Doing,
}

/// All changes, by doctor and time: moves, first rotations of newcomers, rotations of those who are gone.
pub(super) fn stretches(
    problem: &Problem,
    differences: &Differences,
    now: &Schedule,
) -> Vec<Stretch> {
    let moved = differences.moves.iter().map(|change| Stretch {
        doctor: change.doctor,
        kind: "moved",
        first: change.first,
        last: change.last,
        published: change.published,
        now: change.now,
    });
    let gone = differences.gone.iter().map(|gone| Stretch {
        doctor: gone.doctor,
        kind: "gone",
        first: gone.first,
        last: gone.last,
        published: Doing::Activity(gone.activity),
        now: Doing::Nothing,
    });
    let arrived = differences.arrived.iter().flat_map(|&doctor| {
        let rotations = now.pathway(doctor).rotations().iter();
        rotations.map(move |rotation| Stretch {
            doctor,
            kind: "arrived",
            first: rotation.first,
            last: rotation.last,
            published: Doing::Nothing,
            now: Doing::Activity(rotation.activity),
        })
    });
    let mut all: Vec<Stretch> = moved.chain(gone).chain(arrived).collect();
    all.retain(|stretch| stretch.doctor.index() < problem.doctors().len());
    all.sort_by_key(|stretch| (stretch.doctor, stretch.first, stretch.last, stretch.kind));
    all
}

/// First and last period of a stretch.
type Span = (PeriodId, PeriodId);

/// What a doctor does in a stretch of time, as a word for letters.
pub(super) fn doing(words: &Words, problem: &Problem, doing: Doing, span: Span) -> String {
    match doing {
        Doing::Activity(activity) => place(words, problem, activity, span),
        Doing::Event(event) => named(&problem.event(event).name),
        Doing::Nothing => words.free.to_owned(),
    }
}

/// Name of an activity, its department in front where that is another name.
fn place(words: &Words, problem: &Problem, activity: ActivityId, span: Span) -> String {
    let data = problem.activity(problem.rotation_of(activity));
    let department = &problem.department(data.department).name;
    let name = called(words, problem, activity, span);
    let own = name_of(problem, problem.rotation_of(activity));
    if own.starts_with(department.as_str()) {
        name
    } else {
        format!("{}, {name}", named(department))
    }
}

/// Name of an activity. One that nobody named has the name of its department, where it is all that is done there: an id tells nobody anything.
fn name_of(problem: &Problem, activity: ActivityId) -> &str {
    let data = problem.activity(activity);
    let department = problem.department(data.department);
    let own = department
        .activities
        .iter()
        .filter(|activity| problem.activity(*activity).leave_of.is_none());
    if data.name == data.key && own.count() == 1 {
        &department.name
    } else {
        &data.name
    }
}

/// Name of an activity. Leave within a rotation has the name of the rotation and the dates of the leave: its own name says where in a block it is, which tells
/// nobody when it is.
fn called(words: &Words, problem: &Problem, activity: ActivityId, (first, last): Span) -> String {
    let data = problem.activity(activity);
    let name = named(name_of(problem, problem.rotation_of(activity)));
    let horizon = problem.horizon();
    // A schedule of another problem may have periods that are not there.
    let end = horizon.len().min(last.index().saturating_add(1));
    let off: PeriodSet = (first.index()..end)
        .map(PeriodId::new)
        .filter(|period| data.is_leave(*period))
        .collect();
    let dates: Vec<String> = planned_leave::stretches(&off)
        .into_iter()
        .map(|(from, to)| words.span(horizon.span(from).first, horizon.span(to).last))
        .collect();
    if dates.is_empty() {
        name
    } else {
        format!("{name} ({} {})", words.leave, dates.join(", "))
    }
}

/// A letter for each doctor for whom something changes, by doctor.
pub(super) fn to_doctors(
    words: &Words,
    problem: &Problem,
    differences: &Differences,
    now: &Schedule,
) -> Vec<Letter> {
    let mut letters: BTreeMap<DoctorId, Vec<String>> = BTreeMap::new();
    for stretch in stretches(problem, differences, now) {
        let when = words.periods(problem, stretch.first, stretch.last);
        let span = (stretch.first, stretch.last);
        let (before, after) = (
            doing(words, problem, stretch.published, span),
            doing(words, problem, stretch.now, span),
        );
        let line = match stretch.kind {
            "moved" if stretch.published == Doing::Nothing => (words.newly_added)(&after),
            "moved" if stretch.now == Doing::Nothing => (words.cancelled_free)(&before),
            "moved" => (words.instead_of)(&after, &before),
            "gone" => (words.cancelled_not_there)(&before),
            _ => after,
        };
        letters
            .entry(stretch.doctor)
            .or_default()
            .push(format!("{when}: {line}"));
    }
    letters
        .into_iter()
        .map(|(doctor, lines)| Letter {
            to: named(&problem.doctor(doctor).name),
            lines,
        })
        .collect()
}

/// What departments are told of a stretch: one line if a doctor stays in the department, else one to each of both.
fn lines_to_departments(
    words: &Words,
    problem: &Problem,
    stretch: &Stretch,
) -> Vec<(DepartmentId, String)> {
    let who = named(&problem.doctor(stretch.doctor).name);
    let span = (stretch.first, stretch.last);
    let called = |activity| called(words, problem, activity, span);
    let place = |activity| place(words, problem, activity, span);
    let activity_of = |doing: Doing| match doing {
        Doing::Activity(activity) => Some(activity),
        _ => None,
    };
    let department = |activity| problem.activity(activity).department;
    let (before, after) = (activity_of(stretch.published), activity_of(stretch.now));

    if let (Some(before), Some(after)) = (before, after)
        && department(before) == department(after)
    {
        let line = (words.is_in_instead)(&who, &called(after), &called(before));
        return vec![(department(after), line)];
    }
    let mut lines = Vec::new();
    if let Some(before) = before {
        let to = after.map_or_else(String::new, |after| (words.goes_to)(&place(after)));
        let line = (words.does_not_come)(&who, &called(before)) + &to;
        lines.push((department(before), line));
    }
    if let Some(after) = after {
        let from = before.map_or_else(String::new, |before| (words.was_to_be_in)(&place(before)));
        let line = (words.comes_to)(&who, &called(after)) + &from;
        lines.push((department(after), line));
    }
    lines
}

/// A letter for each department that loses or gains somebody, by department.
pub(super) fn to_departments(
    words: &Words,
    problem: &Problem,
    differences: &Differences,
    now: &Schedule,
) -> Vec<Letter> {
    let mut letters: BTreeMap<DepartmentId, Vec<(PeriodId, String)>> = BTreeMap::new();
    for stretch in stretches(problem, differences, now) {
        let when = words.periods(problem, stretch.first, stretch.last);
        for (department, line) in lines_to_departments(words, problem, &stretch) {
            letters
                .entry(department)
                .or_default()
                .push((stretch.first, format!("{when}: {line}")));
        }
    }
    let letter = |(department, mut lines): (DepartmentId, Vec<(PeriodId, String)>)| {
        lines.sort();
        Letter {
            to: named(&problem.department(department).name),
            lines: lines.into_iter().map(|line| line.1).collect(),
        }
    };
    letters.into_iter().map(letter).collect()
}

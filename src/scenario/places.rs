//! More and fewer places, and closures lifted.

use super::change::Change;
use super::ends::{Ends, after, before, half_days, half_days_between, touched};
use super::work::Work;
use crate::calendar::{HalfDay, Horizon};
use crate::error::Code;
use crate::ids::PeriodId;
use crate::problem::draft::{AbsenceDraft, CapacityDraft, ClosureDraft, ProblemDraft};
use crate::problem::edit::stretches;
use crate::problem::place_limits::{by_rows, lower_minima, supervise, supervisors_there};
use crate::problem::when;
use std::collections::BTreeMap;

/// Makes all changes of places, once everything else that bears on places is in the draft.
///
/// A place of a department is one that supervision and local trainees leave, so the changed numbers replace both.
pub(super) fn change(work: &mut Work<'_>, changes: &[Change]) {
    let mut by_place: BTreeMap<&str, Vec<(usize, &Change)>> = BTreeMap::new();
    for (number, change) in changes.iter().enumerate() {
        if let Change::AddPlaces { of, .. } | Change::SetPlaces { of, .. } = change {
            by_place.entry(of).or_default().push((number, change));
        }
    }
    for (of, changes) in by_place {
        work.pointer = format!("/changes/{}", changes[0].0);
        work.words = work.words_of(changes[0].0, changes[0].1);
        if !work.knows_place("of", of, false) {
            continue;
        }
        let mut limits = limits_of(work.problem.horizon(), &work.edit.draft, of);
        for (number, change) in changes {
            work.pointer = format!("/changes/{number}");
            work.words = work.words_of(number, change);
            change_limits(work, change, &mut limits);
        }
        write_limits(&mut work.edit.draft, of, &limits);
    }
}

/// Places of one department or activity by period, and what breaking them costs.
struct Limits {
    by_period: Vec<(i64, Option<i64>)>,
    weight: Option<i64>,
}

fn change_limits(work: &mut Work<'_>, change: &Change, limits: &mut Limits) {
    let Some(periods) = touched(work, change.ends()) else {
        return;
    };
    let mut limited = false;
    for period in periods {
        let Some((min, max)) = limits.by_period.get_mut(period.index()) else {
            continue;
        };
        let places = match change {
            Change::AddPlaces { places, .. } => max.map(|max| max.saturating_add(*places).max(0)),
            Change::SetPlaces { places, .. } => Some(*places),
            _ => None,
        };
        if let Some(places) = places {
            *max = Some(places);
            *min = (*min).min(places);
            limited = true;
        }
    }
    match change {
        Change::SetPlaces { places, .. } if *places < 0 => {
            work.report(Code::NegativeNumber, "places", "places is negative.")
        }
        _ if !limited => work.report(
            Code::NothingToChange,
            "of",
            "its places have no limit then.",
        ),
        _ => {}
    }
}

/// The limits that hold in a draft, closures left aside: they close whatever the places are.
fn limits_of(horizon: &Horizon, draft: &ProblemDraft, of: &str) -> Limits {
    let stretch = |from: Option<&str>, to: Option<&str>| {
        half_days_between(horizon, Ends { from, to })
            .map_or(0..0, |(start, end)| horizon.stretch(start, end))
    };
    let mut rows = Vec::new();
    let mut weight = None;
    for row in draft.capacities.iter().filter(|row| row.of == of) {
        let max = row
            .max
            .map(|max| max.saturating_sub(row.local_trainees).max(0));
        rows.push((
            stretch(row.from.as_deref(), row.to.as_deref()),
            (row.min, max),
        ));
        weight = row.weight;
    }
    let mut by_period = by_rows(horizon, &rows);
    let department = draft
        .departments
        .iter()
        .find(|department| department.id == of);
    if let Some((supervisors, each)) = department.and_then(|department| {
        department
            .supervisors
            .zip(department.visitors_per_supervisor)
    }) {
        let absences = draft
            .absences
            .iter()
            .filter(|absence| absence.department == of);
        let absences = absences.map(|absence| {
            (
                stretch(Some(&absence.from), Some(&absence.to)),
                absence.supervisors,
            )
        });
        supervise(
            &mut by_period,
            &supervisors_there(horizon, supervisors, &absences.collect::<Vec<_>>()),
            each,
        );
    }
    lower_minima(&mut by_period);
    Limits { by_period, weight }
}

/// Puts the limits into the draft, a row for each stretch of equal ones.
fn write_limits(draft: &mut ProblemDraft, of: &str, limits: &Limits) {
    draft.capacities.retain(|row| row.of != of);
    if let Some(department) = draft
        .departments
        .iter_mut()
        .find(|department| department.id == of)
    {
        (department.supervisors, department.visitors_per_supervisor) = (None, None);
        draft.absences.retain(|absence| absence.department != of);
    }
    let periods = (0..limits.by_period.len())
        .map(PeriodId::new)
        .zip(limits.by_period.iter().copied());
    for stretch in stretches(periods)
        .into_iter()
        .filter(|stretch| stretch.content != (0, None))
    {
        let (min, max) = stretch.content;
        let (from, to) = (Some(when(stretch.first)), Some(when(stretch.last)));
        draft.capacities.push(CapacityDraft {
            of: of.to_owned(),
            from,
            to,
            min,
            max,
            local_trainees: 0,
            weight: limits.weight,
        });
    }
}

/// Closes a place, opens it again, or takes its supervisors away.
pub(super) fn close_or_reopen(work: &mut Work<'_>, change: &Change) {
    match change {
        Change::Close {
            of,
            from,
            to,
            reason,
        } => {
            if !work.knows_place("of", of, true) {
                return;
            }
            work.edit.draft.closures.push(ClosureDraft {
                of: of.clone(),
                from: from.clone(),
                to: to.clone(),
                reason: reason.clone(),
            });
        }
        Change::Reopen { of, .. } => {
            if !work.knows_place("of", of, true) {
                return;
            }
            reopen(work, of, change.ends());
        }
        Change::SupervisorAway {
            department,
            supervisors,
            from,
            to,
            reason,
        } => {
            if work.problem.find_department(department).is_none() {
                return work.unknown("department", "department", department);
            }
            work.edit.draft.absences.push(AbsenceDraft {
                department: department.clone(),
                from: from.clone(),
                to: to.clone(),
                supervisors: *supervisors,
                reason: reason.clone(),
            });
        }
        // What is not about a place that is open or not is made elsewhere.
        _ => {}
    }
}

/// Lifts the closures of `of` itself between two points; what lies outside stays closed.
fn reopen(work: &mut Work<'_>, of: &str, ends: Ends<'_>) {
    let Some((start, end)) = half_days(work, ends) else {
        return;
    };
    let horizon = work.problem.horizon();
    let mut left = Vec::new();
    let mut lifted = false;
    for closure in std::mem::take(&mut work.edit.draft.closures) {
        let span = horizon
            .moment(&closure.from)
            .ok()
            .zip(horizon.moment(&closure.to).ok());
        let Some((first, last)) = span
            .map(|(from, to)| (from.0, to.1))
            .filter(|_| closure.of == of)
        else {
            left.push(closure);
            continue;
        };
        if last < start || end < first {
            left.push(closure);
            continue;
        }
        lifted = true;
        let mut keep = |from: HalfDay, to: HalfDay| {
            left.push(ClosureDraft {
                from: from.to_string(),
                to: to.to_string(),
                ..closure.clone()
            });
        };
        if first < start {
            keep(first, before(start));
        }
        if end < last {
            keep(after(end), last);
        }
    }
    work.edit.draft.closures = left;
    if !lifted {
        work.report(Code::NothingToChange, "of", "it is not closed then.");
    }
}

//! Where rows count: places of a scope, and who is there.

use crate::ids::ActivityId;
use crate::problem::Problem;
use crate::problem::rule::{ActivitySet, Scope};

/// Number of places of a scope, and the place of each activity.
pub(super) fn places_of(problem: &Problem, scope: Scope) -> (usize, Vec<u16>) {
    let (count, place): (usize, fn(&crate::problem::Activity, usize) -> usize) = match scope {
        Scope::Activity => (problem.activities().len(), |activity, index| {
            activity.leave_of.map_or(index, ActivityId::index)
        }),
        Scope::Department => (problem.departments().len(), |activity, _| {
            activity.department.index()
        }),
        Scope::Hospital => (problem.hospitals().len(), |activity, _| {
            activity.hospital.index()
        }),
    };
    (
        count,
        problem
            .activities()
            .iter()
            .enumerate()
            .map(|(index, activity)| place(activity, index) as u16)
            .collect(),
    )
}

/// Places of a scope, without the activities outside `activities`.
pub(super) fn places_within(
    problem: &Problem,
    scope: Scope,
    activities: &ActivitySet,
) -> (usize, Vec<u16>) {
    let (count, mut place_of) = places_of(problem, scope);
    for (index, place) in place_of.iter_mut().enumerate() {
        if !activities.contains(ActivityId::new(index)) {
            *place = u16::MAX;
        }
    }
    (count, place_of)
}

//! Hospitals of activities, numbered for automata.

use crate::ids::ActivityId;
use crate::problem::Problem;

/// The local number of an activity's hospital.
pub(super) fn hospital_of(hospitals: &[(ActivityId, u32)], activity: ActivityId) -> Option<u32> {
    hospitals
        .binary_search_by_key(&activity, |entry| entry.0)
        .ok()
        .map(|position| hospitals[position].1)
}

pub(super) fn sign_hospitals(hospitals: &[(ActivityId, u32)], out: &mut Vec<u32>) {
    out.push(hospitals.len() as u32);
    out.extend(
        hospitals
            .iter()
            .flat_map(|(activity, hospital)| [activity.index() as u32, *hospital]),
    );
}

/// The hospitals of some activities, numbered from 0 in the order of their ids.
pub(super) fn local_hospitals(
    problem: &Problem,
    activities: impl Iterator<Item = ActivityId>,
) -> (Vec<(ActivityId, u32)>, usize) {
    let with: Vec<_> = activities
        .map(|activity| (activity, problem.activity(activity).hospital))
        .collect();
    let mut hospitals: Vec<_> = with.iter().map(|entry| entry.1).collect();
    hospitals.sort_unstable();
    hospitals.dedup();
    let local = |hospital| hospitals.binary_search(&hospital).unwrap_or(0) as u32;
    (
        with.into_iter()
            .map(|(activity, hospital)| (activity, local(hospital)))
            .collect(),
        hospitals.len(),
    )
}

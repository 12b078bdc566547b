//! Leave that was planned within rotations, as people see it: one rotation, and the leave in it.

use super::view::{Stay, View};
use crate::ids::{ActivityId, DoctorId, PeriodId};
use crate::problem::rule::PeriodSet;

impl View<'_> {
    /// The doctor's rotations, each with the leave within it, in the activity that it is a rotation in.
    pub(super) fn rotations(&self, doctor: DoctorId) -> Vec<Stay> {
        let mut shown: Vec<Stay> = Vec::new();
        for stay in &self.stays[doctor.index()] {
            let activity = self.problem.rotation_of(stay.rotation.activity);
            let is_leave = |stay: &Stay| {
                self.problem
                    .activity(stay.rotation.activity)
                    .leave_of
                    .is_some()
            };
            match shown.last_mut() {
                Some(last)
                    if last.rotation.activity == activity
                        && last.rotation.last.index() + 1 == stay.rotation.first.index()
                        && (is_leave(stay) || self.ends_in_leave(doctor, last)) =>
                {
                    last.rotation.last = stay.rotation.last;
                    last.present_quarters += stay.present_quarters;
                }
                _ => {
                    let mut stay = *stay;
                    stay.rotation.activity = activity;
                    shown.push(stay);
                }
            }
        }
        shown
    }

    fn ends_in_leave(&self, doctor: DoctorId, shown: &Stay) -> bool {
        let written = self.stays[doctor.index()]
            .iter()
            .find(|stay| stay.rotation.last == shown.rotation.last);
        written.is_some_and(|stay| {
            self.problem
                .activity(stay.rotation.activity)
                .leave_of
                .is_some()
        })
    }

    /// The periods of leave within the doctor's rotations.
    pub(super) fn planned_leave(&self, doctor: DoctorId) -> PeriodSet {
        let is_off = |activity: ActivityId, period: PeriodId| {
            self.problem.activity(activity).is_leave(period) && self.is_present(doctor, period)
        };
        let rotations = self.stays[doctor.index()].iter().map(|stay| stay.rotation);
        let periods = |rotation: &crate::schedule::Rotation| {
            (rotation.first.index()..=rotation.last.index()).map(PeriodId::new)
        };
        rotations
            .flat_map(|rotation| {
                periods(&rotation).filter(move |period| is_off(rotation.activity, *period))
            })
            .collect()
    }

    /// The activity in which the doctor works in a period of a rotation, `None` if absent or on leave within it.
    pub(super) fn works_in(
        &self,
        doctor: DoctorId,
        stay: &Stay,
        period: PeriodId,
    ) -> Option<ActivityId> {
        self.problem
            .works_in(stay.rotation.activity, period)
            .filter(|_| self.is_present(doctor, period))
    }
}

/// Consecutive members of a set of periods: first and last of each stretch.
pub(super) fn stretches(periods: &PeriodSet) -> Vec<(PeriodId, PeriodId)> {
    let chunks = periods
        .as_slice()
        .chunk_by(|one, other| one.index() + 1 == other.index());
    chunks
        .filter_map(|chunk| Some((*chunk.first()?, *chunk.last()?)))
        .collect()
}

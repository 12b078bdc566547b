//! Filters that name what they choose, and stretches of periods.

use crate::ids::{ActivityId, DoctorId, PeriodId};
use crate::problem::draft::{ActivityFilter, DoctorFilter, PeriodFilter};
use crate::problem::rule::ActivitySet;
use crate::problem::rule_draft::CellsModeDraft;
use crate::problem::rules;
use crate::problem::{Activity, Problem, RuleDraft, when};

impl Problem {
    /// A filter of these doctors; `None` for none of them, because a filter without any list chooses everybody.
    pub(crate) fn named_doctors(
        &self,
        doctors: impl IntoIterator<Item = DoctorId>,
    ) -> Option<DoctorFilter> {
        let doctors: Vec<String> = doctors
            .into_iter()
            .map(|doctor| self.doctor(doctor).key.clone())
            .collect();
        (!doctors.is_empty()).then(|| DoctorFilter::doctors(doctors))
    }
    /// A filter of one doctor.
    pub(crate) fn only(&self, doctor: DoctorId) -> DoctorFilter {
        DoctorFilter::doctors([self.doctor(doctor).key.clone()])
    }
    /// A filter of these activities and no others; of all activities for none.
    pub(crate) fn named_activities(
        &self,
        activities: impl IntoIterator<Item = ActivityId>,
    ) -> ActivityFilter {
        let chosen: ActivitySet = activities.into_iter().collect();
        // An activity brings the leave within its rotations along.
        let is_brought = |(index, activity): &(usize, &Activity)| {
            activity.leave_of.is_some_and(|of| chosen.contains(of))
                && !chosen.contains(ActivityId::new(*index))
        };
        let brought = self.activities().iter().enumerate().filter(is_brought);
        ActivityFilter {
            except: brought.map(|(_, activity)| activity.key.clone()).collect(),
            activities: chosen
                .iter()
                .map(|activity| self.activity(activity).key.clone())
                .collect(),
            ..ActivityFilter::default()
        }
    }
}

/// A filter of these periods; of all periods for none.
pub(crate) fn named_periods(periods: impl IntoIterator<Item = PeriodId>) -> PeriodFilter {
    PeriodFilter::periods(periods.into_iter().map(when))
}

/// A filter of the periods from the first to the last.
pub(crate) fn named_stretch(first: PeriodId, last: PeriodId) -> PeriodFilter {
    PeriodFilter::between(Some(when(first)), Some(when(last)))
}

/// A hard rule of one doctor's cells from one period to another, to be added; of all activities for none. Leave within the rotations of the activity is
/// part of it.
pub(crate) fn cells(
    problem: &Problem,
    doctor: DoctorId,
    activity: Option<ActivityId>,
    [first, last]: [PeriodId; 2],
    mode: CellsModeDraft,
) -> RuleDraft {
    let activity = activity.map(|activity| problem.activity(activity).key.clone());
    RuleDraft::Cells(rules::Cells {
        doctors: problem.only(doctor),
        activities: ActivityFilter::activities(activity),
        periods: named_stretch(first, last),
        mode,
        ..rules::Cells::default()
    })
}

/// Consecutive periods in which something is the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stretch<T> {
    pub(crate) first: PeriodId,
    pub(crate) last: PeriodId,
    pub(crate) content: T,
}

impl<T> Stretch<T> {
    /// A filter of its periods.
    pub(crate) fn named(&self) -> PeriodFilter {
        named_stretch(self.first, self.last)
    }
}

/// Ascending periods with what is in each, as stretches. Linear.
pub(crate) fn stretches<T: PartialEq>(
    periods: impl IntoIterator<Item = (PeriodId, T)>,
) -> Vec<Stretch<T>> {
    let mut found: Vec<Stretch<T>> = Vec::new();
    for (period, content) in periods {
        match found.last_mut() {
            Some(open) if open.last.index() + 1 == period.index() && open.content == content => {
                open.last = period
            }
            _ => found.push(Stretch {
                first: period,
                last: period,
                content,
            }),
        }
    }
    found
}

//! Who is present where and when: the cells shared rules count.

use super::Subject;
use super::timeline::Timeline;
use crate::ids::{ActivityId, DepartmentId, DoctorId, HospitalId, PeriodId};
use crate::problem::rule::{ActivitySet, DoctorSet, PeriodSet, Scope};
use crate::problem::{Activity, Presence, Problem};
use std::collections::HashMap;

/// One doctor present in one activity in one period.
#[derive(Clone, Copy, Debug)]
pub(super) struct Present {
    pub(super) doctor: DoctorId,
    pub(super) activity: ActivityId,
    pub(super) period: PeriodId,
    pub(super) half: bool,
}

/// All present cells of a schedule, by doctor and by activity.
#[derive(Debug)]
pub(super) struct Loads<'a> {
    pub(super) problem: &'a Problem,
    pub(super) timelines: &'a [Timeline],
    /// Positions where each activity's cells are.
    by_activity: Vec<Vec<(DoctorId, PeriodId, bool)>>,
    cells_of_doctor: Vec<usize>,
}

impl<'a> Loads<'a> {
    pub(super) fn new(problem: &'a Problem, timelines: &'a [Timeline]) -> Self {
        let mut by_activity = vec![Vec::new(); problem.activities().len()];
        let mut cells_of_doctor = vec![0; timelines.len()];
        for (timeline, cells) in timelines.iter().zip(&mut cells_of_doctor) {
            for present in present(timeline) {
                by_activity[present.activity.index()].push((
                    present.doctor,
                    present.period,
                    present.half,
                ));
                *cells += 1;
            }
        }
        Self {
            problem,
            timelines,
            by_activity,
            cells_of_doctor,
        }
    }

    /// Number of periods in which `doctor` is present anywhere.
    pub(super) fn periods_present(&self, doctor: DoctorId) -> usize {
        self.cells_of_doctor
            .get(doctor.index())
            .copied()
            .unwrap_or(0)
    }

    /// Calls `visit` for every cell of `doctors` in `activities`, from whichever side has fewer cells to look at.
    pub(super) fn visit(
        &self,
        doctors: &DoctorSet,
        activities: &ActivitySet,
        mut visit: impl FnMut(Present),
    ) {
        let of_doctors: usize = doctors
            .iter()
            .map(|doctor| self.periods_present(doctor))
            .sum();
        let in_activities: usize = activities
            .iter()
            .filter_map(|activity| self.by_activity.get(activity.index()))
            .map(Vec::len)
            .sum();
        if of_doctors < in_activities {
            for timeline in doctors
                .iter()
                .filter_map(|doctor| self.timelines.get(doctor.index()))
            {
                present(timeline)
                    .filter(|cell| activities.contains(cell.activity))
                    .for_each(&mut visit);
            }
        } else {
            for activity in activities.iter() {
                for &(doctor, period, half) in
                    self.by_activity.get(activity.index()).into_iter().flatten()
                {
                    if doctors.contains(doctor) {
                        visit(Present {
                            doctor,
                            activity,
                            period,
                            half,
                        });
                    }
                }
            }
        }
    }

    /// n(doctors, activities, p) for every period p of the horizon.
    pub(super) fn head_counts(&self, doctors: &DoctorSet, activities: &ActivitySet) -> Vec<i64> {
        let mut counts = vec![0; self.problem.horizon().len()];
        self.visit(doctors, activities, |cell| counts[cell.period.index()] += 1);
        counts
    }

    /// The same with those who are on leave and keep their place there.
    pub(super) fn places_taken(&self, doctors: &DoctorSet, activities: &ActivitySet) -> Vec<i64> {
        let mut counts = self.head_counts(doctors, activities);
        if self.problem.keeps_places() {
            for timeline in doctors
                .iter()
                .filter_map(|doctor| self.timelines.get(doctor.index()))
            {
                for (period, moment) in timeline.moments() {
                    if moment
                        .kept_in()
                        .is_some_and(|activity| activities.contains(activity))
                    {
                        counts[period.index()] += 1;
                    }
                }
            }
        }
        counts
    }

    /// Head counts by place, as [`places`] numbers them, and period; places without anybody have an empty list.
    pub(super) fn head_counts_by_place(
        &self,
        doctors: &DoctorSet,
        activities: &ActivitySet,
        scope: Scope,
    ) -> Vec<Vec<i64>> {
        let mut counts = vec![Vec::new(); self.problem.activities().len()];
        let periods = self.problem.horizon().len();
        let places = places(self.problem, scope);
        self.visit(doctors, activities, |cell| {
            let of_place: &mut Vec<i64> = &mut counts[places[cell.activity.index()]];
            if of_place.is_empty() {
                of_place.resize(periods, 0);
            }
            of_place[cell.period.index()] += 1;
        });
        counts
    }
}

/// The cells of one doctor, by period.
pub(super) fn present(timeline: &Timeline) -> impl Iterator<Item = Present> + '_ {
    timeline.moments().filter_map(|(period, moment)| {
        let activity = moment.works_in()?;
        Some(Present {
            doctor: timeline.doctor,
            activity,
            period,
            half: moment.presence == Presence::Half,
        })
    })
}

/// The place of each activity, indexed by [`ActivityId`]. A place is numbered by its first activity, so that places of
/// any scope fit into a list as long as that of the activities.
pub(super) fn places(problem: &Problem, scope: Scope) -> Vec<usize> {
    let mut first_of = HashMap::new();
    let activities = problem.activities().iter().enumerate();
    let number = |(index, activity): (usize, &Activity)| match scope {
        Scope::Activity => activity.leave_of.map_or(index, ActivityId::index),
        Scope::Department => *first_of.entry(activity.department.index()).or_insert(index),
        Scope::Hospital => *first_of.entry(activity.hospital.index()).or_insert(index),
    };
    activities.map(number).collect()
}

/// The subject of a place as [`places`] numbers it.
pub(super) fn subject_of_place(problem: &Problem, scope: Scope, place: usize) -> Subject {
    let activity = ActivityId::new(place);
    match scope {
        Scope::Activity => Subject::Activity(activity),
        Scope::Department => Subject::Department(problem.activity(activity).department),
        Scope::Hospital => Subject::Hospital(problem.activity(activity).hospital),
    }
}

/// The department, activity or hospital that a set of activities is; otherwise the schedule.
pub(super) fn subject_of_activities(problem: &Problem, activities: &ActivitySet) -> Subject {
    let Some(first) = activities.iter().next() else {
        return Subject::Schedule;
    };
    let (department, hospital): (DepartmentId, HospitalId) = (
        problem.activity(first).department,
        problem.activity(first).hospital,
    );
    let in_hospital = problem
        .activities()
        .iter()
        .filter(|activity| activity.hospital == hospital)
        .count();
    if problem.department(department).activities == *activities {
        Subject::Department(department)
    } else if activities.len() == 1 {
        Subject::Activity(first)
    } else if activities.len() == in_hospital
        && activities
            .iter()
            .all(|activity| problem.activity(activity).hospital == hospital)
    {
        Subject::Hospital(hospital)
    } else {
        Subject::Schedule
    }
}

/// The head count of each of `periods`.
pub(super) fn at<'a>(
    counts: &'a [i64],
    periods: &'a PeriodSet,
) -> impl Iterator<Item = (PeriodId, i64)> + 'a {
    periods
        .iter()
        .map(|period| (period, counts.get(period.index()).copied().unwrap_or(0)))
}

//! What all views count alike: stays, presence, load and places, working time.

use super::Findings;
use super::language::Words;
use super::peaks::{self, Emptiest, Fullest};
use super::work::{Work, attended};
use crate::calendar::{HalfDay, PeriodKind};
use crate::ids::{ActivityId, DepartmentId, DoctorId, EventId, PeriodId};
use crate::problem::{Problem, Rule};
use crate::schedule::Rotation;
use std::collections::BTreeMap;

/// A rotation and how much of it the doctor is there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stay {
    pub(super) rotation: Rotation,
    /// Working time present, in quarters of a day (half of a half-day, so that half presence stays whole).
    pub(super) present_quarters: i64,
}

/// Everything counted once, read by all sections.
#[derive(Debug)]
pub(super) struct View<'a> {
    pub(super) findings: Findings<'a>,
    pub(super) problem: &'a Problem,
    /// What the reader's language says.
    pub(super) words: &'static Words,
    /// Rotations of each doctor in the order of time; those that do not fit the problem are left out.
    pub(super) stays: Vec<Vec<Stay>>,
    /// Slots each doctor attends, fixed events included: event and position of the slot.
    pub(super) attended: Vec<Vec<(EventId, usize)>>,
    /// Doctors present by activity and period.
    pub(super) activity_load: Vec<Vec<i64>>,
    /// Doctors present by department and period.
    pub(super) load: Vec<Vec<i64>>,
    /// Places by department and period; `None` is unlimited.
    pub(super) places: Vec<Vec<Option<i64>>>,
    /// Fewest doctors asked for by department and period.
    pub(super) least: Vec<Vec<i64>>,
    /// Working time each doctor could be placed in, in quarters of a day.
    pub(super) available_quarters: Vec<i64>,
    /// Quarters of a day in a full working week.
    pub(super) week_quarters: i64,
}

impl<'a> View<'a> {
    pub(super) fn new(findings: &Findings<'a>) -> Self {
        let problem = findings.problem;
        let (doctors, periods) = (problem.doctors().len(), problem.horizon().len());
        let mut view = Self {
            findings: *findings,
            problem,
            words: findings.language.words(),
            stays: Vec::with_capacity(doctors),
            attended: Vec::with_capacity(doctors),
            activity_load: vec![vec![0; periods]; problem.activities().len()],
            load: vec![vec![0; periods]; problem.departments().len()],
            places: problem
                .departments()
                .iter()
                .map(|_| vec![None; periods])
                .collect(),
            least: vec![vec![0; periods]; problem.departments().len()],
            available_quarters: Vec::with_capacity(doctors),
            week_quarters: week_quarters(problem),
        };
        for doctor in (0..doctors).map(DoctorId::new) {
            view.add_doctor(doctor);
        }
        for (index, department) in problem.departments().iter().enumerate() {
            for activity in department.activities.iter() {
                for (sum, present) in view.load[index]
                    .iter_mut()
                    .zip(&view.activity_load[activity.index()])
                {
                    *sum += present;
                }
            }
        }
        view.read_places();
        view
    }

    /// The name of a doctor's specialty, empty without one.
    pub(super) fn specialty(&self, doctor: DoctorId) -> &'a str {
        let specialty = self.problem.doctor(doctor).specialty;
        specialty.map_or("", |id| self.problem.specialty(id).name.as_str())
    }

    /// The name of a doctor's region, empty without one.
    pub(super) fn region(&self, doctor: DoctorId) -> &'a str {
        let region = self.problem.doctor(doctor).region;
        region.map_or("", |id| self.problem.region(id).name.as_str())
    }

    fn add_doctor(&mut self, doctor: DoctorId) {
        let problem = self.problem;
        let pathway = self.findings.schedule.pathway(doctor);
        let attended = attended(problem, doctor, pathway.attendances());
        let work = Work::new(problem, doctor, &attended);
        self.available_quarters.push(work.quarters.iter().sum());

        let mut stays = Vec::new();
        for &rotation in pathway.rotations() {
            let fits = rotation.activity.index() < self.activity_load.len()
                && rotation.last.index() < problem.horizon().len();
            if !fits || rotation.last < rotation.first {
                continue;
            }
            let mut present_quarters = 0;
            for period in rotation.first.index()..=rotation.last.index() {
                let quarters = work.in_period(period);
                // Leave within a rotation takes a place, but is no time there.
                if let Some(activity) = problem.works_in(rotation.activity, PeriodId::new(period)) {
                    present_quarters += quarters;
                    self.activity_load[activity.index()][period] += i64::from(quarters > 0);
                }
            }
            stays.push(Stay {
                rotation,
                present_quarters,
            });
        }
        self.stays.push(stays);
        self.attended.push(attended);
    }

    /// Places of a department: the tightest of its own limits, of closures around it, and of its activities' limits together.
    fn read_places(&mut self) {
        let problem = self.problem;
        let mut of_activities: BTreeMap<(ActivityId, PeriodId), i64> = BTreeMap::new();
        for (_, rule) in problem.rules() {
            let Rule::Capacity(capacity) = rule else {
                continue;
            };
            if capacity.doctors.len() < problem.doctors().len() {
                continue;
            }
            for (index, department) in problem.departments().iter().enumerate() {
                let whole = department
                    .activities
                    .iter()
                    .all(|activity| capacity.activities.contains(activity));
                let own = whole && capacity.activities.len() == department.activities.len();
                for limit in &capacity.limits {
                    let least = &mut self.least[index][limit.period.index()];
                    *least = if own { limit.min.max(*least) } else { *least };
                    let place = &mut self.places[index][limit.period.index()];
                    if let Some(max) = limit.max.filter(|&max| own || (whole && max == 0)) {
                        *place = Some(place.map_or(max, |places| places.min(max)));
                    }
                }
            }
            if let [activity] = capacity.activities.as_slice() {
                for limit in &capacity.limits {
                    let Some(max) = limit.max else { continue };
                    let entry = of_activities
                        .entry((*activity, limit.period))
                        .or_insert(max);
                    *entry = max.min(*entry);
                }
            }
        }
        for (index, department) in problem.departments().iter().enumerate() {
            for period in problem.period_ids() {
                let sum: Option<i64> = department
                    .activities
                    .iter()
                    .map(|activity| of_activities.get(&(activity, period)).copied())
                    .sum();
                let place = &mut self.places[index][period.index()];
                if let Some(sum) = sum.filter(|_| !department.activities.is_empty()) {
                    *place = Some(place.map_or(sum, |places| places.min(sum)));
                }
            }
        }
    }

    pub(super) fn doctors(&self) -> impl Iterator<Item = DoctorId> + use<> {
        self.problem.doctor_ids()
    }
    pub(super) fn departments(&self) -> impl Iterator<Item = DepartmentId> + use<> {
        (0..self.problem.departments().len()).map(DepartmentId::new)
    }
    /// Working time a doctor is placed, in quarters of a day.
    pub(super) fn placed_quarters(&self, doctor: DoctorId) -> i64 {
        self.stays[doctor.index()]
            .iter()
            .map(|stay| stay.present_quarters)
            .sum()
    }
    /// Quarters of a day as weeks of work.
    #[allow(clippy::cast_precision_loss, reason = "a figure to look at")]
    pub(super) fn weeks(&self, quarters: i64) -> f64 {
        quarters as f64 / self.week_quarters as f64
    }
    /// First half-day of the horizon.
    pub(super) fn start(&self) -> Option<HalfDay> {
        self.problem
            .horizon()
            .periods()
            .first()
            .map(|span| span.first)
    }
    /// The fullest period of a department.
    pub(super) fn fullest(&self, department: DepartmentId) -> Option<Fullest> {
        let index = department.index();
        peaks::fullest(&self.load[index], &self.places[index])
    }
    /// The period of a department with the fewest doctors beyond what is asked for.
    pub(super) fn emptiest(&self, department: DepartmentId) -> Option<Emptiest> {
        let index = department.index();
        peaks::emptiest(&self.load[index], &self.least[index])
    }
    /// Doctor-periods and place-periods of a department where places are limited.
    pub(super) fn used(&self, department: DepartmentId) -> (i64, i64) {
        let pairs = self.load[department.index()]
            .iter()
            .zip(&self.places[department.index()]);
        pairs
            .filter_map(|(load, places)| places.map(|places| (load, places)))
            .fold((0, 0), |sum, (load, places)| (sum.0 + load, sum.1 + places))
    }
}

/// Working quarters of a day in a full week: the fullest week of the horizon.
pub(super) fn week_quarters(problem: &Problem) -> i64 {
    let horizon = problem.horizon();
    let mut weeks: BTreeMap<String, i64> = BTreeMap::new();
    for span in horizon.periods() {
        let half_days = i64::from(span.working_half_days);
        match horizon.kind() {
            PeriodKind::Week => {
                weeks.insert(span.first.date.to_string(), half_days);
            }
            PeriodKind::Day | PeriodKind::HalfDay => {
                *weeks
                    .entry(span.first.date.week_start().to_string())
                    .or_default() += half_days
            }
            PeriodKind::Block => {
                let days = i64::from(span.last.date.days_since(span.first.date)) + 1;
                weeks.insert(
                    span.first.date.to_string(),
                    (half_days * 7 + days / 2) / days.max(1),
                );
            }
        }
    }
    weeks.values().copied().max().unwrap_or(1).max(1) * 2
}

/// Figures of the doctors of one region or specialty.
#[derive(Clone, Debug, Default)]
pub(super) struct Group {
    pub(super) name: String,
    pub(super) doctors: i64,
    pub(super) placed_quarters: i64,
    pub(super) available_quarters: i64,
    /// Position in the problem's list; `None` for the doctors of no group.
    pub(super) index: Option<usize>,
}

impl View<'_> {
    /// Figures by group, most placed time first; groups without doctors are left out, doctors of no group come last.
    pub(super) fn group(
        &self,
        names: impl Iterator<Item = String>,
        rest: &str,
        group_of: impl Fn(DoctorId) -> Option<usize>,
    ) -> Vec<Group> {
        let mut groups: Vec<Group> = names
            .enumerate()
            .map(|(index, name)| Group {
                name,
                index: Some(index),
                ..Group::default()
            })
            .collect();
        if groups.is_empty() {
            return groups;
        }
        groups.push(Group {
            name: rest.to_owned(),
            ..Group::default()
        });
        let last = groups.len() - 1;
        for doctor in self.doctors() {
            let group = &mut groups[group_of(doctor).unwrap_or(last).min(last)];
            group.doctors += 1;
            group.placed_quarters += self.placed_quarters(doctor);
            group.available_quarters += self.available_quarters[doctor.index()];
        }
        groups.retain(|group| group.doctors > 0);
        groups.sort_by_key(|group| {
            (
                group.index.is_none(),
                std::cmp::Reverse(group.placed_quarters),
                group.index,
            )
        });
        groups
    }
}

impl View<'_> {
    /// Working time doctors are placed in a department, in quarters of a day.
    pub(super) fn placed_in(&self, department: DepartmentId) -> i64 {
        let stays = self.stays.iter().flatten();
        stays
            .filter(|stay| self.problem.activity(stay.rotation.activity).department == department)
            .map(|stay| stay.present_quarters)
            .sum()
    }
}

impl View<'_> {
    /// First and last half-day of a slot. A slot that takes only a part of its periods (a lecture in a horizon of weeks)
    /// is looked up in the input, where its own dates are.
    pub(super) fn slot_half_days(&self, event: EventId, slot: usize) -> (HalfDay, HalfDay) {
        let resolved = self.problem.event(event).slots[slot];
        let horizon = self.problem.horizon();
        let (first, last) = (
            horizon.span(resolved.first).first,
            horizon.span(resolved.last).last,
        );
        if resolved.whole {
            return (first, last);
        }
        let draft = self.problem.draft().events.get(event.index());
        let given = draft
            .filter(|draft| draft.slots.len() == self.problem.event(event).slots.len())
            .and_then(|draft| draft.slots.get(slot));
        let from = given
            .and_then(|given| horizon.moment(&given.from).ok())
            .map_or(first, |(from, _)| from.clamp(first, last));
        let to = given
            .and_then(|given| horizon.moment(&given.to).ok())
            .map_or(last, |(_, to)| to.clamp(from, last));
        (from, to)
    }
}

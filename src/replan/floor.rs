//! How many doctors have to be disturbed, whatever is planned.

use super::fit::Standing;
use crate::check::{Cell, Report, Subject, Violation, timeline};
use crate::ids::{DoctorId, EventId, PeriodId, RuleId};
use crate::problem::rule::{Attendance, Capacity, DoctorSet, is_personal};
use crate::problem::{Problem, Rule};
use std::collections::BTreeSet;

/// Why some doctors cannot all stay as published.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Reason {
    /// The doctor's own published pathway is no longer allowed, whatever the others do.
    Doctor {
        /// Who.
        doctor: DoctorId,
        /// The rule it breaks; missing where the calendar no longer has what was published.
        violation: Option<Violation>,
    },
    /// Of these doctors so many have to change: as published together they break a shared rule.
    Together {
        /// The rule they break.
        violation: Violation,
        /// Who.
        doctors: Vec<DoctorId>,
        /// How many of them at least.
        at_least: usize,
    },
}

/// A proven least number of disturbed doctors.
///
/// The reasons speak of different doctors, so that their numbers add up. They rest on `check` alone: no plan can leave a
/// doctor as published where `check` says that what was published breaks a rule. A solve may prove more
/// ([`Self::by_solve`]); then the engine's proof stands behind it.
#[derive(Clone, Debug, PartialEq, Eq, Default, serde::Serialize)]
#[non_exhaustive]
pub struct Floor {
    /// No plan disturbs fewer doctors.
    pub doctors: usize,
    /// Reasons that need no solver.
    pub reasons: Vec<Reason>,
    /// What a solve proves, if it proves more than the reasons: by the bound of everybody's problem, or because those who have to change
    /// alone have no plan.
    pub by_solve: Option<usize>,
}

impl Floor {
    /// Reads the floor from what `check` says of the schedule in which everybody stays.
    ///
    /// # Complexity
    /// Linear in the doctors' periods for each rule that is broken.
    pub(super) fn new(problem: &Problem, standing: &Standing, report: &Report) -> Self {
        let mut found = Finder {
            problem,
            standing,
            forced: vec![None; problem.doctors().len()],
            crowds: Vec::new(),
            cells: None,
        };
        for doctor in problem
            .doctor_ids()
            .filter(|doctor| standing.has_published[doctor.index()])
        {
            if standing.has_to_move(problem, doctor) {
                found.forced[doctor.index()] = Some(None);
            }
        }
        report
            .violations
            .iter()
            .for_each(|violation| found.read(violation));
        found.add_up()
    }
    /// The doctors each of whom has to change, if they are all that the floor counts.
    pub(super) fn forced(&self) -> Option<Vec<DoctorId>> {
        let each = |reason: &Reason| {
            if let Reason::Doctor { doctor, .. } = reason {
                Some(*doctor)
            } else {
                None
            }
        };
        self.reasons.iter().map(each).collect()
    }
    /// Takes in a bound that a solve proved.
    pub(super) fn raise(&mut self, doctors: usize) {
        if doctors > self.doctors {
            self.doctors = doctors;
            self.by_solve = Some(doctors);
        }
    }
    /// True if every plan that disturbs `doctors` doctors disturbs the same ones: each of them has to change.
    pub(super) fn forces(&self, doctors: usize) -> bool {
        let each = self
            .reasons
            .iter()
            .filter(|reason| matches!(reason, Reason::Doctor { .. }))
            .count();
        each == doctors && self.doctors == doctors
    }
    /// The doctors that the reasons name, ascending.
    #[must_use]
    pub fn named(&self) -> Vec<DoctorId> {
        let mut named = BTreeSet::new();
        for reason in &self.reasons {
            match reason {
                Reason::Doctor { doctor, .. } => {
                    named.insert(*doctor);
                }
                Reason::Together { doctors, .. } => named.extend(doctors),
            }
        }
        named.into_iter().collect()
    }
}

/// Doctors of whom so many have to change, if all of them are as published.
struct Several {
    doctors: DoctorSet,
    at_least: usize,
}

/// Some doctors of whom a number has to change, and the violation that says so.
struct Crowd {
    violation: Violation,
    doctors: Vec<DoctorId>,
    at_least: usize,
}

struct Finder<'a> {
    problem: &'a Problem,
    standing: &'a Standing,
    /// For each doctor who has to change: the violation, if it is one.
    forced: Vec<Option<Option<Violation>>>,
    crowds: Vec<Crowd>,
    /// Present cells of the kept schedule by period, made when first asked for.
    cells: Option<Vec<Vec<(DoctorId, crate::ids::ActivityId)>>>,
}

impl Finder<'_> {
    fn read(&mut self, violation: &Violation) {
        let rule = self.problem.rule(violation.rule);
        if let Subject::Doctor(doctor) = violation.subject
            && (is_personal(rule) || matches!(rule, Rule::Attendance(_)))
        {
            let is_felt = if let Rule::Attendance(rule) = rule {
                self.is_felt(rule.event)
            } else {
                true
            };
            if self.standing.has_published[doctor.index()] && is_felt && self.is_bound(doctor) {
                self.forced[doctor.index()].get_or_insert(Some(*violation));
            }
            return;
        }
        let Some(crowd) = self.crowd(violation, rule) else {
            return;
        };
        self.crowds.push(crowd);
    }

    /// The doctors who broke a shared rule together. Newcomers may mend what too few break, so nothing is said of them then.
    fn crowd(&mut self, violation: &Violation, rule: &Rule) -> Option<Crowd> {
        // What nobody can help, and what speaks of one doctor, is no reason to move one of several.
        if is_personal(rule) || matches!(rule, Rule::Change(_)) {
            return None;
        }
        let several = if let Rule::Capacity(rule) = rule {
            self.of_capacity(violation, rule)?
        } else if let Rule::Attendance(rule) = rule {
            self.of_attendance(violation, rule)?
        } else if let (Rule::Together(_), Subject::Doctors(one, other)) = (rule, violation.subject)
        {
            Several {
                doctors: [one, other].into_iter().collect(),
                at_least: 1,
            }
        } else {
            Several {
                doctors: rule.linked_doctors(),
                at_least: 1,
            }
        };
        let Several { doctors, at_least } = several;
        let is_free = |doctor: DoctorId| {
            !self.standing.has_published[doctor.index()] || !self.is_bound(doctor)
        };
        let newcomers = doctors.iter().any(is_free);
        (!newcomers && at_least > 0).then(|| Crowd {
            violation: *violation,
            doctors: doctors.iter().collect(),
            at_least,
        })
    }

    /// Too many in a place: so many of those who are there. Too few: so many of the others.
    fn of_capacity(&mut self, violation: &Violation, rule: &Capacity) -> Option<Several> {
        let amount = usize::try_from(violation.amount).unwrap_or(0);
        let period = violation.period?;
        let users = self.present(period, |activity| rule.activities.contains(activity));
        let users: DoctorSet = users
            .into_iter()
            .filter(|doctor| rule.doctors.contains(*doctor))
            .collect();
        let limit = rule.limits.iter().find(|limit| limit.period == period)?;
        let beyond = limit.max.and_then(|max| {
            usize::try_from(i64::try_from(users.len()).ok()?.checked_sub(max)?).ok()
        });
        if let Some(beyond) = beyond.filter(|beyond| *beyond > 0) {
            // Whoever keeps a place while on leave may give it up instead.
            return Some(Several {
                doctors: users,
                at_least: beyond.min(amount),
            });
        }
        let others = rule
            .doctors
            .iter()
            .filter(|doctor| !users.contains(*doctor));
        (!self.problem.keeps_places()).then(|| Several {
            doctors: others.collect(),
            at_least: amount,
        })
    }

    /// Too many in a slot: so many of those who attend it. Otherwise one of all attendees.
    fn of_attendance(&self, violation: &Violation, rule: &Attendance) -> Option<Several> {
        let Subject::Slot(event, slot) = violation.subject else {
            return None;
        };
        if !self.is_felt(rule.event) {
            return None;
        }
        let attends = |doctor: &DoctorId| {
            let attendances = self.standing.kept.pathway(*doctor).attendances();
            attendances
                .iter()
                .any(|attendance| attendance.event == event && attendance.slot == slot)
        };
        let event = self.problem.event(rule.event);
        let users: DoctorSet = event.attendees.iter().filter(attends).collect();
        let seats = i64::try_from(users.len()).unwrap_or(i64::MAX);
        let is_crowded = event
            .max_places
            .is_some_and(|max| seats > max && violation.amount == seats - max);
        Some(if is_crowded {
            Several {
                doctors: users,
                at_least: usize::try_from(violation.amount).unwrap_or(0),
            }
        } else {
            Several {
                doctors: event.attendees.clone(),
                at_least: 1,
            }
        })
    }

    fn is_bound(&self, doctor: DoctorId) -> bool {
        self.standing.is_bound(self.problem, doctor)
    }

    /// True if attending another slot of the event, or none, changes what a doctor does in some period.
    fn is_felt(&self, event: EventId) -> bool {
        self.problem
            .event(event)
            .slots
            .iter()
            .all(|slot| slot.whole)
    }

    /// The doctors present in some activities in a period.
    fn present(
        &mut self,
        period: PeriodId,
        wanted: impl Fn(crate::ids::ActivityId) -> bool,
    ) -> Vec<DoctorId> {
        let (problem, standing) = (self.problem, self.standing);
        let cells = self.cells.get_or_insert_with(|| {
            let mut cells = vec![Vec::new(); problem.horizon().len()];
            for doctor in problem.doctor_ids() {
                if standing.kept.pathway(doctor).rotations().is_empty() {
                    continue;
                }
                for (period, cell) in timeline(problem, doctor, standing.kept.pathway(doctor)) {
                    if let Cell::Activity { activity, .. } = cell {
                        cells[period.index()].push((doctor, activity));
                    }
                }
            }
            cells
        });
        cells[period.index()]
            .iter()
            .filter(|cell| wanted(cell.1))
            .map(|cell| cell.0)
            .collect()
    }

    /// Reasons about different doctors, as many as can be told apart by taking the largest first.
    fn add_up(mut self) -> Floor {
        // Where all of a crowd have to go, each of them has to, whatever the others do.
        for crowd in self
            .crowds
            .iter()
            .filter(|crowd| crowd.at_least >= crowd.doctors.len())
        {
            for doctor in &crowd.doctors {
                self.forced[doctor.index()].get_or_insert(Some(crowd.violation));
            }
        }
        let mut taken = vec![false; self.forced.len()];
        let mut floor = Floor::default();
        for (index, forced) in self.forced.iter().enumerate() {
            if let Some(violation) = forced {
                taken[index] = true;
                floor.reasons.push(Reason::Doctor {
                    doctor: DoctorId::new(index),
                    violation: *violation,
                });
            }
        }
        floor.doctors = floor.reasons.len();
        self.crowds
            .sort_by_key(|crowd| (std::cmp::Reverse(crowd.at_least), crowd.doctors.len()));
        for crowd in self.crowds {
            let rest: Vec<DoctorId> = crowd
                .doctors
                .iter()
                .copied()
                .filter(|doctor| !taken[doctor.index()])
                .collect();
            let at_least = crowd
                .at_least
                .saturating_sub(crowd.doctors.len() - rest.len());
            if at_least == 0 {
                continue;
            }
            rest.iter().for_each(|doctor| taken[doctor.index()] = true);
            floor.doctors += at_least;
            floor.reasons.push(Reason::Together {
                violation: crowd.violation,
                doctors: rest,
                at_least,
            });
        }
        floor
    }
}

/// Where a rule is broken at a certain time.
#[derive(Clone, Copy)]
pub(super) struct BrokenCell {
    pub(super) doctor: DoctorId,
    pub(super) period: PeriodId,
    pub(super) rule: RuleId,
}

/// Where rules are broken at a certain time: each doctor concerned.
pub(super) fn broken_cells(
    problem: &Problem,
    standing: &Standing,
    report: &Report,
) -> Vec<BrokenCell> {
    let mut finder = Finder {
        problem,
        standing,
        forced: Vec::new(),
        crowds: Vec::new(),
        cells: None,
    };
    let mut cells = Vec::new();
    for violation in &report.violations {
        let Some(period) = violation.period else {
            continue;
        };
        let broken = |doctor| BrokenCell {
            doctor,
            period,
            rule: violation.rule,
        };
        if let Subject::Doctor(doctor) = violation.subject {
            cells.push(broken(doctor));
        } else if let Rule::Capacity(rule) = problem.rule(violation.rule) {
            let users = finder.present(period, |activity| rule.activities.contains(activity));
            cells.extend(
                users
                    .into_iter()
                    .filter(|doctor| rule.doctors.contains(*doctor))
                    .map(broken),
            );
        }
    }
    cells
}

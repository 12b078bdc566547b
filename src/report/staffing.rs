//! Who is asked for beside the places of everybody: fewest and most doctors of a level, or of another group, in a department.

use super::peaks::{self, Emptiest, Fullest};
use super::view::View;
use super::words::named;
use crate::ids::{DepartmentId, PeriodId, RuleId};
use crate::problem::rule::{ActivitySet, Capacity, DoctorSet};
use crate::problem::{Doctor, Problem, Rule};
use std::collections::BTreeSet;

/// Doctors of a group in a department by period, and how many there have to be.
#[derive(Clone, Debug)]
pub(super) struct Staffing {
    /// The group as a part of a sentence.
    pub(super) whom: String,
    /// Doctors of the group who are there.
    pub(super) load: Vec<i64>,
    /// Most of them; `None` is any number.
    pub(super) places: Vec<Option<i64>>,
    /// Fewest of them.
    pub(super) least: Vec<i64>,
}

impl Staffing {
    pub(super) fn emptiest(&self) -> Option<Emptiest> {
        peaks::emptiest(&self.load, &self.least)
    }
    pub(super) fn fullest(&self) -> Option<Fullest> {
        peaks::fullest(&self.load, &self.places)
    }
}

impl View<'_> {
    /// The groups that have limits in a department, in the order of their rules. Rules about the same doctors and activities are one group.
    pub(super) fn staffing(&self, department: DepartmentId) -> Vec<Staffing> {
        let (problem, own) = (
            self.problem,
            &self.problem.department(department).activities,
        );
        let mut groups: Vec<(&DoctorSet, &ActivitySet, Staffing)> = Vec::new();
        for (id, rule) in problem.rules() {
            let Rule::Capacity(rule) = rule else {
                continue;
            };
            let is_here = !rule.activities.is_empty()
                && rule
                    .activities
                    .iter()
                    .all(|activity| own.contains(activity));
            if !is_here || rule.doctors.is_empty() || rule.doctors.len() == problem.doctors().len()
            {
                continue;
            }
            let known = groups.iter().position(|(doctors, activities, _)| {
                **doctors == rule.doctors && **activities == rule.activities
            });
            let position = known.unwrap_or_else(|| {
                let group = self.group_of(id, rule, own);
                groups.push((&rule.doctors, &rule.activities, group));
                groups.len() - 1
            });
            let group = &mut groups[position].2;
            for limit in &rule.limits {
                let (Some(least), Some(most)) = (
                    group.least.get_mut(limit.period.index()),
                    group.places.get_mut(limit.period.index()),
                ) else {
                    continue;
                };
                *least = limit.min.max(*least);
                *most = (*most).into_iter().chain(limit.max).min();
            }
        }
        groups.into_iter().map(|group| group.2).collect()
    }

    /// The group of a rule, without its limits.
    fn group_of(&self, id: RuleId, rule: &Capacity, own: &ActivitySet) -> Staffing {
        let periods = self.problem.horizon().len();
        let mut load = vec![0; periods];
        for doctor in rule.doctors.iter() {
            for stay in self.stays.get(doctor.index()).into_iter().flatten() {
                let stretch = stay.rotation.first.index()..=stay.rotation.last.index();
                for period in stretch.map(PeriodId::new) {
                    let there = self
                        .works_in(doctor, stay, period)
                        .is_some_and(|activity| rule.activities.contains(activity));
                    load[period.index()] += i64::from(there);
                }
            }
        }
        let mut whom =
            whom(self.problem, &rule.doctors).unwrap_or_else(|| named(self.problem.rule_key(id)));
        if rule.activities != *own {
            let names: Vec<String> = rule
                .activities
                .iter()
                .filter(|activity| self.problem.activity(*activity).leave_of.is_none())
                .map(|activity| named(&self.problem.activity(activity).name))
                .collect();
            whom = format!("{whom}, {}", names.join(", "));
        }
        Staffing {
            whom,
            load,
            places: vec![None; periods],
            least: vec![0; periods],
        }
    }
}

/// What all doctors of a set have in common and nobody else has: levels, cohorts or specialties.
pub(super) fn whom(problem: &Problem, doctors: &DoctorSet) -> Option<String> {
    type Kind = for<'a> fn(&'a Problem, &'a Doctor) -> &'a str;
    let kinds: [Kind; 3] = [
        |_, doctor| &doctor.level,
        |problem, doctor| doctor.cohort.map_or("", |id| &problem.cohort(id).name),
        |problem, doctor| {
            doctor
                .specialty
                .map_or("", |id| &problem.specialty(id).name)
        },
    ];
    kinds.into_iter().find_map(|value| {
        let of = |doctor| value(problem, problem.doctor(doctor));
        let values: BTreeSet<&str> = doctors.iter().map(of).collect();
        let members = problem
            .doctors()
            .iter()
            .filter(|doctor| values.contains(value(problem, doctor)))
            .count();
        let names: Vec<String> = values.iter().map(|value| named(value)).collect();
        (!values.contains("") && members == doctors.len()).then(|| names.join(", "))
    })
}

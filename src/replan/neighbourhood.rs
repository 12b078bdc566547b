//! Whom to plan anew: the disturbed doctors first, then those whose places they could take.

use super::fit::Standing;
use super::floor::{Floor, Reason};
use crate::ids::{ActivityId, DoctorId};
use crate::problem::rule::DoctorSet;
use crate::problem::{Problem, Rule};
use std::collections::BTreeSet;

/// A growing set of doctors.
#[derive(Debug)]
pub(super) struct Neighbourhood {
    free: BTreeSet<DoctorId>,
    /// The others, the most useful one last.
    waiting: Vec<DoctorId>,
}

/// How much a neighbourhood grows, and by how many at least.
const GROWTH: usize = 4;
const AT_LEAST: usize = 24;

impl Neighbourhood {
    /// The doctors named by the floor, those with broken rules, and whoever has nothing published.
    pub(super) fn new(
        problem: &Problem,
        standing: &Standing,
        floor: &Floor,
        others: impl Iterator<Item = DoctorId>,
    ) -> Self {
        let mut free: BTreeSet<DoctorId> = standing.newcomers(problem).into_iter().collect();
        free.extend(others);
        for reason in &floor.reasons {
            match reason {
                Reason::Doctor { doctor, .. } => {
                    free.insert(*doctor);
                }
                Reason::Together { doctors, .. } => free.extend(doctors),
            }
        }
        let waiting = rank(problem, standing, &free);
        Self { free, waiting }
    }
    pub(super) fn doctors(&self) -> DoctorSet {
        self.free.iter().copied().collect()
    }
    pub(super) fn len(&self) -> usize {
        self.free.len()
    }
    pub(super) fn is_everybody(&self) -> bool {
        self.waiting.is_empty()
    }
    /// Takes more doctors in; false if everybody is in already.
    pub(super) fn grow(&mut self) -> bool {
        if self.waiting.is_empty() {
            return false;
        }
        let wanted = (self.free.len() * GROWTH).max(self.free.len() + AT_LEAST);
        while self.free.len() < wanted
            && let Some(doctor) = self.waiting.pop()
        {
            self.free.insert(doctor);
        }
        // A handful that is left over is not worth a round of its own.
        if self.waiting.len() <= AT_LEAST {
            self.free.extend(self.waiting.drain(..));
        }
        true
    }
}

/// The doctors who are not free, by how many of their periods lie where and when a free doctor could be, fewest first.
fn rank(problem: &Problem, standing: &Standing, free: &BTreeSet<DoctorId>) -> Vec<DoctorId> {
    let mut near = vec![false; problem.horizon().len()];
    let mut wanted = vec![false; problem.activities().len()];
    for &doctor in free {
        let data = problem.doctor(doctor);
        let end = (data.last.index() + 1).min(near.len());
        near.iter_mut()
            .take(end)
            .skip(data.first.index())
            .for_each(|near| *near = true);
        let mut want = |activity: ActivityId| wanted[activity.index()] = true;
        standing
            .published
            .pathway(doctor)
            .rotations()
            .iter()
            .for_each(|rotation| want(rotation.activity));
        for &id in problem.rules_of(doctor) {
            if let Rule::Requirement(rule) = problem.rule(id) {
                problem
                    .requirement(rule.requirement)
                    .activities
                    .iter()
                    .for_each(&mut want);
            }
        }
    }
    // Periods that are near, summed from the start, so that a rotation is counted in one step.
    let mut sums = vec![0_usize];
    near.iter()
        .for_each(|near| sums.push(sums.last().copied().unwrap_or(0) + usize::from(*near)));
    let use_of = |doctor: &DoctorId| -> usize {
        let rotations = standing.kept.pathway(*doctor).rotations().iter();
        let wanted = rotations.filter(|rotation| wanted[rotation.activity.index()]);
        wanted
            .map(|rotation| sums[rotation.last.index() + 1] - sums[rotation.first.index()])
            .sum()
    };
    // Whoever is never there cannot be planned.
    let there = |doctor: &DoctorId| problem.doctor(*doctor).first <= problem.doctor(*doctor).last;
    let others = problem
        .doctor_ids()
        .filter(|doctor| there(doctor) && !free.contains(doctor));
    let mut ranked: Vec<(usize, std::cmp::Reverse<DoctorId>)> = others
        .map(|doctor| (use_of(&doctor), std::cmp::Reverse(doctor)))
        .collect();
    ranked.sort_unstable();
    ranked.into_iter().map(|(_, doctor)| doctor.0).collect()
}

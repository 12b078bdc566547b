//! 12. Together, apart, split evenly, team.

use super::family::{CellTerms, DoctorWeights, Family, weigh};
use super::{Formulation, Shape, is_available, places_of};
use crate::ids::{ActivityId, RuleId};
use crate::problem::Problem;
use crate::problem::rule::{ActivitySet, Apart, SplitEvenly, Team, Together};

/// Places of a scope, without the activities outside `activities`.
fn places_within(problem: &Problem, scope: crate::problem::rule::Scope, activities: &ActivitySet) -> (usize, Vec<u16>) {
    let (count, mut place_of) = places_of(problem, scope);
    for (index, place) in place_of.iter_mut().enumerate() {
        if !activities.contains(ActivityId::new(index)) {
            *place = u16::MAX;
        }
    }
    (count, place_of)
}

/// For neighbours d, e: x(d, place, p) − x(e, place, p) = 0.
pub(super) fn add_together(formulation: &mut Formulation, problem: &Problem, id: RuleId, rule: &Together) {
    let (places, place_of) = places_of(problem, rule.scope);
    for pair in rule.doctors.as_slice().windows(2) {
        let mut terms = Vec::new();
        for period in rule.periods.iter().filter(|period| pair.iter().all(|doctor| is_available(problem, *doctor, *period))) {
            for place in 0..places as u32 {
                let row = formulation.add_row(id, Shape::Interval { lower: Some(0), upper: Some(0) }, rule.weight);
                terms.push((place, period, row, 1));
            }
        }
        let cells = CellTerms::new(place_of.clone(), places, formulation.periods, terms);
        let doctors = DoctorWeights::Some(vec![(pair[0], 1), (pair[1], -1)]);
        formulation.families.push(Family::over_cells(id, doctors, cells));
    }
}

/// n(place, p) ≤ `max_together`.
pub(super) fn add_apart(formulation: &mut Formulation, problem: &Problem, id: RuleId, rule: &Apart) {
    let (places, place_of) = places_within(problem, rule.scope, &rule.activities);
    let mut terms = Vec::new();
    for place in (0..places).filter(|place| place_of.contains(&(*place as u16))) {
        for period in rule.periods.iter() {
            let row = formulation.add_row(id, Shape::Interval { lower: None, upper: Some(rule.max_together) }, rule.weight);
            terms.push((place as u32, period, row, 1));
        }
    }
    let cells = CellTerms::new(place_of, places, formulation.periods, terms);
    formulation.families.push(Family::over_cells(id, weigh(&rule.doctors, problem.doctors().len(), 1), cells));
}

/// n(i, p) − n(j, p) ≤ `tolerance` for each ordered pair of places. An activity that is in several places has a family for each.
pub(super) fn add_split_evenly(formulation: &mut Formulation, problem: &Problem, id: RuleId, rule: &SplitEvenly) {
    let count = rule.departments.len();
    let mut terms = vec![Vec::new(); count];
    for period in rule.periods.iter() {
        for one in 0..count {
            for other in (0..count).filter(|other| *other != one) {
                let row = formulation.add_row(id, Shape::Interval { lower: None, upper: Some(rule.tolerance) }, rule.weight);
                terms[one].push((0, period, row, 1));
                terms[other].push((0, period, row, -1));
            }
        }
    }
    for (place, terms) in terms.into_iter().enumerate() {
        let place_of = super::family::one_place(&rule.departments[place], problem.activities().len());
        let cells = CellTerms::new(place_of, 1, formulation.periods, terms);
        formulation.families.push(Family::over_cells(id, weigh(&rule.doctors, problem.doctors().len(), 1), cells));
    }
}

/// n(doctors, place, p) − k · n(companions, place, p) ≤ 0.
pub(super) fn add_team(formulation: &mut Formulation, problem: &Problem, id: RuleId, rule: &Team) {
    let (places, place_of) = places_within(problem, rule.scope, &rule.activities);
    let mut terms = Vec::new();
    for place in (0..places).filter(|place| place_of.contains(&(*place as u16))) {
        for period in rule.periods.iter() {
            let row = formulation.add_row(id, Shape::Interval { lower: None, upper: Some(0) }, rule.weight);
            terms.push((place as u32, period, row, 1));
        }
    }
    let cells = CellTerms::new(place_of, places, formulation.periods, terms);
    let mut weights: Vec<_> = rule.doctors.iter().map(|doctor| (doctor, 1)).collect();
    weights.extend(rule.companions.iter().map(|doctor| (doctor, -rule.doctors_per_companion)));
    weights.retain(|entry| entry.1 != 0);
    weights.sort_unstable();
    formulation.families.push(Family::over_cells(id, DoctorWeights::Some(weights), cells));
}

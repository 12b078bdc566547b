//! 13. Worst doctor, worst group, even load.

use super::family::{CellTerms, DoctorWeights, Family, one_place, weigh};
use super::{Formulation, Group, Shape, is_available};
use crate::ids::{PeriodId, RuleId};
use crate::problem::Problem;
use crate::problem::rule::{EvenLoad, Measure, WorstDoctor, WorstGroup};

const ANY: Shape = Shape::Interval { lower: None, upper: None };

/// z ≤ score(d) for each doctor, z worth `weight`.
pub(super) fn add_worst_doctor(formulation: &mut Formulation, id: RuleId, rule: &WorstDoctor) {
    let mut scores = Vec::new();
    let mut rows = Vec::new();
    for doctor in rule.doctors.iter() {
        let row = formulation.add_row(id, ANY, None);
        rows.push(row);
        scores.push((doctor, row, 1));
    }
    if rows.is_empty() {
        return;
    }
    let most = rule.doctors.iter().map(|doctor| formulation.best_scores[doctor.index()].bound).min().unwrap_or(0);
    formulation.add_group(Group::Minimum { rows, weight: rule.weight, at_least: rule.at_least, most });
    let doctors = weigh_some(&rule.doctors);
    formulation.families.push(Family { rule: id, doctors, halves: false, cells: None, slots: Vec::new(), scores });
}

/// z ≤ multiplier · Σ measure for each group, z worth `weight`.
pub(super) fn add_worst_group(formulation: &mut Formulation, problem: &Problem, id: RuleId, rule: &WorstGroup) {
    let mut rows = Vec::new();
    let mut most = i64::MAX;
    for (doctors, multiplier) in &rule.groups {
        let row = formulation.add_row(id, ANY, None);
        rows.push(row);
        match rule.measure {
            Measure::Score => {
                let scores = doctors.iter().map(|doctor| (doctor, row, *multiplier)).collect();
                let sum: i64 = doctors.iter().map(|doctor| formulation.best_scores[doctor.index()].bound).sum();
                most = most.min(sum.saturating_mul(*multiplier));
                let weights = weigh_some(doctors);
                formulation.families.push(Family { rule: id, doctors: weights, halves: false, cells: None, slots: Vec::new(), scores });
            }
            Measure::Periods => {
                let terms = (0..formulation.periods).map(|period| (0, PeriodId::new(period), row, *multiplier)).collect();
                let cells = CellTerms::new(vec![0; problem.activities().len()], 1, formulation.periods, terms);
                let available: usize = doctors
                    .iter()
                    .map(|doctor| (0..formulation.periods).filter(|period| is_available(problem, doctor, PeriodId::new(*period))).count())
                    .sum();
                most = most.min((available as i64).saturating_mul(*multiplier));
                formulation.families.push(Family::over_cells(id, weigh_some(doctors), cells));
            }
        }
    }
    formulation.add_group(Group::Minimum { rows, weight: rule.weight, at_least: rule.at_least, most });
}

/// lo ≤ n(p) ≤ hi, hi − lo costs `weight`.
pub(super) fn add_even_load(formulation: &mut Formulation, problem: &Problem, id: RuleId, rule: &EvenLoad) {
    let mut terms = Vec::new();
    let mut rows = Vec::new();
    for period in rule.periods.iter() {
        let row = formulation.add_row(id, ANY, None);
        rows.push(row);
        terms.push((0, period, row, 1));
    }
    let most = rule.doctors.len() as i64;
    formulation.add_group(Group::Range { rows, weight: rule.weight, at_most: rule.at_most, most, least: 0 });
    let place_of = one_place(&rule.activities, problem.activities().len());
    let cells = CellTerms::new(place_of, 1, formulation.periods, terms);
    formulation.families.push(Family::over_cells(id, weigh(&rule.doctors, problem.doctors().len(), 1), cells));
}

fn weigh_some(doctors: &crate::problem::rule::DoctorSet) -> DoctorWeights {
    DoctorWeights::Some(doctors.iter().map(|doctor| (doctor, 1)).collect())
}

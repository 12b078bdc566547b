//! 13. Worst group.

use super::family::{CellTerms, Family, weigh_some};
use super::row::ANY;
use super::shared::Shared;
use super::{Formulation, Group, RowId};
use crate::ids::{PeriodId, RuleId};
use crate::problem::Problem;
use crate::problem::rule::{DoctorSet, Measure, WorstGroup};

impl Shared for WorstGroup {
    /// z ≤ multiplier · Σ measure for each group, z worth `weight`.
    fn rows(&self, rule: RuleId, problem: &Problem, formulation: &mut Formulation) {
        let mut rows = Vec::new();
        let mut most = i64::MAX;
        for (doctors, multiplier) in &self.groups {
            let row = formulation.add_row(rule, ANY, None);
            rows.push(row);
            let (family, greatest) = match self.measure {
                Measure::Score => (
                    scores(rule, doctors, row, *multiplier),
                    sum_of_scores(doctors, formulation),
                ),
                Measure::Periods => (
                    periods(rule, doctors, row, *multiplier, problem),
                    available(doctors, problem),
                ),
            };
            formulation.families.push(family);
            most = most.min(greatest.saturating_mul(*multiplier));
        }
        formulation.add_group(Group::Minimum {
            rows,
            weight: self.weight,
            at_least: self.at_least,
            most,
        });
    }
}

/// The scores of a group.
fn scores(rule: RuleId, doctors: &DoctorSet, row: RowId, multiplier: i64) -> Family {
    Family {
        rule,
        doctors: weigh_some(doctors),
        halves: false,
        keeps: false,
        cells: None,
        slots: Vec::new(),
        scores: doctors
            .iter()
            .map(|doctor| (doctor, row, multiplier))
            .collect(),
    }
}

/// The most that the scores of a group can be together.
fn sum_of_scores(doctors: &DoctorSet, formulation: &Formulation) -> i64 {
    let bounds = doctors
        .iter()
        .map(|doctor| formulation.best_scores[doctor.index()].bound);
    bounds.sum()
}

/// The periods in which doctors of a group are anywhere.
fn periods(
    rule: RuleId,
    doctors: &DoctorSet,
    row: RowId,
    multiplier: i64,
    problem: &Problem,
) -> Family {
    let periods = problem.horizon().len();
    let terms = (0..periods)
        .map(|period| (0, PeriodId::new(period), row, multiplier))
        .collect();
    let cells = CellTerms::new(vec![0; problem.activities().len()], 1, periods, terms);
    Family::over_cells(rule, weigh_some(doctors), cells)
}

/// The most that these periods can be together.
fn available(doctors: &DoctorSet, problem: &Problem) -> i64 {
    let periods = problem.period_ids();
    let of_doctor = |doctor| {
        periods
            .clone()
            .filter(|period| problem.is_available(doctor, *period))
            .count() as i64
    };
    doctors.iter().map(of_doctor).sum()
}

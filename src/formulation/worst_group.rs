//! 13. Worst group.

use super::family::{CellTerms, Family, weigh_some};
use super::places::is_available;
use super::row::ANY;
use super::shared::Shared;
use super::{Formulation, Group};
use crate::ids::{PeriodId, RuleId};
use crate::problem::Problem;
use crate::problem::rule::{Measure, WorstGroup};

impl Shared for WorstGroup {
    /// z ≤ multiplier · Σ measure for each group, z worth `weight`.
    fn rows(&self, rule: RuleId, problem: &Problem, formulation: &mut Formulation) {
        let mut rows = Vec::new();
        let mut most = i64::MAX;
        for (doctors, multiplier) in &self.groups {
            let row = formulation.add_row(rule, ANY, None);
            rows.push(row);
            match self.measure {
                Measure::Score => {
                    let scores = doctors
                        .iter()
                        .map(|doctor| (doctor, row, *multiplier))
                        .collect();
                    let sum: i64 = doctors
                        .iter()
                        .map(|doctor| formulation.best_scores[doctor.index()].bound)
                        .sum();
                    most = most.min(sum.saturating_mul(*multiplier));
                    let weights = weigh_some(doctors);
                    formulation.families.push(Family {
                        rule,
                        doctors: weights,
                        halves: false,
                        keeps: false,
                        cells: None,
                        slots: Vec::new(),
                        scores,
                    });
                }
                Measure::Periods => {
                    let terms = (0..formulation.periods)
                        .map(|period| (0, PeriodId::new(period), row, *multiplier))
                        .collect();
                    let cells = CellTerms::new(
                        vec![0; problem.activities().len()],
                        1,
                        formulation.periods,
                        terms,
                    );
                    let available: usize = doctors
                        .iter()
                        .map(|doctor| {
                            (0..formulation.periods)
                                .filter(|period| {
                                    is_available(problem, doctor, PeriodId::new(*period))
                                })
                                .count()
                        })
                        .sum();
                    most = most.min((available as i64).saturating_mul(*multiplier));
                    formulation
                        .families
                        .push(Family::over_cells(rule, weigh_some(doctors), cells));
                }
            }
        }
        formulation.add_group(Group::Minimum {
            rows,
            weight: self.weight,
            at_least: self.at_least,
            most,
        });
    }
}

//! 13. Worst doctor.

use super::family::{Family, weigh_some};
use super::row::ANY;
use super::shared::Shared;
use super::{Formulation, Group};
use crate::ids::RuleId;
use crate::problem::Problem;
use crate::problem::rule::WorstDoctor;

impl Shared for WorstDoctor {
    /// z ≤ score(d) for each doctor, z worth `weight`.
    fn rows(&self, rule: RuleId, _problem: &Problem, formulation: &mut Formulation) {
        let mut scores = Vec::new();
        let mut rows = Vec::new();
        for doctor in self.doctors.iter() {
            let row = formulation.add_row(rule, ANY, None);
            rows.push(row);
            scores.push((doctor, row, 1));
        }
        if rows.is_empty() {
            return;
        }
        let most = self
            .doctors
            .iter()
            .map(|doctor| formulation.best_scores[doctor.index()].bound)
            .min()
            .unwrap_or(0);
        formulation.add_group(Group::Minimum {
            rows,
            weight: self.weight,
            at_least: self.at_least,
            most,
        });
        let doctors = weigh_some(&self.doctors);
        formulation.families.push(Family {
            rule,
            doctors,
            halves: false,
            keeps: false,
            cells: None,
            slots: Vec::new(),
            scores,
        });
    }
}

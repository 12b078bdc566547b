//! A formulation: all rows, families and groups of a problem's shared rules.

use super::components::Remembered;
use super::cut::Cuts;
use super::family::{CellTerms, Family};
use super::group::Group;
use super::row::{Row, RowId, Shape};
use super::scores::MOST_SCORE_EFFORT;
use crate::diagram::BestScore;
use crate::ids::RuleId;
use crate::problem::Problem;

/// The rows of a problem's shared rules.
#[derive(Clone, Debug, Default)]
pub struct Formulation {
    pub(crate) rows: Vec<Row>,
    pub(crate) families: Vec<Family>,
    pub(crate) groups: Vec<Group>,
    /// Families of each doctor with the weight that the doctor has there; those of everybody with weight 1 are in `universal`.
    pub(crate) of_doctor: Vec<Vec<(u32, i64)>>,
    /// The cells of all families in which every doctor has weight 1 and presence does not matter, an activity a place.
    pub(crate) universal: CellTerms,
    /// Those of them that count whoever is on leave and keeps the place.
    pub(super) universal_kept: CellTerms,
    /// The best that each doctor can get: no schedule gives a higher score.
    pub(crate) best_scores: Vec<BestScore>,
    /// Partial paths that were taken up for each best score.
    pub(crate) score_effort: usize,
    pub(crate) periods: usize,
    /// The greatest sum of coefficients, taken as positive, that one doctor can meet: over all cells of an activity, slots and scores.
    pub(crate) most_terms: i128,
    /// Cuts, whose rows come last.
    pub(crate) cuts: Cuts,
    pub(super) components: Remembered,
}

impl Formulation {
    /// The rows.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }
    /// The groups that couple rows.
    #[must_use]
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }
    /// A row's name: the rule's id and the row's number within the rule, 1 the first. [`UNKNOWN`](crate::problem::UNKNOWN) for a row of another
    /// formulation, beyond the last.
    #[must_use]
    pub fn row_name(&self, problem: &Problem, row: RowId) -> String {
        let Some(row) = self.rows.get(row.index()) else {
            return crate::problem::UNKNOWN.to_owned();
        };
        format!("{}#{}", problem.rule_key(row.rule), row.number + 1)
    }

    pub(super) fn add_row(&mut self, rule: RuleId, shape: Shape, weight: Option<i64>) -> RowId {
        let number = match self.rows.last() {
            Some(last) if last.rule == rule => last.number + 1,
            _ => 0,
        };
        self.rows.push(Row {
            rule,
            number,
            shape,
            weight,
            group: None,
        });
        RowId::new(self.rows.len() - 1)
    }

    pub(super) fn add_group(&mut self, group: Group) {
        let index = self.groups.len() as u32;
        for &row in group.rows() {
            self.rows[row.index()].group = Some(index);
        }
        self.groups.push(group);
    }

    /// True if a greater effort may lower a best score.
    pub(crate) fn can_refine(&self) -> bool {
        self.score_effort < MOST_SCORE_EFFORT && self.best_scores.iter().any(|score| !score.exact)
    }
}

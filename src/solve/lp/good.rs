//! From the plain model to good_lp's.

use super::LinearModel;
use good_lp::variable::UnsolvedProblem;
use good_lp::{Constraint, Expression, ProblemVariables, Variable, variable};

/// A model in good_lp's words.
///
/// A row with two different limits becomes an equality with a column of its own for the activity, so that rows correspond one
/// to one, and so do their prices; these columns stand behind the model's.
pub(super) struct GoodModel {
    pub(super) problem: UnsolvedProblem,
    pub(super) constraints: Vec<Constraint>,
    /// good_lp's variables of the model's columns.
    pub(super) columns: Vec<Variable>,
    /// good_lp's variables of the activities of rows with two limits, with their rows.
    pub(super) activities: Vec<(usize, Variable)>,
}

pub(super) fn translate(model: &LinearModel) -> GoodModel {
    let mut variables = ProblemVariables::new();
    let mut objective = Expression::with_capacity(model.columns().len());
    let mut columns = Vec::with_capacity(model.columns().len());
    for column in model.columns() {
        let definition = variable().min(column.lower).max(column.upper);
        let handle = variables.add(if column.integer {
            definition.integer()
        } else {
            definition
        });
        if column.objective != 0.0 {
            objective.add_mul(column.objective, handle);
        }
        columns.push(handle);
    }
    let mut activities = Vec::new();
    let mut constraints = Vec::with_capacity(model.rows().len());
    for (index, row) in model.rows().iter().enumerate() {
        let mut sum = Expression::with_capacity(row.coefficients().len() + 1);
        for &(column, coefficient) in row.coefficients() {
            sum.add_mul(coefficient, columns[column]);
        }
        constraints.push(if row.lower == row.upper {
            sum.eq(row.upper)
        } else if row.lower == f64::NEG_INFINITY {
            sum.leq(row.upper)
        } else if row.upper == f64::INFINITY {
            sum.geq(row.lower)
        } else {
            let activity = variables.add(variable().min(row.lower).max(row.upper));
            activities.push((index, activity));
            sum.add_mul(-1.0, activity);
            sum.eq(0.0)
        });
    }
    GoodModel {
        problem: variables.maximise(objective),
        constraints,
        columns,
        activities,
    }
}

impl GoodModel {
    /// Values of good_lp's variables at a point of the model.
    pub(super) fn point<'point>(
        &'point self,
        model: &LinearModel,
        point: &'point [f64],
    ) -> impl Iterator<Item = (Variable, f64)> + use<'point> {
        let activities = model.row_activities(point);
        let behind = self
            .activities
            .iter()
            .map(move |&(row, variable)| (variable, activities[row]));
        self.columns
            .iter()
            .copied()
            .zip(point.iter().copied())
            .chain(behind)
    }
}

//! 10. Capacity: min ≤ Σ present ≤ max, a row a period.
//!
//! Where leave keeps places, the upper limit counts these, too, and what has both limits has a second row for the lower one, behind all others.

use super::family::{CellTerms, Family, one_place, weigh};
use super::shared::Shared;
use super::{Formulation, Shape};
use crate::ids::{PeriodId, RuleId};
use crate::problem::Problem;
use crate::problem::rule::Capacity;

/// What one row of a capacity limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PlaceRow {
    /// In which period.
    pub(crate) period: PeriodId,
    /// Fewest who are present.
    pub(crate) lower: Option<i64>,
    /// Most of the places.
    pub(crate) upper: Option<i64>,
    /// Places that are kept count, too.
    keeps: bool,
}

/// The rows of a capacity in the order of their numbers. A limit that cannot bind has none.
pub(crate) fn place_rows(capacity: &Capacity, problem: &Problem) -> Vec<PlaceRow> {
    let count = capacity.doctors.len() as i64;
    let keeps = problem.keeps_places();
    let (mut rows, mut later) = (Vec::new(), Vec::new());
    for limit in &capacity.limits {
        let row = PlaceRow {
            period: limit.period,
            lower: Some(limit.min).filter(|min| *min > 0),
            upper: limit.max.filter(|max| *max < count),
            keeps,
        };
        match (row.lower, row.upper) {
            (None, None) => {}
            (Some(_), upper) if keeps => {
                later.push(PlaceRow {
                    upper: None,
                    keeps: false,
                    ..row
                });
                later.extend(upper.map(|_| PlaceRow { lower: None, ..row }));
            }
            _ => rows.push(row),
        }
    }
    rows.append(&mut later);
    rows
}

impl Shared for Capacity {
    fn rows(&self, rule: RuleId, problem: &Problem, formulation: &mut Formulation) {
        let (mut places, mut present) = (Vec::new(), Vec::new());
        for limited in place_rows(self, problem) {
            let shape = Shape::between(limited.lower, limited.upper);
            let row = formulation.add_row(rule, shape, self.weight);
            let of_kind = if limited.keeps == problem.keeps_places() {
                &mut places
            } else {
                &mut present
            };
            of_kind.push((0, limited.period, row, 1));
        }
        let doctors = weigh(&self.doctors, problem.doctors().len(), 1);
        for (terms, keeps) in [(places, problem.keeps_places()), (present, false)] {
            if !terms.is_empty() {
                let place_of = one_place(&self.activities, problem.activities().len());
                let cells = CellTerms::new(place_of, 1, formulation.periods, terms);
                formulation.families.push(Family {
                    keeps,
                    ..Family::over_cells(rule, doctors.clone(), cells)
                });
            }
        }
    }
}

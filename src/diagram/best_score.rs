//! The best score that a doctor can get if no other doctor is in the way.

use super::class::Class;
use super::exact::{ExactSearch, Task, Unpriced};
use super::path::BestPath;
use super::private_prices::UNIT;
use super::table::Weights;

/// The best score that a doctor can get if no other doctor is in the way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct BestScore {
    /// No valid pathway is worth more.
    pub(crate) bound: i64,
    /// The best path known, as labels; empty if none is.
    pub(crate) labels: Vec<u32>,
    /// True if the bound is the worth of a valid path.
    pub(crate) exact: bool,
    /// Prices of the private rows that bound well, in units of 1 / [`UNIT`]; empty where the diagram is exact.
    pub(crate) private: Vec<i64>,
}

/// The best value of a valid pathway of the class under the labels' values, or a bound on it where the diagram is relaxed and `effort` partial
/// paths do not suffice; `None` if there is no valid pathway at all.
pub(crate) fn best_score(class: &Class, values: &[i64], effort: usize) -> Option<BestScore> {
    let mut best = BestPath::default();
    let plain = best.run(&class.diagram, values);
    if plain <= i64::LEAST {
        return None;
    }
    if class.is_exact() {
        let mut labels = Vec::new();
        best.labels(&class.diagram, &mut labels);
        return Some(BestScore {
            bound: plain,
            labels,
            exact: true,
            private: Vec::new(),
        });
    }
    let scaled: Vec<i64> = values
        .iter()
        .map(|&value| {
            if value == i64::NOWHERE {
                value
            } else {
                value.saturating_mul(UNIT)
            }
        })
        .collect();
    let mut search = ExactSearch::default();
    let private = search.private_prices(class, &scaled, UNIT);
    let task = Task {
        plain: &scaled,
        private: &private,
        unit: UNIT,
        grain: UNIT,
    };
    let (bound, exact) = match search.run(class, &task, effort) {
        Ok(found) => (
            found
                .bound?
                .min(plain.saturating_mul(UNIT))
                .div_euclid(UNIT),
            found.exact,
        ),
        Err(Unpriced) => (plain, false),
    };
    Some(BestScore {
        bound,
        labels: search.best,
        exact,
        private,
    })
}

/// Partial paths taken up to see whether a doctor has a pathway.
const PATH_EFFORT: usize = 10_000;

/// False if it is certain that the class has no valid pathway under the labels' values.
pub(crate) fn may_have_pathway(class: &Class, values: &[i64]) -> bool {
    best_score(class, values, PATH_EFFORT).is_some()
}

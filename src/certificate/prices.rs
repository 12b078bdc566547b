//! Prices on the rows of a problem, as whole numbers.

use crate::diagram::Pathways;
use crate::formulation::Formulation;

/// Integer prices with their denominators.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Prices {
    /// Multiplies the doctors' values; 0 for a proof of infeasibility.
    pub(crate) denominator: i64,
    /// Price of each row, in units of 1 / denominator.
    pub(crate) rows: Vec<i64>,
    /// Multiplies everything of a doctor when private prices are added.
    pub(crate) private_denominator: i64,
    /// Private prices of each doctor, in units of 1 / (denominator · private denominator).
    pub(crate) private: Vec<Vec<i64>>,
    /// Partial paths that may be taken up for each doctor whose diagram is relaxed.
    pub(crate) effort: usize,
}

impl Prices {
    pub(crate) fn zero(formulation: &Formulation, pathways: &Pathways, denominator: i64) -> Self {
        let rows = vec![0; formulation.rows.len()];
        Self {
            denominator,
            rows,
            private_denominator: 1,
            private: vec![Vec::new(); pathways.len()],
            effort: 0,
        }
    }
}

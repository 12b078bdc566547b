//! Proofs that hard rules cannot be kept, from the rows that the search could not keep.

use super::groundwork::Groundwork;
use super::parameters::proofs::MOST_ROWS;
use super::run::Run;
use super::search::Search;
use crate::certificate::{Prices, clamp};
use crate::formulation::Row;

impl Run<'_> {
    /// Asks whether every schedule breaks some of the rows that `chain` breaks, which prices prove if every schedule has to pay more of
    /// them than the rows allow. It tries prices by how often each row was `pressed`, then a price of 1 on all rows that are broken now,
    /// then on each of these alone. True if one of them is a proof, which is kept.
    ///
    /// # Complexity
    /// A best path for each doctor and each of the prices tried.
    pub(super) fn proves_infeasible(&mut self, chain: &Search, pressed: &[i64]) -> bool {
        let Groundwork {
            formulation,
            pathways,
            ..
        } = &self.ground;
        let rows = &formulation.rows;
        let counts = |row: &Row| row.weight.is_none() && row.group.is_none();
        let now = |index: usize| rows[index].shape.side(chain.ledger.sums[index]);
        let broken: Vec<(usize, i64)> = (0..rows.len())
            .filter(|&index| counts(&rows[index]))
            .map(|index| (index, now(index)))
            .filter(|row| row.1 != 0)
            .collect();
        let history: Vec<(usize, i64)> = pressed
            .iter()
            .copied()
            .enumerate()
            .filter(|(index, count)| *count != 0 && counts(&rows[*index]))
            .collect();
        let mut candidates = vec![history, broken.clone()];
        candidates.extend(broken.iter().take(MOST_ROWS).map(|row| vec![*row]));
        candidates.dedup();
        for tried in candidates.into_iter().filter(|tried| !tried.is_empty()) {
            let mut ray = Prices::zero(formulation, pathways, 0);
            for (row, price) in tried {
                ray.rows[row] = clamp(&rows[row], price, 1);
            }
            self.effort.work += self.ground.pass();
            if self.evaluate(&ray).proves_infeasible() {
                self.known.infeasible = Some(ray);
                return true;
            }
        }
        false
    }
}

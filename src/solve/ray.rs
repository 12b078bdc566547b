//! Proofs that hard rules cannot be kept, from the rows that a schedule could not keep.

use super::portfolio::Run;
use super::search::Search;
use crate::certificate::{Prices, evaluate};

/// Broken rows that are tried one by one.
const MOST_ROWS: usize = 12;

impl Run<'_> {
    /// Asks whether what `chain` breaks has to be broken: a price on the broken rows together, then on each alone, that every schedule has to
    /// pay more of than the rows allow. True if so; the prices are then kept as the proof.
    ///
    /// # Complexity
    /// A best path for each doctor and each of the prices tried.
    pub(super) fn proves_infeasible(&mut self, chain: &Search) -> bool {
        let sides: Vec<(usize, i64)> = (self.formulation.rows.iter().zip(&chain.ledger.sums).enumerate())
            .filter(|(_, (row, _))| row.weight.is_none() && row.group.is_none())
            .filter_map(|(index, (row, sum))| match row.shape.hull() {
                (_, Some(upper)) if *sum > upper => Some((index, 1)),
                (Some(lower), _) if *sum < lower => Some((index, -1)),
                _ => None,
            })
            .collect();
        let singles = sides.iter().take(MOST_ROWS).filter(|_| sides.len() > 1).map(std::slice::from_ref);
        for tried in std::iter::once(sides.as_slice()).chain(singles).filter(|tried| !tried.is_empty()) {
            let mut ray = Prices::zero(&self.formulation, &self.pathways, 0);
            tried.iter().for_each(|&(row, price)| ray.rows[row] = price);
            let proves = evaluate(&self.formulation, &self.pathways, self.problem.activities().len(), &ray);
            self.work += self.pathways.len() as u64;
            if proves.is_some_and(|evaluation| evaluation.proves_infeasible()) {
                self.infeasible = Some(ray);
                return true;
            }
        }
        false
    }
}

//! How far apart the sums of a range are at least, because they are whole numbers.

use super::{ChargeBuffer, Formulation, Group, PriceTable};
use crate::diagram::{BestPath, Charges, LabelWeights, Pathways, Weights};
use crate::ids::DoctorId;
use rayon::prelude::*;

impl Formulation {
    /// Sets the least distance of each range. It is 1 if the rows can never all have the same sum, because no total that doctors can give
    /// them is a multiple of the number of rows.
    ///
    /// # Complexity
    /// Two best paths for each doctor and range.
    pub(super) fn widen_ranges(&mut self, pathways: &Pathways, activities: usize) {
        for index in 0..self.groups.len() {
            let Group::Range { rows, .. } = &self.groups[index] else {
                continue;
            };
            let count = rows.len() as i64;
            let most = self.most_of(rows, 1, pathways, activities);
            let least = self.most_of(rows, -1, pathways, activities).map(|sum| -sum);
            let (Some(least), Some(most), true) = (least, most, count > 1) else {
                continue;
            };
            // The first multiple that is not less than the least sum.
            let first = least.div_euclid(count) * count
                + if least.rem_euclid(count) == 0 {
                    0
                } else {
                    count
                };
            if first > most
                && let Group::Range { least, .. } = &mut self.groups[index]
            {
                *least = 1;
            }
        }
    }

    /// The greatest total that all doctors can give some rows, times `sign`; `None` if some doctor has no pathway.
    fn most_of(
        &self,
        rows: &[super::RowId],
        sign: i64,
        pathways: &Pathways,
        activities: usize,
    ) -> Option<i64> {
        let mut prices = vec![0_i64; self.rows.len()];
        rows.iter().for_each(|row| prices[row.index()] = -sign);
        let mut table = PriceTable::default();
        table.set(self, activities, &prices);
        let most_of_doctor = |doctor: DoctorId| {
            let (class, axis) = (pathways.class(doctor), pathways.axis(doctor));
            let (mut charges, mut weights, mut best) = (
                ChargeBuffer::default(),
                LabelWeights::default(),
                BestPath::default(),
            );
            charges.fill(self, pathways, doctor, &table);
            if charges
                .cells
                .iter()
                .chain(&charges.slots)
                .all(|charge| *charge == 0)
            {
                return Some(0);
            }
            let charges = Charges {
                factor: 0,
                cells: &charges.cells,
                slots: &charges.slots,
            };
            weights.fill(&class.diagram, pathways.table(doctor), axis.len(), &charges);
            Some(best.run(&class.diagram, &weights.labels)).filter(|most: &i64| *most > i64::LEAST)
        };
        let most: Option<Vec<i64>> = (0..pathways.len())
            .into_par_iter()
            .map(DoctorId::new)
            .map(most_of_doctor)
            .collect();
        most?.into_iter().try_fold(0_i64, i64::checked_add)
    }
}

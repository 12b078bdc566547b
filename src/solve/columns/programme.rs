//! The mixed-integer programme over columns at hand.

use super::super::lp::LpOptions;
use super::super::parameters::columns::{MOST_WHOLE_WITHOUT_CLOCK, SHARE_OF_TIME, WORK_OF_WHOLE};
use super::generate::Generator;
use super::master::{Kind, Master, MasterPrices, Part};
use super::meter::work_of;
use crate::error::Result;

impl Generator<'_> {
    /// The best choice among the columns for a part, better than `known` (columns with how often); `None` if there is none that the backend finds.
    ///
    /// Columns are taken by what the prices say they lose, the least first, until the programme is large enough; those that lose `slack`
    /// or more are left out as hopeless.
    ///
    /// # Errors
    /// If the backend refuses the programme.
    pub(super) fn choose(
        &mut self,
        part: &Part,
        prices: &MasterPrices,
        slack: f64,
        known: Option<&[u32]>,
    ) -> Result<Option<Vec<u32>>> {
        let remaining = self.meter.limits.remaining();
        let most_nonzeros = self.backends.whole().capabilities().reach.whole_nonzeros;
        let most_nonzeros = if remaining.is_some() {
            most_nonzeros
        } else {
            most_nonzeros.min(MOST_WHOLE_WITHOUT_CLOCK)
        };
        let mut columns = self.most_promising(part, prices, slack, known, most_nonzeros);
        columns.sort_unstable();
        if columns.is_empty() {
            return Ok(None);
        }
        let (setting, pool) = (self.setting, &self.stock.pool);
        let Some(master) = Master::new(setting, pool, columns, part, |_| true, Kind::Whole) else {
            return Ok(None);
        };
        // Shared rows may have added columns of their own.
        if master.model.nonzeros() > most_nonzeros.saturating_mul(2) {
            return Ok(None);
        }
        let warm = known.map(|known| self.point_of(&master, part, known));
        let options = LpOptions {
            warm_start: warm.as_deref(),
            time_limit: remaining.map(|left| left / SHARE_OF_TIME),
            ..self.options()
        };
        let solution = self
            .backends
            .whole()
            .solve(&master.model, &options)?
            .solution;
        let rows = self.setting.formulation.rows.len();
        self.meter
            .spend(WORK_OF_WHOLE * work_of(&master.model, self.backends, rows));
        let Some(solution) = solution else {
            return Ok(None);
        };
        let mut chosen = Vec::new();
        for (&column, &value) in master.columns.iter().zip(&solution.columns) {
            (0..value.round() as i64).for_each(|_| chosen.push(column));
        }
        Ok(Some(chosen))
    }

    /// Columns of a programme of so many coefficients: those that are known first, then those that lose least.
    fn most_promising(
        &self,
        part: &Part,
        prices: &MasterPrices,
        slack: f64,
        known: Option<&[u32]>,
        most_nonzeros: usize,
    ) -> Vec<u32> {
        let (stock, formulation) = (&self.stock, self.setting.formulation);
        let loss = |index: u32| {
            let column = &stock.pool.columns[index as usize];
            prices.groups[column.group as usize] - column.worth(1.0, &prices.rows)
        };
        let mut is_known = vec![false; stock.pool.columns.len()];
        known
            .into_iter()
            .flatten()
            .for_each(|index| is_known[*index as usize] = true);
        let fitting = (0..stock.pool.columns.len() as u32).filter(|index| {
            let column = &stock.pool.columns[*index as usize];
            part.free[column.group as usize] > 0
                && (is_known[*index as usize] || stock.fits(formulation, column, part))
        });
        let mut candidates: Vec<(bool, f64, u32)> = fitting
            .map(|index| (!is_known[index as usize], loss(index), index))
            .collect();
        candidates.retain(|entry| !entry.0 || entry.1 < slack);
        candidates.sort_by(|one, other| {
            one.0
                .cmp(&other.0)
                .then(one.1.total_cmp(&other.1))
                .then(one.2.cmp(&other.2))
        });
        let constant: Vec<usize> = (0..part.free.len())
            .map(|group| stock.pool.constant(group))
            .collect();
        let mut size = 0;
        let fits = |index: &u32| {
            let column = &stock.pool.columns[*index as usize];
            size += 1 + column.usage.len() - constant[column.group as usize];
            size <= most_nonzeros
        };
        let indices = candidates.into_iter().map(|(_, _, index)| index);
        indices.take_while(fits).collect()
    }

    /// The point of a programme that stands for columns, with how often.
    fn point_of(&self, master: &Master, part: &Part, chosen: &[u32]) -> Vec<f64> {
        let mut point = vec![0.0; master.model.columns().len()];
        let mut sums = part.settled.clone();
        for &column in chosen {
            if let Ok(at) = master.columns.binary_search(&column) {
                point[at] += 1.0;
            }
            self.stock.pool.columns[column as usize]
                .usage
                .iter()
                .for_each(|&(row, amount)| sums[row.index()] += amount);
        }
        master
            .shared
            .settle(&master.model, self.setting.formulation, &sums, &mut point);
        point
    }

    /// Paths of all doctors from columns with how often; `None` if a group has too many or too few.
    pub(super) fn labels_of(&self, chosen: &[u32]) -> Option<Vec<Vec<u32>>> {
        let kinship = &self.stock.kinship;
        let mut labels = vec![None; kinship.of_doctor.len()];
        let mut next = vec![0; kinship.groups.len()];
        for &column in chosen {
            let column = &self.stock.pool.columns[column as usize];
            let at = &mut next[column.group as usize];
            let doctor = kinship.groups[column.group as usize].get(*at)?;
            *at += 1;
            labels[doctor.index()] = Some(column.labels.clone());
        }
        labels.into_iter().collect()
    }
}

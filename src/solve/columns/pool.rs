//! Columns at hand.

use super::super::judge::score_of;
use super::super::setting::Setting;
use super::kin::Kinship;
use crate::certificate::Prices;
use crate::formulation::{OneDoctor, RowId, RowUsage};
use rustc_hash::FxHashMap;

/// A pathway of one of some doctors who are alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Column {
    /// The group of doctors.
    pub(super) group: u32,
    /// Labels of the path.
    pub(super) labels: Vec<u32>,
    /// What it is worth to the doctor.
    pub(super) score: i64,
    /// Rows that it uses and by how much, ascending, without zeros.
    pub(super) usage: Vec<(RowId, i64)>,
}

impl Column {
    /// The column of a path; `None` if it breaks what a relaxed diagram leaves out.
    pub(super) fn new(
        setting: Setting<'_>,
        kinship: &Kinship,
        group: u32,
        labels: &[u32],
    ) -> Option<Self> {
        let doctor = kinship.groups[group as usize][0];
        let score = score_of(setting, doctor, labels)?;
        let one = OneDoctor::new(setting.pathways, doctor);
        Some(Self {
            group,
            labels: labels.to_vec(),
            score,
            usage: RowUsage::of(setting.formulation, one, labels, score),
        })
    }

    /// Worth with the score counted `factor` times and what it uses paid for.
    pub(super) fn worth(&self, factor: f64, prices: &[f64]) -> f64 {
        let paid: f64 = self
            .usage
            .iter()
            .map(|&(row, amount)| prices[row.index()] * amount as f64)
            .sum();
        factor * self.score as f64 - paid
    }
}

impl Column {
    /// Worth at prices in whole numbers, in units of 1 / denominator; `None` if it does not fit.
    pub(super) fn exact_worth(&self, prices: &Prices) -> Option<i128> {
        let mut worth = i128::from(self.score).checked_mul(i128::from(prices.denominator))?;
        for &(row, amount) in &self.usage {
            let paid = i128::from(prices.rows[row.index()]).checked_mul(i128::from(amount))?;
            worth = worth.checked_sub(paid)?;
        }
        Some(worth)
    }
}

/// All columns found so far; of several with the same score and usage only the first.
#[derive(Clone, Debug, Default)]
pub(super) struct Pool {
    pub(super) columns: Vec<Column>,
    /// Columns of each group.
    pub(super) of_group: Vec<Vec<u32>>,
    /// Columns by group and score.
    known: FxHashMap<(u32, i64), Vec<u32>>,
}

impl Pool {
    pub(super) fn new(groups: usize) -> Self {
        Self {
            of_group: vec![Vec::new(); groups],
            ..Self::default()
        }
    }

    /// Adds a column; its number, and whether it is new.
    pub(super) fn add(&mut self, column: Column) -> (u32, bool) {
        let alike = self.known.entry((column.group, column.score)).or_default();
        if let Some(&known) = alike
            .iter()
            .find(|index| self.columns[**index as usize].usage == column.usage)
        {
            return (known, false);
        }
        let index = self.columns.len() as u32;
        alike.push(index);
        self.of_group[column.group as usize].push(index);
        self.columns.push(column);
        (index, true)
    }

    /// Number of rows that all columns of a group use alike.
    pub(super) fn constant(&self, group: usize) -> usize {
        let Some((first, others)) = self.of_group[group].split_first() else {
            return 0;
        };
        let mut same = self.columns[*first as usize].usage.clone();
        for other in others {
            let usage = &self.columns[*other as usize].usage;
            same.retain(|entry| usage.binary_search(entry).is_ok());
        }
        same.len()
    }
}

//! A schedule as column generation sees it, and who of it is worth choosing anew.

use super::super::parameters::neighbourhoods::{LEAST_HOLD, LEAST_REGRET};
use super::super::setting::Setting;
use super::pool::Column;
use super::price::Pricing;
use crate::formulation::RowId;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

/// A schedule as columns, one for each doctor, and what its rows sum.
#[derive(Clone, Debug)]
pub(super) struct State {
    pub(super) columns: Vec<Column>,
    pub(super) sums: Vec<i64>,
    /// What each doctor would gain at prices by the best pathway there is.
    pub(super) regrets: Vec<f64>,
    /// The rows that the best pathway of each doctor uses.
    pub(super) wishes: Vec<Column>,
}

impl State {
    /// The schedule of some paths, seen with prices and with what is best for each group at these, ascending by group.
    /// `None` if one of them is no path that its doctor may take.
    pub(super) fn new(
        pricing: &Pricing<'_>,
        best: &[Column],
        labels: &[Vec<u32>],
        prices: &[f64],
    ) -> Option<Self> {
        let mut sums = vec![0; pricing.setting.formulation.rows.len()];
        let mut state = Self {
            columns: Vec::new(),
            sums: Vec::new(),
            regrets: Vec::new(),
            wishes: Vec::new(),
        };
        for (doctor, labels) in labels.iter().enumerate() {
            let group = pricing.kinship.of_doctor[doctor];
            let column = Column::new(pricing.setting, pricing.kinship, group, labels)?;
            column
                .usage
                .iter()
                .for_each(|&(row, amount)| sums[row.index()] += amount);
            let wish = best
                .binary_search_by_key(&group, |column| column.group)
                .map_or_else(|_| column.clone(), |at| best[at].clone());
            state
                .regrets
                .push((wish.worth(1.0, prices) - column.worth(1.0, prices)).max(0.0));
            state.wishes.push(wish);
            state.columns.push(column);
        }
        state.sums = sums;
        Some(state)
    }

    /// Some doctors, ascending: one drawn by regret, and those who hold what the doctor would like.
    pub(super) fn choose(
        &self,
        setting: Setting<'_>,
        unit: f64,
        count: usize,
        seed: u64,
    ) -> Vec<usize> {
        let mut random = Pcg64Mcg::seed_from_u64(seed);
        let mut weights: Vec<f64> = self
            .regrets
            .iter()
            .map(|regret| regret + LEAST_REGRET * unit)
            .collect();
        let Some(first) = draw(&weights, &mut random) else {
            return Vec::new();
        };
        let mut chosen = vec![first];
        while chosen.len() < count.min(weights.len()) {
            // The wishes to look at next are those of any doctor chosen so far.
            let wishing = chosen[random.random_range(0..chosen.len())];
            let rows = &setting.formulation.rows;
            let full: Vec<RowId> = self.wishes[wishing]
                .usage
                .iter()
                .filter(|(row, amount)| {
                    rows[row.index()]
                        .shape
                        .distance(self.sums[row.index()] + amount)
                        > 0
                })
                .map(|entry| entry.0)
                .collect();
            for (doctor, weight) in weights.iter_mut().enumerate() {
                let holds = self.columns[doctor]
                    .usage
                    .iter()
                    .filter(|entry| full.binary_search(&entry.0).is_ok())
                    .count();
                *weight =
                    (self.regrets[doctor] + LEAST_REGRET * unit) * (LEAST_HOLD + holds as f64);
            }
            chosen.iter().for_each(|doctor| weights[*doctor] = 0.0);
            match draw(&weights, &mut random) {
                Some(next) => chosen.push(next),
                None => break,
            }
        }
        chosen.sort_unstable();
        chosen
    }
}

/// A position by weight.
fn draw(weights: &[f64], random: &mut Pcg64Mcg) -> Option<usize> {
    let total: f64 = weights.iter().sum();
    let mut left = random.random::<f64>() * total;
    let mut last = None;
    for (index, weight) in weights
        .iter()
        .enumerate()
        .filter(|(_, weight)| **weight > 0.0)
    {
        last = Some(index);
        left -= weight;
        if left < 0.0 {
            break;
        }
    }
    last
}

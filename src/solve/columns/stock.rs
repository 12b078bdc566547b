//! What column generation keeps between its turns.

use super::super::parameters::columns::{NEARLY_USED, NO_PRICE, WALL};
use super::super::setting::Setting;
use super::super::unit::unit_of_value;
use super::kin::Kinship;
use super::master::Part;
use super::pool::{Column, Pool};
use crate::formulation::{DoctorWeights, Formulation, RowId, Shape};

/// Columns, and which of them and of the rows are in the programme.
#[derive(Clone, Debug)]
pub(in crate::solve) struct Stock {
    pub(super) kinship: Kinship,
    pub(super) pool: Pool,
    /// Columns in the programme, indexed by column.
    pub(super) working: Vec<bool>,
    /// Rows in the programme, indexed by row.
    pub(super) rows: Vec<bool>,
    /// No column is missing.
    pub(super) is_final: bool,
    /// The columns of the programme are all that a better schedule can use ([`list`](super::listed::list)), so that nobody is priced.
    pub(super) is_listed: bool,
    /// Prices of the best bound so far. Pathways are priced at points between these and the programme's prices.
    pub(super) center: Vec<f64>,
    /// A unit of value.
    pub(super) unit: f64,
    /// For each row: no pathway uses it by a negative amount.
    only_used: Vec<bool>,
}

impl Stock {
    /// An empty stock around some prices.
    pub(super) fn new(setting: Setting<'_>, center: Vec<f64>) -> Self {
        let kinship = Kinship::new(setting);
        let formulation = setting.formulation;
        let priced = |(row, price): (&crate::formulation::Row, &f64)| {
            row.group.is_some() || price.abs() > NO_PRICE
        };
        Self {
            pool: Pool::new(kinship.groups.len()),
            working: Vec::new(),
            rows: formulation.rows.iter().zip(&center).map(priced).collect(),
            only_used: only_used(formulation),
            is_final: false,
            is_listed: false,
            center,
            unit: unit_of_value(setting),
            kinship,
        }
    }

    /// One without columns, for other groups of doctors, with every row and around other prices.
    pub(super) fn emptied(&self, kinship: Kinship, center: &[f64]) -> Self {
        Self {
            pool: Pool::new(kinship.groups.len()),
            kinship,
            working: Vec::new(),
            rows: vec![true; self.rows.len()],
            is_final: false,
            is_listed: false,
            center: center.to_vec(),
            unit: self.unit,
            only_used: self.only_used.clone(),
        }
    }

    /// True if the programme has no pathway for one of the groups.
    pub(super) fn is_bare(&self) -> bool {
        let is_in = |index: &u32| self.working[*index as usize];
        let mut groups = self.pool.of_group.iter();
        groups.any(|columns| !columns.iter().any(is_in))
    }

    /// Looks at the rows of a formulation anew.
    pub(super) fn see_rows(&mut self, formulation: &Formulation) {
        self.only_used = only_used(formulation);
    }

    /// Everything is to be decided.
    pub(super) fn whole(&self, setting: Setting<'_>) -> Part {
        Part {
            free: self.kinship.counts(),
            settled: vec![0; setting.formulation.rows.len()],
            is_whole: true,
        }
    }

    /// Adds a column to the pool; its number.
    pub(super) fn add(&mut self, column: Column) -> u32 {
        let (index, is_new) = self.pool.add(column);
        if is_new {
            self.working.push(false);
        }
        index
    }

    /// Adds the columns of a schedule, to the programme as well; their numbers by doctor.
    pub(super) fn add_schedule(&mut self, setting: Setting<'_>, labels: &[Vec<u32>]) -> Vec<u32> {
        let mut columns = Vec::with_capacity(labels.len());
        for (doctor, labels) in labels.iter().enumerate() {
            let group = self.kinship.of_doctor[doctor];
            let Some(column) = Column::new(setting, &self.kinship, group, labels) else {
                continue;
            };
            let index = self.add(column);
            self.working[index as usize] = true;
            columns.push(index);
        }
        columns
    }

    /// Takes rows into the programme that would be nearly used up, or not be met, if every doctor drew one of their columns at random.
    pub(super) fn expect_rows(&mut self, setting: Setting<'_>) {
        let mut expected = vec![0.0; setting.formulation.rows.len()];
        for (columns, doctors) in self.pool.of_group.iter().zip(&self.kinship.groups) {
            let share = doctors.len() as f64 / columns.len().max(1) as f64;
            for &column in columns {
                let usage = &self.pool.columns[column as usize].usage;
                usage
                    .iter()
                    .for_each(|&(row, amount)| expected[row.index()] += share * amount as f64);
            }
        }
        for ((row, expected), wanted) in setting
            .formulation
            .rows
            .iter()
            .zip(expected)
            .zip(&mut self.rows)
        {
            let (lower, upper) = row.shape.hull();
            let near = |limit: i64| limit as f64 * NEARLY_USED + 0.5;
            *wanted |= upper.is_some_and(|upper| expected > upper as f64 - near(upper.abs()))
                || lower.is_some_and(|lower| expected < lower as f64 + near(lower.abs()));
        }
    }

    /// The hard limit of a row whose sum further pathways cannot lower.
    fn ceiling(&self, formulation: &Formulation, row: RowId) -> Option<i64> {
        // A cut of soft rows gives way with them.
        if formulation.cuts.of_row(row).is_some() {
            return None;
        }
        let data = &formulation.rows[row.index()];
        match (&data.shape, data.weight) {
            (Shape::Interval { upper, .. }, None) if self.only_used[row.index()] => *upper,
            (Shape::ZeroOr { max, .. }, None) if self.only_used[row.index()] => Some(*max),
            _ => None,
        }
    }

    /// True if a column fits in with what is settled, by itself.
    pub(super) fn fits(&self, formulation: &Formulation, column: &Column, part: &Part) -> bool {
        column.usage.iter().all(|&(row, amount)| {
            self.ceiling(formulation, row)
                .is_none_or(|ceiling| part.settled[row.index()] + amount <= ceiling)
        })
    }

    /// Prices with a wall in front of rows that are used up.
    pub(super) fn walled(
        &self,
        formulation: &Formulation,
        prices: &[f64],
        part: &Part,
    ) -> Vec<f64> {
        let is_full = |row: usize| {
            self.ceiling(formulation, RowId::new(row))
                .is_some_and(|ceiling| part.settled[row] >= ceiling)
        };
        prices
            .iter()
            .enumerate()
            .map(|(row, price)| if is_full(row) { price + WALL } else { *price })
            .collect()
    }
}

/// Rows whose coefficients are all positive.
fn only_used(formulation: &Formulation) -> Vec<bool> {
    let mut only_used = vec![true; formulation.rows.len()];
    for family in &formulation.families {
        let is_positive = match &family.doctors {
            DoctorWeights::Everybody => true,
            DoctorWeights::Some(weights) => weights.iter().all(|entry| entry.1 >= 0),
        };
        let mut see = |row: RowId, coefficient: i64| {
            only_used[row.index()] &= is_positive && coefficient >= 0
        };
        if let Some(cells) = &family.cells {
            cells.each_row(&mut see);
        }
        family
            .slots
            .iter()
            .for_each(|&(_, _, row, coefficient)| see(row, coefficient));
        family.scores.iter().for_each(|&(_, row, _)| see(row, -1));
    }
    only_used
}

//! A linear model as equations over columns with boxes.

use super::super::LinearModel;

/// How far the activity of a row without columns may be off its limits, scaled by them.
const TOLERANCE: f64 = 1e-9;

/// Minimise `cost · x` with `A x = right` and `lower <= x <= upper`.
///
/// Columns whose box is a single number are put into the right-hand side, rows without limits or columns are left out, a row with different limits
/// has a column of its own for its activity. Rows are divided by their largest coefficient, costs by the largest cost.
#[derive(Debug, Default)]
pub(super) struct Standard {
    pub(super) lower: Vec<f64>,
    pub(super) upper: Vec<f64>,
    pub(super) cost: Vec<f64>,
    pub(super) right: Vec<f64>,
    /// Entries of each column: from here to the next one's.
    starts: Vec<usize>,
    entries: Vec<(u32, f64)>,
    /// Entries of each row in the same way.
    row_starts: Vec<usize>,
    row_entries: Vec<(u32, f64)>,
    /// The model's columns of the first columns, and its rows of the rows, with what they were divided by.
    columns: Vec<usize>,
    rows: Vec<(usize, f64)>,
    cost_scale: f64,
}

impl Standard {
    /// `None` if a row without columns is off its limits.
    pub(super) fn new(model: &LinearModel) -> Option<Self> {
        let mut standard = Self::default();
        let number_of = standard.take_columns(model);
        let mut by_column: Vec<Vec<(u32, f64)>> = vec![Vec::new(); standard.columns.len()];
        for (index, row) in model.rows().iter().enumerate() {
            let (mut fixed, mut largest) = (0.0, 0.0_f64);
            for &(column, coefficient) in row.coefficients() {
                match number_of[column] {
                    Some(_) => largest = largest.max(coefficient.abs()),
                    None => fixed += coefficient * model.columns()[column].lower,
                }
            }
            let (lower, upper) = (row.lower - fixed, row.upper - fixed);
            if lower == f64::NEG_INFINITY && upper == f64::INFINITY {
                continue;
            }
            if largest == 0.0 {
                let slack = TOLERANCE * (1.0 + fixed.abs());
                if lower > slack || upper < -slack {
                    return None;
                }
                continue;
            }
            let number = standard.rows.len() as u32;
            standard.rows.push((index, largest));
            for &(column, coefficient) in row.coefficients() {
                if let Some(column) = number_of[column] {
                    by_column[column].push((number, coefficient / largest));
                }
            }
            if lower == upper {
                standard.right.push(upper / largest);
            } else {
                standard.right.push(0.0);
                by_column.push(vec![(number, -1.0)]);
                standard.lower.push(lower / largest);
                standard.upper.push(upper / largest);
                standard.cost.push(0.0);
            }
        }
        standard.keep(&by_column);
        Some(standard)
    }

    /// Takes the columns that can move; returns the number of each.
    fn take_columns(&mut self, model: &LinearModel) -> Vec<Option<usize>> {
        let largest = model.columns().iter().fold(0.0_f64, |largest, column| {
            largest.max(column.objective.abs())
        });
        self.cost_scale = if largest > 0.0 { largest } else { 1.0 };
        let mut number_of = vec![None; model.columns().len()];
        for (index, column) in model.columns().iter().enumerate() {
            if column.lower < column.upper {
                number_of[index] = Some(self.columns.len());
                self.columns.push(index);
                self.lower.push(column.lower);
                self.upper.push(column.upper);
                self.cost.push(-column.objective / self.cost_scale);
            }
        }
        number_of
    }

    fn keep(&mut self, by_column: &[Vec<(u32, f64)>]) {
        let mut by_row: Vec<Vec<(u32, f64)>> = vec![Vec::new(); self.rows.len()];
        self.starts.push(0);
        for (column, entries) in by_column.iter().enumerate() {
            for &(row, coefficient) in entries {
                by_row[row as usize].push((column as u32, coefficient));
            }
            self.entries.extend(entries);
            self.starts.push(self.entries.len());
        }
        self.row_starts.push(0);
        for entries in by_row {
            self.row_entries.extend(entries);
            self.row_starts.push(self.row_entries.len());
        }
    }

    /// Columns, those of rows' activities among them.
    pub(super) fn size(&self) -> usize {
        self.cost.len()
    }
    /// Rows.
    pub(super) fn rows(&self) -> usize {
        self.rows.len()
    }
    /// Rows of a column and their coefficients.
    pub(super) fn column(&self, column: usize) -> &[(u32, f64)] {
        &self.entries[self.starts[column]..self.starts[column + 1]]
    }
    /// Columns of a row and their coefficients.
    pub(super) fn row(&self, row: usize) -> &[(u32, f64)] {
        &self.row_entries[self.row_starts[row]..self.row_starts[row + 1]]
    }

    /// A x.
    pub(super) fn activities(&self, values: &[f64]) -> Vec<f64> {
        let sum = |row| {
            let terms = self.row(row).iter();
            terms
                .map(|&(column, entry)| entry * values[column as usize])
                .sum()
        };
        (0..self.rows()).map(sum).collect()
    }
    /// Aᵀ y.
    pub(super) fn priced(&self, prices: &[f64]) -> Vec<f64> {
        let sum = |column| {
            let terms = self.column(column).iter();
            terms
                .map(|&(row, entry)| entry * prices[row as usize])
                .sum()
        };
        (0..self.size()).map(sum).collect()
    }

    /// A point of the model.
    pub(super) fn point(&self, model: &LinearModel, values: &[f64]) -> Vec<f64> {
        let mut point: Vec<f64> = model.columns().iter().map(|column| column.lower).collect();
        for (&column, &value) in self.columns.iter().zip(values) {
            point[column] = value;
        }
        point
    }
    /// Prices of the model's rows.
    pub(super) fn prices(&self, model: &LinearModel, prices: &[f64]) -> Vec<f64> {
        let mut all = vec![0.0; model.rows().len()];
        for (&(row, scale), &price) in self.rows.iter().zip(prices) {
            all[row] = -price * self.cost_scale / scale;
        }
        all
    }
}

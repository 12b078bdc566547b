//! The plain model: columns in boxes, rows with ranges, a linear objective to maximise.

use crate::error::Error;

/// Largest magnitude of a finite number in a model; solvers read much larger ones as infinite.
pub const LARGEST_NUMBER: f64 = 1e15;

/// One column: a variable in a box.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Column {
    /// Least value; may be minus infinity.
    pub lower: f64,
    /// Greatest value; may be infinity. Below `lower` the model is infeasible, which is no error.
    pub upper: f64,
    /// What one unit adds to the objective.
    pub objective: f64,
    /// True if only whole numbers are allowed.
    pub integer: bool,
}

/// One row: `lower <= sum of coefficient * column <= upper`.
#[derive(Clone, Debug, PartialEq)]
pub struct LinearRow {
    /// Least activity; may be minus infinity.
    pub lower: f64,
    /// Greatest activity; may be infinity.
    pub upper: f64,
    coefficients: Vec<(usize, f64)>,
}

impl LinearRow {
    /// Pairs of column and non-zero coefficient, each column once, in ascending order.
    #[must_use]
    pub fn coefficients(&self) -> &[(usize, f64)] {
        &self.coefficients
    }
}

/// A linear or mixed-integer programme: maximise the objective within columns' boxes and rows' ranges.
///
/// All numbers are `f64`; values elsewhere in the crate are integers and are converted where a model is built.
///
/// ```
/// use medrota::solve::lp::LinearModel;
/// let mut model = LinearModel::new();
/// let first = model.add_column(0.0, 4.0, 3.0);
/// let second = model.add_integer_column(0.0, f64::INFINITY, 2.0);
/// model.add_row(f64::NEG_INFINITY, 5.0, [(first, 1.0), (second, 1.0)]);
/// assert_eq!(model.objective_value(&[4.0, 1.0]), 14.0);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LinearModel {
    columns: Vec<Column>,
    rows: Vec<LinearRow>,
}

impl LinearModel {
    /// A model without columns and rows.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
    /// Adds a real column and returns its index.
    ///
    /// ```
    /// use medrota::solve::lp::LinearModel;
    ///
    /// let mut model = LinearModel::new();
    /// let column = model.add_column(0.0, 4.0, 3.0);
    /// assert_eq!((column, model.columns()[column].upper), (0, 4.0));
    /// ```
    pub fn add_column(&mut self, lower: f64, upper: f64, objective: f64) -> usize {
        self.push_column(Column {
            lower,
            upper,
            objective,
            integer: false,
        })
    }
    /// Adds a whole-number column and returns its index.
    pub fn add_integer_column(&mut self, lower: f64, upper: f64, objective: f64) -> usize {
        self.push_column(Column {
            lower,
            upper,
            objective,
            integer: true,
        })
    }
    /// Adds a column and returns its index.
    pub fn push_column(&mut self, column: Column) -> usize {
        self.columns.push(column);
        self.columns.len() - 1
    }
    /// Adds a row and returns its index. Coefficients of the same column are added up, zeros left out.
    ///
    /// ```
    /// use medrota::solve::lp::LinearModel;
    ///
    /// let mut model = LinearModel::new();
    /// let [one, two] = [model.add_column(0.0, 4.0, 3.0), model.add_column(0.0, 4.0, 1.0)];
    /// // At most 5 of both together.
    /// let row = model.add_row(f64::NEG_INFINITY, 5.0, [(one, 1.0), (two, 1.0)]);
    /// assert_eq!(model.rows()[row].coefficients(), [(one, 1.0), (two, 1.0)]);
    /// ```
    pub fn add_row(
        &mut self,
        lower: f64,
        upper: f64,
        coefficients: impl IntoIterator<Item = (usize, f64)>,
    ) -> usize {
        let mut coefficients: Vec<(usize, f64)> = coefficients.into_iter().collect();
        coefficients.sort_by_key(|&(column, _)| column);
        coefficients.dedup_by(|later, kept| {
            let same = later.0 == kept.0;
            if same {
                kept.1 += later.1;
            }
            same
        });
        // A NaN stays, so that `validate` can name it.
        coefficients.retain(|&(_, coefficient)| coefficient != 0.0);
        self.rows.push(LinearRow {
            lower,
            upper,
            coefficients,
        });
        self.rows.len() - 1
    }
    /// The columns, in the order they were added.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }
    /// The columns, to change boxes and objective between solves.
    pub fn columns_mut(&mut self) -> &mut [Column] {
        &mut self.columns
    }
    /// The rows, in the order they were added.
    #[must_use]
    pub fn rows(&self) -> &[LinearRow] {
        &self.rows
    }
    /// The rows, to change their limits between solves.
    pub fn rows_mut(&mut self) -> &mut [LinearRow] {
        &mut self.rows
    }
    /// Number of non-zero coefficients in the rows.
    #[must_use]
    pub fn nonzeros(&self) -> usize {
        self.rows.iter().map(|row| row.coefficients.len()).sum()
    }
    /// True if a column is restricted to whole numbers.
    #[must_use]
    pub fn has_integers(&self) -> bool {
        self.columns.iter().any(|column| column.integer)
    }
    /// The same model with every column real.
    ///
    /// ```
    /// use medrota::solve::lp::LinearModel;
    ///
    /// let mut model = LinearModel::new();
    /// model.add_integer_column(0.0, 4.0, 3.0);
    /// assert!(model.has_integers() && !model.relaxed().has_integers());
    /// ```
    #[must_use]
    pub fn relaxed(&self) -> Self {
        let columns = self
            .columns
            .iter()
            .map(|&column| Column {
                integer: false,
                ..column
            })
            .collect();
        Self {
            columns,
            rows: self.rows.clone(),
        }
    }
    /// The same model with a zero objective: any point of it is optimal.
    #[must_use]
    pub fn without_objective(&self) -> Self {
        let columns = self
            .columns
            .iter()
            .map(|&column| Column {
                objective: 0.0,
                ..column
            })
            .collect();
        Self {
            columns,
            rows: self.rows.clone(),
        }
    }
    /// The objective at a point, indexed by column.
    #[must_use]
    pub fn objective_value(&self, point: &[f64]) -> f64 {
        self.columns
            .iter()
            .zip(point)
            .map(|(column, value)| column.objective * value)
            .sum()
    }
    /// The activity of every row at a point that has a value for every column.
    ///
    /// ```
    /// use medrota::solve::lp::LinearModel;
    ///
    /// let mut model = LinearModel::new();
    /// let column = model.add_column(0.0, 4.0, 3.0);
    /// model.add_row(0.0, 5.0, [(column, 2.0)]);
    /// assert_eq!(model.row_activities(&[1.5]), [3.0]);
    /// ```
    #[must_use]
    pub fn row_activities(&self, point: &[f64]) -> Vec<f64> {
        let value = |column: usize| point.get(column).copied().unwrap_or(0.0);
        self.rows
            .iter()
            .map(|row| {
                row.coefficients
                    .iter()
                    .map(|&(column, coefficient)| coefficient * value(column))
                    .sum()
            })
            .collect()
    }
    /// Checks that every number is usable.
    ///
    /// ```
    /// use medrota::solve::lp::LinearModel;
    ///
    /// let mut model = LinearModel::new();
    /// model.add_column(0.0, f64::NAN, 1.0);
    /// assert!(model.validate().is_err());
    /// ```
    ///
    /// # Errors
    /// A failure of kind `Backend` that names the first column or row with a NaN, a finite number beyond
    /// [`LARGEST_NUMBER`], an infinite objective or coefficient, a limit infinite on the wrong side or an unknown column.
    pub fn validate(&self) -> Result<(), Error> {
        for (index, column) in self.columns.iter().enumerate() {
            if !is_lower(column.lower) || !is_upper(column.upper) || !is_number(column.objective) {
                return Err(Error::backend(format!(
                    "column {index} of the linear model is malformed: {column:?}"
                )));
            }
        }
        for (index, row) in self.rows.iter().enumerate() {
            if !is_lower(row.lower) || !is_upper(row.upper) {
                let (lower, upper) = (row.lower, row.upper);
                return Err(Error::backend(format!(
                    "row {index} of the linear model has malformed limits: {lower} to {upper}"
                )));
            }
            for &(column, coefficient) in &row.coefficients {
                if column >= self.columns.len() || !is_number(coefficient) {
                    return Err(Error::backend(format!(
                        "row {index} of the linear model has a malformed coefficient: {coefficient} of column {column}"
                    )));
                }
            }
        }
        Ok(())
    }
}

fn is_number(number: f64) -> bool {
    number.abs() <= LARGEST_NUMBER
}

fn is_lower(limit: f64) -> bool {
    limit == f64::NEG_INFINITY || is_number(limit)
}

fn is_upper(limit: f64) -> bool {
    limit == f64::INFINITY || is_number(limit)
}

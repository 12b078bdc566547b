//! The restricted programme: columns for pathways, rows for groups of doctors and for the shared rows that can bind.

use super::super::lp::{
    LinearModel, LpOptions, LpStatus, Relaxation, duals, explicit_duals, infeasibility_ray,
    relaxation,
};
use super::super::rows::{SharedRows, Sums};
use super::super::setting::Setting;
use super::backends::Backends;
use super::pool::{Column, Pool};
use crate::diagram::Weights;
use crate::error::Result;
use crate::formulation::{RowId, Shape};

/// What is to be decided: so many pathways of each group, next to what is settled.
#[derive(Clone, Debug)]
pub(super) struct Part {
    /// Pathways still to be chosen for each group.
    pub(super) free: Vec<i64>,
    /// What the settled pathways use of each row.
    pub(super) settled: Vec<i64>,
    /// Nothing is settled: what the programme proves speaks of the problem.
    pub(super) is_whole: bool,
}

impl Part {
    /// Groups with pathways to be chosen.
    pub(super) fn groups(&self) -> Vec<u32> {
        (0..self.free.len() as u32)
            .filter(|group| self.free[*group as usize] > 0)
            .collect()
    }

    /// Settles one pathway.
    pub(super) fn settle(&mut self, column: &Column) {
        self.free[column.group as usize] -= 1;
        column
            .usage
            .iter()
            .for_each(|&(row, amount)| self.settled[row.index()] += amount);
        self.is_whole = false;
    }
}

/// What a restricted programme is for.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    /// Prices.
    Real,
    /// The same where hard rows give way: what a unit away from each costs.
    Giving(Vec<f64>),
    /// A choice in whole numbers.
    Whole,
}

/// A restricted programme.
#[derive(Debug)]
pub(super) struct Master {
    pub(super) model: LinearModel,
    /// The pool's column of each of the first columns of the model.
    pub(super) columns: Vec<u32>,
    /// Row of each group that has pathways to be chosen.
    convexity: Vec<(usize, u32)>,
    pub(super) shared: SharedRows,
    groups: usize,
}

/// Prices of a restricted programme.
#[derive(Clone, Debug)]
pub(super) struct MasterPrices {
    /// Prices of the formulation's rows.
    pub(super) rows: Vec<f64>,
    /// What a pathway of each group is worth.
    pub(super) groups: Vec<f64>,
    /// The programme's optimum.
    pub(super) objective: f64,
}

impl Master {
    /// Writes the programme over some columns of the pool; `None` where a shape cannot be written, which no rule makes.
    ///
    /// Rows that no choice among the columns can break are left out, and so are those that `wanted` does not name.
    ///
    /// # Complexity
    /// Terms of all columns.
    pub(super) fn new(
        setting: Setting<'_>,
        pool: &Pool,
        columns: Vec<u32>,
        part: &Part,
        wanted: impl Fn(RowId) -> bool,
        kind: Kind,
    ) -> Option<Self> {
        let formulation = setting.formulation;
        let rows = formulation.rows.len();
        let mut model = LinearModel::new();
        let mut sums = Sums {
            terms: vec![Vec::new(); rows],
            fixed: part.settled.clone(),
        };
        let mut of_group: Vec<Vec<usize>> = vec![Vec::new(); part.free.len()];
        for (at, &column) in columns.iter().enumerate() {
            let column = &pool.columns[column as usize];
            let most = f64::of(part.free[column.group as usize]);
            let index = if matches!(kind, Kind::Whole) {
                model.add_integer_column(0.0, most, f64::of(column.score))
            } else {
                model.add_column(0.0, f64::INFINITY, f64::of(column.score))
            };
            debug_assert_eq!(index, at, "columns of pathways come first");
            of_group[column.group as usize].push(at);
            for &(row, amount) in &column.usage {
                sums.terms[row.index()].push((at, f64::of(amount)));
            }
        }
        let mut convexity = Vec::new();
        for (group, members) in of_group.into_iter().enumerate() {
            if part.free[group] > 0 {
                let count = f64::of(part.free[group]);
                let members = members.into_iter().map(|column| (column, 1.0));
                convexity.push((model.add_row(count, count, members), group as u32));
            }
        }
        let can_bind = binding(setting, pool, &columns, part);
        let is_in = |row: RowId| can_bind[row.index()] && wanted(row);
        let give = match kind {
            Kind::Giving(give) => give,
            Kind::Real | Kind::Whole => Vec::new(),
        };
        let shared = SharedRows::write_giving(&mut model, formulation, &sums, is_in, give)?;
        Some(Self {
            model,
            columns,
            convexity,
            shared,
            groups: part.free.len(),
        })
    }

    /// Optimal prices of the programme without whole numbers, and with `with_point` also the values of its columns.
    ///
    /// # Errors
    /// If the backend refuses the model.
    pub(super) fn prices(
        &self,
        backends: Backends<'_>,
        options: &LpOptions<'_>,
        with_point: bool,
    ) -> Result<(Option<MasterPrices>, Option<Vec<f64>>)> {
        if backends.is_interior(&self.model) {
            return Ok(match relaxation(None, &self.model, options)? {
                Relaxation::Optimum { point, prices } => {
                    let columns = self.model.columns().iter().zip(&point);
                    let objective = columns
                        .map(|(column, value)| column.objective * value)
                        .sum();
                    (Some(self.read(&prices, objective)), Some(point))
                }
                Relaxation::Prices(_) | Relaxation::Infeasible | Relaxation::Nothing => {
                    (None, None)
                }
            });
        }
        let backend = backends.small();
        if backend.capabilities().duals {
            let result = backend.solve(&self.model, options)?;
            if let (LpStatus::Optimal, Some(solution)) = (result.status, result.solution) {
                let prices = match solution.row_duals {
                    Some(duals) => Some(duals),
                    None => explicit_duals(backend, &self.model, options)?.map(|duals| duals.rows),
                };
                let objective = solution.objective;
                return Ok((
                    prices.map(|prices| self.read(&prices, objective)),
                    Some(solution.columns),
                ));
            }
            return Ok((None, None));
        }
        let Some(found) = duals(backend, &self.model, options)? else {
            return Ok((None, None));
        };
        let point = if with_point {
            self.point(backends, options)?
        } else {
            None
        };
        Ok((Some(self.read(&found.rows, found.bound)), point))
    }

    /// Values of the columns at an optimum of the programme without whole numbers.
    ///
    /// # Errors
    /// If the backend refuses the model.
    pub(super) fn point(
        &self,
        backends: Backends<'_>,
        options: &LpOptions<'_>,
    ) -> Result<Option<Vec<f64>>> {
        let result = backends.small().solve(
            &self.model,
            &LpOptions {
                relax_integers: true,
                ..*options
            },
        )?;
        Ok(result
            .solution
            .filter(|_| result.status == LpStatus::Optimal)
            .map(|solution| solution.columns))
    }

    /// A point near a corner of the optima, found by interior points with scores that are changed a little; `None` where these do not solve the programme. The model is the changed one then.
    ///
    /// # Errors
    /// If the backend refuses the model.
    pub(super) fn corner(
        &mut self,
        backends: Backends<'_>,
        options: &LpOptions<'_>,
        change: impl Fn(u32) -> f64,
    ) -> Result<Option<Vec<f64>>> {
        if !backends.is_interior(&self.model) {
            return Ok(None);
        }
        let columns = self.model.columns_mut().iter_mut().zip(&self.columns);
        columns.for_each(|(data, column)| data.objective -= change(*column));
        Ok(match relaxation(None, &self.model, options)? {
            Relaxation::Optimum { point, .. } => Some(point),
            Relaxation::Prices(_) | Relaxation::Infeasible | Relaxation::Nothing => None,
        })
    }

    /// Multipliers that prove that no choice among the columns keeps all rows, if that is so.
    ///
    /// # Errors
    /// If the backend refuses the model.
    pub(super) fn ray(
        &self,
        backends: Backends<'_>,
        options: &LpOptions<'_>,
    ) -> Result<Option<MasterPrices>> {
        Ok(infeasibility_ray(backends.small(), &self.model, options)?
            .map(|ray| self.read(&ray, 0.0)))
    }

    fn read(&self, prices: &[f64], objective: f64) -> MasterPrices {
        let mut groups = vec![0.0; self.groups];
        self.convexity
            .iter()
            .for_each(|&(row, group)| groups[group as usize] = prices[row]);
        MasterPrices {
            rows: self.shared.prices(prices),
            groups,
            objective,
        }
    }
}

/// The rows that some choice among the columns can break, or whose sums are not one range.
fn binding(setting: Setting<'_>, pool: &Pool, columns: &[u32], part: &Part) -> Vec<bool> {
    let rows = &setting.formulation.rows;
    let (mut least, mut most) = (part.settled.clone(), part.settled.clone());
    // For the group at hand: range of each row over its columns, and how many of them use it.
    let mut range: Vec<(i64, i64, usize)> = vec![(0, 0, 0); rows.len()];
    let mut touched: Vec<RowId> = Vec::new();
    let mut by_group: Vec<Vec<u32>> = vec![Vec::new(); part.free.len()];
    columns
        .iter()
        .for_each(|column| by_group[pool.columns[*column as usize].group as usize].push(*column));
    for (members, free) in by_group.iter().zip(&part.free) {
        for &column in members {
            for &(row, amount) in &pool.columns[column as usize].usage {
                let entry = &mut range[row.index()];
                if entry.2 == 0 {
                    touched.push(row);
                    *entry = (amount, amount, 0);
                }
                *entry = (entry.0.min(amount), entry.1.max(amount), entry.2 + 1);
            }
        }
        for row in touched.drain(..) {
            let (mut low, mut high, used) = std::mem::take(&mut range[row.index()]);
            if used < members.len() {
                (low, high) = (low.min(0), high.max(0));
            }
            least[row.index()] += low * free;
            most[row.index()] += high * free;
        }
    }
    let can_break = |(index, row): (usize, &crate::formulation::Row)| {
        row.group.is_some()
            || match &row.shape {
                Shape::Interval { lower, upper } => {
                    lower.is_some_and(|lower| least[index] < lower)
                        || upper.is_some_and(|upper| most[index] > upper)
                }
                Shape::OneOf(_) | Shape::ZeroOr { .. } | Shape::Never(_) => {
                    least[index] < most[index] || row.shape.distance(least[index]) > 0
                }
            }
    };
    rows.iter().enumerate().map(can_break).collect()
}

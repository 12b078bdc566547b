//! Cuts that a point breaks: sums of rows in which every number that weighs something is even, but the limit is odd.
//!
//! Halving a sum of rows and rounding down takes off half a unit of the limit where it is odd, and half of each column that counts odd. So a cut is broken by
//! (1 − slack of the rows − Σ of columns that count odd) / 2. Rows are added to each other modulo 2, so that large columns become even one after another
//! (Andreello, Caprara & Fischetti 2007).

use super::super::parameters::columns::ROUND_OFF;
use super::super::parameters::cuts::{COMMON, LEAST_BREACH, MOST_ROWS, ORDERS};
use super::super::seed::seed_of;
use super::super::setting::Setting;
use super::stock::Stock;
use crate::formulation::{Cut, RowId, Shape, Side};
use crate::ids::DoctorId;
use fixedbitset::FixedBitSet;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use std::collections::BTreeMap;

/// What a row of the system stands for.
#[derive(Clone, Copy, Debug)]
enum Source {
    /// A row of the formulation at one of its limits.
    Row(RowId, Side),
    /// One pathway for each doctor of a group.
    Group(usize),
}

/// A sum of rows modulo 2.
#[derive(Clone, Debug)]
struct Sum {
    /// Columns that count odd.
    odd: FixedBitSet,
    /// Rows of the system that are added up.
    of: FixedBitSet,
    is_odd: bool,
    slack: f64,
}

impl Sum {
    fn add(&mut self, other: &Self) {
        self.odd.symmetric_difference_with(&other.odd);
        self.of.symmetric_difference_with(&other.of);
        self.is_odd ^= other.is_odd;
        self.slack += other.slack;
    }
}

/// Rows and columns at a point, modulo 2.
struct System {
    sources: Vec<Source>,
    sums: Vec<Sum>,
    /// Values of the columns.
    values: Vec<f64>,
}

/// At most so many cuts that a point breaks, those first that are broken by most for their size, and none that adds up nearly what an earlier one does.
///
/// # Complexity
/// Orders × columns × rows of the system × columns / 64.
pub(super) fn separate(
    setting: Setting<'_>,
    stock: &Stock,
    point: &[(u32, f64)],
    seed: u64,
    most: usize,
) -> Vec<Cut> {
    let system = System::new(setting, stock, point);
    let mut found: BTreeMap<Vec<usize>, f64> = BTreeMap::new();
    for order in 0..ORDERS {
        system.eliminate(order, seed_of(seed, order), &mut found);
    }
    let mut order: Vec<(f64, Vec<usize>)> = found
        .into_iter()
        .map(|(rows, breach)| (breach / (rows.len() as f64).sqrt(), rows))
        .collect();
    order.sort_by(|one, other| other.0.total_cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
    let mut kept: Vec<Vec<usize>> = Vec::new();
    for (_, rows) in order {
        if kept.len() == most {
            break;
        }
        if !kept.iter().any(|known| are_alike(known, &rows)) {
            kept.push(rows);
        }
    }
    kept.iter().map(|rows| system.cut(rows, stock)).collect()
}

/// True if two sums have most of their rows in common.
fn are_alike(one: &[usize], other: &[usize]) -> bool {
    let common = one
        .iter()
        .filter(|row| other.binary_search(row).is_ok())
        .count();
    common * COMMON >= one.len().max(other.len()) * (COMMON - 1)
}

impl System {
    fn new(setting: Setting<'_>, stock: &Stock, point: &[(u32, f64)]) -> Self {
        let formulation = setting.formulation;
        let mut sums = vec![0.0; formulation.rows.len()];
        for &(column, value) in point {
            let usage = &stock.pool.columns[column as usize].usage;
            usage
                .iter()
                .for_each(|&(row, amount)| sums[row.index()] += value * amount as f64);
        }
        // Rows near a limit, with what is missing to it or, of a soft row, beyond it.
        let mut near = Vec::new();
        let countable = formulation.countable();
        for (index, row) in formulation.rows.iter().enumerate() {
            let id = RowId::new(index);
            if !countable[index] || !stock.rows[index] || formulation.cuts.of_row(id).is_some() {
                continue;
            }
            let Shape::Interval { lower, upper } = row.shape else {
                continue;
            };
            let above = upper.map(|upper| (upper as f64 - sums[index], Side::Upper, upper));
            let below = lower.map(|lower| (sums[index] - lower as f64, Side::Lower, lower));
            let nearest = above
                .into_iter()
                .chain(below)
                .min_by(|one, other| one.0.total_cmp(&other.0));
            if let Some((slack, side, limit)) = nearest.filter(|near| near.0 < 1.0 - ROUND_OFF) {
                near.push((id, side, slack, limit));
            }
        }
        let mut row_at = vec![usize::MAX; formulation.rows.len()];
        near.iter()
            .enumerate()
            .for_each(|(at, near)| row_at[near.0.index()] = at);
        let groups = stock.kinship.groups.len();
        let rows = near.len() + groups;
        let beyond = near.iter().filter(|near| near.2 < -ROUND_OFF);
        let columns = point.len() + beyond.count();
        let mut system = Self {
            sources: Vec::with_capacity(rows),
            sums: Vec::with_capacity(rows),
            values: Vec::with_capacity(columns),
        };
        for (at, &(id, side, slack, limit)) in near.iter().enumerate() {
            system.add(
                Source::Row(id, side),
                (at, rows, columns),
                limit % 2 != 0,
                slack.max(0.0),
            );
        }
        for (group, doctors) in stock.kinship.groups.iter().enumerate() {
            let at = near.len() + group;
            system.add(
                Source::Group(group),
                (at, rows, columns),
                doctors.len() % 2 != 0,
                0.0,
            );
        }
        for (at, &(column, value)) in point.iter().enumerate() {
            let column = &stock.pool.columns[column as usize];
            for &(row, amount) in &column.usage {
                let row = row_at[row.index()];
                if row != usize::MAX && amount % 2 != 0 {
                    system.sums[row].odd.insert(at);
                }
            }
            system.sums[near.len() + column.group as usize]
                .odd
                .insert(at);
            system.values.push(value);
        }
        for (at, near) in near
            .iter()
            .enumerate()
            .filter(|(_, near)| near.2 < -ROUND_OFF)
        {
            system.sums[at].odd.insert(system.values.len());
            system.values.push(-near.2);
        }
        system
    }

    fn add(
        &mut self,
        source: Source,
        (at, rows, columns): (usize, usize, usize),
        is_odd: bool,
        slack: f64,
    ) {
        let mut of = FixedBitSet::with_capacity(rows);
        of.insert(at);
        self.sources.push(source);
        self.sums.push(Sum {
            odd: FixedBitSet::with_capacity(columns),
            of,
            is_odd,
            slack,
        });
    }

    /// Adds rows up so that one column after another becomes even, and takes note of the cuts on the way.
    fn eliminate(&self, order: u64, seed: u64, found: &mut BTreeMap<Vec<usize>, f64>) {
        let mut random = Pcg64Mcg::seed_from_u64(seed);
        let mut sums = self.sums.clone();
        let mut is_open = vec![true; sums.len()];
        let mut columns: Vec<(f64, usize)> = self
            .values
            .iter()
            .map(|value| match order {
                0 => *value,
                _ => value * random.random::<f64>(),
            })
            .zip(0..)
            .collect();
        columns.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
        // Which of several rows is added to the others.
        let keys: Vec<f64> = sums.iter().map(|_| random.random::<f64>()).collect();
        sums.iter().for_each(|sum| self.note(sum, found));
        for (_, column) in columns {
            let pivots = (0..sums.len()).filter(|row| {
                is_open[*row] && sums[*row].odd.contains(column) && sums[*row].slack < ROUND_OFF
            });
            let key = |row: &usize| (sums[*row].of.count_ones(..) as f64) + keys[*row];
            let Some(pivot) = pivots.min_by(|one, other| key(one).total_cmp(&key(other))) else {
                continue;
            };
            is_open[pivot] = false;
            let added = sums[pivot].clone();
            for row in 0..sums.len() {
                if is_open[row] && sums[row].odd.contains(column) {
                    sums[row].add(&added);
                    self.note(&sums[row], found);
                }
            }
        }
    }

    /// Takes note of a sum if half of it, rounded down, is a cut that the point breaks.
    fn note(&self, sum: &Sum, found: &mut BTreeMap<Vec<usize>, f64>) {
        if !sum.is_odd || sum.slack >= 1.0 || sum.of.count_ones(..) > MOST_ROWS {
            return;
        }
        let mut left = 1.0 - sum.slack;
        for column in sum.odd.ones() {
            left -= self.values[column];
            if left < 2.0 * LEAST_BREACH {
                return;
            }
        }
        let has_row = |row: usize| matches!(self.sources[row], Source::Row(..));
        if sum.of.ones().any(has_row) {
            found.insert(sum.of.ones().collect(), left / 2.0);
        }
    }

    fn cut(&self, rows: &[usize], stock: &Stock) -> Cut {
        let mut cut = Cut {
            rows: Vec::new(),
            doctors: Vec::new(),
        };
        for &row in rows {
            match self.sources[row] {
                Source::Row(row, side) => cut.rows.push((row, side)),
                Source::Group(group) => {
                    let doctors: &[DoctorId] = &stock.kinship.groups[group];
                    cut.doctors.extend_from_slice(doctors);
                }
            }
        }
        cut.rows.sort_unstable();
        cut.doctors.sort_unstable();
        cut
    }
}

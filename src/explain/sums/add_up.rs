//! Which rows to add up, and the sum in whole numbers.

use super::own::Side;
use super::rows::{Programme, Sum};
use crate::solve::lp::{
    Backend, LinearModel, LpOptions, LpStatus, MicroLp, explicit_duals, infeasibility_ray, linear,
};

/// Most sums of one programme.
const MOST_SUMS: usize = 4;
/// Most rules of a sum that is told whole although some of its rows alone would contradict each other.
const MOST_TERMS: usize = 12;
/// Greatest common denominator of the multipliers.
const DENOMINATORS: std::ops::RangeInclusive<i64> = 1..=12;
/// Multipliers that are no further from whole numbers are whole.
const TOLERANCE: f64 = 1e-5;

/// Sums of rows that cannot be met, none of which asks for the same as an earlier one; the largest shortage of each.
pub(super) fn contradictions(programme: &Programme<'_>) -> Vec<Sum> {
    let mut active: Vec<usize> = (0..programme.rows.len()).collect();
    let mut found: Vec<Sum> = Vec::new();
    while found.len() < MOST_SUMS {
        let sums = next(programme, &active);
        if sums.is_empty() {
            break;
        }
        let before = active.len();
        let is_told = |row: &usize| {
            sums.iter()
                .any(|sum| sum.rows.iter().any(|(used, _)| used == row))
        };
        active.retain(|row| programme.rows[*row].side == Side::AtMost || !is_told(row));
        found.extend(sums);
        if active.len() == before {
            break;
        }
    }
    found.truncate(MOST_SUMS);
    found
}

fn next(programme: &Programme<'_>, active: &[usize]) -> Vec<Sum> {
    // A row that its columns cannot meet by themselves needs no solver.
    if let Some(sum) = active
        .iter()
        .find_map(|&row| added(programme, vec![(row, 1)]))
    {
        return vec![sum];
    }
    // If nothing is asked for, nothing is short.
    let asking = that_ask(programme, active);
    if asking.is_empty() && programme.columns.iter().all(|column| column.least == 0) {
        return Vec::new();
    }
    if has_easy_point(programme, active, &asking) {
        return Vec::new();
    }
    let whole = infeasibility_ray(
        linear(None),
        &model(programme, active),
        &LpOptions::default(),
    );
    let Some(ray) = whole.ok().flatten() else {
        return Vec::new();
    };
    // All that is short, in pieces that share no column; a piece that is easy to read is told whole.
    let pieces: Vec<Sum> =
        shortage(programme, active, &asking).map_or_else(Vec::new, |rows| pieces(programme, &rows));
    let clear: Vec<Sum> = pieces
        .into_iter()
        .filter(|sum| programme.terms(sum).len() <= MOST_TERMS)
        .collect();
    match clear.is_empty() {
        true => fewest_rows(programme, active, &ray).into_iter().collect(),
        false => clear,
    }
}

/// The fewest rows that contradict each other, with the narrowest limits on what they ask for.
fn fewest_rows(programme: &Programme<'_>, active: &[usize], ray: &[f64]) -> Option<Sum> {
    let largest = ray
        .iter()
        .fold(0.0_f64, |largest, price| largest.max(price.abs()));
    let mut support: Vec<usize> = active
        .iter()
        .zip(ray)
        .filter(|(_, price)| price.abs() > largest * 1e-6)
        .map(|(row, _)| *row)
        .collect();
    if !is_infeasible(programme, &support) {
        support = active.to_vec();
    }
    support.sort_by_key(|&row| (programme.rank(row), row));
    let needed = smallest(programme, support);
    let asking = that_ask(programme, &needed);
    let tight = shortage(programme, active, &asking).and_then(|rows| added(programme, rows));
    tight.or_else(|| {
        let model = model(programme, &needed);
        let multipliers = infeasibility_ray(&MicroLp::default(), &model, &LpOptions::default());
        let multipliers = multipliers.ok().flatten()?;
        added(programme, whole(&needed, &multipliers)?)
    })
}

/// True if what is asked for is there at first sight: row by row, the narrowest first, out of what limits leave. Most programmes have such a point, and need no solver.
///
/// # Complexity
/// One pass over all coefficients, after sorting.
fn has_easy_point(programme: &Programme<'_>, active: &[usize], asking: &[usize]) -> bool {
    let mut point: Vec<i64> = programme
        .columns
        .iter()
        .map(|column| column.least)
        .collect();
    let mut limits_of: Vec<Vec<(usize, i64)>> = vec![Vec::new(); point.len()];
    let mut left: Vec<i64> = vec![i64::MAX; programme.rows.len()];
    let sum = |row: usize, point: &[i64]| {
        let terms = programme.rows[row].terms.iter();
        terms.fold(0_i64, |sum, &(column, times)| {
            sum.saturating_add(times.saturating_mul(point[column]))
        })
    };
    for &row in active
        .iter()
        .filter(|row| programme.rows[**row].side == Side::AtMost)
    {
        left[row] = programme.rows[row].bound.saturating_sub(sum(row, &point));
        for &(column, times) in &programme.rows[row].terms {
            limits_of[column].push((row, times));
        }
    }
    let mut asking = asking.to_vec();
    asking.sort_by_key(|&row| (programme.rows[row].terms.len(), row));
    for &row in &asking {
        let mut missing = programme.rows[row].bound.saturating_sub(sum(row, &point));
        for &(column, times) in &programme.rows[row].terms {
            if missing <= 0 {
                break;
            }
            if times <= 0 {
                continue;
            }
            let room = limits_of[column]
                .iter()
                .filter(|(_, used)| *used > 0)
                .map(|(limit, used)| left[*limit].max(0) / used)
                .min();
            let free = programme.columns[column].most.saturating_sub(point[column]);
            let needed = (missing - 1) / times + 1;
            let more = needed.min(free).min(room.unwrap_or(i64::MAX)).max(0);
            point[column] += more;
            missing = missing.saturating_sub(more.saturating_mul(times));
            for &(limit, used) in &limits_of[column] {
                left[limit] = left[limit].saturating_sub(more.saturating_mul(used));
            }
        }
    }
    let mut columns = programme.columns.iter().zip(&point);
    columns.all(|(column, amount)| (column.least..=column.most).contains(amount))
        && active.iter().all(|&row| match programme.rows[row].side {
            Side::AtLeast => sum(row, &point) >= programme.rows[row].bound,
            Side::AtMost => sum(row, &point) <= programme.rows[row].bound,
        })
}

/// Those of the rows that ask for something.
fn that_ask(programme: &Programme<'_>, rows: &[usize]) -> Vec<usize> {
    let ask = |row: &usize| programme.rows[*row].side == Side::AtLeast;
    rows.iter().copied().filter(ask).collect()
}

/// The least amount by which some rows that ask for something are short while all limits are kept, as rows and multipliers; `None` if they are not, or if no limits
/// are kept by anything.
fn shortage(
    programme: &Programme<'_>,
    active: &[usize],
    asking: &[usize],
) -> Option<Vec<(usize, i64)>> {
    let limits = active
        .iter()
        .copied()
        .filter(|&row| programme.rows[row].side == Side::AtMost);
    let rows: Vec<usize> = asking.iter().copied().chain(limits).collect();
    let mut model = LinearModel::new();
    for column in &programme.columns {
        model.add_column(column.least as f64, column.most as f64, 0.0);
    }
    for &row in &rows {
        let row = &programme.rows[row];
        let terms = row
            .terms
            .iter()
            .map(|&(column, times)| (column, times as f64));
        let bound = row.bound as f64;
        if row.side == Side::AtMost {
            model.add_row(f64::NEG_INFINITY, bound, terms);
        } else {
            let missing = model.add_column(0.0, bound.max(0.0), -1.0);
            model.add_row(bound, f64::INFINITY, terms.chain([(missing, 1.0)]));
        }
    }
    let found = explicit_duals(&MicroLp::default(), &model, &LpOptions::default())
        .ok()
        .flatten()?;
    whole(&rows, &found.rows)
}

/// Multipliers as small whole numbers.
fn whole(rows: &[usize], multipliers: &[f64]) -> Option<Vec<(usize, i64)>> {
    let smallest = multipliers
        .iter()
        .map(|price| price.abs())
        .filter(|price| *price > 1e-7)
        .fold(f64::INFINITY, f64::min);
    for denominator in DENOMINATORS {
        let scaled: Vec<f64> = multipliers
            .iter()
            .map(|price| price.abs() / smallest * denominator as f64)
            .collect();
        if scaled
            .iter()
            .all(|times| (times - times.round()).abs() < TOLERANCE && *times < 1e9)
        {
            #[allow(
                clippy::cast_possible_truncation,
                reason = "whole and small, as just seen"
            )]
            let whole = rows
                .iter()
                .zip(&scaled)
                .map(|(&row, times)| (row, times.round() as i64))
                .filter(|(_, times)| *times > 0);
            return Some(whole.collect());
        }
    }
    None
}

/// Rows that share columns, together; each piece that is short by itself.
fn pieces(programme: &Programme<'_>, rows: &[(usize, i64)]) -> Vec<Sum> {
    let mut sets =
        petgraph::unionfind::UnionFind::<usize>::new(rows.len() + programme.columns.len());
    for (index, (row, _)) in rows.iter().enumerate() {
        for &(column, _) in &programme.rows[*row].terms {
            sets.union(rows.len() + column, index);
        }
    }
    let mut pieces: std::collections::BTreeMap<usize, Vec<(usize, i64)>> =
        std::collections::BTreeMap::new();
    for (index, row) in rows.iter().enumerate() {
        pieces.entry(sets.find(index)).or_default().push(*row);
    }
    pieces
        .into_values()
        .filter_map(|rows| added(programme, rows))
        .collect()
}

/// Leaves out rows as long as the rest has no point: large pieces first, then single ones.
fn smallest(programme: &Programme<'_>, mut rows: Vec<usize>) -> Vec<usize> {
    let mut piece = rows.len() / 2;
    while piece > 0 {
        let mut first = 0;
        while first < rows.len() {
            let end = (first + piece).min(rows.len());
            let without: Vec<usize> = rows[..first].iter().chain(&rows[end..]).copied().collect();
            if is_infeasible(programme, &without) {
                rows = without;
            } else {
                first = end;
            }
        }
        piece /= 2;
    }
    rows
}

fn is_infeasible(programme: &Programme<'_>, rows: &[usize]) -> bool {
    let solved = MicroLp::default().solve(&model(programme, rows), &LpOptions::default());
    solved.is_ok_and(|result| result.status == LpStatus::Infeasible)
}

fn model(programme: &Programme<'_>, rows: &[usize]) -> LinearModel {
    let mut model = LinearModel::new();
    for column in &programme.columns {
        model.add_column(column.least as f64, column.most as f64, 0.0);
    }
    for &row in rows {
        let row = &programme.rows[row];
        let bound = row.bound as f64;
        let (lower, upper) = if row.side == Side::AtLeast {
            (bound, f64::INFINITY)
        } else {
            (f64::NEG_INFINITY, bound)
        };
        model.add_row(
            lower,
            upper,
            row.terms
                .iter()
                .map(|&(column, times)| (column, times as f64)),
        );
    }
    model
}

/// The sum of rows, exactly; `None` if it is no contradiction.
///
/// With m the multipliers and c = Σ m·a over upper rows less lower ones, every point has Σ c·y ≤ Σ m·upper − Σ m·lower. The least that columns
/// within their limits can make of the left side is their lower limits where c is positive, and their upper ones where it is not.
fn added(programme: &Programme<'_>, rows: Vec<(usize, i64)>) -> Option<Sum> {
    let mut coefficients: std::collections::BTreeMap<usize, i128> =
        std::collections::BTreeMap::new();
    let (mut asked, mut available) = (0_i128, 0_i128);
    for &(index, times) in &rows {
        let row = &programme.rows[index];
        let sign = match row.side {
            Side::AtLeast => {
                asked += i128::from(row.bound) * i128::from(times);
                -1
            }
            Side::AtMost => {
                available += i128::from(row.bound) * i128::from(times);
                1
            }
        };
        for &(column, coefficient) in &row.terms {
            *coefficients.entry(column).or_default() +=
                sign * i128::from(coefficient) * i128::from(times);
        }
    }
    let mut columns = Vec::new();
    for (column, coefficient) in coefficients {
        let data = &programme.columns[column];
        let amount = coefficient
            * i128::from(if coefficient >= 0 {
                data.least
            } else {
                data.most
            });
        if amount >= 0 {
            asked += amount
        } else {
            available -= amount
        }
        if amount != 0 {
            columns.push((column, i64::try_from(amount).ok()?));
        }
    }
    let (asked, available) = (i64::try_from(asked).ok()?, i64::try_from(available).ok()?);
    (asked > available).then_some(Sum {
        rows,
        columns,
        asked,
        available,
    })
}

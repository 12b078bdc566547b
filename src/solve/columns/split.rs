//! Where to branch: what is fractional at an optimum without whole numbers.

use super::super::parameters::columns::{FRACTION, TIE};
use super::super::setting::Setting;
use super::stock::Stock;
use crate::diagram::Place;
use crate::formulation::{Formulation, Group, RowId, Shape};
use crate::ids::{ActivityId, DoctorId, EventId, PeriodId, RuleId};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Two ways on, the nearer one first; together they allow every schedule.
pub(super) struct Split {
    pub(super) near: Formulation,
    pub(super) far: Formulation,
    /// Rows that they changed or added, of which the programme has to know.
    pub(super) rows: Vec<RowId>,
    /// The only doctor to whom these say something, if it is one.
    pub(super) doctor: Option<DoctorId>,
}

/// A cell or a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Spot {
    Cell(ActivityId, PeriodId),
    Slot(EventId, u32),
}

/// Where to branch at a point: on the sum of a shared row if one is not what it may be, else on where one doctor is; `None` if nothing is
/// fractional.
pub(super) fn split(setting: Setting<'_>, stock: &Stock, point: &[(u32, f64)]) -> Option<Split> {
    let sums = sums_of(setting, stock, point);
    on_group(setting.formulation, &sums)
        .or_else(|| on_gap(setting.formulation, &sums))
        .or_else(|| on_sums(setting.formulation, stock, &sums, 1).pop())
        .or_else(|| on_doctors(setting, stock, point, 1).pop())
}

/// Several ways to branch at a point, at most so many on sums, of different rules, and so many on where different doctors are; only one where a row has a gap or rows exclude each other.
pub(super) fn splits(
    setting: Setting<'_>,
    stock: &Stock,
    point: &[(u32, f64)],
    (rules, doctors): (usize, usize),
) -> Vec<Split> {
    let sums = sums_of(setting, stock, point);
    if let Some(forced) =
        on_group(setting.formulation, &sums).or_else(|| on_gap(setting.formulation, &sums))
    {
        return vec![forced];
    }
    let mut splits = on_sums(setting.formulation, stock, &sums, rules);
    splits.extend(on_doctors(setting, stock, point, doctors));
    splits
}

/// What rows sum at a point.
fn sums_of(setting: Setting<'_>, stock: &Stock, point: &[(u32, f64)]) -> Vec<f64> {
    let mut sums = vec![0.0; setting.formulation.rows.len()];
    for &(column, value) in point {
        let usage = &stock.pool.columns[column as usize].usage;
        usage
            .iter()
            .for_each(|&(row, amount)| sums[row.index()] += value * amount as f64);
    }
    sums
}

/// Those farthest from a whole number, at most so many, each with what it is of; of two that are as far the first.
fn farthest<T>(mut found: Vec<(f64, T)>, most: usize) -> Vec<T> {
    let mut farthest = Vec::new();
    while farthest.len() < most && !found.is_empty() {
        let mut best = 0;
        for at in 1..found.len() {
            if found[at].0 > found[best].0 + TIE {
                best = at;
            }
        }
        farthest.push(found.remove(best).1);
    }
    farthest
}

/// On rows of which only one may be used: this row, or the others.
fn on_group(formulation: &Formulation, sums: &[f64]) -> Option<Split> {
    formulation.groups.iter().find_map(|group| {
        let Group::OnlyOne { rows } = group else {
            return None;
        };
        let used: Vec<RowId> = rows
            .iter()
            .copied()
            .filter(|row| sums[row.index()].abs() > FRACTION)
            .collect();
        let most = *used.iter().max_by(|one, other| {
            sums[one.index()]
                .total_cmp(&sums[other.index()])
                .then(other.cmp(one))
        })?;
        if used.len() < 2 {
            return None;
        }
        let (mut near, mut far) = (formulation.clone(), formulation.clone());
        rows.iter()
            .filter(|row| **row != most)
            .for_each(|row| near.rows[row.index()].shape = NOTHING);
        far.rows[most.index()].shape = NOTHING;
        Some(Split {
            near,
            far,
            rows: rows.clone(),
            doctor: None,
        })
    })
}

const NOTHING: Shape = Shape::Interval {
    lower: Some(0),
    upper: Some(0),
};

/// Of a hard row with a gap among its allowed sums: below the gap that the sum lies in, or above.
fn on_gap(formulation: &Formulation, sums: &[f64]) -> Option<Split> {
    formulation
        .rows
        .iter()
        .enumerate()
        .filter(|(_, row)| row.weight.is_none())
        .find_map(|(index, row)| {
            let sum = sums[index];
            let (below, above) = match &row.shape {
                Shape::OneOf(values) => {
                    let cut = values.partition_point(|value| *value as f64 <= sum + FRACTION);
                    let is_allowed = values[..cut]
                        .last()
                        .is_some_and(|value| (*value as f64 - sum).abs() <= FRACTION);
                    if cut == 0 || cut == values.len() || is_allowed {
                        return None;
                    }
                    (
                        Shape::OneOf(values[..cut].to_vec()),
                        Shape::OneOf(values[cut..].to_vec()),
                    )
                }
                Shape::ZeroOr { min, max } if sum > FRACTION && sum < *min as f64 - FRACTION => (
                    NOTHING,
                    Shape::Interval {
                        lower: Some(*min),
                        upper: Some(*max),
                    },
                ),
                Shape::ZeroOr { .. } | Shape::Interval { .. } | Shape::Never(_) => return None,
            };
            let is_low = row
                .shape
                .hull()
                .1
                .is_some_and(|upper| sum < upper as f64 / 2.0);
            Some(of_shapes(formulation, index, below, above, is_low))
        })
}

/// Of hard rows of the programme whose sums are not whole (and which are no cuts, which have no least sum), the one of each rule that is farthest: at most the whole number below, or at least the one above.
fn on_sums(formulation: &Formulation, stock: &Stock, sums: &[f64], most: usize) -> Vec<Split> {
    let away = |sum: f64| (sum - sum.round()).abs();
    let mut found: BTreeMap<RuleId, (f64, usize)> = BTreeMap::new();
    for (index, row) in formulation.rows.iter().enumerate() {
        let is_open = row.weight.is_none()
            && row.group.is_none()
            && formulation.cuts.of_row(RowId::new(index)).is_none()
            && matches!(row.shape, Shape::Interval { .. });
        let away = away(sums[index]);
        if is_open && stock.rows[index] && away > FRACTION {
            let best = found.entry(row.rule).or_insert((away, index));
            if away > best.0 + TIE {
                *best = (away, index);
            }
        }
    }
    let mut found: Vec<(f64, usize)> = found.into_values().collect();
    found.sort_by_key(|entry| entry.1);
    let rows = farthest(found, most);
    let split = |row: usize| on_sum(formulation, sums, row);
    rows.into_iter().filter_map(split).collect()
}

/// On the sum of a row.
fn on_sum(formulation: &Formulation, sums: &[f64], index: usize) -> Option<Split> {
    let Shape::Interval { lower, upper } = formulation.rows[index].shape else {
        return None;
    };
    let floor = sums[index].floor() as i64;
    let below = Shape::Interval {
        lower,
        upper: Some(upper.map_or(floor, |upper| upper.min(floor))),
    };
    let above = Shape::Interval {
        lower: Some(lower.map_or(floor + 1, |lower| lower.max(floor + 1))),
        upper,
    };
    Some(of_shapes(
        formulation,
        index,
        below,
        above,
        sums[index] - (floor as f64) < 0.5,
    ))
}

fn of_shapes(
    formulation: &Formulation,
    row: usize,
    below: Shape,
    above: Shape,
    is_low: bool,
) -> Split {
    let (mut low, mut high) = (formulation.clone(), formulation.clone());
    low.rows[row].shape = below;
    high.rows[row].shape = above;
    let (near, far) = if is_low { (low, high) } else { (high, low) };
    Split {
        near,
        far,
        rows: vec![RowId::new(row)],
        doctor: None,
    }
}

/// On where doctors are in part of the solution: there, or not there.
fn on_doctors(
    setting: Setting<'_>,
    stock: &Stock,
    point: &[(u32, f64)],
    most: usize,
) -> Vec<Split> {
    let mut found: Vec<(f64, (DoctorId, Spot))> = Vec::new();
    for (group, doctors) in stock.kinship.groups.iter().enumerate() {
        let doctor = doctors[0];
        let mut masses: FxHashMap<Spot, f64> = FxHashMap::default();
        let own = point
            .iter()
            .filter(|entry| stock.pool.columns[entry.0 as usize].group as usize == group);
        for &(column, value) in own.filter(|entry| (entry.1 - entry.1.round()).abs() > FRACTION) {
            spots(
                setting,
                doctor,
                &stock.pool.columns[column as usize].labels,
                |spot| *masses.entry(spot).or_default() += value,
            );
        }
        let mut masses: Vec<(Spot, f64)> = masses.into_iter().collect();
        masses.sort_by_key(|entry| entry.0);
        let mut best: Option<(f64, Spot)> = None;
        for (spot, mass) in masses {
            let away = (mass - mass.round()).abs();
            if away > FRACTION && best.is_none_or(|best| away > best.0 + TIE) {
                best = Some((away, spot));
            }
        }
        found.extend(best.map(|(away, spot)| (away, (doctor, spot))));
    }
    let formulation = setting.formulation;
    let split = |(doctor, spot)| {
        let with = |is_there| match spot {
            Spot::Cell(activity, period) => {
                formulation.with_cell(doctor, activity, period, is_there)
            }
            Spot::Slot(event, slot) => formulation.with_slot(doctor, event, slot, is_there),
        };
        Split {
            near: with(true),
            far: with(false),
            rows: vec![RowId::new(formulation.rows.len())],
            doctor: Some(doctor),
        }
    };
    farthest(found, most).into_iter().map(split).collect()
}

/// Calls `each` with every cell and slot of a path.
fn spots(setting: Setting<'_>, doctor: DoctorId, labels: &[u32], mut each: impl FnMut(Spot)) {
    let (axis, diagram) = (
        setting.pathways.axis(doctor),
        &setting.pathways.class(doctor).diagram,
    );
    for &label in labels {
        let label = &diagram.labels()[label as usize];
        match label.place {
            Place::Start(place) | Place::Stay(place) => {
                let activity = diagram.places()[place as usize];
                let steps = &axis.steps[label.first as usize..(label.first + label.steps) as usize];
                steps
                    .iter()
                    .flat_map(|step| step.present.iter().chain(&step.kept))
                    .for_each(|period| each(Spot::Cell(activity, *period)));
            }
            Place::Attend(slot) => each(Spot::Slot(
                axis.slots[slot as usize].event,
                axis.slots[slot as usize].slot,
            )),
            Place::Idle | Place::End => {}
        }
    }
}

//! Where a schedule loses something next to the optimum of the relaxation.

use super::super::judge::judge;
use super::super::known::Incumbent;
use super::super::parameters::compact::UNLIKELY;
use super::super::setting::Setting;
use super::task::{Optimum, Task};
use crate::formulation::{Row, RowId};
use crate::ids::DoctorId;

/// Who can move a row, and when.
#[derive(Clone, Debug, Default)]
pub(super) struct Reach {
    pub(super) doctors: Vec<usize>,
    /// The first and the last period that counts; none for a row of the whole horizon or of no period.
    pub(super) periods: Option<(usize, usize)>,
}

/// The reach of each row.
pub(super) fn reaches(setting: Setting<'_>) -> Vec<Reach> {
    let formulation = setting.formulation;
    let mut reaches: Vec<Reach> = vec![Reach::default(); formulation.rows.len()];
    for doctor in 0..setting.pathways.len() {
        for &(family, _) in &formulation.of_doctor[DoctorId::new(doctor).index()] {
            if let Some(cells) = &formulation.families[family as usize].cells {
                cells.each_row(|row, _| {
                    let doctors = &mut reaches[row.index()].doctors;
                    if doctors.last() != Some(&doctor) {
                        doctors.push(doctor);
                    }
                });
            }
        }
    }
    let cells = formulation
        .families
        .iter()
        .filter_map(|family| family.cells.as_ref());
    for cells in cells {
        cells.each_period(|period, row| {
            let (at, periods) = (period.index(), &mut reaches[row.index()].periods);
            let (first, last) = periods.unwrap_or((at, at));
            *periods = Some((first.min(at), last.max(at)));
        });
    }
    let whole = Some((0, formulation.periods.saturating_sub(1)));
    for reach in &mut reaches {
        reach.periods = reach.periods.filter(|_| reach.periods != whole);
    }
    reaches
}

/// Rows at which a schedule loses something next to the optimum of the relaxation, with how much: it breaks them where the optimum does not, or leaves room that has a price. Without an
/// optimum, or where it loses nothing there, the rows that it breaks.
pub(super) fn losing_rows(task: &Task<'_>, schedule: &Incumbent) -> Vec<(RowId, f64)> {
    let sums = judge(task.setting, &schedule.labels).sums;
    let rows = || {
        let rows = task.setting.formulation.rows.iter().zip(&sums).enumerate();
        rows.map(|(index, (row, sum))| (RowId::new(index), row, *sum))
    };
    let losing: Vec<(RowId, f64)> = task
        .optimum
        .into_iter()
        .flat_map(|optimum| rows().map(|(id, row, sum)| (id, optimum.loss(id, row, sum))))
        .filter(|(_, loss)| *loss > task.unit * UNLIKELY)
        .collect();
    if !losing.is_empty() {
        return losing;
    }
    rows()
        .filter(|(_, row, sum)| row.shape.distance(*sum) > 0)
        .map(|(id, ..)| (id, 1.0))
        .collect()
}

impl Optimum {
    /// What a row's sum costs more than the best sum at the row's price.
    fn loss(&self, id: RowId, row: &Row, sum: i64) -> f64 {
        let price = self.prices[id.index()];
        let (lower, upper) = row.shape.hull();
        let limit = if price > 0.0 { upper } else { lower };
        let cost = row.weight.unwrap_or(0) as f64 * row.shape.distance(sum) as f64;
        limit.map_or(0.0, |limit| price * (limit - sum) as f64 + cost)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formulation::Shape;
    use crate::ids::RuleId;

    /// The loss is what the best sum at the price is worth more, by trying all of them.
    #[test]
    fn a_row_loses_what_the_best_sum_is_worth_more() {
        let shapes = [
            Shape::Interval {
                lower: Some(2),
                upper: Some(4),
            },
            Shape::Interval {
                lower: Some(3),
                upper: Some(3),
            },
            Shape::OneOf(vec![1, 4, 6]),
            Shape::ZeroOr { min: 3, max: 5 },
        ];
        let weight = 5;
        for shape in shapes {
            let row = Row {
                rule: RuleId::new(0),
                number: 0,
                shape,
                weight: Some(weight),
                group: None,
            };
            for price in -weight..=weight {
                let optimum = Optimum {
                    worth: 0.0,
                    short: Vec::new(),
                    prices: vec![price as f64],
                };
                let worth = |sum: i64| price * sum - weight * row.shape.distance(sum);
                let best = (-20..=20).map(worth).max().unwrap();
                for sum in 0..10 {
                    let loss = optimum.loss(RowId::new(0), &row, sum);
                    let expected = (best - worth(sum)) as f64;
                    assert!((loss - expected).abs() < 1e-9, "{row:?} {price} {sum}");
                }
            }
        }
    }
}

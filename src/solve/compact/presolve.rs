//! What a modeller would do by hand: settled columns are put into the limits of rows, rows that cannot bind are left out, and boxes become
//! as narrow as the rows imply.

use super::super::lp::{Column, LinearModel, LinearRow};
use super::super::parameters::compact::{PASSES, ROUND_OFF, TOLERANCE};

/// A programme without what is settled.
#[derive(Debug)]
pub(super) struct Reduced {
    pub(super) model: LinearModel,
    /// Column of the whole programme of each column.
    pub(super) columns: Vec<usize>,
    /// Values of the others; 0 for those that are not settled.
    settled: Vec<f64>,
}

impl Reduced {
    /// Settles columns and reduces the programme; `None` if that is seen to be infeasible.
    ///
    /// # Complexity
    /// Non-zero coefficients, a few times.
    pub(super) fn new(model: &LinearModel, settle: &[(usize, f64)]) -> Option<Self> {
        let mut boxes = model.columns().to_vec();
        for &(column, value) in settle {
            boxes[column] = Column {
                lower: value,
                upper: value,
                ..boxes[column]
            };
        }
        let kept = draw_in(model, &mut boxes)?;
        let mut reduced = Self {
            model: LinearModel::new(),
            columns: Vec::new(),
            settled: vec![0.0; boxes.len()],
        };
        let mut number = vec![usize::MAX; boxes.len()];
        for (column, limits) in boxes.iter().enumerate() {
            if limits.upper - limits.lower <= TOLERANCE {
                reduced.settled[column] = if limits.integer {
                    limits.lower.round()
                } else {
                    limits.lower
                };
            } else {
                number[column] = reduced.model.push_column(*limits);
                reduced.columns.push(column);
            }
        }
        for (row, _) in model.rows().iter().zip(kept).filter(|(_, kept)| *kept) {
            reduced.add_row(row, &number)?;
        }
        Some(reduced)
    }

    /// A row over the columns that have a number, with what is settled in its limits; `None` if nothing is open and it is broken.
    fn add_row(&mut self, row: &LinearRow, number: &[usize]) -> Option<()> {
        let mut settled = 0.0;
        let mut terms = Vec::with_capacity(row.coefficients().len());
        for &(column, coefficient) in row.coefficients() {
            match number[column] {
                usize::MAX => settled += coefficient * self.settled[column],
                known => terms.push((known, coefficient)),
            }
        }
        if terms.is_empty() {
            let is_broken =
                settled > row.upper + slack(row.upper) || settled < row.lower - slack(row.lower);
            return (!is_broken).then_some(());
        }
        self.model
            .add_row(row.lower - settled, row.upper - settled, terms);
        Some(())
    }

    /// A point of the whole programme from one of this.
    pub(super) fn whole(&self, point: &[f64]) -> Vec<f64> {
        let mut whole = self.settled.clone();
        for (column, value) in self.columns.iter().zip(point) {
            whole[*column] = *value;
        }
        whole
    }
}

/// Makes the boxes as narrow as the rows imply, in a few passes; which rows can still bind, or `None` if one is seen to be broken.
fn draw_in(model: &LinearModel, boxes: &mut [Column]) -> Option<Vec<bool>> {
    let mut kept = vec![true; model.rows().len()];
    for _ in 0..PASSES {
        let mut changed = false;
        let rows = model.rows().iter().zip(&mut kept);
        for (row, kept) in rows.filter(|(_, kept)| **kept) {
            let reach @ Range { least, most } = activity(row.coefficients(), boxes);
            if least > row.upper + slack(row.upper) || most < row.lower - slack(row.lower) {
                return None;
            }
            if least >= row.lower - TOLERANCE && most <= row.upper + TOLERANCE {
                *kept = false;
                continue;
            }
            changed |= tighten(row, reach, boxes)?;
        }
        if !changed {
            break;
        }
    }
    Some(kept)
}

fn slack(limit: f64) -> f64 {
    if limit.is_finite() {
        ROUND_OFF * limit.abs().max(1.0)
    } else {
        0.0
    }
}

/// What a row may come to.
#[derive(Clone, Copy, Debug)]
struct Range {
    least: f64,
    most: f64,
}

/// Least and greatest activity within the boxes.
fn activity(terms: &[(usize, f64)], boxes: &[Column]) -> Range {
    let (mut least, mut most) = (0.0, 0.0);
    for &(column, coefficient) in terms {
        let limits = &boxes[column];
        let (low, high) = if coefficient > 0.0 {
            (limits.lower, limits.upper)
        } else {
            (limits.upper, limits.lower)
        };
        least += coefficient * low;
        most += coefficient * high;
    }
    Range { least, most }
}

/// Draws the boxes of whole columns in as a row implies, and closes those of others that it closes; `None` if one is empty then.
fn tighten(row: &LinearRow, Range { least, most }: Range, boxes: &mut [Column]) -> Option<bool> {
    for &(column, coefficient) in row.coefficients() {
        let limits = &mut boxes[column];
        let (low, high) = (limits.lower, limits.upper);
        // What the row leaves for this column, the others at their best.
        let (mut new_low, mut new_high) = (low, high);
        let (own_least, own_most) = if coefficient > 0.0 {
            (coefficient * low, coefficient * high)
        } else {
            (coefficient * high, coefficient * low)
        };
        let room = if least.is_finite() {
            row.upper - (least - own_least)
        } else {
            f64::INFINITY
        };
        let need = if most.is_finite() {
            row.lower - (most - own_most)
        } else {
            f64::NEG_INFINITY
        };
        let (from_room, from_need) = (room / coefficient, need / coefficient);
        let (below, above) = if coefficient > 0.0 {
            (from_need, from_room)
        } else {
            (from_room, from_need)
        };
        if limits.integer {
            if above.is_finite() {
                new_high = new_high.min((above + ROUND_OFF).floor());
            }
            if below.is_finite() {
                new_low = new_low.max((below - ROUND_OFF).ceil());
            }
        } else {
            // Only what closes a box: limits of others are left to the solver.
            if above <= low + TOLERANCE {
                new_high = new_high.min(low.max(above));
            }
            if below >= high - TOLERANCE {
                new_low = new_low.max(high.min(below));
            }
        }
        if new_low > new_high {
            if new_low > new_high + ROUND_OFF {
                return None;
            }
            new_low = new_high;
        }
        if new_low > low + TOLERANCE || new_high < high - TOLERANCE {
            (limits.lower, limits.upper) = (new_low, new_high);
            // Activities have moved: the row is looked at again in the next pass.
            return Some(true);
        }
    }
    Some(false)
}

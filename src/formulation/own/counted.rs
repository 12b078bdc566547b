//! What one doctor adds to a row, as a diagram can count it.

use crate::diagram::{Axis, OwnRow, Sum, greatest_common_divisor};
use crate::formulation::{Formulation, Row, RowId, Shape};
use crate::ids::{ActivityId, DoctorId};
use crate::problem::Problem;
use std::collections::BTreeMap;

/// Greatest sum that is counted: each is a state of the automaton, and one unit of a greater sum is small enough for prices.
const MOST_STATES: i64 = 1_000;

/// What a doctor adds, by row, activity and step.
pub(super) type ByRow = BTreeMap<RowId, BTreeMap<ActivityId, Vec<i64>>>;

/// What the steps of a doctor add to a row: by activity, and for each activity as many times as the steps say.
pub(super) struct Counted {
    terms: Vec<(ActivityId, i64)>,
    amounts: Vec<u32>,
}

impl Counted {
    /// What a doctor adds to rows, by row: by activity and step. O(eligible activities × periods × rows of a cell).
    pub(super) fn by_row(
        formulation: &Formulation,
        problem: &Problem,
        (doctor, axis): (DoctorId, &Axis),
    ) -> ByRow {
        let mut by_row = ByRow::new();
        for activity in problem.eligible(doctor).iter() {
            for (index, step) in axis.steps.iter().enumerate() {
                formulation.each_term_of_step(doctor, activity, step, |term| {
                    let of_row = by_row.entry(term.row).or_default();
                    let counts = of_row
                        .entry(activity)
                        .or_insert_with(|| vec![0; axis.len()]);
                    counts[index] = counts[index].saturating_add(term.amount());
                });
            }
        }
        by_row
    }

    /// `None` if a step is worth less than nothing, or activities do not count alike in all steps.
    pub(super) fn new(by_activity: &BTreeMap<ActivityId, Vec<i64>>) -> Option<Self> {
        let mut terms = Vec::new();
        let mut amounts: Vec<i64> = Vec::new();
        for (&activity, counts) in by_activity {
            if counts.iter().any(|count| *count < 0) {
                return None;
            }
            let divisor = counts.iter().copied().fold(0, greatest_common_divisor);
            if divisor == 0 {
                continue;
            }
            let shape: Vec<i64> = counts.iter().map(|count| count / divisor).collect();
            if !amounts.is_empty() && amounts != shape {
                return None;
            }
            amounts = shape;
            terms.push((activity, divisor));
        }
        let amounts = amounts.into_iter().map(|amount| u32::try_from(amount).ok());
        Some(Self {
            terms,
            amounts: amounts.collect::<Option<_>>()?,
        })
    }

    /// The row as the diagram counts it; `None` if it is to stay what it is.
    pub(super) fn row(mut self, row: &Row) -> Option<OwnRow> {
        let steps = self.amounts.iter().filter(|amount| **amount > 0).count();
        if steps < 2 || row.weight == Some(0) {
            return None;
        }
        let (mut min, mut max, mut allowed) = self.limits(&row.shape)?;
        let mut weight = row.weight;
        // Minutes in hours: sums are smaller. What is hard has no sums between; of what is soft each unit counts.
        let unit = self
            .terms
            .iter()
            .map(|term| term.1)
            .fold(0, greatest_common_divisor);
        let limits = || allowed.iter().copied().chain([min]).chain(max);
        if unit > 1 && (weight.is_none() || limits().all(|limit| limit % unit == 0)) {
            self.terms.iter_mut().for_each(|term| term.1 /= unit);
            if !allowed.is_empty() {
                allowed.retain(|value| value % unit == 0);
                (min, max) = (*allowed.first()?, Some(*allowed.last()?));
                allowed.iter_mut().for_each(|value| *value /= unit);
            }
            (min, max) = (
                min / unit + i64::from(min % unit > 0),
                max.map(|max| max / unit),
            );
            weight = weight.map(|weight| weight.saturating_mul(unit));
        }
        if max.unwrap_or(min) > MOST_STATES {
            return None;
        }
        Some(OwnRow {
            rule: row.rule,
            number: row.number,
            sum: Sum {
                terms: self.terms,
                starts: false,
                amounts: self.amounts,
                delay: 0,
            },
            min,
            max,
            allowed,
            weight,
        })
    }

    /// Least and greatest sum, and the only ones allowed if there are gaps between these; `None` where nothing binds, or no sum is allowed.
    fn limits(&self, shape: &Shape) -> Option<(i64, Option<i64>, Vec<i64>)> {
        match shape {
            Shape::Interval { lower, upper } => {
                let unit = self.terms.iter().map(|term| term.1).max().unwrap_or(0);
                let most = self.amounts.iter().fold(0_i64, |sum, amount| {
                    sum.saturating_add(unit.saturating_mul(i64::from(*amount)))
                });
                let min = lower.unwrap_or(0).max(0);
                let max = upper.filter(|upper| *upper < most);
                let binds = min > 0 || max.is_some();
                (binds && max.is_none_or(|max| max >= 0)).then_some((min, max, Vec::new()))
            }
            // A sum of 0 or more is nearest to a value below 0 only if there is no other.
            Shape::OneOf(values) if values.first().is_some_and(|first| *first >= 0) => {
                Some((*values.first()?, values.last().copied(), values.clone()))
            }
            Shape::OneOf(_) | Shape::ZeroOr { .. } | Shape::Never(_) => None,
        }
    }
}

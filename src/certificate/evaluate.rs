//! Evaluating prices exactly: one evaluation for the engine and for the verifier.
//!
//! What is proven, step by step:
//!
//! 1. **Any prices bound.** A schedule is worth the doctors' scores, less the costs of rows, plus the values of groups. For prices p (in units of
//!    1 / denominator) that is at most Σ over doctors of the best pathway's score · denominator − Σ p · usage, plus Σ over rows and groups of
//!    their **terms**: the greatest p · sum − denominator · cost over all sums that the row allows.
//! 2. **Prices may be dropped**, since any prices bound. Those of rows that connect nobody ([`Components`]) are.
//! 3. **Components are rounded one by one.** No priced row is left that doctors of two components use, so that step 1 holds for the doctors, rows and
//!    groups of each component alone. What a component is worth is a whole number, and so is at most its sum rounded down.
//! 4. **Infeasibility.** With a denominator of 0 scores and costs count nothing. A feasible schedule is worth 0 in each component, so that there is none
//!    where one component's sum is negative.
//!
//! Sums are held in 128 bits and checked. Where a bound on all intermediate sums fits, passes run in 64 bits.

use super::doctor::{Part, Pass, Tables};
use super::prices::Prices;
use super::terms::{Unlimited, group_term, row_term};
use crate::diagram::Pathways;
use crate::formulation::{Components, Formulation, Greatest, RowId, Side};
use crate::ids::DoctorId;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// What prices prove.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Evaluation {
    /// Each component's sum, in units of 1 / `denominator`.
    Sums {
        /// At least one.
        of_components: Vec<i128>,
        /// That of the prices; 0 for a proof of infeasibility.
        denominator: i64,
    },
    /// This doctor has no valid pathway, so that there is no feasible schedule, whatever the prices.
    NoPathway(DoctorId),
    /// This hard row allows no sum at all, so that there is no feasible schedule, whatever the prices.
    NoSum(RowId),
    /// The price of this row pushes against a side that has no limit: nothing is proven.
    Unlimited(RowId),
    /// The private prices of this doctor are not those of the rows that the doctor's diagram leaves out: nothing is proven.
    Unpriced(DoctorId),
    /// A sum does not fit into 128 bits: nothing is proven.
    TooLarge,
    /// It was not finished: nothing is proven.
    Stopped,
}

impl Evaluation {
    /// No feasible schedule is worth more than this; `None` if the prices prove no bound that 64 bits hold.
    pub(crate) fn bound(&self) -> Option<i64> {
        i64::try_from(self.wide_bound()?).ok()
    }
    /// The same in 128 bits.
    pub(super) fn wide_bound(&self) -> Option<i128> {
        match self {
            Self::Sums {
                of_components,
                denominator,
            } if *denominator > 0 => {
                let mut whole = of_components
                    .iter()
                    .map(|sum| sum.div_euclid(i128::from(*denominator)));
                whole.try_fold(0_i128, i128::checked_add)
            }
            Self::Sums { .. }
            | Self::NoPathway(_)
            | Self::NoSum(_)
            | Self::Unlimited(_)
            | Self::Unpriced(_)
            | Self::TooLarge
            | Self::Stopped => None,
        }
    }
    /// How much more than a value the sums are, in units of 1 / denominator; `None` if they bound nothing or 64 bits do not hold it.
    pub(crate) fn spare(&self, value: i64) -> Option<i64> {
        let Self::Sums {
            of_components,
            denominator,
        } = self
        else {
            return None;
        };
        let mut sums = of_components.iter().copied();
        let total = sums.try_fold(0, i128::checked_add)?;
        let worth = i128::from(value) * i128::from(*denominator);
        i64::try_from(total.checked_sub(worth)?).ok()
    }
    /// True if there is no feasible schedule.
    pub(crate) fn proves_infeasible(&self) -> bool {
        match self {
            Self::Sums {
                of_components,
                denominator,
            } => *denominator == 0 && of_components.iter().any(|sum| *sum < 0),
            Self::NoPathway(_) | Self::NoSum(_) => true,
            Self::Unlimited(_) | Self::Unpriced(_) | Self::TooLarge | Self::Stopped => false,
        }
    }
}

/// Evaluates prices. O(arcs of all doctors), in parallel.
pub(crate) fn evaluate(
    formulation: &Formulation,
    pathways: &Pathways,
    activities: usize,
    prices: &Prices,
) -> Evaluation {
    evaluate_until(formulation, pathways, activities, prices, &|| false)
}

/// The same, unless `stop` says so in the meantime; it is asked for every doctor.
pub(crate) fn evaluate_until(
    formulation: &Formulation,
    pathways: &Pathways,
    activities: usize,
    prices: &Prices,
    stop: &(dyn Fn() -> bool + Sync),
) -> Evaluation {
    if prices.denominator < 0 || prices.private_denominator < 1 {
        return Evaluation::TooLarge;
    }
    let components = formulation.components(pathways);
    let rows = kept_prices(components, &prices.rows);
    let carried = formulation.carried(&rows);
    let tables = carried
        .as_ref()
        .and_then(|rows| Tables::new(formulation, activities, rows));
    let of = (
        components.len(),
        |row: usize| components.of_row(row),
        |group: usize| components.of_group(group),
    );
    let sums = sums_of_terms(formulation, of, &rows, prices.denominator).and_then(|sums| {
        let tables = tables.ok_or(Evaluation::TooLarge)?;
        let parts = parts_of_doctors(formulation, pathways, &tables, prices, stop);
        with_doctors(sums, components, parts)
    });
    match sums {
        Ok(of_components) => Evaluation::Sums {
            of_components,
            denominator: prices.denominator,
        },
        Err(ended) => ended,
    }
}

/// What prices prove of schedules in which every doctor has one of some pathways, if these are together worth so much at the prices, after what they use is paid for. All doctors are one component.
pub(crate) fn evaluate_among(
    formulation: &Formulation,
    prices: &Prices,
    worth: i128,
) -> Evaluation {
    if prices.denominator < 0 {
        return Evaluation::TooLarge;
    }
    let of = (1, |_: usize| 0, |_: usize| 0);
    let sums = sums_of_terms(formulation, of, &prices.rows, prices.denominator);
    match sums.and_then(|mut sums| add(&mut sums[0], Some(worth)).map(|()| sums)) {
        Ok(of_components) => Evaluation::Sums {
            of_components,
            denominator: prices.denominator,
        },
        Err(ended) => ended,
    }
}

/// The prices without those of rows that connect nobody: such a row is in one component, whoever uses it.
pub(super) fn kept_prices(components: &Components, prices: &[i64]) -> Vec<i64> {
    prices
        .iter()
        .enumerate()
        .map(|(row, price)| if components.connects(row) { *price } else { 0 })
        .collect()
}

/// The terms of rows and groups, summed by component: how many there are, and that of each row and group.
fn sums_of_terms(
    formulation: &Formulation,
    (components, of_row, of_group): (usize, impl Fn(usize) -> usize, impl Fn(usize) -> usize),
    prices: &[i64],
    denominator: i64,
) -> Result<Vec<i128>, Evaluation> {
    let mut sums = vec![0_i128; components];
    if let Some(row) = beyond_weight(formulation, prices, denominator) {
        return Err(Evaluation::Unlimited(row));
    }
    let rows = formulation.rows.iter().enumerate();
    for (number, row) in rows.filter(|(_, row)| row.group.is_none()) {
        let term = match row_term(row, prices[number], denominator) {
            Greatest::Limited(term) => term,
            Greatest::Unlimited => return Err(Evaluation::Unlimited(RowId::new(number))),
            Greatest::Never => return Err(Evaluation::NoSum(RowId::new(number))),
            Greatest::TooLarge => return Err(Evaluation::TooLarge),
        };
        add(&mut sums[of_row(number)], Some(term))?;
    }
    for (number, group) in formulation.groups.iter().enumerate() {
        let first = || group.rows().first().copied().unwrap_or_default();
        let term = group_term(formulation, group, prices, denominator)
            .map_err(|Unlimited| Evaluation::Unlimited(first()))?;
        add(&mut sums[of_group(number)], term)?;
    }
    Ok(sums)
}

/// A soft row whose weight is less than what its own price and those of the cuts that rest on the same limit come to together: what is paid for the limit could then be had for breaking it. Or
/// the row of a cut that has a price below 0.
fn beyond_weight(formulation: &Formulation, prices: &[i64], denominator: i64) -> Option<RowId> {
    let mut resting: BTreeMap<(RowId, Side), i128> = BTreeMap::new();
    for (row, cut) in formulation.cuts.with_rows() {
        let price = prices[row.index()];
        if price < 0 {
            return Some(row);
        }
        for limit in cut.rows.iter().filter(|_| price > 0) {
            *resting.entry(*limit).or_default() += i128::from(price);
        }
    }
    let is_beyond = |((row, side), resting): &((RowId, Side), i128)| {
        let own = i128::from(prices[row.index()]);
        let own = match side {
            Side::Upper => own.max(0),
            Side::Lower => (-own).max(0),
        };
        let weight = formulation.rows[row.index()].weight;
        weight.is_some_and(|weight| own + resting > i128::from(weight) * i128::from(denominator))
    };
    resting.into_iter().find(is_beyond).map(|entry| entry.0.0)
}

fn add(sum: &mut i128, term: Option<i128>) -> Result<(), Evaluation> {
    let total = term.and_then(|term| sum.checked_add(term));
    *sum = total.ok_or(Evaluation::TooLarge)?;
    Ok(())
}

/// What each doctor adds, in the order of doctors: in 64 bits if that is enough, else in 128.
fn parts_of_doctors(
    formulation: &Formulation,
    pathways: &Pathways,
    tables: &Tables<'_>,
    prices: &Prices,
    stop: &(dyn Fn() -> bool + Sync),
) -> Vec<Part> {
    let of_doctor = |(narrow, wide): &mut (Pass<i64>, Pass<i128>), doctor: usize| {
        if stop() {
            return Part::Stopped;
        }
        let doctor = DoctorId::new(doctor);
        let in_narrow = tables
            .narrow()
            .map(|table| narrow.doctor(pathways, doctor, formulation, table, prices));
        match in_narrow {
            None | Some(Part::TooLarge) => {
                wide.doctor(pathways, doctor, formulation, tables.wide(), prices)
            }
            Some(part) => part,
        }
    };
    (0..pathways.len())
        .into_par_iter()
        .with_min_len(8)
        .map_init(<(Pass<i64>, Pass<i128>)>::default, of_doctor)
        .collect()
}

/// Adds what doctors add to the sums of their components; the first doctor that proves something else ends it.
fn with_doctors(
    mut sums: Vec<i128>,
    components: &Components,
    parts: Vec<Part>,
) -> Result<Vec<i128>, Evaluation> {
    for (doctor, part) in parts.into_iter().enumerate() {
        match part {
            Part::Worth(worth) => add(&mut sums[components.of_doctor(doctor)], Some(worth))?,
            Part::NoPathway => return Err(Evaluation::NoPathway(DoctorId::new(doctor))),
            Part::Unpriced => return Err(Evaluation::Unpriced(DoctorId::new(doctor))),
            Part::TooLarge => return Err(Evaluation::TooLarge),
            Part::Stopped => return Err(Evaluation::Stopped),
        }
    }
    Ok(sums)
}

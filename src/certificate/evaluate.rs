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

use crate::diagram::{
    BestPath, Charges, ExactSearch, LabelWeights, Pathways, Task, Unpriced, Weights,
};
use crate::formulation::{
    ChargeBuffer, Components, Formulation, Greatest, Group, PriceTable, Row, RowId,
};
use crate::ids::DoctorId;
use rayon::prelude::*;
use std::sync::OnceLock;

/// Integer prices with their denominators.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Prices {
    /// Multiplies the doctors' values; 0 for a proof of infeasibility.
    pub(crate) denominator: i64,
    /// Price of each row, in units of 1 / denominator.
    pub(crate) rows: Vec<i64>,
    /// Multiplies everything of a doctor when private prices are added.
    pub(crate) private_denominator: i64,
    /// Private prices of each doctor, in units of 1 / (denominator · private denominator).
    pub(crate) private: Vec<Vec<i64>>,
    /// Partial paths that may be taken up for each doctor whose diagram is relaxed.
    pub(crate) effort: usize,
}

impl Prices {
    pub(crate) fn zero(formulation: &Formulation, pathways: &Pathways, denominator: i64) -> Self {
        let rows = vec![0; formulation.rows.len()];
        Self {
            denominator,
            rows,
            private_denominator: 1,
            private: vec![Vec::new(); pathways.len()],
            effort: 0,
        }
    }
}

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

/// Largest sum that one doctor's pass may reach in 64 bits: an eighth of what [`Weights::LEAST`] leaves.
const NARROW: i128 = 1 << 60;
/// The same in 128 bits.
const WIDE: i128 = 1 << 120;

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
    let mut sums = vec![0_i128; components.len()];
    for (number, row) in formulation
        .rows
        .iter()
        .enumerate()
        .filter(|(_, row)| row.group.is_none())
    {
        match row_term(row, rows[number], prices.denominator) {
            Greatest::Limited(term) => match sums[components.of_row(number)].checked_add(term) {
                Some(sum) => sums[components.of_row(number)] = sum,
                None => return Evaluation::TooLarge,
            },
            Greatest::Unlimited => return Evaluation::Unlimited(RowId::new(number)),
            Greatest::Never => return Evaluation::NoSum(RowId::new(number)),
            Greatest::TooLarge => return Evaluation::TooLarge,
        }
    }
    for (number, group) in formulation.groups.iter().enumerate() {
        match group_term(formulation, group, &rows, prices.denominator) {
            Ok(term) => {
                match term.and_then(|term| sums[components.of_group(number)].checked_add(term)) {
                    Some(sum) => sums[components.of_group(number)] = sum,
                    None => return Evaluation::TooLarge,
                }
            }
            Err(Unlimited) => {
                return Evaluation::Unlimited(group.rows().first().copied().unwrap_or_default());
            }
        }
    }
    // No charge, and no sum of charges along a place, is more than this.
    let largest_price = rows
        .iter()
        .map(|price| i128::from(price.unsigned_abs()))
        .max()
        .unwrap_or(0);
    let Some(largest_charge) = largest_price
        .checked_mul(formulation.most_terms)
        .filter(|charge| *charge <= WIDE)
    else {
        return Evaluation::TooLarge;
    };
    let tables = Tables {
        formulation,
        activities,
        rows: &rows,
        largest_charge,
        narrow: OnceLock::new(),
        wide: OnceLock::new(),
    };
    let doctors: Vec<DoctorId> = (0..pathways.len()).map(DoctorId::new).collect();
    let parts: Vec<Part> = doctors
        .par_iter()
        .with_min_len(8)
        .map_init(
            <(Pass<i64>, Pass<i128>)>::default,
            |(narrow, wide), &doctor| {
                if stop() {
                    return Part::Stopped;
                }
                match tables
                    .narrow()
                    .map(|table| narrow.doctor(pathways, doctor, (formulation, table), prices))
                {
                    None | Some(Part::TooLarge) => {
                        wide.doctor(pathways, doctor, (formulation, tables.wide()), prices)
                    }
                    Some(part) => part,
                }
            },
        )
        .collect();
    for (doctor, part) in doctors.into_iter().zip(parts) {
        let sum = &mut sums[components.of_doctor(doctor.index())];
        match part {
            Part::Worth(worth) => match sum.checked_add(worth) {
                Some(total) => *sum = total,
                None => return Evaluation::TooLarge,
            },
            Part::NoPathway => return Evaluation::NoPathway(doctor),
            Part::Unpriced => return Evaluation::Unpriced(doctor),
            Part::TooLarge => return Evaluation::TooLarge,
            Part::Stopped => return Evaluation::Stopped,
        }
    }
    Evaluation::Sums {
        of_components: sums,
        denominator: prices.denominator,
    }
}

/// The prices without those of rows that connect nobody: such a row is in one component, whoever uses it.
fn kept_prices(components: &Components, prices: &[i64]) -> Vec<i64> {
    prices
        .iter()
        .enumerate()
        .map(|(row, price)| if components.connects(row) { *price } else { 0 })
        .collect()
}

/// A price pushes against a side without a limit.
struct Unlimited;

/// Greatest value of price · sum − denominator · cost of the sum, over all sums that a row allows.
fn row_term(row: &Row, price: i64, denominator: i64) -> Greatest {
    row.shape.greatest(
        price,
        row.weight
            .map(|weight| i128::from(weight) * i128::from(denominator)),
    )
}

/// The same for a group, whose rows' sums are coupled; `None` if it does not fit into 128 bits.
fn group_term(
    formulation: &Formulation,
    group: &Group,
    prices: &[i64],
    denominator: i64,
) -> Result<Option<i128>, Unlimited> {
    let price = |row: &RowId| i128::from(prices[row.index()]);
    let unit = i128::from(denominator);
    match group {
        Group::Minimum {
            rows,
            weight,
            at_least,
            most,
        } => {
            if rows.iter().any(|row| price(row) > 0) {
                return Err(Unlimited);
            }
            // Greatest (weight + Σ p) · z over the z allowed; each row's sum is at least z, and its price is not positive.
            let slope = i128::from(*weight) * unit + rows.iter().map(price).sum::<i128>();
            let limit = if slope >= 0 {
                *most
            } else {
                at_least.ok_or(Unlimited)?
            };
            Ok(slope.checked_mul(i128::from(limit)))
        }
        Group::Range {
            rows,
            weight,
            at_most,
            most,
            least,
        } => {
            let up: i128 = rows.iter().map(price).filter(|price| *price > 0).sum();
            let down: i128 = rows.iter().map(price).filter(|price| *price < 0).sum();
            let (high, low) = (
                up - i128::from(*weight) * unit,
                down + i128::from(*weight) * unit,
            );
            let most = i128::from(*most);
            let width = at_most.map_or(most, |limit| most.min(i128::from(limit.max(0))));
            let least = i128::from(*least).min(width);
            // A linear function over 0 ≤ lo, hi ≤ most, least ≤ hi − lo ≤ width takes its greatest value at a corner.
            let corners = [
                (0, least),
                (0, width),
                (most - least, most),
                (most - width, most),
            ];
            let worth =
                |(lo, hi): (i128, i128)| low.checked_mul(lo)?.checked_add(high.checked_mul(hi)?);
            Ok(corners
                .into_iter()
                .map(worth)
                .try_fold(i128::MIN, |best, worth| Some(best.max(worth?))))
        }
        Group::OnlyOne { rows } => {
            let mut best = 0;
            for row in rows {
                match row_term(
                    &formulation.rows[row.index()],
                    prices[row.index()],
                    denominator,
                ) {
                    Greatest::Limited(term) => best = best.max(term),
                    Greatest::Unlimited => return Err(Unlimited),
                    // Its sum is 0, then.
                    Greatest::Never => {}
                    Greatest::TooLarge => return Ok(None),
                }
            }
            Ok(Some(best))
        }
    }
}

/// Prices laid out by cell, in 64 bits where they fit and in 128 otherwise.
struct Tables<'a> {
    formulation: &'a Formulation,
    activities: usize,
    rows: &'a [i64],
    largest_charge: i128,
    narrow: OnceLock<PriceTable<i64>>,
    wide: OnceLock<PriceTable<i128>>,
}

impl Tables<'_> {
    /// In 64 bits, if charges fit.
    fn narrow(&self) -> Option<&PriceTable<i64>> {
        (self.largest_charge <= NARROW).then(|| self.narrow.get_or_init(|| self.table()))
    }
    fn wide(&self) -> &PriceTable<i128> {
        self.wide.get_or_init(|| self.table())
    }
    fn table<T: Weights + Default>(&self) -> PriceTable<T> {
        let prices: Vec<T> = self.rows.iter().map(|price| T::of(*price)).collect();
        let mut table = PriceTable::default();
        table.set(self.formulation, self.activities, &prices);
        table
    }
}

/// What one doctor adds.
enum Part {
    /// At most this.
    Worth(i128),
    NoPathway,
    Unpriced,
    /// More than the pass holds.
    TooLarge,
    Stopped,
}

/// Numbers that a pass may run in.
trait Width: Weights + Default + Into<i128> + TryFrom<i128> {
    /// Largest sum.
    const MOST: i128;
    /// The weights as they are if they have 64 bits.
    fn narrow(weights: &[Self]) -> Option<&[i64]>;
}

impl Width for i64 {
    const MOST: i128 = NARROW;
    fn narrow(weights: &[Self]) -> Option<&[i64]> {
        Some(weights)
    }
}

impl Width for i128 {
    const MOST: i128 = WIDE;
    fn narrow(_: &[Self]) -> Option<&[i64]> {
        None
    }
}

/// Buffers of one thread.
#[derive(Default)]
struct Pass<T> {
    charges: ChargeBuffer<T>,
    weights: LabelWeights<T>,
    best: BestPath<T>,
    exact: ExactSearch,
}

impl<T: Width> Pass<T> {
    /// One doctor's part.
    fn doctor(
        &mut self,
        pathways: &Pathways,
        doctor: DoctorId,
        (formulation, table): (&Formulation, &PriceTable<T>),
        prices: &Prices,
    ) -> Part {
        let class = pathways.class(doctor);
        let (axis, values) = (pathways.axis(doctor), pathways.table(doctor));
        self.charges.fill(formulation, pathways, doctor, table);
        let size = |charge: &T| -> i128 { Into::<i128>::into(*charge).abs() };
        let largest_charge = self
            .charges
            .cells
            .iter()
            .chain(&self.charges.slots)
            .map(size)
            .max()
            .unwrap_or(0);
        let score: i128 = self.charges.score.into();
        // Without any charge the best score bounds the doctor, and more sharply than a relaxed diagram does.
        if score == 0 && largest_charge == 0 && !class.is_exact() && prices.denominator > 0 {
            let best = &formulation.best_scores[doctor.index()];
            return Part::Worth(i128::from(best.bound) * i128::from(prices.denominator));
        }
        let private = &prices.private[doctor.index()];
        if !private.is_empty() && private.len() != class.private_rows.len() {
            return Part::Unpriced;
        }
        let scale = if private.is_empty() {
            1
        } else {
            i128::from(prices.private_denominator)
        };
        let Some(factor) = (i128::from(prices.denominator) + score).checked_mul(scale) else {
            return Part::TooLarge;
        };
        let largest = values
            .labels
            .iter()
            .filter(|value| **value != i64::NOWHERE)
            .map(|value| i128::from(value.unsigned_abs()))
            .max();
        // What a step counts in a private row, times all its prices.
        let counted = class
            .private_rows
            .iter()
            .flat_map(|row| &row.terms)
            .map(|term| i128::from(term.1.unsigned_abs()))
            .max()
            .unwrap_or(1);
        let largest_private = private
            .iter()
            .map(|price| i128::from(price.unsigned_abs()))
            .sum::<i128>()
            * counted;
        // Charges are added up over the steps of a place before differences are taken.
        let length = axis.len() as i128 + 2;
        let worth = largest.unwrap_or(0).checked_mul(factor.abs());
        let paid = largest_charge
            .checked_mul(scale)
            .and_then(|charge| charge.checked_add(largest_private));
        let most = worth
            .zip(paid)
            .and_then(|(worth, paid)| worth.checked_add(paid)?.checked_mul(length)?.checked_mul(2));
        let (true, Ok(factor), Ok(unit)) = (
            most.is_some_and(|most| most <= T::MOST),
            T::try_from(factor),
            T::try_from(scale),
        ) else {
            return Part::TooLarge;
        };
        if scale != 1 {
            self.charges
                .cells
                .iter_mut()
                .chain(&mut self.charges.slots)
                .for_each(|price| *price = *price * unit);
        }
        let charges = Charges {
            factor,
            cells: &self.charges.cells,
            slots: &self.charges.slots,
            starts: &[],
            steps: &[],
        };
        self.weights
            .fill(&class.diagram, values, axis.len(), &charges);
        if let (false, Some(plain)) = (class.is_exact(), T::narrow(&self.weights.labels)) {
            let none = vec![0; class.private_rows.len()];
            let (Ok(unit), Ok(grain)) = (
                i64::try_from(i128::from(prices.denominator) * scale),
                i64::try_from(scale),
            ) else {
                return Part::TooLarge;
            };
            let task = Task {
                plain,
                private: if private.is_empty() { &none } else { private },
                unit,
                grain,
            };
            return match self.exact.run(class, &task, prices.effort) {
                // The worth of a pathway is a multiple of the scale.
                Ok(found) => found.bound.map_or(Part::NoPathway, |bound| {
                    Part::Worth(i128::from(bound).div_euclid(scale))
                }),
                Err(Unpriced) => Part::Unpriced,
            };
        }
        // With larger numbers the relaxed diagram alone bounds the doctor, without the values of the automata it leaves out.
        let best = self.best.run(&class.diagram, &self.weights.labels);
        if best > T::LEAST {
            Part::Worth(Into::<i128>::into(best).div_euclid(scale))
        } else {
            Part::NoPathway
        }
    }
}

/// Brings a price into the range in which its row's term has a limit.
pub(crate) fn clamp(row: &Row, price: i64, denominator: i64) -> i64 {
    let (lower, upper) = row.shape.hull();
    let weight = row
        .weight
        .map_or(i64::MAX, |weight| weight.saturating_mul(denominator));
    let most = if upper.is_some() { weight } else { 0 };
    let least = if lower.is_some() { weight } else { 0 };
    price.clamp(-least, most)
}

//! What one doctor is worth at prices: the best pathway's score, less what its cells, slots and score are charged.

use super::prices::Prices;
use crate::diagram::{
    BestPath, Carries, CarryPass, Charges, Class, Diagram, ExactSearch, LabelWeights, NodeId,
    Pathways, PrivateRow, Task, Unpriced, Weights,
};
use crate::formulation::{ChargeBuffer, Formulation, PriceTable};
use crate::ids::DoctorId;
use std::sync::OnceLock;

/// Largest sum that one doctor's pass may reach in 64 bits: an eighth of what [`Weights::LEAST`] leaves.
const NARROW: i128 = 1 << 60;
/// The same in 128 bits.
const WIDE: i128 = 1 << 120;

/// Prices laid out by cell, in 64 bits where they fit and in 128 otherwise.
pub(super) struct Tables<'a> {
    formulation: &'a Formulation,
    activities: usize,
    rows: &'a [i64],
    largest_charge: i128,
    narrow: OnceLock<PriceTable<i64>>,
    wide: OnceLock<PriceTable<i128>>,
}

impl<'a> Tables<'a> {
    /// `None` if charges do not fit into 128 bits either.
    pub(super) fn new(
        formulation: &'a Formulation,
        activities: usize,
        rows: &'a [i64],
    ) -> Option<Self> {
        let sizes = rows.iter().map(|price| i128::from(price.unsigned_abs()));
        // No charge, and no sum of charges along a place, is more than this.
        let largest_charge = sizes.max().unwrap_or(0).checked_mul(formulation.most_terms);
        Some(Self {
            formulation,
            activities,
            rows,
            largest_charge: largest_charge.filter(|charge| *charge <= WIDE)?,
            narrow: OnceLock::new(),
            wide: OnceLock::new(),
        })
    }
    /// In 64 bits, if charges fit.
    pub(super) fn narrow(&self) -> Option<&PriceTable<i64>> {
        (self.largest_charge <= NARROW).then(|| self.narrow.get_or_init(|| self.table()))
    }
    pub(super) fn wide(&self) -> &PriceTable<i128> {
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
pub(super) enum Part {
    /// At most this.
    Worth(i128),
    NoPathway,
    Unpriced,
    /// More than the pass holds.
    TooLarge,
    Stopped,
}

/// Numbers that a pass may run in.
pub(super) trait Width: Weights + Default + Into<i128> + TryFrom<i128> {
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
pub(super) struct Pass<T> {
    charges: ChargeBuffer<T>,
    weights: LabelWeights<T>,
    best: BestPath<T>,
    carries: CarryPass<T>,
    path: Vec<u32>,
    exact: ExactSearch,
}

impl<T: Width> Pass<T> {
    /// One doctor's part.
    pub(super) fn doctor(
        &mut self,
        pathways: &Pathways,
        doctor: DoctorId,
        formulation: &Formulation,
        table: &PriceTable<T>,
        prices: &Prices,
    ) -> Part {
        let class = pathways.class(doctor);
        if !formulation.cuts.is_empty() {
            match formulation.carries(pathways, doctor) {
                None => return Part::TooLarge,
                Some(carries) if carries.is_priced(&prices.rows) => {
                    self.charges.fill(formulation, pathways, doctor, table);
                    return match class.is_exact() {
                        true => self.carrying(pathways, doctor, carries, prices),
                        false => self.charged(pathways, doctor, prices, Some(carries)),
                    };
                }
                Some(_) => {}
            }
        }
        self.charges.fill(formulation, pathways, doctor, table);
        let largest_charge = self.largest_charge();
        let score: i128 = self.charges.score.into();
        // Without any charge the best score bounds the doctor, and more sharply than a relaxed diagram does.
        let is_free = score == 0 && largest_charge == 0 && prices.denominator > 0;
        let best = &formulation.best_scores[doctor.index()];
        if is_free && !class.is_exact() {
            let free = i128::from(best.bound) * i128::from(prices.denominator);
            // What more effort finds may be sharper still.
            if best.exact || prices.effort <= formulation.score_effort {
                return Part::Worth(free);
            }
            return match self.charged(pathways, doctor, prices, None) {
                Part::Worth(worth) => Part::Worth(worth.min(free)),
                Part::Unpriced | Part::TooLarge => Part::Worth(free),
                other => other,
            };
        }
        self.charged(pathways, doctor, prices, None)
    }

    /// One doctor's part under the prices in the buffer; cuts are paid for without bits.
    fn charged(
        &mut self,
        pathways: &Pathways,
        doctor: DoctorId,
        prices: &Prices,
        carries: Option<&Carries>,
    ) -> Part {
        let class = pathways.class(doctor);
        let private = &prices.private[doctor.index()];
        if !private.is_empty() && private.len() != class.private_rows.len() {
            return Part::Unpriced;
        }

        let largest = match carries {
            Some(carries) => self.largest_with(carries, prices),
            None => Some(self.largest_charge()),
        };
        let scale = largest.and_then(|largest| self.weigh(pathways, doctor, prices, largest));
        let Some(scale) = scale else {
            return Part::TooLarge;
        };
        if let Some(carries) = carries {
            let rows: Vec<T> = prices.rows.iter().map(|price| T::of(*price)).collect();
            let Ok(times) = T::try_from(scale) else {
                return Part::TooLarge;
            };
            carries.pay_without_bits(&rows, times, &mut self.weights.labels);
        }
        if let (false, Some(plain)) = (class.is_exact(), T::narrow(&self.weights.labels)) {
            return exact_part(&mut self.exact, class, plain, private, prices, scale);
        }
        // With larger numbers the relaxed diagram alone bounds the doctor, without the values of the automata it leaves out.
        let best = self.best.run(&class.diagram, &self.weights.labels);
        match best > T::LEAST {
            true => Part::Worth(Into::<i128>::into(best).div_euclid(scale)),
            false => Part::NoPathway,
        }
    }

    /// One doctor's part where cuts have prices and the diagram is exact.
    fn carrying(
        &mut self,
        pathways: &Pathways,
        doctor: DoctorId,
        carries: &Carries,
        prices: &Prices,
    ) -> Part {
        let class = pathways.class(doctor);
        if !prices.private[doctor.index()].is_empty() {
            return Part::Unpriced;
        }
        let largest = self.largest_with(carries, prices);
        let Some(_) = largest.and_then(|largest| self.weigh(pathways, doctor, prices, largest))
        else {
            return Part::TooLarge;
        };
        let rows: Vec<T> = prices.rows.iter().map(|price| T::of(*price)).collect();
        let found = self.carries.run(
            &class.diagram,
            carries,
            &rows,
            &self.weights.labels,
            &mut self.best,
            &mut self.path,
        );
        match found {
            // As many in wider numbers.
            None => Part::Stopped,
            Some(worth) if worth > T::LEAST => Part::Worth(worth.into()),
            Some(_) => Part::NoPathway,
        }
    }

    /// Calls `each` with the arcs of the doctor of the last pass whose best path comes to `least`; false if there are too many states.
    pub(super) fn through(
        &mut self,
        diagram: &Diagram,
        carries: &Carries,
        prices: &Prices,
        least: T,
        each: impl FnMut(NodeId, NodeId, u32, T),
    ) -> bool {
        let rows: Vec<T> = prices.rows.iter().map(|price| T::of(*price)).collect();
        let weights = &self.weights.labels;
        self.carries.through(
            (diagram, carries),
            (&rows, weights),
            &mut self.best,
            least,
            each,
        )
    }

    /// The pathways, as labels, that come to `least` for the doctor of the last pass; `None` if they are more than `most`.
    pub(super) fn paths(
        &mut self,
        diagram: &Diagram,
        carries: &Carries,
        prices: &[i64],
        (least, most): (T, usize),
    ) -> Option<Vec<Vec<u32>>> {
        let rows: Vec<T> = prices.iter().map(|price| T::of(*price)).collect();
        let mut found = Vec::new();
        let weights = &self.weights.labels;
        let is_all = self.carries.paths(
            (diagram, carries),
            (&rows, weights),
            &mut self.best,
            (least, most),
            |labels| found.push(labels.to_vec()),
        );
        is_all.then_some(found)
    }

    /// The weights of a doctor's labels at the prices of rows, multiplied by the denominator; `None` if a sum of them may not fit.
    pub(super) fn weights(
        &mut self,
        pathways: &Pathways,
        doctor: DoctorId,
        formulation: &Formulation,
        table: &PriceTable<T>,
        prices: &Prices,
    ) -> Option<&[T]> {
        self.charges.fill(formulation, pathways, doctor, table);
        let largest_charge = self.largest_charge();
        self.weigh(pathways, doctor, prices, largest_charge)?;
        Some(&self.weights.labels)
    }

    /// Weights of a doctor's labels under the prices in the buffer, without private prices, and the number that they are multiplied by. `None` if a sum of them
    /// may be too large.
    fn weigh(
        &mut self,
        pathways: &Pathways,
        doctor: DoctorId,
        prices: &Prices,
        largest_charge: i128,
    ) -> Option<i128> {
        let class = pathways.class(doctor);
        let (axis, values) = (pathways.axis(doctor), pathways.table(doctor));
        let private = &prices.private[doctor.index()];
        let scale = match private.is_empty() {
            true => 1,
            false => i128::from(prices.private_denominator),
        };
        let score: i128 = self.charges.score.into();
        let factor = (i128::from(prices.denominator) + score).checked_mul(scale)?;
        let worth = largest_value(&values.labels).checked_mul(factor.abs())?;
        let paid = largest_charge
            .checked_mul(scale)?
            .checked_add(largest_private(class, private))?;
        // Charges are added up over the steps of a place before differences are taken.
        let length = axis.len() as i128 + 2;
        let most = worth
            .checked_add(paid)?
            .checked_mul(length)?
            .checked_mul(2)?;
        let (factor, unit) = (T::try_from(factor).ok()?, T::try_from(scale).ok()?);
        if most > T::MOST {
            return None;
        }
        if scale != 1 {
            self.multiply_charges(unit);
        }
        let charges = Charges {
            factor,
            cells: &self.charges.cells,
            slots: &self.charges.slots,
        };
        self.weights
            .fill(&class.diagram, values, axis.len(), &charges);
        Some(scale)
    }

    fn multiply_charges(&mut self, unit: T) {
        let (cells, slots) = (&mut self.charges.cells, &mut self.charges.slots);
        let charges = cells.iter_mut().chain(slots);
        charges.for_each(|charge| *charge = *charge * unit);
    }

    /// The largest charge of a cell or a slot and of what a label counts in cuts, without its sign; `None` if it does not fit.
    fn largest_with(&self, carries: &Carries, prices: &Prices) -> Option<i128> {
        let sizes = prices.rows.iter();
        let largest = sizes.map(|price| i128::from(price.unsigned_abs())).max();
        let paid = largest.unwrap_or(0).checked_mul(carries.most())?;
        paid.checked_add(self.largest_charge())
    }

    /// The largest charge of a cell or a slot, without its sign.
    fn largest_charge(&self) -> i128 {
        let charges = self.charges.cells.iter().chain(&self.charges.slots);
        let sizes = charges.map(|charge| Into::<i128>::into(*charge).abs());
        sizes.max().unwrap_or(0)
    }
}

/// The largest value of a label, without its sign.
fn largest_value(labels: &[i64]) -> i128 {
    let values = labels.iter().filter(|value| **value != i64::NOWHERE);
    let sizes = values.map(|value| i128::from(value.unsigned_abs()));
    sizes.max().unwrap_or(0)
}

/// The most that a step pays to private rows: what it counts in one, times all prices.
fn largest_private(class: &Class, private: &[i64]) -> i128 {
    let counted = class.private_rows.iter().map(PrivateRow::largest).max();
    let prices = private.iter().map(|price| i128::from(price.unsigned_abs()));
    prices.sum::<i128>() * counted.map_or(1, i128::from)
}

/// The part of a doctor whose diagram is relaxed, with the automata that it leaves out.
fn exact_part(
    exact: &mut ExactSearch,
    class: &Class,
    plain: &[i64],
    private: &[i64],
    prices: &Prices,
    scale: i128,
) -> Part {
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
    match exact.run(class, &task, prices.effort) {
        // The worth of a pathway is a multiple of the scale.
        Ok(found) => found.bound.map_or(Part::NoPathway, |bound| {
            Part::Worth(i128::from(bound).div_euclid(scale))
        }),
        Err(Unpriced) => Part::Unpriced,
    }
}

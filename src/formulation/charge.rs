//! From prices on rows to what a doctor pays for cells, and from paths to what rows sum.

use super::terms::{OneDoctor, Term};
use super::{Formulation, RowId};
use crate::diagram::{Pathways, Place, Weights};
use crate::ids::{DoctorId, PeriodId};

/// Prices on rows, laid out by cell for what everybody pays.
#[derive(Clone, Debug, Default)]
pub(crate) struct PriceTable<T> {
    /// Price of each row.
    pub(crate) prices: Vec<T>,
    /// For each activity the running sum of what everybody pays, `activity * (periods + 1) + period`.
    prefix: Vec<T>,
    periods: usize,
}

impl<T: Weights> PriceTable<T> {
    /// Lays prices out; `prices` is indexed by row. O(activities × periods + terms).
    pub(crate) fn set(&mut self, formulation: &Formulation, activities: usize, prices: &[T]) {
        self.periods = formulation.periods;
        self.prices.clear();
        self.prices.extend_from_slice(prices);
        self.prefix.clear();
        for activity in (0..activities).map(crate::ids::ActivityId::new) {
            let mut sum = T::ZERO;
            self.prefix.push(sum);
            for period in (0..self.periods).map(PeriodId::new) {
                for &(row, coefficient) in formulation.universal.rows(activity, period) {
                    sum = sum + prices[row.index()] * T::of(coefficient);
                }
                self.prefix.push(sum);
            }
        }
    }
}

/// What one doctor pays; reused between doctors.
#[derive(Clone, Debug, Default)]
pub(crate) struct ChargeBuffer<T> {
    /// Price of each cell, `place * steps + step`.
    pub(crate) cells: Vec<T>,
    /// Price of each slot of the axis.
    pub(crate) slots: Vec<T>,
    /// What multiplies the doctor's own values, less the unit: the sum of score rows' coefficients times prices, negated.
    pub(crate) score: T,
}

impl<T: Weights> ChargeBuffer<T> {
    /// Fills in what a doctor pays. O(places × steps + terms of the doctor's families).
    pub(crate) fn fill(
        &mut self,
        formulation: &Formulation,
        pathways: &Pathways,
        doctor: DoctorId,
        table: &PriceTable<T>,
    ) {
        let axis = pathways.axis(doctor);
        let places = pathways.class(doctor).diagram.places();
        self.cells.clear();
        for activity in places {
            let row = &table.prefix[activity.index() * (table.periods + 1)..];
            for step in &axis.steps {
                let price = match (step.present.first(), step.present.last()) {
                    (Some(first), Some(last))
                        if last.index() - first.index() + 1 == step.present.len() =>
                    {
                        row[last.index() + 1] - row[first.index()]
                    }
                    _ => step.present.iter().fold(T::ZERO, |sum, period| {
                        sum + (row[period.index() + 1] - row[period.index()])
                    }),
                };
                self.cells.push(price);
            }
        }
        self.slots.clear();
        self.slots.resize(axis.slots.len(), T::ZERO);
        self.score = T::ZERO;
        let one = OneDoctor::new(pathways, doctor);
        let price = |term: &Term| {
            table.prices[term.row.index()] * T::of(term.coefficient) * T::of(term.weight)
        };
        formulation.each_own_term(one, |cell, term| {
            self.cells[cell] = self.cells[cell] + price(&term)
        });
        formulation.each_slot_term(doctor, |event, slot, term| {
            if let Some(position) = one.slot(event, slot) {
                self.slots[position] = self.slots[position] + price(&term);
            }
        });
        formulation.each_score_term(doctor, |term| self.score = self.score - price(&term));
    }
}

/// What a doctor is expected to do.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Expected<'a> {
    /// Mass of each cell, `place * steps + step`.
    pub(crate) cells: &'a [f64],
    /// Mass of each slot.
    pub(crate) slots: &'a [f64],
    pub(crate) score: f64,
}

/// Sums of rows.
pub(crate) struct RowUsage;

impl RowUsage {
    /// Calls `add` with every row that a path uses and by how much; a row may come several times. O(cells of the path × rows of a cell).
    pub(crate) fn visit(
        formulation: &Formulation,
        one: OneDoctor<'_>,
        labels: &[u32],
        score: i64,
        mut add: impl FnMut(RowId, i64),
    ) {
        let diagram = &one.class.diagram;
        for &label in labels {
            let label = &diagram.labels()[label as usize];
            match label.place {
                Place::Start(place) | Place::Stay(place) => {
                    let activity = diagram.places()[place as usize];
                    let steps = one.steps(label).iter();
                    steps.for_each(|step| {
                        formulation.each_term_of_step(one.id, activity, step, |term| {
                            add(term.row, term.amount())
                        })
                    });
                }
                Place::Attend(position) => {
                    let attended = one.axis.slots[position as usize];
                    formulation
                        .each_term_of_slot(one.id, attended, |term| add(term.row, term.amount()));
                }
                Place::Idle | Place::End => {}
            }
        }
        formulation.each_score_term(one.id, |term| add(term.row, term.coefficient * score));
    }

    /// The rows that a path uses and by how much, ascending, each once, without zeros. As [`Self::visit`], and a sort.
    pub(crate) fn of(
        formulation: &Formulation,
        one: OneDoctor<'_>,
        labels: &[u32],
        score: i64,
    ) -> Vec<(RowId, i64)> {
        let mut usage: Vec<(RowId, i64)> = Vec::new();
        Self::visit(formulation, one, labels, score, |row, amount| {
            usage.push((row, amount))
        });
        usage.sort_unstable();
        usage.dedup_by(|later, kept| {
            let same = later.0 == kept.0;
            kept.1 += if same { later.1 } else { 0 };
            same
        });
        usage.retain(|entry| entry.1 != 0);
        formulation.count_cuts(one.id, &mut usage);
        usage
    }

    /// Adds what a doctor is expected to do, times the coefficients.
    pub(crate) fn expect(
        formulation: &Formulation,
        one: OneDoctor<'_>,
        expected: Expected<'_>,
        sums: &mut [f64],
    ) {
        const NOTHING: f64 = 1e-12;
        let steps = one.axis.len();
        for (place, activity) in one.class.diagram.places().iter().enumerate() {
            for (index, step) in one.axis.steps.iter().enumerate() {
                let mass = expected.cells[place * steps + index];
                if mass >= NOTHING {
                    formulation.each_term_of_step(one.id, *activity, step, |term| {
                        sums[term.row.index()] += mass * f64::of(term.amount())
                    });
                }
            }
        }
        formulation.each_slot_term(one.id, |event, slot, term| {
            if let Some(position) = one.slot(event, slot) {
                sums[term.row.index()] += expected.slots[position] * f64::of(term.amount());
            }
        });
        formulation.each_score_term(one.id, |term| {
            sums[term.row.index()] += expected.score * f64::of(term.coefficient)
        });
    }
}

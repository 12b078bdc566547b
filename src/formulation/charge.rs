//! From prices on rows to what a doctor pays for cells, and from paths to what rows sum.

use super::family::Family;
use super::{Formulation, RowId};
use crate::diagram::{Axis, Class, Label, Pathways, Place, Weights};
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
                    sum = sum + prices[row as usize] * T::of(coefficient);
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
    pub(crate) fn fill(&mut self, formulation: &Formulation, pathways: &Pathways, doctor: DoctorId, table: &PriceTable<T>) {
        let axis = pathways.axis(doctor);
        let places = pathways.class(doctor).diagram.places();
        self.cells.clear();
        for activity in places {
            let row = &table.prefix[activity.index() * (table.periods + 1)..];
            for step in &axis.steps {
                let price = match (step.present.first(), step.present.last()) {
                    (Some(first), Some(last)) if last.index() - first.index() + 1 == step.present.len() => {
                        row[last.index() + 1] - row[first.index()]
                    }
                    _ => step.present.iter().fold(T::ZERO, |sum, period| sum + (row[period.index() + 1] - row[period.index()])),
                };
                self.cells.push(price);
            }
        }
        self.slots.clear();
        self.slots.resize(axis.slots.len(), T::ZERO);
        self.score = T::ZERO;
        for &(family, weight) in &formulation.of_doctor[doctor.index()] {
            let family = &formulation.families[family as usize];
            if let Some(cells) = &family.cells {
                for (place, activity) in places.iter().enumerate() {
                    if cells.place(*activity).is_none() {
                        continue;
                    }
                    for (index, step) in axis.steps.iter().enumerate() {
                        let cell = place * axis.len() + index;
                        for (period, half) in step.present.iter().zip(&step.half) {
                            let weight = T::of(counted(family, weight, *half));
                            for &(row, coefficient) in cells.rows(*activity, *period) {
                                self.cells[cell] = self.cells[cell] + table.prices[row as usize] * T::of(coefficient) * weight;
                            }
                        }
                    }
                }
            }
            for &(event, slot, row, coefficient) in &family.slots {
                if let Some(position) = slot_of(axis, event, slot) {
                    self.slots[position] = self.slots[position] + table.prices[row as usize] * T::of(coefficient) * T::of(weight);
                }
            }
            for &(_, row, coefficient) in family.scores_of(doctor) {
                self.score = self.score - table.prices[row as usize] * T::of(coefficient);
            }
        }
    }
}

fn slot_of(axis: &Axis, event: crate::ids::EventId, slot: u32) -> Option<usize> {
    axis.slots.iter().position(|known| known.event == event && known.slot == slot)
}

/// What a doctor counts in a period.
fn counted(family: &Family, weight: i64, half: bool) -> i64 {
    if family.halves && half { weight / 2 } else { weight }
}

/// Sums of rows.
pub(crate) struct RowUsage;

impl RowUsage {
    /// Calls `add` with every row that a path uses and by how much; a row may come several times. O(cells of the path × rows of a cell).
    pub(crate) fn visit(
        formulation: &Formulation,
        (doctor, axis, class): (DoctorId, &Axis, &Class),
        labels: &[u32],
        score: i64,
        mut add: impl FnMut(RowId, i64),
    ) {
        let diagram = &class.diagram;
        for &label in labels {
            let label = &diagram.labels()[label as usize];
            match label.place {
                Place::Start(place) | Place::Stay(place) => {
                    let activity = diagram.places()[place as usize];
                    for step in steps_of(axis, label) {
                        for (period, half) in step.present.iter().zip(&step.half) {
                            for &(row, coefficient) in formulation.universal.rows(activity, *period) {
                                add(row, coefficient);
                            }
                            for &(family, weight) in &formulation.of_doctor[doctor.index()] {
                                let family = &formulation.families[family as usize];
                                if let Some(cells) = &family.cells {
                                    let weight = counted(family, weight, *half);
                                    cells.rows(activity, *period).iter().for_each(|&(row, coefficient)| add(row, coefficient * weight));
                                }
                            }
                        }
                    }
                }
                Place::Attend(position) => {
                    let attended = axis.slots[position as usize];
                    for &(family, weight) in &formulation.of_doctor[doctor.index()] {
                        for &(event, slot, row, coefficient) in &formulation.families[family as usize].slots {
                            if event == attended.event && slot == attended.slot {
                                add(row, coefficient * weight);
                            }
                        }
                    }
                }
                Place::Idle | Place::End => {}
            }
        }
        for &(family, _) in &formulation.of_doctor[doctor.index()] {
            for &(_, row, coefficient) in formulation.families[family as usize].scores_of(doctor) {
                add(row, coefficient * score);
            }
        }
    }
    /// The rows that a path uses and by how much, ascending, each once, without zeros. As [`Self::visit`], and a sort.
    pub(crate) fn of(formulation: &Formulation, who: (DoctorId, &Axis, &Class), labels: &[u32], score: i64) -> Vec<(RowId, i64)> {
        let mut usage: Vec<(RowId, i64)> = Vec::new();
        Self::visit(formulation, who, labels, score, |row, amount| usage.push((row, amount)));
        usage.sort_unstable();
        usage.dedup_by(|later, kept| {
            let same = later.0 == kept.0;
            kept.1 += if same { later.1 } else { 0 };
            same
        });
        usage.retain(|entry| entry.1 != 0);
        usage
    }
    /// Adds expected use: `mass` of each cell (`place * steps + step`) and of each slot, and the expected score, times the coefficients.
    pub(crate) fn expect(
        formulation: &Formulation,
        (doctor, axis, class): (DoctorId, &Axis, &Class),
        (cells, slots, score): (&[f64], &[f64], f64),
        sums: &mut [f64],
    ) {
        const NOTHING: f64 = 1e-12;
        let families = &formulation.of_doctor[doctor.index()];
        for (place, activity) in class.diagram.places().iter().enumerate() {
            for (index, step) in axis.steps.iter().enumerate() {
                let mass = cells[place * axis.len() + index];
                if mass < NOTHING {
                    continue;
                }
                for (period, half) in step.present.iter().zip(&step.half) {
                    for &(row, coefficient) in formulation.universal.rows(*activity, *period) {
                        sums[row as usize] += mass * f64::of(coefficient);
                    }
                    for &(family, weight) in families {
                        let family = &formulation.families[family as usize];
                        if let Some(terms) = &family.cells {
                            let weight = counted(family, weight, *half);
                            for &(row, coefficient) in terms.rows(*activity, *period) {
                                sums[row as usize] += mass * f64::of(coefficient * weight);
                            }
                        }
                    }
                }
            }
        }
        for &(family, weight) in families {
            let family = &formulation.families[family as usize];
            for &(event, slot, row, coefficient) in &family.slots {
                if let Some(position) = slot_of(axis, event, slot) {
                    sums[row as usize] += slots[position] * f64::of(coefficient * weight);
                }
            }
            for &(_, row, coefficient) in family.scores_of(doctor) {
                sums[row as usize] += score * f64::of(coefficient);
            }
        }
    }
}

fn steps_of<'a>(axis: &'a Axis, label: &Label) -> &'a [crate::diagram::Step] {
    &axis.steps[label.first as usize..(label.first + label.steps) as usize]
}

//! Cuts: rows added up and halved, rounded down pathway by pathway.
//!
//! Take some rows with a limit each, and some doctors. In every schedule that keeps the rows, Σ ± sum of a row ≤ Σ ± limit, with a minus for a lower limit; and each of the doctors has one
//! pathway. Half of all that is at least the sum over doctors of what half of each comes to, rounded down, so that
//!
//! ```text
//! Σ over doctors of ⌊(s(d) + Σ over rows of ± u(d, r)) / 2⌋  ≤  ⌊(number of the doctors + Σ over rows of ± limit(r)) / 2⌋,   s(d) = 1 for one of the doctors
//! ```
//!
//! (Chvátal 1973, with multipliers of a half; over pathways as in Jepsen, Petersen, Spoorendonk & Pisinger 2008). Programmes over pathways do not say this by
//! themselves: what a pathway adds is no sum over its cells. A pass over an exact diagram keeps a bit for it: whether what has been counted so far is odd. Where a diagram is relaxed, what each rotation counts by itself is halved and rounded down, which is
//! as much or less.

use super::terms::OneDoctor;
use super::{Formulation, Row, RowId, Shape};
use crate::diagram::{Carries, Pathways};
use crate::ids::{DoctorId, RuleId};
use rustc_hash::FxHashMap;
use std::sync::{Arc, OnceLock};

/// Which limit of a row a cut rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Side {
    Lower,
    Upper,
}

/// Rows by their limits, and doctors, ascending and each once.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Cut {
    pub(crate) rows: Vec<(RowId, Side)>,
    pub(crate) doctors: Vec<DoctorId>,
}

/// The cuts of a formulation, whose rows come after those of the problem.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cuts(Option<Arc<Known>>);

#[derive(Debug)]
struct Known {
    list: Vec<Cut>,
    /// Number of the first cut's row.
    first_row: usize,
    /// The cuts that rest on a row.
    of_row: FxHashMap<RowId, Vec<u32>>,
    /// What labels add to them, for each doctor who was asked for.
    carries: Vec<OnceLock<Option<Carries>>>,
}

impl Cuts {
    pub(crate) fn list(&self) -> &[Cut] {
        self.0.as_ref().map_or(&[], |known| &known.list)
    }
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_none()
    }
    /// The cuts with their rows.
    pub(crate) fn with_rows(&self) -> impl Iterator<Item = (RowId, &Cut)> {
        let first = self.0.as_ref().map_or(0, |known| known.first_row);
        let cuts = self.list().iter().enumerate();
        cuts.map(move |(number, cut)| (RowId::new(first + number), cut))
    }
    /// Number of rows before those of cuts, if there are so many rows.
    pub(crate) fn first_row(&self, rows: usize) -> usize {
        self.0.as_ref().map_or(rows, |known| known.first_row)
    }
    /// The cut of a row, if it is one's.
    pub(crate) fn of_row(&self, row: RowId) -> Option<&Cut> {
        let known = self.0.as_ref()?;
        let number = row.index().checked_sub(known.first_row)?;
        known.list.get(number)
    }
}

impl Cut {
    /// What a pathway counts that uses so much of some rows (ascending).
    fn count(&self, doctor: DoctorId, usage: &[(RowId, i64)]) -> i64 {
        let shift = i64::from(self.doctors.binary_search(&doctor).is_ok());
        let used = |row: RowId| {
            let at = usage.binary_search_by_key(&row, |entry| entry.0);
            at.map_or(0, |at| usage[at].1)
        };
        let sum = self
            .rows
            .iter()
            .fold(shift, |sum, &(row, side)| match side {
                Side::Upper => sum + used(row),
                Side::Lower => sum - used(row),
            });
        sum.div_euclid(2)
    }
}

impl Formulation {
    /// The same rows and those of some cuts.
    ///
    /// # Errors
    /// The number of the first that is no cut: without a row, with rows or doctors that are not there or not in order, or with a row that cuts may not rest on or has not the
    /// limit.
    ///
    /// # Complexity
    /// That of copying it, and the terms of all rows.
    pub(crate) fn with_cuts(&self, cuts: Vec<Cut>) -> Result<Self, usize> {
        let mut formulation = self.clone();
        let first_row = self.cuts.first_row(self.rows.len());
        formulation.rows.truncate(first_row);
        formulation.cuts = Cuts(None);
        if cuts.is_empty() {
            return Ok(formulation);
        }
        let countable = self.countable();
        for (number, cut) in cuts.iter().enumerate() {
            let row = self.row_of(cut, &countable[..first_row], number);
            formulation.rows.push(row.ok_or(number)?);
        }
        let mut of_row: FxHashMap<RowId, Vec<u32>> = FxHashMap::default();
        for (number, cut) in (0_u32..).zip(&cuts) {
            for (row, _) in &cut.rows {
                of_row.entry(*row).or_default().push(number);
            }
        }
        formulation.cuts = Cuts(Some(Arc::new(Known {
            list: cuts,
            first_row,
            of_row,
            carries: (0..self.of_doctor.len()).map(|_| OnceLock::new()).collect(),
        })));
        Ok(formulation)
    }

    /// The row of a cut.
    fn row_of(&self, cut: &Cut, countable: &[bool], number: usize) -> Option<Row> {
        let is_sorted = cut.rows.is_sorted_by(|one, other| one.0 < other.0)
            && cut.doctors.is_sorted_by(|one, other| one < other);
        let last = cut.doctors.last();
        let are_there = last.is_none_or(|last| last.index() < self.of_doctor.len());
        if !is_sorted || !are_there || cut.rows.is_empty() {
            return None;
        }
        let mut sum = i64::try_from(cut.doctors.len()).ok()?;
        for &(row, side) in &cut.rows {
            let Some(true) = countable.get(row.index()) else {
                return None;
            };
            let Shape::Interval { lower, upper } = self.rows[row.index()].shape else {
                return None;
            };
            sum = match side {
                Side::Upper => sum.checked_add(upper?)?,
                Side::Lower => sum.checked_sub(lower?)?,
            };
        }
        Some(Row {
            rule: RuleId::new(0),
            number: u32::try_from(number).ok()?,
            shape: Shape::Interval {
                lower: None,
                upper: Some(sum.div_euclid(2)),
            },
            weight: None,
            group: None,
        })
    }

    /// Rows that cuts may rest on: to which nobody adds a score.
    pub(crate) fn countable(&self) -> Vec<bool> {
        let mut countable: Vec<bool> = self
            .rows
            .iter()
            .map(|row| row.group.is_none() && matches!(row.shape, Shape::Interval { .. }))
            .collect();
        let scores = self.families.iter().flat_map(|family| &family.scores);
        scores.for_each(|&(_, row, _)| countable[row.index()] = false);
        countable
    }

    /// What a pathway uses, where it was read under other cuts or none: all but these stay. No row may have been added behind those of cuts.
    pub(crate) fn recount_cuts(&self, doctor: DoctorId, usage: &mut Vec<(RowId, i64)>) {
        let first = RowId::new(self.cuts.first_row(self.rows.len()));
        usage.truncate(usage.partition_point(|entry| entry.0 < first));
        self.count_cuts(doctor, usage);
    }

    /// Adds what a pathway counts in cuts to what it uses of rows (ascending, without zeros).
    pub(super) fn count_cuts(&self, doctor: DoctorId, usage: &mut Vec<(RowId, i64)>) {
        let rows = usage.len();
        for (row, cut) in self.cuts.with_rows() {
            let count = cut.count(doctor, &usage[..rows]);
            if count != 0 {
                usage.push((row, count));
            }
        }
        // Rows may have been added behind those of cuts.
        usage.sort_unstable_by_key(|entry| entry.0);
    }

    /// Prices with those of cuts moved to the rows of which they count whole units, so that what is left to count is the carries. `None` if they are so large that sums of them may not fit.
    pub(crate) fn carried<T: crate::diagram::Weights>(&self, prices: &[T]) -> Option<Vec<T>> {
        let mut carried = prices.to_vec();
        if self.cuts.is_empty() {
            return Some(carried);
        }
        let most = T::of(i64::MAX >> 16);
        if prices
            .iter()
            .any(|price| *price > most || T::ZERO - most > *price)
        {
            return None;
        }
        for (row, cut) in self.cuts.with_rows() {
            let price = prices[row.index()];
            let lower = cut.rows.iter().filter(|(_, side)| *side == Side::Lower);
            // ⌊(s − u) / 2⌋ = ⌊(s + u) / 2⌋ − u.
            lower.for_each(|(of, _)| carried[of.index()] = carried[of.index()] - price);
        }
        Some(carried)
    }

    /// What the labels of a doctor add to the cuts; `None` if there are more cuts than a pass has bits.
    pub(crate) fn carries(&self, pathways: &Pathways, doctor: DoctorId) -> Option<&Carries> {
        let known = self.cuts.0.as_ref()?;
        let of_doctor = known.carries.get(doctor.index())?;
        of_doctor
            .get_or_init(|| self.new_carries(pathways, doctor))
            .as_ref()
    }

    fn new_carries(&self, pathways: &Pathways, doctor: DoctorId) -> Option<Carries> {
        let one = OneDoctor::new(pathways, doctor);
        let steps = one.axis.len();
        let known = self.cuts.0.as_ref()?;
        // What a cell or a slot adds to each cut, by the cut's number.
        let add = |counts: &mut Vec<(u32, i64)>, row: RowId, amount: i64| {
            let cuts = known.of_row.get(&row).into_iter().flatten();
            counts.extend(cuts.filter(|_| amount != 0).map(|cut| (*cut, amount)));
        };
        let places = one.class.diagram.places();
        let mut cells = vec![Vec::new(); places.len() * steps];
        for (place, activity) in places.iter().enumerate() {
            for (index, step) in one.axis.steps.iter().enumerate() {
                let counts = &mut cells[place * steps + index];
                self.each_term_of_step(doctor, *activity, step, |term| {
                    add(counts, term.row, term.amount())
                });
            }
        }
        let mut slots = vec![Vec::new(); one.axis.slots.len()];
        self.each_slot_term(doctor, |event, slot, term| {
            if let Some(position) = one.slot(event, slot) {
                add(&mut slots[position], term.row, term.amount());
            }
        });
        let begun = |cut: u32| {
            known.list[cut as usize]
                .doctors
                .binary_search(&doctor)
                .is_ok()
        };
        let row = |cut: u32| known.first_row + cut as usize;
        let values = &pathways.table(doctor).labels;
        Carries::new(&one.class.diagram, values, (&cells, &slots), begun, row)
    }
}

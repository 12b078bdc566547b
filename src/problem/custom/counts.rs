//! What cells count, asked once.

use super::{Cell, CellCode, CellCounts};
use crate::calendar::PeriodSpan;
use crate::ids::{ActivityId, DoctorId, PeriodId};
use crate::problem::problem::ProblemData;
use crate::problem::rule::{ActivitySet, DoctorSet, PeriodSet};
use std::collections::HashMap;
use std::sync::Arc;

/// The largest count of a cell.
const LARGEST_COUNT: u64 = 1_000_000;

/// A cell of a doctor that does not count 0.
pub(crate) type Counted = (ActivityId, PeriodId, i64);

/// Cells that several doctors have in common, by activity and period, and these doctors.
pub(crate) type Profile<'a> = (&'a [Counted], Vec<DoctorId>);

/// One doctor's cells, by activity and period.
type OfDoctor = Arc<[Counted]>;

/// What the cells of a rule count, as its code said when the problem was validated.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    code: CellCode,
    /// Ascending.
    doctors: Vec<(DoctorId, OfDoctor)>,
}

/// Asks what a cell counts, twice, and holds the answers against one another.
fn ask_twice(code: &dyn CellCounts, cell: &Cell<'_>, span: &PeriodSpan) -> Result<i64, Wrong> {
    let (count, again) = (code.count(cell), code.count(cell));
    let place = || {
        format!(
            "of doctor {:?} in {:?} in period {span}",
            cell.doctor.key, cell.activity.key
        )
    };
    if count != again {
        return Err(Wrong::Fickle(format!(
            "asked twice about the cell {}, its code says {count} and {again}.",
            place()
        )));
    }
    if count.unsigned_abs() > LARGEST_COUNT {
        return Err(Wrong::TooLarge(format!(
            "the cell {} counts {count}, more than {LARGEST_COUNT}.",
            place()
        )));
    }
    Ok(count)
}

impl Counts {
    /// Asks about the cells in which the doctors may be; says what is wrong with an answer. O(doctors × activities × periods).
    pub(crate) fn ask(
        data: &ProblemData,
        code: &CellCode,
        doctors: &DoctorSet,
        activities: &ActivitySet,
        periods: &PeriodSet,
    ) -> Result<Self, Wrong> {
        let mut asked = Self {
            code: code.clone(),
            doctors: Vec::with_capacity(doctors.len()),
        };
        let (Some(counts), Some(horizon)) = (code.get(), &data.horizon) else {
            return Ok(asked);
        };
        // Doctors who are alike share a list.
        let mut known: HashMap<OfDoctor, OfDoctor> = HashMap::new();
        for id in doctors.iter() {
            let Some(doctor) = data.doctors.get(id.index()) else {
                continue;
            };
            let is_there = |period: &PeriodId| doctor.first <= *period && *period <= doctor.last;
            let mut found = Vec::new();
            for at in activities.iter() {
                let Some(activity) = data.activities.get(at.index()) else {
                    continue;
                };
                for period in periods.iter().filter(is_there) {
                    let span = horizon.span(period);
                    let cell = Cell {
                        doctor,
                        activity,
                        period,
                        from: span.first.date,
                        to: span.last.date,
                    };
                    let count = ask_twice(counts, &cell, span)?;
                    if count != 0 {
                        found.push((at, period, count));
                    }
                }
            }
            let found: OfDoctor = found.into();
            let list = known.entry(found.clone()).or_insert(found).clone();
            asked.doctors.push((id, list));
        }
        Ok(asked)
    }

    /// The cells of a doctor that count, by activity and period.
    pub(crate) fn of(&self, doctor: DoctorId) -> &[Counted] {
        let found = self.doctors.binary_search_by_key(&doctor, |entry| entry.0);
        found.map_or(&[], |position| &self.doctors[position].1)
    }
    /// What a cell counts.
    pub(crate) fn count(&self, doctor: DoctorId, activity: ActivityId, period: PeriodId) -> i64 {
        let cells = self.of(doctor);
        let found = cells.binary_search_by_key(&(activity, period), |cell| (cell.0, cell.1));
        found.map_or(0, |position| cells[position].2)
    }
    /// Lists of cells, each with the doctors who have it; in the order of their first doctors.
    pub(crate) fn profiles(&self) -> Vec<Profile<'_>> {
        let mut profiles: Vec<Profile<'_>> = Vec::new();
        let mut known: HashMap<&OfDoctor, usize> = HashMap::new();
        for (doctor, cells) in self.doctors.iter().filter(|entry| !entry.1.is_empty()) {
            let next = profiles.len();
            let at = *known.entry(cells).or_insert(next);
            if at == next {
                profiles.push((cells, Vec::new()));
            }
            profiles[at].1.push(*doctor);
        }
        profiles
    }
    /// The most that pathways of all doctors can come to, in either direction, and the most for one doctor.
    pub(crate) fn most(&self) -> (i128, i128) {
        let (mut all, mut one) = (0_i128, 0_i128);
        for (_, cells) in &self.doctors {
            let mut by_period: HashMap<PeriodId, i64> = HashMap::new();
            for &(_, period, count) in cells.iter() {
                let most = by_period.entry(period).or_default();
                *most = (*most).max(count.saturating_abs());
            }
            let sum = by_period.values().map(|most| i128::from(*most)).sum();
            (all, one) = (all.saturating_add(sum), one.max(sum));
        }
        (all, one)
    }
    /// The activities in which any cell counts more or less than 0.
    pub(crate) fn activities(&self) -> ActivitySet {
        let cells = self.doctors.iter().flat_map(|entry| entry.1.iter());
        cells.map(|cell| cell.0).collect()
    }
}

/// What is wrong with a count.
#[derive(Debug)]
pub(crate) enum Wrong {
    /// Two answers to one question.
    Fickle(String),
    TooLarge(String),
}

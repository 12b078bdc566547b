//! Terms of rows: which cells, slots and scores they sum.

use super::row::RowId;
use crate::ids::{ActivityId, DoctorId, EventId, PeriodId, RuleId};
use crate::problem::rule::PeriodSet;
use std::sync::Arc;

/// How much each doctor counts in a family.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DoctorWeights {
    /// Everybody counts 1.
    Everybody,
    /// These count so much, ascending.
    Some(Vec<(DoctorId, i64)>),
}

/// Terms over cells: activities fall into places, and each place has its rows in each period.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CellTerms {
    /// Place of each activity; `u16::MAX` for none.
    place_of: Vec<u16>,
    periods: usize,
    /// Entries of place p in period t: `entries[index[p * periods + t]..index[p * periods + t + 1]]`.
    index: Vec<u32>,
    entries: Vec<(RowId, i64)>,
    /// Cells in which a doctor is on leave within a rotation; none if missing.
    leave: Option<Arc<LeaveCells>>,
    /// Whoever is on leave within a rotation counts there.
    keeps: bool,
}

/// By activity: the one that it is leave of, and the periods in which it is; all if missing.
pub(super) type LeaveCells = Vec<Option<(ActivityId, Option<PeriodSet>)>>;

impl CellTerms {
    /// Terms from a list of (place, period, row, coefficient).
    pub(super) fn new(
        place_of: Vec<u16>,
        places: usize,
        periods: usize,
        mut terms: Vec<(u32, PeriodId, RowId, i64)>,
    ) -> Self {
        terms.sort_unstable();
        let mut index = Vec::with_capacity(places * periods + 1);
        let mut entries: Vec<(RowId, i64)> = Vec::with_capacity(terms.len());
        let mut next = 0;
        for place in 0..places {
            for period in 0..periods {
                index.push(entries.len() as u32);
                while next < terms.len()
                    && (terms[next].0 as usize, terms[next].1.index()) == (place, period)
                {
                    entries.push((terms[next].2, terms[next].3));
                    next += 1;
                }
            }
        }
        index.push(entries.len() as u32);
        Self {
            place_of,
            periods,
            index,
            entries,
            leave: None,
            keeps: false,
        }
    }
    /// The terms of the rows that have a new number; `None` if there is none.
    pub(super) fn keep(&self, number: impl Fn(RowId) -> Option<RowId>) -> Option<Self> {
        let mut kept = Self {
            index: vec![0],
            entries: Vec::new(),
            ..self.clone()
        };
        for cell in self.index.windows(2) {
            let entries = &self.entries[cell[0] as usize..cell[1] as usize];
            kept.entries.extend(
                entries
                    .iter()
                    .filter_map(|&(row, coefficient)| Some((number(row)?, coefficient))),
            );
            kept.index.push(kept.entries.len() as u32);
        }
        (!kept.entries.is_empty()).then_some(kept)
    }
    /// From here on a doctor in an activity that is leave counts as one in the activity of the rotation. In periods of leave the doctor counts only if the
    /// family `keeps` places.
    pub(super) fn leave_out(&mut self, leave: &Arc<LeaveCells>, keeps: bool) {
        (self.leave, self.keeps) = (Some(leave.clone()), keeps);
    }
    /// The activity as which one counts in a period; `None` for nobody.
    fn counted(&self, activity: ActivityId, period: PeriodId) -> Option<ActivityId> {
        match self
            .leave
            .as_ref()
            .and_then(|leave| leave.get(activity.index())?.as_ref())
        {
            None => Some(activity),
            Some((_, periods))
                if periods
                    .as_ref()
                    .is_none_or(|periods| periods.contains(period)) =>
            {
                self.keeps.then_some(activity)
            }
            Some((of, _)) => Some(*of),
        }
    }
    /// Rows and coefficients of a cell.
    #[must_use]
    pub fn rows(&self, activity: ActivityId, period: PeriodId) -> &[(RowId, i64)] {
        match self
            .counted(activity, period)
            .and_then(|activity| self.place(activity))
        {
            Some(place) if period.index() < self.periods => {
                let cell = place * self.periods + period.index();
                &self.entries[self.index[cell] as usize..self.index[cell + 1] as usize]
            }
            _ => &[],
        }
    }
    /// Place of an activity.
    #[must_use]
    pub fn place(&self, activity: ActivityId) -> Option<usize> {
        match self.place_of.get(activity.index()) {
            Some(&place) if place != u16::MAX => Some(place as usize),
            _ => None,
        }
    }
    /// Calls `each` with the row and coefficient of every term.
    pub(crate) fn each_row(&self, mut each: impl FnMut(RowId, i64)) {
        self.entries
            .iter()
            .for_each(|&(row, coefficient)| each(row, coefficient));
    }
    /// Calls `each` with the period and row of every term.
    pub(crate) fn each_period(&self, mut each: impl FnMut(PeriodId, RowId)) {
        for (cell, entries) in self.index.windows(2).enumerate() {
            let period = PeriodId::new(cell % self.periods.max(1));
            let entries = &self.entries[entries[0] as usize..entries[1] as usize];
            entries.iter().for_each(|&(row, _)| each(period, row));
        }
    }
    /// Sum of all coefficients, taken as positive.
    #[must_use]
    pub(super) fn reach(&self) -> i128 {
        self.entries
            .iter()
            .map(|entry| i128::from(entry.1.unsigned_abs()))
            .sum()
    }
    /// True if whoever is in the activity may meet a row.
    pub(super) fn may_count(&self, activity: ActivityId) -> bool {
        let leave = self
            .leave
            .as_ref()
            .and_then(|leave| leave.get(activity.index())?.as_ref());
        self.place(activity)
            .or_else(|| self.place(leave?.0))
            .is_some()
    }
    /// Activities in which somebody may meet a row.
    pub fn activities(&self) -> impl Iterator<Item = ActivityId> + '_ {
        (0..self.place_of.len())
            .map(ActivityId::new)
            .filter(|activity| self.may_count(*activity))
    }
}

/// Terms that share doctors and how they count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Family {
    /// The rule.
    pub rule: RuleId,
    /// How much each doctor counts.
    pub doctors: DoctorWeights,
    /// A half-present doctor counts half (all weights are even).
    pub halves: bool,
    /// Whoever is on leave and keeps the place counts as well.
    pub keeps: bool,
    /// Terms over cells.
    pub cells: Option<CellTerms>,
    /// Terms over attendances of events with a choice: event, slot, row, coefficient.
    pub slots: Vec<(EventId, u32, RowId, i64)>,
    /// Terms over scores: doctor, row, coefficient; ascending.
    pub scores: Vec<(DoctorId, RowId, i64)>,
}

impl Family {
    /// A family over cells.
    pub(super) fn over_cells(rule: RuleId, doctors: DoctorWeights, cells: CellTerms) -> Self {
        Self {
            rule,
            doctors,
            halves: false,
            keeps: false,
            cells: Some(cells),
            slots: Vec::new(),
            scores: Vec::new(),
        }
    }
    /// True if it has terms over cells only, and presence does not matter.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        !self.halves && self.slots.is_empty() && self.scores.is_empty()
    }
    /// Sum of all coefficients, taken as positive: no doctor of weight 1 meets more.
    pub(super) fn reach(&self) -> i128 {
        let slots = self
            .slots
            .iter()
            .map(|entry| entry.3)
            .chain(self.scores.iter().map(|entry| entry.2));
        self.cells.as_ref().map_or(0, CellTerms::reach)
            + slots
                .map(|coefficient| i128::from(coefficient.unsigned_abs()))
                .sum::<i128>()
    }
    /// Scores of one doctor.
    pub fn scores_of(&self, doctor: DoctorId) -> &[(DoctorId, RowId, i64)] {
        let from = self.scores.partition_point(|entry| entry.0 < doctor);
        let to = self.scores.partition_point(|entry| entry.0 <= doctor);
        &self.scores[from..to]
    }
}

/// Each of some doctors with weight 1.
pub(super) fn weigh_some(doctors: &crate::problem::rule::DoctorSet) -> DoctorWeights {
    DoctorWeights::Some(doctors.iter().map(|doctor| (doctor, 1)).collect())
}

/// The doctors of a set, each counting `weight`.
pub(super) fn weigh(
    doctors: &crate::problem::rule::DoctorSet,
    all: usize,
    weight: i64,
) -> DoctorWeights {
    if weight == 1 && doctors.len() == all {
        DoctorWeights::Everybody
    } else {
        DoctorWeights::Some(doctors.iter().map(|doctor| (doctor, weight)).collect())
    }
}

/// Place 0 for the activities of a set, none for others.
pub(super) fn one_place(activities: &crate::problem::rule::ActivitySet, all: usize) -> Vec<u16> {
    (0..all)
        .map(|index| {
            if activities.contains(ActivityId::new(index)) {
                0
            } else {
                u16::MAX
            }
        })
        .collect()
}

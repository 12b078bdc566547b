//! 14. Change: differences from the published schedule.
//!
//! A doctor's difference in a period is 1 − (what equals the published content), so that the sum over periods is a constant minus terms
//! over cells and slots.

use super::family::{CellTerms, DoctorWeights, Family};
use super::shared::Shared;
use super::{Formulation, RowId, Shape};
use crate::ids::{ActivityId, DoctorId, EventId, PeriodId, RuleId};
use crate::problem::Problem;
use crate::problem::rule::Change;
use crate::schedule::Pathway;

impl Shared for Change {
    fn rows(&self, rule: RuleId, problem: &Problem, formulation: &mut Formulation) {
        let Some(published) = problem.published() else {
            return;
        };
        let total = self.max_periods.map(|_| {
            formulation.add_row(
                rule,
                Shape::Interval {
                    lower: None,
                    upper: None,
                },
                None,
            )
        });
        let mut all_constant = 0_i64;
        for doctor in self.doctors.iter() {
            let differences = Differences::new(problem, doctor, published.pathway(doctor), self);
            all_constant += differences.constant;
            let mut rows: Vec<RowId> = total.into_iter().collect();
            if self.cost > 0 {
                rows.push(formulation.add_row(
                    rule,
                    at_most(-differences.constant),
                    Some(self.cost),
                ));
            }
            if let Some(limit) = self.max_periods_per_doctor {
                rows.push(formulation.add_row(rule, at_most(limit - differences.constant), None));
            }
            let activities = problem.activities().len();
            let (cells, slots) = differences.terms(&rows, activities, formulation.periods);
            formulation.families.push(Family {
                rule,
                doctors: DoctorWeights::Some(vec![(doctor, 1)]),
                halves: false,
                keeps: false,
                cells: Some(cells),
                slots,
                scores: Vec::new(),
            });
        }
        if let (Some(row), Some(limit)) = (total, self.max_periods) {
            formulation.rows[row.index()].shape = at_most(limit - all_constant);
        }
    }
}

fn at_most(upper: i64) -> Shape {
    Shape::Interval {
        lower: None,
        upper: Some(upper),
    }
}

/// One doctor's number of differences: a constant plus terms.
struct Differences {
    constant: i64,
    cells: Vec<(ActivityId, PeriodId, i64)>,
    slots: Vec<(EventId, u32, i64)>,
}

impl Differences {
    /// What cells and slots count in each of the rows.
    fn terms(
        &self,
        rows: &[RowId],
        activities: usize,
        periods: usize,
    ) -> (CellTerms, Vec<(EventId, u32, RowId, i64)>) {
        let mut cells = Vec::new();
        let mut slots = Vec::new();
        for &row in rows {
            let of_cells = self.cells.iter();
            cells.extend(of_cells.map(|&(activity, period, coefficient)| {
                (activity.index() as u32, period, row, coefficient)
            }));
            let of_slots = self.slots.iter();
            slots.extend(
                of_slots.map(|&(event, slot, coefficient)| (event, slot, row, coefficient)),
            );
        }
        let places = (0..activities).map(|index| index as u16).collect();
        (CellTerms::new(places, activities, periods, cells), slots)
    }

    fn new(problem: &Problem, doctor: DoctorId, published: &Pathway, rule: &Change) -> Self {
        let mut differences = Self {
            constant: 0,
            cells: Vec::new(),
            slots: Vec::new(),
        };
        for period in rule
            .periods
            .iter()
            .filter(|period| problem.is_available(doctor, *period))
        {
            // Slots of events with a choice that take this period.
            let taking: Vec<(EventId, u32)> = problem
                .events()
                .iter()
                .enumerate()
                .filter(|(_, event)| !event.is_fixed())
                .flat_map(|(index, event)| {
                    event
                        .slots
                        .iter()
                        .enumerate()
                        .map(move |(slot, span)| (index, slot, span))
                })
                .filter(|(_, _, span)| span.whole && span.first <= period && period <= span.last)
                .map(|(event, slot, _)| (EventId::new(event), slot as u32))
                .collect();
            // An event with a fixed time that the doctor does not attend any more is never the same again: it has no terms.
            let attended = published.attendances().iter().find(|attendance| {
                let span = problem.event(attendance.event).slots[attendance.slot as usize];
                span.whole && span.first <= period && period <= span.last
            });
            if let Some(attendance) = attended {
                differences.constant += 1;
                let same = taking.iter().filter(|slot| slot.0 == attendance.event);
                differences
                    .slots
                    .extend(same.map(|&(event, slot)| (event, slot, -1)));
            } else if let Some(rotation) = published.rotation_at(period) {
                differences.constant += 1;
                differences.cells.push((rotation.activity, period, -1));
            } else {
                let everywhere = problem.activity_ids();
                differences
                    .cells
                    .extend(everywhere.map(|activity| (activity, period, 1)));
                differences
                    .slots
                    .extend(taking.iter().map(|&(event, slot)| (event, slot, 1)));
            }
        }
        differences
    }
}

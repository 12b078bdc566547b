//! Terms of rows, one doctor at a time: every sum over a formulation goes through here.
//!
//! A doctor meets a row in three ways: by being in an activity in a period (a cell), by attending a slot, and by a score. What everybody
//! adds alike in a cell is in [`Formulation::universal`]; everything else is in families. Code that sums, charges or looks up rows says
//! what to do with a [`Term`], and does not have to know how to find it.

use super::family::Family;
use super::{Formulation, RowId};
use crate::diagram::{Axis, AxisSlot, Class, Label, Pathways, Step};
use crate::ids::{ActivityId, DoctorId, EventId, PeriodId};

/// What a doctor adds to a row for each unit of a cell, a slot or a score.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Term {
    pub(crate) row: RowId,
    pub(crate) coefficient: i64,
    /// What the doctor weighs in the row's family; 1 for scores.
    pub(crate) weight: i64,
}

impl Term {
    pub(crate) fn amount(&self) -> i64 {
        self.coefficient * self.weight
    }
}

/// A doctor with the axis and the class by which steps, places and slots are numbered.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OneDoctor<'a> {
    pub(crate) id: DoctorId,
    pub(crate) axis: &'a Axis,
    pub(crate) class: &'a Class,
}

impl<'a> OneDoctor<'a> {
    pub(crate) fn new(pathways: &'a Pathways, id: DoctorId) -> Self {
        Self {
            id,
            axis: pathways.axis(id),
            class: pathways.class(id),
        }
    }

    /// The steps that a label covers.
    pub(super) fn steps(&self, label: &Label) -> &'a [Step] {
        &self.axis.steps[label.first as usize..(label.first + label.steps) as usize]
    }

    /// Position of a slot on the axis, if the doctor may attend it.
    pub(crate) fn slot(&self, event: EventId, slot: u32) -> Option<usize> {
        self.axis
            .slots
            .iter()
            .position(|known| known.event == event && known.slot == slot)
    }
}

/// Calls `each` with the periods of presence of a step, and whether each is one of half.
fn each_period(step: &Step, mut each: impl FnMut(PeriodId, bool)) {
    step.present
        .iter()
        .zip(&step.half)
        .for_each(|(period, half)| each(*period, *half));
}

impl Family {
    /// Terms of a doctor of this weight in an activity in a period, half present or not.
    fn terms(
        &self,
        activity: ActivityId,
        period: PeriodId,
        half: bool,
        weight: i64,
    ) -> impl Iterator<Item = Term> + '_ {
        let weight = if self.halves && half {
            weight / 2
        } else {
            weight
        };
        let rows = self
            .cells
            .as_ref()
            .map_or(&[][..], |cells| cells.rows(activity, period));
        rows.iter().map(move |&(row, coefficient)| Term {
            row,
            coefficient,
            weight,
        })
    }
}

impl Formulation {
    /// The families of a doctor, with what the doctor weighs in each.
    fn families_of(&self, doctor: DoctorId) -> impl Iterator<Item = (&Family, i64)> {
        self.of_doctor[doctor.index()]
            .iter()
            .map(|&(family, weight)| (&self.families[family as usize], weight))
    }

    /// Every term of a doctor in an activity in a period.
    pub(crate) fn each_term(
        &self,
        doctor: DoctorId,
        activity: ActivityId,
        period: PeriodId,
        half: bool,
        mut each: impl FnMut(Term),
    ) {
        for &(row, coefficient) in self.universal.rows(activity, period) {
            each(Term {
                row,
                coefficient,
                weight: 1,
            });
        }
        for (family, weight) in self.families_of(doctor) {
            family
                .terms(activity, period, half, weight)
                .for_each(&mut each);
        }
    }

    /// Every term of a doctor on leave who keeps the place in an activity in a period.
    pub(super) fn each_kept_term(
        &self,
        doctor: DoctorId,
        activity: ActivityId,
        period: PeriodId,
        mut each: impl FnMut(Term),
    ) {
        for &(row, coefficient) in self.universal_kept.rows(activity, period) {
            each(Term {
                row,
                coefficient,
                weight: 1,
            });
        }
        for (family, weight) in self.families_of(doctor).filter(|(family, _)| family.keeps) {
            family
                .terms(activity, period, false, weight)
                .for_each(&mut each);
        }
    }

    /// Every term of a doctor in an activity in the periods of a step.
    pub(crate) fn each_term_of_step(
        &self,
        doctor: DoctorId,
        activity: ActivityId,
        step: &Step,
        mut each: impl FnMut(Term),
    ) {
        each_period(step, |period, half| {
            self.each_term(doctor, activity, period, half, &mut each)
        });
        step.kept
            .iter()
            .for_each(|period| self.each_kept_term(doctor, activity, *period, &mut each));
    }

    /// Every term of a doctor in cells (`place * steps + step`), without those that all doctors have in periods of presence.
    pub(crate) fn each_own_term(&self, one: OneDoctor<'_>, mut each: impl FnMut(usize, Term)) {
        for (family, weight) in self.families_of(one.id) {
            let Some(cells) = &family.cells else { continue };
            let places = one
                .class
                .diagram
                .places()
                .iter()
                .enumerate()
                .filter(|(_, activity)| cells.may_count(**activity));
            for (place, activity) in places {
                for (index, step) in one.axis.steps.iter().enumerate() {
                    let cell = place * one.axis.len() + index;
                    each_period(step, |period, half| {
                        family
                            .terms(*activity, period, half, weight)
                            .for_each(|term| each(cell, term))
                    });
                }
            }
        }
        for (index, step) in one
            .axis
            .steps
            .iter()
            .enumerate()
            .filter(|(_, step)| !step.kept.is_empty())
        {
            for (place, activity) in one.class.diagram.places().iter().enumerate() {
                let cell = place * one.axis.len() + index;
                step.kept.iter().for_each(|period| {
                    self.each_kept_term(one.id, *activity, *period, |term| each(cell, term))
                });
            }
        }
    }

    /// Every term of a doctor who attends slots.
    pub(crate) fn each_slot_term(
        &self,
        doctor: DoctorId,
        mut each: impl FnMut(EventId, u32, Term),
    ) {
        for (family, weight) in self.families_of(doctor) {
            family
                .slots
                .iter()
                .for_each(|&(event, slot, row, coefficient)| {
                    each(
                        event,
                        slot,
                        Term {
                            row,
                            coefficient,
                            weight,
                        },
                    )
                });
        }
    }

    /// Every term of a doctor who attends one slot.
    pub(crate) fn each_term_of_slot(
        &self,
        doctor: DoctorId,
        attended: AxisSlot,
        mut each: impl FnMut(Term),
    ) {
        self.each_slot_term(doctor, |event, slot, term| {
            if event == attended.event && slot == attended.slot {
                each(term);
            }
        });
    }

    /// Every term of a doctor's score.
    pub(crate) fn each_score_term(&self, doctor: DoctorId, mut each: impl FnMut(Term)) {
        for (family, _) in self.families_of(doctor) {
            family
                .scores_of(doctor)
                .iter()
                .for_each(|&(_, row, coefficient)| {
                    each(Term {
                        row,
                        coefficient,
                        weight: 1,
                    })
                });
        }
    }
}

//! Proofs by counting around events: whoever attends is not there for what has to be staffed then.
//!
//! Where each doctor attends one of several slots, the staffing of all of them together is a sum like any other. Where all come to the same slot, each slot has a sum
//! of its own, with the others closed; together they prove that there is no schedule, but no certificate holds several sums.

use super::counting::hard_rows;
use super::joint::JointChoices;
use super::parameters::counting::MOST_SUMS;
use super::run::Run;
use super::{Exhausted, Termination};
use crate::certificate::{Evaluation, Prices, evaluate_until};
use crate::formulation::{Formulation, Group, RowId, Shape};
use crate::ids::{ActivityId, EventId, PeriodId};
use crate::problem::Slot;
use std::collections::{BTreeMap, BTreeSet};

impl Run<'_> {
    /// Says that there is no schedule if what has to be staffed in the slots of an event proves it.
    ///
    /// # Complexity
    /// A best path of each doctor for each event with a choice of slots, of joint ones for each slot; at most [`MOST_SUMS`] in all.
    pub(super) fn counts_attending(&mut self) -> Option<Termination> {
        let mut tried = 0;
        let problem = self.problem;
        for (index, event) in problem.events().iter().enumerate() {
            let id = EventId::new(index);
            if event.optional || event.is_fixed() {
                continue;
            }
            tried += if event.joint { event.slots.len() } else { 1 };
            if tried > MOST_SUMS || self.effort.reason().is_some() {
                return None;
            }
            let is_refuted = match joint_rows(&self.ground.formulation, id) {
                Some(rows) => self.refutes_each(&event.slots, &rows),
                None => self.refutes_all(&event.slots),
            };
            if is_refuted {
                return Some(Termination::Infeasible);
            }
        }
        None
    }

    /// True if the staffing of all slots together is more than doctors can give who each attend one; the prices are kept.
    fn refutes_all(&mut self, slots: &[Slot]) -> bool {
        let Some(ray) = self.staffing(slots) else {
            return false;
        };
        self.effort.work += self.ground.pass();
        let is_proof = self.evaluate(&ray).proves_infeasible();
        if is_proof {
            self.known.infeasible = Some(ray);
        }
        is_proof
    }

    /// True if in each slot the staffing is more than doctors can give who are not there because all attend it.
    fn refutes_each(&mut self, slots: &[Slot], rows: &[RowId]) -> bool {
        let mut closed = self.ground.formulation.clone();
        let is_refuted =
            (0..slots.len()).all(|number| self.room(&mut closed, slots, rows, number) < 0);
        if is_refuted {
            self.known.exhausted = Some(Exhausted::Tree);
        }
        is_refuted
    }

    /// Joint choices, those first that leave most room.
    pub(super) fn joint_choices(&mut self) -> JointChoices {
        let mut choices = JointChoices::new(self.ground.setting());
        if choices.is_empty() {
            return choices;
        }
        let mut closed = self.ground.formulation.clone();
        let mut room: BTreeMap<RowId, i128> = BTreeMap::new();
        let problem = self.problem;
        for (index, event) in problem.events().iter().enumerate() {
            let Some(rows) = joint_rows(&self.ground.formulation, EventId::new(index)) else {
                continue;
            };
            if room.len() + rows.len() > MOST_SUMS {
                break;
            }
            for (number, &row) in rows.iter().enumerate() {
                if self.effort.is_urgent() {
                    return choices;
                }
                room.insert(row, self.room(&mut closed, &event.slots, &rows, number));
            }
        }
        choices.rank(&room);
        choices
    }

    /// How much more than has to be staffed in one slot of a joint event doctors can give if all attend that one; below 0 it is refuted. The most there is where
    /// nothing has to be staffed.
    fn room(
        &mut self,
        closed: &mut Formulation,
        slots: &[Slot],
        rows: &[RowId],
        number: usize,
    ) -> i128 {
        let Some(slot) = slots.get(number) else {
            return i128::MAX;
        };
        let Some(mut ray) = self.staffing(std::slice::from_ref(slot)) else {
            return i128::MAX;
        };
        // Whoever would rather attend another slot pays what is to be had in this one.
        let periods = slot.last.index() - slot.first.index() + 1;
        for (other, &row) in rows.iter().enumerate() {
            if other != number {
                closed.rows[row.index()].shape = NOBODY;
                ray.rows[row.index()] = i64::try_from(periods).unwrap_or(i64::MAX);
            }
        }
        self.effort.work += self.ground.pass();
        let ground = &self.ground;
        let stop = || self.effort.is_urgent();
        let evaluation = evaluate_until(closed, &ground.pathways, ground.activities, &ray, &stop);
        for &row in rows {
            let shape = &ground.formulation.rows[row.index()].shape;
            closed.rows[row.index()].shape.clone_from(shape);
        }
        match evaluation {
            evaluation if evaluation.proves_infeasible() => -1,
            Evaluation::Sums { of_components, .. } => of_components
                .iter()
                .fold(0_i128, |sum, room| sum.saturating_add(*room)),
            _ => i128::MAX,
        }
    }

    /// One on each row that has to be staffed in the slots, no activity twice; those that ask for most come first. `None` if there is none.
    fn staffing(&self, slots: &[Slot]) -> Option<Prices> {
        let formulation = &self.ground.formulation;
        let periods: BTreeSet<PeriodId> = slots
            .iter()
            .flat_map(|slot| slot.first.index()..=slot.last.index())
            .map(PeriodId::new)
            .collect();
        let least = |row: &RowId| {
            let (lower, _) = formulation.rows[row.index()].shape.hull();
            lower.unwrap_or(0).max(0)
        };
        let mut staffed: Vec<(i64, BTreeSet<RowId>, BTreeSet<ActivityId>)> = Vec::new();
        for family in formulation
            .families
            .iter()
            .filter(|family| family.slots.is_empty() && family.scores.is_empty())
        {
            let Some(cells) = &family.cells else { continue };
            for (mut rows, activities) in hard_rows(cells, formulation, &periods) {
                rows.retain(|row| least(row) > 0);
                let asked = rows
                    .iter()
                    .fold(0_i64, |sum, row| sum.saturating_add(least(row)));
                if asked > 0 {
                    staffed.push((asked, rows, activities));
                }
            }
        }
        // The sort is stable, so rules of one size stay in order.
        staffed.sort_by_key(|(asked, ..)| std::cmp::Reverse(*asked));
        let mut taken: BTreeSet<ActivityId> = BTreeSet::new();
        let mut ray = Prices::zero(formulation, &self.ground.pathways, 0);
        for (_, rows, activities) in staffed {
            if activities.is_disjoint(&taken) {
                taken.extend(activities);
                rows.iter().for_each(|row| ray.rows[row.index()] = -1);
            }
        }
        (!taken.is_empty()).then_some(ray)
    }
}

const NOBODY: Shape = Shape::Interval {
    lower: Some(0),
    upper: Some(0),
};

/// The rows of a joint event's slots, by slot.
fn joint_rows(formulation: &Formulation, event: EventId) -> Option<Vec<RowId>> {
    let mut families = formulation.families.iter();
    let slots = families.find_map(|family| {
        let is_of_event = family.slots.first().is_some_and(|slot| slot.0 == event);
        is_of_event.then_some(&family.slots)
    })?;
    let rows: Vec<RowId> = slots.iter().map(|slot| slot.2).collect();
    let mut groups = formulation.groups.iter();
    let is_joint =
        groups.any(|group| matches!(group, Group::OnlyOne { rows: joint } if *joint == rows));
    is_joint.then_some(rows)
}

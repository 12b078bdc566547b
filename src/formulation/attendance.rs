//! 12. Attendance: places of slots, and one slot for all where the event is joint.

use super::family::{DoctorWeights, Family};
use super::shared::Shared;
use super::{Formulation, Group, Shape};
use crate::ids::RuleId;
use crate::problem::Problem;
use crate::problem::rule::Attendance;

impl Shared for Attendance {
    fn rows(&self, rule: RuleId, problem: &Problem, formulation: &mut Formulation) {
        let event = problem.event(self.event);
        let count = event.attendees.len() as i64;
        let most = event.max_places.unwrap_or(count);
        if event.is_fixed() {
            // The attendees are known, so the row has no terms, only what is left of its limits.
            if count > 0 && (count > most || count < event.min_places) {
                formulation.add_row(
                    rule,
                    Shape::between(Some(event.min_places - count), Some(most - count)),
                    None,
                );
            }
            return;
        }
        let mut slots = Vec::new();
        let mut rows = Vec::new();
        for slot in 0..event.slots.len() as u32 {
            let shape = if event.min_places > most {
                // Nobody can attend.
                Shape::Interval {
                    lower: Some(0),
                    upper: Some(0),
                }
            } else if event.min_places > 1 {
                Shape::ZeroOr {
                    min: event.min_places,
                    max: most,
                }
            } else {
                Shape::Interval {
                    lower: Some(0),
                    upper: Some(most),
                }
            };
            let row = formulation.add_row(rule, shape, None);
            rows.push(row);
            slots.push((self.event, slot, row, 1));
        }
        if event.joint && rows.len() > 1 {
            formulation.add_group(Group::OnlyOne { rows });
        }
        let doctors =
            DoctorWeights::Some(event.attendees.iter().map(|doctor| (doctor, 1)).collect());
        formulation.families.push(Family {
            rule,
            doctors,
            halves: false,
            keeps: false,
            cells: None,
            slots,
            scores: Vec::new(),
        });
    }
}

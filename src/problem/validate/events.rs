//! Joint events: slots, attendees, and who is excused.

use super::Resolver;
use super::budget::Budget;
use super::entities::shown;
use super::look_up::read_ids;
use super::table_row::{Ends, TableRow};
use crate::calendar::Coverage;
use crate::error::Code;
use crate::ids::{DoctorId, EventId};
use crate::problem::draft::EventDraft;
use crate::problem::entity::{Event, Slot};
use crate::problem::row::{RuleRow, attendance_id};
use crate::problem::rule::{Attendance, DoctorSet, Rule};

impl Resolver {
    pub(super) fn resolve_events(&mut self) {
        let draft = self.draft.clone();
        self.data.fixed_events = vec![Vec::new(); self.data.doctors.len()];
        read_ids!(self, draft, "event" in events);
        for (index, event) in draft.events.iter().enumerate() {
            let at = TableRow::new("events", index, format!("event {:?}", event.id));
            if event.slots.is_empty() {
                self.error_in(&at, "slots", Code::MissingValue, "the event has no slot.");
            }
            let fields = ["min_places", "max_places"];
            let (fewest, most) = (event.min_places, event.max_places);
            self.limits(fewest, most, fields, &at.pointer, &at.subject);
            let slots = self.slots_of(event, &at);
            let attendees = at.field("attendees");
            let Some(chosen) = self.doctors(&event.attendees, &attendees, &at.subject) else {
                continue;
            };
            let pairs = chosen.len().saturating_mul(slots.len());
            if self.spend(Budget::AttendeeSlots, pairs, &at.pointer, &at.subject) {
                self.add_event(event, &at, &chosen, slots);
            }
        }
        self.check_fixed_events_apart();
    }

    fn slots_of(&mut self, event: &EventDraft, at: &TableRow) -> Vec<Slot> {
        let mut slots = Vec::new();
        for (position, slot) in event.slots.iter().enumerate() {
            let at = TableRow {
                pointer: at.entry("slots", position),
                subject: at.subject.clone(),
            };
            let Some(span) = self.span(Ends::dates(&slot.from, &slot.to), &at) else {
                continue;
            };
            if let (Some(first), Some(last)) = (span.first(), span.last()) {
                slots.push(Slot {
                    first: first.0,
                    last: last.0,
                    whole: span.iter().all(|(_, coverage)| *coverage == Coverage::Full),
                });
            } else {
                let (from, to) = (&slot.from, &slot.to);
                let message = format!("{from} to {to} has no working time of the horizon.");
                self.error_of(&at, Code::OutsideHorizon, message);
            }
        }
        slots
    }

    fn add_event(
        &mut self,
        event: &EventDraft,
        at: &TableRow,
        chosen: &DoctorSet,
        slots: Vec<Slot>,
    ) {
        let id = EventId::new(self.data.events.len());
        let attendees = self.who_can_attend(chosen, &slots, at, event.optional);
        let is_fixed = !event.optional && event.slots.len() == 1;
        if is_fixed {
            attendees
                .iter()
                .for_each(|doctor| self.data.fixed_events[doctor.index()].push(id));
        } else {
            self.check_slots_on_grid(&attendees, &slots, at);
        }
        self.data.events.push(Event {
            key: event.id.clone(),
            name: shown(&event.name, &event.id),
            attendees,
            slots,
            min_places: event.min_places,
            max_places: event.max_places,
            joint: event.joint,
            optional: event.optional,
            value: event.value,
        });
        self.add_rule(
            attendance_id(&event.id),
            RuleRow::Event(id),
            Rule::Attendance(Attendance { event: id }),
        );
    }

    /// Those of `chosen` who are there for all of at least one slot.
    fn who_can_attend(
        &mut self,
        chosen: &DoctorSet,
        slots: &[Slot],
        at: &TableRow,
        optional: bool,
    ) -> DoctorSet {
        let mut excused = 0_usize;
        let mut first_excused = String::new();
        let mut attendees = Vec::new();
        for doctor in chosen.iter() {
            if slots.iter().any(|slot| self.is_free(doctor, *slot)) {
                attendees.push(doctor);
            } else {
                excused += 1;
                if first_excused.is_empty() {
                    first_excused.clone_from(&self.data.doctors[doctor.index()].key);
                }
            }
        }
        let whole_horizon = chosen.len() == self.data.doctors.len();
        if excused > 0 && !optional && !whole_horizon {
            let message = format!(
                "{excused} of its {} attendees are away at every slot, {first_excused:?} first.",
                chosen.len()
            );
            self.found.warning(
                Code::ExcusedAttendance,
                at.field("attendees"),
                at.subject.as_str(),
                message,
            );
        }
        attendees.into_iter().collect()
    }

    /// True if the doctor is there for all of the slot.
    pub(super) fn is_free(&self, doctor: DoctorId, slot: Slot) -> bool {
        let doctor = &self.data.doctors[doctor.index()];
        let inside = doctor.first <= slot.first && slot.last <= doctor.last;
        // Ascending periods: the first from the slot's start on lies in the slot or none does.
        let takes = |away: &[crate::ids::PeriodId]| {
            away.get(away.partition_point(|period| *period < slot.first))
                .is_some_and(|period| *period <= slot.last)
        };
        inside
            && !doctor
                .leaves
                .iter()
                .any(|leave| takes(leave.away.as_slice()))
    }

    /// One message for an event, however many of its slots do not fit.
    fn check_slots_on_grid(&mut self, attendees: &DoctorSet, slots: &[Slot], at: &TableRow) {
        let fits = |slot: &Slot, doctor: DoctorId| {
            let grid = &self.data.grids[self.data.doctors[doctor.index()].grid.index()];
            let starts = grid.first(grid.block_of(slot.first)) == slot.first;
            let ends = grid.last(grid.block_of(slot.last)) == slot.last;
            slot.whole && starts && ends
        };
        let misfits = slots.iter().enumerate().filter_map(|(position, slot)| {
            let doctor = attendees.iter().find(|doctor| !fits(slot, *doctor))?;
            Some((position, doctor))
        });
        let misfits: Vec<(usize, DoctorId)> = misfits.collect();
        let Some(&(first, doctor)) = misfits.first() else {
            return;
        };
        let others = match misfits.len() - 1 {
            0 => String::new(),
            1 => " (and one more)".to_owned(),
            more => format!(" (and {more} more)"),
        };
        let message = format!(
            "slot {}{others} is a choice but does not cover whole blocks of the grid that doctor {:?} moves on. If it is to be shorter than a block: plan in \
             shorter periods with a finer grid, and let a rule alignment keep rotations to the blocks.",
            first + 1,
            self.data.doctors[doctor.index()].key
        );
        self.found.error(
            Code::SlotNotOnGrid,
            at.entry("slots", first),
            at.subject.as_str(),
            message,
        );
    }

    fn check_fixed_events_apart(&mut self) {
        let mut clashes = std::collections::BTreeMap::new();
        for doctor in self.doctor_ids() {
            let slot_of = |event: &EventId| self.data.events[event.index()].slots[0];
            let mut fixed: Vec<EventId> = self.data.fixed_events[doctor.index()].clone();
            fixed.retain(|event| slot_of(event).whole);
            fixed.sort_unstable_by_key(|event| (slot_of(event).first, *event));
            // In the order of starts, an event clashes with an earlier one if and only if it clashes with the one that ends last.
            let mut longest: Option<EventId> = None;
            for event in fixed {
                if let Some(earlier) =
                    longest.filter(|earlier| slot_of(&event).first <= slot_of(earlier).last)
                {
                    clashes
                        .entry((event.max(earlier), event.min(earlier)))
                        .or_insert(doctor);
                }
                if longest.is_none_or(|longest| slot_of(&longest).last < slot_of(&event).last) {
                    longest = Some(event);
                }
            }
        }
        for ((event, earlier), doctor) in clashes {
            let message = format!(
                "it is at the same time as event {:?}, and doctor {:?} must attend both.",
                self.data.events[earlier.index()].key,
                self.data.doctors[doctor.index()].key
            );
            let subject = format!("event {:?}", self.data.events[event.index()].key);
            self.found.error(
                Code::ContradictoryRule,
                format!("/events/{}/slots", event.index()),
                subject,
                message,
            );
        }
    }
}

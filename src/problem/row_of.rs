//! From the rules of a problem to the rows of its draft, and back.

use super::Problem;
use super::draft::DoctorFilter;
use super::row::RuleRow;
use super::rule::DoctorSet;
use crate::ids::{EventId, RuleId};

impl Problem {
    /// The row of the draft that became a rule; that of `availability` for an id of another problem.
    pub(crate) fn row_of(&self, id: RuleId) -> RuleRow {
        self.data
            .rules
            .get(id.index())
            .map_or(RuleRow::Availability, |entry| entry.row)
    }
    /// The rule that a row became; `None` if it is turned off.
    pub(crate) fn rule_at(&self, row: RuleRow) -> Option<RuleId> {
        self.data.rule_at.get(&row).copied()
    }
    /// The rule of attendance at an event; `None` if it is turned off.
    pub(crate) fn attendance_of(&self, event: EventId) -> Option<RuleId> {
        self.rule_at(RuleRow::Event(event))
    }
    /// The doctors whom a filter of the draft chooses, those who withdrew among them.
    pub(crate) fn chosen_by(&self, filter: &DoctorFilter) -> Option<&DoctorSet> {
        self.data
            .with_withdrawn
            .get(filter)
            .or_else(|| self.data.doctor_sets.get(filter))
    }
    /// Rows whose rules the draft turns off, with the ids of these.
    pub(crate) fn turned_off(&self) -> &[(RuleRow, String)] {
        &self.data.turned_off
    }
    /// The hospital, department or activity whose places a rule built from the table of capacities limits; `None` for all other rules.
    pub(crate) fn place_of_rule(&self, id: RuleId) -> Option<&str> {
        self.data
            .place_of_rule
            .get(&self.row_of(id))
            .map(String::as_str)
    }
}

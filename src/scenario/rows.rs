//! Events and rules for everybody: added, replaced, switched off, and their numbers set.

use super::change::Change;
use super::numbers::{Number, Rows};
use super::work::Work;
use crate::problem::RuleDraft;
use std::mem::discriminant;

/// Makes a change of an event, or of a rule for all of its doctors.
pub(super) fn change(work: &mut Work<'_>, change: &Change) {
    let draft = &mut work.edit.draft;
    match change {
        Change::AddEvent { event } => {
            if draft.events.iter().any(|known| known.id == event.id) {
                return work.taken("event", "event", &event.id);
            }
            draft.events.push(event.clone());
            work.rows = None;
        }
        Change::MoveEvent { event, slots } => {
            match draft.events.iter_mut().find(|known| known.id == *event) {
                Some(known) => known.slots.clone_from(slots),
                None => work.unknown("event", "event", event),
            }
        }
        Change::SetNumber { rule, field, value } => {
            let rows = work.rows.get_or_insert_with(|| Rows::of(draft));
            let number = Number {
                field,
                value: *value,
            };
            match rows.set_number(draft, rule, number) {
                Some(Ok(())) => {}
                Some(Err((code, message))) => work.report(code, "field", &message),
                None => work.unknown("rule", "rule or event with numbers of its own", rule),
            }
        }
        Change::SetRule { rule } => match row_like(&draft.rules, rule) {
            Some(row) => draft.rules[row] = rule.clone(),
            None => {
                draft.rules.push(rule.clone());
                work.rows = None;
            }
        },
        Change::SwitchOff { rule } => {
            let is_row = draft.rules.iter().any(|known| known.id() == rule);
            if !is_row && work.problem.find_rule(rule).is_none() {
                return work.unknown("rule", "rule", rule);
            }
            work.off.push(rule.clone());
        }
        // What is about doctors and places is made elsewhere.
        _ => {}
    }
}

/// The row that a rule replaces. What turns a rule off may be called as another rule is, and so may a wish, whose ranks are the rules.
fn row_like(rows: &[RuleDraft], rule: &RuleDraft) -> Option<usize> {
    let is_alike =
        |row: &RuleDraft| row.id() == rule.id() && discriminant(row) == discriminant(rule);
    let is_rule = |row: &RuleDraft| row.id() == rule.id() && !matches!(row, RuleDraft::Off(_));
    rows.iter()
        .position(is_alike)
        .or_else(|| rows.iter().position(is_rule))
}

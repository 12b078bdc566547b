//! Events and rules for everybody: added, replaced, switched off, and numbers of rows by the names of their fields.

use super::apply::Work;
use super::change::Change;
use crate::error::Code;
use crate::ids::EventId;
use crate::problem::row::attendance_id;
use crate::problem::{ProblemDraft, RuleDraft, RuleRow};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::HashMap;
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
            match rows.set_number(draft, rule, field, *value) {
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

/// What is wrong with a number: its code and a message.
type Fault = (Code, String);

/// Where the rows are that have an id and numbers: the first of those with the same id. Events have ids of their own.
pub(super) struct Rows {
    rules: HashMap<String, RuleRow>,
    events: HashMap<String, RuleRow>,
    attendances: HashMap<String, RuleRow>,
}

impl Rows {
    /// The rows of a draft.
    fn of(draft: &ProblemDraft) -> Self {
        let mut rules = HashMap::new();
        let mut note = |id: &str, row: RuleRow| {
            rules.entry(id.to_owned()).or_insert(row);
        };
        draft
            .requirements
            .iter()
            .enumerate()
            .for_each(|(index, row)| note(&row.id, RuleRow::Requirement(index)));
        draft
            .electives
            .iter()
            .enumerate()
            .for_each(|(index, row)| note(&row.id, RuleRow::Elective(index)));
        draft
            .precedence
            .iter()
            .enumerate()
            .for_each(|(index, row)| note(&row.id, RuleRow::Precedence(index)));
        draft
            .preferences
            .iter()
            .enumerate()
            .for_each(|(index, row)| note(&row.id, RuleRow::Preference(index)));
        draft
            .rules
            .iter()
            .enumerate()
            .for_each(|(index, row)| note(row.id(), RuleRow::Rule(index)));
        let events = || {
            draft
                .events
                .iter()
                .enumerate()
                .map(|(index, row)| (&row.id, RuleRow::Event(EventId::new(index))))
                .rev()
        };
        Self {
            rules,
            events: events().map(|(id, row)| (id.clone(), row)).collect(),
            // As its rule is called.
            attendances: events().map(|(id, row)| (attendance_id(id), row)).collect(),
        }
    }

    /// Sets a number of the row with this id; `None` if no row that has numbers has the id. An event is called by its own id or, as its rule is,
    /// `attendance/…`.
    fn set_number(
        &self,
        draft: &mut ProblemDraft,
        id: &str,
        field: &str,
        value: Option<i64>,
    ) -> Option<Result<(), Fault>> {
        let rule = self.rules.get(id);
        if rule.is_some() && self.events.contains_key(id) {
            let message = format!(
                "an event and a rule are both called {id:?}; write attendance/{id} for the event, or give the rule another id."
            );
            return Some(Err((Code::DuplicateId, message)));
        }
        match *rule
            .or_else(|| self.events.get(id))
            .or_else(|| self.attendances.get(id))?
        {
            RuleRow::Requirement(index) => draft
                .requirements
                .get_mut(index)
                .map(|row| edit(row, field, value)),
            RuleRow::Elective(index) => draft
                .electives
                .get_mut(index)
                .map(|row| edit(row, field, value)),
            RuleRow::Precedence(index) => draft
                .precedence
                .get_mut(index)
                .map(|row| edit(row, field, value)),
            RuleRow::Preference(index) => draft
                .preferences
                .get_mut(index)
                .map(|row| edit(row, field, value)),
            RuleRow::Event(event) => draft
                .events
                .get_mut(event.index())
                .map(|row| edit(row, field, value)),
            RuleRow::Rule(index) | RuleRow::Rank { row: index, .. } => draft
                .rules
                .get_mut(index)
                .map(|row| edit_rule(row, field, value)),
            RuleRow::Availability
            | RuleRow::Eligibility
            | RuleRow::Capacity(_)
            | RuleRow::Closure(_) => None,
        }
    }
}

/// Sets a number of a rule. Code is in no document.
fn edit_rule(rule: &mut RuleDraft, field: &str, value: Option<i64>) -> Result<(), Fault> {
    let (numbers, known): (Vec<(&str, &mut Option<i64>)>, &str) = match rule {
        RuleDraft::CustomRule(rule) => (vec![("weight", &mut rule.weight)], "weight"),
        RuleDraft::CustomSum(rule) => (
            vec![
                ("min", &mut rule.min),
                ("max", &mut rule.max),
                ("weight", &mut rule.weight),
            ],
            "min, max, weight",
        ),
        RuleDraft::CustomValue(rule) if field == "value" => {
            let missing = || (Code::MissingField, "missing field `value`.".to_owned());
            rule.value = value.ok_or_else(missing)?;
            return Ok(());
        }
        RuleDraft::CustomValue(_) => (Vec::new(), "value"),
        other => return edit(other, field, value),
    };
    match numbers.into_iter().find(|(name, _)| *name == field) {
        Some((_, number)) => {
            *number = value;
            Ok(())
        }
        None => {
            let message = format!("unknown field `{field}`; numbers of the rule are {known}.");
            Err((Code::UnknownField, message))
        }
    }
}

/// Sets a number through the row's document, so that every field has the name that it has in files.
fn edit<Row: Serialize + DeserializeOwned>(
    row: &mut Row,
    field: &str,
    value: Option<i64>,
) -> Result<(), Fault> {
    let broken = |error: serde_json::Error| fault(&error.to_string());
    let document = serde_json::to_value(&*row).map_err(broken)?;
    let with = |number: Option<i64>| -> Result<Row, Fault> {
        let mut document = document.clone();
        if let Value::Object(fields) = &mut document {
            match number {
                Some(number) => fields.insert(field.to_owned(), number.into()),
                None => fields.shift_remove(field),
            };
        }
        serde_json::from_value(document).map_err(broken)
    };
    // Any number shows whether the field exists and takes numbers.
    with(Some(value.unwrap_or(1)))?;
    *row = with(value)?;
    Ok(())
}

/// serde says what is wrong in words only.
fn fault(message: &str) -> Fault {
    let code = if message.starts_with("unknown field") {
        Code::UnknownField
    } else if message.starts_with("missing field") {
        Code::MissingField
    } else {
        Code::WrongType
    };
    (code, format!("{message}."))
}

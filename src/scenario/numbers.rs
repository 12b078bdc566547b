//! Numbers of rows, by the ids of the rows and the names of their fields.

use crate::error::Code;
use crate::ids::EventId;
use crate::problem::row::attendance_id;
use crate::problem::{ProblemDraft, RuleDraft, RuleRow};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::HashMap;

/// What is wrong with a number: its code and a message.
pub(super) type Fault = (Code, String);

/// Where the rows are that have an id and numbers: the first of those with the same id. Events have ids of their own.
pub(super) struct Rows {
    rules: HashMap<String, RuleRow>,
    events: HashMap<String, RuleRow>,
    attendances: HashMap<String, RuleRow>,
}

impl Rows {
    /// The rows of a draft.
    pub(super) fn of(draft: &ProblemDraft) -> Self {
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
    pub(super) fn set_number(
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

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
        let rules = (ids(&draft.requirements, |row| &row.id, RuleRow::Requirement))
            .chain(ids(&draft.electives, |row| &row.id, RuleRow::Elective))
            .chain(ids(&draft.precedence, |row| &row.id, RuleRow::Precedence))
            .chain(ids(&draft.preferences, |row| &row.id, RuleRow::Preference))
            .chain(ids(&draft.rules, RuleDraft::id, RuleRow::Rule));
        let event = |index| RuleRow::Event(EventId::new(index));
        let events: Vec<_> = ids(&draft.events, |row| &row.id, event).collect();
        // As its rule is called.
        let attendances = events.iter().map(|(id, row)| (attendance_id(id), *row));
        Self {
            attendances: first_of_each(attendances),
            rules: first_of_each(rules.map(|(id, row)| (id.to_owned(), row))),
            events: first_of_each(events.iter().map(|(id, row)| ((*id).to_owned(), *row))),
        }
    }

    /// Sets a number of the row with this id; `None` if no row that has numbers has the id. An event is called by its own id or, as its rule is,
    /// `attendance/…`.
    pub(super) fn set_number(
        &self,
        draft: &mut ProblemDraft,
        id: &str,
        number: Number<'_>,
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
            RuleRow::Requirement(index) => number.set_at(&mut draft.requirements, index),
            RuleRow::Elective(index) => number.set_at(&mut draft.electives, index),
            RuleRow::Precedence(index) => number.set_at(&mut draft.precedence, index),
            RuleRow::Preference(index) => number.set_at(&mut draft.preferences, index),
            RuleRow::Event(event) => number.set_at(&mut draft.events, event.index()),
            RuleRow::Rule(index) | RuleRow::Rank { row: index, .. } => {
                (draft.rules.get_mut(index)).map(|row| number.set_in_rule(row))
            }
            RuleRow::Availability
            | RuleRow::Eligibility
            | RuleRow::Capacity(_)
            | RuleRow::Closure(_) => None,
        }
    }
}

/// The rows of a list by their ids.
fn ids<'a, Row>(
    rows: &'a [Row],
    id_of: impl Fn(&'a Row) -> &'a str,
    row_at: impl Fn(usize) -> RuleRow,
) -> impl Iterator<Item = (&'a str, RuleRow)> {
    let rows = rows.iter().enumerate();
    rows.map(move |(index, row)| (id_of(row), row_at(index)))
}

fn first_of_each(rows: impl Iterator<Item = (String, RuleRow)>) -> HashMap<String, RuleRow> {
    let mut first = HashMap::new();
    for (id, row) in rows {
        first.entry(id).or_insert(row);
    }
    first
}

/// A number to set: the name of its field in files, and its value.
#[derive(Clone, Copy)]
pub(super) struct Number<'a> {
    pub(super) field: &'a str,
    pub(super) value: Option<i64>,
}

impl Number<'_> {
    /// Sets it in a rule. Code is in no document.
    fn set_in_rule(self, rule: &mut RuleDraft) -> Result<(), Fault> {
        let Self { field, value } = self;
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
            other => return self.set(other),
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

    /// Sets it in a row of a list; `None` if there is no such row.
    fn set_at<Row: Serialize + DeserializeOwned>(
        self,
        rows: &mut [Row],
        index: usize,
    ) -> Option<Result<(), Fault>> {
        rows.get_mut(index).map(|row| self.set(row))
    }

    /// Sets it through the row's document, so that every field has the name that it has in files.
    fn set<Row: Serialize + DeserializeOwned>(self, row: &mut Row) -> Result<(), Fault> {
        let Self { field, value } = self;
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

//! Numbers of rows that have an id, by the names of their fields.

use crate::error::Code;
use crate::problem::ProblemDraft;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// What is wrong with a number: its code and a message.
type Fault = (Code, String);

/// Sets a number of the row with this id; `None` if no row that has numbers has the id. An event is called by its own id or, as its rule is,
/// `attendance/…`.
pub(super) fn set_number(draft: &mut ProblemDraft, id: &str, field: &str, value: Option<i64>) -> Option<Result<(), Fault>> {
    let is_event = draft.events.iter().any(|row| row.id == id);
    if is_event && is_rule(draft, id) {
        let message =
            format!("an event and a rule are both called {id:?}; write attendance/{id} for the event, or give the rule another id.");
        return Some(Err((Code::DuplicateId, message)));
    }
    macro_rules! look {
        ($($list:ident: $row:ident => $key:expr;)+) => {$(
            if let Some($row) = draft.$list.iter_mut().find(|$row| $key == id) {
                return Some(edit($row, field, value));
            }
        )+};
    }
    look! {
        requirements: row => row.id;
        electives: row => row.id;
        precedence: row => row.id;
        preferences: row => row.id;
        events: row => row.id;
        rules: row => row.id();
    }
    let of_event = id.strip_prefix("attendance/")?;
    draft.events.iter_mut().find(|row| row.id == of_event).map(|row| edit(row, field, value))
}

fn is_rule(draft: &ProblemDraft, id: &str) -> bool {
    draft.requirements.iter().any(|row| row.id == id)
        || draft.electives.iter().any(|row| row.id == id)
        || draft.precedence.iter().any(|row| row.id == id)
        || draft.preferences.iter().any(|row| row.id == id)
        || draft.rules.iter().any(|row| row.id() == id)
}

/// Sets a number through the row's document, so that every field has the name that it has in files.
fn edit<Row: Serialize + DeserializeOwned>(row: &mut Row, field: &str, value: Option<i64>) -> Result<(), Fault> {
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

//! Numbers of rows that have an id, by the names of their fields.

use crate::error::Code;
use crate::problem::ProblemDraft;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::HashMap;

/// What is wrong with a number: its code and a message.
pub(super) type Fault = (Code, String);

/// Where the rows are that have an id and numbers: the first of those with the same id. Events have ids of their own.
pub(super) struct Rows {
    rules: HashMap<String, (usize, usize)>,
    events: HashMap<String, usize>,
    attendances: HashMap<String, usize>,
}

macro_rules! tables {
    ($($number:literal $list:ident: $row:ident => $key:expr;)+) => {
        impl Rows {
            /// The rows of a draft.
            pub(super) fn of(draft: &ProblemDraft) -> Self {
                let (mut rules, mut events, mut attendances) = (HashMap::new(), HashMap::new(), HashMap::new());
                $(for (index, $row) in draft.$list.iter().enumerate() {
                    rules.entry(String::from($key)).or_insert(($number, index));
                })+
                for (index, row) in draft.events.iter().enumerate() {
                    events.entry(row.id.clone()).or_insert(index);
                    // As its rule is called.
                    attendances.entry(format!("attendance/{}", row.id)).or_insert(index);
                }
                Self { rules, events, attendances }
            }
            fn set_of_rule(&self, draft: &mut ProblemDraft, id: &str, field: &str, value: Option<i64>) -> Option<Result<(), Fault>> {
                let &(table, index) = self.rules.get(id)?;
                match table {
                    $($number => draft.$list.get_mut(index).map(|row| edit(row, field, value)),)+
                    _ => None,
                }
            }
        }
    };
}

tables! {
    0 requirements: row => &row.id;
    1 electives: row => &row.id;
    2 precedence: row => &row.id;
    3 preferences: row => &row.id;
    4 rules: row => row.id();
}

impl Rows {
    /// Sets a number of the row with this id; `None` if no row that has numbers has the id. An event is called by its own id or, as its rule is,
    /// `attendance/…`.
    pub(super) fn set_number(&self, draft: &mut ProblemDraft, id: &str, field: &str, value: Option<i64>) -> Option<Result<(), Fault>> {
        let is_rule = self.rules.contains_key(id);
        if is_rule && self.events.contains_key(id) {
            let message =
                format!("an event and a rule are both called {id:?}; write attendance/{id} for the event, or give the rule another id.");
            return Some(Err((Code::DuplicateId, message)));
        }
        if is_rule {
            return self.set_of_rule(draft, id, field, value);
        }
        let event = self.events.get(id).or_else(|| self.attendances.get(id))?;
        draft.events.get_mut(*event).map(|row| edit(row, field, value))
    }
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

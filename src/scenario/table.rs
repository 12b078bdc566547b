//! Changes as rows of a CSV table: columns `scenario`, `known_from`, `kind` and one for each field that any change has.
//!
//! A cell holds a text or a number as it is; what is neither (a doctor, a list of slots, a rule) is JSON. An empty cell is a missing field.

use super::change::Change;
use super::set::{Part, Scenario, ScenarioSet};
use crate::error::{Code, Diagnostic, Diagnostics, Place, Severity};
use crate::format::{
    Expected, Row, escaped_json, plain, read_sheet, read_text, schema_of, text_cell,
};
use serde_json::{Map, Value};
use std::path::Path;

const FIXED: [&str; 3] = ["scenario", "known_from", "kind"];

/// The fields of every kind of change, as the schema has them.
struct Fields {
    kinds: Vec<(String, Map<String, Value>)>,
    /// Names in the order in which they are first used.
    names: Vec<String>,
    /// What properties refer to.
    definitions: Value,
}

impl Fields {
    fn new() -> Self {
        let schema = schema_of::<ScenarioSet>();
        let mut fields = Self {
            kinds: Vec::new(),
            names: Vec::new(),
            definitions: schema["$defs"].clone(),
        };
        for option in schema["$defs"]["Change"]["oneOf"]
            .as_array()
            .into_iter()
            .flatten()
        {
            let Some(properties) = option["properties"].as_object() else {
                continue;
            };
            let kind = properties
                .get("kind")
                .and_then(|kind| kind["const"].as_str())
                .unwrap_or_default();
            for name in properties.keys().filter(|name| *name != "kind") {
                if !fields.names.contains(name) {
                    fields.names.push(name.clone());
                }
            }
            fields.kinds.push((kind.to_owned(), properties.clone()));
        }
        fields
    }

    /// What a property refers to; of one that may be missing what it is where it is there.
    fn resolved<'a>(&'a self, property: &'a Value) -> &'a Value {
        let there = property["anyOf"]
            .as_array()
            .and_then(|options| options.iter().find(|option| option["type"] != "null"));
        let property = there.unwrap_or(property);
        let name = property["$ref"]
            .as_str()
            .and_then(|path| path.rsplit('/').next());
        name.and_then(|name| self.definitions.get(name))
            .unwrap_or(property)
    }

    /// The value in a cell, by the type that the field has in this kind of change.
    fn value(&self, kind: &str, field: &str, text: &str) -> Result<Value, (Code, String)> {
        let of_kind = self.kinds.iter().find(|(known, _)| known == kind);
        let property = of_kind.and_then(|(_, properties)| properties.get(field));
        let Some(property) = property else {
            return Err((
                Code::UnknownField,
                format!("a change {kind:?} has no {field:?}."),
            ));
        };
        let property = self.resolved(property);
        let is = |wanted: &str| match &property["type"] {
            Value::String(only) => only == wanted,
            Value::Array(several) => several.iter().any(|one| one == wanted),
            // One of a few words.
            _ => {
                wanted == "string"
                    && property["oneOf"]
                        .as_array()
                        .is_some_and(|words| words.iter().all(|word| word["const"].is_string()))
            }
        };
        let json = |text: &str| serde_json::from_str::<Value>(text);
        if is("string") {
            return Ok(read_text(text).into());
        }
        let text = plain(text);
        // A list of words is written as in all other tables.
        if is("array")
            && self.resolved(&property["items"])["type"] == "string"
            && !text.trim_start().starts_with('[')
        {
            return Ok(text
                .split(';')
                .map(|word| Value::from(word.trim()))
                .collect());
        }
        if is("integer") {
            match text.trim().parse::<i64>() {
                Ok(number) => Ok(number.into()),
                Err(_) => Err((Code::WrongType, format!("{text:?} is not a whole number."))),
            }
        } else if is("boolean") {
            json(text.trim()).map_err(|_| {
                (
                    Code::WrongType,
                    format!("{text:?} is neither true nor false."),
                )
            })
        } else {
            json(text).map_err(|error| {
                (
                    Code::InvalidSyntax,
                    format!("the cell is not JSON: {error}."),
                )
            })
        }
    }
}

/// Reads a list of scenarios from a file, or from what a file of this name would hold; rows with the same name belong together. Reports everything that is wrong.
pub(super) fn read(path: &Path, held: Option<&[u8]>) -> Result<ScenarioSet, Diagnostics> {
    let scenarios = read_list(path, held, &["scenario", "kind"])?;
    Ok(ScenarioSet::new(
        &stem(path),
        vec![Part::List { scenarios }],
    ))
}

/// Reads changes that are made together; the name of the scenario may be left out.
pub(super) fn read_one(path: &Path) -> Result<Scenario, Diagnostics> {
    let mut scenarios = read_list(path, None, &["kind"])?.into_iter();
    let mut only = scenarios.next().unwrap_or_default();
    if only.name.is_empty() {
        only.name = stem(path);
    }
    let Some(second) = scenarios.next() else {
        return Ok(only);
    };
    let message = format!(
        "the table has {} scenarios, {:?} and {:?} among them; here all changes are made together.",
        scenarios.len() + 2,
        only.name,
        second.name
    );
    let place = Place {
        file: Some(path.display().to_string()),
        line: None,
        pointer: String::new(),
    };
    let mut found = Diagnostics::new();
    found.push(Diagnostic {
        code: Code::ContradictoryChanges,
        severity: Severity::Error,
        place,
        subject: "changes".into(),
        message,
    });
    Err(found)
}

fn stem(path: &Path) -> String {
    path.file_stem()
        .map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default()
}

fn read_list(
    path: &Path,
    held: Option<&[u8]>,
    needed: &[&str],
) -> Result<Vec<Scenario>, Diagnostics> {
    let file = path.display().to_string();
    let fields = Fields::new();
    let columns: Vec<&str> = FIXED
        .into_iter()
        .chain(fields.names.iter().map(String::as_str))
        .collect();
    let mut found = Diagnostics::new();
    let sheet = read_sheet(
        path,
        held,
        &Expected {
            columns: &columns,
            required: needed,
        },
        &mut found,
    );
    let mut report = |code: Code, line: u64, subject: String, message: String| {
        let place = Place {
            file: Some(file.clone()),
            line: Some(line),
            pointer: String::new(),
        };
        found.push(Diagnostic {
            code,
            severity: Severity::Error,
            place,
            subject,
            message,
        });
    };
    let mut scenarios: Vec<Scenario> = Vec::new();
    if let Some(sheet) = sheet {
        read_rows(sheet.rows(), &columns, &fields, &mut scenarios, &mut report);
    }
    if found.has_errors() {
        return Err(found);
    }
    Ok(scenarios)
}

fn read_rows<'a>(
    rows: impl Iterator<Item = Row<'a>>,
    columns: &[&str],
    fields: &Fields,
    scenarios: &mut Vec<Scenario>,
    report: &mut dyn FnMut(Code, u64, String, String),
) {
    let mut position_of = std::collections::HashMap::new();
    for row in rows {
        let line = row.line;
        let cells = || row.cells().map(|(column, text)| (columns[column], text));
        let cell = |wanted: &str| {
            cells()
                .find(|(name, _)| *name == wanted)
                .map_or("", |(_, text)| text)
        };
        let (name, known_from) = (read_text(cell("scenario")), read_text(cell("known_from")));
        let (name, kind, known_from) = (name.as_str(), cell("kind").trim(), known_from.trim());
        let position = *position_of.entry(name.to_owned()).or_insert_with(|| {
            scenarios.push(Scenario::new(name, Vec::new()));
            scenarios.len() - 1
        });
        let Some(scenario) = scenarios.get_mut(position) else {
            continue;
        };
        let subject = format!("scenario {name:?}");
        if !known_from.is_empty() {
            if scenario
                .known_from
                .as_deref()
                .is_some_and(|known| known != known_from)
            {
                report(
                    Code::ContradictoryChanges,
                    line,
                    subject.clone(),
                    "its rows have different known_from.".into(),
                );
            }
            scenario.known_from = Some(known_from.to_owned());
        }
        match read_change(fields, kind, cells()) {
            Ok(change) => scenario.changes.push(change),
            Err(faults) => faults
                .into_iter()
                .for_each(|(code, message)| report(code, line, subject.clone(), message)),
        }
    }
}

fn read_change<'a>(
    fields: &Fields,
    kind: &str,
    cells: impl Iterator<Item = (&'a str, &'a str)>,
) -> Result<Change, Vec<(Code, String)>> {
    if !fields.kinds.iter().any(|(known, _)| known == kind) {
        let known: Vec<&str> = fields
            .kinds
            .iter()
            .map(|(known, _)| known.as_str())
            .collect();
        return Err(vec![(
            Code::InvalidName,
            format!("{kind:?} is none of {}.", known.join(", ")),
        )]);
    }
    let mut document = Map::new();
    let mut faults = Vec::new();
    document.insert("kind".into(), kind.into());
    for (name, text) in
        cells.filter(|(name, text)| !FIXED.contains(name) && !text.trim().is_empty())
    {
        match fields.value(kind, name, text) {
            Ok(value) => {
                document.insert(name.to_owned(), value);
            }
            Err(fault) => faults.push(fault),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    serde_json::from_value(Value::Object(document)).map_err(|error| {
        let message = error.to_string();
        let code = if message.starts_with("missing field") {
            Code::MissingField
        } else {
            Code::WrongType
        };
        vec![(code, format!("{message}."))]
    })
}

/// The table of some scenarios. Columns that no row needs are left out.
pub(super) fn write(
    scenarios: impl Iterator<Item = Scenario>,
) -> Result<Vec<u8>, Box<dyn std::error::Error + Send + Sync>> {
    let fields = Fields::new();
    let mut rows: Vec<(Scenario, Map<String, Value>)> = Vec::new();
    for scenario in scenarios {
        for change in &scenario.changes {
            if let Value::Object(document) = serde_json::to_value(change)? {
                let head = Scenario {
                    changes: Vec::new(),
                    ..scenario.clone()
                };
                rows.push((head, document));
            }
        }
    }
    let used = |name: &&String| {
        rows.iter()
            .any(|(_, document)| document.contains_key(*name))
    };
    let columns: Vec<&String> = fields.names.iter().filter(used).collect();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(
        FIXED
            .into_iter()
            .chain(columns.iter().map(|column| column.as_str())),
    )?;
    for (scenario, document) in &rows {
        let fixed = [
            text_cell(&scenario.name),
            text_cell(scenario.known_from.as_deref().unwrap_or_default()),
            cell(document.get("kind")),
        ];
        writer.write_record(
            fixed.into_iter().chain(
                columns
                    .iter()
                    .map(|column| cell(document.get(column.as_str()))),
            ),
        )?;
    }
    Ok(writer.into_inner().map_err(|error| error.into_error())?)
}

/// A field as a cell holds it; a list of plain words is written with semicolons, whatever else is no text as JSON.
fn cell(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text_cell(text),
        Some(Value::Array(words)) if words.iter().all(Value::is_string) => {
            let words: Vec<&str> = words.iter().filter_map(Value::as_str).collect();
            let is_plain = |word: &&str| {
                !word.is_empty()
                    && word.trim() == *word
                    && !word.contains(';')
                    && !word.starts_with('[')
            };
            if words.iter().all(is_plain) {
                text_cell(&words.join(";"))
            } else {
                escaped_json(&Value::from(words).to_string())
            }
        }
        Some(other) => escaped_json(&other.to_string()),
    }
}

//! Holds a JSON value against the JSON Schema of its type, to name every mistake instead of the first.
//!
//! It knows as much of JSON Schema as the types of this crate need: references, objects, lists, texts, numbers, choices,
//! and choices between objects told apart by `kind`.

use super::hints::hint;
use super::{Described, schema_of};
use crate::error::{Code, Diagnostics};
use crate::problem::custom::is_custom_kind;
use serde_json::{Map, Number, Value, json};

/// The schema of a type.
#[derive(Debug)]
pub(in crate::format) struct Shape {
    root: Value,
    /// Where in it the type is described.
    start: String,
}

impl Shape {
    pub(in crate::format) fn of<T: Described>() -> Self {
        let start = if T::DEFINITION.is_empty() {
            String::new()
        } else {
            format!("/$defs/{}", T::DEFINITION)
        };
        Self {
            root: schema_of::<T>(),
            start,
        }
    }

    /// Reports what in `value`, which lies at `pointer`, does not fit.
    pub(in crate::format) fn check(&self, value: &Value, pointer: &str, found: &mut Diagnostics) {
        let schema = self.root.pointer(&self.start).unwrap_or(&self.root);
        self.check_against(schema, value, pointer, found);
    }

    fn check_against(&self, schema: &Value, value: &Value, pointer: &str, found: &mut Diagnostics) {
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            let Some(target) = self.root.pointer(reference.trim_start_matches('#')) else {
                return;
            };
            match as_filter(reference, value) {
                Some(form) => wrong_type(target, value, &form, pointer, found),
                None => self.check_against(target, value, pointer, found),
            }
            return;
        }
        if let Some(options) = list(schema, "anyOf") {
            let fits = |option: &&Value| option["type"] == "null" && value.is_null();
            if !options.iter().any(|option| fits(&option))
                && let Some(option) = options.iter().find(|option| option["type"] != "null")
            {
                self.check_against(option, value, pointer, found);
            }
            return;
        }
        if let Some(options) = list(schema, "oneOf") {
            return self.check_choice(options, value, pointer, found);
        }
        if let Some(names) = list(schema, "enum") {
            return check_name(&names.iter().collect::<Vec<_>>(), value, pointer, found);
        }
        match value {
            Value::Object(fields) if allows(schema, "object") => {
                self.check_fields(schema, fields, pointer, found)
            }
            Value::Array(items) if allows(schema, "array") => {
                for (index, item) in items.iter().enumerate() {
                    self.check_against(
                        &schema["items"],
                        item,
                        &format!("{pointer}/{index}"),
                        found,
                    );
                }
            }
            Value::Number(number) if allows(schema, "integer") => {
                check_number(schema, number, pointer, found)
            }
            _ if allows(schema, kind_of(value)) => {}
            Value::String(text)
                if wanted(schema) == "array" && schema["items"]["type"] == "string" =>
            {
                wrong_type(schema, value, &write(&json!([text])), pointer, found)
            }
            Value::String(text) if !schema["properties"]["id"].is_null() => wrong_type(
                schema,
                value,
                &write(&json!({ "id": text })),
                pointer,
                found,
            ),
            _ => wrong_type(schema, value, "", pointer, found),
        }
    }

    fn check_fields(
        &self,
        schema: &Value,
        fields: &Map<String, Value>,
        pointer: &str,
        found: &mut Diagnostics,
    ) {
        let Some(properties) = schema["properties"].as_object() else {
            return;
        };
        for (name, value) in fields {
            let place = format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"));
            match properties.get(name) {
                Some(property) => self.check_against(property, value, &place, found),
                None => {
                    let known: Vec<&str> = properties.keys().map(String::as_str).collect();
                    let hint = hint(place_of(pointer, fields), name, &known);
                    found.error(
                        Code::UnknownField,
                        place,
                        "",
                        format!(
                            "there is no field {name:?}; there are {}.{hint}",
                            known.join(", ")
                        ),
                    );
                }
            }
        }
        for name in list(schema, "required")
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
        {
            if !fields.contains_key(name) {
                found.error(
                    Code::MissingField,
                    pointer,
                    "",
                    format!("field {name:?} is missing."),
                );
            }
        }
    }

    /// Either names (each option has a `const`) or objects told apart by the `const` of their `kind`.
    fn check_choice(
        &self,
        options: &[Value],
        value: &Value,
        pointer: &str,
        found: &mut Diagnostics,
    ) {
        let names: Vec<&Value> = options
            .iter()
            .filter_map(|option| option.get("const"))
            .collect();
        if !names.is_empty() {
            return check_name(&names, value, pointer, found);
        }
        let kinds: Vec<&Value> = options
            .iter()
            .map(|option| &option["properties"]["kind"]["const"])
            .collect();
        let Some(fields) = value.as_object() else {
            let object = json!({ "type": "object" });
            return wrong_type(&object, value, "", pointer, found);
        };
        let Some(kind) = fields.get("kind") else {
            found.error(
                Code::MissingField,
                pointer,
                "",
                "field \"kind\" is missing.",
            );
            return;
        };
        match kinds.iter().position(|known| *known == kind) {
            Some(position) => self.check_fields(&options[position], fields, pointer, found),
            None if kind.as_str().is_some_and(is_custom_kind) => {
                let message = "a custom rule is code, which no file can hold.";
                found.error(
                    Code::CustomRuleInFile,
                    format!("{pointer}/kind"),
                    "",
                    message,
                );
            }
            None => check_name(&kinds, kind, &format!("{pointer}/kind"), found),
        }
    }
}

/// Reports a value of another type than the schema wants, with the right form of what is meant if that is known.
fn wrong_type(schema: &Value, value: &Value, form: &str, pointer: &str, found: &mut Diagnostics) {
    let (is, wanted) = (article(kind_of(value)), article(wanted(schema)));
    let message = format!("here is {is}, not {wanted}.{form}");
    found.error(Code::WrongType, pointer, "", message);
}

fn write(form: &Value) -> String {
    format!(" Write {form}.")
}

/// How to write ids as the filter that is wanted where they stand.
fn as_filter(reference: &str, value: &Value) -> Option<String> {
    let ids: Vec<&str> = match value {
        Value::String(id) => vec![id],
        Value::Array(ids) => ids.iter().map(Value::as_str).collect::<Option<_>>()?,
        _ => return None,
    };
    let (list, other) = match reference.rsplit('/').next()? {
        "DoctorFilter" => ("doctors", None),
        "ActivityFilter" => ("departments", Some("activities")),
        "PeriodFilter" => ("periods", None),
        _ => return None,
    };
    // A filter without lists chooses all.
    if let [id] = ids[..]
        && id.eq_ignore_ascii_case("all")
    {
        return Some(write(&json!({})));
    }
    let other = other.map(|list| format!(", or {} if these are {list}", json!({ list: ids })));
    let form = json!({ list: ids });
    (!ids.is_empty()).then(|| format!(" Write {form}{}.", other.unwrap_or_default()))
}

/// The table that the fields are a row of, the kind of rule that they are, or nothing for the document itself.
fn place_of<'a>(pointer: &'a str, fields: &'a Map<String, Value>) -> &'a str {
    let parts: Vec<&str> = pointer.split('/').skip(1).collect();
    match (&parts[..], fields.get("kind").and_then(Value::as_str)) {
        (["rules", _], Some(kind)) => kind,
        ([], _) => "",
        ([table, _], _) => table,
        _ => "other",
    }
}

/// A number is whole, and not too large for its field.
fn check_number(schema: &Value, number: &Number, pointer: &str, found: &mut Diagnostics) {
    let is_whole = || number.is_u64() || number.as_f64().is_some_and(|float| float.fract() == 0.0);
    let is_count = number
        .as_u64()
        .is_some_and(|count| u32::try_from(count).is_ok());
    let is_unsigned = schema["format"]
        .as_str()
        .is_some_and(|format| format.starts_with('u'));
    let (code, what) = if number.as_i64().is_none() && is_whole() {
        (Code::NumberTooLarge, "more than any field takes")
    } else if number.as_i64().is_none() {
        (Code::WrongType, "not a whole number")
    } else if is_unsigned && !is_count {
        (Code::WrongType, "not a count")
    } else {
        return;
    };
    found.error(code, pointer, "", format!("{number} is {what}."));
}

fn check_name(names: &[&Value], value: &Value, pointer: &str, found: &mut Diagnostics) {
    if names.contains(&value) {
        return;
    }
    let known: Vec<&str> = names.iter().filter_map(|name| name.as_str()).collect();
    match value {
        Value::String(text) => {
            found.error(
                Code::InvalidName,
                pointer,
                "",
                format!("{text:?} is none of {}.", known.join(", ")),
            );
        }
        _ => {
            let message = format!(
                "here is {}, not one of {}.",
                article(kind_of(value)),
                known.join(", ")
            );
            found.error(Code::WrongType, pointer, "", message);
        }
    }
}

fn list<'a>(schema: &'a Value, field: &str) -> Option<&'a [Value]> {
    schema
        .get(field)
        .and_then(Value::as_array)
        .map(Vec::as_slice)
}

fn allows(schema: &Value, kind: &str) -> bool {
    match &schema["type"] {
        Value::String(only) => only == kind,
        Value::Array(kinds) => kinds.iter().any(|known| known == kind),
        _ => true,
    }
}

fn wanted(schema: &Value) -> &str {
    match &schema["type"] {
        Value::String(only) => only,
        Value::Array(kinds) => kinds
            .iter()
            .filter_map(Value::as_str)
            .find(|kind| *kind != "null")
            .unwrap_or("value"),
        _ => "value",
    }
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

fn article(kind: &str) -> String {
    match kind {
        "null" => "null".into(),
        "integer" => "a whole number".into(),
        "array" => "a list".into(),
        "object" => "an object".into(),
        "string" => "a text".into(),
        other => format!("a {other}"),
    }
}

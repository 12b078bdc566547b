//! JSON documents: read in one go, diagnosed in a second pass only if something is wrong.

mod hints;
mod lines;
mod shape;
mod size;

pub(super) use lines::line_of_pointers;
pub(super) use shape::Shape;

use super::options::{Budget, ReadOptions, finding};
use super::schedule::ScheduleDocument;
use crate::error::{Code, Diagnostic, Diagnostics, Result};
use crate::problem::ProblemDraft;
#[cfg(feature = "tables")]
use crate::problem::RuleDraft;
use crate::problem::draft::FORMAT_VERSION;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::path::Path;

/// Above this many bytes a broken document is not read a second time to find all its mistakes; the first one has to do.
const DIAGNOSED_BYTES: usize = 64 << 20;

/// What a type looks like in files, as a JSON Schema. The tests derive the same texts from the types and hold them against these, so that no release
/// has to derive them at run time.
pub(crate) trait Described {
    /// The text of the schema.
    const SCHEMA: &'static str;
    /// The name of the type among the schema's definitions; empty for what the schema is of.
    const DEFINITION: &'static str = "";
}

impl Described for ProblemDraft {
    const SCHEMA: &'static str = include_str!("../../../docs/problem.schema.json");
}

#[cfg(feature = "tables")]
impl Described for RuleDraft {
    const SCHEMA: &'static str = ProblemDraft::SCHEMA;
    const DEFINITION: &'static str = "RuleDraft";
}

impl Described for ScheduleDocument {
    const SCHEMA: &'static str = include_str!("../../../docs/schedule.schema.json");
}

/// The schema that describes a type.
pub(crate) fn schema_of<T: Described>() -> Value {
    // A text of this crate, which the tests read.
    serde_json::from_str(T::SCHEMA).unwrap_or_default()
}

/// The JSON Schema of a problem document.
#[must_use]
pub fn schema() -> Value {
    schema_of::<ProblemDraft>()
}

/// The JSON Schema of a schedule document.
#[must_use]
pub fn schedule_schema() -> Value {
    schema_of::<ScheduleDocument>()
}

/// Reads any JSON document, such as a certificate; the counterpart of [`write_json_file`](super::write_json_file).
///
/// # Errors
/// [`ErrorKind::Input`](crate::ErrorKind::Input) with E001, E002, E004, E007 or E010.
pub fn read_json_file<T: DeserializeOwned>(
    path: impl AsRef<Path>,
    options: &ReadOptions,
) -> Result<T> {
    let path = path.as_ref();
    let text = Budget::new(options).read_text(path).map_err(alone)?;
    let file = path.display().to_string();
    size::check(&text, Some(&file)).map_err(alone)?;
    serde_json::from_str(&text).map_err(|error| alone(first_fault(&error, Some(&file))).into())
}

/// Reads a versioned document of this crate from a file and reports everything that is wrong with its shape.
pub(crate) fn read_document<T: DeserializeOwned + Described>(
    path: &Path,
    options: &ReadOptions,
) -> Result<T> {
    let text = Budget::new(options).read_text(path).map_err(alone)?;
    Ok(parse(&text, Some(&path.display().to_string()))?)
}

/// Reads a versioned document of this crate from a text and reports everything that is wrong with its shape.
pub(crate) fn parse_document<T: DeserializeOwned + Described>(text: &str) -> Result<T> {
    Ok(parse(text, None)?)
}

/// Reads a versioned document of this crate and reports everything that is wrong with its shape.
pub(super) fn parse<T: DeserializeOwned + Described>(
    text: &str,
    file: Option<&str>,
) -> std::result::Result<T, Diagnostics> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    size::check(text, file).map_err(alone)?;
    serde_json::from_str(text).map_err(|error| diagnose::<T>(text, file, &error))
}

pub(super) fn alone(diagnostic: Diagnostic) -> Diagnostics {
    let mut found = Diagnostics::new();
    found.push(diagnostic);
    found
}

fn diagnose<T: Described>(
    text: &str,
    file: Option<&str>,
    error: &serde_json::Error,
) -> Diagnostics {
    if text.len() > DIAGNOSED_BYTES {
        return alone(first_fault(error, file));
    }
    let value: Value = match serde_json::from_str(text) {
        Ok(value) => value,
        Err(error) => return alone(first_fault(&error, file)),
    };
    let mut found = Diagnostics::new();
    let version = value.get("format").and_then(Value::as_f64);
    if version.is_some_and(|version| version != f64::from(FORMAT_VERSION)) {
        let message = format!(
            "format is {}, this release reads {FORMAT_VERSION}.",
            value["format"]
        );
        found.error(Code::UnsupportedVersion, "/format", "", message);
    } else {
        Shape::of::<T>().check(&value, "", &mut found);
        for pointer in lines::repeated_keys(text) {
            found.error(
                Code::DuplicateColumn,
                pointer,
                "",
                "the field is given more than once.",
            );
        }
    }
    if found.is_empty() {
        return alone(first_fault(error, file));
    }
    locate(&mut found, text, file);
    found
}

/// Adds file and line to the findings that have none.
pub(super) fn locate(found: &mut Diagnostics, text: &str, file: Option<&str>) {
    let lines = line_of_pointers(
        text,
        found
            .as_slice()
            .iter()
            .map(|diagnostic| diagnostic.place.pointer.as_str()),
    );
    for diagnostic in found
        .iter_mut()
        .filter(|diagnostic| diagnostic.place.line.is_none())
    {
        diagnostic.place.line = lines.get(&diagnostic.place.pointer).copied();
        if diagnostic.place.file.is_none() {
            diagnostic.place.file = file.map(Into::into);
        }
    }
}

fn first_fault(error: &serde_json::Error, file: Option<&str>) -> Diagnostic {
    let text = error.to_string();
    let message = text
        .rsplit_once(" at line ")
        .map_or(text.as_str(), |(message, _)| message);
    let (code, message) = if error.is_data() {
        (Code::WrongType, format!("{message}."))
    } else {
        (
            Code::InvalidSyntax,
            format!("{message} in column {}.", error.column()),
        )
    };
    finding(code, file, Some(error.line() as u64), message)
}

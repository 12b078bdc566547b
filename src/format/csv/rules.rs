//! `rules.csv`: the rules without a table of their own, their parameters as a JSON object.

use super::book::Book;
use super::guard::escaped_json;
use super::table::{Cells, cells_of, rows, write_table};
use crate::error::{Code, Diagnostics, Error, Result};
use crate::format::json::Shape;
use crate::format::options::Budget;
use crate::format::source::FolderLines;
use crate::problem::RuleDraft;
use crate::problem::draft::ProblemDraft;
use serde_json::{Map, Value};
use std::path::Path;

pub(super) const FILE: &str = "rules.csv";

#[derive(Default)]
struct RuleRow {
    id: String,
    kind: String,
    parameters: String,
}

rows! { RuleRow(2) { id, kind, parameters } }

pub(super) fn read(
    book: &Book<'_>,
    draft: &mut ProblemDraft,
    lines: &mut FolderLines,
    budget: &mut Budget,
    found: &mut Diagnostics,
) {
    let Some(table) = book.read(FILE, "/rules", budget, found) else {
        return;
    };
    let file = book.place(FILE);
    let mut shape = None;
    for (index, (row, &line)) in table.rows.into_iter().zip(&table.lines).enumerate() {
        let mut wrong = Diagnostics::new();
        match read_rule(row, &format!("/rules/{index}"), &mut shape, &mut wrong) {
            Some(rule) => draft.rules.push(rule),
            None => {
                for diagnostic in wrong.iter_mut() {
                    diagnostic.place.file = Some(file.clone());
                    diagnostic.place.line = Some(line);
                }
                found.extend(wrong);
            }
        }
    }
    lines.add("/rules", file, table.lines);
}

fn read_rule(
    row: RuleRow,
    pointer: &str,
    shape: &mut Option<Shape>,
    found: &mut Diagnostics,
) -> Option<RuleDraft> {
    let subject = format!("rule {:?}", row.id);
    let parameters = if row.parameters.trim().is_empty() {
        "{}"
    } else {
        &row.parameters
    };
    let mut fields: Map<String, Value> = match serde_json::from_str(parameters) {
        Ok(Value::Object(fields)) => fields,
        Ok(_) => {
            found.error(
                Code::WrongType,
                pointer,
                subject,
                "parameters is not a JSON object.",
            );
            return None;
        }
        Err(error) => {
            found.error(
                Code::InvalidSyntax,
                pointer,
                subject,
                format!("parameters is not JSON: {error}."),
            );
            return None;
        }
    };
    for (column, value) in [("id", row.id), ("kind", row.kind.trim().to_owned())] {
        if fields.insert(column.into(), value.into()).is_some() {
            let message = format!("parameters has {column:?}, which is a column of its own.");
            found.error(
                Code::DuplicateColumn,
                format!("{pointer}/{column}"),
                subject,
                message,
            );
            return None;
        }
    }
    let value = Value::Object(fields);
    if let Ok(rule) = serde_json::from_value(value.clone()) {
        return Some(rule);
    }
    shape
        .get_or_insert_with(Shape::of::<RuleDraft>)
        .check(&value, pointer, found);
    if found.is_empty() {
        found.error(
            Code::WrongType,
            pointer,
            "",
            "its parameters do not fit its kind.",
        );
    }
    found
        .iter_mut()
        .for_each(|diagnostic| diagnostic.subject.clone_from(&subject));
    None
}

pub(super) fn write(folder: &Path, draft: &ProblemDraft, older: &Path) -> Result<()> {
    let path = folder.join(FILE);
    let rows = draft
        .rules
        .iter()
        .map(row_of)
        .collect::<std::result::Result<Vec<_>, _>>();
    let rows = rows.map_err(|error| Error::io(&path, error.into()))?;
    if rows.is_empty() && !older.join(FILE).exists() {
        return Ok(());
    }
    write_table(&path, rows.iter())
}

/// The cells of the table.
pub(super) fn cells(draft: &ProblemDraft) -> serde_json::Result<Cells> {
    let rows = draft
        .rules
        .iter()
        .map(row_of)
        .collect::<serde_json::Result<Vec<_>>>()?;
    Ok(cells_of(FILE, "/rules", rows.iter()))
}

fn row_of(rule: &RuleDraft) -> serde_json::Result<RuleRow> {
    let mut row = RuleRow::default();
    if let Value::Object(mut fields) = serde_json::to_value(rule)? {
        for (column, cell) in [("id", &mut row.id), ("kind", &mut row.kind)] {
            if let Some(Value::String(text)) = fields.shift_remove(column) {
                *cell = text;
            }
        }
        if !fields.is_empty() {
            row.parameters = escaped_json(&Value::Object(fields).to_string());
        }
    }
    Ok(row)
}

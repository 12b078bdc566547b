//! What every column means, from where the fields are declared.

use crate::format::csv::{Cells, all_cells, short_tables, table_name};
use crate::format::json::schema;
use crate::problem::ProblemDraft;
use serde_json::Value;

/// One column of one table.
#[derive(Debug)]
pub(super) struct Explained {
    pub(super) table: String,
    pub(super) column: String,
    pub(super) must: bool,
    pub(super) meaning: String,
}

/// Every column of every table, in the order in which they are written.
pub(super) fn explained() -> Vec<Explained> {
    let schema = schema();
    let mut all = Vec::new();
    for Cells {
        file,
        pointer,
        columns,
        ..
    } in all_cells(&ProblemDraft::default())
    {
        for column in columns {
            let declared = row_schema(&schema, pointer)
                .and_then(|row| row["properties"][column.name]["description"].as_str());
            let meaning = declared
                .map(str::to_owned)
                .unwrap_or_else(|| meaning_of(file, column.name).to_owned());
            all.push(Explained {
                table: table_name(file).to_owned(),
                column: column.name.to_owned(),
                must: column.is_required,
                meaning,
            });
        }
    }
    for (cells, meanings) in short_tables() {
        for (column, meaning) in cells.columns.iter().zip(meanings) {
            let (table, column, must) = (
                table_name(cells.file).to_owned(),
                column.name.to_owned(),
                column.is_required,
            );
            all.push(Explained {
                table,
                column,
                must,
                meaning: (*meaning).to_owned(),
            });
        }
    }
    all
}

/// The schema of a row of the list at `pointer`.
fn row_schema<'a>(schema: &'a Value, pointer: &str) -> Option<&'a Value> {
    let mut at = schema;
    for field in pointer.split('/').skip(1) {
        at = follow(schema, &at["properties"][field])?;
        if at["type"] == "array" {
            at = follow(schema, &at["items"])?;
        }
    }
    Some(at)
}

fn follow<'a>(schema: &'a Value, at: &'a Value) -> Option<&'a Value> {
    match at["$ref"].as_str() {
        Some(reference) => schema.pointer(reference.strip_prefix('#')?),
        None => Some(at),
    }
}

fn meaning_of(file: &str, column: &str) -> &'static str {
    match (file, column) {
        ("problem.csv", "key") => {
            "What is set: format (always 1), name, note, kind (week, day, half_day or block), start, end, working_days, working_mornings."
        }
        ("problem.csv", "value") => "Its value; a list has ; between its items: sunday;monday.",
        ("rules.csv", "id") => "Name of the rule, as reports call it.",
        ("rules.csv", "kind") => "Kind of the rule; docs/rules.md explains each.",
        ("rules.csv", "parameters") => "The other fields of the rule as a JSON object.",
        _ => "",
    }
}

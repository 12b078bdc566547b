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
            if (file, column.name) == ("rules.csv", "id") {
                // The same of every kind.
                all.push(Explained {
                    table: table_name(file).to_owned(),
                    column: column.name.to_owned(),
                    must: true,
                    meaning: "Name of the rule, as reports call it; no other rule has it, and no requirement, elective, precedence or preference."
                        .to_owned(),
                });
                continue;
            }
            let declared = row_schema(&schema, pointer)
                .and_then(|row| row["properties"][column.name]["description"].as_str());
            let meaning = declared
                .map(str::to_owned)
                .or_else(|| of_kinds(row_schema(&schema, pointer)?, column.name))
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

/// What a column means in the kinds of rows that have it, each meaning with its kinds.
fn of_kinds(row: &Value, column: &str) -> Option<String> {
    let mut meanings: Vec<(&str, Vec<&str>)> = Vec::new();
    for kind in row["oneOf"].as_array()? {
        let fields = &kind["properties"];
        let (Some(name), Some(meaning)) = (
            fields["kind"]["const"].as_str(),
            fields[column]["description"].as_str(),
        ) else {
            continue;
        };
        match meanings.iter_mut().find(|(known, _)| *known == meaning) {
            Some((_, kinds)) => kinds.push(name),
            None => meanings.push((meaning, vec![name])),
        }
    }
    let told = meanings
        .iter()
        .map(|(meaning, kinds)| format!("{}: {meaning}", kinds.join(", ")));
    Some(told.collect::<Vec<_>>().join("\n")).filter(|told| !told.is_empty())
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
        ("rules.csv", "kind") => {
            "Kind of the rule: the words in front of the meanings of the columns below; docs/rules.md explains each."
        }
        ("rules.csv", "parameters") => {
            "Fields that are lists of parts, as a JSON object: steps of a pattern, cells of a template, groups, weights of doctors or activities."
        }
        _ => "",
    }
}

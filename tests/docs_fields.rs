//! `docs/fields.md`: every table, filter and rule with every field, written from the JSON Schema and so from the declarations.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

use serde_json::Value;
use std::fmt::Write;

/// Tables of a problem in the order of a document, what they are made of behind them.
fn page(schema: &Value) -> String {
    let mut out = String::from(HEAD);
    let tables = schema["properties"].as_object().unwrap();
    let rows = tables
        .iter()
        .filter_map(|(table, property)| Some((table, of_list(property)?)));
    for (table, row) in rows.filter(|(_, row)| *row != "RuleDraft") {
        let definition = &schema["$defs"][row];
        section(&mut out, &format!("`{table}`"), definition);
    }
    out.push_str(
        "\n# Rules\n\nA row of `rules` is of one of these kinds. In tables, a column of `rules.csv` holds the fields of this name of all kinds; fields that are lists of rows are in the column `parameters`, as a JSON object.\n\nRequirements, electives, precedences, preferences and rules share one space of ids, for any of them can be named where a rule is (`off`): a requirement `nights` and a rule `nights` are E102.\n",
    );
    for rule in schema["$defs"]["RuleDraft"]["oneOf"].as_array().unwrap() {
        let kind = rule["properties"]["kind"]["const"].as_str().unwrap();
        section(&mut out, &format!("`{kind}`"), rule);
    }
    out.push_str("\n# What rows are made of\n");
    let rows: Vec<&str> = tables.values().filter_map(of_list).collect();
    let parts = schema["$defs"].as_object().unwrap().iter();
    for (name, definition) in parts.filter(|(name, _)| !rows.contains(&name.as_str())) {
        section(&mut out, words(name).as_str(), definition);
    }
    out
}

const HEAD: &str = "# Every field\n\nWritten from the declarations by `MEDROTA_UPDATE_SCHEMA=1 cargo test --test docs_fields`; do not edit. The same names are used in JSON documents, in the columns of CSV \
                    tables and workbooks, and in Rust. [formats.md][page-formats] says how values are written, [rules.md][page-rules] what rules mean.\n\n[page-formats]: formats.md\n[page-rules]: rules.md\n\n# Tables\n";

/// The name of the rows of a table.
fn of_list(property: &Value) -> Option<&str> {
    property["items"]["$ref"].as_str()?.rsplit('/').next()
}

/// `DoctorFilter` as `doctor filter`.
fn words(name: &str) -> String {
    let name = name.strip_suffix("Draft").unwrap_or(name);
    let mut out = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !out.is_empty() {
            out.push(' ');
        }
        out.extend(letter.to_lowercase());
    }
    out
}

fn section(out: &mut String, title: &str, definition: &Value) {
    let about = definition["description"].as_str().unwrap_or_default();
    // Rules begin with the number of their family.
    let about = if about.starts_with(|first: char| first.is_ascii_digit()) {
        format!("Family {about}")
    } else {
        about.to_owned()
    };
    writeln!(out, "\n## {title}\n\n{}\n", flat(&about)).unwrap();
    let required: Vec<&str> = definition["required"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    if let Some(fields) = definition["properties"].as_object() {
        out.push_str("| field | value | meaning |\n|---|---|---|\n");
        for (field, property) in fields
            .iter()
            .filter(|(_, property)| property["const"].is_null())
        {
            let must = if required.contains(&field.as_str()) {
                " Must be there."
            } else {
                ""
            };
            let meaning = property["description"].as_str().unwrap_or_default();
            writeln!(
                out,
                "| `{field}` | {} | {}{must} |",
                value_of(property),
                flat(meaning)
            )
            .unwrap();
        }
    }
    let choices: Vec<&Value> = definition["oneOf"]
        .as_array()
        .into_iter()
        .flatten()
        .collect();
    if !choices.is_empty() {
        out.push_str("| word | meaning |\n|---|---|\n");
        for choice in choices {
            let meaning = choice["description"].as_str().unwrap_or_default();
            for word in choice["const"].as_str().into_iter().chain(
                choice["enum"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .filter_map(Value::as_str),
            ) {
                writeln!(out, "| `{word}` | {} |", flat(meaning)).unwrap();
            }
        }
    }
}

/// What a field holds, in words.
fn value_of(property: &Value) -> String {
    let reference = property["$ref"]
        .as_str()
        .or_else(|| property["anyOf"][0]["$ref"].as_str());
    if let Some(name) = reference.and_then(|path| path.rsplit('/').next()) {
        return words(name);
    }
    let kinds: Vec<&str> = match &property["type"] {
        Value::String(kind) => vec![kind],
        Value::Array(kinds) => kinds
            .iter()
            .filter_map(Value::as_str)
            .filter(|kind| *kind != "null")
            .collect(),
        _ => Vec::new(),
    };
    let one = |kind: &str| match kind {
        "integer" => "whole number".to_owned(),
        "string" => "text".to_owned(),
        "boolean" => "true or false".to_owned(),
        "array" => format!("list of {}", value_of(&property["items"])),
        other => other.to_owned(),
    };
    kinds.into_iter().map(one).collect::<Vec<_>>().join(" or ")
}

/// A doc comment in one line; references to Rust items as plain words.
fn flat(text: &str) -> String {
    let mut line = text
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .replace('|', "\\|");
    // [`Name`](path) and [`Name`] are the name alone.
    while let Some(start) = line.find("[`") {
        let Some(end) = line[start..].find("`]").map(|end| start + end) else {
            break;
        };
        let name = line[start + 2..end].to_owned();
        let mut after = end + 2;
        if line[after..].starts_with('(') {
            after += line[after..].find(')').map_or(0, |close| close + 1);
        }
        line.replace_range(start..after, &format!("`{name}`"));
    }
    line
}

#[test]
fn the_page_of_fields_is_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/fields.md");
    let schema = serde_json::to_value(schemars::schema_for!(medrota::ProblemDraft)).unwrap();
    let current = page(&schema);
    if std::env::var_os("MEDROTA_UPDATE_SCHEMA").is_some() {
        std::fs::write(path, &current).unwrap();
    }
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        committed == current,
        "run this test with MEDROTA_UPDATE_SCHEMA=1 to renew docs/fields.md"
    );
}

#[test]
fn every_field_has_a_meaning_and_a_value() {
    let schema = serde_json::to_value(schemars::schema_for!(medrota::ProblemDraft)).unwrap();
    let silent: Vec<String> = page(&schema)
        .lines()
        .filter(|line| line.starts_with("| `") && line.contains("|  |"))
        .map(str::to_owned)
        .collect();
    assert!(silent.is_empty(), "{silent:#?}");
    let without: Vec<String> = page(&schema)
        .lines()
        .filter(|line| line.starts_with("| `") && line.ends_with("|  |"))
        .map(str::to_owned)
        .collect();
    assert!(without.is_empty(), "{without:#?}");
}

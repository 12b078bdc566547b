//! A sound problem to break, and what comes of breaking it.

use medrota::error::{Diagnostics, Severity};
use medrota::{Problem, ProblemDraft};
use serde_json::{Value, json};
use std::path::Path;

/// A small problem with a row in every table.
pub(crate) fn base() -> Value {
    json!({
        "format": 1,
        "name": "base",
        "horizon": { "kind": "week", "start": "2026-09-06", "end": "2026-12-26", "closures": [{ "name": "feast", "from": "2026-10-04", "to": "2026-10-10" }] },
        "grids": [{ "id": "pairs", "starts": ["#1", "#3", "#5", "#7", "#9", "#11", "#13"] }],
        "specialties": [{ "id": "surgery" }, { "id": "neurosurgery", "parent": "surgery" }],
        "regions": [{ "id": "almaty", "population": 2000000 }],
        "cohorts": [{ "id": "autumn", "arrival": "2026-09-06", "departure": "2026-12-26" }],
        "hospitals": [{ "id": "north" }, { "id": "south" }],
        "departments": [
            { "id": "ward", "hospital": "north", "supervisors": 3, "visitors_per_supervisor": 2 },
            { "id": "theatre", "hospital": "south" }
        ],
        "activities": [{ "id": "practice", "department": "ward", "role": "observer" }, { "id": "watching", "department": "theatre" }],
        "capacities": [{ "of": "ward", "max": 3 }, { "of": "theatre", "max": 2, "local_trainees": 1 }],
        "closures": [{ "of": "theatre", "from": "2026-09-13", "to": "2026-09-19" }],
        "absences": [{ "department": "ward", "from": "2026-11-01", "to": "2026-11-07", "supervisors": 1 }],
        "curricula": [{ "id": "visit" }],
        "doctors": [
            { "id": "ana", "specialty": "surgery", "cohort": "autumn", "curriculum": "visit", "grid": "pairs" },
            { "id": "ben", "specialty": "neurosurgery", "region": "almaty", "languages": ["russian"] },
            { "id": "cho", "visa_from": "2026-09-06", "visa_to": "2026-12-26" }
        ],
        "leaves": [{ "doctor": "ben", "from": "2026-11-08", "to": "2026-11-14" }],
        "documents": [{ "doctor": "cho", "document": "vaccination", "to": "2027-01-01" }],
        "history": [{ "doctor": "ana", "requirement": "basics", "amount": 1, "runs": 1 }],
        "requirements": [
            { "id": "basics", "activities": { "departments": ["ward"] }, "min": 1, "max": 6 },
            { "id": "advanced", "activities": { "activities": ["watching"] }, "min": 1, "max": 3 }
        ],
        "electives": [{ "id": "either", "requirements": ["basics", "advanced"], "min": 1 }],
        "precedence": [{ "id": "order", "before": ["basics"], "after": "advanced" }],
        "events": [{ "id": "lecture", "slots": [{ "from": "2026-09-21", "to": "2026-09-22" }] }],
        "preferences": [{ "id": "wish", "doctors": { "doctors": ["ana"] }, "activities": { "departments": ["ward"] }, "value": 5 }],
        "rules": [{ "kind": "longest_run", "id": "not too long", "activities": { "departments": ["ward"] }, "max_blocks": 5 }],
        "published": [{ "doctor": "ben", "activity": "practice", "from": "#1", "to": "#2" }],
        "published_attendances": [{ "doctor": "ben", "event": "lecture", "slot": 1 }]
    })
}

/// The sound problem with one value set: the last part of the pointer may be a new field or `-` for a new item; null removes.
pub(crate) fn edited(pointer: &str, value: Value) -> Value {
    let mut document = base();
    set(&mut document, pointer, value);
    document
}

pub(crate) fn set(document: &mut Value, pointer: &str, value: Value) {
    let (parent, last) = pointer.rsplit_once('/').unwrap();
    match document.pointer_mut(parent).unwrap() {
        Value::Array(items) if last == "-" => items.push(value),
        Value::Array(items) => items[last.parse::<usize>().unwrap()] = value,
        Value::Object(fields) if value.is_null() => {
            fields.shift_remove(last);
        }
        Value::Object(fields) => {
            fields.insert(last.into(), value);
        }
        other => panic!("nothing can be set in {other}"),
    }
}

pub(crate) fn text(document: &Value) -> String {
    serde_json::to_string_pretty(document).unwrap()
}

/// What is found in a JSON document, warnings included.
pub(crate) fn found_in(text: &str) -> Diagnostics {
    match Problem::from_json_str(text) {
        Ok(problem) => problem.warnings().clone(),
        Err(error) => error.diagnostics().clone(),
    }
}

/// What is found at a path.
pub(crate) fn found_at(path: &Path) -> Diagnostics {
    match Problem::from_path(path) {
        Ok(problem) => problem.warnings().clone(),
        Err(error) => error.diagnostics().clone(),
    }
}

/// What is found in the folder of the sound problem with some files replaced.
pub(crate) fn found_in_folder(files: &[(&str, &[u8])]) -> Diagnostics {
    let folder = tempfile::tempdir().unwrap();
    let draft: ProblemDraft = serde_json::from_value(base()).unwrap();
    draft.write_csv(folder.path()).unwrap();
    for (file, content) in files {
        std::fs::write(folder.path().join(file), content).unwrap();
    }
    let mut found = found_at(folder.path());
    for diagnostic in found.iter_mut() {
        let file = diagnostic.place.file.take().unwrap();
        let name = Path::new(&file)
            .strip_prefix(folder.path())
            .unwrap()
            .display()
            .to_string();
        diagnostic.place.file = Some(name);
    }
    found
}

/// `code pointer` of every finding.
pub(crate) fn by_pointer(found: &Diagnostics) -> Vec<String> {
    found
        .as_slice()
        .iter()
        .map(|diagnostic| format!("{} {}", diagnostic.code, diagnostic.place.pointer))
        .collect()
}

/// `code file:line` of every finding.
pub(crate) fn by_line(found: &Diagnostics) -> Vec<String> {
    let line = |line: Option<u64>| line.map_or_else(String::new, |line| format!(":{line}"));
    let shown = found.as_slice().iter().map(|diagnostic| {
        format!(
            "{} {}{}",
            diagnostic.code,
            diagnostic.place.file.clone().unwrap_or_default(),
            line(diagnostic.place.line)
        )
    });
    shown.collect()
}

/// Codes found, each with its severity as its first letter says.
pub(crate) fn codes(found: &Diagnostics) -> Vec<&'static str> {
    for diagnostic in found.as_slice() {
        let expected = match diagnostic.code.as_str().as_bytes()[0] {
            b'N' => Severity::Note,
            b'W' => Severity::Warning,
            _ => Severity::Error,
        };
        assert_eq!(diagnostic.severity, expected, "{diagnostic}");
        assert!(!diagnostic.message.is_empty() && !diagnostic.remedy().is_empty());
    }
    found
        .as_slice()
        .iter()
        .map(|diagnostic| diagnostic.code.as_str())
        .collect()
}

//! The same content either way round: draft → JSON → draft and draft → CSV folder → draft, for drafts of any texts and numbers.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests stop at the first surprise"
)]

use medrota::format::ReadOptions;
use medrota::{Problem, ProblemDraft};
use proptest::prelude::*;
use proptest::test_runner::TestRng;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Texts that mean something to one of the notations.
const PIECES: &[&str] = &[
    "ana",
    "хирургия",
    "",
    " ",
    ",",
    ";",
    "=",
    "\"",
    "\"\"",
    "\\",
    "#",
    "#1",
    "..",
    ".",
    "\n",
    "\r\n",
    "\r",
    "\t",
    "\u{feff}",
    "\u{0}",
    "null",
    "true",
    "-1",
    "{",
    "}",
    "[",
    "a=b;c",
    "2026-09-06 am",
    "手",
    "é",
    "\u{2028}",
    "/",
    "~",
    "'",
    "from",
    "doctors=x",
    "all",
    "@",
    "+",
    "\u{1b}",
    "\u{85}",
    "\\u0000",
];

fn text(rng: &mut TestRng) -> String {
    (0..rng.random_range(0..4))
        .map(|_| PIECES[rng.random_range(0..PIECES.len())])
        .collect()
}

fn number(rng: &mut TestRng) -> i64 {
    [0, 1, -1, 7, i64::MAX, i64::MIN, rng.random()][rng.random_range(0..7)]
}

/// A random value of a JSON Schema as far as drafts use it.
fn value(root: &Value, schema: &Value, rng: &mut TestRng) -> Value {
    if let Some(reference) = schema["$ref"].as_str() {
        return value(root, root.pointer(&reference[1..]).unwrap(), rng);
    }
    for choice in ["anyOf", "oneOf"] {
        if let Some(options) = schema[choice].as_array() {
            return value(root, &options[rng.random_range(0..options.len())], rng);
        }
    }
    if let Some(only) = schema.get("const") {
        return only.clone();
    }
    if let Some(names) = schema["enum"].as_array() {
        return names[rng.random_range(0..names.len())].clone();
    }
    let kind = match &schema["type"] {
        Value::Array(kinds) => kinds[rng.random_range(0..kinds.len())].as_str().unwrap(),
        kind => kind.as_str().unwrap(),
    };
    match kind {
        "null" => Value::Null,
        "boolean" => rng.random::<bool>().into(),
        "integer" => number(rng).into(),
        "string" => text(rng).into(),
        "array" => (0..rng.random_range(0..3))
            .map(|_| value(root, &schema["items"], rng))
            .collect(),
        "object" => {
            let required: Vec<&str> = schema["required"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .collect();
            let mut fields = Map::new();
            for (name, property) in schema["properties"].as_object().unwrap() {
                if required.contains(&name.as_str()) || rng.random_bool(0.6) {
                    fields.insert(name.clone(), value(root, property, rng));
                }
            }
            fields.into()
        }
        other => panic!("a draft has no {other}"),
    }
}

fn draft(mut rng: TestRng) -> ProblemDraft {
    let mut schema = medrota::format::schema();
    schema["properties"]["format"] = serde_json::json!({ "const": 1 });
    let mut document = value(&schema, &schema, &mut rng);
    document["format"] = 1.into();
    serde_json::from_value(document).unwrap()
}

fn any_draft() -> impl Strategy<Value = ProblemDraft> {
    Just(()).prop_perturb(|(), rng| draft(rng))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn json_keeps_everything(draft in any_draft()) {
        prop_assert_eq!(ProblemDraft::from_json_str(&draft.to_json()).unwrap(), draft);
    }

    #[test]
    fn csv_keeps_everything(draft in any_draft()) {
        let folder = tempfile::tempdir().unwrap();
        draft.write_csv(folder.path()).unwrap();
        prop_assert_eq!(&ProblemDraft::from_path(folder.path()).unwrap(), &draft);
        // In memory there are the same tables.
        let tables = draft.to_tables().unwrap();
        let files = std::fs::read_dir(folder.path()).unwrap().flatten();
        let named = files.map(|file| (file.file_name().into_string().unwrap(), std::fs::read(file.path()).unwrap()));
        let written: BTreeMap<String, Vec<u8>> = named.filter(|(name, _)| name.ends_with(".csv")).collect();
        prop_assert_eq!(&tables, &written);
        prop_assert_eq!(ProblemDraft::from_tables(&tables, &ReadOptions::new()).unwrap(), draft);
    }

    #[test]
    fn an_older_folder_is_replaced(older in any_draft(), newer in any_draft()) {
        let folder = tempfile::tempdir().unwrap();
        older.write_csv(folder.path()).unwrap();
        newer.write_csv(folder.path()).unwrap();
        prop_assert_eq!(ProblemDraft::from_path(folder.path()).unwrap(), newer);
        let is_other = |path: std::path::PathBuf| path.extension().unwrap() != "csv" && path.file_name().unwrap() != ".medrota.lock";
        let left = std::fs::read_dir(folder.path()).unwrap().flatten().filter(|entry| is_other(entry.path()));
        prop_assert_eq!(left.count(), 0);
    }
}

/// What is wrong is found in memory as in files, by the names of the tables.
#[test]
fn findings_in_memory_name_the_table_and_the_line() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/clerkships");
    let problem = Problem::from_path(folder).unwrap();
    let options = ReadOptions::new();
    let workbook = problem.draft().to_workbook().unwrap();
    assert_eq!(
        Problem::from_workbook(&workbook, &options).unwrap(),
        problem
    );

    let mut tables = problem.draft().to_tables().unwrap();
    tables.insert("doctor.csv".into(), b"id\nzoe\n".to_vec());
    let doctors = String::from_utf8(tables["doctors.csv"].clone()).unwrap();
    let twice = doctors.replacen("\nben,", "\naida,", 1);
    tables.insert("doctors.csv".into(), twice.into_bytes());
    let stranger = Problem::from_tables(&tables, &options).unwrap_err();
    let place = |error: &medrota::Error| error.diagnostics().iter().next().unwrap().place.clone();
    assert_eq!(place(&stranger).file.as_deref(), Some("doctor.csv"));
    tables.remove("doctor.csv");
    let found = Problem::from_tables(&tables, &options).unwrap_err();
    assert_eq!(place(&found).file.as_deref(), Some("doctors.csv"));
    assert_eq!(place(&found).line, Some(3));

    let small = ReadOptions::new().max_bytes(100);
    for refused in [
        Problem::from_tables(&tables, &small).unwrap_err(),
        Problem::from_workbook(&workbook, &small).unwrap_err(),
    ] {
        assert!(refused.to_string().contains("E007"), "{refused}");
    }
}

#[test]
fn the_committed_schemas_are_up_to_date() {
    // The library carries the texts; here they are derived from the types.
    let current: [(&str, serde_json::Value); 3] = [
        ("problem", schemars::schema_for!(ProblemDraft).into()),
        (
            "schedule",
            schemars::schema_for!(medrota::format::ScheduleDocument).into(),
        ),
        (
            "scenarios",
            schemars::schema_for!(medrota::scenario::ScenarioSet).into(),
        ),
    ];
    for (name, schema) in current {
        let path = format!("{}/docs/{name}.schema.json", env!("CARGO_MANIFEST_DIR"));
        let current = format!("{}\n", serde_json::to_string_pretty(&schema).unwrap());
        if std::env::var_os("MEDROTA_UPDATE_SCHEMA").is_some() {
            std::fs::write(&path, &current).unwrap();
        }
        let committed = std::fs::read_to_string(&path).unwrap();
        assert!(
            committed == current,
            "run the tests with MEDROTA_UPDATE_SCHEMA=1 to renew docs/{name}.schema.json"
        );
    }
}

#[test]
fn every_schema_that_the_library_carries_can_be_read() {
    for schema in [
        medrota::format::schema(),
        medrota::format::schedule_schema(),
        medrota::scenario::ScenarioSet::schema(),
    ] {
        assert!(
            schema["properties"]
                .as_object()
                .is_some_and(|fields| !fields.is_empty())
        );
    }
    // Definitions that readers start from.
    let definitions = |schema: serde_json::Value| {
        schema["$defs"]
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect::<Vec<_>>()
    };
    assert!(definitions(medrota::format::schema()).contains(&"RuleDraft".to_owned()));
    let of_set = definitions(medrota::scenario::ScenarioSet::schema());
    assert!(
        ["Scenario", "Change"]
            .iter()
            .all(|name| of_set.contains(&(*name).to_owned())),
        "{of_set:?}"
    );
}

/// A rule that has to say what it speaks of says "all" in a cell; an empty cell is one that was forgotten.
#[test]
fn a_cell_says_that_all_are_meant() {
    let tables = |rules: &str| -> BTreeMap<String, Vec<u8>> {
        let problem = "key,value\nformat,1\nstart,2026-09-06\nend,2026-10-03\nkind,week\n";
        [
            ("problem.csv", problem),
            ("departments.csv", "id\nward\n"),
            ("doctors.csv", "id\nana\n"),
            ("requirements.csv", "id,activities,max\nleast,ALL,4\n"),
            ("rules.csv", rules),
        ]
        .map(|(file, text)| (file.to_owned(), text.as_bytes().to_vec()))
        .into()
    };
    let read = |rules: &str| ProblemDraft::from_tables(&tables(rules), &ReadOptions::new());
    let draft =
        read("id,kind,doctors,activities,max_blocks\nrun,longest_run,all, All ,3\n").unwrap();
    let document = serde_json::to_value(&draft).unwrap();
    let expected =
        serde_json::json!({"kind": "longest_run", "id": "run", "activities": {}, "max_blocks": 3});
    assert_eq!(document["rules"][0], expected);
    assert!(document["requirements"][0].get("activities").is_none());
    draft.clone().validate().unwrap();

    // Written as a cell as well, not as parameters.
    let written = draft.to_tables().unwrap();
    let rules = String::from_utf8(written["rules.csv"].clone()).unwrap();
    assert!(rules.lines().nth(1).unwrap().contains(",all,"), "{rules}");
    assert!(!rules.contains('{'), "{rules}");
    assert_eq!(
        ProblemDraft::from_tables(&written, &ReadOptions::new()).unwrap(),
        draft
    );

    let error = read("id,kind,activities,max_blocks\nrun,longest_run,,3\n").unwrap_err();
    let found = error.diagnostics().iter().next().unwrap();
    assert_eq!(found.code.as_str(), "E005");
    assert!(found.message.contains("`all`"), "{}", found.message);
    // A text that is no filter stays one that is refused.
    let error = read("id,kind,activities,max_blocks\nrun,longest_run,alle,3\n").unwrap_err();
    assert_eq!(
        error.diagnostics().iter().next().unwrap().code.as_str(),
        "E002"
    );
}

//! `docs/rules.md` speaks of every rule and of every field of it, what a reader needs to know to judge a schedule is settled on that page or
//! in `docs/formats.md`, and the steps to add a rule name files that exist.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

use medrota::problem::RuleKind;
use medrota::problem::draft::{PerDraft, UnitDraft};
use medrota::problem::rule_draft::{
    CellsModeDraft, CoveragePerDraft, MeasureDraft, ScopeDraft, SuccessionModeDraft,
};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

fn read(path: &str) -> Option<String> {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).ok()
}

/// `LongestRun` as `longest run`.
fn words(kind: RuleKind) -> String {
    let mut words = String::new();
    for character in kind.name().chars() {
        if character.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(character.to_lowercase());
    }
    words
}

#[test]
fn every_kind_of_rule_is_explained() {
    let rules = read("docs/rules.md").unwrap().to_lowercase();
    for kind in RuleKind::ALL {
        assert!(
            rules.contains(&words(*kind)),
            "docs/rules.md does not mention the rule {:?}",
            words(*kind)
        );
    }
}

#[test]
fn every_family_has_a_heading_with_its_rules() {
    let rules = read("docs/rules.md").unwrap();
    let headings: Vec<&str> = rules
        .lines()
        .filter_map(|line| line.strip_prefix("### "))
        .collect();
    let families = families();
    let numbers: BTreeSet<usize> = families.values().copied().collect();
    let numbered: Vec<usize> = headings
        .iter()
        .filter_map(|heading| heading.split_once(". ")?.0.parse().ok())
        .collect();
    assert_eq!(
        numbered,
        Vec::from_iter(numbers),
        "the numbered headings of docs/rules.md (left) are not the families of src/problem/rules (right)"
    );
    for kind in RuleKind::ALL {
        let family = families[&file_name(*kind)];
        let heading = headings
            .iter()
            .find(|heading| heading.starts_with(&format!("{family}. ")));
        assert!(
            heading.is_some_and(|heading| heading.to_lowercase().contains(&words(*kind))),
            "the heading of family {family} in docs/rules.md does not name {:?}",
            words(*kind)
        );
    }
}

/// `LongestRun` as `longest_run`.
fn file_name(kind: RuleKind) -> String {
    words(kind).replace(' ', "_")
}

/// The family that each file of `src/problem/rules` gives its rule: the number that the rule's docs begin with.
fn families() -> BTreeMap<String, usize> {
    let family_of = |kind: &RuleKind| {
        let file = file_name(*kind);
        let text = read(&format!("src/problem/rules/{file}.rs")).unwrap();
        let numbers: BTreeSet<usize> = text
            .lines()
            .filter_map(|line| line.trim_start().strip_prefix("/// "))
            .filter_map(|line| line.split_once(". ")?.0.parse().ok())
            .collect();
        assert_eq!(numbers.len(), 1, "{file}.rs has the families {numbers:?}");
        (file, numbers.into_iter().next().unwrap())
    };
    RuleKind::ALL.iter().map(family_of).collect()
}

/// The table of fields: for each table or kind the cells of its row.
fn field_rows() -> BTreeMap<String, [String; 3]> {
    let page = read("docs/rules.md").unwrap();
    let section = page
        .split("\n## Every field, its default and its limits")
        .nth(1)
        .expect("the section on fields");
    let mut rows = BTreeMap::new();
    for line in section.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [name, must, may, limits] = cells[..] else {
            panic!("a row of {} cells: {line}", cells.len())
        };
        let row = [must.to_owned(), may.to_owned(), limits.to_owned()];
        assert!(
            rows.insert(name.trim_matches('`').to_owned(), row)
                .is_none(),
            "{name} has two rows"
        );
    }
    rows
}

fn names(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

#[test]
fn every_field_of_a_rule_is_listed_with_its_default() {
    let (schema, rows) = (medrota::format::schema(), field_rows());
    let kinds = schema["$defs"]["RuleDraft"]["oneOf"].as_array().unwrap();
    assert!(kinds.len() > 20);
    for kind in kinds {
        let name = kind["properties"]["kind"]["const"].as_str().unwrap();
        let [must, may, _] = rows
            .get(name)
            .unwrap_or_else(|| panic!("{name} has no row"));
        let required: Vec<&str> = kind["required"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(Value::as_str)
            .collect();
        for field in kind["properties"]
            .as_object()
            .unwrap()
            .keys()
            .filter(|field| *field != "kind")
        {
            if required.contains(&field.as_str()) {
                assert!(
                    names(must).contains(&field.as_str()),
                    "{name}: {field} must be there, which the page does not say"
                );
            } else {
                assert!(
                    may.contains(&format!("`{field}` (")),
                    "{name}: {field} may be missing, and the page does not give its default"
                );
            }
        }
    }
    let tables = [
        ("requirements", "RequirementDraft"),
        ("electives", "ElectiveDraft"),
        ("precedence", "PrecedenceDraft"),
        ("events", "EventDraft"),
        ("preferences", "PreferenceDraft"),
        ("capacities", "CapacityDraft"),
        ("closures", "ClosureDraft"),
        ("absences", "AbsenceDraft"),
        ("leaves", "LeaveDraft"),
        ("documents", "DocumentDraft"),
        ("history", "HistoryDraft"),
    ];
    for (table, row) in tables {
        let [must, may, _] = rows
            .get(table)
            .unwrap_or_else(|| panic!("{table} has no row"));
        for field in schema["$defs"][row]["properties"]
            .as_object()
            .unwrap()
            .keys()
        {
            let is_listed =
                names(must).contains(&field.as_str()) || may.contains(&format!("`{field}` ("));
            assert!(is_listed, "{table}: {field} is not listed");
        }
    }
}

/// Words that stand for a choice are those that a missing field is read as.
#[test]
fn the_defaults_of_choices_are_the_written_ones() {
    let rows = field_rows();
    let choices = [
        ("cells", "mode", json!(CellsModeDraft::default())),
        ("succession", "mode", json!(SuccessionModeDraft::default())),
        ("coverage", "per", json!(CoveragePerDraft::default())),
        ("preferences", "per", json!(PerDraft::default())),
        ("requirements", "unit", json!(UnitDraft::default())),
        ("together", "scope", json!(ScopeDraft::default())),
        ("apart", "scope", json!(ScopeDraft::default())),
        ("team", "scope", json!(ScopeDraft::default())),
        ("worst_group", "measure", json!(MeasureDraft::default())),
    ];
    for (row, field, default) in choices {
        let expected = format!("`{field}` (`{}`)", default.as_str().unwrap());
        assert!(
            rows[row][1].contains(&expected),
            "{row}: {expected} is not in {:?}",
            rows[row][1]
        );
    }
}

/// The limits on the page are the ones that validation holds: the greatest number is taken, one more is E303.
#[test]
fn the_limits_of_counts_are_the_written_ones() {
    let rows = field_rows();
    let everything = json!({});
    let rules = [
        (
            "window",
            "window_blocks",
            json!({ "activities": everything }),
        ),
        (
            "spacing",
            "min_gap_blocks",
            json!({ "first": everything, "second": everything }),
        ),
        (
            "longest_run",
            "max_blocks",
            json!({ "activities": everything }),
        ),
        ("hospital_limit", "max_rotations", json!({})),
        ("apart", "max_together", json!({ "doctors": everything })),
        (
            "split_evenly",
            "tolerance",
            json!({ "doctors": everything, "departments": ["s", "t"] }),
        ),
        (
            "team",
            "doctors_per_companion",
            json!({ "doctors": { "doctors": ["x"] }, "companions": { "doctors": ["y"] } }),
        ),
    ];
    for (kind, field, rule) in rules {
        let limit = rows[kind][2]
            .split(&format!("`{field}` "))
            .nth(1)
            .unwrap_or_else(|| panic!("{kind}: no limit of {field}"));
        let greatest = limit
            .split(" to ")
            .nth(1)
            .unwrap()
            .replace(',', "")
            .split(';')
            .next()
            .unwrap()
            .trim()
            .parse::<i64>()
            .unwrap();
        let found = |number: i64| {
            let mut rule = rule.clone();
            (rule["kind"], rule["id"], rule[field]) = (json!(kind), json!("r"), json!(number));
            let document = json!({
                "format": 1, "horizon": { "kind": "week", "start": "2026-09-06", "end": "2026-10-03" },
                "departments": [{ "id": "s" }, { "id": "t" }], "doctors": [{ "id": "x" }, { "id": "y" }], "rules": [rule]
            });
            medrota::Problem::from_json_str(&document.to_string())
                .err()
                .map(|error| error.diagnostics().to_string())
        };
        assert_eq!(found(greatest), None, "{kind}");
        assert!(
            found(greatest + 1)
                .is_some_and(|told| told.starts_with("E303") || told.contains(" E303 ")),
            "{kind}: {:?}",
            found(greatest + 1)
        );
    }
}

/// What an independent reader of the pages once could not settle.
#[test]
fn the_pages_settle_what_readers_asked() {
    let pages = [
        ("docs/rules.md", read("docs/rules.md").unwrap()),
        ("docs/formats.md", read("docs/formats.md").unwrap()),
    ];
    let settled = [
        (0, "*Ranked*: a short way to write a wish"),
        (
            0,
            "those whose whole working time lies between arrival and departure and within the visa",
        ),
        (0, "valid in all of its working time"),
        (0, "Its `min` never asks for more"),
        (
            0,
            "**Closed is closed**, for hospitals, departments and activities alike",
        ),
        (0, "wrong **number** of attended slots"),
        (
            0,
            "Of several whole events at once the one that comes first in `events`",
        ),
        (0, "if they start together the one that ends first"),
        (0, "the **last** row of `doctor_weights`"),
        (0, "`window_blocks` 1 to 32"),
        (0, "1 to 32 steps"),
        (1, "## From dates to periods"),
        (1, "**Rows are joined before they are rounded.**"),
        (1, "**A period is as strict as its strictest half-day.**"),
        (1, "from the weekday of the horizon's `start` on"),
        (
            1,
            "`weekdays` of a filter chooses the periods whose **first day**",
        ),
    ];
    for (page, words) in settled {
        assert!(
            pages[page].1.contains(words),
            "{} does not say {words:?}",
            pages[page].0
        );
    }
    let section = pages[1].1.split("## From dates to periods").nth(1).unwrap();
    let section = section.split("\n## ").next().unwrap();
    for word in [
        "arrival",
        "departure",
        "visa_from",
        "visa_to",
        "documents",
        "leaves",
        "half",
        "closures",
        "absences",
        "capacities",
        "periods",
        "within",
        "starts",
        "ends",
        "uncrossed",
        "template",
        "published",
        "slots",
        "by",
        "weekdays",
        "working_days",
        "working_mornings",
    ] {
        assert!(
            section.contains(&format!("`{word}`")),
            "the section on dates does not name {word:?}"
        );
    }
    let fields = medrota::format::schedule_schema();
    for record in ["RotationRecord", "AttendanceRecord"] {
        for field in fields["$defs"][record]["properties"]
            .as_object()
            .unwrap()
            .keys()
        {
            assert!(
                pages[1].1.contains(&format!("`{field}`")),
                "docs/formats.md does not name {field} of a {record}"
            );
        }
    }
}

#[test]
fn the_steps_to_add_a_rule_name_existing_files() {
    let Some(contributing) = read("CONTRIBUTING.md") else {
        eprintln!("skipped: there is no CONTRIBUTING.md yet");
        return;
    };
    let section = contributing
        .split("\n## ")
        .find(|section| section.to_lowercase().contains("how to add a rule"));
    let section = section.expect("CONTRIBUTING.md has a section \"How to add a rule\"");
    let mut files = 0;
    for quoted in section.split('`').skip(1).step_by(2) {
        let is_path = (quoted.contains('/') || quoted.ends_with(".md") || quoted.ends_with(".rs"))
            && !quoted.contains([' ', '<', '(', '*', '…']);
        if is_path && !quoted.contains("::") {
            files += 1;
            assert!(
                Path::new(env!("CARGO_MANIFEST_DIR")).join(quoted).exists(),
                "CONTRIBUTING.md names {quoted}, which does not exist"
            );
        }
    }
    assert!(files > 0, "the steps name no file");
}

//! The programmes of `examples/data`, as people fill them in: read without a word, turned into every other form and back, planned, judged.
#![cfg(feature = "tables")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests stop at the first surprise"
)]

use medrota::{Problem, ProblemDraft, Solver, check};
use std::fs;
use std::path::{Path, PathBuf};

/// Each with a page in `docs/gallery`. The showcase is planned in `tests/showcase_data.rs`.
const PROGRAMMES: [&str; 5] = [
    "residency-blocks",
    "residency-weeks",
    "clerkships",
    "visiting-cohort",
    "haifa",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn folder(programme: &str) -> PathBuf {
    root().join("examples/data").join(programme)
}

#[test]
fn every_programme_has_a_page_and_nothing_that_a_coordinator_would_be_warned_of() {
    for entry in fs::read_dir(root().join("examples/data"))
        .unwrap()
        .map(|entry| entry.unwrap())
    {
        let name = entry.file_name().into_string().unwrap();
        assert!(
            !entry.path().is_dir() || PROGRAMMES.contains(&name.as_str()),
            "{name} is no programme of the gallery"
        );
    }
    let index = fs::read_to_string(root().join("docs/gallery/README.md")).unwrap();
    for programme in PROGRAMMES {
        assert!(
            index.contains(&format!("{programme}.md")),
            "docs/gallery/README.md does not name {programme}"
        );
        let page = fs::read_to_string(root().join(format!("docs/gallery/{programme}.md"))).unwrap();
        assert!(
            page.contains(&format!("examples/data/{programme}")),
            "its page does not say where {programme} is"
        );
        let problem = Problem::from_path(folder(programme))
            .unwrap_or_else(|error| panic!("{programme}: {error}"));
        assert_eq!(problem.warnings().to_string(), "", "{programme}");
    }
}

/// What is said as JSON can be filled in by programmers alone.
#[test]
fn the_tables_have_no_json() {
    let mut rows = Vec::new();
    for programme in PROGRAMMES
        .into_iter()
        .filter(|programme| *programme != "haifa")
    {
        for table in fs::read_dir(folder(programme))
            .unwrap()
            .map(|entry| entry.unwrap().path())
        {
            let text = fs::read_to_string(&table).unwrap();
            rows.extend(
                text.lines()
                    .filter(|line| line.contains('{'))
                    .map(|line| format!("{programme}: {line}")),
            );
        }
    }
    assert!(rows.is_empty(), "{rows:?}");
}

/// Words between backticks.
fn marked(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

#[test]
fn pages_name_sheets_rows_and_options_that_there_are() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let mut pages: Vec<PathBuf> = PROGRAMMES
        .iter()
        .map(|programme| root().join(format!("docs/gallery/{programme}.md")))
        .collect();
    pages.extend([
        root().join("docs/gallery/README.md"),
        root().join("docs/first-plan.md"),
    ]);
    let mut commands = 0;
    for page in pages {
        let text = fs::read_to_string(&page).unwrap();
        let tables = folder(page.file_stem().unwrap().to_str().unwrap());
        for row in text
            .lines()
            .filter(|line| line.starts_with("| ") && tables.is_dir())
        {
            let cells: Vec<&str> = row.split(" | ").collect();
            for sheet in marked(cells[1]) {
                assert!(
                    tables.join(format!("{sheet}.csv")).is_file(),
                    "{}: there is no sheet {sheet}",
                    page.display()
                );
            }
        }
        for command in text.lines().filter(|line| line.starts_with("cargo run")) {
            commands += 1;
            let words: Vec<&str> = command.split(' ').collect();
            let example = words[words.iter().position(|word| *word == "--example").unwrap() + 1];
            let source = root().join("examples");
            let is_there = source.join(format!("{example}.rs")).is_file()
                || source.join(example).join("main.rs").is_file();
            assert!(
                is_there,
                "{}: there is no example {example}",
                page.display()
            );
            for option in words.iter().filter(|word| {
                word.len() > 2
                    && word.starts_with("--")
                    && !["--release", "--example"].contains(word)
            }) {
                assert!(
                    readme.contains(option),
                    "{}: README.md does not know {option}",
                    page.display()
                );
            }
            for data in words.iter().filter(|word| word.starts_with("examples/")) {
                assert!(
                    root().join(data).is_dir(),
                    "{}: there is no {data}",
                    page.display()
                );
            }
        }
    }
    assert!(commands > 20, "{commands}");
}

#[cfg(feature = "spreadsheet")]
#[test]
fn folder_workbook_and_document_are_converted_into_each_other_without_loss() {
    use medrota::format::copy_tables;
    let made = tempfile::tempdir().unwrap();
    let path = |name: &str| made.path().join(name);
    for programme in PROGRAMMES {
        let first = ProblemDraft::from_path(folder(programme)).unwrap();
        let read = |name: &str| {
            ProblemDraft::from_path(path(name))
                .unwrap_or_else(|error| panic!("{programme}, {name}: {error}"))
        };
        copy_tables(folder(programme), path("problem.xlsx"), &[]).unwrap();
        assert!(
            read("problem.xlsx") == first,
            "{programme}: the workbook says something else"
        );
        read("problem.xlsx")
            .write_json(path("problem.json"))
            .unwrap();
        let tables = format!("{programme}, tables");
        read("problem.json").write_csv(path(&tables)).unwrap();
        assert!(
            read(&tables) == first,
            "{programme}: the document's tables say something else"
        );
        // Short tables stay what they are, in a workbook and in a folder, also over one that has what they stand for.
        copy_tables(path("problem.xlsx"), path(&tables), &[]).unwrap();
        assert!(
            read(&tables) == first,
            "{programme}: the workbook's tables say something else"
        );
        for table in fs::read_dir(folder(programme))
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
        {
            assert!(
                path(&tables).join(&table).exists(),
                "{programme}: {} is gone",
                table.display()
            );
        }
        let rules = |folder: &Path| {
            fs::read_to_string(folder.join("rules.csv"))
                .map_or(0, |text| text.lines().skip(1).count())
        };
        assert_eq!(
            rules(&path(&tables)),
            rules(&folder(programme)),
            "{programme}"
        );
    }
}

#[test]
fn every_programme_is_planned_with_little_work() {
    for (programme, work) in [
        ("residency-blocks", 500),
        ("residency-weeks", 500),
        ("clerkships", 5_000),
        ("visiting-cohort", 5_000),
    ] {
        let problem = Problem::from_path(folder(programme)).unwrap();
        let outcome = Solver::new()
            .no_time_limit()
            .work_limit(work)
            .threads(1)
            .solve(&problem)
            .unwrap();
        let schedule = outcome
            .schedule
            .unwrap_or_else(|| panic!("{programme}: no schedule"));
        let report = check(&problem, &schedule);
        assert!(report.is_feasible(), "{programme}: {:?}", report.violations);
        assert!(
            Some(report.value) == outcome.value && report.value <= outcome.bound.unwrap(),
            "{programme}"
        );
    }
}

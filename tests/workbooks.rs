//! Workbooks hold what documents and folders hold.
#![cfg(feature = "spreadsheet")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests stop at the first surprise"
)]

use medrota::problem::draft::DoctorDraft;
use medrota::{Problem, ProblemBuilder, ProblemDraft};
use std::fs;
use std::path::Path;

fn draft(text: &str) -> ProblemDraft {
    ProblemDraft::from_json_str(text).unwrap()
}

/// Texts that a workbook, or a table, could change.
const ODD: [&str; 14] = [
    "plain",
    " spaced ",
    "=1+2",
    "'=x",
    "5",
    "5.0",
    "2026-08-24",
    "24.08.2026",
    "line\nend",
    "carriage\r\nreturn",
    "\u{1b}[31m",
    "_x000D_",
    "TRUE",
    "# note",
];

fn with_odd_texts() -> ProblemDraft {
    let mut draft = draft(include_str!("../examples/new/residency.json"));
    for (index, text) in ODD.into_iter().enumerate() {
        let level = if index % 2 == 0 {
            text.to_owned()
        } else {
            String::new()
        };
        draft.doctors.push(DoctorDraft {
            id: format!("{text}/{index}"),
            name: text.into(),
            level,
            tags: vec![text.into()],
            ..DoctorDraft::default()
        });
    }
    draft
}

#[test]
fn document_workbook_and_folder_are_converted_into_each_other_without_loss() {
    let examples = [
        include_str!("../examples/new/residency.json"),
        include_str!("../examples/new/visit.json"),
        include_str!("../examples/new/clerkship.json"),
    ];
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    for first in examples.into_iter().map(draft).chain([with_odd_texts()]) {
        first.write_csv(path("tables")).unwrap();
        ProblemDraft::from_path(path("tables"))
            .unwrap()
            .write_workbook(path("problem.xlsx"))
            .unwrap();
        ProblemDraft::from_path(path("problem.xlsx"))
            .unwrap()
            .write_json(path("problem.json"))
            .unwrap();
        let last = ProblemDraft::from_path(path("problem.json")).unwrap();
        assert_eq!(last, first);
    }
    let showcase =
        ProblemDraft::from_path(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data/haifa"))
            .unwrap();
    showcase.write_workbook(path("showcase.xlsx")).unwrap();
    assert_eq!(
        ProblemDraft::from_path(path("showcase.xlsx")).unwrap(),
        showcase
    );
}

#[test]
fn a_form_is_a_problem_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("form.xlsx");
    for text in [
        include_str!("../examples/new/residency.json"),
        include_str!("../examples/new/visit.json"),
        include_str!("../examples/new/clerkship.json"),
    ] {
        draft(text)
            .write_form(
                &path,
                &[
                    "leaves",
                    "staffing",
                    "pins",
                    "wishes",
                    "availability",
                    "no_leave",
                    "vacations",
                ],
            )
            .unwrap();
        let problem = Problem::from_path(&path).unwrap();
        assert_eq!(problem.warnings().to_string(), "");
        assert_eq!(problem.draft(), &draft(text));
    }
}

#[test]
fn findings_name_sheet_and_row() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("year.xlsx");
    let mut draft = draft(include_str!("../examples/new/clerkship.json"));
    draft.capacities[2].of = "surgry".into();
    draft.write_workbook(&path).unwrap();
    let told = Problem::from_path(&path).unwrap_err().to_string();
    assert!(
        told.contains("year.xlsx!capacities:4: E103") && told.contains("Is \"surgery\" meant?"),
        "{told}"
    );
    std::fs::write(&path, "no workbook").unwrap();
    assert!(
        Problem::from_path(&path)
            .unwrap_err()
            .to_string()
            .contains("E002")
    );
}

/// Somebody typed a space, then an x, into the last cell that a sheet has: the sheet is no larger by what lies between, and what is there is told.
#[test]
fn a_cell_far_away_costs_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("year.xlsx");
    for (far, told) in [(" ", None), ("x", Some("XFD"))] {
        let mut book = rust_xlsxwriter::Workbook::new();
        let doctors = book.add_worksheet();
        doctors.set_name("doctors").unwrap();
        for (row, cells) in [["id", "level"], ["ana", "PGY1"], ["ben", "PGY2"]]
            .iter()
            .enumerate()
        {
            for (column, cell) in cells.iter().enumerate() {
                doctors
                    .write(
                        u32::try_from(row).unwrap(),
                        u16::try_from(column).unwrap(),
                        *cell,
                    )
                    .unwrap();
            }
        }
        doctors.write(1_048_575, 16_383, far).unwrap();
        book.save(&path).unwrap();
        let read = ProblemDraft::from_path(&path);
        match told {
            None => {
                let text = read.unwrap_err().to_string();
                assert!(!text.contains("doctors") && text.contains("E008"), "{text}");
            }
            Some(_) => {
                let text = read.unwrap_err().to_string();
                assert!(text.contains("year.xlsx!doctors:1048576"), "{text}");
            }
        }
    }
}

/// A workbook is packed: what it holds is counted as it is unpacked, whatever its directory says.
#[test]
fn a_workbook_that_unpacks_to_more_than_a_reader_takes_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bomb.xlsx");
    let mut packed = zip::ZipWriter::new(std::fs::File::create(&path).unwrap());
    for part in ["xl/workbook.xml", "xl/worksheets/sheet1.xml"] {
        packed
            .start_file(
                part,
                zip::write::SimpleFileOptions::default()
                    .compression_method(zip::CompressionMethod::Deflated),
            )
            .unwrap();
        std::io::copy(
            &mut std::io::Read::take(std::io::repeat(b' '), 3 << 20),
            &mut packed,
        )
        .unwrap();
    }
    packed.finish().unwrap();
    assert!(std::fs::metadata(&path).unwrap().len() < 20_000);
    let options = medrota::format::ReadOptions::new().max_bytes(4 << 20);
    let told = ProblemDraft::from_path_with(&path, &options)
        .unwrap_err()
        .to_string();
    assert!(told.contains("E007") && told.contains("unpacked"), "{told}");
    assert!(
        ProblemDraft::from_path(&path)
            .unwrap_err()
            .to_string()
            .contains("E002")
    );
}

/// `rules.csv` with a column for each field that any of the rows has.
fn rules(rows: &[&[(&str, &str)]]) -> String {
    let mut columns: Vec<&str> = Vec::new();
    for (column, _) in rows.iter().copied().flatten() {
        if !columns.contains(column) {
            columns.push(column);
        }
    }
    let line = |row: &&[(&str, &str)]| {
        let cell = |column: &&str| {
            let found = row.iter().find(|(name, _)| name == column);
            let text = found.map_or("", |(_, text)| text);
            format!("\"{}\"", text.replace('"', "\"\""))
        };
        columns.iter().map(cell).collect::<Vec<_>>().join(",")
    };
    let lines: Vec<String> = rows.iter().map(line).collect();
    format!("{}\n{}\n", columns.join(","), lines.join("\n"))
}

/// What coordinators say in rules stands in columns, in a folder and in a workbook; a list of rows alone is JSON.
#[test]
fn rules_have_columns_for_what_cells_can_hold() {
    let icu = ("activities", "departments=icu");
    let is = |kind: &'static str| [("id", kind), ("kind", kind)];
    let fields: Vec<(&str, Vec<(&str, &str)>)> = vec![
        (
            "capacity",
            vec![
                icu,
                ("doctors", "levels=PGY1"),
                ("periods", "from=2026-09-06 to=2026-09-19"),
                ("max", "2"),
            ],
        ),
        (
            "cells",
            vec![
                icu,
                ("doctors", "doctors=ana"),
                ("periods", "periods=#2"),
                ("mode", "forbidden"),
                ("weight", "7"),
            ],
        ),
        (
            "succession",
            vec![
                ("first", "departments=icu"),
                ("next", "departments=ward"),
                ("mode", "must_not"),
                ("immediate", "yes"),
            ],
        ),
        (
            "spacing",
            vec![
                ("first", "departments=icu"),
                ("second", "departments=icu"),
                ("min_gap_blocks", "2"),
            ],
        ),
        (
            "longest_run",
            vec![icu, ("max_blocks", "3"), ("weight", "5")],
        ),
        (
            "window",
            vec![icu, ("window_blocks", "4"), ("max", "2"), ("weight", "3")],
        ),
        ("first_by", vec![icu, ("by", "2026-09-13"), ("weight", "1")]),
        (
            "team",
            vec![
                ("doctors", "levels=PGY1"),
                ("companions", "levels=PGY2"),
                ("doctors_per_companion", "2"),
                ("scope", "department"),
                ("weight", "9"),
            ],
        ),
        (
            "ranked",
            vec![
                ("doctors", "doctors=ana"),
                ("departments", "icu;ward"),
                ("values", "3;1"),
                ("per", "rotation"),
            ],
        ),
        (
            "pattern",
            vec![
                (
                    "parameters",
                    r#"{"steps":[{"activities":{"departments":["icu"]}},{"idle":true}]}"#,
                ),
                ("value", "-2"),
            ],
        ),
    ];
    let rows: Vec<Vec<(&str, &str)>> = fields
        .iter()
        .map(|(kind, fields)| is(kind).into_iter().chain(fields.iter().copied()).collect())
        .collect();
    let rows: Vec<&[(&str, &str)]> = rows.iter().map(Vec::as_slice).collect();
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let mut builder = ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-31")
        .department("icu", 2)
        .department("ward", 2)
        .doctor("ana")
        .doctor("ben");
    let doctors = &mut builder.draft_mut().doctors;
    for (doctor, level) in doctors.iter_mut().zip(["PGY1", "PGY2"]) {
        doctor.level = level.into();
    }
    let problem = builder.build().unwrap();
    problem.draft().write_csv(path("tables")).unwrap();
    let table = path("tables").join("rules.csv");
    fs::write(&table, rules(&rows)).unwrap();
    let draft = Problem::from_path(path("tables")).unwrap().draft().clone();
    assert_eq!(draft.rules.len(), rows.len());
    draft.write_csv(path("again")).unwrap();
    let again = fs::read_to_string(path("again").join("rules.csv")).unwrap();
    let json: Vec<&str> = again.lines().filter(|line| line.contains('{')).collect();
    assert!(
        matches!(json[..], [line] if line.starts_with("pattern,")),
        "{again}"
    );
    draft.write_workbook(path("year.xlsx")).unwrap();
    for form in ["again", "year.xlsx"] {
        assert_eq!(Problem::from_path(path(form)).unwrap().draft(), &draft);
    }
    // A field of another kind, one that is given twice and one that is missing are told with the row.
    let run = [("id", "a"), ("kind", "longest_run"), icu];
    for (more, code) in [
        (vec![("max_blocks", "3"), ("min_gap_blocks", "2")], "E003"),
        (
            vec![("max_blocks", "3"), ("parameters", r#"{"max_blocks":3}"#)],
            "E009",
        ),
        (vec![], "E005"),
        (vec![("max_blocks", "many")], "E004"),
    ] {
        let row = [&run[..], &more].concat();
        fs::write(&table, rules(&[&row])).unwrap();
        let error = Problem::from_path(path("tables")).unwrap_err().to_string();
        assert!(
            error.contains(code) && error.contains("rules.csv:2"),
            "{error}"
        );
    }
}

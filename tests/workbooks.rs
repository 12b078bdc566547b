//! Workbooks hold what documents and folders hold.
#![cfg(feature = "spreadsheet")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests stop at the first surprise"
)]

use medrota::problem::draft::DoctorDraft;
use medrota::{Problem, ProblemDraft};
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

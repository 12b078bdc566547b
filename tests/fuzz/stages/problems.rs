//! Reading, validating and writing problems.

use super::Bench;
use crate::common::dice::Dice;
use crate::input::Part;
use medrota::error::ErrorKind;
use medrota::format::ReadOptions;
use medrota::{Error, Problem, ProblemDraft};

/// Reads and validates, twice and by both ways in; keeps the problem.
pub(super) fn read(bench: &mut Bench, _: &mut Dice) {
    let part = bench.input.problem.clone();
    let path = bench.folder.join(if matches!(part, Part::Tables(_)) {
        "problem"
    } else {
        "problem.json"
    });
    part.write(&path);
    let options = ReadOptions::new().max_rows(200_000);
    let found = Problem::from_path_with(&path, &options);
    let again = Problem::from_path_with(&path, &options);
    assert_eq!(told(&found), told(&again), "the same file read twice");
    if let Some(text) = part.text().filter(|_| !matches!(part, Part::Tables(_))) {
        let from_text = Problem::from_json_str(&text);
        assert_eq!(found.is_ok(), from_text.is_ok(), "a text and its file");
        if let Ok(draft) = ProblemDraft::from_json_str(&text) {
            assert_eq!(
                draft.validate().is_ok(),
                found.is_ok(),
                "a draft and its document"
            );
        }
    }
    match found {
        Ok(problem) => {
            assert!(!problem.warnings().has_errors());
            bench.tally.accepted += 1;
            bench.problem = Some(problem);
        }
        Err(error) => refused(&error),
    }
}

/// What came of reading, as text.
fn told(found: &Result<Problem, Error>) -> String {
    match found {
        Ok(problem) => problem.warnings().to_string(),
        Err(error) => error.to_string(),
    }
}

/// A refusal names something wrong.
pub(super) fn refused(error: &Error) {
    assert_eq!(error.kind(), ErrorKind::Input, "{error}");
    assert!(
        error.diagnostics().has_errors(),
        "a refusal without an error"
    );
    assert!(
        error.to_string().len() < 20_000_000,
        "a refusal of {} bytes",
        error.to_string().len()
    );
}

/// What is written and read again is equal.
pub(super) fn round(bench: &mut Bench, _: &mut Dice) {
    let Some(problem) = &bench.problem else {
        return;
    };
    let from_json = Problem::from_json_str(&problem.to_json())
        .unwrap_or_else(|error| panic!("an own document is refused: {error}"));
    assert_eq!(from_json.draft(), problem.draft(), "through JSON");
    let folder = bench.folder.join("round");
    std::fs::remove_dir_all(&folder).ok();
    if let Err(error) = problem.draft().write_csv(&folder) {
        panic!("tables cannot be written: {error}");
    }
    let from_tables = Problem::from_path(&folder)
        .unwrap_or_else(|error| panic!("own tables are refused: {error}"));
    assert_eq!(from_tables.draft(), problem.draft(), "through tables");
    // A table says one mistake once, however many rows it hits.
    let codes = |problem: &Problem| {
        problem
            .warnings()
            .as_slice()
            .iter()
            .map(|found| found.code)
            .collect::<std::collections::BTreeSet<_>>()
    };
    assert_eq!(
        codes(&from_tables),
        codes(&from_json),
        "warnings of tables and document"
    );
    assert_eq!(from_tables.rule_count(), problem.rule_count());
}

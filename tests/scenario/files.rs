//! Result files: written in order, resumed after a cut, merged from shards.

use super::sets::mixed;
use super::{baseline, ward};
use medrota::scenario::{
    ResultsFile, RunDocument, ScenarioRun, Shard, merge_results, read_results,
};
use std::fs;
use std::path::Path;

fn write(path: &Path, shard: Shard, resume: bool, stop_after: u64) -> u64 {
    let problem = ward();
    let baseline = baseline(&problem);
    let set = mixed();
    let (mut file, done) = if resume {
        ResultsFile::resume(path, shard, |_| {}).unwrap()
    } else {
        (ResultsFile::create(path).unwrap(), 0)
    };
    let mut written = 0;
    let run = ScenarioRun::new(&set, &baseline)
        .shard(shard)
        .skip(done)
        .run(|result| {
            if written == stop_after {
                return Err(medrota::Error::option("stopped"));
            }
            written += 1;
            file.append(&result)
        });
    assert_eq!(run.is_ok(), written < stop_after);
    done
}

fn codes(error: &medrota::Error) -> Vec<&'static str> {
    error
        .diagnostics()
        .as_slice()
        .iter()
        .map(|finding| finding.code.as_str())
        .collect()
}

#[test]
fn a_run_that_was_cut_goes_on_without_solving_anything_twice() {
    let folder = tempfile::tempdir().unwrap();
    let (whole, cut) = (
        folder.path().join("whole.jsonl"),
        folder.path().join("cut.jsonl"),
    );
    write(&whole, Shard::WHOLE, false, u64::MAX);
    write(&cut, Shard::WHOLE, false, 9);
    // A kill in the middle of a line.
    let mut bytes = fs::read(&cut).unwrap();
    bytes.extend_from_slice(b"{\"id\":10,\"na");
    fs::write(&cut, bytes).unwrap();
    assert_eq!(read_results(&cut).unwrap().count(), 9);
    assert_eq!(write(&cut, Shard::WHOLE, true, u64::MAX), 9);
    assert_eq!(fs::read(&cut).unwrap(), fs::read(&whole).unwrap());
    assert_eq!(write(&cut, Shard::WHOLE, true, u64::MAX), 36);
    assert_eq!(fs::read(&cut).unwrap(), fs::read(&whole).unwrap());
    assert!(!fs::read_to_string(&whole).unwrap().contains("seconds"));
}

#[test]
fn seven_shards_merged_are_one_run() {
    let folder = tempfile::tempdir().unwrap();
    let whole = folder.path().join("whole.jsonl");
    write(&whole, Shard::WHOLE, false, u64::MAX);
    let parts: Vec<_> = (1..=7)
        .map(|index| {
            let path = folder.path().join(format!("part-{index}.jsonl"));
            write(&path, Shard::new(index, 7).unwrap(), false, u64::MAX);
            path
        })
        .collect();
    let merged = folder.path().join("merged.jsonl");
    assert_eq!(merge_results(&parts, 36, &merged).unwrap(), 36);
    assert_eq!(fs::read(&merged).unwrap(), fs::read(&whole).unwrap());
    // What does not fit is named, and no half-merged file is left.
    fs::remove_file(&merged).unwrap();
    let swapped: Vec<_> = parts.iter().rev().cloned().collect();
    assert_eq!(
        codes(&merge_results(&swapped, 36, &merged).unwrap_err()),
        ["E603"]
    );
    assert_eq!(
        codes(&merge_results(&parts, 40, &merged).unwrap_err()),
        ["E603"]
    );
    assert_eq!(
        codes(&merge_results(&parts, 30, &merged).unwrap_err()),
        ["E603"]
    );
    assert!(!merged.exists());
}

#[test]
fn results_of_another_run_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("results.jsonl");
    write(&path, Shard::WHOLE, false, 3);
    assert_eq!(
        codes(&ResultsFile::resume(&path, Shard::new(2, 2).unwrap(), |_| {}).unwrap_err()),
        ["E603"]
    );
    fs::write(&path, "{\"id\": 1}\n").unwrap();
    assert_eq!(
        codes(&ResultsFile::resume(&path, Shard::WHOLE, |_| {}).unwrap_err()),
        ["E002"]
    );
    let problem = ward();
    let baseline = baseline(&problem);
    let solver = ScenarioRun::usual_solver(&problem);
    let document = |seed: i64, shard: Shard| {
        RunDocument::new(&mixed().seed(seed), &baseline, &solver, true, shard)
    };
    assert!(document(1, Shard::WHOLE).belongs_to(&document(1, Shard::new(1, 2).unwrap())));
    assert!(!document(1, Shard::WHOLE).belongs_to(&document(2, Shard::WHOLE)));
    let written = folder.path().join("run.json");
    medrota::format::write_json_file(&written, &document(1, Shard::WHOLE)).unwrap();
    assert_eq!(
        RunDocument::from_path(&written).unwrap(),
        document(1, Shard::WHOLE)
    );
}

#[test]
fn a_file_of_results_is_never_emptied_and_has_one_writer() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("results.jsonl");
    write(&path, Shard::WHOLE, false, 3);
    let before = fs::read(&path).unwrap();
    let refused = ResultsFile::create(&path).unwrap_err();
    assert!(refused.to_string().contains("resume"), "{refused}");
    assert_eq!(fs::read(&path).unwrap(), before);
    let (_file, done) = ResultsFile::resume(&path, Shard::WHOLE, |_| {}).unwrap();
    assert_eq!(done, 3);
    let second = ResultsFile::resume(&path, Shard::WHOLE, |_| {}).unwrap_err();
    assert!(second.to_string().contains("another run"), "{second}");
}

#[test]
fn what_differs_between_runs_is_named() {
    let problem = ward();
    let baseline = baseline(&problem);
    let solver = ScenarioRun::usual_solver(&problem);
    let document = RunDocument::new(&mixed(), &baseline, &solver, true, Shard::WHOLE);
    assert_eq!(document.differences(&document), [""; 0]);
    let other = RunDocument {
        baseline_bound: Some(1_000_000),
        ..document.clone()
    };
    let sentences = document.differences(&other);
    assert!(
        sentences.len() == 1 && sentences[0].starts_with("baseline_bound: "),
        "{sentences:?}"
    );
    let other = RunDocument {
        baseline_certificate_fingerprint: "another".into(),
        ..document.clone()
    };
    assert!(
        !document.belongs_to(&other)
            && document.differences(&other)[0].starts_with("baseline_certificate_fingerprint")
    );
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.json");
    medrota::format::write_json_file(
        &path,
        &RunDocument {
            format: 1,
            ..document
        },
    )
    .unwrap();
    assert_eq!(codes(&RunDocument::from_path(&path).unwrap_err()), ["E006"]);
}

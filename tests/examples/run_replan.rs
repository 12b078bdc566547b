//! `replan` and its cookbooks on the showcase.

use super::binaries::run;
use std::fs;
use std::path::{Path, PathBuf};

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("examples")
        .join("data")
        .join(name)
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn a_withdrawn_department_is_mended_and_the_result_is_checked() {
    let folder = tempfile::tempdir().unwrap();
    let (problem, published) = (data("haifa"), data("haifa-published.csv"));
    let (changes, out) = (
        folder.path().join("changes.json"),
        folder.path().join("out"),
    );
    let closed =
        r#"{"kind": "close", "of": "neurosurgery", "from": "2027-01-01", "to": "2027-01-31"}"#;
    fs::write(
        &changes,
        format!("{{\"name\": \"neurosurgery withdraws\", \"changes\": [{closed}]}}"),
    )
    .unwrap();
    let arguments = [
        text(&problem),
        text(&published),
        text(&changes),
        "--work-limit",
        "40000",
        "--json",
    ];
    let mended = run(
        "replan",
        &[
            &arguments[..],
            &["--keep-before", "2026-11-01", "--out", text(&out)],
        ]
        .concat(),
    );
    assert_eq!(mended.code, 0, "{}{}", mended.stdout, mended.stderr);
    let line = mended.last_line();
    assert_eq!(line["doctors_changed"], line["doctors_changed_bound"]);
    assert!(
        line["doctors_changed"].as_u64().unwrap() > 0
            && line["rotations_changed"].as_u64().unwrap() > 0
    );
    assert_eq!(line["violations"], 0);
    assert!(line["bound"].as_i64().unwrap() >= line["value"].as_i64().unwrap());
    assert!(
        mended.stdout.contains("cannot stay") && mended.stdout.contains("To departments"),
        "{}",
        mended.stdout
    );
    let checked = run(
        "check",
        &[
            text(&out.join("problem.json")),
            text(&out.join("schedule.csv")),
            "--json",
        ],
    );
    assert_eq!(checked.code, 0, "{}{}", checked.stdout, checked.stderr);
    assert_eq!(checked.last_line()["value"], line["value"]);
    for file in [
        "changes.html",
        "differences.csv",
        "report.html",
        "schedule.json",
    ] {
        assert!(out.join(file).exists(), "{file}");
    }
    let none = run(
        "replan",
        &[&arguments[..], &["--max-changes", "0"]].concat(),
    );
    assert_eq!(none.code, 2, "{}{}", none.stdout, none.stderr);
    assert_eq!(
        none.last_line()["doctors_changed_bound"],
        line["doctors_changed"]
    );
}

#[test]
fn what_is_in_order_stays_and_bad_input_is_told() {
    let (problem, published) = (data("haifa"), data("haifa-published.csv"));
    let same = run("replan", &[text(&problem), text(&published), "--json"]);
    assert_eq!(same.code, 0, "{}{}", same.stdout, same.stderr);
    assert_eq!(same.last_line()["doctors_changed"], 0);
    for wrong in [
        ["--keep-before", "someday"],
        ["--max-changes", "-1"],
        ["--change-cost", "many"],
    ] {
        assert_eq!(
            run(
                "replan",
                &[&[text(&problem), text(&published)][..], &wrong].concat()
            )
            .code,
            1,
            "{wrong:?}"
        );
    }
    for wrong in [["--future", "no-such-file.json"], ["--expect", "some"]] {
        assert_eq!(
            run(
                "replan",
                &[&[text(&problem), text(&published)][..], &wrong].concat()
            )
            .code,
            1,
            "{wrong:?}"
        );
    }
    // A row that means nothing any more is told, and the rest stays.
    let folder = tempfile::tempdir().unwrap();
    let odd = folder.path().join("odd.csv");
    let rows = fs::read_to_string(&published).unwrap();
    fs::write(
        &odd,
        format!("{rows}nobody,nothing,,2026-11-01,2026-11-05,,,,\n"),
    )
    .unwrap();
    let told = run(
        "replan",
        &[
            text(&problem),
            text(&odd),
            "--expect",
            "4",
            "--work-limit",
            "40000",
            "--json",
        ],
    );
    assert_eq!(
        (told.code, told.last_line()["published_lost"].as_u64()),
        (0, Some(1)),
        "{}{}",
        told.stdout,
        told.stderr
    );
    assert!(
        told.stdout.contains("W104") && told.stdout.contains("\"nobody\""),
        "{}",
        told.stdout
    );
    let missing = run("replan", &[text(&problem), "no-such-file.csv"]);
    assert_eq!(missing.code, 1);
    assert!(
        missing.stderr.contains("no-such-file.csv"),
        "{}",
        missing.stderr
    );
}

#[test]
fn the_cookbooks_end_with_checked_schedules() {
    let withdrawn = run::<&str>("cookbook_department_withdraws", &[]);
    assert_eq!(withdrawn.code, 0, "{}", withdrawn.stderr);
    assert!(
        withdrawn.stdout.contains("violations: 0"),
        "{}",
        withdrawn.stdout
    );
    assert!(
        withdrawn
            .stdout
            .contains("doctors disturbed: 2, no plan disturbs fewer than 2"),
        "{}",
        withdrawn.stdout
    );
    let arrived = run::<&str>("cookbook_new_cohort_arrives", &[]);
    assert_eq!(arrived.code, 0, "{}", arrived.stderr);
    assert!(
        arrived.stdout.contains("violations: 0"),
        "{}",
        arrived.stdout
    );
    assert!(
        arrived
            .stdout
            .contains("doctors who came: 8, doctors disturbed: 0"),
        "{}",
        arrived.stdout
    );
}

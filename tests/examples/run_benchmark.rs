//! `benchmark` on instances that take no time.

use super::binaries::run;
use super::dzn::TINY;
use super::known::Known;
use super::rostering_files::TINY as SHIFTS;
use super::{benchmarks, data};
use std::fs;

#[test]
fn a_tiny_year_is_measured_checked_and_proven() {
    let ran = run(
        "benchmark",
        &[
            "--suite",
            "years",
            "--instances",
            "tiny",
            "--peers",
            "--json",
        ],
    );
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    let line = ran.last_line();
    let [row] = line["rows"].as_array().unwrap().as_slice() else {
        panic!("{line}")
    };
    assert_eq!(
        (row["instance"].as_str(), row["termination"].as_str()),
        (Some("tiny year 4 x 10 x 3"), Some("optimal"))
    );
    assert_eq!(
        (
            row["schedule_checked"].as_bool(),
            row["bound_verified"].as_bool()
        ),
        (Some(true), Some(true)),
        "{row}"
    );
    assert_eq!(row["value"], row["bound"]);
    // The plain programme finds the same optimum; its bound is only the backend's word.
    let peer = &row["peer"];
    assert_eq!(
        (peer["termination"].as_str(), &peer["value"]),
        (Some("optimal"), &row["value"]),
        "{row}"
    );
    assert_eq!(
        (
            peer["schedule_checked"].as_bool(),
            peer["bound_verified"].as_bool()
        ),
        (Some(true), Some(false)),
        "{row}"
    );
    if cfg!(target_os = "linux") {
        assert!(
            row["peak_memory_bytes"].as_u64().unwrap() > 1 << 20,
            "{row}"
        );
    }
    let table: Vec<&str> = ran.stdout.lines().collect();
    assert!(
        table[0].starts_with("instance")
            && table[0].contains("best known")
            && table[0].contains("MILP value"),
        "{}",
        table[0]
    );
    assert!(
        table[1].starts_with("tiny year 4 x 10 x 3")
            && table[1].contains("schedule checked, bound proven"),
        "{}",
        table[1]
    );
    assert!(
        table[2].starts_with("years: 1 instances, 1 with a schedule, 1 proven optimal"),
        "{}",
        table[2]
    );
}

#[test]
fn a_published_instance_is_held_against_what_is_known_and_the_missing_one_is_skipped() {
    let folder = tempfile::tempdir().unwrap();
    let files = folder.path().join("mss").join("generated");
    fs::create_dir_all(&files).unwrap();
    fs::write(files.join("I1_2_2.dzn"), TINY).unwrap();
    fs::write(
        folder.path().join("README.md"),
        "| set | best known |\n|---|---|\n| I1_2_2 | 140 (146 by hand, 60 s) |\n",
    )
    .unwrap();
    let data = folder.path().to_str().unwrap();
    let ran = run(
        "benchmark",
        &[
            "--suite", "mss", "--suite", "hmc", "--data", data, "--peers", "--json",
        ],
    );
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    let line = ran.last_line();
    let row = &line["rows"][0];
    assert_eq!(
        (row["instance"].as_str(), row["best_known"].as_i64()),
        (Some("I1_2_2"), Some(146))
    );
    assert_eq!(
        (row["value"].as_i64(), row["peer"]["value"].as_i64()),
        (Some(146), Some(146)),
        "{row}"
    );
    let skipped = line["skipped"][0].as_str().unwrap();
    assert!(
        skipped.contains("suite hmc skipped") && skipped.contains("residents.csv"),
        "{skipped}"
    );
    assert!(
        ran.stdout
            .contains("1 of 1 at least as good as the best known"),
        "{}",
        ran.stdout
    );
}

#[test]
fn a_rule_that_the_plain_programme_does_not_cover_is_named() {
    let options = [
        "--suite",
        "years",
        "--instances",
        "haifa",
        "--seconds",
        "1",
        "--gap",
        "1",
        "--peers",
        "--json",
    ];
    let ran = run("benchmark", &options);
    assert!([0, 3].contains(&ran.code), "{}{}", ran.stdout, ran.stderr);
    let peer = &ran.last_line()["rows"][0]["peer"];
    assert_eq!(peer["termination"], "refused");
    assert!(peer["note"].as_str().unwrap().contains("events"), "{peer}");
}

/// A doctor, a department and a wish worth 7.
const DOCUMENT: &str = r#"{
    "format": 1, "name": "one of each", "horizon": { "kind": "week", "start": "2026-09-06", "end": "2026-10-03" },
    "departments": [{ "id": "ward" }], "doctors": [{ "id": "ann" }],
    "requirements": [{ "id": "ward", "activities": { "departments": ["ward"] }, "min": 2, "max": 2 }],
    "preferences": [{ "id": "second week", "activities": {}, "periods": { "periods": ["\u00232"] }, "value": 7 }]
}"#;

#[test]
fn shift_files_and_cases_are_held_against_what_others_have_proven() {
    let folder = tempfile::tempdir().unwrap();
    let (data, cases) = (
        folder.path().join("benchmarks"),
        folder.path().join("cases").join("public"),
    );
    let case = |name: &str| cases.join(name).join("problem.json");
    fs::create_dir_all(data.join("rostering")).unwrap();
    fs::write(data.join("rostering").join("Instance1.txt"), SHIFTS).unwrap();
    fs::write(
        data.join("rostering").join("Instance9.txt"),
        SHIFTS
            .replace("10 # days", "80")
            .replace("2880,1440,4,2,2,1", "2880,1440,4,2,40,1"),
    )
    .unwrap();
    for name in ["05d-once", "10a-enough-residents", "10b-too-few-residents"] {
        fs::create_dir_all(cases.join(name)).unwrap();
        fs::write(case(name), DOCUMENT).unwrap();
    }
    let suites = [
        "--suite",
        "rostering",
        "--suite",
        "residency",
        "--suite",
        "public",
        "--peers",
        "--json",
    ];
    let ran = run(
        "benchmark",
        &[&suites[..], &["--data", data.to_str().unwrap()]].concat(),
    );
    let line = ran.last_line();
    let row = |name: &str| {
        line["rows"]
            .as_array()
            .unwrap()
            .iter()
            .find(|row| row["instance"] == name)
            .unwrap()
    };
    // Not all of what the names stand for holds of these files, and that is a failure.
    assert_eq!(ran.code, 1, "{}{}", ran.stdout, ran.stderr);
    let shifts = row("Instance1");
    assert_eq!(
        (
            shifts["value"].as_i64(),
            shifts["best_known"].as_i64(),
            shifts["failed"].as_bool()
        ),
        (Some(-100), Some(-607), Some(false))
    );
    assert_eq!(
        shifts["peer"]["schedule_checked"]
            .as_bool()
            .map(|_| shifts["peer"]["failed"].as_bool()),
        Some(Some(false)),
        "{shifts}"
    );
    let unsupported = row("Instance9");
    assert_eq!(
        (
            unsupported["termination"].as_str(),
            unsupported["failed"].as_bool()
        ),
        (Some("refused"), Some(false)),
        "{unsupported}"
    );
    assert!(
        unsupported["note"]
            .as_str()
            .unwrap()
            .starts_with("line 11: not supported"),
        "{unsupported}"
    );
    assert_eq!(
        (
            row("10a-enough-residents")["right"].as_str(),
            row("10a-enough-residents")["value"].as_i64()
        ),
        (Some("feasible"), Some(7))
    );
    assert!(
        row("10b-too-few-residents")["note"]
            .as_str()
            .unwrap()
            .contains("there is no schedule"),
        "{line}"
    );
    assert!(
        row("05d-once")["note"]
            .as_str()
            .unwrap()
            .contains("the optimum is 2"),
        "{line}"
    );
    assert!(
        line["skipped"][0]
            .as_str()
            .unwrap()
            .contains("suite residency skipped"),
        "{line}"
    );

    let document = case("05d-once");
    let named = run(
        "benchmark",
        &["--problem", document.to_str().unwrap(), "--peers", "--json"],
    );
    assert_eq!(named.code, 0, "{}{}", named.stdout, named.stderr);
    let line = named.last_line();
    let rows = line["rows"].as_array().unwrap();
    assert_eq!(
        (
            rows.len(),
            rows[0]["value"].as_i64(),
            rows[0]["peer"]["value"].as_i64()
        ),
        (1, Some(7), Some(7)),
        "{line}"
    );
}

#[test]
fn what_is_not_there_is_said() {
    let nowhere = run(
        "benchmark",
        &["--suite", "mss", "--data", "no-such-folder", "--json"],
    );
    assert_eq!(nowhere.code, 0, "{}", nowhere.stderr);
    assert!(
        nowhere.stdout.contains("suite mss skipped") && nowhere.stdout.contains("no-such-folder"),
        "{}",
        nowhere.stdout
    );
    let none = run(
        "benchmark",
        &["--suite", "years", "--instances", "no-such-instance"],
    );
    assert_eq!(none.code, 1);
    assert!(none.stderr.contains("--list"), "{}", none.stderr);
    let list = run("benchmark", &["--suite", "years", "--list"]);
    assert_eq!(list.code, 0);
    assert!(
        list.stdout.contains("year 200 x 52 x 30, 60 s") && !list.stdout.contains("100000"),
        "{}",
        list.stdout
    );
}

#[test]
fn the_page_beside_the_instances_is_understood() {
    let page = "`akbarzadeh_maenhout/`: optimal values, proven: 10: 2560, 11: 2861,\nL30: 5063, L81: 10554. Capacities cost nothing.\n\n\
        | `generated/` | hospitals | best known | bound |\n|---|---|---|---|\n| I40_24_2 | 3 | 7303 (7365 by a prototype, 60 s) | 7646 |\n\n\
        The optimum of this input is **294**, proven.\n";
    let known = Known::from_text(page);
    let of = |name: &str| known.students(name);
    assert_eq!(
        (of("Instance_10"), of("Instance_11"), of("Instance_L81")),
        (Some(2560), Some(2861), Some(10554))
    );
    assert_eq!(
        (of("I40_24_2"), of("I80_24_4"), known.residency()),
        (Some(7365), None, Some(294))
    );
    let Some(_) = benchmarks("mss") else { return };
    let known = Known::from_folder(&data::data_folder(None));
    assert_eq!(
        (
            known.students("Instance_L30"),
            known.students("I160_24_1"),
            known.residency()
        ),
        (Some(5063), Some(31470), Some(294))
    );
}

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

/// Three residents, six weeks, one place in surgery; everybody is for two weeks there, and for two in maternity.
fn ward() -> medrota::Problem {
    let mut builder = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-17")
        .department("surgery", 1)
        .department("maternity", 3);
    for doctor in ["ana", "ben", "chen"] {
        builder = builder.doctor(doctor);
    }
    builder
        .requirement("surgery", &["surgery"], 2)
        .requirement("maternity", &["maternity"], 2)
        .build()
        .unwrap()
}

const PUBLISHED: &str = "doctor,activity,from,to\n\
    ana,surgery,2026-09-06,2026-09-19\nana,maternity,2026-09-20,2026-10-03\n\
    ben,maternity,2026-09-06,2026-09-19\nben,surgery,2026-09-20,2026-10-03\n\
    chen,maternity,2026-09-06,2026-09-19\nchen,surgery,2026-10-04,2026-10-17\n";

fn names(folder: &Path) -> std::collections::BTreeSet<String> {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.starts_with('.'))
        .collect()
}

/// Whoever came with a workbook goes on with one, and gets of a mended plan what `plan` writes of a plan.
#[cfg(feature = "spreadsheet")]
#[test]
fn the_files_of_a_mended_plan_are_those_of_a_plan() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let problem = ward();
    problem.draft().write_workbook(path("ward.xlsx")).unwrap();
    problem.draft().write_json(path("ward.json")).unwrap();
    problem.draft().write_csv(path("ward")).unwrap();
    fs::write(path("published.csv"), PUBLISHED).unwrap();
    fs::write(
        path("changes.csv"),
        "kind,doctor,from,to\nleave,ana,2026-09-20,2026-09-26\n",
    )
    .unwrap();
    let planned = run(
        "plan",
        &[text(&path("ward.xlsx")), "--out", text(&path("plan"))],
    );
    assert_eq!(planned.code, 0, "{}{}", planned.stdout, planned.stderr);
    for form in ["ward.xlsx", "ward.json", "ward"] {
        let out = path(&format!("of {form}"));
        let mended = run(
            "replan",
            &[
                text(&path(form)),
                text(&path("published.csv")),
                text(&path("changes.csv")),
                "--keep-before",
                "2026-09-20",
                "--out",
                text(&out),
            ],
        );
        assert_eq!(mended.code, 0, "{form}: {}{}", mended.stdout, mended.stderr);
        let mut wanted = names(&path("plan"));
        // What is proven of a plan is no claim about one that may not change much.
        wanted.remove("certificate.json");
        wanted.extend(["changes.html", "differences.csv"].map(str::to_owned));
        if form != "ward.json" {
            wanted.insert("problem.xlsx".to_owned());
        }
        assert_eq!(names(&out), wanted, "{form}");
        assert!(
            mended.stderr.contains("Written to") && mended.stderr.contains("schedule.xlsx"),
            "{}",
            mended.stderr
        );
        // The next change starts from these files.
        let next = if form == "ward.json" {
            "problem.json"
        } else {
            "problem.xlsx"
        };
        let again = run(
            "replan",
            &[
                text(&out.join(next)),
                text(&out.join("schedule.csv")),
                "--json",
            ],
        );
        assert_eq!(again.code, 0, "{}{}", again.stdout, again.stderr);
        assert_eq!(again.last_line()["periods_changed"], 0);
        let judged = run(
            "check",
            &[
                text(&out.join(next)),
                text(&out.join("schedule.xlsx")),
                "--out",
                text(&path("judged")),
            ],
        );
        assert_eq!(judged.code, 0, "{}{}", judged.stdout, judged.stderr);
        assert!(
            judged.stderr.contains("Written to") && judged.stderr.contains("report.html"),
            "{}",
            judged.stderr
        );
    }
}

#[test]
fn nobody_is_moved_for_nothing_unless_that_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let mut draft = ward().draft().clone();
    for week in ["#5", "#6"] {
        draft
            .preferences
            .push(medrota::problem::draft::PreferenceDraft {
                doctors: medrota::problem::draft::DoctorFilter {
                    doctors: vec!["ben".into()],
                    ..Default::default()
                },
                activities: medrota::problem::draft::ActivityFilter {
                    activities: vec!["maternity".into()],
                    ..Default::default()
                },
                periods: medrota::problem::draft::PeriodFilter {
                    periods: vec![week.into()],
                    ..Default::default()
                },
                value: 5,
                ..Default::default()
            });
    }
    draft.write_json(path("ward.json")).unwrap();
    fs::write(path("published.csv"), PUBLISHED).unwrap();
    // Ana does not come, so that surgery is free in the first weeks. Ben, who has to be there two weeks in a row, would best have maternity at the end.
    fs::write(
        path("changes.csv"),
        "kind,doctor,of,from,to\nwithdraw,ana,,,\nclose,,surgery,2026-09-27,2026-10-03\n",
    )
    .unwrap();
    let changed = |more: &[&str]| {
        let (problem, published, changes) = (
            path("ward.json"),
            path("published.csv"),
            path("changes.csv"),
        );
        let arguments = [text(&problem), text(&published), text(&changes), "--json"];
        let ran = run("replan", &[&arguments[..], more].concat());
        assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
        let line = ran.last_line();
        (
            line["doctors_changed"].as_u64().unwrap(),
            line["periods_changed"].as_u64().unwrap(),
            line["value"].as_i64().unwrap(),
            ran,
        )
    };
    let (least, most) = (changed(&[]), changed(&["--change-cost", "0"]));
    assert_eq!((least.0, most.0), (1, 1));
    assert!(
        least.1 < most.1 && least.2 < most.2,
        "{least:?} {most:?}",
        least = (least.1, least.2),
        most = (most.1, most.2)
    );
    assert_eq!(changed(&["--change-cost", "1000"]).1, least.1);
    assert!(!least.3.stderr.contains("leave_programme"));
    // Somebody who was there has not withdrawn, but left.
    fs::write(path("changes.csv"), "kind,doctor\nwithdraw,ana\n").unwrap();
    let later = changed(&["--keep-before", "2026-09-08"]);
    assert!(
        later.3.stderr.contains("leave_programme"),
        "{}",
        later.3.stderr
    );
}

/// What is worth a warning is told by every example that reads a problem, and refused if that is asked for.
#[test]
fn warnings_are_told_and_strict_refuses_them() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let mut draft = ward().draft().clone();
    draft.leaves.push(medrota::problem::draft::LeaveDraft {
        doctor: "ana".into(),
        from: "2025-01-05".into(),
        to: "2025-01-11".into(),
        ..Default::default()
    });
    draft.write_json(path("ward.json")).unwrap();
    fs::write(path("published.csv"), PUBLISHED).unwrap();
    let (problem, published) = (path("ward.json"), path("published.csv"));
    let (problem, published) = (text(&problem), text(&published));
    for (example, arguments) in [
        ("plan", vec![problem]),
        ("replan", vec![problem, published]),
        ("explain", vec![problem]),
        ("check", vec![problem, published]),
        ("scenarios", vec![problem, "--count", "2"]),
        (
            "ask",
            vec!["wishes", problem, published, "--work-limit", "2000"],
        ),
    ] {
        let told = run(example, &arguments);
        // Nobody wishes for anything: the question has no answer, and is asked.
        assert_ne!(told.code, 1, "{example}: {}{}", told.stdout, told.stderr);
        assert!(told.stderr.contains("W110"), "{example}: {}", told.stderr);
        let refused = run(example, &[&arguments[..], &["--strict"]].concat());
        assert_eq!(refused.code, 1, "{example}: {}", refused.stdout);
        assert!(
            refused.stderr.contains("W110"),
            "{example}: {}",
            refused.stderr
        );
    }
}

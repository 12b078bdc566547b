//! `generate`, `plan` and `check` one after the other.

use super::binaries::run;
use std::fs;
use std::path::Path;

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// A planted year small enough for a test.
fn small_year(folder: &Path, name: &str) -> std::path::PathBuf {
    let path = folder.join(name);
    let sizes = [
        "year",
        "--doctors",
        "4",
        "--weeks",
        "10",
        "--departments",
        "3",
        "--planted",
        "--json",
        "--out",
    ];
    let made = run("generate", &[&sizes[..], &[text(&path)]].concat());
    assert_eq!(made.code, 0, "{}", made.stderr);
    assert_eq!(made.last_line()["doctors"], 4);
    path
}

#[test]
fn what_is_generated_can_be_planned_and_the_plan_can_be_checked() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["year.json", "year"] {
        let problem = small_year(folder.path(), name);
        let out = folder.path().join(format!("{name}-result"));
        let planned = run(
            "plan",
            &[
                text(&problem),
                "--time-limit",
                "10",
                "--json",
                "--out",
                text(&out),
            ],
        );
        assert_eq!(planned.code, 0, "{}{}", planned.stdout, planned.stderr);
        let line = planned.last_line();
        assert_eq!(line["violations"], 0);
        assert!(
            line["value"].is_i64() && line["bound"].as_i64() >= line["value"].as_i64(),
            "{line}"
        );
        assert!(line["wall_seconds"].as_f64().unwrap() < 60.0);
        for file in [
            "problem.json",
            "schedule.json",
            "schedule.csv",
            "report.html",
            "load.csv",
            "requirements.csv",
            "roster.csv",
        ] {
            assert!(fs::metadata(out.join(file)).unwrap().len() > 0, "{file}");
        }
        for schedule in ["schedule.json", "schedule.csv"] {
            let checked = run(
                "check",
                &[text(&problem), text(&out.join(schedule)), "--json"],
            );
            assert_eq!(checked.code, 0, "{}{}", checked.stdout, checked.stderr);
            assert_eq!(checked.last_line()["value"], line["value"]);
        }
        let certificate = out.join("certificate.json");
        if certificate.exists() {
            let checked = run(
                "check",
                &[
                    text(&problem),
                    text(&out.join("schedule.json")),
                    text(&certificate),
                    "--json",
                ],
            );
            assert_eq!(checked.code, 0, "{}{}", checked.stdout, checked.stderr);
            assert_eq!(checked.last_line()["certificate_holds"], true);
        }
    }
}

#[test]
fn a_schedule_that_breaks_a_rule_is_told_and_refused() {
    let folder = tempfile::tempdir().unwrap();
    let problem = small_year(folder.path(), "year.json");
    let schedule = folder.path().join("empty.csv");
    fs::write(
        &schedule,
        "doctor,activity,department,from,to,first_period,last_period,event,slot\n",
    )
    .unwrap();
    let checked = run("check", &[text(&problem), text(&schedule), "--json"]);
    assert_eq!(checked.code, 1, "{}", checked.stderr);
    let count = checked.last_line()["violations"].as_u64().unwrap();
    assert!(
        count > 0 && checked.stdout.contains("Broken rules: "),
        "{}",
        checked.stdout
    );
    assert!(checked.stdout.lines().count() < 30, "{}", checked.stdout);
    let each = run("check", &[text(&problem), text(&schedule), "--each"]);
    let lines = each
        .stdout
        .lines()
        .filter(|line| line.contains(": doctor "))
        .count();
    assert!(lines > 0, "{}", each.stdout);
}

#[test]
fn the_same_work_gives_the_same_schedule_on_any_number_of_threads() {
    let folder = tempfile::tempdir().unwrap();
    let problem = small_year(folder.path(), "year.json");
    let mut schedules = Vec::new();
    for threads in ["1", "2"] {
        let out = folder.path().join(threads);
        let options = [
            "--work-limit",
            "2000",
            "--seed",
            "3",
            "--threads",
            threads,
            "--out",
            text(&out),
        ];
        let planned = run("plan", &[&[text(&problem)][..], &options].concat());
        assert_eq!(planned.code, 0, "{}{}", planned.stdout, planned.stderr);
        schedules.push(fs::read(out.join("schedule.csv")).unwrap());
    }
    assert_eq!(schedules[0], schedules[1]);
}

#[test]
fn more_than_there_is_room_for_is_infeasible() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("crowded.json");
    let mut builder = medrota::ProblemBuilder::weeks("crowded", "2026-09-06", "2026-10-03")
        .department("surgery", 1);
    for doctor in ["ana", "ben", "chen"] {
        builder = builder.doctor(doctor);
    }
    let problem = builder
        .requirement("surgery", &["surgery"], 2)
        .build()
        .unwrap();
    problem.draft().write_json(&path).unwrap();
    let planned = run("plan", &[text(&path), "--time-limit", "20", "--json"]);
    assert_eq!(planned.code, 2, "{}{}", planned.stdout, planned.stderr);
    let line = planned.last_line();
    assert_eq!(line["termination"], "infeasible");
    // Where there is no schedule a bound says nothing.
    assert!(
        line["bound"].is_null() && line["certified_bound"].is_null(),
        "{line}"
    );
    assert!(line["value"].is_null() && line["violations"].is_null());
}

#[test]
fn the_families_are_made_in_both_formats_and_odd_sizes_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    for family in ["year", "arrivals", "cohort"] {
        let path = folder.path().join(family);
        let made = run(
            "generate",
            &[
                family,
                "--doctors",
                "6",
                "--weeks",
                "30",
                "--departments",
                "6",
                "--out",
                text(&path),
            ],
        );
        assert_eq!(made.code, 0, "{family}: {}", made.stderr);
        assert!(medrota::Problem::from_path(&path).is_ok(), "{family}");
    }
    let path = folder.path().join("none.json");
    for wrong in [
        ["year", "--doctors", "0"],
        ["year", "--load", "0"],
        ["cohort", "--load", "1"],
    ] {
        assert_eq!(
            run("generate", &[&wrong[..], &["--out", text(&path)]].concat()).code,
            1,
            "{wrong:?}"
        );
    }
    assert!(!path.exists());
}

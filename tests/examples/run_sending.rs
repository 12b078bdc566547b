//! What `plan`, `replan` and `check` write for people: calendars, pages, the report of a schedule made by hand.

use super::binaries::run;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Three doctors for four weeks in two departments.
fn problem(folder: &Path) -> PathBuf {
    let path = folder.join("problem.json");
    let mut builder = medrota::ProblemBuilder::weeks("ward year", "2026-09-06", "2026-10-03")
        .department("surgery", 2)
        .department("medicine", 2);
    for doctor in ["ana", "ben", "chen"] {
        builder = builder.doctor(doctor);
    }
    let problem = builder
        .requirement("surgery", &["surgery"], 2)
        .requirement("medicine", &["medicine"], 1)
        .build()
        .unwrap();
    problem.draft().write_json(&path).unwrap();
    path
}

fn names(folder: &Path) -> BTreeSet<String> {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.starts_with('.'))
        .collect()
}

/// Uid, SEQUENCE and STATUS of every entry.
fn entries(path: &Path) -> BTreeMap<String, (u64, String)> {
    let text = fs::read_to_string(path).unwrap().replace("\r\n ", "");
    let event = |event: &str| {
        let value = |name: &str| {
            event
                .lines()
                .find_map(|line| line.strip_prefix(name))
                .unwrap()
                .to_owned()
        };
        (
            value("UID:"),
            (value("SEQUENCE:").parse().unwrap(), value("STATUS:")),
        )
    };
    text.split("BEGIN:VEVENT").skip(1).map(event).collect()
}

#[test]
fn calendars_and_pages_are_written_and_followed() {
    let folder = tempfile::tempdir().unwrap();
    let problem = problem(folder.path());
    let at = |name: &str| folder.path().join(name);
    let (out, calendars, pages) = (at("out"), at("calendars"), at("pages"));
    let to_send = ["--calendars", text(&calendars), "--pages", text(&pages)];
    let planned = run(
        "plan",
        &[
            &[text(&problem), "--work-limit", "2000", "--out", text(&out)][..],
            &to_send,
        ]
        .concat(),
    );
    assert_eq!(planned.code, 0, "{}{}", planned.stdout, planned.stderr);
    assert!(
        planned.stderr.contains("report.html") && planned.stderr.contains("--example replan"),
        "{}",
        planned.stderr
    );
    let ids = [
        "department-medicine",
        "department-surgery",
        "doctor-ana",
        "doctor-ben",
        "doctor-chen",
    ];
    let expected = |ending: &str, more: &[&str]| -> BTreeSet<String> {
        ids.iter()
            .map(|id| format!("{id}.{ending}"))
            .chain(more.iter().map(|&name| name.to_owned()))
            .collect()
    };
    assert_eq!(names(&calendars), expected("ics", &["medrota.sha256"]));
    assert_eq!(
        names(&pages),
        expected("html", &["index.html", "medrota.sha256"])
    );
    let before = entries(&calendars.join("doctor-ana.ics"));
    assert!(
        before.len() >= 2
            && before
                .values()
                .all(|entry| *entry == (0, "CONFIRMED".to_owned())),
        "{before:?}"
    );

    // Somebody's own file stays.
    fs::write(calendars.join("doctor-of-mine.ics"), "BEGIN:VCALENDAR").unwrap();
    let changes = at("changes.json");
    let away = r#"{"kind": "withdraw", "doctor": "ana"}"#;
    fs::write(
        &changes,
        format!("{{\"name\": \"ana leaves\", \"changes\": [{away}]}}"),
    )
    .unwrap();
    let published = out.join("schedule.csv");
    let replan = |calendars: &Path| {
        let arguments = [
            text(&problem),
            text(&published),
            text(&changes),
            "--work-limit",
            "2000",
            "--calendars",
            text(calendars),
        ];
        let ran = run("replan", &arguments);
        assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
        entries(&calendars.join("doctor-ana.ics"))
    };
    let after = replan(&calendars);
    assert!(
        after.keys().eq(before.keys())
            && after
                .values()
                .all(|entry| *entry == (1, "CANCELLED".to_owned())),
        "{after:?}"
    );
    assert!(
        entries(&calendars.join("doctor-ben.ics"))
            .values()
            .all(|entry| *entry == (0, "CONFIRMED".to_owned()))
    );
    assert!(calendars.join("doctor-of-mine.ics").exists());
    // Without the files the published schedule says what was sent; a second time changes nothing.
    assert_eq!(replan(&at("elsewhere")), after);
    assert_eq!(replan(&calendars), after);
}

#[test]
fn folders_to_send_from_are_tried_before_the_solve_and_are_not_one() {
    let folder = tempfile::tempdir().unwrap();
    let problem = problem(folder.path());
    let out = folder.path().join("out");
    let ran = run(
        "plan",
        &[
            text(&problem),
            "--out",
            text(&out),
            "--calendars",
            text(&out),
        ],
    );
    assert_eq!(ran.code, 1, "{}", ran.stdout);
    assert!(
        ran.stderr
            .contains("--out and --calendars are the same folder")
            && ran.stdout.is_empty(),
        "{}",
        ran.stderr
    );
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let ran = run("plan", &[text(&problem), "--pages", text(&file)]);
    assert!(ran.code == 1 && ran.stdout.is_empty(), "{}", ran.stdout);
}

#[test]
fn a_schedule_made_by_hand_gets_its_report() {
    let folder = tempfile::tempdir().unwrap();
    let problem = problem(folder.path());
    let (schedule, out) = (folder.path().join("hand.csv"), folder.path().join("out"));
    fs::write(&schedule, "doctor,activity,from,to\nana,surgery,2026-09-06,2026-09-19\nana,medicine,2026-09-20,2026-09-26\n").unwrap();
    let checked = run(
        "check",
        &[text(&problem), text(&schedule), "--out", text(&out)],
    );
    assert_eq!(checked.code, 1, "{}{}", checked.stdout, checked.stderr);
    assert!(
        checked
            .stdout
            .starts_with("Broken rules: 4 breaches in 2 rules\n"),
        "{}",
        checked.stdout
    );
    assert!(
        checked.stdout.contains("ben: 0 weeks of surgery")
            || checked.stdout.contains("ben: 0 blocks of surgery"),
        "{}",
        checked.stdout
    );
    let report = fs::read_to_string(out.join("report.html")).unwrap();
    assert!(report.contains("not feasible") && report.contains(">ana</span>"));
    for file in [
        "load.csv",
        "requirements.csv",
        "ledger.csv",
        "roster.csv",
        "medrota.sha256",
    ] {
        assert!(out.join(file).exists(), "{file}");
    }
}

#[test]
fn a_study_ends_with_a_ranking() {
    let folder = tempfile::tempdir().unwrap();
    let problem = problem(folder.path());
    let ran = run(
        "scenarios",
        &[
            text(&problem),
            "--count",
            "4",
            "--out",
            text(&folder.path().join("out")),
        ],
    );
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    assert!(
        ran.stdout.contains("ranking, the best first") && ran.stdout.contains("\n   1. "),
        "{}",
        ran.stdout
    );
}

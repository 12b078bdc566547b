//! `ask`, and `replan` through a year as it happens, on data of one's own.

use super::binaries::run;
use medrota::ProblemBuilder;
use medrota::check;
use std::fs;
use std::path::{Path, PathBuf};

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Three doctors with two weeks of surgery each, one at a time, in eight weeks; ana would rather be there late.
fn ward(folder: &Path) -> PathBuf {
    let mut builder = ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-31")
        .department("surgery", 1)
        .department("maternity", 2);
    for doctor in ["ana", "ben", "chen"] {
        builder = builder.doctor(doctor);
    }
    let builder = builder
        .requirement("surgery", &["surgery"], 2)
        .preference("ana", "maternity", 2)
        .preference("ben", "surgery", 1);
    let path = folder.join("ward.json");
    builder.build().unwrap().draft().write_json(&path).unwrap();
    path
}

#[test]
fn questions_are_answered_with_intervals() {
    let folder = tempfile::tempdir().unwrap();
    let (problem, plan) = (ward(folder.path()), folder.path().join("plan"));
    assert_eq!(
        run(
            "plan",
            &[
                text(&problem),
                "--work-limit",
                "20000",
                "--out",
                text(&plan)
            ]
        )
        .code,
        0
    );
    let schedule = plan.join("schedule.csv");
    let ask = |question: &str, more: &[&str]| {
        let given = [
            question,
            text(&problem),
            text(&schedule),
            "--work-limit",
            "100000",
            "--json",
        ];
        let ran = run("ask", &[&given[..], more].concat());
        assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
        ran.last_line()["answers"].as_array().unwrap().clone()
    };
    let places = ask("places", &["--doctor", "Ana", "--from", "#1", "--to", "#2"]);
    assert_eq!(places.len(), 3);
    assert!(
        places
            .iter()
            .any(|place| place["planned"] == true && place["price"]["least_cost"] == 0),
        "{places:?}"
    );
    assert!(
        places
            .iter()
            .all(|place| place["price"]["most_cost"].as_i64()
                >= place["price"]["least_cost"].as_i64())
    );
    let rows = fs::read_to_string(&schedule).unwrap();
    let row = rows
        .lines()
        .find(|row| row.starts_with("ana,surgery"))
        .unwrap();
    let day = row
        .split(',')
        .find(|cell| cell.starts_with("2026-"))
        .unwrap();
    let instead = ask("instead", &["--doctor", "ana", "--on", day]);
    assert_eq!(instead.len(), 4, "{instead:?}");
    assert!(
        instead.iter().all(
            |one| one["doctor"] != "ana" && (one["way"] == "swap" || one["way"] == "take_over")
        )
    );
    let out = folder.path().join("others");
    let others = ask(
        "alternatives",
        &["--plans", "2", "--apart", "2", "--out", text(&out)],
    );
    assert!(
        !others.is_empty()
            && others
                .iter()
                .all(|other| other["periods_apart"][0].as_i64().unwrap() >= 2),
        "{others:?}"
    );
    let judged = run(
        "check",
        &[
            text(&problem),
            text(&out.join("alternative-1.csv")),
            "--json",
        ],
    );
    assert_eq!(
        (judged.code, judged.last_line()["value"].clone()),
        (0, others[0]["value"].clone())
    );
    let wishes = ask("wishes", &[]);
    assert_eq!(wishes.len(), 2);
    assert!(
        wishes
            .iter()
            .all(|wish| wish["granted"] == true && wish["earned"].as_i64().unwrap() > 0),
        "{wishes:?}"
    );
    for wrong in [
        &["places", "--doctor", "nobody", "--from", "#1"][..],
        &["instead", "--doctor", "ana", "--on", "someday"],
        &["places"],
    ] {
        let (question, more) = wrong.split_first().unwrap();
        assert_eq!(
            run(
                "ask",
                &[&[*question, text(&problem), text(&schedule)][..], more].concat()
            )
            .code,
            1,
            "{wrong:?}"
        );
    }
    assert_eq!(run("ask", &["wishes", "--help"]).code, 0);
}

#[test]
fn a_year_is_mended_as_it_happens() {
    let folder = tempfile::tempdir().unwrap();
    let (problem, plan) = (ward(folder.path()), folder.path().join("plan"));
    assert_eq!(
        run(
            "plan",
            &[
                text(&problem),
                "--work-limit",
                "20000",
                "--out",
                text(&plan)
            ]
        )
        .code,
        0
    );
    let step = |(problem, schedule): (&Path, &Path),
                name: &str,
                changes: &str,
                day: &str,
                more: &[&str]| {
        let (file, out) = (
            folder.path().join(format!("{name}.csv")),
            folder.path().join(name),
        );
        fs::write(&file, changes).unwrap();
        let given = [
            text(problem),
            text(schedule),
            text(&file),
            "--keep-before",
            day,
            "--work-limit",
            "40000",
            "--json",
            "--out",
            text(&out),
        ];
        (run("replan", &[&given[..], more].concat()), out)
    };
    let schedule = plan.join("schedule.csv");
    // Ben leaves before any surgery could be complete: impossible as it is, and possible with what is named.
    let depart = "kind,doctor,departure\ndepart,ben,2026-09-12\n";
    let (refused, _) = step((&problem, &schedule), "refused", depart, "2026-09-06", &[]);
    assert_eq!(refused.code, 2, "{}{}", refused.stdout, refused.stderr);
    let ways = refused.last_line()["ways"].clone();
    assert!(
        ways[0]["what"][0].as_str().unwrap().contains("surgery"),
        "{ways}"
    );
    let (waived, out) = step(
        (&problem, &schedule),
        "waived",
        depart,
        "2026-09-06",
        &["--waive"],
    );
    assert_eq!(waived.code, 0, "{}{}", waived.stdout, waived.stderr);
    assert!(
        fs::read_to_string(out.join("waived.json"))
            .unwrap()
            .contains("waive")
    );
    let gone = "kind,doctor,departure\nleave_programme,ben,2026-09-12\n";
    let (left, out) = step((&problem, &schedule), "left", gone, "2026-09-06", &[]);
    assert_eq!(
        (left.code, left.last_line()["doctors_changed"].as_i64()),
        (0, Some(0)),
        "{}{}",
        left.stdout,
        left.stderr
    );
    let back = "kind,doctor,from\nreturn,ben,2026-10-04\n";
    let (back, out) = step(
        (&out.join("problem.json"), &out.join("schedule.csv")),
        "back",
        back,
        "2026-10-04",
        &[],
    );
    assert_eq!(back.code, 0, "{}{}", back.stdout, back.stderr);
    let (problem, schedule) = (out.join("problem.json"), out.join("schedule.csv"));
    let swap = [
        "--swap",
        "Ana;CHEN;2026-10-04;2026-10-31",
        "--keep-before",
        "2026-10-04",
        "--work-limit",
        "40000",
    ];
    let swapped = run(
        "replan",
        &[&[text(&problem), text(&schedule)][..], &swap].concat(),
    );
    // Whether the amounts of both allow it depends on the plan; what it breaks as it stands is said either way.
    assert!(
        swapped.code == 0 || swapped.code == 2,
        "{}{}",
        swapped.stdout,
        swapped.stderr
    );
    assert!(
        swapped
            .stdout
            .contains("If nobody else moves, doctors ana and chen swap"),
        "{}",
        swapped.stdout
    );
    // What the folder has is a problem and a schedule of it.
    let problem = medrota::Problem::from_path(&problem).unwrap();
    let schedule =
        medrota::format::read_schedule(&schedule, &problem, &medrota::format::ReadOptions::new())
            .unwrap();
    assert!(check(&problem, &schedule).is_feasible());
    // A table of two scenarios is no list of changes that are made together.
    let two = "scenario,kind,doctor\na,withdraw,ana\nb,withdraw,ben\n";
    let (two, _) = step(
        (&plan.join("problem.json"), &plan.join("schedule.csv")),
        "two",
        two,
        "2026-09-06",
        &[],
    );
    assert_eq!(two.code, 1);
    assert!(two.stderr.contains("E601"), "{}", two.stderr);
}

//! `explain` and `cookbook_why_not_here`.

use super::binaries::run;
use std::fs;
use std::path::Path;

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// A ward with one place; `weeks` weeks for each of two doctors in four.
fn ward(folder: &Path, weeks: i64) -> std::path::PathBuf {
    let path = folder.join(format!("ward-{weeks}.json"));
    let builder = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03")
        .department("surgery", 1)
        .department("maternity", 2);
    let builder = builder
        .doctor("ana")
        .doctor("ben")
        .requirement("surgery", &["surgery"], weeks)
        .preference("ana", "maternity", 2);
    builder.build().unwrap().draft().write_json(&path).unwrap();
    path
}

#[test]
fn a_problem_that_does_not_fit_is_explained() {
    let folder = tempfile::tempdir().unwrap();
    let (problem, out) = (ward(folder.path(), 3), folder.path().join("out"));
    let ran = run("explain", &[text(&problem), "--json", "--out", text(&out)]);
    assert_eq!(ran.code, 2, "{}{}", ran.stdout, ran.stderr);
    let line = ran.last_line();
    assert_eq!(line["feasible"], false);
    assert!(
        line["audit"][0]
            .as_str()
            .unwrap()
            .contains("6 doctor-weeks asked for, 4 places: 2 short"),
        "{line}"
    );
    assert_eq!(line["conflicts"].as_array().unwrap().len(), 1);
    assert_eq!(
        (
            &line["conflicts"][0]["minimal"],
            &line["conflicts"][0]["proof"]
        ),
        (&true.into(), &"certificate".into())
    );
    assert_eq!(
        (
            &line["relaxations"][0]["cost"],
            &line["relaxations"][0]["verified"]
        ),
        (&20.into(), &true.into()),
        "{line}"
    );
    assert_eq!(line["relaxation_bound"], 20);
    assert!(
        ran.stdout
            .contains("Conflict 1: these cannot hold together (3 parts; every one is needed)"),
        "{}",
        ran.stdout
    );
    // What is written fits, and can be planned.
    let planned = run(
        "plan",
        &[
            text(&out.join("relaxed-1.json")),
            "--work-limit",
            "5000",
            "--json",
        ],
    );
    assert_eq!(planned.code, 0, "{}{}", planned.stdout, planned.stderr);
    let page = fs::read_to_string(out.join("explanation.html")).unwrap();
    assert!(
        page.contains("<section id=\"conflicts\"") && page.contains("<section id=\"relaxations\"")
    );
}

#[test]
fn what_may_not_be_given_up_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let problem = ward(folder.path(), 3);
    let ran = run(
        "explain",
        &[text(&problem), "--never", "capacity/surgery", "--json"],
    );
    assert_eq!(ran.code, 2, "{}", ran.stderr);
    let given = ran.last_line()["relaxations"][0]["given"].to_string();
    assert!(
        given.contains("requirement") && !given.contains("capacity/surgery"),
        "{given}"
    );
    let ran = run(
        "explain",
        &[
            text(&problem),
            "--place",
            "never",
            "--amount",
            "never",
            "--json",
        ],
    );
    assert_eq!(
        (
            ran.code,
            ran.last_line()["relaxations"].as_array().unwrap().len()
        ),
        (2, 0)
    );
    assert_eq!(
        run("explain", &[text(&problem), "--never", "no such rule"]).code,
        1
    );
    assert_eq!(run("explain", &[text(&problem), "--place", "-1"]).code, 1);
}

#[test]
fn a_problem_that_fits_needs_no_explanation() {
    let folder = tempfile::tempdir().unwrap();
    let ran = run("explain", &[text(&ward(folder.path(), 2)), "--json"]);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    let line = ran.last_line();
    assert_eq!(
        (
            &line["feasible"],
            line["conflicts"].as_array().unwrap().len()
        ),
        (&true.into(), 0)
    );
}

#[test]
fn why_not_here_tells_the_cost_and_who_moves() {
    let folder = tempfile::tempdir().unwrap();
    let problem = ward(folder.path(), 2);
    let question = [
        "--doctor",
        "ana",
        "--activity",
        "surgery",
        "--from",
        "2026-09-06",
        "--to",
        "2026-09-12",
        "--work-limit",
        "20000",
    ];
    let ran = run(
        "cookbook_why_not_here",
        &[&[text(&problem)][..], &question, &["--json"]].concat(),
    );
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    assert!(
        ran.stdout.contains("Why not doctor \"ana\" in \"surgery\""),
        "{}",
        ran.stdout
    );
    let line = ran.last_line();
    assert_eq!(
        (&line["impossible"], &line["least_cost"], &line["most_cost"]),
        (&false.into(), &0.into(), &0.into()),
        "{line}"
    );
}

#[test]
fn the_programme_says_why_not_here() {
    let ran = run("cookbook_why_not_here", &["--work-limit", "1500", "--json"]);
    assert!(
        ran.code == 0 || ran.code == 3,
        "{}{}",
        ran.stdout,
        ran.stderr
    );
    if ran.code == 0 {
        assert!(
            ran.stdout
                .contains("Why not doctor \"aigerim\" in \"fertility/practice\""),
            "{}",
            ran.stdout
        );
        assert!(ran.last_line()["value"].is_i64());
    }
}

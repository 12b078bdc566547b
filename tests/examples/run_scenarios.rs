//! `scenarios` and the cookbook examples about what-ifs.

use super::binaries::{path_of, run};
use medrota::scenario::{Change, Disruptions, Part, Scenario, ScenarioSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

pub(crate) fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// A visit small enough to be solved many times in a test.
pub(crate) fn small_problem(folder: &Path) -> PathBuf {
    let path = folder.join("problem.json");
    let mut draft = medrota::generate::Cohort::new(6, 4).draft();
    draft.cohorts[0].arrival = Some("2026-10-25".into());
    draft.cohorts[0].departure = Some("2026-11-06".into());
    draft.horizon.end = "2026-12-04".into();
    draft.validate().unwrap().draft().write_json(&path).unwrap();
    path
}

/// Thirty scenarios, some of them impossible.
pub(crate) fn small_set(folder: &Path) -> PathBuf {
    let path = folder.join("set.json");
    let disruptions = Disruptions {
        withdrawal_per_mille: 100,
        closure_per_mille: 100,
        closure_days: 3,
        ..Disruptions::usual()
    };
    let set = ScenarioSet::list(
        "small",
        vec![Scenario::new(
            "nobody",
            vec![Change::Withdraw {
                doctor: "nobody".into(),
            }],
        )],
    )
    .part(Part::Random {
        count: 29,
        disruptions,
    });
    set.write_json(&path).unwrap();
    path
}

#[test]
fn a_study_leaves_results_tables_and_a_page() {
    let folder = tempfile::tempdir().unwrap();
    let (problem, set, out) = (
        small_problem(folder.path()),
        small_set(folder.path()),
        folder.path().join("out"),
    );
    let ran = run(
        "scenarios",
        &[
            text(&problem),
            text(&set),
            "--threads",
            "2",
            "--out",
            text(&out),
            "--json",
        ],
    );
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    let line = ran.last_line();
    let count = |field: &str| line[field].as_u64().unwrap();
    assert_eq!(count("scenarios"), 30);
    assert_eq!(count("solved") + count("infeasible") + count("failed"), 30);
    assert!(count("solved") > 10 && count("failed") >= 1, "{line}");
    assert!(line["worst_gap"].as_f64().unwrap() <= 0.01, "{line}");
    assert!(
        line["scenarios_per_second"].as_f64().unwrap() > 0.0
            && line["wall_seconds"].is_f64()
            && line["peak_memory_bytes"].is_u64()
    );
    let results = fs::read_to_string(out.join("results.jsonl")).unwrap();
    let ids: Vec<u64> = results
        .lines()
        .map(|line| {
            serde_json::from_str::<serde_json::Value>(line).unwrap()["id"]
                .as_u64()
                .unwrap()
        })
        .collect();
    assert_eq!(ids, (1..=30).collect::<Vec<_>>());
    assert!(!results.contains("seconds"));
    for file in [
        "scenarios.csv",
        "effects.csv",
        "delivered.csv",
        "limiting.csv",
        "comparison.json",
        "report.html",
        "run.json",
        "times.csv",
    ] {
        assert!(fs::metadata(out.join(file)).unwrap().len() > 0, "{file}");
    }
    assert_eq!(
        fs::read_to_string(out.join("scenarios.csv"))
            .unwrap()
            .lines()
            .count(),
        31
    );
}

#[test]
fn threads_shards_and_kills_make_no_difference() {
    let folder = tempfile::tempdir().unwrap();
    let (problem, set) = (small_problem(folder.path()), small_set(folder.path()));
    let out = |name: &str| folder.path().join(name);
    let results = |name: &str| fs::read(out(name).join("results.jsonl")).unwrap();
    for threads in ["1", "2", "8"] {
        let ran = run(
            "scenarios",
            &[
                text(&problem),
                text(&set),
                "--threads",
                threads,
                "--out",
                text(&out(threads)),
            ],
        );
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert_eq!(results(threads), results("1"), "{threads} threads");
    }
    let mut arguments = vec![
        text(&problem).to_owned(),
        text(&set).to_owned(),
        "--out".into(),
        text(&out("merged")).to_owned(),
        "--merge".into(),
    ];
    for index in 1..=7 {
        let part = out(&format!("part-{index}"));
        let ran = run(
            "scenarios",
            &[
                text(&problem),
                text(&set),
                "--shard",
                &format!("{index}/7"),
                "--out",
                text(&part),
            ],
        );
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        arguments.push(text(&part).to_owned());
    }
    assert_eq!(run("scenarios", &arguments).code, 0);
    assert_eq!(results("merged"), results("1"));
    // A part that is missing is named.
    arguments.pop();
    let refused = run("scenarios", &arguments);
    assert!(
        refused.code == 1 && refused.stderr.contains("E603"),
        "{}",
        refused.stderr
    );
    // A kill as soon as there is something to lose.
    let killed = out("killed");
    let mut child = Command::new(path_of("scenarios"))
        .args([
            text(&problem),
            text(&set),
            "--threads",
            "1",
            "--out",
            text(&killed),
        ])
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    for _ in 0..3_000 {
        if fs::metadata(killed.join("results.jsonl")).is_ok_and(|file| file.len() > 2_000)
            || child.try_wait().unwrap().is_some()
        {
            break;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    let _ = child.kill();
    child.wait().unwrap();
    let before = results("killed");
    assert!(
        results("1").starts_with(
            &before[..before
                .iter()
                .rposition(|byte| *byte == b'\n')
                .map_or(0, |end| end + 1)]
        )
    );
    let ran = run(
        "scenarios",
        &[
            text(&problem),
            text(&set),
            "--threads",
            "2",
            "--resume",
            "--out",
            text(&killed),
        ],
    );
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(results("killed"), results("1"));
    // Another gap is another run.
    let refused = run(
        "scenarios",
        &[
            text(&problem),
            text(&set),
            "--gap",
            "0.02",
            "--resume",
            "--out",
            text(&killed),
        ],
    );
    assert!(
        refused.code == 1 && refused.stderr.contains("E603"),
        "{}",
        refused.stderr
    );
}

#[test]
fn a_broken_set_is_bad_input() {
    let folder = tempfile::tempdir().unwrap();
    let problem = small_problem(folder.path());
    let set = folder.path().join("set.csv");
    fs::write(&set, "scenario,kind\nx,fly\n").unwrap();
    let refused = run("scenarios", &[text(&problem), text(&set)]);
    assert!(
        refused.code == 1 && refused.stderr.contains("E405"),
        "{}",
        refused.stderr
    );
}

#[test]
fn both_ratios_are_measured() {
    let folder = tempfile::tempdir().unwrap();
    let (problem, set) = (small_problem(folder.path()), small_set(folder.path()));
    let ran = run("scenarios", &[text(&problem), text(&set), "--measure"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(
        ran.stdout.contains("two threads are ") && ran.stdout.contains("from the baseline is "),
        "{}",
        ran.stdout
    );
}

#[test]
fn more_places_are_ranked_by_what_is_proven() {
    let folder = tempfile::tempdir().unwrap();
    let problem = small_problem(folder.path());
    let ran = run(
        "cookbook_capacity_value",
        &[text(&problem), "--places", "2", "--gap", "0.005", "--json"],
    );
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(
        ran.stdout.contains("+2 places in one department")
            && ran.stdout.contains("at least  at most"),
        "{}",
        ran.stdout
    );
    assert_eq!(
        (
            ran.last_line()["scenarios"].as_u64(),
            ran.last_line()["failed"].as_u64()
        ),
        (Some(4), Some(0))
    );
}

#[test]
fn dates_of_a_cohort_are_ranked() {
    let folder = tempfile::tempdir().unwrap();
    let problem = small_problem(folder.path());
    let ran = run(
        "cookbook_cohort_dates",
        &[
            text(&problem),
            "--from",
            "2026-10-25",
            "--step-days",
            "7",
            "--json",
        ],
    );
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    assert!(
        ran.stdout.contains("best: cohort cohort arrives 2026-"),
        "{}",
        ran.stdout
    );
    let line = ran.last_line();
    assert!(
        line["scenarios"].as_u64() == Some(6) && line["solved"].as_u64() >= Some(3),
        "{line}"
    );
}

#[test]
fn a_robust_plan_is_measured_on_disruptions_it_has_not_seen() {
    let folder = tempfile::tempdir().unwrap();
    let problem = small_problem(folder.path());
    let options = [
        "--training",
        "4",
        "--unseen",
        "5",
        "--gap",
        "0.01",
        "--work-limit",
        "8000",
        "--json",
    ];
    let ran = run(
        "cookbook_robust_schedule",
        &[&[text(&problem)][..], &options].concat(),
    );
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    let line = ran.last_line();
    assert!(
        line["plain_value"].as_i64().unwrap() >= line["robust_value"].as_i64().unwrap()
            || line["chosen"] == "plain optimum",
        "{line}"
    );
    assert!(
        line["low"].as_f64().unwrap() <= line["mean_gain"].as_f64().unwrap(),
        "{line}"
    );
    assert!(
        ran.stdout.contains("undisturbed the robust plan loses"),
        "{}",
        ran.stdout
    );
}

#[test]
fn scenarios_without_a_schedule_end_the_ranking() {
    let folder = tempfile::tempdir().unwrap();
    let (problem, set) = (
        folder.path().join("ward.json"),
        folder.path().join("set.csv"),
    );
    let ward = medrota::ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03")
        .department("surgery", 1)
        .doctor("ana")
        .requirement("surgery", &["surgery"], 2)
        .preference("ana", "surgery", 2);
    ward.build().unwrap().draft().write_json(&problem).unwrap();
    fs::write(
        &set,
        "scenario,kind,of,from,to,doctor\none week closed,close,surgery,2026-09-06,2026-09-12,\n\
         all closed,close,surgery,2026-09-06,2026-10-03,\nnobody comes,withdraw,,,,nobody\n",
    )
    .unwrap();
    let out = folder.path().join("out");
    for more in [&[][..], &["--out", text(&out)][..]] {
        let ran = run("scenarios", &[&[text(&problem), text(&set)], more].concat());
        assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
        let at = |words: &str| {
            ran.stdout
                .find(words)
                .unwrap_or_else(|| panic!("{words}: {}", ran.stdout))
        };
        let order = [
            at("ranking, the best first"),
            at("one week closed"),
            at("no schedule found, which is no proof"),
            at("nobody comes: doctor nobody withdrawn"),
            at("no schedule, proven:"),
            at("all closed: "),
        ];
        assert!(order.is_sorted(), "{}", ran.stdout);
    }
}

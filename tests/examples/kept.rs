//! Results are kept whatever happens: closed pipes, full disks, signals, older folders, two runs at once.

use super::binaries::{Ran, path_of, run};
use super::run_scenarios::{small_problem, small_set, text};
use medrota::format::OutputFolder;
use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

/// A ward with one place; `weeks` weeks for each of two doctors in four: two fit, three do not.
pub(crate) fn ward(folder: &Path, name: &str, weeks: i64) -> PathBuf {
    let path = folder.join(format!("{name}.json"));
    let builder = medrota::ProblemBuilder::weeks(name, "2026-09-06", "2026-10-03")
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

/// Starts an example that `run` has built before.
pub(crate) fn spawn(
    example: &str,
    arguments: &[&str],
    out: impl Into<Stdio>,
    err: impl Into<Stdio>,
) -> Child {
    Command::new(path_of(example))
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(out)
        .stderr(err)
        .spawn()
        .unwrap()
}

/// Sends a signal by the shell's own `kill`.
pub(crate) fn signal(child: &Child, name: &str) {
    let sent = Command::new("sh")
        .args(["-c", &format!("kill -{name} {}", child.id())])
        .stderr(Stdio::null())
        .status()
        .unwrap();
    // A process that has just ended cannot be told anything.
    let _ = sent;
}

/// Names of the files in a folder, hidden ones left out.
pub(crate) fn names(folder: &Path) -> BTreeSet<String> {
    let all = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap());
    all.filter(|name| !name.starts_with('.')).collect()
}

fn plan(problem: &Path, out: &Path) -> Ran {
    run(
        "plan",
        &[
            text(problem),
            "--work-limit",
            "2000",
            "--out",
            text(out),
            "--json",
        ],
    )
}

fn full() -> Option<File> {
    let full = OpenOptions::new().write(true).open("/dev/full").ok();
    if full.is_none() {
        println!("skipped: this system has no /dev/full");
    }
    full
}

#[test]
fn a_closed_pipe_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let problem = ward(folder.path(), "ward", 2);
    let whole = folder.path().join("whole");
    assert_eq!(plan(&problem, &whole).code, 0);
    let out = folder.path().join("out");
    let mut child = spawn(
        "plan",
        &[
            text(&problem),
            "--work-limit",
            "2000",
            "--out",
            text(&out),
            "--json",
        ],
        Stdio::piped(),
        Stdio::piped(),
    );
    drop((child.stdout.take(), child.stderr.take()));
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert_eq!(names(&out), names(&whole));
    // A study goes on after its first line was read.
    let (problem, set, study) = (
        small_problem(folder.path()),
        small_set(folder.path()),
        folder.path().join("study"),
    );
    run("scenarios", &["--help"]);
    let mut child = spawn(
        "scenarios",
        &[text(&problem), text(&set), "--out", text(&study)],
        Stdio::piped(),
        Stdio::piped(),
    );
    drop((child.stdout.take(), child.stderr.take()));
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert_eq!(
        fs::read_to_string(study.join("results.jsonl"))
            .unwrap()
            .lines()
            .count(),
        30
    );
    assert!(study.join("report.html").exists());
}

#[test]
fn a_full_disk_behind_standard_output_is_told_and_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (problem, out) = (ward(folder.path(), "ward", 2), folder.path().join("out"));
    run("plan", &["--help"]);
    let Some(disk) = full() else { return };
    let arguments = [text(&problem), "--work-limit", "2000", "--out", text(&out)];
    let child = spawn(
        "plan",
        &arguments,
        disk.try_clone().unwrap(),
        Stdio::piped(),
    );
    let output = child.wait_with_output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(
        output.status.code() == Some(1)
            && told.contains("standard output")
            && !told.contains("panicked"),
        "{told}"
    );
    assert!(out.join("schedule.json").exists() && out.join("report.html").exists());
    // Nobody who hears the message is no reason to panic either.
    assert_eq!(
        spawn(
            "plan",
            &arguments,
            disk.try_clone().unwrap(),
            disk.try_clone().unwrap()
        )
        .wait()
        .unwrap()
        .code(),
        Some(1)
    );
    assert_eq!(
        spawn(
            "plan",
            &[text(&problem), "--no-such-option"],
            Stdio::null(),
            disk
        )
        .wait()
        .unwrap()
        .code(),
        Some(1)
    );
}

#[test]
fn a_folder_that_cannot_be_written_is_told_before_the_solve() {
    let folder = tempfile::tempdir().unwrap();
    let problem = ward(folder.path(), "ward", 2);
    let file = folder.path().join("file");
    fs::write(&file, "mine").unwrap();
    let below = file.join("out");
    // Without a limit that ends in a test's time: nothing may be solved.
    for (example, more) in [
        ("plan", &["--time-limit", "100000"][..]),
        ("explain", &[][..]),
        ("scenarios", &["--count", "1000000"][..]),
    ] {
        let refused = run(
            example,
            &[&[text(&problem), "--out", text(&below)][..], more].concat(),
        );
        assert!(
            refused.code == 1 && refused.stderr.contains("file"),
            "{example}: {}",
            refused.stderr
        );
        assert_eq!(refused.stdout, "", "{example}");
    }
    // The tables of a problem are nobody's folder of results: `requirements.csv` is a table and a report.
    let tables = folder.path().join("tables");
    let draft = medrota::Problem::from_path(&problem)
        .unwrap()
        .draft()
        .clone();
    draft.write_csv(&tables).unwrap();
    let before = names(&tables);
    let refused = plan(&tables, &tables);
    assert!(
        refused.code == 1 && refused.stderr.contains("tables of a problem"),
        "{}",
        refused.stderr
    );
    assert_eq!(refused.last_line()["termination"], "failed");
    assert_eq!(names(&tables), before);
    // Nor does a run replace what it reads.
    let out = folder.path().join("out");
    assert_eq!(plan(&problem, &out).code, 0);
    let (inner, schedule) = (out.join("problem.json"), out.join("schedule.json"));
    let refused = run(
        "replan",
        &[text(&inner), text(&schedule), "--out", text(&out)],
    );
    assert!(
        refused.code == 1 && refused.stderr.contains("would replace it"),
        "{}",
        refused.stderr
    );
    // A folder that stands where a file must come is found before, too.
    fs::remove_file(out.join("load.csv")).unwrap();
    fs::create_dir(out.join("load.csv")).unwrap();
    let refused = plan(&problem, &out);
    assert!(
        refused.code == 1 && refused.stderr.contains("load.csv is a folder"),
        "{}",
        refused.stderr
    );
}

#[test]
fn files_of_two_runs_never_stand_side_by_side() {
    let folder = tempfile::tempdir().unwrap();
    let (fits, fits_not) = (
        ward(folder.path(), "fits", 2),
        ward(folder.path(), "fits-not", 3),
    );
    let out = folder.path().join("out");
    assert_eq!(plan(&fits, &out).code, 0);
    fs::write(out.join("my notes.txt"), "mine").unwrap();
    let published = folder.path().join("published.json");
    fs::copy(out.join("schedule.json"), &published).unwrap();
    // Proven infeasible: problem and proof replace the plan.
    assert_eq!(plan(&fits_not, &out).code, 2);
    assert_eq!(
        medrota::Problem::from_path(out.join("problem.json"))
            .unwrap()
            .name(),
        "fits-not"
    );
    assert!(
        !out.join("schedule.json").exists()
            && !out.join("report.html").exists()
            && !out.join("load.csv").exists()
    );
    // Another program's files go, too.
    assert_eq!(plan(&fits, &out).code, 0);
    let mended = run(
        "replan",
        &[
            text(&fits),
            text(&published),
            "--work-limit",
            "2000",
            "--out",
            text(&out),
        ],
    );
    assert_eq!(mended.code, 0, "{}", mended.stderr);
    assert!(out.join("differences.csv").exists() && !out.join("certificate.json").exists());
    let explained = run(
        "explain",
        &[text(&fits_not), "--work-limit", "2000", "--out", text(&out)],
    );
    assert_eq!(explained.code, 2, "{}", explained.stderr);
    assert!(out.join("relaxed-1.json").exists() && !out.join("schedule.json").exists());
    assert_eq!(
        run(
            "explain",
            &[text(&fits), "--work-limit", "2000", "--out", text(&out)]
        )
        .code,
        0
    );
    assert!(out.join("explanation.html").exists() && !out.join("relaxed-1.json").exists());
    // What never was ours stays.
    assert_eq!(
        fs::read_to_string(out.join("my notes.txt")).unwrap(),
        "mine"
    );
    // The digests are those that everybody's tools know.
    let checked = Command::new("sha256sum")
        .args(["--check", "--quiet", "medrota.sha256"])
        .current_dir(&out)
        .status();
    match checked {
        Ok(status) => assert!(status.success()),
        Err(error) => println!("skipped: sha256sum: {error}"),
    }
}

#[test]
fn a_run_that_finds_nothing_leaves_an_older_plan_whole() {
    let folder = tempfile::tempdir().unwrap();
    let (problem, out) = (small_problem(folder.path()), folder.path().join("out"));
    let planned = run(
        "plan",
        &[text(&problem), "--work-limit", "20000", "--out", text(&out)],
    );
    assert_eq!(planned.code, 0, "{}", planned.stderr);
    let before: Vec<_> = names(&out)
        .into_iter()
        .map(|name| fs::read(out.join(name)).unwrap())
        .collect();
    let nothing = run(
        "plan",
        &[text(&problem), "--time-limit", "0", "--out", text(&out)],
    );
    if nothing.code == 3 {
        assert!(
            nothing.stderr.contains("keeps the files of an earlier run"),
            "{}",
            nothing.stderr
        );
        let after: Vec<_> = names(&out)
            .into_iter()
            .map(|name| fs::read(out.join(name)).unwrap())
            .collect();
        assert!(before == after);
    }
}

#[test]
fn what_dead_runs_left_is_cleared_away_and_what_they_had_finished_is_put_in_place() {
    let folder = tempfile::tempdir().unwrap();
    let (problem, out) = (ward(folder.path(), "ward", 2), folder.path().join("out"));
    assert_eq!(plan(&problem, &out).code, 0);
    let leftovers = [
        ".medrota.0123456789abcdef.tmp",
        ".medrota.new/schedule.json",
    ];
    fs::create_dir(out.join(".medrota.new")).unwrap();
    for leftover in leftovers {
        fs::write(out.join(leftover), "half").unwrap();
    }
    // As a release before this one left them, in a container, where every run is process 1.
    fs::write(out.join(".schedule.json.1-0.tmp"), "half").unwrap();
    assert_eq!(plan(&problem, &out).code, 0);
    assert!(
        leftovers
            .iter()
            .all(|leftover| !out.join(leftover).exists())
    );
    // A run that was killed after its files counted and before all were in place: a reader sees the whole.
    let next = folder.path().join("next");
    let other = ward(folder.path(), "other", 1);
    assert_eq!(plan(&other, &next).code, 0);
    let commit = out.join(".medrota.commit");
    fs::create_dir(&commit).unwrap();
    for name in ["problem.json", "schedule.json"] {
        fs::copy(next.join(name), commit.join(name)).unwrap();
    }
    fs::write(
        commit.join(".goes"),
        r#"["schedule.csv", "../ward.json", "load.csv"]"#,
    )
    .unwrap();
    fs::remove_file(out.join("schedule.json")).unwrap();
    let checked = run(
        "check",
        &[
            text(&out.join("problem.json")),
            text(&out.join("schedule.json")),
        ],
    );
    assert_eq!(checked.code, 0, "{}{}", checked.stdout, checked.stderr);
    assert_eq!(
        medrota::Problem::from_path(out.join("problem.json"))
            .unwrap()
            .name(),
        "other"
    );
    assert!(
        !commit.exists() && !out.join("schedule.csv").exists() && !out.join("load.csv").exists()
    );
    assert!(
        problem.exists(),
        "a name that is a path must not be followed"
    );
}

#[test]
fn two_runs_do_not_share_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let (problem, out) = (ward(folder.path(), "ward", 2), folder.path().join("out"));
    let held = OutputFolder::open(&out).unwrap();
    for example in ["plan", "explain", "scenarios"] {
        let refused = run(example, &[text(&problem), "--out", text(&out)]);
        assert!(
            refused.code == 1 && refused.stderr.contains("another run"),
            "{example}: {}",
            refused.stderr
        );
    }
    drop(held);
    assert_eq!(plan(&problem, &out).code, 0);
}

/// A problem whose first plans come at once and whose proof does not.
pub(crate) fn large_problem(folder: &Path) -> PathBuf {
    let path = folder.join("large.json");
    medrota::generate::Year::new(40, 40, 8)
        .seed(3)
        .draft()
        .write_json(&path)
        .unwrap();
    path
}

fn stop_after(arguments: &[&str], wait: Duration, names: &[&str]) -> ExitStatus {
    let mut child = spawn("plan", arguments, Stdio::null(), Stdio::null());
    std::thread::sleep(wait);
    for name in names {
        signal(&child, name);
        std::thread::sleep(Duration::from_millis(400));
    }
    child.wait().unwrap()
}

#[test]
fn a_signal_ends_with_the_best_so_far_and_the_next_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let problem = large_problem(folder.path());
    run("plan", &["--help"]);
    for name in ["INT", "TERM"] {
        let out = folder.path().join(name);
        let arguments = [text(&problem), "--time-limit", "600", "--out", text(&out)];
        // However slow the machine is: wait longer until there was a plan to be kept.
        let ended = (0..8)
            .map(|doubled| stop_after(&arguments, Duration::from_millis(500 << doubled), &[name]));
        let ended = ended
            .map(|status| status.code())
            .find(|code| *code != Some(3) && code.is_some());
        assert_eq!(ended, Some(Some(4)), "{name}");
        let checked = run("check", &[text(&problem), text(&out.join("schedule.json"))]);
        assert_eq!(checked.code, 0, "{}", checked.stdout);
        assert!(out.join("report.html").exists());
    }
    let arguments = [text(&problem), "--time-limit", "600"];
    let twice = stop_after(&arguments, Duration::from_millis(1_500), &["INT", "INT"]).code();
    assert!(
        [Some(4), Some(3), Some(130), None].contains(&twice),
        "{twice:?}"
    );
}

#[test]
fn an_older_study_is_kept_until_somebody_gives_it_up() {
    let folder = tempfile::tempdir().unwrap();
    let (problem, set, out) = (
        small_problem(folder.path()),
        small_set(folder.path()),
        folder.path().join("out"),
    );
    let study = |more: &[&str]| {
        run(
            "scenarios",
            &[&[text(&problem), text(&set), "--out", text(&out)][..], more].concat(),
        )
    };
    assert_eq!(study(&[]).code, 0);
    let before = fs::read(out.join("results.jsonl")).unwrap();
    let refused = study(&["--gap", "0.05"]);
    assert!(
        refused.code == 1
            && refused.stderr.contains("--resume")
            && refused.stderr.contains("--overwrite"),
        "{}",
        refused.stderr
    );
    assert_eq!(fs::read(out.join("results.jsonl")).unwrap(), before);
    // Whatever the results rely on is compared, and what differs is named.
    let refused = study(&["--gap", "0.05", "--resume"]);
    assert!(
        refused.code == 1 && refused.stderr.contains("gap: 0.05 here, 0.01 there"),
        "{}",
        refused.stderr
    );
    let certificate = out.join("certificate.json");
    let proof = fs::read_to_string(&certificate).unwrap();
    fs::write(&certificate, proof.replacen("\"bound\"", "\"bound\" ", 1)).unwrap();
    assert_eq!(study(&["--resume"]).code, 0, "white space changes nothing");
    let mut other: serde_json::Value = serde_json::from_str(&proof).unwrap();
    let changed = first_number(&mut other).expect("a certificate has numbers");
    *changed = serde_json::json!(changed.as_i64().unwrap_or(1) + 1);
    fs::write(&certificate, other.to_string()).unwrap();
    let refused = study(&["--resume"]);
    assert!(
        refused.code == 1 && refused.stderr.contains("certificate"),
        "{}",
        refused.stderr
    );
    fs::write(&certificate, &proof).unwrap();
    let baseline = out.join("baseline.json");
    let plan = fs::read_to_string(&baseline).unwrap();
    let mut other: serde_json::Value = serde_json::from_str(&plan).unwrap();
    other["bound"] = serde_json::json!(other["bound"].as_i64().unwrap() + 1);
    fs::write(&baseline, other.to_string()).unwrap();
    let refused = study(&["--resume"]);
    assert!(
        refused.code == 1 && refused.stderr.contains("bound"),
        "{}",
        refused.stderr
    );
    fs::write(&baseline, &plan).unwrap();
    let run_file = out.join("run.json");
    let described = fs::read_to_string(&run_file).unwrap();
    fs::write(
        &run_file,
        described.replacen("\"format\": 2", "\"format\": 1", 1),
    )
    .unwrap();
    let refused = study(&["--resume"]);
    assert!(
        refused.code == 1 && refused.stderr.contains("E006"),
        "{}",
        refused.stderr
    );
    fs::remove_file(&run_file).unwrap();
    let refused = study(&["--resume"]);
    assert!(
        refused.code == 1 && refused.stderr.contains("E603"),
        "{}",
        refused.stderr
    );
    assert_eq!(fs::read(out.join("results.jsonl")).unwrap(), before);
    // Given up, it makes room.
    assert_eq!(study(&["--overwrite"]).code, 0);
    assert_eq!(fs::read(out.join("results.jsonl")).unwrap(), before);
}

/// Some number within a document, the last one found going down its last children.
fn first_number(value: &mut serde_json::Value) -> Option<&mut serde_json::Value> {
    match value {
        serde_json::Value::Number(_) => Some(value),
        serde_json::Value::Array(items) => items.iter_mut().find_map(first_number),
        serde_json::Value::Object(fields) => fields
            .iter_mut()
            .filter(|(name, _)| *name != "format")
            .find_map(|(_, value)| first_number(value)),
        _ => None,
    }
}

#[test]
fn files_named_by_hand_are_tried_before_the_solve() {
    let folder = tempfile::tempdir().unwrap();
    let residents = folder.path().join("residents.csv");
    fs::write(
        &residents,
        "id,year,leave1_block,leave1_half,leave2_block,leave2_half\nR1_001,R1,3,first,4,second\n",
    )
    .unwrap();
    let before = fs::read(&residents).unwrap();
    let missing = folder.path().join("no such folder").join("schedule.csv");
    for (file, why) in [
        (text(&missing), "no such folder"),
        (text(&residents), "reads the file"),
    ] {
        let refused = run(
            "hmc",
            &[
                text(&residents),
                "--schedule",
                file,
                "--time-limit",
                "100000",
            ],
        );
        assert!(
            refused.code == 1 && refused.stderr.contains(why),
            "{}",
            refused.stderr
        );
    }
    assert_eq!(fs::read(&residents).unwrap(), before);
}

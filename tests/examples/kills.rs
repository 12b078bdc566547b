//! Kills and signals at random moments: no half-written file, no folder with files of two runs, the same bytes after a resume.
//!
//! A few in every test run; `MEDROTA_KILLS=200 cargo test --test examples kills:: -- --nocapture` does what `docs/reliability.md` reports.

use super::binaries::{path_of, run};
use super::kept::{large_problem, names, signal, spawn, ward};
use super::run_scenarios::{small_problem, small_set, text};
use medrota::format::{OutputFolder, ReadOptions, read_schedule};
use medrota::{Problem, check};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

/// Kills of each example; a quarter of it signals.
fn kills() -> u32 {
    std::env::var("MEDROTA_KILLS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(8)
}

/// Files with their digests.
type Files = BTreeMap<String, String>;

fn files(folder: &Path) -> Files {
    let digest = |name: &String| {
        Sha256::digest(fs::read(folder.join(name)).unwrap())
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    };
    names(folder)
        .into_iter()
        .filter(|name| name != "medrota.sha256")
        .map(|name| (name.clone(), digest(&name)))
        .collect()
}

fn listed(folder: &Path) -> Option<Files> {
    let text = fs::read_to_string(folder.join("medrota.sha256")).ok()?;
    Some(
        text.lines()
            .map(|line| line.split_once("  ").unwrap())
            .map(|(sum, name)| (name.to_owned(), sum.to_owned()))
            .collect(),
    )
}

/// What was seen in a series.
#[derive(Debug, Default)]
struct Seen {
    runs: u32,
    /// Ended before the kill came.
    ended: u32,
    /// Killed while the files were being moved into place; the next reader finishes that.
    amid_commit: u32,
    old: u32,
    new: u32,
    half_written: u32,
    mixed: u32,
}

impl Seen {
    /// Looks at a folder as anybody would who knows nothing of this crate, then as the crate's readers do.
    fn look(&mut self, folder: &Path, old: &mut Files) {
        if !folder.exists() {
            return;
        }
        let now = files(folder);
        let commit = folder.join(".medrota.commit");
        let whole_of = |known: &Files| {
            now.iter()
                .all(|(name, digest)| known.get(name) == Some(digest))
        };
        if commit.exists() {
            self.amid_commit += 1;
            let coming = listed(&commit).or_else(|| listed(folder)).unwrap();
            if !whole_of(old) && !whole_of(&coming) {
                self.mixed += 1;
            }
        }
        drop(OutputFolder::open(folder).unwrap());
        let settled = files(folder);
        let expected = listed(folder);
        if settled == *old {
            self.old += 1;
        } else if Some(&settled) == expected.as_ref() {
            self.new += 1;
        } else {
            self.half_written += 1;
            println!("neither whole old nor whole new: {settled:?}, listed {expected:?}");
        }
        *old = settled;
    }
    fn is_clean(&self) -> bool {
        self.half_written == 0 && self.mixed == 0
    }
}

/// Kills runs of an example into one folder, in turns of two kinds whose files differ.
fn series(example: &str, kinds: [Vec<String>; 2], out: &Path, seed: u64) {
    let mut random = Pcg64::seed_from_u64(seed);
    let mut longest = Duration::ZERO;
    for arguments in &kinds {
        let began = Instant::now();
        let whole = run(example, arguments);
        longest = longest.max(began.elapsed());
        assert!(
            whole.code == 0 || whole.code == 2,
            "{example}: {}{}",
            whole.stdout,
            whole.stderr
        );
    }
    let (mut seen, mut old) = (Seen::default(), files(out));
    for number in 0..kills() {
        let arguments: Vec<&str> = kinds[number as usize % 2]
            .iter()
            .map(String::as_str)
            .collect();
        let mut child = spawn(example, &arguments, Stdio::null(), Stdio::null());
        std::thread::sleep(Duration::from_micros(
            random.random_range(0..longest.as_micros().max(1) as u64),
        ));
        seen.runs += 1;
        let is_over = child.try_wait().unwrap().is_some();
        seen.ended += u32::from(is_over);
        // On a machine whose load changes, so that most kills come before the end.
        longest = longest.mul_f64(if is_over { 0.85 } else { 1.05 });
        let _ = child.kill();
        child.wait().unwrap();
        seen.look(out, &mut old);
        for schedule in ["schedule.json", "schedule.csv"].map(|name| out.join(name)) {
            if schedule.exists() {
                let problem = Problem::from_path(out.join("problem.json")).unwrap();
                let read = read_schedule(&schedule, &problem, &ReadOptions::new()).unwrap();
                assert!(
                    check(&problem, &read).is_feasible(),
                    "{example}: the schedule is of another problem"
                );
            }
        }
    }
    println!("{example}: {seen:?}");
    assert!(seen.is_clean(), "{example}: {seen:?}");
    // After all of this the folder takes a run as if nothing had happened.
    assert_eq!(run(example, &kinds[0]).code, 0);
    assert_eq!(Some(files(out)), listed(out));
}

fn owned(arguments: &[&str]) -> Vec<String> {
    arguments
        .iter()
        .map(|argument| (*argument).to_owned())
        .collect()
}

#[test]
fn kills_of_plan_leave_whole_runs() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (ward(folder.path(), "one", 2), ward(folder.path(), "two", 1));
    let out = folder.path().join("out");
    let kind =
        |problem: &Path| owned(&[text(problem), "--work-limit", "2000", "--out", text(&out)]);
    series("plan", [kind(&one), kind(&two)], &out, 1);
    // Infeasible and back: the files of one kind are not those of the other.
    let (fits_not, out) = (
        ward(folder.path(), "fits-not", 3),
        folder.path().join("other"),
    );
    let kind =
        |problem: &Path| owned(&[text(problem), "--work-limit", "2000", "--out", text(&out)]);
    series("plan", [kind(&one), kind(&fits_not)], &out, 2);
}

#[test]
fn kills_of_replan_leave_whole_runs() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (ward(folder.path(), "one", 2), ward(folder.path(), "two", 1));
    let out = folder.path().join("out");
    let kind = |problem: &Path| {
        let plan = folder
            .path()
            .join(format!("{}-plan", problem.file_stem().unwrap().display()));
        assert_eq!(
            run(
                "plan",
                &[text(problem), "--work-limit", "2000", "--out", text(&plan)]
            )
            .code,
            0
        );
        owned(&[
            text(problem),
            text(&plan.join("schedule.csv")),
            "--work-limit",
            "2000",
            "--out",
            text(&out),
        ])
    };
    series("replan", [kind(&one), kind(&two)], &out, 3);
}

#[test]
fn kills_of_explain_leave_whole_runs() {
    let folder = tempfile::tempdir().unwrap();
    let (fits, fits_not) = (
        ward(folder.path(), "fits", 2),
        ward(folder.path(), "fits-not", 3),
    );
    let out = folder.path().join("out");
    let kind =
        |problem: &Path| owned(&[text(problem), "--work-limit", "2000", "--out", text(&out)]);
    series("explain", [kind(&fits), kind(&fits_not)], &out, 4);
}

/// The files of a study that do not hold times.
const STUDY: [&str; 9] = [
    "run.json",
    "baseline.json",
    "certificate.json",
    "results.jsonl",
    "scenarios.csv",
    "effects.csv",
    "delivered.csv",
    "comparison.json",
    "report.html",
];

fn study(folder: &Path, out: &Path) -> Vec<String> {
    let (problem, set) = (folder.join("problem.json"), folder.join("set.json"));
    owned(&[
        text(&problem),
        text(&set),
        "--threads",
        "2",
        "--out",
        text(out),
    ])
}

/// Ends runs of one study again and again, goes on with it, and begins anew when it is complete; returns how often it was completed.
fn end_studies(number: u32, seed: u64, how: impl Fn(&mut std::process::Child)) -> (u32, u32) {
    let folder = tempfile::tempdir().unwrap();
    small_problem(folder.path());
    small_set(folder.path());
    let whole = folder.path().join("whole");
    let began = Instant::now();
    assert_eq!(run("scenarios", &study(folder.path(), &whole)).code, 0);
    let longest = began.elapsed();
    let results = fs::read(whole.join("results.jsonl")).unwrap();
    let mut random = Pcg64::seed_from_u64(seed);
    let (mut completed, mut resumed) = (0, 0);
    let mut out = folder.path().join("study-0");
    for round in 0..number {
        let mut arguments = study(folder.path(), &out);
        if out.exists() {
            arguments.push("--resume".into());
            resumed += 1;
        }
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let mut child = spawn("scenarios", &arguments, Stdio::null(), Stdio::null());
        std::thread::sleep(Duration::from_micros(
            random.random_range(0..longest.as_micros().max(1) as u64),
        ));
        how(&mut child);
        child.wait().unwrap();
        let so_far = fs::read(out.join("results.jsonl")).unwrap_or_default();
        let complete = &so_far[..so_far
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |end| end + 1)];
        assert!(results.starts_with(complete), "a result differs");
        if out.exists() {
            drop(OutputFolder::open(&out).unwrap());
            // Tables and digests are there together, and of these results, or not at all.
            assert_eq!(
                out.join("scenarios.csv").exists(),
                out.join("medrota.sha256").exists()
            );
            assert!(
                listed(&out).is_none_or(|listed| listed == files(&out)),
                "a file is not what the list says"
            );
        }
        if so_far == results && out.join("medrota.sha256").exists() || round + 1 == number {
            let arguments = study(folder.path(), &out)
                .into_iter()
                .chain(["--resume".to_owned()])
                .collect::<Vec<_>>();
            let last = run("scenarios", &arguments);
            assert_eq!(last.code, 0, "{}", last.stderr);
            for name in STUDY {
                assert!(
                    fs::read(out.join(name)).ok() == fs::read(whole.join(name)).ok(),
                    "{name} differs from the undisturbed run"
                );
            }
            completed += 1;
            out = folder.path().join(format!("study-{completed}"));
        }
    }
    (completed, resumed)
}

#[test]
fn kills_of_scenarios_change_no_result() {
    let (completed, resumed) = end_studies(kills(), 5, |child| {
        let _ = child.kill();
    });
    println!(
        "scenarios: {} kills, {resumed} of them on resumed runs, {completed} studies completed, all byte-identical",
        kills()
    );
}

#[test]
fn kills_by_signals_of_scenarios_change_no_result() {
    let number = kills().div_ceil(4);
    let (completed, resumed) = end_studies(number, 6, |child| signal(child, "INT"));
    println!(
        "scenarios: {number} SIGINTs, {resumed} of them on resumed runs, {completed} studies completed, all byte-identical"
    );
}

#[test]
fn kills_by_signals_of_plan_write_the_best_so_far() {
    let folder = tempfile::tempdir().unwrap();
    let (path, out): (PathBuf, PathBuf) = (large_problem(folder.path()), folder.path().join("out"));
    run("plan", &["--help"]);
    assert!(path_of("plan").exists());
    let problem = Problem::from_path(&path).unwrap();
    let mut random = Pcg64::seed_from_u64(7);
    let (mut kept, mut nothing, mut before) = (0, 0, 0);
    let mut old = Files::new();
    let mut seen = Seen::default();
    for _ in 0..kills().div_ceil(4) {
        let child = spawn(
            "plan",
            &[
                text(&path),
                "--time-limit",
                "600",
                "--out",
                text(&out),
                "--json",
            ],
            Stdio::piped(),
            Stdio::null(),
        );
        std::thread::sleep(Duration::from_millis(random.random_range(0..3_000)));
        signal(&child, "INT");
        let output = child.wait_with_output().unwrap();
        seen.look(&out, &mut old);
        match output.status.code() {
            Some(4) => {
                let line = String::from_utf8(output.stdout).unwrap();
                let line: serde_json::Value =
                    serde_json::from_str(line.lines().last().unwrap()).unwrap();
                for name in ["schedule.json", "schedule.csv"] {
                    let schedule =
                        read_schedule(out.join(name), &problem, &ReadOptions::new()).unwrap();
                    let report = check(&problem, &schedule);
                    assert!(
                        report.is_feasible() && Some(report.value) == line["value"].as_i64(),
                        "{line}"
                    );
                }
                kept += 1;
            }
            Some(3) => nothing += 1,
            // The signal came before the program could listen.
            None => before += 1,
            other => panic!("ended with {other:?}"),
        }
    }
    println!(
        "plan: SIGINTs: {kept} with the best so far written, {nothing} before the first schedule, {before} before the program ran: {seen:?}"
    );
    assert!(seen.is_clean(), "{seen:?}");
}

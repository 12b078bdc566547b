//! Finding and running the examples, and what all of them have in common.

use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

/// What an example left behind.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    /// The last line of standard output as JSON.
    pub(crate) fn last_line(&self) -> Value {
        let line = self.stdout.lines().last().unwrap_or_default();
        serde_json::from_str(line)
            .unwrap_or_else(|error| panic!("{line:?} is no JSON: {error}\n{}", self.stderr))
    }
}

/// Runs an example; `cargo test` builds them all beside the tests.
pub(crate) fn run<Argument: AsRef<std::ffi::OsStr>>(example: &str, arguments: &[Argument]) -> Ran {
    let path = path_of(example);
    let built = path.metadata().and_then(|file| file.modified()).ok();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    if built.is_none_or(|built| {
        ["src", "examples"]
            .iter()
            .any(|folder| changed_since(&root.join(folder), built))
    }) {
        // `cargo test --test examples` builds no examples.
        let mut cargo = Command::new(env!("CARGO"));
        cargo
            .current_dir(root)
            .args(["build", "--quiet", "--example", example]);
        if !cfg!(debug_assertions) {
            cargo.arg("--release");
        }
        assert!(cargo.status().unwrap().success());
    }
    let output = Command::new(&path)
        .args(arguments)
        .output()
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Ran {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

pub(crate) fn path_of(example: &str) -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let profile = test.parent().and_then(Path::parent).unwrap();
    profile
        .join("examples")
        .join(format!("{example}{}", std::env::consts::EXE_SUFFIX))
}

/// True if a source file in the folder is younger than `built`.
fn changed_since(folder: &Path, built: SystemTime) -> bool {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .any(|path| {
            if path.is_dir() {
                return changed_since(&path, built);
            }
            path.extension().is_some_and(|extension| extension == "rs")
                && path.metadata().unwrap().modified().unwrap() > built
        })
}

/// Examples with a command line of their own.
const TOOLS: [&str; 16] = [
    "benchmark",
    "plan",
    "check",
    "mss",
    "hmc",
    "rostering",
    "generate",
    "replan",
    "cookbook_department_withdraws",
    "cookbook_new_cohort_arrives",
    "scenarios",
    "cookbook_capacity_value",
    "cookbook_cohort_dates",
    "cookbook_robust_schedule",
    "explain",
    "cookbook_why_not_here",
];

#[test]
fn every_tool_explains_itself_and_its_exit_codes() {
    for example in TOOLS {
        let help = run(example, &["--help"]);
        assert_eq!(help.code, 0, "{example}: {}", help.stderr);
        assert!(
            help.stdout.contains("--json") && help.stdout.contains("Exit codes: 0"),
            "{example}: {}",
            help.stdout
        );
    }
}

#[test]
fn the_readme_lists_every_example_with_options_that_it_has() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    let row = |example: &str| {
        readme
            .lines()
            .find(|line| line.starts_with(&format!("| `{example}` |")))
    };
    for entry in fs::read_dir(root.join("examples"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
    {
        if entry.extension().is_some_and(|extension| extension == "rs")
            || entry.join("main.rs").is_file()
        {
            let example = entry.file_stem().unwrap().to_str().unwrap().to_owned();
            assert!(
                row(&example).is_some(),
                "README.md does not list the example {example}"
            );
        }
    }
    for example in TOOLS {
        let help = run(example, &["--help"]).stdout;
        let option = |character: char| !(character.is_alphanumeric() || character == '-');
        for named in row(example)
            .unwrap()
            .split(option)
            .filter(|word| word.starts_with("--"))
        {
            assert!(
                help.contains(named),
                "README.md says that {example} has {named}"
            );
        }
    }
}

#[test]
fn every_solving_tool_has_the_same_options() {
    for example in [
        "plan",
        "mss",
        "hmc",
        "rostering",
        "replan",
        "cookbook_why_not_here",
    ] {
        let help = run(example, &["--help"]).stdout;
        for option in [
            "--time-limit",
            "--gap",
            "--work-limit",
            "--seed",
            "--threads",
            "--engine",
            "--backend",
            "--out",
            "--language",
            "--json",
        ] {
            assert!(help.contains(option), "{example} has no {option}");
        }
    }
}

#[test]
fn a_wrong_command_line_is_bad_input() {
    for example in TOOLS {
        let refused = run(example, &["--no-such-option", "--json"]);
        assert_eq!(refused.code, 1, "{example}: {}", refused.stderr);
        assert!(refused.stderr.contains("--no-such-option"));
        assert_eq!(refused.last_line()["termination"], "failed", "{example}");
    }
    assert_eq!(run("plan", &["--engine", "oracle"]).code, 1);
    assert_eq!(run("plan", &["--time-limit", "-3"]).code, 1);
    for (program, reason) in [
        ("oracle", "neither the name of a solver program"),
        ("no/such/folder/cbc", "no/such/folder/cbc"),
    ] {
        let refused = run("plan", &["--backend", program, "--json"]);
        assert_eq!(refused.code, 1);
        assert!(refused.stderr.contains(reason), "{}", refused.stderr);
    }
}

#[test]
fn a_missing_file_is_bad_input() {
    for example in [
        "plan",
        "mss",
        "hmc",
        "rostering",
        "scenarios",
        "explain",
        "cookbook_why_not_here",
    ] {
        let refused = run(example, &["no-such-file", "--json"]);
        assert_eq!(refused.code, 1, "{example}");
        assert!(refused.last_line()["error"].is_string(), "{example}");
        assert_eq!(refused.stdout.lines().count(), 1, "{example}");
        assert!(
            refused.stderr.contains("no-such-file"),
            "{example}: {}",
            refused.stderr
        );
    }
}

#[test]
fn the_first_tutorial_ends_with_a_checked_schedule() {
    let ran = run::<&str>("tutorial_01_first_schedule", &[]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.contains("violations: 0"), "{}", ran.stdout);
    let lines = include_str!("../../examples/tutorial_01_first_schedule.rs")
        .lines()
        .count();
    assert!(lines < 60, "the first tutorial has {lines} lines");
}

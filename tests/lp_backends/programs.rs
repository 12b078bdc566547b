//! Solver programs that are installed here, and files that only look like one. What needs a program says so and is skipped where there is none.

use crate::{INFINITY, solve};
use medrota::error::ErrorKind;
use medrota::solve::lp::{
    Backend, Installed, LimitKind, LinearModel, LpOptions, LpStatus, MicroLp, Program, conformance,
};
use medrota::{Engine, ProblemBuilder, Solver};
use std::sync::OnceLock;

/// Every program that is here.
fn programs() -> &'static [Installed] {
    static FOUND: OnceLock<Vec<Installed>> = OnceLock::new();
    FOUND.get_or_init(|| {
        let found = |&program| match Installed::find(program) {
            Ok(found) => Some(found),
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::Backend);
                eprintln!("{program} is skipped: {error}");
                None
            }
        };
        Program::ALL.iter().filter_map(found).collect()
    })
}

#[test]
fn every_program_conforms() {
    for backend in programs() {
        assert_eq!(
            conformance::failures(backend),
            [],
            "{}",
            Backend::name(backend)
        );
    }
}

/// A generator of small whole numbers, so that the models stay the same.
struct Numbers(u64);

impl Numbers {
    fn between(&mut self, least: i64, most: i64) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let width = u64::try_from(most - least + 1).unwrap();
        (least + i64::try_from((self.0 >> 33) % width).unwrap()) as f64
    }
}

#[test]
fn programs_answer_as_microlp_does() {
    let mut numbers = Numbers(11);
    for _ in 0..25 {
        let mut model = LinearModel::new();
        for column in 0..6 {
            let (lower, objective) = (numbers.between(-3, 1), numbers.between(-6, 6));
            let upper = lower + numbers.between(0, 4);
            if column % 3 == 2 {
                model.add_column(lower, upper + 0.5, objective);
            } else {
                model.add_integer_column(lower, upper, objective);
            }
        }
        for row in 0..4 {
            let coefficients: Vec<(usize, f64)> = (0..6)
                .map(|column| (column, numbers.between(-4, 4)))
                .collect();
            let limit = numbers.between(-6, 6);
            let (lower, upper) = match row {
                0 => (-INFINITY, limit),
                1 => (limit, INFINITY),
                2 => (limit, limit + numbers.between(1, 5)),
                _ => (-INFINITY, limit + 9.0),
            };
            model.add_row(lower, upper, coefficients);
        }
        let expected = solve(&MicroLp::default(), &model);
        for backend in programs() {
            let found = solve(backend, &model);
            let name = Backend::name(backend);
            assert_eq!(found.status, expected.status, "{name}: {model:?}");
            let objective = |result: &medrota::solve::lp::LpResult| {
                result.solution.as_ref().map(|solution| solution.objective)
            };
            let apart = objective(&found).zip(objective(&expected));
            assert!(
                apart.is_none_or(|(found, expected)| (found - expected).abs() < 1e-6),
                "{name}: {apart:?}"
            );
        }
    }
}

#[test]
fn a_solver_that_is_given_a_program_finds_what_it_finds_without() {
    let problem = ProblemBuilder::weeks("three doctors", "2026-09-06", "2026-11-28")
        .department("surgery", 1)
        .department("maternity", 2)
        .doctor("ana")
        .doctor("ben")
        .doctor("cem")
        .requirement("surgery", &["surgery"], 2)
        .requirement("maternity", &["maternity"], 4)
        .preference("ana", "surgery", 3)
        .build()
        .unwrap();
    for engine in [
        Engine::Portfolio,
        Engine::Flow,
        Engine::ColumnGeneration,
        Engine::Compact,
    ] {
        let solver = Solver::new().engine(engine).work_limit(20_000);
        let usual = solver.clone().solve(&problem).unwrap();
        for program in programs() {
            let solver = solver.clone().backend(program.clone());
            let outcome = solver.solve(&problem).unwrap();
            assert_eq!(outcome.value, usual.value, "{engine} {}", program.program());
            assert_eq!(outcome.bound, usual.bound, "{engine} {}", program.program());
            let schedule = outcome.schedule.as_ref().unwrap();
            assert!(medrota::check(&problem, schedule).is_feasible(), "{engine}");
            outcome.certificate().unwrap().verify(&problem).unwrap();
        }
    }
}

#[test]
fn what_is_no_program_is_refused_by_name() {
    let error = Installed::named("microlp").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Option);
    assert!(error.to_string().contains("highs, scip, cbc"), "{error}");
    let error = Installed::named("no/such/folder/cbc-2.10").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Backend);
    assert!(error.to_string().contains("cbc-2.10"), "{error}");
    assert!(Installed::at(Program::Cbc, "").is_err());
}

#[test]
fn a_file_that_is_not_there_is_a_status() {
    let missing = Installed::at(Program::Highs, "no/such/folder/highs").unwrap();
    assert!(missing.path().is_absolute());
    let result = solve(&missing, &knapsack());
    assert_eq!((result.status, result.solution), (LpStatus::Unknown, None));
}

/// Two things of which one fits.
fn knapsack() -> LinearModel {
    let mut model = LinearModel::new();
    let columns = [2.0, 3.0].map(|value| (model.add_integer_column(0.0, 1.0, value), 2.0));
    model.add_row(-INFINITY, 3.0, columns);
    model
}

#[cfg(unix)]
mod broken {
    use super::*;
    use medrota::solve::CancelToken;
    use std::path::Path;
    use std::process::Command;
    use std::time::{Duration, Instant};

    /// A shell script in the place of a program. A shell writes it, too: a file that this process has open may not be started.
    fn script(folder: &Path, name: &str, lines: &str) -> std::path::PathBuf {
        let path = folder.join(name);
        let written = Command::new("sh")
            .args([
                "-c",
                "printf '#!/bin/sh\\n%s\\n' \"$1\" > \"$2\" && chmod 700 \"$2\"",
                "-",
            ])
            .args([lines.as_ref(), path.as_os_str()])
            .status();
        assert!(written.unwrap().success());
        path
    }

    fn limited(seconds: f64) -> LpOptions<'static> {
        LpOptions {
            time_limit: Some(Duration::from_secs_f64(seconds)),
            ..LpOptions::default()
        }
    }

    #[test]
    fn nothing_that_a_program_does_is_more_than_a_status() {
        let folder = tempfile::tempdir().unwrap();
        let cases = [
            ("garbage", "head -c 100000 /dev/urandom | tee solution.txt"),
            ("silent", ":"),
            ("failing", "echo 'something is wrong' >&2; exit 1"),
            ("empty", ": > solution.txt"),
            ("crashing", "kill -SEGV $$"),
            ("folder", "mkdir solution.txt"),
            ("half", "printf 'Optimal - objective value' > solution.txt"),
            (
                "half a status",
                "printf 'Model status\\nOptimal\\n\\n# Primal solution values\\nFeasible\\n# Columns 2\\nC0 x' | tee solution.txt",
            ),
            (
                "empty lines",
                "printf 'Optimal - objective value 1\\n\\n\\n' > solution.txt; echo 'SCIP Status : [optimal solution found]'; echo 'Dual Bound : nan'",
            ),
            (
                "no such column",
                "printf 'Optimal - objective value 1\\n 0 C77 1 0\\n' > solution.txt",
            ),
            // Both columns are more than fits, and half a column is no whole one.
            (
                "a lie",
                "printf 'Optimal - objective value -5\\n 0 C0 1 0\\n 1 C1 1 0\\n' > solution.txt",
            ),
            (
                "halves",
                "printf 'Optimal - objective value -5\\n 0 C0 0.5 0\\n 1 C1 0.5 0\\n' > solution.txt",
            ),
            (
                "no number",
                "printf 'Optimal - objective value -5\\n 0 C0 nan 0\\n 1 C1 inf 0\\n' > solution.txt",
            ),
            (
                "no end",
                "printf 'Unbounded - objective value -5\\n' > solution.txt",
            ),
        ];
        for (name, lines) in cases {
            let path = script(folder.path(), name, lines);
            for &program in Program::ALL {
                let fake = Installed::at(program, &path).unwrap();
                let result = solve(&fake, &knapsack());
                let points = result.solution.map(|solution| solution.objective);
                // Lines that name no column leave a point of zeros, which is one.
                let is_harmless = result.status == LpStatus::Unknown && points.is_none()
                    || points == Some(0.0) && result.bound.is_none_or(|bound| bound >= 0.0);
                assert!(
                    is_harmless,
                    "{name} as {program}: {:?} {points:?}",
                    result.status
                );
                let error = fake.tried().unwrap_err();
                assert_eq!(error.kind(), ErrorKind::Backend, "{name}: {error}");
            }
        }
    }

    /// True once there is no such process.
    fn is_gone(pid: &str) -> bool {
        let alive = Command::new("sh")
            .args(["-c", "kill -0 \"$1\" 2>/dev/null", "-", pid])
            .status();
        !alive.unwrap().success()
    }

    #[test]
    fn a_program_that_hangs_is_ended_at_the_limit() {
        let folder = tempfile::tempdir().unwrap();
        let pid = folder.path().join("pid");
        let lines = format!("echo $$ > '{}'; exec sleep 100", pid.display());
        let fake = Installed::at(Program::Scip, script(folder.path(), "hangs", &lines)).unwrap();
        let begun = Instant::now();
        let result = fake.solve(&knapsack(), &limited(1.0)).unwrap();
        assert_eq!(result.status, LpStatus::Limit(LimitKind::Time));
        assert!(result.solution.is_none());
        let took = begun.elapsed();
        assert!(
            took >= Duration::from_secs(1) && took < Duration::from_secs(20),
            "{took:?}"
        );
        let pid = std::fs::read_to_string(pid).unwrap();
        assert!(is_gone(pid.trim()), "{pid}");
    }

    #[test]
    fn a_program_that_hangs_is_ended_when_somebody_asks_to_stop() {
        let folder = tempfile::tempdir().unwrap();
        let path = script(folder.path(), "hangs", "exec sleep 100");
        let fake = Installed::at(Program::Highs, path).unwrap();
        let token = CancelToken::new();
        let begun = Instant::now();
        let result = std::thread::scope(|scope| {
            let solved = scope.spawn(|| {
                let options = LpOptions {
                    cancel: Some(&token),
                    ..LpOptions::default()
                };
                fake.solve(&knapsack(), &options).unwrap()
            });
            std::thread::sleep(Duration::from_millis(300));
            token.cancel();
            solved.join().unwrap()
        });
        assert_eq!(result.status, LpStatus::Limit(LimitKind::Cancelled));
        assert!(begun.elapsed() < Duration::from_secs(20));
    }

    #[test]
    fn a_program_that_never_stops_talking_is_ended() {
        let folder = tempfile::tempdir().unwrap();
        let path = script(folder.path(), "talks", "exec yes");
        let fake = Installed::at(Program::Cbc, path).unwrap();
        let result = fake.solve(&knapsack(), &limited(60.0)).unwrap();
        assert_eq!(result.status, LpStatus::Limit(LimitKind::Memory));
    }

    #[test]
    fn a_solve_goes_on_without_a_program_that_fails() {
        let problem = ProblemBuilder::weeks("two doctors", "2026-09-06", "2026-10-31")
            .department("surgery", 1)
            .doctor("ana")
            .doctor("ben")
            .requirement("surgery", &["surgery"], 2)
            .build()
            .unwrap();
        let folder = tempfile::tempdir().unwrap();
        let fails = script(folder.path(), "fails", "exit 1");
        let liar = script(
            folder.path(),
            "lies",
            "printf 'Infeasible - objective value 0\\n' > solution.txt",
        );
        for path in [fails, liar] {
            let fake = Installed::at(Program::Cbc, path).unwrap();
            let solver = Solver::new().work_limit(20_000);
            let usual = solver.clone().solve(&problem).unwrap();
            let outcome = solver.backend(fake).solve(&problem).unwrap();
            assert_eq!(outcome.value, usual.value);
            assert!(outcome.bound >= usual.value);
            let schedule = outcome.schedule.as_ref().unwrap();
            assert!(medrota::check(&problem, schedule).is_feasible());
        }
    }
}

//! Inputs of the shared folder that ended in an internal error, in a false floor or in a wrong explanation; skipped where it is missing.

use crate::inputs::{is_refused, is_solved_right, problem, shared};
use crate::naive::Truth;
use medrota::error::Code;
use medrota::explain::{
    Concession, ConflictOptions, RelaxationOptions, Relaxations, audit, conflicts, relaxations,
};
use medrota::format::{ReadOptions, read_json_file, read_schedule};
use medrota::ids::{DepartmentId, DoctorId};
use medrota::replan::{Ending, Replan, publish};
use medrota::report::{Findings, csv, html, icalendar, text};
use medrota::scenario::Scenario;
use medrota::{Problem, Schedule, Solver, Termination, check, limits};

fn solver(work: u64) -> Solver {
    Solver::new().no_time_limit().work_limit(work).threads(1)
}

/// One rotation for each of many requirements, of which a few are done: solved to the optimum.
#[test]
fn electives_of_which_few_are_done() {
    for file in ["faults/elective-small.json", "faults/elective-6-of-24.json"] {
        let Some(problem) = problem(file) else {
            continue;
        };
        let outcome = solver(50_000).solve(&problem).unwrap();
        let schedule = outcome.schedule.as_ref().unwrap();
        let report = check(&problem, schedule);
        assert!(report.is_feasible(), "{file}");
        assert_eq!(outcome.value, Some(report.value), "{file}");
        assert_eq!(outcome.termination, Termination::Optimal, "{file}");
    }
}

#[test]
fn a_small_problem_that_ended_in_an_error() {
    let Some(problem) = problem("faults/solve-error-small.json") else {
        return;
    };
    assert_eq!(is_solved_right(&problem).value(), Some(-5));
}

#[test]
fn a_false_certificate() {
    is_refused(
        "faults/cert-false-problem.json",
        "faults/cert-false-schedule.json",
        "faults/cert-false.json",
    );
}

/// Problems with a schedule: no conflict, and no relaxation that is needed.
#[test]
fn no_false_infeasibility() {
    for file in [
        "faults/explain-false-infeasible-2.json",
        "faults/explain-false-infeasible-4.json",
    ] {
        let Some(problem) = problem(file) else {
            continue;
        };
        assert!(
            !matches!(is_solved_right(&problem), Truth::Infeasible),
            "{file}"
        );
        assert!(!audit(&problem).proves_infeasible(), "{file}");
        let found = conflicts(&problem, &ConflictOptions::default()).unwrap();
        assert_eq!(
            (found.conflicts.len(), found.rest_is_feasible),
            (0, Some(true)),
            "{file}"
        );
        let found = relaxations(&problem, &RelaxationOptions::default().most(1)).unwrap();
        assert!(
            !found.is_impossible
                && found.bound == 0
                && found
                    .relaxations
                    .iter()
                    .all(|relaxation| relaxation.given.is_empty()),
            "{file}"
        );
    }
}

#[test]
fn a_published_schedule_that_becomes_empty() {
    let Some(problem) = problem("faults/replan-empty-published.json") else {
        return;
    };
    for replan in [
        Replan::new(&problem),
        Replan::of(&problem, &Schedule::default()).unwrap(),
    ] {
        let found = replan.solve(&solver(2_000)).unwrap();
        assert_eq!(
            (found.ending, found.floor.doctors, found.doctors_changed()),
            (Ending::Mended, 0, 0)
        );
    }
}

/// A departure before a published slot moves nobody.
#[test]
fn a_floor_of_nobody() {
    let Some(problem) = problem("faults/replan-floor-problem.json") else {
        return;
    };
    let published = read_schedule(
        shared("faults/replan-floor-published.json").unwrap(),
        &problem,
        &ReadOptions::new(),
    )
    .unwrap();
    let published = publish(&problem, &published).unwrap().validate().unwrap();
    let change: Scenario = read_json_file(
        shared("faults/replan-floor-change.json").unwrap(),
        &ReadOptions::new(),
    )
    .unwrap();
    let changed = change.apply(&published, None).unwrap();
    let found = Replan::new(&changed).solve(&solver(4_000)).unwrap();
    assert_eq!(
        (found.ending, found.floor.doctors, found.doctors_changed()),
        (Ending::Mended, 0, 0)
    );
    assert!(check(&changed, found.schedule.as_ref().unwrap()).is_feasible());
}

/// The cheapest way out of a problem, leaving one rule alone.
fn cheapest(file: &str, never: &str) -> Option<(Problem, Relaxations)> {
    let problem = problem(file)?;
    let found = relaxations(&problem, &RelaxationOptions::default().never(never).most(1)).unwrap();
    Some((problem, found))
}

/// One requirement's id begins like another one's.
#[test]
fn an_id_that_looks_like_another_rule() {
    for (file, never) in [
        ("explain/atnorth2.json", "surgery at north"),
        ("explain/north2.json", "north"),
    ] {
        let Some((problem, found)) = cheapest(file, never) else {
            continue;
        };
        let first = &found.relaxations[0];
        assert_eq!(
            (first.cost, found.bound),
            (15, 15),
            "{file}: {}",
            first.describe(&problem)
        );
        let [given] = first.given.as_slice() else {
            panic!("{file}: {}", first.describe(&problem))
        };
        assert!(
            matches!(given.concession, Concession::Amount { rule, amount: 5, .. } if problem.rule_key(rule) == "surgery"),
            "{file}: {}",
            first.describe(&problem)
        );
    }
}

/// A doctor whose name the engine uses itself.
#[test]
fn nobody_is_a_doctor_like_others() {
    let told = |file: &str| {
        let problem = problem(file)?;
        let found = conflicts(&problem, &ConflictOptions::default()).unwrap();
        let sizes: Vec<(usize, bool)> = found
            .conflicts
            .iter()
            .map(|conflict| (conflict.parts.len(), conflict.is_minimal()))
            .collect();
        let ways = relaxations(&problem, &RelaxationOptions::default().most(1)).unwrap();
        Some((
            sizes,
            found.rest_is_feasible,
            ways.bound,
            ways.relaxations[0].cost,
            ways.relaxations[0].schedule.is_some(),
        ))
    };
    let (odd, plain) = (told("explain/nobody.json"), told("explain/nobody_ok.json"));
    assert_eq!(odd, plain);
}

/// Whoever withdrew is not missed at the lecture.
#[test]
fn a_withdrawn_doctor_is_no_attendee() {
    let Some(problem) = problem("explain/withdrawn.json") else {
        return;
    };
    let told = audit(&problem).describe(&problem).join("\n");
    assert!(
        told.contains("2 doctors are meant to attend, 1 can: ben away at every slot"),
        "{told}"
    );
}

/// Cuts texts that are longer than an id may be; true if there is one.
fn shorten(value: &mut serde_json::Value) -> bool {
    match value {
        serde_json::Value::String(text) if text.len() > limits::ID_BYTES => {
            let end = (0..=limits::ID_BYTES)
                .rev()
                .find(|end| text.is_char_boundary(*end))
                .unwrap_or(0);
            text.truncate(end);
            true
        }
        serde_json::Value::Array(list) => {
            list.iter_mut().fold(false, |any, item| shorten(item) | any)
        }
        serde_json::Value::Object(map) => map
            .values_mut()
            .fold(false, |any, item| shorten(item) | any),
        _ => false,
    }
}

/// Names that are formulas, markup or commands of a terminal, in every report.
#[test]
fn names_stay_names() {
    for file in ["faults/injection.json", "faults/terminal-escape.json"] {
        let Some(path) = shared(file) else { continue };
        let mut document: serde_json::Value =
            serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        // An id that is too long is refused; the rest of it is read with a shorter one.
        if shorten(&mut document) {
            let refused = Problem::from_path(shared(file).unwrap()).unwrap_err();
            let codes: Vec<Code> = refused
                .diagnostics()
                .as_slice()
                .iter()
                .map(|found| found.code)
                .collect();
            assert_eq!(codes, [Code::LimitExceeded], "{file}");
        }
        let problem = Problem::from_json_str(&document.to_string()).unwrap();
        let schedule = solver(2_000)
            .solve(&problem)
            .unwrap()
            .schedule
            .unwrap_or_default();
        let report = check(&problem, &schedule);
        let findings = Findings::new(&problem, &schedule, &report);
        let told = text::summary(&findings);
        assert!(
            !told
                .chars()
                .any(|letter| letter.is_control() && !matches!(letter, '\n' | '\t')),
            "{file}: {told:?}"
        );
        let tables = [
            csv::load(&findings),
            csv::requirements(&findings),
            csv::ledger(&findings),
            csv::roster(&findings),
        ];
        for table in tables.into_iter().map(Result::unwrap) {
            assert!(!table.contains('\0'), "{file}");
            let mut reader = ::csv::ReaderBuilder::new()
                .has_headers(false)
                .flexible(true)
                .from_reader(table.as_bytes());
            for record in reader.records().map(Result::unwrap) {
                let is_formula = |cell: &&str| {
                    cell.starts_with(['=', '+', '-', '@', '\t', '\r'])
                        && cell.parse::<f64>().is_err()
                };
                assert_eq!(record.iter().find(is_formula), None, "{file}");
            }
        }
        let page = html::page(&findings);
        for markup in [
            "<script>alert",
            "</title><script",
            "</style><script",
            "\" onmouseover",
            "\"onmouseover",
            "\u{1b}",
        ] {
            assert!(!page.contains(markup), "{file}: {markup}");
        }
        let doctors = (0..problem.doctors().len())
            .map(DoctorId::new)
            .map(|doctor| icalendar::doctor(&findings, doctor));
        let departments = (0..problem.departments().len()).map(DepartmentId::new);
        for calendar in doctors
            .chain(departments.map(|department| icalendar::department(&findings, department)))
        {
            assert!(
                !calendar
                    .chars()
                    .any(|letter| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t')),
                "{file}"
            );
        }
    }
}

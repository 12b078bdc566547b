//! Schedules and ids of another problem: no public function panics on them. Those that cannot work with a schedule refuse it with an error of its
//! own kind; look-ups answer with a stand-in; views show what they can.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests stop at the first surprise"
)]

mod common;
mod foreign_calls;

use common::tiny::tiny;
use foreign_calls::{call_everything, others};
use medrota::ids::{ActivityId, DoctorId, EventId, PeriodId};
use medrota::replan::Replan;
use medrota::schedule::{Attendance, Pathway, Rotation};
use medrota::{ErrorKind, Problem, ProblemBuilder, Schedule, Solver, check};
use std::fs;
use std::path::Path;

fn solver() -> Solver {
    Solver::new().no_time_limit().work_limit(300).threads(1)
}

/// Small problems that differ in everything: doctors, activities, periods, events, rules.
fn problems() -> Vec<Problem> {
    let alone = ProblemBuilder::weeks("alone", "2026-09-06", "2026-09-12")
        .department("surgery", 1)
        .doctor("ana")
        .build()
        .unwrap();
    let nobody = ProblemBuilder::weeks("nobody", "2026-09-06", "2026-12-26")
        .build()
        .unwrap();
    let crowd = ProblemBuilder::weeks("crowd", "2026-09-06", "2027-09-04")
        .department("surgery", 2)
        .department("maternity", 2)
        .department("paediatrics", 2)
        .requirement("surgery", &["surgery"], 4)
        .requirement("maternity", &["maternity"], 4);
    let crowd = ["ana", "ben", "carla", "dana", "eli"]
        .into_iter()
        .fold(crowd, |crowd, doctor| crowd.doctor(doctor))
        .build()
        .unwrap();
    let random = (0..40)
        .filter_map(|seed| tiny(seed).validate().ok())
        .take(6);
    [alone, nobody, crowd].into_iter().chain(random).collect()
}

fn rotation(first: usize, last: usize, activity: usize) -> Rotation {
    Rotation {
        first: PeriodId::new(first),
        last: PeriodId::new(last),
        activity: ActivityId::new(activity),
    }
}

/// Schedules that no problem has.
fn extremes() -> Vec<Schedule> {
    const FAR: usize = u32::MAX as usize;
    let far = rotation(0, FAR, 0);
    let lists = [
        vec![far],
        vec![rotation(FAR, FAR, 0)],
        vec![rotation(FAR - 1, FAR, FAR)],
        vec![rotation(3, 1, 0)],
        vec![rotation(FAR, 0, 0)],
        vec![rotation(0, 0, FAR)],
        vec![rotation(0, 0, 70_000)],
        vec![rotation(0, 0, 0); 5],
        vec![far, far, rotation(1, FAR, 1)],
    ];
    let attended = [(0, u32::MAX), (FAR, 0), (FAR, u32::MAX), (0, 0), (0, 1)];
    let attended = attended.map(|(event, slot)| {
        vec![Attendance {
            event: EventId::new(event),
            slot,
        }]
    });
    let mut pathways: Vec<Pathway> = lists
        .into_iter()
        .map(|list| Pathway::new(list, Vec::new()))
        .collect();
    pathways.extend(
        attended
            .into_iter()
            .map(|list| Pathway::new(Vec::new(), list)),
    );
    let mut all = vec![Schedule::default()];
    for pathway in &pathways {
        all.push(Schedule::new(vec![pathway.clone()]));
        all.push(Schedule::new(vec![pathway.clone(); 9]));
    }
    all.push(Schedule::new(pathways));
    all
}

fn solved(problems: &[Problem]) -> Vec<Schedule> {
    problems
        .iter()
        .filter_map(|problem| solver().solve(problem).ok()?.schedule)
        .collect()
}

#[test]
fn nothing_panics_on_schedules_and_ids_of_other_problems() {
    let problems = problems();
    let schedules: Vec<Schedule> = solved(&problems).into_iter().chain(extremes()).collect();
    let strangers = others(&problems, &solver());
    for problem in &problems {
        for schedule in &schedules {
            call_everything(problem, schedule, &strangers, &solver());
        }
    }
}

#[test]
fn what_cannot_work_with_a_foreign_schedule_says_so() {
    let problem = &problems()[0];
    let foreign = [
        Schedule::new(vec![Pathway::new(vec![rotation(0, 1, 0)], Vec::new())]),
        Schedule::new(vec![Pathway::new(vec![rotation(0, 0, 1)], Vec::new())]),
        Schedule::new(vec![Pathway::new(
            Vec::new(),
            vec![Attendance {
                event: EventId::new(0),
                slot: 0,
            }],
        )]),
        Schedule::new(vec![
            Pathway::default(),
            Pathway::new(vec![rotation(0, 0, 0)], Vec::new()),
        ]),
    ];
    let folder = tempfile::tempdir().unwrap();
    for schedule in &foreign {
        assert!(!check(problem, schedule).is_feasible());
        let wrong = |kind: ErrorKind| assert_eq!(kind, ErrorKind::WrongProblem);
        wrong(Replan::of(problem, schedule).unwrap_err().kind());
        wrong(
            medrota::replan::publish(problem, schedule)
                .unwrap_err()
                .kind(),
        );
        for name in ["schedule.json", "schedule.csv"] {
            let path = folder.path().join(name);
            wrong(
                medrota::format::write_schedule(&path, problem, schedule)
                    .unwrap_err()
                    .kind(),
            );
            assert!(!path.exists());
        }
        wrong(
            medrota::scenario::Baseline::from_schedule(problem, schedule.clone(), None)
                .unwrap_err()
                .kind(),
        );
    }
    // An empty pathway for a doctor who is not there says nothing, and loses nothing.
    let harmless = Schedule::new(vec![Pathway::default(); 3]);
    assert!(Replan::of(problem, &harmless).is_ok());
    let named = Replan::of(problem, &foreign[0]).unwrap_err().to_string();
    assert_eq!(
        named,
        "this is of another problem: in the schedule of doctor \"ana\" a rotation goes from period #1 to #2; the problem has 1."
    );
    let pinned = Replan::new(problem)
        .keep_doctor(DoctorId::new(1))
        .solve(&solver());
    assert_eq!(pinned.unwrap_err().kind(), ErrorKind::WrongProblem);
    let pinned = Replan::new(problem)
        .keep_cell(DoctorId::new(0), PeriodId::new(1))
        .solve(&solver());
    assert_eq!(pinned.unwrap_err().kind(), ErrorKind::WrongProblem);
}

#[test]
fn a_million_rotations_are_judged() {
    let problem = &problems()[2];
    let rotations = (0..1_000_000)
        .map(|index| rotation(index % 60, u32::MAX as usize - index % 7, index % 5))
        .collect();
    let schedule = Schedule::new(vec![Pathway::new(rotations, Vec::new())]);
    assert!(!check(problem, &schedule).is_feasible());
}

/// Functions that need no call in `foreign_calls`, with the reason.
const EXEMPT: &[(&str, &str)] = &[
    ("src/generate", "makes problems from numbers"),
    (
        "src/solve/lp",
        "columns of a linear programme; solver types never leave the module",
    ),
    ("src/ids.rs new", "makes an id"),
    (
        "src/formulation/family.rs",
        "no public function gives a family away",
    ),
    (
        "src/formulation/row.rs judge",
        "sums by a function of the caller's",
    ),
    ("src/report/mod.rs with_outcome", "takes figures over"),
    (
        "src/scenario/document.rs write_csv",
        "writes a set, which has no typed ids",
    ),
    (
        "src/scenario/set.rs part",
        "adds to a set, which has no typed ids",
    ),
    (
        "src/scenario/set.rs scenario",
        "the scenario of a number, or none",
    ),
    (
        "src/schedule/pathway.rs new",
        "makes a schedule, and every schedule here",
    ),
    ("src/diagram/axis.rs len", "a number"),
    (
        "src/problem/custom/mod.rs at",
        "keeps a period, which check holds against the horizon: tests/custom/refusals.rs",
    ),
];

/// Every public function that takes a schedule, a part of one, an id or a result of some problem is called in `foreign_calls`.
#[test]
fn every_function_that_takes_them_is_called() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let calls = fs::read_to_string(root.join("tests/foreign_calls/mod.rs")).unwrap()
        + &fs::read_to_string(file!()).unwrap_or_default();
    let mut missing = Vec::new();
    let mut seen = 0;
    for (file, name, arguments) in public_functions(&root.join("src")) {
        let file = file
            .strip_prefix(root)
            .unwrap()
            .to_string_lossy()
            .replace('\\', "/");
        const STRANGERS: &[&str] = &[
            "Id",
            "NodeId",
            "RowId",
            "Schedule",
            "Pathway",
            "Rotation",
            "Attendance",
            "Findings",
            "Report",
            "Certificate",
            "Differences",
            "Replanned",
            "Explanation",
            "Part",
            "Outcome",
            "Wish",
            "Plan",
            "Baseline",
            "Comparison",
            "Keep",
            "Label",
            "RequirementIndex",
            "Unpinned",
        ];
        let is_stranger =
            |word: &str| STRANGERS.contains(&word) || (word.ends_with("Id") && word.len() > 2);
        let takes = arguments
            .split(|letter: char| !letter.is_alphanumeric())
            .any(is_stranger);
        // Methods of ids, parts, rules and results that read a problem.
        let reads = arguments.contains("self") && arguments.contains("&Problem");
        let whole = format!("{file} {name}");
        if !(takes || reads) || EXEMPT.iter().any(|(exempt, _)| whole.starts_with(exempt)) {
            continue;
        }
        seen += 1;
        if ![
            format!(".{name}("),
            format!("::{name}("),
            format!(" {name}("),
            format!("({name}("),
        ]
        .iter()
        .any(|call| calls.contains(call.as_str()))
        {
            missing.push(whole);
        }
    }
    assert!(
        seen > 60,
        "only {seen} functions were found: the sources are written in another way now"
    );
    assert!(
        missing.is_empty(),
        "not called with strangers in tests/foreign_calls: {missing:#?}"
    );
}

/// File, name and arguments of each `pub fn`.
fn public_functions(folder: &Path) -> Vec<(std::path::PathBuf, String, String)> {
    let mut found = Vec::new();
    let mut entries: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            found.extend(public_functions(&path));
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        for start in text
            .match_indices("pub fn ")
            .chain(text.match_indices("pub const fn "))
            .map(|(at, _)| at)
        {
            let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
            if !text[line..start].trim().is_empty() {
                continue;
            }
            let signature = &text[start
                ..text[start..]
                    .find(['{', ';'])
                    .map_or(text.len(), |end| start + end)];
            let (head, rest) = signature.split_once('(').unwrap();
            let name = head
                .rsplit(' ')
                .next()
                .unwrap()
                .split('<')
                .next()
                .unwrap()
                .to_owned();
            let arguments = rest.split("->").next().unwrap().to_owned();
            found.push((path.clone(), name, arguments));
        }
    }
    found
}

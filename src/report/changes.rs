//! Differences between what was published and what is planned now: who moves, and what each person and department must be told.

use super::Findings;
use super::csv::Table;
use super::sentence::sentences;
use super::view::View;
use super::words::{count_of, grouped, periods, put};
use crate::check::{Doing, Subject, Violation};
use crate::error::Result;
use crate::ids::{DepartmentId, DoctorId, PeriodId};
use crate::problem::Problem;
use crate::replan::{Differences, Reason, Replanned, Unpinned};
use crate::schedule::{Pathway, Schedule};
use std::collections::BTreeMap;

/// Lines of a list that are written out; what is left is counted.
const MOST_LINES: usize = 40;

/// What a replanning came to, for a terminal: how many doctors are disturbed and why no fewer, and every letter.
///
/// # Complexity
/// Linear in doctors × periods.
#[must_use]
pub fn summary(problem: &Problem, replanned: &Replanned) -> String {
    let mut out = String::new();
    put!(out, "{}\n\n", problem.name());
    for (name, value) in head(replanned) {
        put!(out, "{name:<20}{value}\n");
    }
    section("Rules the published schedule breaks", &broken(problem, replanned), &mut out);
    section("Why no fewer", &reasons(problem, replanned), &mut out);
    section("Had to stay and cannot", &unpinned(problem, &replanned.unpinned), &mut out);
    if let Some(schedule) = &replanned.schedule {
        out.push_str(&letters(problem, &replanned.differences, schedule));
    }
    out
}

/// What each person and each department must be told, for a terminal.
///
/// # Complexity
/// Linear in the differences.
#[must_use]
pub fn letters(problem: &Problem, differences: &Differences, now: &Schedule) -> String {
    let mut out = String::new();
    let lines = |letters: Vec<Letter>| -> Vec<String> {
        let written = letters.into_iter().map(|letter| format!("{}\n    {}", letter.to, letter.lines.join("\n    ")));
        written.collect()
    };
    section("To doctors", &lines(to_doctors(problem, differences, now)), &mut out);
    section("To departments", &lines(to_departments(problem, differences, now)), &mut out);
    if differences.is_empty() {
        out.push_str("\nNothing changes.\n");
    }
    out
}

/// `differences.csv`: a row for each stretch that changes. `change` is `moved`, `arrived` or `gone`; departments and
/// activities are empty where the doctor is at an event or nowhere.
///
/// # Errors
/// [`ErrorKind::Io`](crate::ErrorKind::Io), in practice never: the table is written to memory.
pub fn csv(problem: &Problem, differences: &Differences, now: &Schedule) -> Result<String> {
    let header = [
        "doctor",
        "name",
        "change",
        "from",
        "to",
        "published_department",
        "published_activity",
        "published_event",
        "department",
        "activity",
        "event",
    ];
    let mut table = Table::new("differences.csv", &header)?;
    for stretch in stretches(problem, differences, now) {
        let doctor = problem.doctor(stretch.doctor);
        let horizon = problem.horizon();
        let (from, to) = (horizon.span(stretch.first).first, horizon.span(stretch.last).last);
        let whole = horizon.kind() != crate::calendar::PeriodKind::HalfDay;
        let shown = |moment: crate::calendar::HalfDay| if whole { moment.date.to_string() } else { moment.to_string() };
        let [before, after] = [stretch.published, stretch.now].map(|doing| keys(problem, doing));
        let (from, to) = (shown(from), shown(to));
        let row: [&str; 11] = [&doctor.key, &doctor.name, stretch.kind, &from, &to, before[0], before[1], before[2], after[0], after[1], after[2]];
        table.row(&row)?;
    }
    table.finish()
}

/// Department, activity and event of what a doctor does.
fn keys(problem: &Problem, doing: Doing) -> [&str; 3] {
    match doing {
        Doing::Activity(activity) => {
            let activity = problem.activity(activity);
            [&problem.department(activity.department).key, &activity.key, ""]
        }
        Doing::Event(event) => ["", "", &problem.event(event).key],
        Doing::Nothing => [""; 3],
    }
}

/// Name and value of the figures of a replanning.
pub(super) fn head(replanned: &Replanned) -> Vec<(&'static str, String)> {
    let differences = &replanned.differences;
    let mut rows = vec![("result", replanned.ending.as_str().replace('_', " "))];
    if replanned.schedule.is_some() {
        let proof = if replanned.is_fewest() { ", proven to be the fewest".to_owned() } else { format!(", at least {}", replanned.floor.doctors) };
        rows.push(("doctors disturbed", format!("{}{proof}", differences.disturbed.len())));
        rows.push(("rotations changed", format!("{} of {}", differences.rotations_changed, differences.rotations_published)));
        rows.push(("doctors new", differences.arrived.len().to_string()));
    } else {
        rows.push(("doctors disturbed", format!("at least {}", replanned.floor.doctors)));
    }
    if let Some(value) = replanned.value() {
        rows.push(("value", grouped(value)));
        rows.push(("bound", replanned.value_bound.map_or_else(|| "unknown".to_owned(), grouped)));
    }
    rows.push(("seconds", format!("{:.1}", replanned.elapsed.as_secs_f64())));
    rows
}

/// The rules that what was published breaks, as sentences; whoever has nothing published has not broken any.
pub(super) fn broken(problem: &Problem, replanned: &Replanned) -> Vec<String> {
    let is_new = |violation: &&Violation| match violation.subject {
        Subject::Doctor(doctor) => problem.published().is_none_or(|published| *published.pathway(doctor) == Pathway::default()),
        _ => false,
    };
    let violations: Vec<Violation> = replanned.published_report.violations.iter().filter(|one| !is_new(one)).copied().collect();
    said(problem, replanned, &violations)
}

fn said(problem: &Problem, replanned: &Replanned, violations: &[Violation]) -> Vec<String> {
    let nothing = Schedule::default();
    let findings = Findings::new(problem, problem.published().unwrap_or(&nothing), &replanned.published_report);
    let (sentences, all) = sentences(&View::new(&findings), violations, MOST_LINES);
    let mut lines: Vec<String> =
        sentences.iter().map(|sentence| format!("{}: {} [{}]", sentence.subject, sentence.what, sentence.rule)).collect();
    if all > lines.len() {
        lines.push(format!("and {} more", all - lines.len()));
    }
    lines
}

/// Why no fewer doctors can be disturbed, a sentence for each reason.
pub(super) fn reasons(problem: &Problem, replanned: &Replanned) -> Vec<String> {
    let floor = &replanned.floor;
    let mut lines = Vec::new();
    let name = |doctor: &DoctorId| problem.doctor(*doctor).name.as_str();
    for reason in &floor.reasons {
        match reason {
            Reason::Doctor { doctor, violation: None } => {
                lines.push(format!("{} cannot stay: the calendar no longer has what was published", name(doctor)));
            }
            Reason::Doctor { doctor, violation: Some(violation) } => {
                let why = said(problem, replanned, &[*violation]).into_iter().next().unwrap_or_default();
                lines.push(format!("{} cannot stay: {why}", name(doctor)));
            }
            Reason::Together { violation, doctors, at_least } => {
                let why = said(problem, replanned, &[*violation]).into_iter().next().unwrap_or_default();
                let mut names: Vec<&str> = doctors.iter().take(12).map(name).collect();
                if doctors.len() > names.len() {
                    names.push("…");
                }
                lines.push(format!("{at_least} of {} cannot stay: {why}", names.join(", ")));
            }
        }
        if lines.len() == MOST_LINES {
            lines.push("and so on".to_owned());
            break;
        }
    }
    if let Some(doctors) = floor.by_prices {
        lines.push(format!("prices prove that no plan disturbs fewer than {}", count_of(doctors, "doctor")));
    }
    lines
}

/// Pins that had to be given up, a line for each stretch.
pub(super) fn unpinned(problem: &Problem, unpinned: &[Unpinned]) -> Vec<String> {
    let mut stretches: Vec<(Unpinned, PeriodId)> = Vec::new();
    for one in unpinned {
        match stretches.last_mut() {
            Some((first, last))
                if (first.doctor, first.published) == (one.doctor, one.published) && last.index() + 1 == one.period.index() =>
            {
                *last = one.period;
            }
            _ => stretches.push((*one, one.period)),
        }
    }
    let line = |(one, last): &(Unpinned, PeriodId)| {
        let (doctor, when) = (&problem.doctor(one.doctor).name, periods(problem, one.period, *last));
        format!("{doctor}, {when}: {}", doing(problem, one.published))
    };
    stretches.iter().map(line).collect()
}

/// A letter: to whom, and what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Letter {
    pub(super) to: String,
    pub(super) lines: Vec<String>,
}

/// A stretch of time in which something changes for a doctor.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    doctor: DoctorId,
    kind: &'static str,
    first: PeriodId,
    last: PeriodId,
    published: Doing,
    now: Doing,
}

/// All changes, by doctor and time: moves, first rotations of newcomers, rotations of those who are gone.
fn stretches(problem: &Problem, differences: &Differences, now: &Schedule) -> Vec<Stretch> {
    let moved = differences.moves.iter().map(|change| Stretch {
        doctor: change.doctor,
        kind: "moved",
        first: change.first,
        last: change.last,
        published: change.published,
        now: change.now,
    });
    let gone = differences.gone.iter().map(|gone| Stretch {
        doctor: gone.doctor,
        kind: "gone",
        first: gone.first,
        last: gone.last,
        published: Doing::Activity(gone.activity),
        now: Doing::Nothing,
    });
    let arrived = differences.arrived.iter().flat_map(|&doctor| {
        let rotations = now.pathway(doctor).rotations().iter();
        rotations.map(move |rotation| Stretch {
            doctor,
            kind: "arrived",
            first: rotation.first,
            last: rotation.last,
            published: Doing::Nothing,
            now: Doing::Activity(rotation.activity),
        })
    });
    let mut all: Vec<Stretch> = moved.chain(gone).chain(arrived).collect();
    all.retain(|stretch| stretch.doctor.index() < problem.doctors().len());
    all.sort_by_key(|stretch| (stretch.doctor, stretch.first, stretch.last, stretch.kind));
    all
}

/// What a doctor does, as a word for letters.
fn doing(problem: &Problem, doing: Doing) -> String {
    match doing {
        Doing::Activity(activity) => place(problem, problem.activity(activity)),
        Doing::Event(event) => problem.event(event).name.clone(),
        Doing::Nothing => "free".to_owned(),
    }
}

/// Name of an activity, its department in front where that is another name.
fn place(problem: &Problem, activity: &crate::problem::Activity) -> String {
    let department = &problem.department(activity.department).name;
    if *department == activity.name || activity.name.starts_with(department.as_str()) {
        activity.name.clone()
    } else {
        format!("{department}, {}", activity.name)
    }
}

/// A letter for each doctor for whom something changes, by doctor.
pub(super) fn to_doctors(problem: &Problem, differences: &Differences, now: &Schedule) -> Vec<Letter> {
    let mut letters: BTreeMap<DoctorId, Vec<String>> = BTreeMap::new();
    for stretch in stretches(problem, differences, now) {
        let when = periods(problem, stretch.first, stretch.last);
        let (before, after) = (doing(problem, stretch.published), doing(problem, stretch.now));
        let line = match stretch.kind {
            "moved" if stretch.published == Doing::Nothing => format!("{when}: {after}, newly added"),
            "moved" if stretch.now == Doing::Nothing => format!("{when}: {before} is cancelled, free"),
            "moved" => format!("{when}: {after} instead of {before}"),
            "gone" => format!("{when}: {before} is cancelled, as you are not there"),
            _ => format!("{when}: {after}"),
        };
        letters.entry(stretch.doctor).or_default().push(line);
    }
    letters.into_iter().map(|(doctor, lines)| Letter { to: problem.doctor(doctor).name.clone(), lines }).collect()
}

/// A letter for each department that loses or gains somebody, by department.
pub(super) fn to_departments(problem: &Problem, differences: &Differences, now: &Schedule) -> Vec<Letter> {
    let mut letters: BTreeMap<DepartmentId, Vec<(PeriodId, String)>> = BTreeMap::new();
    for stretch in stretches(problem, differences, now) {
        let who = &problem.doctor(stretch.doctor).name;
        let when = periods(problem, stretch.first, stretch.last);
        let at = |doing: Doing| if let Doing::Activity(activity) = doing { Some(problem.activity(activity)) } else { None };
        let (before, after) = (at(stretch.published), at(stretch.now));
        let mut tell = |department: DepartmentId, line: String| letters.entry(department).or_default().push((stretch.first, line));
        match (before, after) {
            (Some(before), Some(after)) if before.department == after.department => {
                tell(before.department, format!("{when}: {who} is in {} instead of {}", after.name, before.name));
            }
            _ => {
                if let Some(before) = before {
                    let to = after.map_or_else(String::new, |after| format!(" (goes to {})", place(problem, after)));
                    tell(before.department, format!("{when}: {who} does not come to {}{to}", before.name));
                }
                if let Some(after) = after {
                    let from = before.map_or_else(String::new, |before| format!(" (was to be in {})", place(problem, before)));
                    tell(after.department, format!("{when}: {who} comes to {}{from}", after.name));
                }
            }
        }
    }
    let letter = |(department, mut lines): (DepartmentId, Vec<(PeriodId, String)>)| {
        lines.sort();
        Letter { to: problem.department(department).name.clone(), lines: lines.into_iter().map(|line| line.1).collect() }
    };
    letters.into_iter().map(letter).collect()
}

fn section(title: &str, lines: &[String], out: &mut String) {
    if lines.is_empty() {
        return;
    }
    put!(out, "\n{title}\n");
    for line in lines {
        put!(out, "  {line}\n");
    }
}

//! Differences between what was published and what is planned now: who moves, and what each person and department must be told.

use super::Findings;
use super::csv::Table;
use super::letters::{Letter, doing, stretches, to_departments, to_doctors};
use super::sentence::sentences;
use super::view::View;
use super::words::{count_of, grouped, named, periods, put, spoken};
use crate::check::{Doing, Subject, Violation};
use crate::error::Result;
use crate::ids::{DoctorId, PeriodId};
use crate::problem::Problem;
use crate::replan::{Differences, Reason, Replanned, Unpinned};
use crate::schedule::{Pathway, Schedule};

/// Lines of a list that are written out; what is left is counted.
const MOST_LINES: usize = 40;

/// What a replanning came to, for a terminal: how many doctors are disturbed and why no fewer, and every letter.
///
/// # Complexity
/// Linear in doctors × periods.
#[must_use]
pub fn summary(problem: &Problem, replanned: &Replanned) -> String {
    let mut out = String::new();
    put!(out, "{}\n\n", spoken(problem.name()));
    for (name, value) in head(replanned) {
        put!(out, "{name:<20}{value}\n");
    }
    let said = |sentences: Vec<String>| -> Vec<String> { sentences.iter().map(|sentence| spoken(sentence)).collect() };
    section("Rules the published schedule breaks", &said(broken(problem, replanned)), &mut out);
    section("Why no fewer", &said(reasons(problem, replanned)), &mut out);
    section("Had to stay and cannot", &said(unpinned(problem, &replanned.unpinned)), &mut out);
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
        let said = |letter: Letter| letter.lines.iter().fold(spoken(&letter.to), |text, line| text + "\n    " + &spoken(line));
        letters.into_iter().map(said).collect()
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
        let row: [&str; 11] =
            [&doctor.key, &doctor.name, stretch.kind, &from, &to, before[0], before[1], before[2], after[0], after[1], after[2]];
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
        let proof =
            if replanned.is_fewest() { ", proven to be the fewest".to_owned() } else { format!(", at least {}", replanned.floor.doctors) };
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
        sentences.iter().map(|sentence| format!("{}: {} [{}]", sentence.subject, sentence.what, named(&sentence.rule))).collect();
    if all > lines.len() {
        lines.push(format!("and {} more", all - lines.len()));
    }
    lines
}

/// Why no fewer doctors can be disturbed, a sentence for each reason.
pub(super) fn reasons(problem: &Problem, replanned: &Replanned) -> Vec<String> {
    let floor = &replanned.floor;
    let mut lines = Vec::new();
    let name = |doctor: &DoctorId| named(&problem.doctor(*doctor).name);
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
                let mut names: Vec<String> = doctors.iter().take(12).map(name).collect();
                if doctors.len() > names.len() {
                    names.push("…".to_owned());
                }
                lines.push(format!("{at_least} of {} cannot stay: {why}", names.join(", ")));
            }
        }
        if lines.len() == MOST_LINES {
            lines.push("and so on".to_owned());
            break;
        }
    }
    if let Some(doctors) = floor.by_solve {
        lines.push(format!("a solve proves that no plan disturbs fewer than {}", count_of(doctors, "doctor")));
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
        let (doctor, when) = (named(&problem.doctor(one.doctor).name), periods(problem, one.period, *last));
        format!("{doctor}, {when}: {}", doing(problem, one.published))
    };
    stretches.iter().map(line).collect()
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

//! Differences between what was published and what is planned now: who moves, and what each person and department must be told.

use super::csv::Table;
use super::language::{Noun, Words};
use super::letters::{Letter, doing, stretches, to_departments, to_doctors};
use super::sentence::sentences;
use super::view::View;
use super::words::{named, put, spoken};
use super::{Findings, Language};
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
    let words = Language::English.words();
    let mut out = String::new();
    put!(out, "{}\n\n", spoken(problem.name()));
    for Figure { name, number, note } in head(words, replanned) {
        let between = if note.is_empty() { "" } else { ", " };
        put!(out, "{name:<20}{number}{between}{note}\n");
    }
    let said = |sentences: Vec<String>| -> Vec<String> {
        sentences.iter().map(|sentence| spoken(sentence)).collect()
    };
    section(
        words.published_breaks,
        &said(broken(words, problem, replanned)),
        &mut out,
    );
    section(
        words.why_no_fewer,
        &said(reasons(words, problem, replanned)),
        &mut out,
    );
    section(
        words.had_to_stay,
        &said(unpinned(words, problem, &replanned.unpinned)),
        &mut out,
    );
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
    let words = Language::English.words();
    let mut out = String::new();
    let lines = |letters: Vec<Letter>| -> Vec<String> {
        let said = |letter: Letter| {
            letter.lines.iter().fold(spoken(&letter.to), |text, line| {
                text + "\n    " + &spoken(line)
            })
        };
        letters.into_iter().map(said).collect()
    };
    section(
        words.to_doctors,
        &lines(to_doctors(words, problem, differences, now)),
        &mut out,
    );
    section(
        words.to_departments,
        &lines(to_departments(words, problem, differences, now)),
        &mut out,
    );
    if differences.is_empty() {
        put!(out, "\n{}\n", words.nothing_changes);
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
        let (from, to) = (
            horizon.span(stretch.first).first,
            horizon.span(stretch.last).last,
        );
        let whole = horizon.kind() != crate::calendar::PeriodKind::HalfDay;
        let shown = |moment: crate::calendar::HalfDay| {
            if whole {
                moment.date.to_string()
            } else {
                moment.to_string()
            }
        };
        let [before, after] = [stretch.published, stretch.now].map(|doing| keys(problem, doing));
        let (from, to) = (shown(from), shown(to));
        let row: [&str; 11] = [
            &doctor.key,
            &doctor.name,
            stretch.kind,
            &from,
            &to,
            before[0],
            before[1],
            before[2],
            after[0],
            after[1],
            after[2],
        ];
        table.row(&row)?;
    }
    table.finish()
}

/// Department, activity and event of what a doctor does.
fn keys(problem: &Problem, doing: Doing) -> [&str; 3] {
    match doing {
        Doing::Activity(activity) => {
            let activity = problem.activity(activity);
            [
                &problem.department(activity.department).key,
                &activity.key,
                "",
            ]
        }
        Doing::Event(event) => ["", "", &problem.event(event).key],
        Doing::Nothing => [""; 3],
    }
}

/// A figure of a replanning.
#[derive(Clone, Debug)]
pub(super) struct Figure {
    pub(super) name: &'static str,
    pub(super) number: String,
    /// What is proven of it; empty where nothing is.
    pub(super) note: String,
}

/// The figures of a replanning.
pub(super) fn head(words: &Words, replanned: &Replanned) -> Vec<Figure> {
    let differences = &replanned.differences;
    let figure = |name, number| Figure {
        name,
        number,
        note: String::new(),
    };
    let mut rows = vec![figure(
        words.result,
        (words.ending)(replanned.ending).to_owned(),
    )];
    let floor = i64::try_from(replanned.floor.doctors).unwrap_or(i64::MAX);
    if replanned.schedule.is_some() {
        let note = if replanned.is_fewest() {
            words.proven_fewest.to_owned()
        } else {
            (words.at_least)(floor)
        };
        rows.push(Figure {
            note,
            ..figure(
                words.doctors_disturbed,
                differences.disturbed.len().to_string(),
            )
        });
        let (changed, published) = (
            differences.rotations_changed.to_string(),
            differences.rotations_published.to_string(),
        );
        rows.push(figure(
            words.rotations_changed,
            (words.of)(&changed, &published),
        ));
        rows.push(figure(
            words.doctors_new,
            differences.arrived.len().to_string(),
        ));
    } else {
        rows.push(figure(words.doctors_disturbed, (words.at_least)(floor)));
    }
    if let Some(value) = replanned.value() {
        rows.push(figure(words.value_found, words.grouped(value)));
        rows.push(figure(
            words.bound,
            replanned
                .value_bound
                .map_or_else(|| words.unknown.to_owned(), |bound| words.grouped(bound)),
        ));
    }
    rows.push(figure(
        words.seconds_taken,
        words.tenths(replanned.elapsed.as_secs_f64()),
    ));
    rows
}

/// The rules that what was published breaks, as sentences; whoever has nothing published has not broken any.
pub(super) fn broken(words: &Words, problem: &Problem, replanned: &Replanned) -> Vec<String> {
    let is_new = |violation: &&Violation| match violation.subject {
        Subject::Doctor(doctor) => problem
            .published()
            .is_none_or(|published| *published.pathway(doctor) == Pathway::default()),
        _ => false,
    };
    let violations: Vec<Violation> = replanned
        .published_report
        .violations
        .iter()
        .filter(|one| !is_new(one))
        .copied()
        .collect();
    said(words, problem, replanned, &violations)
}

fn said(
    words: &Words,
    problem: &Problem,
    replanned: &Replanned,
    violations: &[Violation],
) -> Vec<String> {
    let nothing = Schedule::default();
    let findings = Findings::new(
        problem,
        problem.published().unwrap_or(&nothing),
        &replanned.published_report,
    );
    let (sentences, all) = sentences(&View::new(&findings), violations, MOST_LINES);
    let mut lines: Vec<String> = sentences
        .iter()
        .map(|one| {
            words.in_english(&format!(
                "{}: {} [{}]",
                one.subject,
                one.what,
                named(&one.rule)
            ))
        })
        .collect();
    if all > lines.len() {
        lines.push((words.and_others)(all - lines.len()));
    }
    lines
}

/// Why no fewer doctors can be disturbed, a sentence for each reason.
pub(super) fn reasons(words: &Words, problem: &Problem, replanned: &Replanned) -> Vec<String> {
    let floor = &replanned.floor;
    let mut lines = Vec::new();
    let name = |doctor: &DoctorId| named(&problem.doctor(*doctor).name);
    for reason in &floor.reasons {
        match reason {
            Reason::Doctor {
                doctor,
                violation: None,
            } => {
                lines.push((words.calendar_lacks)(&name(doctor)));
            }
            Reason::Doctor {
                doctor,
                violation: Some(violation),
            } => {
                let why = said(words, problem, replanned, &[*violation])
                    .into_iter()
                    .next()
                    .unwrap_or_default();
                lines.push((words.cannot_stay)(&name(doctor), &why));
            }
            Reason::Together {
                violation,
                doctors,
                at_least,
            } => {
                let why = said(words, problem, replanned, &[*violation])
                    .into_iter()
                    .next()
                    .unwrap_or_default();
                let mut names: Vec<String> = doctors.iter().take(12).map(name).collect();
                if doctors.len() > names.len() {
                    names.push("…".to_owned());
                }
                lines.push((words.some_cannot_stay)(*at_least, &names.join(", "), &why));
            }
        }
        if lines.len() == MOST_LINES {
            lines.push(words.and_so_on.to_owned());
            break;
        }
    }
    if let Some(doctors) = floor.by_solve {
        lines.push((words.no_fewer_than)(
            &words.count_of(doctors, Noun::Doctor),
        ));
    }
    lines
}

/// Pins that had to be given up, a line for each stretch.
pub(super) fn unpinned(words: &Words, problem: &Problem, unpinned: &[Unpinned]) -> Vec<String> {
    let mut stretches: Vec<(Unpinned, PeriodId)> = Vec::new();
    for one in unpinned {
        match stretches.last_mut() {
            Some((first, last))
                if (first.doctor, first.published) == (one.doctor, one.published)
                    && last.index() + 1 == one.period.index() =>
            {
                *last = one.period;
            }
            _ => stretches.push((*one, one.period)),
        }
    }
    let line = |(one, last): &(Unpinned, PeriodId)| {
        let (doctor, when) = (
            named(&problem.doctor(one.doctor).name),
            words.periods(problem, one.period, *last),
        );
        format!(
            "{doctor}, {when}: {}",
            doing(words, problem, one.published, (one.period, *last))
        )
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

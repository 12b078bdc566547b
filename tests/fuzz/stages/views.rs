//! Reports: every view of every schedule, and what must never be in one.

use super::Bench;
use crate::common::dice::Dice;
use medrota::check::Report;
use medrota::explain::Explanation;
use medrota::ids::{DepartmentId, DoctorId};
use medrota::report::{Findings, csv, html, icalendar, text};
use medrota::{Problem, Schedule, check};

/// All views of the schedules that are there.
pub(super) fn report(bench: &mut Bench, dice: &mut Dice) {
    let Some(problem) = bench.problem.clone() else {
        return;
    };
    let mut schedules = bench.schedules.clone();
    schedules.push(problem.published().cloned().unwrap_or_default());
    let explanation = Explanation::default();
    for schedule in schedules.iter().take(3) {
        let report = check(&problem, schedule);
        all(
            &problem,
            schedule,
            &report,
            Some(&explanation).filter(|_| dice.chance(20)),
        );
    }
}

/// Every view.
pub(super) fn all(
    problem: &Problem,
    schedule: &Schedule,
    report: &Report,
    explanation: Option<&Explanation>,
) {
    let mut findings = Findings::new(problem, schedule, report);
    findings.explanation = explanation;
    sound_text(&text::summary(&findings));
    for table in [
        csv::load(&findings),
        csv::requirements(&findings),
        csv::ledger(&findings),
        csv::roster(&findings),
    ] {
        match table {
            Ok(table) => sound_table(&table),
            Err(error) => super::plans::expected(&error),
        }
    }
    sound_page(&html::page(&findings));
    for doctor in (0..=problem.doctors().len()).take(4).map(DoctorId::new) {
        sound_calendar(&icalendar::doctor(&findings, doctor));
    }
    for department in (0..=problem.departments().len())
        .take(3)
        .map(DepartmentId::new)
    {
        sound_calendar(&icalendar::department(&findings, department));
    }
}

/// No control character reaches a terminal.
pub(super) fn sound_text(text: &str) {
    let control = text
        .chars()
        .find(|letter| letter.is_control() && !matches!(letter, '\n' | '\t'));
    assert!(
        control.is_none(),
        "a control character {control:?} in a text for a terminal"
    );
}

/// A table is one for every reader, and no cell is a formula.
pub(super) fn sound_table(table: &str) {
    assert!(!table.contains('\0'), "NUL in a table");
    let mut reader = ::csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(table.as_bytes());
    for record in reader.records() {
        let record =
            record.unwrap_or_else(|error| panic!("a table of a report cannot be read: {error}"));
        for cell in &record {
            let formula =
                cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err();
            assert!(!formula, "a cell {cell:?} is a formula to spreadsheets");
        }
    }
}

/// Nothing of the input is markup.
pub(super) fn sound_page(page: &str) {
    assert!(
        !page.contains("<script>alert"),
        "markup of the input in a page"
    );
    assert!(
        !page.contains("</td>&amp;\"'"),
        "markup of the input in a page"
    );
    assert!(!page.contains('\0'), "NUL in a page");
}

/// Lines end and are as long as RFC 5545 allows.
pub(super) fn sound_calendar(calendar: &str) {
    for line in calendar.split("\r\n") {
        assert!(
            line.len() <= 75,
            "a line of {} bytes in a calendar",
            line.len()
        );
        let control = line
            .chars()
            .find(|letter| letter.is_control() && *letter != '\t');
        assert!(
            control.is_none(),
            "a control character {control:?} in a calendar"
        );
    }
}

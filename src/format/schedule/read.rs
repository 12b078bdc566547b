//! Reading schedules.

use super::document::ScheduleDocument;
#[cfg(feature = "tables")]
use super::kind::is_csv;
#[cfg(not(feature = "spreadsheet"))]
use super::kind::not_readable;
use super::resolve::Reading;
#[cfg(feature = "spreadsheet")]
use super::rows::Lines;
#[cfg(feature = "tables")]
use super::rows::ScheduleRow;
#[cfg(feature = "spreadsheet")]
use crate::error::Code;
#[cfg(feature = "tables")]
use crate::error::Severity;
use crate::error::{Diagnostics, Result};
#[cfg(feature = "tables")]
use crate::format::csv::{Table, read_held};
use crate::format::json;
#[cfg(feature = "spreadsheet")]
use crate::format::options::finding;
use crate::format::options::{Budget, ReadOptions, document_text};
#[cfg(feature = "spreadsheet")]
use crate::format::sheet::merge_same;
#[cfg(feature = "spreadsheet")]
use crate::format::workbook::{Workbook, is_workbook};
use crate::problem::Problem;
#[cfg(feature = "spreadsheet")]
use crate::problem::draft::FORMAT_VERSION;
use crate::schedule::Schedule;
use std::path::Path;

/// Reads a schedule of `problem` from a `.csv` file, from the chart of a workbook, or else from a JSON document.
///
/// # Errors
/// [`ErrorKind::Input`](crate::ErrorKind::Input) with E001 to E009 for the file, E103 for unknown doctors, activities and
/// events, E005, E201, E203, E501, E502 for rotations and attendances, E503 for a schedule of another problem.
pub fn read_schedule(
    path: impl AsRef<Path>,
    problem: &Problem,
    options: &ReadOptions,
) -> Result<Schedule> {
    Ok(read(path.as_ref(), problem, options, Reading::Strict)?.0)
}

/// Reads a schedule of `problem` from what a file of this name would hold: its ending says in which form.
///
/// # Errors
/// As [`read_schedule`].
pub fn schedule_from_bytes(
    name: &str,
    bytes: &[u8],
    problem: &Problem,
    options: &ReadOptions,
) -> Result<Schedule> {
    let (path, mut budget) = (Path::new(name), Budget::new(options));
    let taken = budget.take_bytes(bytes.len() as u64, name);
    taken.map_err(json::alone)?;
    let bytes = bytes.to_vec();
    Ok(read_held_in(path, bytes, problem, &mut budget, Reading::Strict)?.0)
}

fn read(
    path: &Path,
    problem: &Problem,
    options: &ReadOptions,
    reading: Reading,
) -> Result<(Schedule, Diagnostics)> {
    let mut budget = Budget::new(options);
    #[cfg(not(feature = "spreadsheet"))]
    if let Some(finding) = not_readable(path) {
        return Err(json::alone(finding).into());
    }
    let bytes = budget.read_bytes(path).map_err(json::alone)?;
    read_held_in(path, bytes, problem, &mut budget, reading)
}

/// Reads what the file at a path holds; its bytes have been taken off the budget.
fn read_held_in(
    path: &Path,
    bytes: Vec<u8>,
    problem: &Problem,
    budget: &mut Budget,
    reading: Reading,
) -> Result<(Schedule, Diagnostics)> {
    let name = path.display().to_string();
    #[cfg(feature = "spreadsheet")]
    if is_workbook(path) {
        let workbook = Workbook::of(name, bytes, budget).map_err(json::alone)?;
        return read_chart(path, &workbook, problem, reading);
    }
    #[cfg(not(feature = "spreadsheet"))]
    if let Some(finding) = not_readable(path) {
        return Err(json::alone(finding).into());
    }
    #[cfg(feature = "tables")]
    if is_csv(path) {
        let mut found = Diagnostics::new();
        let table: Table<ScheduleRow> = read_held(&name, &bytes, budget, &mut found);
        if found.has_errors() {
            found.retain_from(0, |diagnostic| diagnostic.severity > Severity::Note);
            return Err(found.into());
        }
        let (document, lines) = ScheduleDocument::of_table(table);
        return document.resolve_located(problem, reading, |found| {
            lines.locate(found, |_| name.clone())
        });
    }
    let text = document_text(&name, bytes).map_err(json::alone)?;
    let document: ScheduleDocument = json::parse(&text, Some(&name))?;
    budget
        .take_rows(
            document.rotations.len() + document.attendances.len(),
            Some(&name),
        )
        .map_err(json::alone)?;
    document.resolve_located(problem, reading, |found| {
        json::locate(found, &text, Some(&name))
    })
}

/// Reads the chart of a workbook.
#[cfg(feature = "spreadsheet")]
fn read_chart(
    path: &Path,
    workbook: &Workbook,
    problem: &Problem,
    reading: Reading,
) -> Result<(Schedule, Diagnostics)> {
    let mut found = Diagnostics::new();
    let Some(chart) = workbook.chart(problem, &mut found) else {
        let message = "the workbook has no sheet chart with the doctors of a schedule in it.";
        return Err(json::alone(finding(
            Code::MissingTable,
            Some(&path.display().to_string()),
            None,
            message,
        ))
        .into());
    };
    if found.has_errors() {
        merge_same(&mut found);
        return Err(found.into());
    }
    let (rotations, rotation_lines) = chart.rotations.into_iter().unzip();
    let (attendances, attendance_lines) = chart.attendances.into_iter().unzip();
    let lines = Lines {
        rotations: rotation_lines,
        attendances: attendance_lines,
    };
    let document = ScheduleDocument {
        format: FORMAT_VERSION,
        rotations,
        attendances,
        ..ScheduleDocument::default()
    };
    document.resolve_located(problem, reading, |found| {
        lines.locate(found, |is_rotation| {
            workbook.place(if is_rotation { "chart" } else { "attendances" })
        })
    })
}

/// Reads what was published, as a start to replan from: what means nothing in `problem` is left out and told.
///
/// Each row that is lost is a warning, W104: an unknown doctor, activity, event or slot, or dates outside the horizon. Rotations that overlap
/// stay as they are; `check` lists what they break.
///
/// # Errors
/// As [`read_schedule`], E103, E203, E501 and E502 aside.
pub fn read_published(
    path: impl AsRef<Path>,
    problem: &Problem,
    options: &ReadOptions,
) -> Result<(Schedule, Diagnostics)> {
    read(path.as_ref(), problem, options, Reading::Published)
}

//! A problem as a folder of CSV tables.
#![cfg_attr(
    not(feature = "spreadsheet"),
    allow(dead_code, reason = "workbooks alone take tables as cells")
)]

mod availability;
mod book;
pub(super) mod cell;
mod fault;
mod guard;
mod intake;
mod no_leave;
mod notation;
mod rules;
mod settings;
mod short;
mod short_row;
pub(super) mod table;
mod tables;
mod vacation_closures;
mod vacation_parts;
mod vacations;

pub(super) use book::Book;
#[cfg(feature = "spreadsheet")]
pub(super) use guard::quoted;
pub(crate) use guard::{escaped_json, plain, read_text, text_cell};
#[cfg(feature = "spreadsheet")]
pub(super) use short::short_tables;
pub(super) use table::Cells;
pub(crate) use table::read_sheet;
pub(super) use table::{Table, cells_bytes, read_held, rows, table_bytes};

use self::intake::Intake;
use super::commit::finish_commit;
use super::folder::OutputFolder;
use super::options::{Budget, finding};
use super::sheet::merge_same;
use super::source::FolderLines;
use crate::error::{Code, Diagnostic, Diagnostics, Result, Severity};
use crate::problem::ProblemDraft;
use std::collections::BTreeMap;
use std::path::Path;

/// Reads a folder; everything that is wrong in any of its tables is reported together. What is worth a look, and what was recognised, comes with the lines.
pub(super) fn read_folder(
    folder: &Path,
    budget: &mut Budget,
) -> std::result::Result<(ProblemDraft, FolderLines), Diagnostics> {
    let mut found = Diagnostics::new();
    finish_commit(folder);
    let called = |name: &str| folder.join(name).display().to_string();
    report_strangers(names_in(folder), called, &mut found);
    read_tables(&Book::Folder(folder), budget, found)
}

/// Reads what the files of a folder would hold; see [`read_folder`].
pub(super) fn read_memory(
    tables: &BTreeMap<String, Vec<u8>>,
    budget: &mut Budget,
) -> std::result::Result<(ProblemDraft, FolderLines), Diagnostics> {
    let mut found = Diagnostics::new();
    report_strangers(tables.keys().cloned().collect(), str::to_owned, &mut found);
    read_tables(&Book::Memory(tables), budget, found)
}

/// Reads the tables of a problem; `found` is what was found before.
pub(super) fn read_tables(
    book: &Book<'_>,
    budget: &mut Budget,
    found: Diagnostics,
) -> std::result::Result<(ProblemDraft, FolderLines), Diagnostics> {
    let mut intake = Intake::new(book, budget, found);
    if book.has(settings::FILE) {
        settings::read(&mut intake);
    } else {
        let message = format!(
            "there is no table {}, which names the problem and its horizon.",
            table_name(settings::FILE)
        );
        intake.found.push(finding(
            Code::MissingTable,
            Some(&book.place("")),
            None,
            message,
        ));
    }
    tables::read_lists(&mut intake);
    rules::read(&mut intake);
    short::read(&mut intake);
    let Intake {
        draft,
        mut lines,
        mut found,
        ..
    } = intake;
    if found.has_errors() {
        found.retain_from(0, |diagnostic| diagnostic.severity > Severity::Note);
        merge_same(&mut found);
        return Err(found);
    }
    lines.keep(book.place(""), found);
    Ok((draft, lines))
}

/// The cells of all tables of the draft, in the order in which people fill them in; empty ones, too.
pub(super) fn all_cells(draft: &ProblemDraft) -> Vec<Cells> {
    let mut all = vec![settings::cells(draft)];
    all.extend(tables::cells(draft));
    // Plain data: there is no reason why it should not be JSON.
    all.extend(rules::cells(draft));
    all
}

/// A problem whose short tables stay what they are: what all other tables say, and the short ones as they stand.
#[cfg(feature = "spreadsheet")]
pub(super) fn read_as_it_stands(
    book: &Book<'_>,
    budget: &mut Budget,
) -> std::result::Result<(ProblemDraft, Vec<Cells>), Diagnostics> {
    let mut intake = Intake::new(book, budget, Diagnostics::new());
    settings::read(&mut intake);
    tables::read_lists(&mut intake);
    rules::read(&mut intake);
    let short = short::cells(&mut intake);
    if intake.found.has_errors() {
        Err(intake.found)
    } else {
        Ok((intake.draft, short))
    }
}

/// The name of a table: its file's without the ending.
pub(super) fn table_name(file: &str) -> &str {
    file.strip_suffix(".csv").unwrap_or(file)
}

/// The files of all tables that there are.
pub(super) fn files() -> impl Iterator<Item = &'static str> {
    [settings::FILE]
        .into_iter()
        .chain(tables::FILES.iter().copied())
        .chain([rules::FILE])
        .chain(short::FILES.iter().copied())
}

/// Writes a folder, which is made if it is not there; all of its tables or none.
pub(super) fn write_folder(folder: &Path, draft: &ProblemDraft, short: &[Cells]) -> Result<()> {
    let output = OutputFolder::open(folder)?;
    let tables = output.stage()?;
    settings::write(tables.path(), draft)?;
    tables::write_lists(tables.path(), draft, folder)?;
    rules::write(tables.path(), draft, folder)?;
    for cells in short {
        table::write_cells(&tables.path().join(cells.file), cells)?;
    }
    // A table that is there and has no rows any more is emptied, not removed; short ways to write rules would come on top of what they stood for.
    let gone: Vec<&str> = short::FILES
        .iter()
        .copied()
        .filter(|file| short.iter().all(|cells| cells.file != *file))
        .collect();
    tables.commit(&gone)
}

/// The files of a folder.
fn names_in(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let files = entries.filter(|entry| entry.path().is_file());
    files
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect()
}

/// Reports files that are not read, because a misspelt table would silently be an empty one. Schedules and pages of text are no mistake. `called` is what findings
/// call a file.
fn report_strangers(
    mut names: Vec<String>,
    called: impl Fn(&str) -> String,
    found: &mut Diagnostics,
) {
    names.retain(|name| {
        !name.starts_with(['.', '~']) && !name.to_lowercase().starts_with("schedule")
    });
    names.sort_unstable();
    let tables: Vec<&str> = files().collect();
    let mut unread = Vec::new();
    for name in names.iter().filter(|name| !tables.contains(&name.as_str())) {
        let lower = name.to_lowercase();
        if lower.ends_with(".csv") {
            let meant = tables
                .iter()
                .find(|table| **table == lower.replace(' ', "_"));
            let message = match meant {
                Some(meant) => format!(
                    "the table is called {meant}; under this name it is not read. Rename the file."
                ),
                None => format!(
                    "there is no table of this name; there are {}.",
                    tables.join(", ")
                ),
            };
            found.push(finding(
                Code::UnknownField,
                Some(&called(name)),
                None,
                message,
            ));
        } else if !SILENT.iter().any(|ending| lower.ends_with(ending))
            && !lower.starts_with("readme")
            && !lower.starts_with("license")
        {
            unread.push(name.as_str());
        }
    }
    if let Some(first) = unread.first() {
        let others = if unread.len() > 1 {
            format!(" Nor are {}.", unread[1..].join(", "))
        } else {
            String::new()
        };
        let message = format!("it lies among the tables and is not read.{others}");
        let warning = finding(Code::UnreadFile, Some(&called(first)), None, message);
        found.push(Diagnostic {
            severity: Severity::Warning,
            ..warning
        });
    }
}

/// Endings of files that nobody takes for tables.
const SILENT: [&str; 10] = [
    ".md", ".html", ".pdf", ".png", ".jpg", ".svg", ".ics", ".sha256", ".log", ".lock",
];

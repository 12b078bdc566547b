//! A problem as a folder of CSV tables.

pub(super) mod cell;
mod guard;
mod notation;
mod rules;
mod settings;
pub(super) mod table;
mod tables;

pub(crate) use guard::{escaped_json, plain, read_text, text_cell};
pub(super) use table::{Table, read_table, rows, write_table};

use super::folder::{OutputFolder, finish_commit};
use super::options::{Budget, finding};
use super::source::FolderLines;
use crate::error::{Code, Diagnostics, Result};
use crate::problem::ProblemDraft;
use std::path::Path;

/// Reads a folder; everything that is wrong in any of its tables is reported together.
pub(super) fn read_folder(folder: &Path, budget: &mut Budget) -> std::result::Result<(ProblemDraft, FolderLines), Diagnostics> {
    let mut found = Diagnostics::new();
    let mut draft = ProblemDraft::default();
    let mut lines = FolderLines::new(folder);
    finish_commit(folder);
    report_strangers(folder, &mut found);
    if folder.join(settings::FILE).exists() {
        settings::read(folder, &mut draft, &mut lines, budget, &mut found);
    } else {
        let message = format!("the folder has no {}, which names the problem and its horizon.", settings::FILE);
        found.push(finding(Code::MissingTable, Some(&folder.display().to_string()), None, message));
    }
    tables::read_lists(folder, &mut draft, &mut lines, budget, &mut found);
    rules::read(folder, &mut draft, &mut lines, budget, &mut found);
    if found.has_errors() { Err(found) } else { Ok((draft, lines)) }
}

/// Writes a folder, which is made if it is not there; all of its tables or none.
pub(super) fn write_folder(folder: &Path, draft: &ProblemDraft) -> Result<()> {
    let output = OutputFolder::open(folder)?;
    let tables = output.stage()?;
    settings::write(tables.path(), draft)?;
    tables::write_lists(tables.path(), draft, folder)?;
    rules::write(tables.path(), draft, folder)?;
    // A table that is there and has no rows any more is emptied, not removed.
    tables.commit::<&str>(&[])
}

/// Reports CSV files that are no table: a misspelt name would silently be an empty table. Schedules may lie beside.
fn report_strangers(folder: &Path, found: &mut Diagnostics) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut names: Vec<String> = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort_unstable();
    for name in names {
        let known = name == settings::FILE || name == rules::FILE || tables::FILES.contains(&name.as_str());
        if name.ends_with(".csv") && !name.starts_with('.') && !name.starts_with("schedule") && !known {
            let message =
                format!("there is no table of this name; there are {}, {}, {}.", settings::FILE, tables::FILES.join(", "), rules::FILE);
            found.push(finding(Code::UnknownField, Some(&folder.join(name).display().to_string()), None, message));
        }
    }
}

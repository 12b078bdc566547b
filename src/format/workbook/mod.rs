//! A problem as a workbook with a sheet for each table.
//!
//! Sheets are read like files: the same header, dates and tolerance. Dates that the workbook holds as dates need no guess.

mod chart;
mod chart_layout;
mod chart_read;
mod chart_sheets;
mod chart_words;
mod explain;
mod sheets;
mod write;

pub(super) use chart::chart_bytes;
pub use chart_words::ChartWords;
pub(super) use write::workbook_bytes;

use super::csv::{files, table_name};
use super::options::{Budget, finding};
use super::sheet::{Records, normalised};
use crate::error::{Code, Diagnostic, Diagnostics, Severity};
use std::path::Path;

/// Endings of workbooks that are read.
const ENDINGS: [&str; 4] = ["xlsx", "xlsm", "xls", "ods"];
/// Names of sheets that hold no table and are not told.
const SILENT: [&str; 6] = [
    "about",
    "schedule",
    "lists",
    "notes",
    "chart",
    "attendances",
];

/// True for a path that names a workbook.
pub(super) fn is_workbook(path: &Path) -> bool {
    path.extension().is_some_and(|extension| {
        ENDINGS
            .iter()
            .any(|ending| extension.eq_ignore_ascii_case(ending))
    })
}

/// A workbook that was read, its sheets as rows of text.
#[derive(Debug)]
pub(super) struct Workbook {
    name: String,
    sheets: Vec<Sheet>,
}

#[derive(Debug)]
struct Sheet {
    name: String,
    rows: sheets::Rows,
}

impl Workbook {
    /// Reads all sheets of a file.
    pub(super) fn open(path: &Path, budget: &mut Budget) -> Result<Self, Diagnostic> {
        let bytes = budget.read_bytes(path)?;
        Self::of(path.display().to_string(), bytes, budget)
    }
    /// Reads all sheets of what a file of this name holds; its bytes have been taken off the budget.
    pub(super) fn of(
        name: String,
        bytes: Vec<u8>,
        budget: &mut Budget,
    ) -> Result<Self, Diagnostic> {
        let sheets = sheets::read(bytes, &name, budget)?
            .into_iter()
            .map(|(name, rows)| Sheet { name, rows })
            .collect();
        Ok(Self { name, sheets })
    }

    fn sheet(&self, file: &str) -> Option<&Sheet> {
        self.sheets
            .iter()
            .find(|sheet| normalised(&sheet.name) == table_name(file))
    }

    /// True if there is a sheet for the table.
    pub(super) fn has(&self, file: &str) -> bool {
        self.sheet(file).is_some_and(|sheet| !sheet.rows.is_empty())
    }

    /// What findings call a table: the file and the sheet, as formulas write it.
    pub(super) fn place(&self, file: &str) -> String {
        if file.is_empty() {
            return self.name.clone();
        }
        format!(
            "{}!{}",
            self.name,
            self.sheet(file)
                .map_or(table_name(file), |sheet| &sheet.name)
        )
    }

    /// The rows of a table.
    pub(super) fn records(&self, file: &str) -> Result<Records, Diagnostic> {
        let missing = || {
            finding(
                Code::MissingTable,
                Some(&self.name),
                None,
                format!("there is no sheet {}.", table_name(file)),
            )
        };
        self.sheet(file)
            .map(|sheet| Records::new(sheet.rows.clone()))
            .ok_or_else(missing)
    }

    /// Tells of sheets that are no table: a misspelt name would silently be an empty table.
    pub(super) fn report_strangers(&self, found: &mut Diagnostics) {
        let known = |name: &str| {
            files().any(|file| table_name(file) == name)
                || SILENT.iter().any(|silent| name.starts_with(silent))
        };
        for sheet in self
            .sheets
            .iter()
            .filter(|sheet| !sheet.rows.is_empty() && !known(&normalised(&sheet.name)))
        {
            let names: Vec<&str> = files().map(table_name).collect();
            let message = format!("the sheet is not read; there are {}.", names.join(", "));
            let warning = finding(
                Code::UnreadFile,
                Some(&format!("{}!{}", self.name, sheet.name)),
                None,
                message,
            );
            found.push(Diagnostic {
                severity: Severity::Warning,
                ..warning
            });
        }
    }
}
